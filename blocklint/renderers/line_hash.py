"""The hash of a line and what follows it, as GitHub's upload action computes `primaryLocationLineHash`.

It is a polynomial over the 100 UTF-16 units from the start of the line, without spaces and tabs, all line
ends as one line feed, with an end mark and zeros behind the file's end; the number behind the colon counts the lines of
the same hash.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_UNITS = 100
_FACTOR = 37
_END = "\uffff"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def line_hashes(lines: Sequence[str], wanted: Sequence[int]) -> dict[int, str]:
    """Return the hash of each line (from 1) in `wanted`; `lines` are those of `split_lines`."""
    dense = [line.replace(" ", "").replace("\t", "") for line in lines]
    text = _ASTRAL.sub(_pair, "\n".join(dense)) + _END
    numbers = frozenset(wanted)
    windows: Counter[str] = Counter()
    hashes = {}
    start = 0
    for number in range(1, min(max(numbers, default=0), len(dense)) + 1):
        window = text[start : start + _UNITS]
        windows[window] += 1
        if number in numbers:
            hashes[number] = f"{_hash(window):x}:{windows[window]}"
        start = text.find("\n", start) + 1
    return hashes


def _hash(window: str) -> int:
    value = 0
    for unit in window.ljust(_UNITS, "\0"):
        value = value * _FACTOR + ord(unit)
    return value % (1 << 64)


def _pair(match: re.Match[str]) -> str:
    point = ord(match[0]) - 0x10000
    return chr(0xD800 + (point >> 10)) + chr(0xDC00 + (point & 0x3FF))
