"""What tests in a body come to when the constants are known that a call gives for its parameters."""

from __future__ import annotations

from blocklint.program.subjects import Subject
from blocklint.program.values import CLASS, FUNCTION, LITERAL, METHOD, NONE, Types
from blocklint.summaries.expressions import ATTRIBUTE, CONSTANT, LOCAL, NARROWED, OPERATION, Expression
from blocklint.summaries.summary import FunctionSummary, Guard

Given = tuple[tuple[int, Types], ...]
"""Values of parameters by their number."""

_RECEIVER: Expression = (LOCAL, 0)
_EQUAL = {"Eq": True, "NotEq": False, "Is": True, "IsNot": False}


def is_constant(types: Types) -> bool:
    """True for one constant that switches something: None, a truth value or a text. A number counts something."""
    if len(types.values) != 1:
        return False
    value = types.values[0]
    return value.sort == NONE or (value.sort == LITERAL and isinstance(value.b, (bool, str)))


def truth(summary: FunctionSummary, test: Expression, given: Given) -> bool | None:
    """Tell how a test comes out with these values of parameters, None where they do not say it."""
    if test is not None and test[0] == OPERATION:
        if test[1] == "not":
            inner = truth(summary, test[2], given)
            return None if inner is None else not inner
        if test[1] in ("and", "or"):
            sides = [truth(summary, test[2], given), truth(summary, test[3], given)]
            decisive = test[1] == "or"
            return decisive if decisive in sides else None if None in sides else not decisive
        if test[1] in _EQUAL:
            return _compared(summary, test, given)
        return None
    types = _value(summary, test, given)
    if types is None:
        return None
    value = types.values[0]
    if value.sort == NONE:
        return False
    return bool(value.b) if value.sort == LITERAL else True


def _compared(summary: FunctionSummary, test: Expression, given: Given) -> bool | None:
    """``x is None``, ``x == "w"`` and their opposites."""
    _, operator, left, right = test
    types = _value(summary, left, given)
    if types is None or right is None or right[0] != CONSTANT:
        return None
    value = types.values[0]
    if right[1] == "NoneType":
        return (value.sort == NONE) is _EQUAL[operator]
    if right[2] is None or value.sort not in (NONE, LITERAL):
        return None
    return (value.sort == LITERAL and value.b == right[2]) is _EQUAL[operator]


def _value(summary: FunctionSummary, expression: Expression, given: Given) -> Types | None:
    """Return the one value that a parameter, or an attribute that the body sets to one, is known to have."""
    while expression is not None and expression[0] == NARROWED:
        expression = expression[1]
    if expression is None:
        return None
    if expression[0] == ATTRIBUTE and expression[1] == _RECEIVER:
        stored = [store.value for store in summary.stores if store.name == expression[2] and store.base == _RECEIVER]
        if len(stored) != 1 or stored[0] is None or stored[0][0] != LOCAL:
            return None
        expression = stored[0]
    if expression[0] != LOCAL:
        return None
    types = next((types for number, types in given if number == expression[1]), None)
    if types is None or len(types.values) != 1:
        return None
    return types if types.values[0].sort in (NONE, LITERAL, FUNCTION, METHOD, CLASS) else None


def never_holds(summary: FunctionSummary, guard: Guard, given: Given) -> bool:
    """True for a condition that fails with these values of parameters."""
    known = truth(summary, guard.test, given)
    return known is not None and known is not guard.holds


def is_dead(subject: Subject, number: int) -> bool:
    """True under a condition, by its number, that fails with what the subject was made for."""
    if not subject.given:
        return False
    summary = subject.unit.summary
    while number >= 0:
        guard = summary.guards[number]
        if never_holds(summary, guard, subject.given):
            return True
        number = guard.parent
    return False


def deciding(summary: FunctionSummary, given: Given, others: Given) -> Given:
    """Return those of the constants `given` that settle a condition of a body, together with `others`."""
    together = tuple(sorted((*given, *others), key=_number))
    settled = {number for number, guard in enumerate(summary.guards) if never_holds(summary, guard, together)}
    if not settled:
        return ()
    kept: list[tuple[int, Types]] = list(given)
    for one in given:
        rest = tuple(sorted((*[other for other in kept if other is not one], *others), key=_number))
        if settled == {number for number, guard in enumerate(summary.guards) if never_holds(summary, guard, rest)}:
            kept.remove(one)
    return tuple(kept)


def _number(item: tuple[int, Types]) -> int:
    return item[0]
