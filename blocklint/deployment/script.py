"""Shell script or batch file in, its commands out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.shell import expand, logical_lines, simple_commands, without_here_documents


def read_shell_script(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the lines of a shell script, each with the variables that the lines above it set."""
    return _lines(path, without_here_documents(text), "shell script", "\\")


def read_batch_file(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the lines of a file for Windows: batch, or PowerShell, whose lines a backtick continues."""
    mark = "`" if path.lower().endswith(".ps1") else "^"
    return _lines(path, text.replace("\\", "/"), "batch file", mark)


def _lines(path: str, text: str, source: str, mark: str) -> Iterator[CommandLine]:
    development = hint(path.rpartition("/")[2])
    variables: dict[str, str] = {}
    for line in logical_lines(text, mark):
        if line.text.strip():
            known = dict(variables)
            yield CommandLine(line.text, line.start, line.end, source, known, known, development)
            variables.update(_assignments(line.text, variables))


def _assignments(line: str, variables: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a line sets for those below it: ``A=1``, ``export A=1``, ``set A=1``."""
    for words in simple_commands(line, variables):
        named = words[1:] if words[0] in ("export", "set", "readonly", "local", "declare") else words
        if all("=" in word and word.partition("=")[0].isidentifier() for word in named):
            for word in named:
                name, _, value = word.partition("=")
                yield name, expand(value, variables)
