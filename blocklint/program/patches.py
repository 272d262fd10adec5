"""What a test puts in the place of functions, with `unittest.mock` or pytest: a path through one of them is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from blocklint.program.facts import Where
from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import CALL, CONSTANT, FUNCTION, Expression, callee_text
from blocklint.summaries.summary import SITE_CALL, SITE_DECORATE, FunctionSummary, Site

_PATCH: Final = re.compile(r"^(?:unittest\.)?(?:mock\.)?patch(?:\.object)?$")
"""Calls that replace for the length of a `with` or of the decorated function."""
_FROM_HERE: Final = re.compile(r"^(?:mocker\.patch(?:\.object)?|monkeypatch\.setattr)$")
"""Calls that replace until the test ends."""
_CALLEE: Final = re.compile(r"(\w+)(?:\(…\)|\[…\])*$")


class Patches:
    """The names that each function's tests have replaced around its calls, read once a function."""

    def __init__(self) -> None:
        self._known: dict[FunctionUnit, tuple[tuple[int, str], ...]] = {}

    def hide(self, where: Where, callees: Sequence[str]) -> bool:
        """Tell whether one of the callees of a path, as they are written, is replaced where the path is entered."""
        unit = where.subject.unit
        known = self._known.get(unit)
        if known is None:
            known = self._known[unit] = tuple(_replaced(unit))
        if not known:
            return False
        here = {name for number, name in known if _covers(unit.summary, number, where)}
        return any(found is not None and found[1] in here for found in map(_CALLEE.search, callees))


def _covers(summary: FunctionSummary, number: int, where: Where) -> bool:
    """True for a patch, by the number of its site, in force at a call; -1 is one of the whole function."""
    if number < 0:
        return True
    site = summary.sites[number]
    return site.place < where.site.place if site.what == SITE_CALL else number in where.site.within


def _replaced(unit: FunctionUnit) -> Iterator[tuple[int, str]]:
    """Yield the sites of a function that replace something, with the last names of that."""
    summary = unit.summary
    for number, site in enumerate(summary.sites):
        if site.what == SITE_CALL:
            yield from ((number, name) for name in _named(summary, site, _FROM_HERE))
        elif site.what != SITE_DECORATE:
            yield from ((number, name) for name in _named(summary, _made(summary, site.target), _PATCH))
    if summary.parent >= 0 and unit.decorators:
        outer = unit.module.functions[summary.parent].summary
        for name in _decorating(outer, unit.number):
            yield -1, name


def _decorating(outer: FunctionSummary, number: int) -> Iterator[str]:
    """Yield what the decorators of a function, by its number, replace; each is handed what the one below it gives."""
    below: list[Expression] = [(FUNCTION, number)]
    for index, site in enumerate(outer.sites):
        if site.what == SITE_DECORATE and site.arguments[:1] and site.arguments[0] in below:
            below.append((CALL, index))
            yield from _named(outer, _made(outer, site.target), _PATCH)


def _made(summary: FunctionSummary, expression: Expression) -> Site | None:
    if expression is None or expression[0] != CALL or expression[1] < 0:
        return None
    return summary.sites[expression[1]]


def _named(summary: FunctionSummary, site: Site | None, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the last name of what a call replaces: ``patch("app.store.load")``, ``patch.object(store, "load")``."""
    if site is None or not site.arguments:
        return
    if pattern.match(callee_text(site.target, tuple(name for name, _ in summary.bindings))):
        text = next((part for part in site.arguments[:2] if part is not None and part[0] == CONSTANT), None)
        if text is not None and isinstance(text[2], str):
            yield text[2].rpartition(".")[2]
