"""TOML in, `Catalogue` out: one data file a library, a loader that checks every key."""
