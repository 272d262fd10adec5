"""Program and server settings in, findings out: one file a rule, an explicit RULES tuple."""
