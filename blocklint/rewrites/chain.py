"""Chains of calls such as ``open(path).read()``, in which one nominated call is the receiver of another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from blocklint.rewrites.visitor import Place


@dataclass(frozen=True, slots=True)
class Chain:
    """A nominated call, and the nominated calls that must be made before its function is known, nearest first."""

    place: Place
    receivers: tuple[cst.Call, ...]

    @property
    def calls(self) -> tuple[cst.Call, ...]:
        """The nominated calls of the chain, last one first."""
        return (self.place.call, *self.receivers)


def chains(place: Place, is_nominated: Callable[[cst.Call], bool]) -> Iterator[Chain]:
    """Yield the chains that the call at `place` is a part of or an argument in, outermost first."""
    path = (*place.around, place.call)
    for level, node in enumerate(path):
        if isinstance(node, cst.Call) and is_nominated(node):
            receivers = tuple(filter(is_nominated, _receiving_calls(node)))
            if receivers:
                yield Chain(Place(node, path[:level], place.tree), receivers)


def _receiving_calls(call: cst.Call) -> Iterator[cst.Call]:
    """Yield the calls in a call's function: ``a().b()``, then ``a()``, in ``a().b().c()``."""
    node = _receiver(call)
    while node is not None:
        if isinstance(node, cst.Call):
            yield node
        node = _receiver(node)


def _receiver(node: cst.CSTNode) -> cst.CSTNode | None:
    if isinstance(node, cst.Call):
        return node.func
    return node.value if isinstance(node, (cst.Attribute, cst.Subscript)) else None
