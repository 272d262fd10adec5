"""The text of the file of known findings."""

from __future__ import annotations

from pathlib import Path


def read_known(file: Path) -> str | None:
    """Return the text of a baseline, None where there is no such file; bytes that are no UTF-8 are replaced.

    Raises OSError where there is one that cannot be read.
    """
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
