"""On which line of a TOML text a key stands; TOML parsers do not tell, and it is asked for errors only."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = r"""(?:[\w-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_INLINE = re.compile(rf"[{{,]\s*({_DOTTED})\s*=")
_MULTILINE = re.compile(r'"""|' + "'''")


def line_of(text: str, keys: tuple[str, ...], needle: str = "") -> int:
    """Return the line (from 1) of the key that `keys` lead to, or of the deepest table on the way there.

    With `needle` it is the first line at or behind that key that holds the needle, before the next key.
    """
    stops = list(_stops(text))
    depth, start = max(((_common(path, keys), -line) for line, path in stops), default=(0, -1))
    line = -start if depth else 1
    end = next((other for other, _ in stops if other > line), len(text))
    lines = text.split("\n")
    return next(
        (number for number in range(line, end) if needle and needle in "".join(lines[number - 1 : number])), line
    )


def _stops(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield every line that starts a table or holds keys, with the whole way to each."""
    table: tuple[str, ...] = ()
    quoted = False
    for number, line in enumerate(text.split("\n"), 1):
        if quoted:
            quoted = len(_MULTILINE.findall(line)) % 2 == 0
            continue
        if header := _HEADER.match(line):
            table = _parts(header[1])
            yield number, table
        elif key := _KEY.match(line):
            path = (*table, *_parts(key[1]))
            yield number, path
            for inline in _INLINE.finditer(line, key.end()):
                yield number, (*path, *_parts(inline[1]))
        quoted = len(_MULTILINE.findall(line)) % 2 == 1


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _common(path: tuple[str, ...], keys: tuple[str, ...]) -> int:
    """Return how many keys `path` leads along; 0 where it leaves the way."""
    return len(path) if path == keys[: len(path)] else 0
