"""Kubernetes manifest in, the commands and environments of its containers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from blocklint.deployment.command_line import CommandLine, MalformedError
from blocklint.deployment.commands import starts
from blocklint.deployment.development import hint
from blocklint.deployment.yaml_nodes import child, command_of, documents, extent, items, scalar, sequence

_CONTAINERS = ("containers", "initContainers")
_DEEPEST = 12


def read_manifest(path: str, text: str) -> Iterable[CommandLine]:
    """Yield what each container starts, and its environment where the image starts the server.

    Any YAML file may be handed in: only one with ``kind`` and containers says something, and one that is no YAML (the
    template of a chart) says nothing.
    """
    if "kind" not in text or "ontainers" not in text:
        return
    try:
        found = list(documents(text))
    except MalformedError:
        return
    for document in found:
        if child(document, "kind") is not None:
            for container in _containers(document, 0):
                yield from _container(path, container)


def _containers(node: yaml.Node, depth: int) -> Iterator[yaml.Node]:
    """Yield the containers under a pod's specification, wherever the kind of object keeps it."""
    if depth > _DEEPEST:
        return
    for key, value in items(node):
        if key in _CONTAINERS:
            yield from sequence(value)
        elif key in ("spec", "template", "jobTemplate", "items"):
            for part in sequence(value) or [value]:
                yield from _containers(part, depth + 1)


def _container(path: str, container: yaml.Node) -> Iterator[CommandLine]:
    environment = {
        name: value
        for entry in sequence(child(container, "env"))
        if (name := scalar(child(entry, "name"))) and (value := scalar(child(entry, "value"))) is not None
    }
    name = scalar(child(container, "name")) or ""
    nodes = [node for key in ("command", "args") if (node := child(container, key)) is not None]
    words = tuple(word for node in nodes for word in _words(node))
    found = hint(name, *reversed(path.split("/")))
    development = found is True
    if nodes and words:
        start, end = extent(nodes[0])[0], extent(nodes[-1])[1]
        yield CommandLine(words, start, end, f"Kubernetes {name}".rstrip(), environment, {}, development)
    if environment and not any(starts(words, {}, {})):
        start, end = extent(container)
        yield CommandLine((), start, end, f"Kubernetes {name} env", environment, {}, development)


def _words(node: yaml.Node) -> tuple[str, ...]:
    command = command_of(node)
    return (command,) if isinstance(command, str) else command
