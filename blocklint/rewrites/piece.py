"""The smallest text around a nominated call that parses on its own.

A simple statement is cut as it stands, a compound one is cut to its header and given an empty
body. The cut is contiguous and unchanged, so that a place in it is a place in the file, shifted.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from blocklint.findings.finding import Nomination
from blocklint.rewrites.text import Text

_FRAMES = {
    "elif": ("if 0: pass\n", " pass\n"),
    "except": ("try: pass\n", " pass\n"),
    "case": ("match 0:\n ", " pass\n"),
    "match": ("", "\n case _: pass\n"),
}
"""What must stand before and after a header that is no statement by itself."""

_COMPOUND = frozenset(("if", "elif", "while", "for", "with", "async", "except", "class", "def", "@"))
_SOFT = frozenset(("match", "case"))
"""Names that start a statement only sometimes: `match(x)` is a call."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that may parse: what stood in the file from `start` on, behind `before` characters of frame.

    It ends in a line feed, without which libcst counts places past the end.
    """

    code: str
    start: int
    before: int

    @property
    def shift(self) -> int:
        """What to add to an offset in `code` to have the offset in the file."""
        return self.start - self.before


def pieces(text: Text, nomination: Nomination) -> Iterator[Piece]:
    """Yield the texts to try for a nominated statement, smallest first."""
    start, end = text.bounds(nomination.statement)
    word = _first_word(text.content, start)
    if word not in _COMPOUND:
        yield Piece(f"{text.content[start:end]}\n", start, 0)
    if word in _COMPOUND or word in _SOFT:
        yield from _header(text, start, word)
        yield from _whole(text, start, end)


def header(text: Text, start: int) -> Piece | None:
    """Return the header of the compound statement (with its decorators) that starts at `start`, if it is one."""
    return next(_header(text, start, _first_word(text.content, start)), None)


def _header(text: Text, start: int, word: str) -> Iterator[Piece]:
    end = _colon(text, start)
    if end is not None:
        before, after = _FRAMES.get(word, ("", " pass\n"))
        yield Piece(before + text.content[start:end] + after, start, len(before))


def _whole(text: Text, start: int, end: int) -> Iterator[Piece]:
    """Yield all that was nominated: a call in the guard of a `case` has no smaller statement around it."""
    indentation = text.indentation(start)
    before = f"if 1:\n{indentation}" if indentation else ""
    for body in ("\n", "pass\n"):
        yield Piece(before + text.content[start:end] + body, start, len(before))


def _first_word(content: str, start: int) -> str:
    end = start
    while end < len(content) and (content[end].isalnum() or content[end] == "_"):
        end += 1
    return content[start:end] or content[start : start + 1]


def _colon(text: Text, start: int) -> int | None:
    """Return the offset behind the colon that ends the header, or None where the text has none."""
    depth = lambdas = 0
    for token in _tokens(text.content[start:]):
        if token.type == tokenize.NAME and token.string == "lambda" and not depth:
            lambdas += 1
        elif token.type == tokenize.OP and token.string in "([{":
            depth += 1
        elif token.type == tokenize.OP and token.string in ")]}":
            depth -= 1
        elif token.type == tokenize.OP and token.string == ":" and not depth:
            if not lambdas:
                return _end_of(token, text, start)
            lambdas -= 1
    return None


def _tokens(content: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(io.StringIO(content, newline="").readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _end_of(token: tokenize.TokenInfo, text: Text, start: int) -> int:
    row, column = token.end
    line = text.line(start) + row - 1
    return (start if row == 1 else text.offset(line, 1)) + column
