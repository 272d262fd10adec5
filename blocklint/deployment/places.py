"""Offsets in a text in, lines and columns out."""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\r|\n")


class Places:
    """The lines of one text, as editors count them: a form feed or a Unicode separator ends none."""

    def __init__(self, text: str) -> None:
        self._ends = [match.end() for match in _LINE_END.finditer(text)]

    def at(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, the column in characters."""
        row = bisect_right(self._ends, offset)
        return row + 1, offset - (self._ends[row - 1] if row else 0) + 1
