"""What the reader of one format hands on: a command as it stands in the file, not yet understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command, or one environment, in a file.

    `command` is a line for a shell, or the words of a list (a JSON or YAML one); empty where only an
    environment is given. `start` and `end` are the offsets of the text that it was read from. `environment`
    holds the variables that are set for it there; `variables` what the shell may expand. `source`
    and `development` go into the setting.
    """

    command: str | tuple[str, ...]
    start: int
    end: int
    source: str
    environment: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    development: bool | None = None


class MalformedError(Exception):
    """The text is clearly meant to be of the format and is not; the message is one line."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


class Reader(Protocol):
    """Finds the commands in one file. Raises MalformedError."""

    def __call__(self, path: str, text: str, /) -> Iterable[CommandLine]:
        """Yield the commands of the file in the order of the text."""
