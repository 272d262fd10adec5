"""The shapes that know blocklint's own words: rules, formats, contexts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from blocklint.config.errors import WrongValueError, expected, unknown
from blocklint.config.shapes import (
    STRING,
    Schema,
    Shape,
    Surroundings,
    items,
    read_path,
    read_text,
    read_texts,
)
from blocklint.renderers import FORMATS

if TYPE_CHECKING:
    from blocklint.catalogue.model import Callback

_RUNS = {"enters": "loop", "offloads": "thread"}


class Output(NamedTuple):
    """One output format, and the file to write it to (None: where all output goes)."""

    format: str
    file: Path | None = None


def read_selector(value: Any, around: Surroundings) -> str:
    """Read a code, the start of one, a rule's name, or ``ALL``; return a code or the start of codes."""
    text = read_text(value, around)
    code_of = {name: code for code, name in around.known.items()}
    start = "BL" if text.upper() == "ALL" else code_of.get(text.lower(), text.upper())
    if not start.startswith("BL") or not any(code.startswith(start) for code in around.known):
        raise WrongValueError(unknown("rule", text, (*around.known, *code_of)), needle=text)
    return start


def read_selectors(value: Any, around: Surroundings) -> tuple[str, ...]:
    """Read a list of rules, each as `read_selector` has it."""
    return tuple(read_selector(each, around) for each in read_texts(value, around))


def read_outputs(value: Any, around: Surroundings) -> tuple[Output, ...]:
    """Read ``format``, ``format:file``, or a list of them."""
    return tuple(_output(each, around) for each in ([value] if isinstance(value, str) else read_texts(value, around)))


def _output(text: str, around: Surroundings) -> Output:
    name, colon, file = text.partition(":")
    if name not in FORMATS:
        raise WrongValueError(unknown("format", name, FORMATS), needle=text)
    if colon and not file:
        raise WrongValueError(f"expected a file behind the colon of `{text}`", needle=text)
    return Output(name, read_path(file, around) if file else None)


def read_callbacks(value: Any, _: Surroundings) -> tuple[Callback, ...]:
    """Read the tables `enters` and `offloads`: the functions that receive a function and run it there.

    Each maps a dotted name to the position (from 0) or the keyword of that function, or to true for a decorator.
    """
    found = []
    for where, rows in items(value):
        if where not in _RUNS:
            raise WrongValueError(unknown("key", where, _RUNS), below=(where,))
        found += [_callback(name, _RUNS[where], each, (where, name)) for name, each in items(rows, where)]
    return tuple(found)


def _callback(name: str, runs: str, place: Any, below: tuple[str, ...]) -> Callback:
    from blocklint.catalogue.model import Callback  # few projects configure any

    if place is True:
        return Callback(name, runs, decorator=True)
    if isinstance(place, str):
        return Callback(name, runs, keyword=place)
    if isinstance(place, bool) or not isinstance(place, int) or place < 0:
        raise WrongValueError(expected("a position from 0, a keyword, or true for a decorator", place), below=below)
    return Callback(name, runs, position=place)


_PLACES = {
    "type": "object",
    "additionalProperties": {"anyOf": [{"type": "integer", "minimum": 0}, STRING, {"const": True}]},
}

RULE: Schema = {"$ref": "#/definitions/rule"}
"""What an editor knows of a rule's code or name; `blocklint.config.schema` defines it."""

SELECTORS = Shape({"type": "array", "items": RULE}, read_selectors, separated=True)
_OUTPUT: Schema = {"anyOf": [{"enum": list(FORMATS)}, {"type": "string", "pattern": f"^({'|'.join(FORMATS)}):.+"}]}
OUTPUTS = Shape({"anyOf": [_OUTPUT, {"type": "array", "items": _OUTPUT}]}, read_outputs, separated=True)
CALLBACKS = Shape(
    {"type": "object", "additionalProperties": False, "properties": {"enters": _PLACES, "offloads": _PLACES}},
    read_callbacks,
    in_variables=False,
)
