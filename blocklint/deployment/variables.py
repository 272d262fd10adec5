"""A file of environment variables (``.env``) in, what they say about servers out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.shell import expand

_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"\r\n]*)\"|'(?P<single>[^'\r\n]*)'|(?P<bare>[^\r\n#]*))",
    re.MULTILINE,
)


def read_environment_file(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the variables as one environment; the command that they are for stands elsewhere."""
    yield CommandLine(
        command=(),
        start=0,
        end=len(text),
        source="environment file",
        environment=dict(assignments(text)),
        development=hint(path.rpartition("/")[2]),
    )


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of lines ``NAME=value``, earlier ones expanded in later ones."""
    known: dict[str, str] = {}
    for match in _LINE.finditer(text):
        bare = match["bare"]
        value = expand(bare.strip(), known) if bare is not None else match["double"] or match["single"] or ""
        known[match["name"]] = value
        yield match["name"], value
