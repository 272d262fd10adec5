"""YAML text in, nodes with their places out.

PyYAML's composer keeps the marks of every node and builds no object, so tags that it does not know
(``!reset`` in compose files, ``!Ref``) do no harm. The C loader is eight times faster and not everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from blocklint.deployment.command_line import MalformedError
from blocklint.deployment.places import Places

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"
_DEEPEST = 20


def documents(text: str) -> Iterator[yaml.Node]:
    """Yield the root node of each document. Raises MalformedError."""
    try:
        for node in yaml.compose_all(text, Loader=_LOADER):
            if node is not None:
                yield node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Places(text).at(min(mark.index, len(text))) if mark is not None else (1, 1)
        reason = error.problem or error.context or "cannot be parsed"
        raise MalformedError(f"not valid YAML: {reason}", *place) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MalformedError(f"not valid YAML: {str(error).partition(chr(10))[0]}") from None


def items(node: yaml.Node | None, depth: int = 0) -> Iterator[tuple[str, yaml.Node]]:
    """Yield the keys and values of a mapping, those that are merged in (``<<: *base``) first; else nothing."""
    if not isinstance(node, yaml.MappingNode) or depth > _DEEPEST:
        return
    for key, value in node.value:
        if key.tag == _MERGE:
            for base in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                yield from items(base, depth + 1)
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
            yield key.value, value


def child(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    """Return what stands under the keys, one below the other; None where one is missing."""
    for key in keys:
        node = dict(items(node)).get(key)
    return node


def scalar(node: yaml.Node | None) -> str | None:
    """Return the text of a scalar as written, None for anything else."""
    return node.value if isinstance(node, yaml.ScalarNode) else None


def sequence(node: yaml.Node | None) -> list[yaml.Node]:
    """Return the entries of a list, none for anything else."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def command_of(node: yaml.Node | None) -> str | tuple[str, ...]:
    """Return a command: the text of a scalar, the words of a list, empty for anything else."""
    text = scalar(node)
    if text is not None:
        return text
    return tuple(word for entry in sequence(node) if (word := scalar(entry)) is not None)


def extent(node: yaml.Node) -> tuple[int, int]:
    """Return the offsets in the text at which a node begins and ends."""
    return node.start_mark.index, node.end_mark.index
