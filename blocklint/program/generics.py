"""Type arguments of first-party classes: what ``Box[Session]`` or ``class Http(Base[Session])`` say of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import declarations, evaluation
from blocklint.program.subjects import Subject
from blocklint.program.units import ClassUnit
from blocklint.program.values import CLASS, EXTERNAL, INSTANCE, VARIABLE, Types, Value
from blocklint.summaries import expressions as e
from blocklint.summaries.expressions import Expression

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

Bound = dict[str, Types]
"""What the type variables of a class stand for, by their names."""
_MARKERS = frozenset(("typing.Generic", "typing.Protocol", "typing_extensions.Generic", "typing_extensions.Protocol"))
_DEEPEST = 6


def variables(linker: Linker, cls: ClassUnit) -> tuple[str, ...]:
    """Return the names of a class's type variables: those of ``Generic[…]``, else of its bases, in order."""
    subject = _scope(linker, cls)
    found: dict[str, None] = {}
    for base in cls.summary.bases:
        if base is None or base[0] != e.GENERIC:
            continue
        names = [name for part in base[2] for name in _variables(linker, subject, part)]
        if any(value.sort == EXTERNAL and value.a in _MARKERS for value in _values(linker, subject, base[1])):
            return tuple(names)
        found.update(dict.fromkeys(names))
    return tuple(found)


def instance(linker: Linker, cls: ClassUnit, arguments: tuple[Types, ...]) -> Value:
    """Return an instance of ``cls[arguments]``."""
    pairs = tuple(zip(variables(linker, cls), arguments, strict=False))
    return linker.store.value(INSTANCE, cls, False, pairs or None)


def substituted(
    linker: Linker, scope: Subject, annotation: Expression, owner: ClassUnit, receiver: Value
) -> Types | None:
    """Return what an annotation in the class `owner` says for one receiver; None where it names no type variable."""
    names = _variables(linker, scope, annotation)
    if not names or receiver.sort != INSTANCE:
        return None
    bound = _bound(linker, receiver.a, dict(receiver.c or ()), owner, 0)
    result = linker.store.empty
    for name in names:
        result = linker.store.join(result, bound.get(name, linker.store.empty) if bound else linker.store.empty)
    return linker.store.weakened(result, declarations.ANNOTATED_SURE) if result.values else None


def _bound(linker: Linker, cls: ClassUnit, known: Bound, owner: ClassUnit, depth: int) -> Bound | None:
    """Return what the variables of `owner` stand for in `cls`, whose own stand for what is known."""
    if cls is owner:
        return known
    if depth > _DEEPEST:
        return None
    subject = _scope(linker, cls)
    for base in cls.summary.bases:
        expression = base[1] if base is not None and base[0] == e.GENERIC else base
        for value in _values(linker, subject, expression):
            if value.sort == CLASS and owner in value.a.mro:
                parts = base[2] if base[0] == e.GENERIC else ()
                given = [_argument(linker, subject, part, known) for part in parts]
                inner = dict(zip(variables(linker, value.a), given, strict=False))
                return _bound(linker, value.a, inner, owner, depth + 1)
    return None


def _argument(linker: Linker, subject: Subject, expression: Expression, known: Bound) -> Types:
    names = _variables(linker, subject, expression)
    if names:
        return known.get(names[0], linker.store.unknown)
    return declarations.annotated(linker, subject, expression)


def _variables(linker: Linker, subject: Subject, expression: Expression) -> list[str]:
    """Return the type variables that an annotation is, by itself or among alternatives."""
    if expression is None:
        return []
    if expression[0] == e.JOIN:
        return [name for part in expression[1] for name in _variables(linker, subject, part)]
    if expression[0] not in (e.NAME, e.LOCAL, e.ATTRIBUTE):
        return []
    return [value.a for value in _values(linker, subject, expression) if value.sort == VARIABLE]


def _values(linker: Linker, subject: Subject, expression: Expression) -> tuple[Value, ...]:
    return evaluation.evaluate(linker, subject, expression).values


def _scope(linker: Linker, cls: ClassUnit) -> Subject:
    return linker.generic(cls.module.functions[cls.summary.parent])
