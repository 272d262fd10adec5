"""Taskfile (of go-task) in, the commands of its tasks out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import yaml

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.yaml_nodes import child, documents, extent, items, scalar, sequence

_TEMPLATE = re.compile(r"\{\{-?\s*\.?([\w.]*)[^}]*\}\}")


def read_taskfile(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the commands, with the variables of the file and of the task. Raises MalformedError."""
    for document in documents(text):
        for name, task in items(child(document, "tasks")):
            environment = dict(_strings(child(document, "env"))) | dict(_strings(child(task, "env")))
            variables = dict(_strings(child(document, "vars"))) | dict(_strings(child(task, "vars")))
            for node in _commands(task):
                start, end = extent(node)
                yield CommandLine(
                    command=_TEMPLATE.sub(lambda match: f"${{{match[1] or 'TEMPLATE'}}}", scalar(node) or ""),
                    start=start,
                    end=end,
                    source=f"Taskfile {name}",
                    environment=environment,
                    variables=variables,
                    development=hint(name, path.rpartition("/")[2]),
                )


def _commands(task: yaml.Node) -> Iterator[yaml.Node]:
    """Yield the scalars of a task: it is one itself, or a list, or has ``cmd`` or ``cmds``."""
    if isinstance(task, yaml.ScalarNode):
        yield task
        return
    own = child(task, "cmd")
    for entry in [own, *sequence(task), *sequence(child(task, "cmds"))]:
        node = child(entry, "cmd") if isinstance(entry, yaml.MappingNode) else entry
        if isinstance(node, yaml.ScalarNode):
            yield node


def _strings(node: yaml.Node | None) -> Iterator[tuple[str, str]]:
    for name, value in items(node):
        text = scalar(value)
        if text is not None:
            yield name, text
