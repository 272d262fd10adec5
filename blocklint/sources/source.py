"""One Python file as read, and places in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A place in one file. Lines and columns from 1, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One suppression or marking comment.

    `verb` is noqa, ignore, disable, enable, file-ignore, blocking or nonblocking; `codes` is empty
    for all codes; `line` and `column` (from 1) are where the comment starts; `target` to `target_end`
    are the lines that it speaks about (the next logical line for a comment on a line of its own);
    `end_column` (exclusive) is where its text ends, the reason with it.
    """

    verb: str
    codes: tuple[str, ...]
    reason: str
    line: int
    column: int
    target: int
    target_end: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file as read.

    `path` is relative to the analysed root and uses ``/``; `module` is the dotted name by which the
    project imports the file (``package`` for ``package/__init__.py``); `import_root` the folder,
    relative like `path` and empty for the root itself, from which that name counts.
    `text` is decoded with line ends as in the file; encoding it with `encoding` gives the file's bytes
    (a byte order mark is not in `text`: its encoding is ``utf-8-sig``). `digest` is that of the bytes.
    """

    path: str
    module: str
    import_root: str
    text: str
    digest: str
    encoding: str = "utf-8"
    comments: tuple[Comment, ...] = field(default=())

    @property
    def is_package(self) -> bool:
        """True for an ``__init__.py``."""
        return self.path.rpartition("/")[2] == "__init__.py"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be analysed: its path, the reason in one line, and the place if known."""

    path: str
    reason: str
    line: int = 1
    column: int = 1
