"""Report in, text out: one file a format."""
