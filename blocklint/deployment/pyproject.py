"""pyproject.toml in, the tasks of the usual task runners out.

poethepoet, PDM, Hatch, taskipy, Rye and pixi keep their tasks there. `tomllib` reads the values; it keeps no
places, so those are found by a scan of the tables and keys.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from blocklint.deployment.command_line import CommandLine, MalformedError
from blocklint.deployment.development import hint
from blocklint.deployment.places import Places

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Keys: TypeAlias = tuple[str, ...]

_TASKS: tuple[Keys, ...] = (
    ("tool", "poe", "tasks"),
    ("tool", "pdm", "scripts"),
    ("tool", "hatch", "envs", "*", "scripts"),
    ("tool", "hatch", "scripts"),
    ("tool", "taskipy", "tasks"),
    ("tool", "rye", "scripts"),
    ("tool", "pixi", "tasks"),
    ("tool", "pixi", "feature", "*", "tasks"),
)
_COMMANDS = ("cmd", "shell", "sequence", "composite", "chain", "control", "parallel")
_TABLE = re.compile(r"\s*\[\[?(?P<keys>[^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(?P<keys>(?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")


def read_pyproject(_path: str, text: str) -> Iterable[CommandLine]:
    """Yield the commands of all tasks. Raises MalformedError."""
    values = _parsed(text)
    places = dict(_places(text))
    for pattern in _TASKS:
        for table, tasks in _matching(values, pattern, ()):
            for name, task in tasks.items():
                start, end = _place((*table, name), places, text)
                environment = _strings(task.get("env") if isinstance(task, dict) else None)
                for command in _commands(task, listed=False):
                    yield CommandLine(
                        command=command,
                        start=start,
                        end=end,
                        source=f"pyproject.toml {pattern[1]} {name}",
                        environment=environment,
                        development=hint(name, *table[3:4]),
                    )


def fastapi_entrypoint(text: str) -> str | None:
    """Return ``entrypoint`` of ``[tool.fastapi]``, which the fastapi command serves when it is given no path."""
    try:
        tables = list(_matching(_parsed(text), ("tool", "fastapi"), ()))
    except MalformedError:
        return None
    found = tables[0][1].get("entrypoint") if tables else None
    return found if isinstance(found, str) else None


def _parsed(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedError(f"not valid TOML: {error}", *_place_of(error, text)) from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not valid TOML: {error}") from None


def _place_of(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, int]:
    """Return the place that the message names (its lines end in a line feed only), else the end of the text."""
    match = re.search(r"line (\d+), column (\d+)", str(error))
    if match is None:
        return Places(text).at(len(text))
    lines = text.split("\n")[: int(match[1]) - 1]
    return Places(text).at(sum(len(line) + 1 for line in lines) + int(match[2]) - 1)


def _matching(value: object, pattern: Keys, above: Keys) -> Iterator[tuple[Keys, dict[str, object]]]:
    if not isinstance(value, dict):
        return
    if not pattern:
        yield above, value
        return
    for key in value if pattern[0] == "*" else pattern[:1]:
        yield from _matching(value.get(key), pattern[1:], (*above, key))


def _commands(task: object, *, listed: bool) -> Iterator[str | tuple[str, ...]]:
    """Yield the commands of a task; `listed` says that a list holds one command's words rather than commands."""
    if isinstance(task, str):
        yield task
    elif isinstance(task, list):
        words = tuple(word for word in task if isinstance(word, str))
        if listed and len(words) == len(task):
            yield words
            return
        for entry in task:
            yield from _commands(entry, listed=False)
    elif isinstance(task, dict):
        for key in _COMMANDS:
            yield from _commands(task.get(key), listed=key == "cmd")


def _strings(table: object) -> Mapping[str, str]:
    if not isinstance(table, dict):
        return {}
    return {name: value for name, value in table.items() if isinstance(value, str)}


def _places(text: str) -> Iterator[tuple[Keys, tuple[int, int]]]:
    """Yield the extent of each table's head and of each key with its value, by dotted keys."""
    table: Keys = ()
    open_key: tuple[Keys, int] | None = None
    quote, offset = "", 0
    for line in text.splitlines(keepends=True):
        head, key = (None, None) if quote else (_TABLE.match(line), _KEY.match(line))
        if head or key:
            if open_key:
                yield open_key[0], (open_key[1], offset)
            keys = _split((head or key)["keys"])  # type: ignore[index]
            table = keys if head else table
            open_key = (keys if head else (*table, *keys), offset)
        for mark in ('"""', "'''"):
            if quote in ("", mark) and line.count(mark) % 2:
                quote = "" if quote else mark
        offset += len(line)
    if open_key:
        yield open_key[0], (open_key[1], offset)


def _split(keys: str) -> Keys:
    return tuple("".join(match.groups(default="")) for match in _PART.finditer(keys))


def _place(keys: Keys, places: Mapping[Keys, tuple[int, int]], text: str) -> tuple[int, int]:
    """Return the extent of a task: its own key's, with all that stands below it, or that of what it is part of."""
    below = [place for known, place in places.items() if known[: len(keys)] == keys]
    if below:
        return min(below)[0], max(below)[1]
    for length in range(len(keys) - 1, 0, -1):
        if keys[:length] in places:
            return places[keys[:length]]
    return 0, len(text)
