"""What `functools.singledispatch` and `singledispatchmethod` make: a call runs the implementation for its argument.

That is the first argument, of a method the first one behind the receiver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import calls, declarations
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Resolution
from blocklint.program.values import BOUND, CLASS, CLASSMETHOD, EXTERNAL, FUNCTION, PARTIAL, SEVERAL, Types, Value

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def register(linker: Linker, generic: Value, arguments: Arguments) -> Types:
    """Carry out ``@f.register``, ``@f.register(cls)`` or ``f.register(cls, function)``; return what each gives."""
    store = linker.store
    first, second = arguments.at(0), arguments.at(1)
    if first is None:
        return store.unknown
    if second is None and all(value.sort in (CLASS, EXTERNAL) for value in first.values):
        return store.one(store.value(PARTIAL, store.value(BOUND, generic, "register"), (first,), ()))
    classes, function = (store.empty, first) if second is None else (first, second)
    row = store.one(store.value(SEVERAL, (classes, function)))
    linker.grow(linker.contained_in(("registered", generic)), row)
    return function


def call(linker: Linker, generic: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call what may run for the first argument: the implementations for its classes, else the function itself."""
    store = linker.store
    position: int = generic.b
    first = arguments.at(position)
    registered = linker.read(linker.contained_in(("registered", generic)))
    rows = [value.a for value in registered.values if value.sort == SEVERAL]
    chosen: dict[Value, int] = {}
    for value in first.values if first is not None else (store.unknown_value,):
        verdicts = [(_accepts(linker, classes, function, value, position), function) for classes, function in rows]
        exact = [function for verdict, function in verdicts if verdict is True]
        open_ones = [function for verdict, function in verdicts if verdict is None]
        found = exact or [store.one(generic.a), *open_ones]
        for types in found:
            for one in types.values:
                function = one.a if one.sort == CLASSMETHOD else one
                chosen[function] = 2 if len(found) == 1 else 1 if len(found) <= calls.FEW else 0
    result = store.empty
    for one, certainty in chosen.items():
        result = store.join(result, calls.call_value(linker, one, arguments, record, min(sure, certainty)))
    return result


def _accepts(linker: Linker, classes: Types, function: Types, argument: Value, position: int) -> bool | None:
    """Tell whether an implementation is for an argument; None where that is unknown."""
    declared = classes.values or _annotated(linker, function, position)
    verdicts = [declarations.is_a(linker, argument, cls) for cls in declared]
    if not verdicts or None in verdicts:
        return None
    return any(verdicts)


def _annotated(linker: Linker, function: Types, position: int) -> tuple[Value, ...]:
    """Return the classes that an implementation declares for the parameter that decides."""
    found: list[Value] = []
    for value in function.values:
        inner = value.a if value.sort == CLASSMETHOD else value
        if inner.sort != FUNCTION or len(inner.a.summary.parameters) <= position:
            return ()
        subject = linker.generic(inner.a)
        if subject.parent is not None:
            annotation = inner.a.summary.parameters[position].annotation
            found.extend(declarations.classes_of(linker, subject.parent, annotation))
    return tuple(found)
