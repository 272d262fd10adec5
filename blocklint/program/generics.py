"""What type variables stand for: by ``Box[Session]``, ``class Http(Base[Session])``, or the arguments of a call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from blocklint.program import declarations, elements, evaluation
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Subject
from blocklint.program.units import ClassUnit, FunctionUnit
from blocklint.program.values import CLASS, EXTERNAL, INSTANCE, NONE, UNKNOWN, VARIABLE, Types, Value
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
    """Return what an annotation in the class `owner` says for one receiver; None where that says nothing of it."""
    if receiver.sort != INSTANCE or not _mentions(linker, scope, annotation):
        return None
    bound = _bound(linker, receiver.a, dict(receiver.c or ()), owner, 0)
    return _filled_in(linker, scope, annotation, bound) if bound else None


def _filled_in(linker: Linker, scope: Subject, annotation: Expression, bound: Bound) -> Types | None:
    """Return what an annotation says where its type variables stand for something; None where they do not."""
    result = _with_variables(linker, scope, annotation, bound, 0)
    told = any(value.sort not in (UNKNOWN, NONE) for value in result.values)
    return linker.store.weakened(result, declarations.ANNOTATED_SURE) if told else None


def _with_variables(linker: Linker, scope: Subject, annotation: Expression, bound: Bound, depth: int) -> Types:
    store = linker.store
    if annotation is None or depth > _DEEPEST:
        return store.unknown
    if annotation[0] == e.JOIN:
        result = store.empty
        for part in annotation[1]:
            result = store.join(result, _with_variables(linker, scope, part, bound, depth + 1))
        return result
    names = _variables(linker, scope, annotation)
    if names:
        return bound.get(names[0], store.unknown)
    if annotation[0] != e.GENERIC or not _mentions(linker, scope, annotation):
        return declarations.annotated(linker, scope, annotation)
    inner = tuple(_with_variables(linker, scope, part, bound, depth + 1) for part in annotation[2])
    return declarations.of_arguments(linker, scope, annotation[1], inner)


def _mentions(linker: Linker, scope: Subject, annotation: Expression, depth: int = 0) -> bool:
    """True for an annotation that is a type variable, or has one among its arguments."""
    if annotation is None or depth > _DEEPEST:
        return False
    if annotation[0] == e.GENERIC:
        return any(_mentions(linker, scope, part, depth + 1) for part in annotation[2])
    return bool(_variables(linker, scope, annotation))


def _mentioned(linker: Linker, scope: Subject, annotation: Expression) -> Types:
    return linker.store.none if _mentions(linker, scope, annotation) else linker.store.empty


def is_generic_function(linker: Linker, unit: FunctionUnit) -> bool:
    """True for a function that gives back what a type variable of its own stands for."""
    known = linker.generic_functions.get(unit)
    if known is None:
        scope = linker.generic(unit).parent
        annotation = unit.summary.annotation
        if scope is None or annotation is None or annotation[0] == e.CONSTANT:
            known = linker.generic_functions[unit] = False
        else:
            found, settled = linker.settled(_mentioned, scope, annotation)
            known = bool(found)
            if settled:
                linker.generic_functions[unit] = known
    return known


def declared_by(linker: Linker, target: Subject) -> Types:
    """Return what the annotation of a function says with nothing known of its variables: their bounds."""
    if target.parent is None:
        return linker.store.unknown
    return declarations.annotated(linker, target.parent, target.unit.summary.annotation)


def of_receiver(linker: Linker, subject: Subject) -> Types | None:
    """Return what ``def get(cls: type[T]) -> T`` gives for the receiver of a body; None where that does not say it."""
    parameters = subject.unit.summary.parameters
    scope, receiver = subject.parent, subject.receiver
    annotation = parameters[0].annotation if parameters else None
    if scope is None or receiver is None or annotation is None or not _mentions(linker, scope, annotation):
        return None
    bound: Bound = {}
    _bind(linker, scope, annotation, linker.store.one(receiver), bound, 0)
    return _filled_in(linker, scope, subject.unit.summary.annotation, bound) if bound else None


def given_back(
    linker: Linker, target: Subject, matched: Mapping[int, Expression | Types], given: Arguments
) -> Types | None:
    """Return what a generic function gives for the arguments of a call; None where they do not say it."""
    scope = target.parent
    if scope is None:
        return None
    bound: Bound = {}
    for number, part in matched.items():
        annotation = target.unit.summary.parameters[number].annotation
        if _mentions(linker, scope, annotation):
            _bind(linker, scope, annotation, elements.plain(linker, given.evaluated(part)), bound, 0)
    return _filled_in(linker, scope, target.unit.summary.annotation, bound) if bound else None


def _bind(linker: Linker, scope: Subject, annotation: Expression, types: Types, bound: Bound, depth: int) -> None:
    """Learn from a value what the type variables of its annotation stand for."""
    if annotation is None or depth > _DEEPEST or not types.values:
        return
    if annotation[0] == e.JOIN:
        for part in annotation[1]:
            _bind(linker, scope, part, linker.store.without_none(types), bound, depth + 1)
    elif annotation[0] == e.GENERIC:
        for value in _values(linker, scope, annotation[1]):
            if value.sort == EXTERNAL:
                for number, part in enumerate(annotation[2]):
                    inner = declarations.argument_of(linker, value.a, number, types)
                    if inner is not None:
                        _bind(linker, scope, part, inner, bound, depth + 1)
    else:
        for name in _variables(linker, scope, annotation):
            bound[name] = linker.store.join(bound.get(name, linker.store.empty), types)


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
                parts = base[2] if base is not None and base[0] == e.GENERIC else ()
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
    if expression[0] not in (e.NAME, e.LOCAL, e.ATTRIBUTE, e.TYPE_VARIABLE):
        return []
    return [value.a for value in _values(linker, subject, expression) if value.sort == VARIABLE]


def _values(linker: Linker, subject: Subject, expression: Expression) -> tuple[Value, ...]:
    return evaluation.evaluate(linker, subject, expression).values


def _scope(linker: Linker, cls: ClassUnit) -> Subject:
    return linker.generic(cls.module.functions[cls.summary.parent])
