"""What an earlier call of the same body has filled: ``page = await open_page()`` before ``client().log(page)``.

A function that makes something only where it has not made it yet (``if _client is None``) does not make it again where
a call above, on every path to this one, has run the same function to its end. Nor does a function without parameters
that asks a memoised one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from blocklint.program import generators
from blocklint.program.conditions import atoms, guards_around, guards_of
from blocklint.program.facts import Where
from blocklint.program.subjects import Subject
from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    LOCAL,
    NAME,
    OPERATION,
    RECEIVER,
    Expression,
    Tagged,
    alternatives,
)
from blocklint.summaries.summary import AWAITED, ITEM_STORE, SITE_CALL, FunctionSummary, Touch

_DEEPEST: Final = 8


class Memos:
    """Which calls find made what an earlier one in the same body has made."""

    def __init__(self) -> None:
        self._runs: dict[tuple[Subject, bool], frozenset[FunctionUnit]] = {}

    def are_filled_above(self, entering: Where, path: Sequence[Where]) -> bool:
        """True where a call on a path makes what a call above one of those before it has made.

        `path` are the calls behind the entering one, up to that of the API.
        """
        for place, step in enumerate(path):
            kept = _keeps(step)
            if kept:
                # What an object keeps is there for calls on the same object alone.
                own = kept == _OWN
                before = (entering,) if own else (entering, *path[:place])
                if own and not all(_is_own(one) for one in path[:place]):
                    continue
                if any(self._ran_above(one, step.subject.unit, own) for one in before):
                    return True
        return False

    def _ran_above(self, where: Where, unit: FunctionUnit, own: bool) -> bool:
        around = {-1, *guards_around(where.subject.unit.summary, where.site.guard)}
        base = _object_of(where)
        if own and base is None:
            return False
        return any(
            unit in self._certainly_run(each, own, 0)
            for one in _above(where)
            if one.site.guard in around and (not own or _object_of(one) == base)
            for each in _run_by(one)
        )

    def _certainly_run(self, subject: Subject, own: bool, depth: int) -> frozenset[FunctionUnit]:
        """Return the functions that run whenever a body runs to its end: of its own object alone where `own`."""
        key = (subject, own)
        known = self._runs.get(key)
        if known is None:
            self._runs[key] = frozenset((subject.unit,))
            found = {subject.unit}
            if depth < _DEEPEST:
                for one in _steps_of(subject):
                    if one.site.guard < 0 and (not own or _object_of(one) == RECEIVER):
                        for each in _run_by(one):
                            found.update(self._certainly_run(each, own, depth + 1))
            known = self._runs[key] = frozenset(found)
        return known


def _steps_of(subject: Subject) -> Iterator[Where]:
    """Yield the calls of a body, and what it reads that runs code."""
    for number, site in enumerate(subject.unit.summary.sites):
        if site.what == SITE_CALL:
            yield Where(subject, number, False)
    for number in subject.touched:
        yield Where(subject, number, True)


def _above(where: Where) -> Iterator[Where]:
    """Yield the calls and reads of the same body that end before one begins; of two calls, the earlier one."""
    line, column, _, _ = where.site.place
    for one in _steps_of(where.subject):
        if one.touched or where.touched:
            if one.site.place[2:] <= (line, column):
                yield one
        elif one.number < where.number:
            yield one


def _run_by(where: Where) -> Iterator[Subject]:
    """Yield the one body that a call or a read runs, a coroutine's where it is awaited."""
    summary = where.subject.unit.summary
    record = where.resolution
    if record is None or (summary.generators and generators.around(where) >= 0):
        return
    if record.coroutines:
        if len(record.coroutines) == 1 and where.site.flags & AWAITED:
            yield record.coroutines[0]
    elif len(record.targets) == 1 and isinstance(record.targets[0].subject, Subject):
        yield record.targets[0].subject


def _object_of(where: Where) -> Expression:
    """Return the object whose method is called, or whose attribute is read."""
    if isinstance(where.site, Touch):
        return where.site.base
    target = where.site.target
    return target[1] if target is not None and target[0] == ATTRIBUTE else None


def _is_own(step: Where) -> bool:
    """True for a method that a method calls on its own object, or a property of that."""
    return _object_of(step) == RECEIVER


_GLOBAL: Final = "global"
_OWN: Final = "own"


def _keeps(step: Where) -> str:
    """Return where a function keeps what it makes under a test for it: globally, in its own object, or nowhere."""
    unit = step.subject.unit
    summary = unit.summary
    if _asks_again(step):
        return _GLOBAL
    for guard in guards_of(summary, step.site.guard):
        for test, holds in atoms(guard.test, guard.holds):
            for state in _held(summary, _missing(test, holds)):
                if state in unit.kept_for_good or _is_set(summary, state):
                    return _GLOBAL
                if unit.owner is not None and state[:2] == (ATTRIBUTE, RECEIVER) and _stores(summary, state[2]):
                    return _OWN
    return ""


def _asks_again(step: Where) -> bool:
    """True where a function without parameters calls a memoised one: with the same arguments whenever it runs."""
    unit = step.subject.unit
    if step.touched or unit.summary.parameters or unit.summary.parent > 0:
        return False
    record = step.resolution
    targets = record.targets if record is not None else ()
    return any(isinstance(one.subject, Subject) and one.subject.unit.is_memoised for one in targets)


def _held(summary: FunctionSummary, state: Expression) -> Iterator[Tagged]:
    """Yield what is asked for, also where a name holds it: ``client = _current.get()``, ``client = self._client``."""
    if state is not None and state[0] == LOCAL and state[1] >= len(summary.parameters):
        state = summary.bindings[state[1]][1]
    yield from (one for one in alternatives(state) if one is not None)


def _missing(test: Tagged, holds: bool) -> Expression:
    """Return what a condition says is not there: ``not x``, ``x is None``."""
    if test[0] == OPERATION and test[1] in ("Is", "IsNot", "Eq", "NotEq"):
        is_none = test[3] is not None and test[3][:2] == (CONSTANT, "NoneType")
        return test[2] if is_none and holds is (test[1] in ("Is", "Eq")) else None
    return test if not holds and test[0] in (LOCAL, NAME, ATTRIBUTE) else None


def _is_set(summary: FunctionSummary, state: Tagged) -> bool:
    """True for ``_current.get()`` of a context variable that the body sets."""
    if state[0] != CALL or state[1] < 0:
        return False
    target = summary.sites[state[1]].target
    if target is None or target[0] != ATTRIBUTE or target[2] != "get" or summary.sites[state[1]].arguments:
        return False
    return any(site.target == (ATTRIBUTE, target[1], "set") for site in summary.sites)


def _stores(summary: FunctionSummary, name: str) -> bool:
    return any(one.base == RECEIVER and one.name == name and one.name != ITEM_STORE for one in summary.stores)
