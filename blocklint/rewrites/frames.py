"""Calls that mean something else when another frame, or another thread, makes them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

_LOOKS_AT_FRAME = frozenset(("breakpoint", "dir", "eval", "exec", "globals", "locals", "super", "vars"))
"""Built-in functions that look at the frame which calls them."""


def changes_in_thread(call: cst.Call) -> bool:
    """True for a call that must not be handed to a thread.

    The StopIteration of `next` without a default never reaches the awaiting side: before Python 3.13
    it waits for ever.
    """
    function = call.func
    if isinstance(function, cst.Attribute) and function.attr.value == "__next__":
        return True
    if any(isinstance(node, cst.Call) and _calls(node, {"super"}) and not node.args for node in below(function)):
        return True
    return _calls(call, _LOOKS_AT_FRAME) or (_calls(call, {"next"}) and len(call.args) == 1)


def belongs_to_frame(node: cst.CSTNode) -> bool:
    """True for what cannot be moved into a lambda."""
    return isinstance(node, (cst.Await, cst.Yield, cst.NamedExpr)) or _calls(node, _LOOKS_AT_FRAME)


def below(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield a node and all that is in it, from the outside in."""
    yield node
    for child in node.children:
        yield from below(child)


def _calls(node: cst.CSTNode, names: frozenset[str] | set[str]) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in names
