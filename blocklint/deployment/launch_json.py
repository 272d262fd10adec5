"""An editor's launch.json in, the Python programs that it starts out. All of them are for development."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.json_text import cleaned, parsed, place_of


def read_launch_json(_path: str, text: str) -> Iterable[CommandLine]:
    """Yield the configurations that name a module or a program. Raises MalformedError."""
    text = cleaned(text)
    launch = parsed(text)
    configurations = launch.get("configurations") if isinstance(launch, dict) else None
    position = 0
    for configuration in configurations if isinstance(configurations, list) else ():
        if not isinstance(configuration, dict):
            continue
        name = configuration.get("name")
        command = _command(configuration)
        if command:
            key = "module" if isinstance(configuration.get("module"), str) else "program"
            position = place_of(text, key, str(configuration[key]), position)
            environment = configuration.get("env")
            yield CommandLine(
                command=command,
                start=position,
                end=len(text),
                source=f"launch.json {name}" if isinstance(name, str) else "launch.json",
                environment=_strings(environment),
                development=True,
            )
            position += 1


def _command(configuration: dict[str, object]) -> tuple[str, ...]:
    module, program = configuration.get("module"), configuration.get("program")
    arguments = configuration.get("args")
    if isinstance(arguments, str):
        try:
            arguments = shlex.split(arguments)
        except ValueError:
            arguments = []
    words = tuple(word for word in arguments if isinstance(word, str)) if isinstance(arguments, list) else ()
    if isinstance(module, str):
        return ("python", "-m", module, *words)
    return (program, *words) if isinstance(program, str) else ()


def _strings(table: object) -> dict[str, str]:
    if not isinstance(table, dict):
        return {}
    return {name: value for name, value in table.items() if isinstance(value, str)}
