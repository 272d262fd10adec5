"""What the comments of one file suppress and mark, and which of them say something unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from blocklint.sources.comments import MARKS, VERBS
from blocklint.sources.source import Comment


class Used(NamedTuple):
    """A comment of a file that suppresses something, and the code that it suppresses there."""

    path: str
    comment: Comment
    code: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a comment that means nothing: the comment, and what is wrong in one line.

    `code` is the code as written that no rule has, None where the whole comment means nothing; `nearest` what
    may have been meant, empty where nothing is near.
    """

    comment: Comment
    message: str
    code: str | None = None
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The suppressing comments of one file.

    `code_of` maps rule names to codes, so that ``ignore[blocking-http]`` and ``ignore[BL101]`` are the same.
    """

    comments: tuple[Comment, ...]
    code_of: Mapping[str, str] = field(default_factory=dict)
    _of_line: dict[int, list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """The numbers of the comments that speak about single lines, by line."""
    _wide: list[int] = field(init=False, repr=False, compare=False, default_factory=list)
    """The numbers of the comments that speak about more: ranges and whole files."""

    def __post_init__(self) -> None:
        for number, comment in enumerate(self.comments):
            if comment.verb in ("noqa", "ignore"):
                for line in range(comment.target, comment.target_end + 1):
                    self._of_line.setdefault(line, []).append(number)
            elif comment.verb in ("disable", "file-ignore"):
                self._wide.append(number)

    def __bool__(self) -> bool:
        return bool(self.comments)

    def codes_at(self, line: int, end_line: int) -> tuple[Comment, ...]:
        """Return the comments that suppress at least one code at a call on these lines (both inclusive)."""
        near = {number for each in range(line, end_line + 1) for number in self._of_line.get(each, ())}
        wide = (number for number in self._wide if self._reaches(self.comments[number], line))
        return tuple(self.comments[number] for number in sorted(near.union(wide)))

    def suppressing(self, code: str, line: int, end_line: int) -> tuple[Comment, ...]:
        """Return the comments that suppress `code` at a call on these lines (both inclusive), in order."""
        return tuple(
            comment
            for comment in self.codes_at(line, end_line)
            if self.names(comment, code) and not self._enabled_again(comment, code, line)
        )

    def names(self, comment: Comment, code: str) -> bool:
        """Whether `comment` speaks about `code`: by code, by rule name, or by naming none."""
        return not comment.codes or any(self.code(each) == code for each in comment.codes)

    def marks(self) -> dict[int, Comment]:
        """Return the ``blocking`` and ``nonblocking`` comments by the first line of the ``def`` that they mark."""
        return {comment.target: comment for comment in self.comments if comment.verb in MARKS}

    def notices(self, known: Collection[str]) -> tuple[Notice, ...]:
        """Return what means nothing: unknown verbs, codes that are not in `known`, ends of ranges never begun."""
        return tuple(notice for comment in self.comments for notice in self._wrong(comment, known))

    def code(self, written: str) -> str:
        """Return the code that a comment means: what is written, or that of the rule which is named."""
        return self.code_of.get(written.lower(), written.upper())

    def _reaches(self, comment: Comment, line: int) -> bool:
        return comment.verb == "file-ignore" or comment.line <= line

    def _enabled_again(self, comment: Comment, code: str, line: int) -> bool:
        return comment.verb == "disable" and any(
            other.verb == "enable" and comment.line < other.line <= line and self.names(other, code)
            for other in self.comments
        )

    def _wrong(self, comment: Comment, known: Collection[str]) -> Iterator[Notice]:
        if comment.verb not in VERBS:
            yield Notice(comment, f"unknown directive `{comment.verb}`", nearest=_nearest(comment.verb, VERBS))
            return
        for written in comment.codes:
            if self.code(written) not in known:
                nearest = _near_code(written.upper(), known) or _nearest(written.lower(), self.code_of)
                yield Notice(comment, f"unknown code `{written}`", written, nearest)
        if comment.verb == "enable" and not self._begun(comment):
            yield Notice(comment, "nothing is disabled here")

    def _begun(self, comment: Comment) -> bool:
        return any(
            other.verb == "disable"
            and other.line < comment.line
            and (not comment.codes or any(self.names(other, self.code(code)) for code in comment.codes))
            for other in self.comments
        )


def _near_code(code: str, known: Collection[str]) -> str:
    """Return the code that was mistyped: with letters for digits, or digits in another order."""
    digits = code[2:].translate(str.maketrans("OQIL", "0011"))
    turned = (one for one in sorted(known) if sorted(one[2:]) == sorted(digits))
    return f"BL{digits}" if f"BL{digits}" in known else next(turned, "")


def _nearest(word: str, words: Collection[str]) -> str:
    return next(iter(get_close_matches(word, sorted(words), 1)), "")
