"""Shell text in, words out: one list of words for each simple command.

`shlex` splits; the shell's operators, keywords and redirections are told apart here. This is no shell: loops
and conditions are passed over, so that both branches of an `if` count, and what a command substitution gives is
unknown. Nothing raises: a line that `shlex` cannot split gives no words.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_SUBSTITUTION = re.compile(r"\$\([^()]*\)|`[^`]*`")
_VARIABLE = re.compile(r"\$\{(?P<braced>\w+)(?::?[-=](?P<default>[^}]*))?\}|\$(?P<plain>\w+)")
_OPERATOR = re.compile(r"[();<>|&]+")
_HASH_IN_WORD = re.compile(r"(?<=[^\s;&|(])#")
_HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)(?P<end>[A-Za-z_]\w*)\1")
_KEYWORDS = frozenset(("then", "do", "else", "elif", "if", "while", "until", "{", "}", "!", "time", "fi", "done"))
_LONGEST_QUOTE = 40
"""Lines after which a quote that was opened is taken to be no quote at all."""


class LogicalLine(NamedTuple):
    """A line with those that continue it, joined, and the offsets of the text that it came from."""

    text: str
    start: int
    end: int


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Replace variables that are known, and unknown ones by their default; others stay as written."""

    def value(match: re.Match[str]) -> str:
        known = variables.get(match["braced"] or match["plain"])
        if known is not None:
            return known
        return match[0] if match["default"] is None else match["default"]

    return _VARIABLE.sub(value, text)


def logical_lines(text: str, mark: str = "\\") -> Iterator[LogicalLine]:
    """Yield the lines of a script, continued ones joined: by `mark` at the end, or by a quote that is open."""
    lines = text.splitlines(keepends=True)
    index = offset = 0
    while index < len(lines):
        count, joined = _continued(lines, index, mark)
        length = sum(map(len, lines[index : index + count]))
        yield LogicalLine(joined, offset, offset + length)
        index, offset = index + count, offset + length


def simple_commands(text: str, variables: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the words of each simple command in some lines of shell.

    Keywords and redirections are left out, quotes and known variables resolved, comments cut.
    """
    for line in logical_lines(text):
        words: list[str] = []
        known = expand(_SUBSTITUTION.sub("$UNKNOWN", line.text), variables)
        for word in _without_redirections(_split(known) or []):
            if not _OPERATOR.fullmatch(word):
                if words or word not in _KEYWORDS:
                    words.append(word)
            elif words:
                yield words
                words = []
        if words:
            yield words


def without_here_documents(text: str) -> str:
    """Return the text with the content of here-documents blanked, all offsets as they were."""
    lines = text.splitlines(keepends=True)
    last = {line.strip(): index for index, line in enumerate(lines)}
    end = ""
    for index, line in enumerate(lines):
        if end:
            end = "" if line.strip() == end else end
            lines[index] = re.sub(r"[^\r\n]", " ", line)
        elif (match := _HERE_DOCUMENT.search(line)) and last.get(match["end"], -1) > index:
            end = match["end"]
    return "".join(lines)


def _continued(lines: list[str], start: int, mark: str) -> tuple[int, str]:
    """Return how many lines make one logical line, and its text."""
    count, joined = _marked(lines, start, mark)
    if _split(joined) is not None:
        return count, joined
    longer, text = count, joined
    while longer < _LONGEST_QUOTE and start + longer < len(lines):
        more, following = _marked(lines, start + longer, mark)
        longer, text = longer + more, f"{text}\n{following}"
        if _split(text) is not None:
            return longer, text
    return count, joined


def _marked(lines: list[str], start: int, mark: str) -> tuple[int, str]:
    parts: list[str] = []
    for line in lines[start:]:
        content = line.rstrip()
        if not content.endswith(mark):
            parts.append(content)
            break
        parts.append(content[: -len(mark)])
    return len(parts), " ".join(parts)


def _split(line: str) -> list[str] | None:
    """Return the words and operators of a line, None where a quote stays open."""
    lexer = shlex.shlex(_HASH_IN_WORD.sub("_", line), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:
        return None


def _without_redirections(words: list[str]) -> Iterator[str]:
    skipped = False
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if skipped:
            skipped = False
        elif _OPERATOR.fullmatch(word) and ("<" in word or ">" in word):
            skipped = True
        elif not (word.isdigit() and following[:1] in ("<", ">") and following):
            yield word
