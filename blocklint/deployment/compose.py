"""Compose file in, the commands and environments of its services out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.commands import starts
from blocklint.deployment.development import hint
from blocklint.deployment.shell import expand
from blocklint.deployment.yaml_nodes import child, command_of, documents, extent, items, scalar, sequence


def read_compose(path: str, text: str) -> Iterable[CommandLine]:
    """Yield what each service starts, with its environment.

    Where a service starts no server itself, its environment speaks of the one that the image starts.
    """
    for document in documents(text):
        for name, service in items(child(document, "services")):
            yield from _service(path, name, service)


def _service(path: str, name: str, service: yaml.Node) -> Iterator[CommandLine]:
    environment = dict(_environment(child(service, "environment")))
    development = hint(name, path.rpartition("/")[2])
    entrypoint, command = child(service, "entrypoint"), child(service, "command")
    started = False
    for node, words in _commands(entrypoint, command):
        started = started or any(starts(words, {}, {}))
        start, end = extent(node)
        last = command if command is not None and node is entrypoint else node
        yield CommandLine(words, start, max(end, extent(last)[1]), f"compose {name}", environment, {}, development)
    if environment and not started:
        start, end = extent(service)
        yield CommandLine((), start, end, f"compose {name} environment", environment, {}, development)


def _commands(
    entrypoint: yaml.Node | None, command: yaml.Node | None
) -> Iterator[tuple[yaml.Node, str | tuple[str, ...]]]:
    """Yield the entrypoint with the command behind it, or the command where it stands alone."""
    first, second = _interpolated(command_of(entrypoint)), _interpolated(command_of(command))
    if entrypoint is not None and first:
        if isinstance(first, tuple):
            yield entrypoint, (*first, *((second,) if isinstance(second, str) and second else second))
        else:
            yield entrypoint, f"{first} {second if isinstance(second, str) else ' '.join(second)}"
    elif command is not None and second:
        yield command, second


def _interpolated(command: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """Replace variables by their defaults as compose does; ``$$`` stands for a dollar of the container's shell."""
    if isinstance(command, str):
        return expand(command.replace("$$", "$"), {})
    return tuple(expand(word.replace("$$", "$"), {}) for word in command)


def _environment(node: yaml.Node | None) -> Iterator[tuple[str, str]]:
    """Yield the variables of a mapping, or of a list of ``NAME=value``."""
    for name, value in items(node):
        yield name, expand(scalar(value) or "", {})
    for entry in sequence(node):
        name, equals, text = (scalar(entry) or "").partition("=")
        if equals:
            yield name, expand(text, {})
