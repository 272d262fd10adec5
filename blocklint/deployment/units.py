"""systemd unit or supervisor configuration in, the commands that it starts out. Both serve in production."""

from __future__ import annotations

import re
from collections.abc import Iterable

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.shell import logical_lines
from blocklint.deployment.wrappers import assigned

_START = re.compile(r"Exec(?:Start|StartPre|Reload)\s*=\s*[@:+!-]*(?P<command>.*)", re.DOTALL)
_ENVIRONMENT = re.compile(r"Environment\s*=\s*(?P<words>.*)", re.DOTALL)
_SECTION = re.compile(r"\[(?P<kind>[^:\]]*):?(?P<name>[^\]]*)\]")
_SETTING = re.compile(r"(?P<name>command|environment)\s*=\s*(?P<value>.*)", re.DOTALL)
_PAIR = re.compile(r"(?P<name>\w+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^,\s]*))")


def read_systemd_unit(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the commands that a service starts, with the variables that the unit sets."""
    environment: dict[str, str] = {}
    starts: list[CommandLine] = []
    for line in logical_lines(text):
        content = line.text.strip()
        if match := _ENVIRONMENT.fullmatch(content):
            environment.update(assigned(match["words"]))
        elif match := _START.fullmatch(content):
            command = match["command"].replace("%%", "%")
            starts.append(CommandLine(command, line.start, line.end, "systemd ExecStart", environment, environment))
    found = hint(path.rpartition("/")[2])
    for start in starts:
        yield _with(start, environment, production=found is not True)


def read_supervisor(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the commands of the programs, each with the variables of its section."""
    pending: list[CommandLine] = []
    name = ""
    environment: dict[str, str] = {}
    found = hint(path.rpartition("/")[2])
    for line in logical_lines(text):
        content = line.text.strip()
        if match := _SECTION.match(content):
            yield from (_with(start, environment, production=found is not True) for start in pending)
            pending, name, environment = [], match["name"] or match["kind"], {}
        elif match := _SETTING.fullmatch(content):
            if match["name"] == "command":
                pending.append(CommandLine(match["value"], line.start, line.end, f"supervisor {name}"))
            else:
                environment = {
                    pair["name"]: pair["double"] or pair["single"] or pair["bare"] or ""
                    for pair in _PAIR.finditer(match["value"])
                }
    yield from (_with(start, environment, production=found is not True) for start in pending)


def _with(line: CommandLine, environment: dict[str, str], *, production: bool) -> CommandLine:
    return CommandLine(
        line.command, line.start, line.end, line.source, dict(environment), dict(environment), not production
    )
