"""``python -m blocklint``."""

from blocklint.cli import main

main()
