"""Callables that are handed over: entered at once, on the loop, or elsewhere, as the row of the receiver says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.catalogue.model import Callback
from blocklint.program import (
    calls,
    elements,
    phases,
)
from blocklint.program.arguments import Arguments, decided
from blocklint.program.subjects import ENTERED, EXITED, ITERATED, Handed, Resolution
from blocklint.program.values import (
    BOUND,
    EXTERNAL,
    OBJECT,
    OFFLOADED,
    PARTIAL,
    REGISTERS,
    UNKNOWN,
    Types,
    Value,
)

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def hand_over(
    linker: Linker, callbacks: tuple[Callback, ...], arguments: Arguments, record: Resolution | None, sure: int
) -> Types | None:
    """Follow what is given to a call that runs callables; return what the call gives where that says it."""
    store = linker.store
    result: Types | None = None
    deferred: list[Callback] = []
    for callback in callbacks:
        if callback.requires and not linker.requires(callback.requires):
            continue
        if not _applies(callback, arguments):
            continue
        position, types = _handed(callback, arguments)
        if types is None:
            if callback.decorator:
                deferred.append(callback)
            continue
        if record is not None:
            record.handed += (Handed(callback, position, types),)
        _run_handed(linker, callback, types, arguments, position, record, sure)
        if callback.returns_wrapped:
            result = store.several((store.value(OFFLOADED, one, callback.awaited) for one in types.values), types.sure)
        elif callback.decorator and arguments.decorating:
            result = types
    if deferred and result is None:
        result = store.one(store.value(REGISTERS, tuple(deferred)))
    return result


def _applies(callback: Callback, arguments: Arguments) -> bool:
    if any(decided(condition, arguments) for condition in callback.unless):
        return False
    return not callback.when or any(decided(condition, arguments) is not False for condition in callback.when)


def _handed(callback: Callback, arguments: Arguments) -> tuple[int | str | None, Types | None]:
    if callback.decorator and arguments.decorating:
        return 0, arguments.at(0)
    if callback.position is not None:
        found = arguments.at(callback.position)
        if found is not None:
            return callback.position, found
    if callback.keyword is not None:
        found = arguments.named(callback.keyword)
        if found is not None:
            return callback.keyword, found
    return None, None


def register(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None) -> Types:
    """Apply a decorator such as ``app.get("/")``, which was called before, to the function below it."""
    types = arguments.at(0)
    if types is None:
        return linker.store.unknown
    for callback in value.a:
        if record is not None:
            record.handed += (Handed(callback, 0, types),)
        _run_handed(linker, callback, types, arguments, 0, record, 2)
        if callback.returns_wrapped:
            return linker.store.several(
                (linker.store.value(OFFLOADED, one, callback.awaited) for one in types.values), types.sure
            )
    return types


def _run_handed(
    linker: Linker, callback: Callback, types: Types, arguments: Arguments, position: int | str | None,
    record: Resolution | None, sure: int,
) -> None:  # fmt: skip
    """Enter what is handed over as the row says: at once, on the loop, or elsewhere."""
    if callback.runs == "inline":
        if record is None:
            return
        if callback.iterates:
            phases.touch_phase(linker, types, ITERATED, record)
        elif callback.enters:
            # What a stack enters it leaves as well, most likely where it stands.
            phases.touch_phase(linker, types, ENTERED, record)
            phases.touch_phase(linker, types, EXITED, record)
        else:
            behind = (
                arguments.after(position + 1)
                if callback.arguments and isinstance(position, int)
                else Arguments(linker, None, _elements(linker, callback, arguments), ())
            )
            before = len(record.targets)
            for value in types.values:
                if value.sort != UNKNOWN:
                    calls.call_value(linker, value, behind, record, min(sure, types.sure))
            if callback.spares is not None:
                spared = [one._replace(spares=callback.spares) for one in record.targets[before:]]
                record.targets = (*record.targets[:before], *spared)
        return
    if record is None or callback.iterates or callback.enters:
        return
    behind = Arguments(linker, None, (), ())
    if callback.arguments and isinstance(position, int):
        behind = arguments.after(position + 1)
    elif callback.keywords:
        behind = arguments.after(len(arguments))
    for value in _flattened(types, arguments.displayed(position)):
        if callback.runs == "loop" and _is_of_library(value):
            called = Resolution()
            calls.call_value(linker, value, behind, called, min(sure, types.sure))
            record.scheduled += called.targets
        else:
            linker.enter(value, callback, behind)


_ITERABLES: Final = {
    "builtins.sorted": 0, "builtins.min": 0, "builtins.max": 0, "heapq.nlargest": 1, "heapq.nsmallest": 1,
}  # fmt: skip
"""Functions that call their `key` with the elements of an argument, by its position."""


def _elements(linker: Linker, callback: Callback, arguments: Arguments) -> tuple[Types, ...]:
    """Return what a `key` is called with: elements of an iterable, or what `min` and `max` are given to compare."""
    position = _ITERABLES.get(callback.name)
    if position is None or callback.keyword != "key":
        return ()
    if position == 0 and len(arguments) > 1:
        found = linker.store.empty
        for types in arguments.all_positional():
            found = linker.store.join(found, types)
        return (found,)
    source = arguments.at(position)
    return (elements.each(linker, source),) if source is not None else ()


def _is_of_library(value: Value) -> bool:
    """True for a library's callable, which has no body of its own in which a finding could stand."""
    while value.sort == PARTIAL:
        value = value.a
    return value.sort in (EXTERNAL, BOUND)


def _flattened(types: Types, displayed: list[Types]) -> list[Value]:
    """Return the callables of a set, those in a list or dictionary among them, which may be `displayed` as written."""
    found = [value for part in displayed for value in part.values]
    for value in types.values:
        if value.sort == OBJECT and (value.a in elements.SEQUENCES or value.a == "builtins.dict") and value.b:
            found.extend(value.b[-1].values)
        else:
            found.append(value)
    return list(dict.fromkeys(found))
