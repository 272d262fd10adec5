"""What a run comes to: texts, warnings and an exit code, or the reason why it cannot start."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class UnusableError(Exception):
    """The run cannot start; the message is one line."""


class Outcome(NamedTuple):
    """What is printed (None) or written to files, what goes to standard error, and the exit code."""

    outputs: tuple[tuple[Path | None, str], ...]
    warnings: tuple[str, ...] = ()
    code: int = 0
