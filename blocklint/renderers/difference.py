"""Edits in, the lines that they change out, as a small diff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from blocklint.findings.remedy import Edit
from blocklint.renderers.escaping import terminal_path, visible
from blocklint.renderers.style import Style
from blocklint.sources.spans import split_lines

_WIDTH = 4
"""Digits of a line number."""


def difference(edits: Sequence[Edit], lines: Mapping[str, Sequence[str]], home: str, style: Style) -> Iterator[str]:
    """Yield the removed and added lines of `edits`, each behind ``NN - `` or ``NN + ``.

    The path is named where it is not `home`, the finding's own file. Edits of files that are not in
    `lines` are left out.
    """
    for path in sorted({edit.path for edit in edits}):
        if path not in lines:
            continue
        if path != home:
            yield f"  --> {terminal_path(path)}"
        own = sorted((edit for edit in edits if edit.path == path), key=lambda edit: edit.span)
        shift = 0
        for hunk in _hunks(own):
            first, old, new = _changed(hunk, lines[path])
            yield from _shown(old, first, "-", style.removed)
            yield from _shown(new, first + shift, "+", style.added)
            shift += len(new) - len(old)


def _hunks(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield the edits that touch common lines together."""
    hunk: list[Edit] = []
    for edit in edits:
        if hunk and edit.span.line > max(each.span.end_line for each in hunk):
            yield hunk
            hunk = []
        hunk.append(edit)
    if hunk:
        yield hunk


def _changed(edits: Sequence[Edit], lines: Sequence[str]) -> tuple[int, list[str], list[str]]:
    """Return the number of the first line that the edits change, the lines before, and the lines after."""
    first, last = edits[0].span.line, max(edit.span.end_line for edit in edits)
    old = list(lines[first - 1 : last])
    new = list(split_lines(_edited(edits, old, first)))
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
        first += 1
    return first, old, new


def _shown(lines: Sequence[str], first: int, sign: str, color: Callable[[str], str]) -> Iterator[str]:
    for number, text in enumerate(lines, first):
        yield color(f"{number:>{_WIDTH}} {sign} {visible(text)}".rstrip())


def _edited(edits: Sequence[Edit], lines: Sequence[str], first: int) -> str:
    """Return the text of `lines`, which start at line `first`, with the edits applied from the last to the first."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(lines)
    for edit in reversed(edits):
        start = starts[edit.span.line - first] + edit.span.column - 1
        end = starts[edit.span.end_line - first] + edit.span.end_column - 1
        text = text[:start] + edit.content + text[end:]
    return text
