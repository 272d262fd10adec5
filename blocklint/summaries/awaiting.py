"""Calls whose results are kept in a name, or chosen by a condition, before they are awaited."""

from __future__ import annotations

from blocklint.summaries.expressions import CALL, LOCAL, NARROWED, OPERATION, Expression, alternatives
from blocklint.summaries.scope import Scope
from blocklint.summaries.summary import AWAITED_LATER


def flag_awaited_later(scope: Scope, awaited: Expression) -> None:
    """Flag the calls whose results a name or a condition holds that is awaited here, if no test asks what it holds."""
    for value in alternatives(awaited):
        held = scope.bindings[value[1]][1] if value is not None and value[0] == LOCAL else value
        for call in alternatives(held):
            if call is not None and call[0] == CALL and call[1] >= 0 and not _is_asked(scope, call[1], value):
                scope.flag_site(call[1], AWAITED_LATER)


def _is_asked(scope: Scope, number: int, held: Expression) -> bool:
    """True where a condition between a call, by its number, and here tests what holds its result."""
    outer = scope.sites[number].guard
    guard = scope.guard
    while guard >= 0 and guard != outer:
        # An assertion leaves one way only: what it says of the result holds in every run that goes on.
        if scope.guards[guard].special != "assert" and _mentions(scope, scope.guards[guard].test, held):
            return True
        guard = scope.guards[guard].parent
    return False


def _mentions(scope: Scope, test: Expression, held: Expression) -> bool:
    if test is None or test == held:
        return test is not None
    if test[0] == NARROWED:
        return _mentions(scope, test[1], held)
    if test[0] == OPERATION:
        return _mentions(scope, test[2], held) or _mentions(scope, test[3], held)
    if test[0] == CALL and test[1] >= 0:
        return any(_mentions(scope, part, held) for part in scope.sites[test[1]].arguments)
    return False
