"""The table of options as JSON: a schema for editors, and the settings in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blocklint.config.config import OPTIONS, Config, Option
from blocklint.config.special_shapes import CALLBACKS, Output

if TYPE_CHECKING:
    from blocklint.catalogue.model import Callback


def json_schema(known_codes: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON schema of `blocklint.toml`, which is also that of the table ``tool.blocklint``.

    `known_codes` maps the code of every rule to its name, for an editor to offer.
    """
    properties = {
        option.key: {**option.shape.schema, "description": option.doc, **_default(option)} for option in OPTIONS
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "blocklint",
        "description": "Configuration of blocklint, the linter for calls that block the asyncio event loop.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": {
            "rule": {
                "description": "A rule's code, the start of a code, or a rule's name.",
                "anyOf": [
                    {"enum": ["ALL", *known_codes, *known_codes.values()]},
                    {"type": "string", "pattern": "^BL[0-9]{0,3}$"},
                ],
            }
        },
    }


def shown(config: Config) -> dict[str, Any]:
    """Return the settings of `config` as JSON values, by key, in the form that a file has them."""
    return {option.key: _written(option, getattr(config, option.field)) for option in OPTIONS}


def _default(option: Option) -> dict[str, Any]:
    written = _written(option, option.default)
    return {} if written is None else {"default": written}


def _written(option: Option, value: Any) -> Any:
    if option.shape is CALLBACKS:
        return _tables(value)
    if value is None and option.default is not None:
        return "never"
    if option.shape.schema.get("type") == "object":
        return {key: _plain(each) for key, each in value}
    return _plain(value)


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Output):
        return value.format if value.file is None else f"{value.format}:{value.file.as_posix()}"
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _tables(callbacks: Iterable[Callback]) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for one in callbacks:
        place = one.keyword if one.position is None else one.position
        table = tables.setdefault("enters" if one.runs == "loop" else "offloads", {})
        table[one.name] = True if place is None else place
    return tables
