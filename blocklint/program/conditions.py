"""The conditions that stand around a call, and the single tests that are known to hold where they do."""

from __future__ import annotations

from collections.abc import Iterator

from blocklint.summaries.expressions import OPERATION, Expression, Tagged
from blocklint.summaries.summary import FunctionSummary, Guard


def guards_of(summary: FunctionSummary, number: int) -> list[Guard]:
    """Return the conditions around a call, innermost first."""
    found: list[Guard] = []
    while number >= 0:
        guard = summary.guards[number]
        found.append(guard)
        number = guard.parent
    return found


def atoms(test: Expression, holds: bool) -> Iterator[tuple[Tagged, bool]]:
    """Yield the conditions that are known to hold, or not to, where a test does."""
    while test is not None and test[0] == OPERATION and test[1] == "not":
        test, holds = test[2], not holds
    if test is None:
        return
    if test[0] == OPERATION and test[1] == ("and" if holds else "or"):
        yield from atoms(test[2], holds)
        yield from atoms(test[3], holds)
    else:
        yield test, holds


def guards_around(summary: FunctionSummary, guard: int) -> Iterator[int]:
    """Yield a condition, by its number, and those around it."""
    while guard >= 0:
        yield guard
        guard = summary.guards[guard].parent
