"""Texts of deployment files in, server settings out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from blocklint.deployment.command_line import CommandLine, MalformedError
from blocklint.deployment.commands import Start, starts, starts_of_environment
from blocklint.deployment.formats import reader_of
from blocklint.deployment.places import Places
from blocklint.deployment.pyproject import fastapi_entrypoint
from blocklint.deployment.servers import SERVERS, names_server
from blocklint.deployment.setting import ServerSetting
from blocklint.sources.source import Unreadable

_BETWEEN = r"(?:\.exe)?[\s\"',\\`^\[\]-]*"
"""What may stand between two words of a command: white space, quotes, the marks of lists and of continued lines."""


def read(files: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[ServerSetting]:
    """Return what the files say about servers, in the order of files and texts.

    `files` are paths relative to the root, with ``/``, and their texts. Files of no known format say nothing, and
    neither do malformed ones: `read_each` names those.
    """
    return [found for found in read_each(files) if isinstance(found, ServerSetting)]


def read_each(files: Mapping[str, str] | Iterable[tuple[str, str]]) -> Iterator[ServerSetting | Unreadable]:
    """Yield what the files say about servers, and the files that name a server but are not what their name says."""
    pairs = list(files.items() if isinstance(files, Mapping) else files)
    entrypoints = {
        _folder(path): entrypoint
        for path, text in pairs
        if path.rpartition("/")[2] == "pyproject.toml" and (entrypoint := fastapi_entrypoint(text))
    }
    for path, text in pairs:
        for found in _read_file(path, text):
            if isinstance(found, ServerSetting) and found.server == "fastapi" and found.target is None:
                yield replace(found, target=_nearest(entrypoints, _folder(path)))
            else:
                yield found


def _read_file(path: str, text: str) -> Iterator[ServerSetting | Unreadable]:
    reader = reader_of(path)
    if reader is None or not names_server(text):
        return
    try:
        lines = list(reader(path, text))
    except MalformedError as malformed:
        yield Unreadable(path, malformed.reason, malformed.line, malformed.column)
        return
    places = Places(text)
    for line in lines:
        yield from _settings(path, text, line, places)


def _settings(path: str, text: str, line: CommandLine, places: Places) -> Iterator[ServerSetting]:
    position = line.start
    if line.command:
        found = starts(line.command, line.environment, line.variables)
    else:
        found = starts_of_environment(line.environment)
    for start in found:
        offset = _locate(text, start, position, line)
        position = min(offset + 1, line.end)
        row, column = places.at(offset)
        yield ServerSetting(
            server=start.server,
            target=start.target,
            reload=start.reload,
            workers=start.workers,
            options=start.options,
            path=path,
            line=row,
            column=column,
            source=line.source,
            development=line.development if start.development is None else start.development,
        )


def _locate(text: str, start: Start, position: int, line: CommandLine) -> int:
    """Return the offset at which the server (or a variable of its own) is named.

    Where it is named more than once (``pip install uvicorn && uvicorn …``), its first argument must follow.
    """
    name = start.server if line.command else SERVERS[start.server].prefix
    named = re.compile(rf"(?<![\w-]){re.escape(name)}")
    followed = re.compile(rf"{named.pattern}{_BETWEEN}{re.escape(next(iter(start.words), ''))}")
    for pattern in (followed, named):
        if match := pattern.search(text, position, line.end):
            return match.start()
    return line.start


def _nearest(entrypoints: Mapping[str, str], folder: str) -> str | None:
    """Return the entrypoint that holds for a folder, or the only one of the project (``build: ./backend``)."""
    while folder and folder not in entrypoints:
        folder = _folder(folder)
    only = next(iter(entrypoints.values())) if len(entrypoints) == 1 else None
    return entrypoints.get(folder, only)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
