"""Suppressing and marking comments, found by `tokenize` and so never in a string.

The forms are ``noqa`` with or without BL codes, and ``blocklint: verb[codes] reason`` with the verbs of `VERBS`.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from blocklint.sources.source import Comment
from blocklint.sources.spans import split_lines

if TYPE_CHECKING:
    from tokenize import TokenInfo

MARKS = ("blocking", "nonblocking")
VERBS = ("noqa", "ignore", "disable", "enable", "file-ignore", *MARKS)

_CANDIDATE = re.compile(r"#.*\b(?:noqa(?![ \t]*:)|noqa[ \t]*:.*\bBL[0-9]|blocklint:)", re.IGNORECASE)
_DIRECTIVE = re.compile(
    r"\#\s*(?:"
    r"(?P<noqa>noqa)\b(?:\s*:(?P<list>[\s,]*(?:[A-Z]+[0-9]\w*[\s,]*)*))?"
    r"|blocklint:\s*(?P<verb>[\w-]*)\s*(?:\[(?P<codes>[^\]]*)\])?(?P<reason>(?:(?!\#\s*(?:noqa\b|blocklint:)).)*)"
    r")",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\#\s*(?:[\w-]+\s*:|noqa\b)", re.IGNORECASE)
"""How another directive begins, ours or another tool's; ``see #12`` is none."""
_SEPARATOR = re.compile(r"[\s,]+")
_CLOSING = re.compile(r"[\s)\]},;'\"]*")


class _Line(NamedTuple):
    """A logical line: its first and last physical line, and whether it decorates what follows."""

    first: int
    last: int
    decorator: bool


def find_comments(text: str) -> tuple[Comment, ...]:
    """Return the comments of a file that speak to blocklint, in order; of a broken file those before the break.

    A comment behind code speaks about its physical line, behind nothing but closing brackets or quotes about the
    whole logical line; a comment on a line of its own about the next logical line; a mark (`MARKS`) about the
    ``def`` that its logical line, or the one below, starts or decorates. A bare ``noqa`` on a line of its
    own is another tool's and left out. An unknown verb is kept as written, and ``[]`` gives one
    empty code, so that both can be reported.
    """
    # A plain search of the whole text takes a tenth of the expression's time, and lowering bytes half of lowering text.
    low = text.encode("utf-8", "surrogatepass").lower()
    if (b"noqa" not in low and b"blocklint" not in low) or not _CANDIDATE.search(text):
        return ()
    tokens, lines = _read(text)
    physical = split_lines(text)
    return tuple(
        comment
        for token in tokens
        for comment in _comments(token, physical[token.start[0] - 1][: token.start[1]], lines)
    )


def _read(text: str) -> tuple[list[TokenInfo], list[_Line]]:
    """Return the comment tokens that matter and the logical lines."""
    import tokenize  # 8 ms, and few files need it

    comments: list[TokenInfo] = []
    lines: list[_Line] = []
    skipped = (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING)
    start: TokenInfo | None = None
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT and _CANDIDATE.search(token.string):
                comments.append(token)
            elif token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                if start is not None:
                    lines.append(_Line(start.start[0], token.start[0], start.string == "@"))
                start = None
            elif start is None and token.type not in skipped:
                start = token
    except (tokenize.TokenError, SyntaxError):
        pass  # the parser will say what is wrong with the file
    return comments, lines


def _comments(token: TokenInfo, before: str, lines: list[_Line]) -> Iterator[Comment]:
    line, column = token.start
    for match in _DIRECTIVE.finditer(token.string):
        verb, codes = _parts(match)
        if verb == "noqa" and not codes and (match["list"] is not None or not before.strip()):
            continue
        target, target_end = _target(verb, line, before, lines)
        end = _end(token.string, match)
        reason = token.string[match.start("reason") : end].strip() if match["verb"] is not None else ""
        start = column + match.start() + 1
        yield Comment(verb, codes, reason, line, start, target, target_end, column + end + 1)


def _end(text: str, match: re.Match[str]) -> int:
    """Return where a directive ends: before what follows for another tool, such as ``# type: ignore``."""
    other = _OTHER.search(text, match.start("reason") if match["verb"] is not None else match.end())
    end = other.start() if other is not None else len(text) if match["noqa"] else match.end()
    return len(text[:end].rstrip())


def _parts(match: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    if match["noqa"]:
        codes = _split((match["list"] or "").upper())
        return "noqa", tuple(code for code in codes if code.startswith("BL") and code[2:3].isdigit())
    codes = () if match["codes"] is None else _split(match["codes"]) or ("",)
    return match["verb"].lower(), codes


def _split(codes: str) -> tuple[str, ...]:
    return tuple(code for code in _SEPARATOR.split(codes) if code)


def without_codes(directive: str, codes: Collection[str]) -> str:
    """Return the text of one directive without some of its codes, given as written; empty where none is left."""
    match = _DIRECTIVE.match(directive)
    group = "list" if match is not None and match["noqa"] else "codes"
    if match is None or match[group] is None:
        return ""
    kept = [code for code in _split(match[group]) if code not in codes and code.upper() not in codes]
    if not kept:
        return ""
    listed = match[group]
    blank = " " if listed[:1].isspace() else ""
    rest = " " if listed[-1:].isspace() else ""
    return f"{directive[: match.start(group)]}{blank}{', '.join(kept)}{rest}{directive[match.end(group) :]}"


def _target(verb: str, line: int, before: str, lines: list[_Line]) -> tuple[int, int]:
    around = bisect_left(lines, line, key=lambda each: each.last)
    if around == len(lines):
        return line, line
    own, inside = not before.strip(), lines[around].first < line
    if verb in MARKS:
        while lines[around].decorator and around + 1 < len(lines):
            around += 1
    elif (own and inside) or not (own or _CLOSING.fullmatch(before)):
        return _physical(line, own)
    return lines[around].first, lines[around].last


def _physical(line: int, own: bool) -> tuple[int, int]:
    """A comment on a line of its own inside of brackets speaks about the next physical line."""
    return (line + 1, line + 1) if own else (line, line)
