"""Comments that suppress findings: findings and a source in, the source with the comments out."""

from __future__ import annotations

import io
import tokenize
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit
from blocklint.rewrites.change import FileChange
from blocklint.rewrites.text import Text, edited
from blocklint.sources.source import Comment, Source, Span

_OPENS = frozenset(("FSTRING_START", "TSTRING_START"))
_CLOSES = frozenset(("FSTRING_END", "TSTRING_END"))
"""Tokens of the Pythons from 3.12 on. Older ones cannot read comments in these strings, so none is written there."""


def add_ignores(findings: Iterable[Finding], source: Source, reason: str = "") -> FileChange | None:
    """Return the file with a comment at each of the findings, with all codes of the call; None where none can stand.

    The comment stands behind the call, at the end of the first of its lines that can have one, else on a line of
    its own above the statement. Where a comment of ours stands already, it gets the codes. `reason` ends with its
    first line.
    """
    lines = _Lines.of(source)
    behind: dict[int, set[str]] = {}
    above: dict[int, set[str]] = {}
    placed = []
    for finding in findings:
        codes = {finding.code, *(reach.code for reach in finding.also)}
        if (line := lines.free(finding.span)) is not None:
            behind.setdefault(line, set()).update(codes)
        elif (line := lines.statement(finding.span)) is not None:
            above.setdefault(line, set()).update(codes)
        else:
            continue
        placed.append(finding)
    if not placed:
        return None
    said = " ".join(("", *reason.partition("\n")[0].split()))
    text = Text.of(source.path, source.text)
    edits = [_behind(text, line, codes, said, lines.ours.get(line)) for line, codes in behind.items()]
    edits += [_above(text, line, codes, said) for line, codes in above.items()]
    return FileChange(
        source.path, source.text, edited(text, edits), source.encoding, source.digest, tuple(placed)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a file whose end can have a comment, the first lines of its statements, and our comments by line."""

    ends: frozenset[int]
    starts: tuple[int, ...]
    ours: dict[int, Comment]

    @classmethod
    def of(cls, source: Source) -> _Lines:
        ends: set[int] = set()
        starts: list[int] = []
        try:
            for line, is_end in _read(source.text):
                if is_end:
                    ends.add(line)
                else:
                    starts.append(line)
        except (tokenize.TokenError, SyntaxError):
            return cls(frozenset(), (), {})
        ours = {one.line: one for one in source.comments if one.verb == "ignore" and one.codes}
        return cls(frozenset(ends), tuple(starts), ours)

    def free(self, span: Span) -> int | None:
        """Return the first line of a span whose end can have a comment."""
        return next((line for line in range(span.line, span.end_line + 1) if line in self.ends), None)

    def statement(self, span: Span) -> int | None:
        """Return the first line of the statement that a span begins in."""
        place = bisect_right(self.starts, span.line)
        return self.starts[place - 1] if place else None


def _read(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the lines at which a statement starts (False), and those whose end can have a comment (True)."""
    skipped = (tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
    depth = 0
    within = False
    for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
        name = tokenize.tok_name[token.type]
        depth += (name in _OPENS) - (name in _CLOSES)
        if token.type in (tokenize.NL, tokenize.NEWLINE):
            if not depth:
                yield token.start[0], True
            within = within and token.type == tokenize.NL
        elif not within and token.type not in skipped:
            within = True
            yield token.start[0], False


def _behind(text: Text, line: int, codes: set[str], said: str, ours: Comment | None) -> Edit:
    """Return the edit that puts a comment at the end of a line, or the codes into the comment that is there."""
    start = text.starts[line - 1]
    end = start + len(text.content[start : text.line_end(line)].rstrip("\r\n"))
    if ours is None:
        code_end = start + len(text.content[start:end].rstrip())
        return text.edit(code_end, end, f"  # blocklint: ignore[{_listed(codes)}]{said}")
    first = text.content.index("[", text.offset(line, ours.column)) + 1
    return text.edit(first, text.content.index("]", first), _listed({*ours.codes, *codes}))


def _above(text: Text, line: int, codes: set[str], said: str) -> Edit:
    start = text.starts[line - 1]
    content = text.content[start : text.line_end(line)]
    indentation = content[: len(content) - len(content.lstrip())]
    return text.edit(start, start, f"{indentation}# blocklint: ignore[{_listed(codes)}]{said}{text.newline}")


def _listed(codes: set[str]) -> str:
    return ", ".join(sorted(codes))
