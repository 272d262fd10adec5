"""Which methods of data models a framework runs itself: validators of what it reads, serializers of what it sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from blocklint.catalogue.model import Callback
from blocklint.program import declarations, evaluation
from blocklint.program.handover import mark
from blocklint.program.subjects import Handed, Subject
from blocklint.program.units import ClassUnit, FunctionUnit
from blocklint.program.values import CLASS, FUNCTION, INSTANCE, METHOD, OBJECT, SEVERAL, Types, Value
from blocklint.summaries.expressions import CALL, DECLARED, GENERIC, LITERAL, LOCAL, NAME, Expression
from blocklint.summaries.summary import SITE_DECORATE, Site

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def enter_models(linker: Linker) -> None:
    """Note the validators and serializers that run on the loop, wherever the endpoint itself runs.

    A request is validated, and a response is serialised, on the loop. A response is validated where the endpoint runs.
    """
    for subject in list(linker.subjects):
        for number, record in enumerate(subject.calls):
            for handed in record.handed if record is not None else ():
                if handed.callback.models:
                    _enter(linker, subject, subject.unit.summary.sites[number], handed)


def _enter(linker: Linker, subject: Subject, site: Site, handed: Handed) -> None:
    callback = Callback(name=handed.callback.name, runs="loop", role="handler")
    declared = _response_model(linker, subject, site)
    for value in handed.values.values:
        value = value.a if value.sort == METHOD else value
        if value.sort != FUNCTION:
            continue
        unit: FunctionUnit = value.a
        for cls in _models(linker, _request_types(linker, linker.generic(unit))):
            _mark_all(linker, cls, "validators", callback)
        if handed.callback.role != "endpoint":
            continue
        response = declared if declared.values else _returned(linker, linker.generic(unit))
        for cls in _models(linker, [response]):
            _mark_all(linker, cls, "serializers", callback)
            if unit.asynchronous:
                _mark_all(linker, cls, "validators", callback)


def _request_types(linker: Linker, endpoint: Subject) -> Iterator[Types]:
    """Yield the types of the parameters that are read from the request: those that no injector provides."""
    scope = endpoint.parent
    if scope is None:
        return
    for parameter in endpoint.unit.summary.parameters:
        if not _injects(linker, scope, parameter.annotation) and not _is_injection(linker, scope, parameter.default):
            yield declarations.annotated(linker, scope, parameter.annotation)


def _injects(linker: Linker, scope: Subject, annotation: Expression) -> bool:
    """True for ``Annotated[X, Depends(f)]`` and for a name that stands for it."""
    if annotation is None:
        return False
    if annotation[0] in (NAME, LOCAL):
        found = declarations.definition(linker, scope, annotation)
        if found is None or found[1] is None or found[1][0] != GENERIC:
            return False
        scope, annotation = found
    return any(_is_injection(linker, scope, part) for part in _arguments(annotation))


def _arguments(annotation: Expression) -> tuple[Expression, ...]:
    """Return what stands in the brackets of an annotation; a ``Literal`` holds no expressions."""
    if annotation is None or annotation[0] != GENERIC or annotation[2] == ((LITERAL, None),):
        return ()
    return tuple(annotation[2])


def _is_injection(linker: Linker, scope: Subject, expression: Expression) -> bool:
    if expression is None or expression[0] != CALL or expression[1] < 0:
        return False
    record = scope.calls[expression[1]]
    entry = linker.catalogue.function(record.callee) if record is not None else None
    return entry is not None and (entry.returns or "").startswith("provided[")


def _returned(linker: Linker, endpoint: Subject) -> Types:
    if endpoint.parent is None:
        return linker.store.empty
    return declarations.annotated(linker, endpoint.parent, endpoint.unit.summary.annotation)


def _response_model(linker: Linker, subject: Subject, site: Site) -> Types:
    """Return what ``response_model=`` names in a decorator or in a call that registers, empty where there is none."""
    if site.what == SITE_DECORATE and site.target is not None and site.target[0] == CALL and site.target[1] >= 0:
        site = subject.unit.summary.sites[site.target[1]]
    for name, value in site.keywords:
        if name == "response_model":
            return linker.store.join(
                declarations.annotated(linker, subject, value), evaluation.evaluate(linker, subject, value)
            )
    return linker.store.empty


def _models(linker: Linker, several: Iterator[Types] | list[Types]) -> list[ClassUnit]:
    """Return the model classes in types, and those that their fields hold."""
    found: dict[ClassUnit, None] = {}
    waiting = [value for types in several for value in types.values]
    while waiting:
        value = waiting.pop()
        if value.sort in (INSTANCE, CLASS) and value.a not in found and _is_model(linker, value.a):
            found[value.a] = None
            waiting.extend(_fields(linker, value.a))
        elif value.sort in (OBJECT, SEVERAL):
            waiting.extend(_inner(value))
    return list(found)


def _inner(value: Value) -> list[Value]:
    parts = value.a if value.sort == SEVERAL else value.b or ()
    return [one for part in parts if isinstance(part, Types) for one in part.values]


def _is_model(linker: Linker, cls: ClassUnit) -> bool:
    return bool(linker.classes.registering(cls, "validators"))


def _fields(linker: Linker, cls: ClassUnit) -> tuple[Value, ...]:
    """Return what the fields of a model hold, worked out once: many endpoints take the same models."""
    known = linker.model_fields.get(cls)
    if known is None:
        known = linker.model_fields[cls] = tuple(
            held
            for one in cls.mro
            for _, value in one.body.summary.bindings
            if value is not None and value[0] == DECLARED
            for held in declarations.annotated(linker, linker.generic(one.body), value[1]).values
        )
    return known


def _mark_all(linker: Linker, cls: ClassUnit, which: str, callback: Callback) -> None:
    for unit in linker.classes.registered(cls, which):
        mark(linker, linker.generic(unit), callback)
    for unit in _in_annotations(linker, cls, which):
        mark(linker, linker.generic(unit), callback)


def _in_annotations(linker: Linker, cls: ClassUnit, which: str) -> Iterator[FunctionUnit]:
    """Yield the functions that fields name, as in ``Annotated[str, AfterValidator(f)]``."""
    names = linker.classes.registering(cls, which)
    for one in cls.mro:
        body = linker.generic(one.body)
        for _, value in one.body.summary.bindings:
            for part in _arguments(value[1] if value is not None and value[0] == DECLARED else None):
                if part is None or part[0] != CALL or part[1] < 0:
                    continue
                record = body.calls[part[1]]
                arguments = body.unit.summary.sites[part[1]].arguments
                if record is not None and record.callee in names and arguments:
                    values = evaluation.evaluate(linker, body, arguments[0]).values
                    yield from (given.a for given in values if given.sort == FUNCTION)
