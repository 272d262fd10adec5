"""What tests in a body come to when the constants are known that a call gives for its parameters."""

from __future__ import annotations

from typing import Final, NamedTuple

from blocklint.program.subjects import Subject
from blocklint.program.values import CLASS, FUNCTION, LITERAL, METHOD, NONE, OFFLOADED, PARTIAL, Types, Value
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    LOCAL,
    NAME,
    NARROWED,
    OPERATION,
    Expression,
    Tagged,
)
from blocklint.summaries.summary import CLASS_BODY, FunctionSummary

Given = tuple[tuple[int, Types], ...]
"""Values of parameters by their number."""

_RECEIVER: Expression = (LOCAL, 0)
_EQUAL = {"Eq": True, "NotEq": False, "Is": True, "IsNot": False}
_KIND_TESTS: Final = {
    "iscoroutinefunction": (True, False),
    "is_async_callable": (True, False),
    "isasyncgenfunction": (True, True),
    "isgeneratorfunction": (False, True),
}
"""What functions that ask for the kind of a function, by their last names, want: asynchronous, and generating."""
_DEEPEST: Final = 5


class Frame(NamedTuple):
    """A body, the values that its parameters are known to have, and the subject of the function around it."""

    summary: FunctionSummary
    given: Given
    outer: Subject | None = None


def is_constant(types: Types) -> bool:
    """True for one constant that switches something: None, a truth value or a text. A number counts something."""
    if len(types.values) != 1:
        return False
    value = types.values[0]
    return value.sort == NONE or (value.sort == LITERAL and isinstance(value.b, (bool, str)))


def truth(frame: Frame, test: Expression, depth: int = 0) -> bool | None:
    """Tell how a test comes out in a frame, None where its values do not say it."""
    if depth > _DEEPEST:
        return None
    if test is not None and test[0] == OPERATION:
        if test[1] == "not":
            inner = truth(frame, test[2], depth)
            return None if inner is None else not inner
        if test[1] in ("and", "or"):
            sides = [truth(frame, test[2], depth), truth(frame, test[3], depth)]
            decisive = test[1] == "or"
            return decisive if decisive in sides else None if None in sides else not decisive
        if test[1] in _EQUAL:
            return _compared(frame, test)
        return None
    if test is not None and test[0] == CALL:
        return _is_of_kind(frame, test[1])
    types = _value(frame, test)
    if types is None:
        kept = _kept(frame, test)
        return truth(*kept, depth + 1) if kept is not None else None
    value = types.values[0]
    if value.sort == NONE:
        return False
    return bool(value.b) if value.sort == LITERAL else True


def _kept(frame: Frame, expression: Expression) -> tuple[Frame, Expression] | None:
    """Return the test whose outcome a local or a closed-over variable keeps, with the frame in which it was made."""
    if expression is None:
        return None
    if expression[0] == LOCAL:
        kept = frame.summary.bindings[expression[1]][1]
        return (frame, kept) if _is_test(kept) else None
    if expression[0] == NAME:
        found = _around(frame, expression[1])
        if found is not None and _is_test(kept := found[0].summary.bindings[found[1]][1]):
            return found[0], kept
    return None


def _is_test(expression: Expression) -> bool:
    return expression is not None and expression[0] in (CALL, OPERATION, LOCAL, NAME)


def _around(frame: Frame, name: str) -> tuple[Frame, int] | None:
    """Return the frame of the enclosing function that binds a name once, and the number of that binding."""
    outer = frame.outer
    while outer is not None and outer.parent is not None:
        summary = outer.unit.summary
        numbers = () if summary.flags & CLASS_BODY else summary.names.get(name, ())
        if numbers:
            return (Frame(summary, outer.given, outer.parent), numbers[0]) if len(numbers) == 1 else None
        outer = outer.parent
    return None


def _is_of_kind(frame: Frame, number: int) -> bool | None:
    """``asyncio.iscoroutinefunction(function)`` and its like, by the number of the call."""
    if number < 0:
        return None
    site = frame.summary.sites[number]
    target = site.target
    if target is None or target[0] not in (NAME, ATTRIBUTE) or not site.arguments:
        return None
    wanted = _KIND_TESTS.get(target[-1])
    types = _given(frame, site.arguments[0]) if wanted is not None else None
    if types is None or not types.values:
        return None
    kinds = {_kind(value) for value in types.values}
    return None if None in kinds or len(kinds) > 1 else kinds == {wanted}


def _kind(value: Value) -> tuple[bool, bool] | None:
    """Tell whether a callable is asynchronous and whether it generates; None where that is unknown."""
    if value.sort == FUNCTION:
        return value.a.asynchronous, value.a.generates
    if value.sort in (METHOD, PARTIAL):
        return _kind(value.a)
    return (True, False) if value.sort == OFFLOADED else None


def _compared(frame: Frame, test: Tagged) -> bool | None:
    """``x is None``, ``x == "w"`` and their opposites."""
    _, operator, left, right = test
    types = _value(frame, left)
    if types is None or right is None or right[0] != CONSTANT:
        return None
    value = types.values[0]
    if right[1] == "NoneType":
        return (value.sort == NONE) is _EQUAL[operator]
    if right[2] is None or value.sort not in (NONE, LITERAL):
        return None
    return (value.sort == LITERAL and value.b == right[2]) is _EQUAL[operator]


def _value(frame: Frame, expression: Expression) -> Types | None:
    """Return the one value that a parameter, or an attribute that the body sets to one, is known to have."""
    types = _given(frame, expression)
    if types is None or len(types.values) != 1:
        return None
    return types if types.values[0].sort in (NONE, LITERAL, FUNCTION, METHOD, CLASS) else None


def _given(frame: Frame, expression: Expression) -> Types | None:
    """Return what is given for the parameter, of the body or of a function around it, that an expression reads."""
    while expression is not None and expression[0] == NARROWED:
        expression = expression[1]
    if expression is None:
        return None
    if expression[0] == NAME:
        found = _around(frame, expression[1])
        return _passed(found[0].given, found[1]) if found is not None else None
    if expression[0] == ATTRIBUTE and expression[1] == _RECEIVER:
        stores = [one.value for one in frame.summary.stores if one.name == expression[2] and one.base == _RECEIVER]
        if len(stores) != 1 or stores[0] is None or stores[0][0] != LOCAL:
            return None
        expression = stores[0]
    return _passed(frame.given, expression[1]) if expression[0] == LOCAL else None


def _passed(given: Given, number: int) -> Types | None:
    return next((types for index, types in given if index == number), None)


def never_holds(frame: Frame, number: int) -> bool:
    """True for a condition of a body, by its number, that fails in the frame."""
    guard = frame.summary.guards[number]
    known = truth(frame, guard.test)
    return known is not None and known is not guard.holds


def is_dead(subject: Subject, number: int) -> bool:
    """True under a condition, by its number, that fails with what the subject, or one around it, was made for."""
    if not subject.depth or number < 0:
        return False
    frame = Frame(subject.unit.summary, subject.given, subject.parent)
    while number >= 0:
        if never_holds(frame, number):
            return True
        number = frame.summary.guards[number].parent
    return False


def deciding(summary: FunctionSummary, given: Given, others: Given) -> Given:
    """Return those of the constants `given` that settle a condition of a body, together with `others`."""
    together = tuple(sorted((*given, *others), key=_number))
    settled = _settled(summary, together)
    if not settled:
        return ()
    kept: list[tuple[int, Types]] = list(given)
    for one in given:
        rest = tuple(sorted((*[other for other in kept if other != one], *others), key=_number))
        if settled == _settled(summary, rest):
            kept.remove(one)
    return tuple(kept)


def _settled(summary: FunctionSummary, given: Given) -> set[int]:
    frame = Frame(summary, given)
    return {number for number in range(len(summary.guards)) if never_holds(frame, number)}


def _number(item: tuple[int, Types]) -> int:
    return item[0]
