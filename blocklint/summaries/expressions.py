"""The expressions of a summary: nested tuples of a tag and its parts, with no tree in them.

An expression says how a value is made, in terms of its function only: names that the function does
not bind stay names. None stands for a value of which nothing is known. Tuples are used because
tens of thousands are made a second; they compare, hash and serialise as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

Tagged = tuple[Any, ...]
"""A tuple whose first item is one of the tags below."""
Expression = Tagged | None
"""A tagged tuple, or None for a value of which nothing is known."""

NAME: Final = 0
"""(NAME, identifier): bound outside of this function, or not at all."""
LOCAL: Final = 1
"""(LOCAL, binding number) in this function."""
RECEIVER: Final[Expression] = (LOCAL, 0)
"""The object of a method: its first parameter."""
JOIN: Final = 2
"""(JOIN, (expression, …)): one of these, depending on the path taken."""
ATTRIBUTE: Final = 3
"""(ATTRIBUTE, base, name)."""
CALL: Final = 4
"""(CALL, site number): what that call of this function returns."""
ITEM: Final = 5
"""(ITEM, base, key): a literal, the expression of a key that is a name bound outside or an attribute, or None."""
CONSTANT: Final = 6
"""(CONSTANT, type name, value): value None where it is long or not a simple literal."""
DISPLAY: Final = 7
"""(DISPLAY, type name, (element, …), (literal key, …)): a list, set, dict or comprehension."""
TUPLE: Final = 8
"""(TUPLE, (element, …))."""
FUNCTION: Final = 9
"""(FUNCTION, function number): the function itself, without its decorators."""
CLASS: Final = 10
"""(CLASS, class number): the class itself, without its decorators."""
AWAIT: Final = 11
"""(AWAIT, expression)."""
EACH: Final = 12
"""(EACH, expression, asynchronous): an element of the iteration."""
ENTERED: Final = 13
"""(ENTERED, expression, asynchronous): what a `with` item hands over."""
OPERATION: Final = 14
"""(OPERATION, dunder name, left, right)."""
NARROWED: Final = 15
"""(NARROWED, expression, how, what): `how` is isinstance, not-isinstance, async, not-async; or loop or noloop for
a constant that is bound or returned only where a loop runs, or none does."""
PART: Final = 16
"""(PART, expression, index): an element of an unpacked value; index -1 for the starred one."""
STARRED: Final = 17
"""(STARRED, expression): spread over several arguments."""
DECLARED: Final = 18
"""(DECLARED, annotation, value or None)."""
IMPORT: Final = 19
"""(IMPORT, module, level, name or None)."""
PARAMETER: Final = 20
"""(PARAMETER, number)."""
GENERIC: Final = 21
"""(GENERIC, base, (argument, …)): a subscript in an annotation or a base class."""
GENERATOR: Final = 22
"""(GENERATOR, number): a generator expression of this function."""
YIELD: Final = 23
"""(YIELD,): what is sent into a generator."""
RAISED: Final = 24
"""(RAISED, exception type): the object that an `except … as` clause binds."""
ASSIGNED: Final = 26
"""(ASSIGNED, function number, name): what a nested function assigns to a nonlocal name."""
LITERAL: Final = 25
"""(LITERAL, value): a literal inside an annotation such as ``Literal["r"]``."""
TYPE_VARIABLE: Final = 27
"""(TYPE_VARIABLE, name, annotation of its bound): a type parameter, as in ``class Box[T]``."""


KIND_TEST: Final = "isinstance"
"""The name of an operation: a pattern asks whether its left side is of a class, or one of several in a tuple."""


def join(first: Expression, second: Expression) -> Expression:
    """Return one expression for a value that is either; equal ones stay as they are."""
    if first == second:
        return first
    parts: list[Expression] = []
    for side in (first, second):
        for part in side[1] if side is not None and side[0] == JOIN else (side,):
            if part not in parts:
                parts.append(part)
    return parts[0] if len(parts) == 1 else (JOIN, tuple(parts))


def as_written(expression: Expression) -> Expression:
    """Return an expression without what tests say of it."""
    while expression is not None and expression[0] == NARROWED:
        expression = expression[1]
    return expression


def without_annotation(expression: Expression) -> Expression:
    """Return an expression without what annotations and tests say of it."""
    while expression is not None and expression[0] in (NARROWED, DECLARED):
        expression = expression[1] if expression[0] == NARROWED else expression[2]
    return expression


def is_none(expression: Expression) -> bool:
    """True for a written out `None`."""
    return expression is not None and bool(expression[:2] == (CONSTANT, "NoneType"))


def alternatives(expression: Expression) -> Iterator[Expression]:
    """Yield what an expression may be, by the path taken, without what tests say of it."""
    expression = as_written(expression)
    if expression is not None and expression[0] == JOIN:
        for part in expression[1]:
            yield from alternatives(part)
    else:
        yield expression


def callee_text(
    expression: Expression, names: tuple[str, ...], called: Callable[[int], Expression] | None = None
) -> str:
    """Return a short text for a callee, such as ``self.store.load``.

    `names` are the function's binding names; `called` gives the callee of a site of the function by its number, for
    callees such as ``make(…).load``.
    """
    if expression is None:
        return "…"
    tag = expression[0]
    if tag == NAME:
        return str(expression[1])
    if tag == LOCAL:
        return str(names[expression[1]])
    if tag == ATTRIBUTE:
        return f"{callee_text(expression[1], names, called)}.{expression[2]}"
    if tag == JOIN:
        return callee_text(expression[1][0], names, called)
    if tag in (AWAIT, NARROWED):
        return callee_text(expression[1], names, called)
    if tag in (ITEM, GENERIC):
        return f"{callee_text(expression[1], names, called)}[…]"
    if tag == FUNCTION:
        return "lambda"
    if tag == CALL:
        inner = callee_text(called(expression[1]), names, called) if called is not None and expression[1] >= 0 else ""
        return f"{inner}(…)"
    return "…"
