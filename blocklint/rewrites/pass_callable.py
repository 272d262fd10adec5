"""``offload(f(a))`` to ``offload(f, a)``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit
from blocklint.names import last
from blocklint.rewrites.arguments import only_positional, passed
from blocklint.rewrites.frames import changes_in_thread
from blocklint.rewrites.page import Page
from blocklint.rewrites.visitor import Parsed, Place


@dataclass(frozen=True, slots=True)
class Offload:
    """How a function takes a callable: at which position, and whether keyword arguments are handed on.

    `taken` names the parameter that a keyword argument would collide with.
    """

    position: int = 0
    keywords: bool = True
    taken: str = ""


_OFFLOADS = {
    "to_thread": Offload(),
    "submit": Offload(),
    "run_in_threadpool": Offload(taken="func"),
    "BackgroundTask": Offload(taken="func"),
    "add_task": Offload(taken="func"),
    "run_sync": Offload(keywords=False),
    "run_in_executor": Offload(position=1, keywords=False),
}
"""By last name: which function it is of that name, the program knew when it nominated the call."""


def rewrite(finding: Finding, page: Page) -> tuple[Edit, ...]:
    """Return the edits that pass the function and its arguments instead of calling it.

    The finding may stand at the offloading call or at the call inside of it. Nothing where the
    offloading call has arguments besides, or does not hand on what the inner call is given.
    """
    place = page.place(finding)
    if place is None:
        return ()
    for offload, outer in _offloading(place, finding.callee):
        inner = _called(outer, offload)
        if inner is not None and place.call in (outer, inner) and _hands_on(offload, inner):
            return (*passed(inner, place.tree, page.text), *_unclosed(inner, place.tree, page))
    return ()


def _offloading(place: Place, callee: str) -> Iterator[tuple[Offload, cst.Call]]:
    """Yield what may be the offloading call: the nominated one, or the one that it is an argument of."""
    calls = [(place.call, last(callee)), (place.call, _last_name(place.call))]
    if len(place.around) > 1 and isinstance(place.around[-2], cst.Call):
        calls.append((place.around[-2], _last_name(place.around[-2])))
    yield from ((_OFFLOADS[name], call) for call, name in calls if name in _OFFLOADS)


def _called(outer: cst.Call, offload: Offload) -> cst.Call | None:
    """Return the call that stands where the callable should be, as the last argument."""
    if len(outer.args) != offload.position + 1 or not only_positional(outer) or any(each.star for each in outer.args):
        return None
    value = outer.args[-1].value
    return value if isinstance(value, cst.Call) and not value.lpar else None


def _hands_on(offload: Offload, inner: cst.Call) -> bool:
    if changes_in_thread(inner):
        return False
    if not offload.keywords:
        return only_positional(inner)
    return all(each.keyword is None or each.keyword.value != offload.taken for each in inner.args)


def _unclosed(inner: cst.Call, tree: Parsed, page: Page) -> tuple[Edit, ...]:
    """Return the edits that take away the inner call's closing parenthesis, and the comma before it."""
    closing = tree.end(inner) - 1
    edits = (page.text.edit(closing, closing + 1, ""),)
    comma = inner.args[-1].comma if inner.args else None
    if not isinstance(comma, cst.Comma):
        return edits
    start = tree.start(comma)
    return page.text.edit(start, start + 1, ""), *edits


def _last_name(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return call.func.value if isinstance(call.func, cst.Name) else ""
