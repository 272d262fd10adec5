"""Procfile in, its commands out: one a line, ``name: command``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint

_PROCESS = re.compile(r"^(?P<name>[A-Za-z0-9_-]+):[ \t]*(?P<command>[^\r\n]+)$", re.MULTILINE)


def read_procfile(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the processes. A Procfile serves in production unless its name or the process's says development."""
    for match in _PROCESS.finditer(text):
        found = hint(match["name"], path.rpartition("/")[2])
        yield CommandLine(
            command=match["command"],
            start=match.start("command"),
            end=match.end("command"),
            source=f"Procfile {match['name']}",
            development=False if found is None else found,
        )
