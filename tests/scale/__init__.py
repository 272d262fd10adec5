"""Making large projects, and changing them as months of work would."""
