"""What a call goes to and gives back, for every sort of callable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from blocklint.program import (
    attributes,
    elements,
    evaluation,
    generics,
    handing,
    having,
    library,
    loaders,
    making,
    mixins,
    single_dispatch,
    views,
)
from blocklint.program.arguments import Arguments, by_signature
from blocklint.program.subjects import CALLED, Dispatch, Resolution, Subject, Target
from blocklint.program.units import ClassUnit, FunctionUnit, method_sort
from blocklint.program.values import (
    AWAITABLE,
    BOUND,
    CLASS,
    CLASSMETHOD,
    DISPATCHING,
    ENTERABLE,
    EXTERNAL,
    FACTORY,
    FUNCTION,
    GENERATED,
    GIVING,
    INSTANCE,
    METHOD,
    MIXED_IN,
    NONE,
    OBJECT,
    OFFLOADED,
    PARTIAL,
    PROPERTY,
    REGISTERS,
    STATIC,
    UNKNOWN,
    VIRTUAL,
    Types,
    Value,
)
from blocklint.summaries.expressions import RECEIVER
from blocklint.summaries.summary import STUB

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

MANY = 4
"""A set of more types than this, of which some do not wait, says little of any one of them."""
FEW = 3
"""So many implementations of one method are an explicit choice: likely. More are possible."""


def call(linker: Linker, callee: Types, arguments: Arguments, record: Resolution | None) -> Types:
    """Call every value of a set; what they may go to is recorded."""
    store = linker.store
    result = store.empty
    before = len(record.targets) if record is not None else 0
    silent = 0
    for value in callee.values:
        if value.sort == NONE:
            continue
        count = len(record.targets) if record is not None else 0
        part = call_value(linker, value, arguments, record, callee.sure)
        result = store.join(result, store.weakened(part, callee.sure))
        silent += record is not None and len(record.targets) == count
    if record is not None and silent and len(callee.values) > MANY:
        # One of many types waits: which one it is cannot be seen.
        record.targets = (*record.targets[:before], *_one_of_many(linker, record, record.targets[before:], silent))
    return result


def _one_of_many(
    linker: Linker, record: Resolution, targets: tuple[Target, ...], silent: int
) -> tuple[Target, ...]:  # fmt: skip
    """Return the targets of a call that goes to one of them, or to one of `silent` others that have none."""
    found: dict[Subject, None] = {}
    for target in targets:
        if target.subject is None or target.phase != CALLED:
            return tuple(target._replace(sure=0) for target in targets)
        found.update(dict.fromkeys(_bodies(target.subject)))
    bodies = tuple(found)
    point = linker.dispatches.get((bodies, silent))
    if point is None:
        point = linker.dispatches[bodies, silent] = Dispatch(record.callee, bodies, silent)
    return (Target(point, CALLED, None, min([1, *[target.sure for target in targets]])),)


def _bodies(target: Subject | Dispatch) -> tuple[Subject, ...]:
    return target.targets if isinstance(target, Dispatch) else (target,)


def call_value(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call one value."""
    handler = _HANDLERS.get(value.sort)
    if handler is None:
        if record is not None and not record.reason:
            record.reason = "unknown" if value.sort == UNKNOWN else "not callable here"
        return linker.store.unknown
    return handler(linker, value, arguments, record, sure)


def _function(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    unit: FunctionUnit = value.a
    receiver: Value | None = None
    skip = 0
    if unit.owner is not None and method_sort(unit) == "instance":
        # Through the class: the first argument is the receiver.
        first = arguments.at(0)
        if first is not None:
            instances = [one for one in first.values if one.sort == INSTANCE]
            receiver = instances[0] if instances else None
    return run(linker, unit, receiver, value.b, arguments, skip, record, sure)


def _method(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    inner: Value = value.a
    if inner.sort == FUNCTION:
        return run(linker, inner.a, value.b, inner.b, arguments, 1, record, sure)
    if inner.sort == FACTORY:
        return _enterable(linker, inner, value.b, arguments, record, sure)
    with_receiver = arguments.with_partial((linker.store.one(value.b),), ())
    return call_value(linker, inner, with_receiver, record, sure)


def run(
    linker: Linker, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, arguments: Arguments, skip: int,
    record: Resolution | None, sure: int,
) -> Types:  # fmt: skip
    """Call a first-party function; the result is a coroutine or a generator where it is one."""
    store = linker.store
    if record is not None:
        record.callee = record.callee or unit.dotted_name
    if skip and receiver is not None and unit.owner is None:
        # A plain function in a class body, such as a decorator's wrapper, takes the receiver as any argument.
        arguments = arguments.with_partial((store.one(receiver),), ())
        skip = 0
    configured = linker.catalogue.configured.get(unit.dotted_name) if linker.catalogue.configured else None
    if configured:
        callbacks = by_signature(configured, unit.summary, skip)
        handed = handing.hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None:
            return handed
        # The configuration says where these run, so the body is not asked.
        arguments = arguments.without(callbacks)
    target = views.view(linker, unit, receiver, parent, arguments, skip)
    if unit.asynchronous:
        if record is not None:
            record.coroutines += (target,)
        if unit.generates:
            return store.one(store.value(OBJECT, "builtins.async_generator", (linker.yielded(target),)))
        return store.one(store.value(AWAITABLE, _given_back(linker, target, arguments, skip, receiver)))
    if unit.generates:
        return store.one(store.value(GENERATED, target))
    if record is not None:
        # What a kept result saves after the first call is no stall that users meet.
        once = unit.runs_once or (not skip and unit.is_memoised and arguments.are_constants)
        record.targets += (Target(target, CALLED, None, 0 if once else sure),)
    loader = linker.loaders.get(unit)
    if loader is not None:
        loaded = loaders.loaded(linker, unit, loader, arguments, skip)
        if loaded.values:
            return loaded
    return _given_back(linker, target, arguments, skip, receiver)


def _given_back(
    linker: Linker, target: Subject, arguments: Arguments, skip: int, receiver: Value | None
) -> Types:  # fmt: skip
    """Return what a call of a plain function gives; a generic one gives what its arguments and its receiver say."""
    returned = linker.returned(target)
    if not generics.is_generic_function(linker, target.unit):
        return returned
    declared = generics.declared_by(linker, target)
    if any(value.sort not in (UNKNOWN, NONE) and value not in declared.values for value in returned.values):
        # The body says it better than the bound of the variable.
        return returned
    matched = arguments.to_parameters(target.unit, skip)
    if skip and receiver is not None and receiver is not target.receiver:
        # A class that many others derive from is not seen with each of them.
        matched = {0: linker.store.one(receiver), **matched}
    found = generics.given_back(linker, target, matched, arguments)
    return returned if found is None else found


def _instance(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call an object with `__call__`."""
    found = attributes.find_in_class(linker, value.a, "__call__")
    if found is None:
        if record is not None:
            record.reason = record.reason or "no __call__"
        return linker.store.unknown
    bound = attributes.of_value(linker, value, "__call__")
    return call(linker, bound, arguments, record)


def _partial(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return call_value(linker, value.a, arguments.with_partial(value.b, value.c), record, sure)


def _offloaded(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call the async wrapper of a function that runs elsewhere: nothing runs here."""
    store = linker.store
    if record is not None:
        record.offloaded = bool(value.b)
    result = call_value(linker, value.a, arguments, None, sure)
    if len(result.values) == 1 and result.values[0].sort == AWAITABLE:
        return result
    return store.one(store.value(AWAITABLE, result))


def _virtual(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a method that subclasses override: every implementation may run."""
    cls: ClassUnit = value.a
    name: str = value.b
    store = linker.store
    owners: list[ClassUnit] = []
    own = linker.classes.defining(cls, name)
    overriders = _reached(linker, linker.classes.overriders(cls, name), value.c)
    if names := having.lacked(linker, arguments):
        overriders = having.without(linker, overriders, names)
    if own is not None and not (_is_stub(linker, own, name) and overriders):
        owners.append(own)
    below = [one for one in overriders if not _is_stub(linker, one, name)]
    owners.extend(below)
    result = store.empty
    sure = min(sure, 2 if len(owners) == 1 and own is None else 1)
    if len(owners) > FEW and record is not None:
        return dispatched(linker, cls, name, tuple(owners), arguments, record, sure, len(overriders) - len(below))
    for owner in owners[:12]:
        receiver = value.c if owner is own else _below(linker, owner, value.c)
        for method in _implementations(linker, owner, name, receiver):
            result = store.join(result, call_value(linker, method, arguments, record, sure))
    return result


def _reached(linker: Linker, overriders: Sequence[ClassUnit], receiver: Value) -> Sequence[ClassUnit]:
    """Return the classes below whose method a method may call on its own object.

    A class that replaces the calling method as well enters it through `super()` only, as an object of its own class.
    """
    subject = linker.current_subject()
    if subject is None or receiver is not subject.receiver or receiver.sort != INSTANCE or receiver.b:
        return overriders
    if linker.current_base() != RECEIVER:
        # Another object of the class.
        return overriders
    unit = subject.unit
    if unit.owner is None or receiver.a is not unit.owner:
        return overriders
    replacing = linker.classes.replacing(unit)
    return [one for one in overriders if one not in replacing]


def _below(linker: Linker, owner: ClassUnit, receiver: Value) -> Value:
    """Return what a receiver is where a subclass's method runs: an object or a class that may be one below that."""
    return linker.store.value(receiver.sort, owner, receiver.sort == CLASS)


def _implementations(linker: Linker, owner: ClassUnit, name: str, receiver: Value) -> Iterator[Value]:
    """Yield what calling a class's own method, or reading its own property, calls."""
    for one in linker.classes.value(owner, name).values:
        inner = one.a if one.sort in (PROPERTY, STATIC, CLASSMETHOD) else one
        if inner is None:
            continue
        if one.sort == STATIC:
            yield inner
        elif one.sort == CLASSMETHOD:
            through = receiver if receiver.sort == CLASS else linker.store.value(CLASS, owner)
            yield linker.store.value(METHOD, inner, through)
        elif inner.sort in (FUNCTION, FACTORY):
            yield linker.store.value(METHOD, inner, receiver)
        else:
            yield inner


def dispatched(
    linker: Linker,
    cls: ClassUnit,
    name: str,
    owners: tuple[ClassUnit, ...],
    arguments: Arguments,
    record: Resolution,
    sure: int,
    silent: int = 0,
) -> Types:
    """Go through one dispatch point for all implementations, and `silent` more that do nothing."""
    store = linker.store
    point = linker.dispatches.get((cls, name, owners))
    if point is None:
        targets: list[Subject] = []
        for owner in owners:
            targets.extend(
                linker.subject(one.a, None, one.b, ())
                for one in _functions_of(linker, owner, name)
                if not one.a.asynchronous and not one.a.generates
            )
        point = linker.dispatches[cls, name, owners] = Dispatch(f"{cls.dotted_name}.{name}", tuple(targets), silent)
    record.targets += (Target(point, CALLED, None, sure),)
    record.callee = record.callee or point.name
    result = store.empty
    for target in point.targets[:FEW]:
        result = store.join(result, linker.returned(target))
    for owner in owners:
        for one in _functions_of(linker, owner, name):
            if one.a.asynchronous or one.a.generates:
                return store.unknown
    return store.weakened(result, 0) if len(point.targets) <= FEW else store.unknown


def _functions_of(linker: Linker, owner: ClassUnit, name: str) -> Iterator[Value]:
    """Yield the functions that a class body binds to a name, those of properties and static methods among them."""
    for one in linker.classes.value(owner, name).values:
        inner = one.a if one.sort in (PROPERTY, STATIC, CLASSMETHOD) else one
        if inner is not None and inner.sort == FUNCTION:
            yield inner


def _is_stub(linker: Linker, cls: ClassUnit, name: str) -> bool:
    types = linker.classes.value(cls, name)
    return any(
        bool(one.a.summary.flags & STUB)
        for one in types.values
        if one.sort == FUNCTION or (one.sort == PROPERTY and one.a is not None and one.a.sort == FUNCTION)
        for one in ((one.a,) if one.sort == PROPERTY else (one,))
    )


def _enterable(
    linker: Linker, factory: Value, receiver: Value | None, arguments: Arguments, record: Resolution | None, sure: int
) -> Types:
    """Call a function that is decorated with `contextmanager`: its body runs when it is entered."""
    store = linker.store
    inner: Value = factory.a
    if inner.sort == METHOD:
        receiver, inner = inner.b, inner.a
    if inner.sort != FUNCTION:
        return store.unknown
    unit: FunctionUnit = inner.a
    skip = 1 if receiver is not None else 0
    target = views.view(linker, unit, receiver, inner.b, arguments, skip)
    if record is not None:
        record.callee = record.callee or unit.dotted_name
    return store.one(store.value(ENTERABLE, target, factory.b))


def _factory(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return _enterable(linker, value, None, arguments, record, sure)


def _static(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return call_value(linker, value.a, arguments, record, sure)


def _registers(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return handing.register(linker, value, arguments, record)


# Results without a call site of their own


def result_of_value(linker: Linker, value: Value) -> Types:
    """Return what calling a value with no arguments gives; nothing is recorded."""
    return call_value(linker, value, Arguments(linker, None, (), ()), None, 2)


def result_of_method(linker: Linker, receiver: Value, name: str) -> Types:
    """Return what calling a method of an instance gives; nothing is recorded."""
    found = attributes.find_in_class(linker, receiver.a, name)
    if found is None:
        return linker.store.unknown
    return call(linker, attributes.of_value(linker, receiver, name), Arguments(linker, None, (), ()), None)


def result_of_calling(linker: Linker, callee: Types) -> Types:
    """Return what calling any value of a set gives; nothing is recorded."""
    return call(linker, callee, Arguments(linker, None, (), ()), None)


def provided(linker: Linker, callee: Types) -> Types:
    """Return what a dependency injector hands over: the awaited result, or what a generator yields."""
    store = linker.store
    result = store.empty
    for value in result_of_calling(linker, callee).values:
        if value.sort == AWAITABLE:
            part = evaluation.awaited(linker, store.one(value))
        elif value.sort == GENERATED:
            part = elements.each(linker, store.one(value))
        elif value.sort == ENTERABLE:
            part = linker.yielded(value.a)
        elif value.sort == OBJECT and value.a in ("builtins.async_generator", "builtins.generator", "builtins.list"):
            part = elements.each(linker, store.one(value))
        else:
            part = store.one(value)
        result = store.join(result, part)
    return result


def _giving(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    if record is not None:
        record.reason = record.reason or "unknown"
    return linker.store.weakened(value.a, 1)


def _dispatching(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return single_dispatch.call(linker, value, arguments, record, sure)


def _mixed_in(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return mixins.call(linker, value, arguments, record, sure)


def _class(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return making.make(linker, value, arguments, record, sure)


def _external(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return library.call_external(linker, value, arguments, record, sure)


def _bound(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return library.call_bound(linker, value, arguments, record, sure)


def _object(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    return library.call_object(linker, value, arguments, record, sure)


Handler = Callable[["Linker", Value, Arguments, "Resolution | None", int], Types]
_HANDLERS: dict[int, Handler] = {
    FUNCTION: _function, METHOD: _method, CLASS: _class, INSTANCE: _instance, PARTIAL: _partial, OFFLOADED: _offloaded,
    VIRTUAL: _virtual, FACTORY: _factory, STATIC: _static, CLASSMETHOD: _static, REGISTERS: _registers,
    DISPATCHING: _dispatching, GIVING: _giving, MIXED_IN: _mixed_in,
    EXTERNAL: _external, BOUND: _bound, OBJECT: _object,
}  # fmt: skip
