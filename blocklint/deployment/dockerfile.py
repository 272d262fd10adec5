"""Dockerfile in, the commands of its containers out.

A reader of our own: dockerfile-parse 2.0.1 (of 2023) takes the lines of here-documents for instructions, and
dockerfile 3.4.0 loads a Go runtime and has no wheel for ARM. The grammar is that of
https://docs.docker.com/reference/dockerfile/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.commands import starts
from blocklint.deployment.development import hint
from blocklint.deployment.shell import expand

_ESCAPE = re.compile(r"\s*#\s*escape\s*=\s*([\\`])", re.IGNORECASE)
_INSTRUCTION = re.compile(r"\s*(?:ONBUILD\s+)?(?P<name>[A-Za-z]+)\s+(?P<value>.*)", re.DOTALL | re.IGNORECASE)
_FLAGS = re.compile(r"(?:--[\w-]+(?:=\S+)?\s+)+")
_HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_][\w.]*)\1")
_STAGE = re.compile(r"(?P<base>\S+)(?:\s+AS\s+(?P<name>\S+))?", re.IGNORECASE)
_PAIR = re.compile(r"(?P<name>\w+)=(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")


@dataclass(frozen=True, slots=True)
class _Instruction:
    name: str
    value: str
    start: int
    end: int
    document: str = ""


@dataclass(slots=True)
class _Stage:
    """What has been read of one stage. Only its last ENTRYPOINT and CMD count."""

    names: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    entrypoint: _Instruction | None = None
    command: _Instruction | None = None
    others: list[CommandLine] = field(default_factory=list)
    end: int = 0


def read_dockerfile(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the commands of each build stage: what RUN does, and what ENTRYPOINT and CMD start together.

    A stage has the variables of the stage that it is built from. A Dockerfile is taken to be for production
    unless its own name or the stage's says development.
    """
    stages: dict[str, _Stage] = {}
    stage = _Stage(names=())
    for instruction in _instructions(text):
        if instruction.name == "FROM":
            yield from _commands(stage, path)
            stage = _next_stage(instruction, stages, stage)
        else:
            _add(stage, instruction, path)
    yield from _commands(stage, path)


def _next_stage(instruction: _Instruction, stages: dict[str, _Stage], before: _Stage) -> _Stage:
    match = _STAGE.match(_FLAGS.sub("", instruction.value))
    base, name = (match["base"], match["name"] or "") if match else ("", "")
    parent = stages.get(base.lower()) or _Stage(names=())
    stage = _Stage(
        names=(name,),
        environment=dict(parent.environment),
        arguments=before.arguments | parent.arguments,
        entrypoint=parent.entrypoint,
        command=parent.command,
    )
    stages[name.lower()] = stage
    return stage


def _add(stage: _Stage, instruction: _Instruction, path: str) -> None:
    stage.end = instruction.end
    if instruction.name == "ENV":
        stage.environment.update(_pairs(instruction.value, stage.arguments | stage.environment))
    elif instruction.name == "ARG":
        stage.arguments.update(_pairs(instruction.value, stage.arguments))
    elif instruction.name == "ENTRYPOINT":
        stage.entrypoint, stage.command = instruction, None
    elif instruction.name == "CMD":
        stage.command = instruction
    elif instruction.name in ("RUN", "COPY"):
        stage.others.extend(_scripts(stage, instruction, path))


def _scripts(stage: _Stage, instruction: _Instruction, path: str) -> Iterator[CommandLine]:
    """Yield what a RUN does, and the script that a here-document of RUN or COPY holds."""
    texts: list[str | tuple[str, ...]] = [instruction.document] if instruction.document else []
    if instruction.name == "RUN":
        texts.append(_command(instruction))
    for text in texts:
        yield _line(stage, instruction, text, path)


def _commands(stage: _Stage, path: str) -> Iterator[CommandLine]:
    """Yield what the stage does while it is built, what its container starts, and else what its variables say."""
    yield from stage.others
    started = list(_started(stage, path))
    yield from started
    if stage.environment and not any(any(starts(line.command, {}, {})) for line in started):
        yield _line(stage, _Instruction("ENV", "", 0, stage.end), (), path)


def _started(stage: _Stage, path: str) -> Iterator[CommandLine]:
    """Yield ENTRYPOINT with CMD behind it, as the container puts them together, else each that is there.

    A script as ENTRYPOINT is taken to execute the words of CMD.
    """
    first = _command(stage.entrypoint) if stage.entrypoint is not None else ""
    if stage.entrypoint is not None and stage.command is not None and isinstance(first, tuple):
        both = (*first, *_words(stage.command))
        if any(starts(both, {}, {})):
            entire = replace(stage.entrypoint, end=stage.command.end)
            yield _line(stage, entire, both, path)
            return
    for instruction in (stage.entrypoint, stage.command):
        if instruction is not None:
            yield _line(stage, instruction, _command(instruction), path)


def _line(stage: _Stage, instruction: _Instruction, command: str | tuple[str, ...], path: str) -> CommandLine:
    found = hint(*stage.names, path.rpartition("/")[2])
    return CommandLine(
        command=command,
        start=instruction.start,
        end=instruction.end,
        source=f"Dockerfile {instruction.name}",
        environment=dict(stage.environment),
        variables=dict(stage.arguments),
        development=False if found is None else found,
    )


def _command(instruction: _Instruction) -> str | tuple[str, ...]:
    """Return the words of the JSON form, else the text of the shell form."""
    value = _FLAGS.sub("", instruction.value, count=1) if instruction.value.startswith("--") else instruction.value
    if value.lstrip().startswith("["):
        try:
            words = json.loads(value)
        except (ValueError, RecursionError):
            return value
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            return tuple(words)
    return value


def _words(instruction: _Instruction) -> tuple[str, ...]:
    command = _command(instruction)
    return command if isinstance(command, tuple) else ("/bin/sh", "-c", command)


def _pairs(value: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the variables of ENV and ARG: ``A=1 B="2 3"``, and the old form ``A 1``."""
    pairs = [(match["name"], match["value"].strip("\"'")) for match in _PAIR.finditer(value)]
    if not pairs and len(words := value.split(None, 1)) == 2:
        pairs = [(words[0], words[1].strip())]
    for name, text in pairs:
        yield name, expand(text, known)


def _instructions(text: str) -> Iterator[_Instruction]:
    """Yield the instructions, continued lines joined, comments between them left out."""
    lines = text.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    escape = next((match[1] for line in lines[:3] if (match := _ESCAPE.match(line))), "\\")
    index = 0
    while index < len(lines):
        first = index
        parts: list[str] = []
        while index < len(lines):
            content = lines[index].rstrip()
            index += 1
            if content.lstrip().startswith("#") or (parts and not content):
                if not parts:
                    break
                continue
            parts.append(content.removesuffix(escape))
            if not content.endswith(escape):
                break
        match = _INSTRUCTION.fullmatch(" ".join(parts))
        if match is None:
            continue
        document = ""
        if match["name"].upper() in ("RUN", "COPY"):
            document, index = _document(match["value"], lines, index)
        yield _Instruction(match["name"].upper(), match["value"], offsets[first], offsets[index], document)


def _document(value: str, lines: list[str], index: int) -> tuple[str, int]:
    """Return the content of the here-documents that begin in `value`, and the index after them."""
    parts: list[str] = []
    for _, end in _HERE_DOCUMENT.findall(value):
        stop = next((number for number in range(index, len(lines)) if lines[number].strip() == end), None)
        if stop is None:
            break
        parts.extend(lines[index:stop])
        index = stop + 1
    return "".join(parts), index
