"""A text with syntax that is newer than the Python which runs blocklint in, the same in older syntax out.

What is put in has as many bytes as what it replaces, line by line, so that every place in a tree of the result is a
place in the text. These forms are known:

- type parameters of functions, classes and aliases are blanked out, and a ``type`` statement is an assignment;
- ``except A, B:`` is ``except A| B:``, and ``except*`` is ``except``;
- strings in an f-string's fields have the other quotes, without what cannot stand there. An f-string that stands there
  itself, or whose fields go over lines that its quotes do not allow, is a tuple of what it formats;
- a template string is an f-string.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

DEEPEST: Final = 50
"""F-strings in f-strings: nobody writes more than a few."""

_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\f]+|\\(?:\r\n|\r|\n))|(?P<comment>\#[^\r\n]*)|(?P<newline>\r\n|\r|\n)"
    r"|(?P<string>[rbuft]{0,2}(?:\"\"\"|'''|\"|'))|(?P<word>\w+)|(?P<operator>[=!<>:]=|.)",
    re.IGNORECASE,
)
_LINE_END: Final = re.compile(r"[\r\n]")
_CONVERSION: Final = re.compile(r"(?:=(?:\s|\#[^\r\n]*)*)?(?:!\s*\w*\s*)?")
_LITERAL_STOPS: Final = {
    quotes: re.compile(rf"\\|{quotes}" if len(quotes) > 1 else rf"[\\\r\n]|{quotes}")
    for quotes in ("'", '"', "'''", '"""')
}
_FORMATTED_STOPS: Final = {
    quotes: re.compile(rf"{stops.pattern}|\{{\{{|\}}\}}|\{{|\}}") for quotes, stops in _LITERAL_STOPS.items()
}
_FORMAT_STOPS: Final = {
    quotes: re.compile(rf"{stops.pattern}|\{{|\}}") for quotes, stops in _LITERAL_STOPS.items()
}  # fmt: skip
_OPENING: Final = frozenset("([{")
_CLOSING: Final = {")": "(", "]": "[", "}": "{"}
_ENDS_FIELD: Final = frozenset(("}", "!", ":", ":=", "="))
_STARTS_STATEMENT: Final = frozenset(("\n", ";", ":"))


class _UnknownError(Exception):
    """The text is in no syntax that is known here."""


class _Token(NamedTuple):
    """A word, an operator, a string (as empty quotes) or the end of a logical line, and the brackets around it."""

    text: str
    start: int
    depth: int


@dataclass
class _Literal:
    """A string literal: where it starts, its content and its end, its quotes, and the fields of a formatted one."""

    start: int
    content: int
    quotes: str
    content_end: int = 0
    fields: list[_Field] | None = None

    @property
    def end(self) -> int:
        return self.content_end + len(self.quotes)


@dataclass
class _Code:
    """A stretch of code.

    `literals` are its string literals, those that stand next to each other (and so are one string) together;
    `hidden` are comments, and line ends behind a backslash; `partners` the number of the closing bracket by that of
    the opening one.
    """

    start: int
    end: int = 0
    tokens: list[_Token] = field(default_factory=list)
    literals: list[list[_Literal]] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    partners: dict[int, int] = field(default_factory=dict)


@dataclass
class _Field:
    """What stands in braces in an f-string: the code, and the fields of the format behind it."""

    code: _Code
    inner: list[_Field]
    end: int


def in_older_syntax(text: str) -> str | None:
    """Return the text in older syntax; None where nothing in it is newer, or it cannot be read.

    Each line of the result has as many bytes in UTF-8 as that of the text.
    """
    try:
        code = _Reader(text).code(0, 0)
    except _UnknownError:
        return None
    writer = _Writer(text)
    for group in code.literals:
        writer.mend(group)
    for number, token in enumerate(code.tokens):
        if token.text in ("def", "class"):
            writer.mend_definition(code, number)
        elif token.text == "type" and (number == 0 or code.tokens[number - 1].text in _STARTS_STATEMENT):
            writer.mend_alias(code, number)
        elif token.text == "except":
            writer.mend_handler(code.tokens, number)
    result = "".join(writer.out)
    return result if result != text else None


class _Reader:
    """Reads code, and f-strings as Python 3.12 does: any code may stand in their fields."""

    def __init__(self, text: str) -> None:
        self._text = text

    def code(self, start: int, level: int) -> _Code:
        """Read the code of the whole text (level 0), or that of a field up to what ends it."""
        text, size = self._text, len(self._text)
        found = _Code(start)
        tokens = found.tokens
        open_brackets: list[int] = []
        position = start
        joined = False
        while position < size:
            match = _TOKEN.match(text, position)
            if match is None:
                raise _UnknownError
            what, token = match.lastgroup, match[0]
            if level and not open_brackets and token in _ENDS_FIELD:
                break
            position = match.end()
            if what == "string":
                literal = self._literal(match.start(), position, token, level)
                position = literal.end
                if joined:
                    found.literals[-1].append(literal)
                else:
                    found.literals.append([literal])
                    tokens.append(_Token("''", literal.start, len(open_brackets)))
                joined = True
            elif what == "comment" or token[0] == "\\":
                found.hidden.append((match.start(), position))
            elif what == "newline":
                if not level and not open_brackets:
                    tokens.append(_Token("\n", match.start(), 0))
                    joined = False
            elif what != "space":
                joined = False
                if token in _CLOSING:
                    if not open_brackets or tokens[open_brackets[-1]].text != _CLOSING[token]:
                        raise _UnknownError
                    found.partners[open_brackets.pop()] = len(tokens)
                tokens.append(_Token(token, match.start(), len(open_brackets)))
                if token in _OPENING:
                    open_brackets.append(len(tokens) - 1)
        if open_brackets or (level and position >= size):
            raise _UnknownError
        found.end = position
        return found

    def _literal(self, start: int, content: int, opening: str, level: int) -> _Literal:
        quotes = opening.lstrip("rbuftRBUFT")
        prefix = opening[: len(opening) - len(quotes)].lower()
        found = _Literal(start, content, quotes)
        if "f" in prefix or "t" in prefix:
            if level >= DEEPEST:
                raise _UnknownError
            found.fields = []
        stops = _LITERAL_STOPS if found.fields is None else _FORMATTED_STOPS
        position = content
        while True:
            position, stop = self._stop(stops[quotes], position)
            if stop == quotes:
                found.content_end = position
                return found
            if stop == "\\":
                position = self._behind_escape(position, named="r" not in prefix and found.fields is not None)
            elif stop in ("{{", "}}"):
                position += 2
            elif stop == "{" and found.fields is not None:
                found.fields.append(self._field(position, quotes, level))
                position = found.fields[-1].end
            else:
                raise _UnknownError

    def _field(self, start: int, quotes: str, level: int) -> _Field:
        text = self._text
        code = self.code(start + 1, level + 1)
        match = _CONVERSION.match(text, code.end)
        position = match.end() if match is not None else code.end
        inner: list[_Field] = []
        if text.startswith(":", position):
            position += 1
            while not text.startswith("}", position):
                position, stop = self._stop(_FORMAT_STOPS[quotes], position)
                if stop == "\\":
                    position = self._behind_escape(position, named=False)
                elif stop == "{" and level < DEEPEST:
                    inner.append(self._field(position, quotes, level + 1))
                    position = inner[-1].end
                elif stop != "}":
                    raise _UnknownError
        if not text.startswith("}", position):
            raise _UnknownError
        return _Field(code, inner, position + 1)

    def _stop(self, stops: re.Pattern[str], position: int) -> tuple[int, str]:
        match = stops.search(self._text, position)
        if match is None:
            raise _UnknownError
        return match.start(), match[0]

    def _behind_escape(self, position: int, *, named: bool) -> int:
        """Return where an escape ends; a brace behind a backslash is none, but for that of a character's name."""
        text = self._text
        if named and text.startswith("N{", position + 1):
            return text.find("}", position) + 1 or len(text)
        if text.startswith(("{", "}"), position + 1):
            return position + 1
        return position + (3 if text.startswith("\r\n", position + 1) else 2)


class _Writer:
    """The text as it is rewritten: `out` has one part a character, of as many bytes in sum."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.out = list(text)

    def mend(self, group: Sequence[_Literal]) -> None:
        """Rewrite what is newer in literals that are one string, outside of any f-string."""
        if any(self._breaks_lines(one) for one in group):
            self._write_tuple(group, "")
            return
        for one in group:
            if self._is_template(one):
                self.out[one.start : one.content] = [
                    "f" if char in "tT" else char for char in self._text[one.start : one.content]
                ]
            if self._is_newer(one):
                for each in one.fields or ():
                    self._mend_field(each, one.quotes[0])

    def mend_definition(self, code: _Code, number: int) -> None:
        """Blank out the type parameters behind the name of a function or class.

        Their lines stay inside of a bracket, which is that of the parameters or of the bases where there are any.
        """
        opening, tokens = number + 2, code.tokens
        closing = self._type_parameters(code, opening)
        if closing is None:
            return
        behind = tokens[closing + 1] if closing + 1 < len(tokens) else None
        if behind is not None and behind.text == "(":
            self._blank(tokens[opening].start, behind.start + 1)
            self.out[tokens[opening].start] = "("
        elif tokens[number].text == "class":
            self._blank(tokens[opening].start, tokens[closing].start)
            self.out[tokens[opening].start] = "("
            self.out[tokens[closing].start] = ")"

    def mend_alias(self, code: _Code, number: int) -> None:
        """Turn ``type Name = …`` into ``Name = …``, in the same column, which is that of its block."""
        tokens = code.tokens
        start, name = tokens[number].start, tokens[number + 1] if number + 1 < len(tokens) else None
        if name is None or not name.text.isidentifier() or _LINE_END.search(self._text, start, name.start):
            return
        closing = self._type_parameters(code, number + 2)
        equals = number + 2 if closing is None else closing + 1
        if equals >= len(tokens) or tokens[equals].text != "=":
            return
        end = name.start + len(name.text)
        opening = "(" if closing is not None else ""
        self.out[start:end] = [""] * (end - start)
        self.out[start] = f"{opening}{name.text}".ljust(end - start)
        if closing is not None:
            self._blank(end, tokens[closing].start)
            self.out[tokens[closing].start] = ")"

    def mend_handler(self, tokens: Sequence[_Token], number: int) -> None:
        """Turn the types that an ``except`` without parentheses names into one expression."""
        commas: list[int] = []
        for each in range(number + 1, len(tokens)):
            token = tokens[each]
            if token.depth:
                continue
            if token.text == "*" and each == number + 1:
                self.out[token.start] = " "
            elif token.text == ",":
                commas.append(token.start)
            elif token.text == ":":
                for comma in commas:
                    self.out[comma] = "|"
                return
            elif token.text in ("\n", "as", "except"):
                return

    def _type_parameters(self, code: _Code, opening: int) -> int | None:
        """Return the number of the bracket that closes type parameters, None where there are none."""
        tokens = code.tokens
        if opening >= len(tokens) or tokens[opening].text != "[":
            return None
        first = tokens[opening + 1].text
        return code.partners[opening] if first == "*" or first.isidentifier() else None

    def _is_template(self, one: _Literal) -> bool:
        return "t" in self._text[one.start : one.content].lower()

    def _breaks_lines(self, one: _Literal) -> bool:
        """Whether a field goes over lines, which older quotes of one line do not allow."""
        return len(one.quotes) == 1 and any(
            _LINE_END.search(self._text, each.code.start, each.end) for each in one.fields or ()
        )

    def _is_newer(self, one: _Literal) -> bool:
        """Whether a field holds what older f-strings may not, or may not in all places: it is harmless to mend more."""
        return any(self._is_newer_field(each, one.quotes) for each in one.fields or ())

    def _is_newer_field(self, one: _Field, quotes: str) -> bool:
        held = self._text[one.code.start : one.end]
        if quotes in held or "\\" in held or "#" in held:
            return True
        literals = [literal for group in one.code.literals for literal in group if literal.fields is not None]
        if any(self._is_template(each) or self._breaks_lines(each) or self._is_newer(each) for each in literals):
            return True
        return any(self._is_newer_field(each, quotes) for each in one.inner)

    def _mend_field(self, one: _Field, quote: str) -> None:
        self._mend_inside(one.code, quote)
        for each in one.inner:
            self._mend_field(each, quote)

    def _mend_inside(self, code: _Code, quote: str) -> None:
        """Rewrite code that stands in an f-string with this quote (empty: in none)."""
        if not quote:
            for group in code.literals:
                self.mend(group)
            return
        for start, end in code.hidden:
            self._blank(start, end)
        for group in code.literals:
            if any(one.fields is not None for one in group):
                self._write_tuple(group, quote)
            else:
                for one in group:
                    self._swap_quotes(one, quote)

    def _swap_quotes(self, one: _Literal, quote: str) -> None:
        other = "'" if quote == '"' else '"'
        for position in range(one.content - len(one.quotes), one.end):
            if self._text[position] in "\"'\\":
                self.out[position] = "_" if one.content <= position < one.content_end else other

    def _write_tuple(self, group: Sequence[_Literal], quote: str) -> None:
        """Write a tuple of what the literals format, in an f-string with this quote (empty: in none)."""
        start, end = group[0].start, group[-1].end
        position = start
        for one in group:
            for each in one.fields or ():
                position = self._write_field(each, position, quote)
        self._blank(position, end)
        self.out[start] = "("
        self.out[end - 1] = ")"

    def _write_field(self, one: _Field, position: int, quote: str) -> int:
        """Write a field behind what is blank from `position` on; return where the next blank begins."""
        self._blank(position, one.code.start)
        self._mend_inside(one.code, quote)
        self.out[one.code.end] = ","
        position = one.code.end + 1
        for each in one.inner:
            position = self._write_field(each, position, quote)
        return position

    def _blank(self, start: int, end: int) -> None:
        for position in range(start, end):
            char = self._text[position]
            if char not in "\r\n":
                self.out[position] = " " * len(char.encode("utf-8", "surrogatepass"))
