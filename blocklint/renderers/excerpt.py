"""The source lines of a place, with a gutter and carets."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from blocklint.kinds import Level
from blocklint.renderers.escaping import visible, without_commands
from blocklint.renderers.style import Style
from blocklint.sources.source import Span

_MOST_LINES = 6
_WIDEST = 140
_LEAD = 40
_TAB = "    "


def excerpt(lines: Sequence[str], span: Span, level: Level, style: Style) -> Iterator[str]:
    """Yield the lines that `span` covers, with carets below; nothing where the file has no such line.

    Each stands behind ``NN | ``, so that no text from outside starts a line. A long call is cut in the
    middle, a long line around the place.
    """
    if span.line > len(lines):
        return
    last = min(span.end_line, len(lines))
    width = len(str(last))
    yield style.faint(f"{'':{width}} |")
    for number in range(span.line, last + 1):
        if last - span.line >= _MOST_LINES and span.line + 2 < number < last:
            if number == last - 1:
                yield style.faint(f"{'':{width}} | …")
            continue
        yield from _line(lines[number - 1], number, span, width, level, style)


def _line(text: str, number: int, span: Span, width: int, level: Level, style: Style) -> Iterator[str]:
    indent = len(text) - len(text.lstrip())
    start = span.column - 1 if number == span.line else indent
    end = span.end_column - 1 if number == span.end_line else len(text.rstrip())
    before, marked, after = _cut(text, start, max(end, start))
    gutter = style.faint(f"{number:>{width}} |")
    yield without_commands(f"{gutter} {before}{marked}{after}".rstrip())
    carets = "^" * max(1, cells(marked))
    yield f"{style.faint(f'{chr(32):>{width}} |')} {' ' * cells(before)}{style.level(level, carets)}"


def _cut(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return what stands before, at and behind a place, made visible, from a line of any length."""
    first = max(0, start - _LEAD) if len(text) > _WIDEST else 0
    last = max(start + 1, min(len(text), first + _WIDEST))
    end = min(end, last)
    before = ("…" if first else "") + _shown(text[first:start])
    return before, _shown(text[start:end]), _shown(text[end:last]) + ("…" if last < len(text) else "")


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def cells(text: str) -> int:
    """Return how many terminal cells visible text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
