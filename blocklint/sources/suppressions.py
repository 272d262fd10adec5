"""What the comments of one file suppress and mark, and which of them say something unknown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from blocklint.sources.comments import MARKS, VERBS
from blocklint.sources.source import Comment


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a comment that means nothing: the comment, and what is wrong in one line."""

    comment: Comment
    message: str


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The suppressing comments of one file.

    `code_of` maps rule names to codes, so that ``ignore[blocking-http]`` and ``ignore[BL101]`` are the same.
    """

    comments: tuple[Comment, ...]
    code_of: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.comments)

    def codes_at(self, line: int, end_line: int) -> tuple[Comment, ...]:
        """Return the comments that suppress at least one code at a call on these lines (both inclusive)."""
        return tuple(comment for comment in self.comments if self._covers(comment, line, end_line))

    def suppressing(self, code: str, line: int, end_line: int) -> tuple[Comment, ...]:
        """Return the comments that suppress `code` at a call on these lines (both inclusive), in order."""
        return tuple(
            comment
            for comment in self.codes_at(line, end_line)
            if self.names(comment, code) and not self._enabled_again(comment, code, line)
        )

    def names(self, comment: Comment, code: str) -> bool:
        """Whether `comment` speaks about `code`: by code, by rule name, or by naming none."""
        return not comment.codes or any(self._code(each) == code for each in comment.codes)

    def marks(self) -> dict[int, Comment]:
        """Return the ``blocking`` and ``nonblocking`` comments by the first line of the ``def`` that they mark."""
        return {comment.target: comment for comment in self.comments if comment.verb in MARKS}

    def notices(self, known: Collection[str]) -> tuple[Notice, ...]:
        """Return what means nothing: unknown verbs, codes that are not in `known`, ends of ranges never begun."""
        return tuple(Notice(comment, text) for comment in self.comments for text in self._wrong(comment, known))

    def _code(self, written: str) -> str:
        return self.code_of.get(written.lower(), written.upper())

    def _covers(self, comment: Comment, line: int, end_line: int) -> bool:
        match comment.verb:
            case "noqa" | "ignore":
                return comment.target <= end_line and comment.target_end >= line
            case "file-ignore":
                return True
            case "disable":
                return comment.line <= line
        return False

    def _enabled_again(self, comment: Comment, code: str, line: int) -> bool:
        return comment.verb == "disable" and any(
            other.verb == "enable" and comment.line < other.line <= line and self.names(other, code)
            for other in self.comments
        )

    def _wrong(self, comment: Comment, known: Collection[str]) -> list[str]:
        if comment.verb not in VERBS:
            return [f"unknown directive `{comment.verb}`"]
        wrong = [f"unknown code `{code}`" for code in comment.codes if self._code(code) not in known]
        if comment.verb == "enable" and not self._begun(comment):
            wrong.append("nothing is disabled here")
        return wrong

    def _begun(self, comment: Comment) -> bool:
        return any(
            other.verb == "disable"
            and other.line < comment.line
            and (not comment.codes or any(self.names(other, self._code(code)) for code in comment.codes))
            for other in self.comments
        )
