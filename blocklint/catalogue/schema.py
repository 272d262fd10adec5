"""A parsed TOML table in, the same table out when every key and value of it is known.

The shapes below are the format: what a contributor may write, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from blocklint.catalogue.errors import CatalogueError, unknown
from blocklint.catalogue.expressions import fault
from blocklint.kinds import Kind, Level

Check = Callable[["Place", Any], None]
Shape = Mapping[str, Check]


class Place:
    """Where in which file a value stands: `file`, and the dotted `key` of the value."""

    def __init__(self, file: str, key: str = "") -> None:
        self.file = file
        self.key = key

    def at(self, key: str) -> Place:
        """Return the place of the entry `key` of the table that stands here."""
        quoted = f'"{key}"' if "." in key else key
        return Place(self.file, f"{self.key}.{quoted}" if self.key else quoted)

    def wrong(self, message: str) -> CatalogueError:
        """Return the error to raise about the value that stands here."""
        return CatalogueError(self.file, self.key, message)


def check(file: str, data: Mapping[str, Any]) -> None:
    """Raise `CatalogueError` for the first key or value of `data` that the format does not know."""
    place = Place(file)
    _table(place, data, _FILE)
    if "schema" not in data:
        raise place.at("schema").wrong("is missing, expected 1")
    for key in ("name", "roots"):
        if key not in data.get("library", {}):
            raise place.at("library").at(key).wrong("is missing")
    if not data["library"]["roots"]:
        raise place.at("library").at("roots").wrong("expected at least one import root")


def _table(place: Place, value: Any, shape: Shape) -> None:
    if not isinstance(value, dict):
        raise place.wrong(f"expected a table, found {value!r}")
    for key, inner in value.items():
        known = shape.get(key)
        if known is None:
            raise place.at(key).wrong(unknown("key", key, shape))
        known(place.at(key), inner)


def _of(shape: Callable[[], Shape]) -> Check:
    return lambda place, value: _table(place, value, shape())


def _each(inner: Check) -> Check:
    def checked(place: Place, value: Any) -> None:
        if not isinstance(value, dict):
            raise place.wrong(f"expected a table, found {value!r}")
        for key, entry in value.items():
            inner(place.at(key), entry)

    return checked


def _list(inner: Check) -> Check:
    def checked(place: Place, value: Any) -> None:
        if not isinstance(value, list):
            raise place.wrong(f"expected a list, found {value!r}")
        for number, entry in enumerate(value):
            inner(place.at(str(number)), entry)

    return checked


def _verdict(shape: Callable[[], Shape]) -> Check:
    """Accept true, false, or a row that says more."""

    def checked(place: Place, value: Any) -> None:
        if isinstance(value, bool):
            return
        if not isinstance(value, dict):
            raise place.wrong(f"expected true, false or a table, found {value!r}")
        _table(place, value, shape())

    return checked


def _one_or_several(inner: Check) -> Check:
    several = _list(inner)
    return lambda place, value: (several if isinstance(value, list) else inner)(place, value)


def _version(place: Place, value: Any) -> None:
    if value != 1:
        raise place.wrong(f"expected 1, the only version of the format, found {value!r}")


def _text(place: Place, value: Any) -> None:
    if not isinstance(value, str):
        raise place.wrong(f"expected a string, found {value!r}")


def _reason(place: Place, value: Any) -> None:
    if not isinstance(value, str) or not value.strip():
        raise place.wrong("expected the reason why it does not block, as a string")


def _flag(place: Place, value: Any) -> None:
    if not isinstance(value, bool):
        raise place.wrong(f"expected true or false, found {value!r}")


def _number(place: Place, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise place.wrong(f"expected a position from 0, found {value!r}")


def _anything(place: Place, value: Any) -> None:
    if isinstance(value, (dict, list)) or not isinstance(value, (str, int, float, bool)):
        raise place.wrong(f"expected a literal, found {value!r}")


def _regex(place: Place, value: Any) -> None:
    _text(place, value)
    try:
        re.compile(value)
    except re.error as error:
        raise place.wrong(f"expected a regular expression: {error}") from error


def _word(what: str, *valid: str) -> Check:
    def checked(place: Place, value: Any) -> None:
        if value not in valid:
            raise place.wrong(unknown(what, value, valid))

    return checked


def _expression(place: Place, value: Any) -> None:
    _text(place, value)
    wrong = fault(value)
    if wrong:
        raise place.wrong(wrong)


def _blocks(place: Place, value: Any) -> None:
    if not isinstance(value, bool) and value != "depends":
        raise place.wrong(f'expected true, false or "depends", found {value!r}')


def _condition(place: Place, value: Any) -> None:
    _table(place, value, _CONDITION)
    if sum(test in value for test in _TESTS) != 1:
        raise place.wrong(f"expected exactly one of {', '.join(_TESTS)}")
    if "argument" not in value and "position" not in value:
        raise place.wrong("expected argument, position or both")


def _case(place: Place, value: Any) -> None:
    _table(place, value, _CASE)
    for key in _CASE:
        if key not in value:
            raise place.at(key).wrong("is missing")


def _callback(place: Place, value: Any) -> None:
    _table(place, value, _CALLBACK)
    if not any(key in value for key in ("position", "keyword", "decorator")):
        raise place.wrong("expected position, keyword or decorator: where the callable stands")


def _entering(place: Place, value: Any) -> None:
    _callback(place, value)
    if "runs" not in value:
        raise place.at("runs").wrong(f"is missing, expected one of: {', '.join(_RUNS)}")


def _hook(place: Place, value: Any) -> None:
    _table(place, value, _HOOK)
    for key in ("methods", "runs"):
        if key not in value:
            raise place.at(key).wrong("is missing")


_TESTS = ("equals", "differs", "given", "matches", "none", "type", "flag", "below")
_RUNS = ("loop", "thread", "process", "inline", "rejected")
_ROLES = (
    "endpoint", "dependency", "startup", "task", "handler", "callback", "middleware", "tool", "websocket", "test", "",
)  # fmt: skip
_STRINGS = _list(_text)
_CONDITIONS = _list(_condition)
_TYPES = _each(_expression)

_CONDITION: Shape = {
    "argument": _text, "position": _number, "default": _anything,
    "equals": _anything, "differs": _anything, "given": _flag, "matches": _regex, "none": _flag, "type": _STRINGS,
    "flag": _STRINGS, "below": _number,
}  # fmt: skip

_CASE: Shape = {"returns": _expression, "when": _CONDITIONS}

_DEFAULTS: Shape = {
    "kind": _word("kind", *Kind), "level": _word("level", *Level), "blocks": _blocks, "replace": _text,
    "thread": _word("thread", "ok", "bound", "owned"), "thread-note": _text, "verified": _flag,
    "memory": _word("memory", *Kind),
}  # fmt: skip

_ROW: Shape = {
    **_DEFAULTS,
    "returns": _expression, "cases": _list(_case), "note": _text, "coroutine": _flag,
    "unless": _CONDITIONS, "when": _CONDITIONS, "constructed": _CONDITIONS,
    "memory-constructed": _CONDITIONS,
}  # fmt: skip
_FUNCTION: Shape = {**_ROW, "except": _STRINGS}
_METHOD: Shape = {**_ROW, "property": _flag}
_PHASE = _verdict(lambda: {**_ROW, "once": _flag, "settled": _STRINGS})

_TYPE: Shape = {
    **_DEFAULTS,
    "aliases": _STRINGS, "bases": _STRINGS, "async": _flag, "twin": _text,
    "movable": _CONDITIONS, "validators": _STRINGS, "serializers": _STRINGS,
    "construct": _PHASE, "enter": _PHASE, "exit": _PHASE, "iterate": _PHASE,
    "as": _expression, "item": _expression, "each": _expression, "called": _expression, "attributes": _TYPES,
    "wraps": _STRINGS,
    "methods": _STRINGS, "except": _STRINGS, "coroutines": _STRINGS,
    "deep": _flag, "open": _flag, "keywords-into": _text, "transparent": _STRINGS, "shown": _text,
    "returns": _TYPES, "method": _each(_of(lambda: _METHOD)),
}  # fmt: skip

_CALLBACK: Shape = {
    "position": _number, "keyword": _text, "decorator": _flag, "runs": _word("place", *_RUNS),
    "arguments": _flag, "keywords": _flag, "awaited": _flag, "iterates": _flag, "enters": _flag, "later": _flag,
    "returns-wrapped": _flag, "yields-into": _text, "models": _flag, "unwraps": _flag,
    "spares": _word("kind", *Kind), "gives": _list(_expression),
    "role": _word("role", *_ROLES), "requires": _text, "unless": _CONDITIONS, "when": _CONDITIONS,
}  # fmt: skip

_HOOK: Shape = {
    "methods": _STRINGS, "runs": _word("place", *_RUNS), "role": _word("role", *_ROLES), "requires": _text,
    "gives": _list(_expression),
}  # fmt: skip

_LIBRARY: Shape = {**_DEFAULTS, "name": _text, "roots": _STRINGS, "checked": _text}

_FILE: Shape = {
    "schema": _version,
    "library": _of(lambda: _LIBRARY),
    "functions": _each(_verdict(lambda: _FUNCTION)),
    "types": _each(_of(lambda: _TYPE)),
    "values": _TYPES,
    "harmless": _each(_reason),
    "aliases": _each(_text),
    "offloads": _each(_one_or_several(_callback)),
    "enters": _each(_one_or_several(_entering)),
    "hooks": _each(_one_or_several(_hook)),
}

SHAPES: Final[Mapping[str, Shape]] = {
    "file": _FILE, "library": _LIBRARY, "defaults": _DEFAULTS, "row": {**_FUNCTION, **_METHOD}, "type": _TYPE,
    "condition": _CONDITION, "callback": _CALLBACK, "hook": _HOOK,
}  # fmt: skip
"""Every sort of table of the format, and the keys that it may hold."""
