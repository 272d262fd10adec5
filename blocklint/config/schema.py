"""The table of options as JSON: a schema for editors, and the settings in force."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

from blocklint.catalogue.model import Callback
from blocklint.config.config import OPTIONS, Config
from blocklint.config.special_shapes import Output


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of `blocklint.toml`, which is also that of the table ``tool.blocklint``."""
    properties = {
        option.key: {**option.shape.schema, "description": option.doc, **_default(option.default)} for option in OPTIONS
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "blocklint",
        "description": "Configuration of blocklint, the linter for calls that block the asyncio event loop.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def shown(config: Config) -> dict[str, Any]:
    """Return the settings of `config` as JSON values, by key."""
    return {option.key: _plain(getattr(config, option.field)) for option in OPTIONS}


def _default(value: object) -> dict[str, Any]:
    plain = _plain(value)
    return {} if plain in (None, {}) else {"default": plain}


def _plain(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Output):
        return value.format if value.file is None else f"{value.format}:{value.file.as_posix()}"
    if isinstance(value, Callback):
        place = value.keyword if value.position is None else value.position
        return [value.name, value.runs, place if place is not None else True]
    return [_plain(each) for each in value] if isinstance(value, tuple) else value
