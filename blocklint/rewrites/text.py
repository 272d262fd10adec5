"""A text and the places in it: spans to offsets and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from blocklint.findings.remedy import Edit
from blocklint.sources.source import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line for Python: unlike `str.splitlines`, no form feed and no Unicode separator."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the offset at which each of its lines starts. Offsets count characters from 0."""

    path: str
    content: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, path: str, content: str) -> Text:
        """Return `content`, read from `path`, with its lines counted."""
        return cls(path, content, (0, *(end.end() for end in _LINE_END.finditer(content))))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both from 1; a place past the end raises IndexError."""
        offset = self.starts[line - 1] + column - 1
        if offset > len(self.content):
            raise IndexError(f"{self.path} has no place {line}:{column}")
        return offset

    def bounds(self, span: Span) -> tuple[int, int]:
        """Return the offsets of a span's start and end; a span past the end raises IndexError."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def edit(self, start: int, end: int, content: str) -> Edit:
        """Return the edit that puts `content` in the place of the characters from `start` up to `end`."""
        return Edit(self.path, self.span(start, end), content)

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to `end`."""
        return Span(*self._place(start), *self._place(end))

    def line(self, offset: int) -> int:
        """Return the number, from 1, of the line in which `offset` lies."""
        return bisect_right(self.starts, offset)

    def line_end(self, line: int) -> int:
        """Return the offset behind a line, from 1, and its line end."""
        return self.starts[line] if line < len(self.starts) else len(self.content)

    def indentation(self, offset: int) -> str:
        """Return the white space with which the line of `offset` starts, up to `offset`."""
        line = self.content[self.starts[self.line(offset) - 1] : offset]
        return line[: len(line) - len(line.lstrip())]

    @property
    def newline(self) -> str:
        """How the first line ends; a line feed where there is one line only."""
        first = _LINE_END.search(self.content)
        return first.group() if first else "\n"

    def _place(self, offset: int) -> tuple[int, int]:
        line = self.line(offset)
        return line, offset - self.starts[line - 1] + 1


def joined(text: Text, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return edits in order of place, those that touch as one; those that start at one place in the order given."""
    parts: list[tuple[int, int, str]] = []
    for start, end, content in _placed(text, edits):
        if parts and parts[-1][1] == start:
            first, _, before = parts.pop()
            parts.append((first, end, before + content))
        else:
            parts.append((start, end, content))
    return tuple(text.edit(*part) for part in parts)


def edited(text: Text, edits: Iterable[Edit]) -> str:
    """Return the text after `edits`, which must not overlap, with all else as it was."""
    parts: list[str] = []
    done = 0
    for start, end, content in _placed(text, edits):
        parts += (text.content[done:start], content)
        done = end
    return "".join((*parts, text.content[done:]))


def _placed(text: Text, edits: Iterable[Edit]) -> list[tuple[int, int, str]]:
    return sorted(((*text.bounds(edit.span), edit.content) for edit in edits), key=lambda placed: placed[:2])
