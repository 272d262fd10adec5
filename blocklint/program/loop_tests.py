"""Which conditions say that no event loop runs in the thread: code under them may wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from blocklint.program.subjects import Subject
from blocklint.summaries.expressions import (
    CALL,
    CONSTANT,
    JOIN,
    LOCAL,
    NARROWED,
    OPERATION,
    Expression,
)
from blocklint.summaries.summary import Guard

RUNNING_LOOP: Final = frozenset(("asyncio.get_running_loop",))
"""Calls that give the running loop, or raise where there is none."""
ASKS_WHETHER_RUNNING: Final = frozenset(("asyncio.AbstractEventLoop.is_running",))
_DEEPEST: Final = 5
_WIDEST: Final = 4
_IDENTITY: Final = ("Is", "IsNot", "Eq", "NotEq")


class Outcome(NamedTuple):
    """One thing that a tested value may be.

    `truth` is None where it is not known; `loop` is True for what is had only where a loop runs, False for what is had
    only where none does, None where it says nothing.
    """

    truth: bool | None
    is_none: bool
    loop: bool | None


def runs_without_loop(subject: Subject, number: int) -> bool:
    """Tell whether code under a guard, by its number, runs only where the thread has no running loop.

    Every call under the guard asks this, for each thing that it may go to: the subject keeps the answer.
    """
    if number < 0:
        return False
    known = subject.without_loop.get(number)
    if known is None:
        guard = subject.unit.summary.guards[number]
        known = _says_no_loop(subject, guard) or runs_without_loop(subject, guard.parent)
        subject.without_loop[number] = known
    return known


def _says_no_loop(subject: Subject, guard: Guard) -> bool:
    return guard.special == "noloop" or _says(subject, guard.test, guard.holds)


def _says(subject: Subject, test: Expression, holds: bool) -> bool:
    if test is None:
        return False
    if test[0] == OPERATION:
        name = test[1]
        if name == "not":
            return _says(subject, test[2], not holds)
        if name in ("and", "or"):
            parts = (_says(subject, test[2], holds), _says(subject, test[3], holds))
            # ``a and b`` holds where both do; it fails where either does.
            return any(parts) if holds is (name == "and") else all(parts)
        if name in _IDENTITY and test[3] == (CONSTANT, "NoneType", None):
            wants_none = holds is (name in ("Is", "Eq"))
            return _all_without(one for one in _outcomes(subject, test[2], 0) if one.is_none is wants_none)
        return False
    if test[0] not in (LOCAL, CALL, JOIN, NARROWED):
        return False
    return _all_without(one for one in _outcomes(subject, test, 0) if one.truth is None or one.truth is holds)


def _all_without(outcomes: Iterator[Outcome]) -> bool:
    found = list(outcomes)
    return bool(found) and all(one.loop is False for one in found)


def _outcomes(subject: Subject, expression: Expression, depth: int) -> list[Outcome]:
    """Return what an expression may be."""
    if expression is None or depth > _DEEPEST:
        return [Outcome(None, False, None)]
    tag = expression[0]
    if tag == LOCAL:
        return _outcomes(subject, subject.unit.summary.bindings[expression[1]][1], depth + 1)
    if tag == CONSTANT:
        is_none = expression[1] == "NoneType"
        return [Outcome(False if is_none else None if expression[2] is None else bool(expression[2]), is_none, None)]
    if tag == NARROWED:
        inner = _outcomes(subject, expression[1], depth + 1)
        how = expression[2]
        return [one._replace(loop=how == "loop") for one in inner] if how in ("loop", "noloop") else inner
    if tag == OPERATION and expression[1] == "not":
        inner = _outcomes(subject, expression[2], depth + 1)
        return [Outcome(None if one.truth is None else not one.truth, False, one.loop) for one in inner]
    if tag == JOIN and len(expression[1]) <= _WIDEST:
        return _together([one for part in expression[1] for one in _outcomes(subject, part, depth + 1)])
    if tag == CALL and expression[1] >= 0:
        return _of_call(subject, expression[1], depth)
    return [Outcome(None, False, None)]


def _of_call(subject: Subject, number: int, depth: int) -> list[Outcome]:
    record = subject.calls[number]
    if record is None:
        return [Outcome(None, False, None)]
    if record.callee in RUNNING_LOOP:
        return [Outcome(True, False, True)]
    if record.callee in ASKS_WHETHER_RUNNING:
        return [Outcome(True, False, True), Outcome(False, False, False)]
    bodies = [target.subject for target in record.targets]
    if len(bodies) != 1 or not isinstance(bodies[0], Subject):
        return [Outcome(None, False, None)]
    body = bodies[0]
    return _together([one for value in body.unit.summary.returns for one in _outcomes(body, value, depth + 1)])


def _together(outcomes: list[Outcome]) -> list[Outcome]:
    """What is no loop, where the same value may be the running loop, was had because there is none."""
    if not any(one.loop for one in outcomes):
        return outcomes
    return [one._replace(loop=False) if one.loop is None and one.truth is False else one for one in outcomes]
