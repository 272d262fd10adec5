"""What runs a callable that was handed over: which functions frameworks run, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from blocklint.catalogue.model import Callback, Hook
from blocklint.program import attributes, declarations, elements, evaluation, views
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import YIELDED_STATE, Subject
from blocklint.program.units import method_sort
from blocklint.program.values import CLASS, FACTORY, FUNCTION, INSTANCE, METHOD, PARTIAL, VIRTUAL, Value
from blocklint.summaries import expressions as e
from blocklint.summaries.summary import POSITIONAL, POSITIONAL_ONLY, SITE_DECORATE

if TYPE_CHECKING:
    from blocklint.program.linker import Linker
    from blocklint.program.units import ClassUnit, FunctionUnit


def enter(linker: Linker, value: Value, callback: Callback, arguments: Arguments) -> None:
    """Note the callback on the function that a value calls, and make it a loop root where it runs on the loop."""
    if value.sort == PARTIAL:
        enter(linker, value.a, callback, arguments.with_partial(value.b, value.c))
        return
    if value.sort in (INSTANCE, CLASS):
        # A class is called to make an instance.
        made = value if value.sort == INSTANCE else linker.store.value(INSTANCE, value.a, True)
        for one in attributes.of_value(linker, made, "__call__" if made is value else "__init__").values:
            if one.sort in (METHOD, VIRTUAL):
                enter(linker, one, callback, arguments)
        return
    if value.sort == VIRTUAL:
        for owner in linker.classes.overriders(value.a, value.b)[:8]:
            for one in linker.classes.value(owner, value.b).values:
                if one.sort == FUNCTION:
                    mark(linker, linker.generic(one.a), callback)
        return
    receiver: Value | None = None
    skip = 0
    if value.sort == METHOD:
        receiver, value, skip = value.b, value.a, 1
        if value.sort == FUNCTION and value.a.owner is None:
            arguments, skip = arguments.with_partial((linker.store.one(receiver),), ()), 0
    if value.sort == FACTORY:
        value = value.a
    if value.sort != FUNCTION:
        return
    if callback.unwraps and "wraps" in value.a.decorators and _wraps_coroutine(linker, value):
        callback = replace(callback, runs="loop")
    if callback.gives:
        _give(linker, value.a, views.seen_receiver(linker, value.a, receiver), value.b, callback.gives)
    mark(linker, views.view(linker, value.a, receiver, value.b, arguments, skip), callback)


def _give(
    linker: Linker, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, gives: tuple[str, ...]
) -> None:
    """Pass what a framework calls a function with; of a method, the first parameter is the object's own."""
    subject = linker.subject(unit, receiver, parent, ())
    parameters = unit.summary.parameters
    first = 0 if unit.owner is None or method_sort(unit) == "static" else 1
    for number, text in enumerate(gives, first):
        if number >= len(parameters) or parameters[number].sort not in (POSITIONAL, POSITIONAL_ONLY):
            break
        linker.grow(linker.given(subject, number), elements.telling(linker, declarations.library_types(linker, text)))


def _wraps_coroutine(linker: Linker, value: Value) -> bool:
    """True for ``@wraps(function) def wrapper(…)`` in a scope in which `function` is an `async def`."""
    scope: Subject | None = value.b
    for site in scope.unit.summary.sites if scope is not None else ():
        if site.what != SITE_DECORATE or site.arguments[0] != (e.FUNCTION, value.a.number):
            continue
        number = site.target[1] if site.target is not None and site.target[0] == e.CALL else -1
        record = scope.calls[number] if scope is not None and number >= 0 else None
        if scope is not None and record is not None and record.callee == "functools.wraps":
            wrapped = evaluation.evaluate(linker, scope, scope.unit.summary.sites[number].arguments[0])
            return bool(wrapped.values) and all(evaluation.is_async(one) for one in wrapped.values)
    return False


def mark(linker: Linker, subject: Subject, callback: Callback) -> None:
    """Note that a callback runs the subject."""
    if callback not in subject.entries:
        subject.entries.append(callback)
        if callback.yields_into and subject.unit.generates:
            linker.read(linker.store_cell(subject, YIELDED_STATE))
    if callback.runs == "loop" and not subject.unit.asynchronous:
        linker.loop_roots[subject] = None


def enter_hooks(linker: Linker) -> None:
    """Note the methods of first-party classes that a framework calls because of their base class."""
    for module in linker.modules:
        for cls in module.classes:
            for base in cls.external:
                for hook in linker.catalogue.hooks(base):
                    if not hook.requires or linker.requires(hook.requires, module.path):
                        _enter_hook(linker, cls, base, hook)


def give_receivers(linker: Linker) -> None:
    """Give wrappers that are coroutine methods their objects: they run on the loop, also where no call is seen."""
    for module in linker.modules:
        for cls in module.classes:
            for name in _decorated_names(cls):
                for value in linker.classes.value(cls, name).values:
                    if value.sort == FUNCTION and value.a.asynchronous and value.a.summary.parameters:
                        _hooked(linker, value, cls)


def _decorated_names(cls: ClassUnit) -> Iterator[str]:
    summary = cls.body.summary
    for name, expression in summary.exports.items():
        if expression is not None and expression[0] == e.LOCAL:
            expression = summary.bindings[expression[1]][1]
        number = expression[1] if expression is not None and expression[0] == e.CALL else -1
        if number >= 0 and summary.sites[number].what == SITE_DECORATE:
            yield name


def _enter_hook(linker: Linker, cls: ClassUnit, base: str, hook: Hook) -> None:
    """Note the methods of one class, and those that it has from mixins, which are none of the framework's classes."""
    callback = Callback(name=base, runs=hook.runs, role=hook.role, gives=hook.gives)
    for owner in cls.mro:
        if owner is not cls and base in owner.external:
            continue
        for name in owner.body.summary.exports:
            if linker.classes.defining(cls, name) is not owner or not _is_hooked(name, hook.methods):
                continue
            for value in linker.classes.value(owner, name).values:
                if value.sort == FUNCTION:
                    # A decorator's wrapper stands in the call of the decorator that knows what it wraps.
                    _give(linker, value.a, None, value.b, hook.gives)
                    mark(linker, _hooked(linker, value, cls), callback)


def _hooked(linker: Linker, value: Value, cls: ClassUnit) -> Subject:
    """Return the subject of a hook; a wrapper, which is no method of its own, takes the object as an argument."""
    if value.a.owner is not None:
        return linker.subject(value.a, None, value.b, ())
    receiver = linker.store.one(linker.store.value(INSTANCE, cls, False))
    return views.view(linker, value.a, None, value.b, Arguments(linker, None, (receiver,), ()), 0)


@lru_cache(maxsize=4096)
def _is_hooked(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
