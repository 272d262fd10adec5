"""What iterating, entering and leaving a value runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import (
    attributes,
    calls,
    lazy,
    library,
)
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import ENTERED, EXITED, EXPRESSED, ITERATED, Resolution, Target
from blocklint.program.values import (
    ENTERABLE,
    GENERATED,
    INSTANCE,
    LAZY,
    OBJECT,
    Types,
    Value,
)

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def touch_phase(linker: Linker, types: Types, phase: int, record: Resolution) -> None:
    """Record what iterating, entering or leaving every value of a set runs."""
    for value in types.values:
        _touch_value(linker, value, phase, record, types.sure)


_METHODS = {ITERATED: ("__iter__", "__getitem__", "__next__"), ENTERED: ("__enter__",), EXITED: ("__exit__",)}
_PHASE_NAMES = {ITERATED: "iterate", ENTERED: "enter", EXITED: "exit"}


def _touch_value(linker: Linker, value: Value, phase: int, record: Resolution, sure: int) -> None:
    if value.sort == LAZY and phase == ITERATED:
        lazy.iterate(linker, value, record, sure)
    elif value.sort == GENERATED and phase == ITERATED:
        record.targets += (Target(value.a, ITERATED if value.b is None else EXPRESSED + value.b, None, sure),)
        record.callee = record.callee or value.a.unit.dotted_name
    elif value.sort == ENTERABLE and not value.b and phase in (ENTERED, EXITED):
        record.targets += (Target(value.a, phase, None, sure),)
        record.callee = record.callee or value.a.unit.dotted_name
    elif value.sort == OBJECT:
        entry = linker.catalogue.phase(value.a, _PHASE_NAMES[phase])
        if entry is not None:
            if library.is_over_memory(value):
                entry = library.as_of_memory(linker, entry, value)
            verdict = library.blocks(linker, entry, Arguments(linker, None, (), ()), value)
            if verdict >= 0:
                record.targets += (Target(None, phase, entry, min(sure, verdict)),)
        record.callee = record.callee or value.a
        if value.a == "contextlib.closing" and value.b and phase == EXITED:
            close = linker.store.weakened(attributes.attribute(linker, value.b[0], "close"), sure)
            calls.call(linker, close, Arguments(linker, None, (), ()), record)
    elif value.sort == INSTANCE:
        _touch_instance(linker, value, phase, record, sure)


def _touch_instance(linker: Linker, value: Value, phase: int, record: Resolution, sure: int) -> None:
    for name in _METHODS[phase]:
        if attributes.find_in_class(linker, value.a, name) is not None:
            gives = touch_method(linker, value, name, record, sure)
            if name == "__iter__":
                for one in gives.values:
                    if one.sort == INSTANCE:
                        touch_method(linker, one, "__next__", record, min(sure, gives.sure))
                    else:
                        _touch_value(linker, one, ITERATED, record, min(sure, gives.sure))
            return
    for base in value.a.external:
        entry = linker.catalogue.phase(base, _PHASE_NAMES[phase])
        if entry is not None and library.blocks(linker, entry, Arguments(linker, None, (), ()), None) >= 0:
            record.targets += (Target(None, phase, entry, sure),)
            return


def touch_method(linker: Linker, value: Value, name: str, record: Resolution, sure: int) -> Types:
    """Record what calling a method without arguments runs, and return what it gives."""
    bound = linker.store.weakened(attributes.of_value(linker, value, name), sure)
    return calls.call(linker, bound, Arguments(linker, None, (), ()), record)
