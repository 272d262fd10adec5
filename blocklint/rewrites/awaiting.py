"""Where `await` may stand, and what it needs around it."""

from __future__ import annotations

from itertools import pairwise

import libcst as cst

from blocklint.findings.finding import Nomination
from blocklint.findings.remedy import Edit
from blocklint.rewrites.text import Text
from blocklint.rewrites.visitor import Place

_NEVER = (cst.Lambda, cst.FunctionDef, cst.Annotation)
"""What runs later, elsewhere or never: no `await` of the function around it."""


def may_await(place: Place, nomination: Nomination) -> bool:
    """Tell whether `await` may stand at the call: the program says so, no lock is held, and the text agrees.

    One comprehension around the call is fine; inside of two, Python before 3.11 refuses it.
    """
    if not nomination.awaitable or nomination.locked is not None:
        return False
    if any(isinstance(node, _NEVER) or _prints_its_text(node) for node in place.around):
        return False
    path = (*place.around, place.call)
    inside = [outer for index, outer in enumerate(place.around) if _runs_inside(outer, path[index + 1 :])]
    return len(inside) < 2 and not any(isinstance(node, cst.GeneratorExp) for node in inside)


def before(place: Place, text: Text) -> str:
    """Return what must stand between the text before the call and `await`."""
    if _binds_tighter(place):
        return "("
    previous = text.content[place.start - 1 : place.start]
    return " " if previous.isalnum() or previous == "_" else ""


def after(place: Place, text: Text) -> tuple[Edit, ...]:
    """Return the edit that closes the parenthesis of `before`, if there is one."""
    return (text.edit(place.end, place.end, ")"),) if _binds_tighter(place) else ()


def _binds_tighter(place: Place) -> bool:
    """True where ``await f().x`` would await ``f().x``: the call is a receiver, or is awaited itself."""
    parent = place.around[-1]
    if place.call.lpar:
        return False
    if isinstance(parent, (cst.Attribute, cst.Subscript)):
        return parent.value is place.call
    return isinstance(parent, cst.Await) or (isinstance(parent, cst.Call) and parent.func is place.call)


def _prints_its_text(node: cst.CSTNode) -> bool:
    """True for ``f"{call()=}"``, and for a template string, which hands its expressions' text on."""
    if isinstance(node, cst.FormattedStringExpression):
        return node.equal is not None
    return type(node).__name__ == "TemplatedString"  # a libcst that lacks the class does not parse one


def _runs_inside(outer: cst.CSTNode, below: tuple[cst.CSTNode, ...]) -> bool:
    """True where `outer` is a comprehension and the call is not in its first iterable, which is evaluated outside."""
    if not isinstance(outer, cst.BaseComp):
        return False
    return not any(parent is outer.for_in and child is outer.for_in.iter for parent, child in pairwise(below))
