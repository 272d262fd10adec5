"""Which expressions are known not to be None: for ``if session is None`` in the function that is given one.

What is declared as a type other than None, made by a class or written out is something. What a function without an
annotation gives back, what an attribute holds and what a library gives may be None, though only types are known of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from blocklint.program import evaluation, parameters
from blocklint.program.conditions import atoms, guards_of
from blocklint.program.subjects import Subject
from blocklint.program.values import BOUND, CLASS, EXTERNAL, FUNCTION, METHOD, NONE, UNKNOWN, Types, Value
from blocklint.summaries import expressions as e
from blocklint.summaries.expressions import Expression, Tagged

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_WRITTEN: Final = frozenset((e.DISPLAY, e.TUPLE, e.FUNCTION, e.CLASS, e.GENERATOR))
_TYPED: Final = frozenset((e.EACH, e.PART, e.ITEM, e.ENTERED, e.NARROWED))
_DEEPEST: Final = 6


def is_something(linker: Linker, subject: Subject, part: Expression, guard: int) -> bool:
    """True for an expression of a subject that is known not to be None under a condition, by its number (-1: none)."""
    tests = [pair for one in guards_of(subject.unit.summary, guard) for pair in atoms(one.test, one.holds)]
    return any(_says_something(test, holds, part) for test, holds in tests) or _is_something(linker, subject, part, 0)


def _says_something(test: Tagged, holds: bool, part: Expression) -> bool:
    """True for ``part``, ``part is not None`` and the opposite of ``part is None``."""
    if test[0] == e.OPERATION and test[1] in ("Is", "IsNot", "Eq", "NotEq"):
        return (
            test[2] == part and test[3] == (e.CONSTANT, "NoneType", None) and holds is (test[1] in ("IsNot", "NotEq"))
        )
    return holds and test == part


def _is_something(linker: Linker, subject: Subject, part: Expression, depth: int) -> bool:
    if part is None or depth > _DEEPEST:
        return False
    tag = part[0]
    if tag == e.CONSTANT:
        return bool(part[1] != "NoneType")
    if tag == e.LOCAL:
        value = subject.unit.summary.bindings[part[1]][1]
        if value != (e.PARAMETER, part[1]):
            return _is_something(linker, subject, value, depth + 1)
        return _is_parameter_something(linker, subject, part[1])
    if tag == e.JOIN:
        return all(_is_something(linker, subject, one, depth + 1) for one in part[1])
    if tag == e.AWAIT or (tag == e.NARROWED and part[2] not in ("isinstance", "not-isinstance")):
        return _is_something(linker, subject, part[1], depth + 1)
    if tag == e.CALL:
        return part[1] >= 0 and _gives_something(linker, subject, part)
    return tag in _WRITTEN or (tag in _TYPED and holds_something(evaluation.evaluate(linker, subject, part)))


def holds_something(types: Types) -> bool:
    """True for a known value that is not None."""
    return bool(types.values) and all(value.sort not in (NONE, UNKNOWN) for value in types.values)


def _is_parameter_something(linker: Linker, subject: Subject, number: int) -> bool:
    """A parameter that is None where it is left out is one whatever its annotation says."""
    return not e.is_none(subject.unit.summary.parameters[number].default) and holds_something(
        parameters.annotation(linker, subject, number)
    )


def _gives_something(linker: Linker, subject: Subject, call: Tagged) -> bool:
    site = subject.unit.summary.sites[call[1]]
    callee = evaluation.evaluate(linker, subject, site.target)
    if not callee.values or not holds_something(evaluation.evaluate(linker, subject, call)):
        return False
    position = _position_of_called(linker, callee)
    if position is not None:
        # ``await asyncio.to_thread(load, path)`` gives what `load` does.
        if position >= len(site.arguments):
            return False
        callee = evaluation.evaluate(linker, subject, site.arguments[position])
    return bool(callee.values) and all(_makes_something(linker, one) for one in callee.values)


def _position_of_called(linker: Linker, callee: Types) -> int | None:
    """Return at which position a library's function is given the callable whose result its own result stands for."""
    if len(callee.values) != 1:
        return None
    value = callee.values[0]
    if value.sort == EXTERNAL:
        entry = linker.catalogue.function(value.a)
    elif value.sort == BOUND and isinstance(value.a, Value):
        entry = linker.catalogue.method(value.a.a, value.b)
    else:
        return None
    found = _CALLED.search(entry.returns) if entry is not None and entry.returns else None
    return int(found[1]) if found is not None else None


_CALLED: Final = re.compile(r"\bcalled\[(\d)\]")
"""How the catalogue says that a call gives what a callable does that it is given."""


def _makes_something(linker: Linker, callee: Value) -> bool:
    """True for classes, and for functions of the program that declare what they give."""
    if callee.sort == CLASS:
        return True
    if callee.sort == EXTERNAL:
        return linker.catalogue.type(callee.a) is not None
    inner = callee.a if callee.sort == METHOD else callee
    return bool(inner.sort == FUNCTION and inner.a.summary.annotation is not None)
