"""The shapes that values may have: how to read one, and what an editor should know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from blocklint.config.errors import WrongValueError, expected, unknown

Schema = Mapping[str, object]

_FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a value is read against.

    `known` maps the code of every rule to its name; `folder` is that of the configuration file, None for
    values from the command line and from variables.
    """

    known: Mapping[str, str]
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of value.

    `read` turns a value of TOML (or text of a variable or an option) into the field's own type and raises
    WrongValueError. `separated`: a variable holds several, with commas between. `in_variables` is
    False for tables, which no variable can hold.
    """

    schema: Schema
    read: Callable[[Any, Surroundings], Any]
    separated: bool = False
    in_variables: bool = True


def read_flag(value: Any, _: Surroundings) -> bool:
    """Read true or false; a variable may also say 1, 0, yes, no, on, off."""
    if isinstance(value, str) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    if not isinstance(value, bool):
        raise WrongValueError(expected("true or false", value))
    return value


def read_number(value: Any, _: Surroundings) -> int:
    """Read a whole number from 0."""
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise WrongValueError(expected("a whole number from 0", value))
    return number


def read_text(value: Any, _: Surroundings) -> str:
    """Read a string."""
    if not isinstance(value, str):
        raise WrongValueError(expected("a string", value))
    return value


def read_texts(value: Any, around: Surroundings) -> tuple[str, ...]:
    """Read a list of strings."""
    if isinstance(value, (str, Mapping)) or not isinstance(value, Iterable):
        raise WrongValueError(expected("a list of strings", value))
    return tuple(read_text(each, around) for each in value)


def read_path(value: Any, around: Surroundings) -> Path:
    """Read a path. One in a file counts from the file's folder and must not lead out of it.

    So a linted repository can name no other place to read or to write.
    """
    text = read_text(str(value) if isinstance(value, Path) else value, around)
    if around.folder is None:
        return Path(text)
    folder = around.folder.resolve()
    path = (folder / text).resolve()
    if not path.is_relative_to(folder):
        raise WrongValueError(expected("a path inside of this file's folder", text), needle=text)
    return path


def read_paths(value: Any, around: Surroundings) -> tuple[Path, ...]:
    """Read a list of paths."""
    return tuple(read_path(each, around) for each in read_texts(value, around))


def choice(values: Mapping[str, object]) -> Shape:
    """Return the shape of one word out of `values`, which maps words to what they mean."""

    def read(value: Any, _: Surroundings) -> object:
        word = value.value if isinstance(value, Enum) else value
        if not isinstance(word, str):
            raise WrongValueError(expected(alternatives(values), value))
        if word not in values:
            raise WrongValueError(f"{unknown('word', word, values)} (expected {alternatives(values)})")
        return values[word]

    return Shape({"enum": list(values)}, read)


def words_of(vocabulary: type[Enum]) -> dict[str, object]:
    """Return the words of a vocabulary and its members."""
    return {str(member.value): member for member in vocabulary}


def alternatives(words: Iterable[str]) -> str:
    """Return ``a, b or c``."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def table_of(inner: Shape, read_key: Callable[[Any, Surroundings], str], keys: Schema | None = None) -> Shape:
    """Return the shape of a table from keys of one sort to values of one shape; it is read as pairs.

    `keys` is what an editor should know of the keys.
    """

    def read(value: Any, around: Surroundings) -> tuple[tuple[str, Any], ...]:
        return tuple(pair(key, each, around) for key, each in items(value))

    def pair(key: str, value: Any, around: Surroundings) -> tuple[str, Any]:
        try:
            return read_key(key, around), inner.read(value, around)
        except WrongValueError as wrong:
            raise WrongValueError(str(wrong), needle=wrong.needle, below=(key, *wrong.below)) from None

    named = {} if keys is None else {"propertyNames": keys}
    return Shape({"type": "object", **named, "additionalProperties": inner.schema}, read, in_variables=False)


def items(value: Any, *below: str) -> Iterable[tuple[str, Any]]:
    """Return the entries of a table."""
    if not isinstance(value, Mapping):
        raise WrongValueError(expected("a table", value), below=below)
    return value.items()


STRING: Schema = {"type": "string"}
STRINGS: Schema = {"type": "array", "items": STRING}

FLAG = Shape({"type": "boolean"}, read_flag)
NUMBER = Shape({"type": "integer", "minimum": 0}, read_number)
TEXT = Shape(STRING, read_text)
TEXTS = Shape(STRINGS, read_texts, separated=True)
PATH = Shape(STRING, read_path)
PATHS = Shape(STRINGS, read_paths, separated=True)
