"""Files, variables and options in, `Config` out; the command line beats variables, these beat the file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from blocklint.config.config import OPTIONS, Config, Option
from blocklint.config.errors import ConfigError, WrongValueError, expected, unknown
from blocklint.config.lines import line_of
from blocklint.config.shapes import Surroundings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "BLOCKLINT_"
"""What the name of a variable starts with; the rest is the field's name in capitals."""

_OF_KEY = {option.key: option for option in OPTIONS}
_OF_FIELD = {option.field: option for option in OPTIONS}
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def load(
    file: Path | None,
    known_codes: Mapping[str, str],
    *,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, object] | None = None,
) -> Config:
    """Return the configuration of a run.

    `file` is the configuration file (None: none); `known_codes` maps the code of every rule to its name;
    `environment` holds the process's variables; `options` what the command line was given, by field name,
    without what was left out. Variables of other names are other tools' and left alone. Raises ConfigError.
    """
    outside = Surroundings(known_codes, None)
    values: dict[str, Any] = {}
    if file is not None:
        values.update(_from_file(file, Surroundings(known_codes, file.parent)))
    for option, text in _variables(environment or {}):
        values[option.field] = _from_outside(option, text, PREFIX + option.field.upper(), outside)
    for field, value in (options or {}).items():
        option = _OF_FIELD[field]
        values[field] = _from_outside(option, value, f"--{option.key}", outside)
    return Config(**values)


def _variables(environment: Mapping[str, str]) -> Iterator[tuple[Option, object]]:
    for option in OPTIONS:
        text = environment.get(PREFIX + option.field.upper(), "")
        if text and option.shape.in_variables:
            yield option, [part.strip() for part in text.split(",")] if option.shape.separated else text


def _from_outside(option: Option, value: object, place: str, around: Surroundings) -> object:
    try:
        return option.shape.read(value, around)
    except WrongValueError as wrong:
        raise ConfigError(f"{place}: {wrong}") from None


def _from_file(file: Path, around: Surroundings) -> dict[str, Any]:
    text, table = _parsed(file)
    top = ("tool", "blocklint") if file.name == "pyproject.toml" else ()

    def wrong(message: str, *keys: str, needle: str = "") -> ConfigError:
        return ConfigError(f"{file}:{line_of(text, (*top, *keys), needle)}: {message}")

    for key in top:
        table = table.get(key, {})
        if not isinstance(table, Mapping):
            raise wrong(expected("a table", table))
    values = {}
    for key, value in table.items():
        if key not in _OF_KEY:
            raise wrong(unknown("key", key, _OF_KEY), key)
        try:
            values[_OF_KEY[key].field] = _OF_KEY[key].shape.read(value, around)
        except WrongValueError as error:
            raise wrong(f"{key}: {error}", key, *error.below, needle=error.needle) from None
    return values


def _parsed(file: Path) -> tuple[str, Mapping[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: not valid utf-8") from None
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        line = place[1] if place and place[1] else text.count("\n") + 1
        raise ConfigError(f"{file}:{line}: {_AT_LINE.sub('', str(error))}") from None
