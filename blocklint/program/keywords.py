"""Objects that calls collect in a dictionary of keyword arguments: ``def __init__(self, **options)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program import elements
from blocklint.program.arguments import Arguments
from blocklint.program.options import is_changed
from blocklint.program.subjects import Cell, Subject
from blocklint.program.values import CALLABLE, LITERAL, OBJECT, Types

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_NAMES: Final = ""
"""The key under which the names are kept: no keyword is named like this."""
_GIVEN: Final = "*"
"""The key under which the names are kept that any call gives."""


def collect(linker: Linker, target: Subject, arguments: Arguments) -> None:
    """Pass the keyword arguments for which a function has no parameter to its dictionary, each under its name."""
    number = target.unit.collecting[1]
    if number is None:
        return
    store = linker.store
    linker.grow(_cell(linker, target, number, _GIVEN), _given(linker, arguments))
    for name, types in arguments.further(target.unit):
        told = elements.telling(linker, types)
        # A function is seen once for each set of callables that is given to it.
        if not all(value.sort in CALLABLE for value in told.values):
            linker.grow(_cell(linker, target, number, _NAMES), store.one(store.value(LITERAL, "builtins.str", name)))
            linker.grow(_cell(linker, target, number, name), told)


def collected(linker: Linker, subject: Subject, number: int, given: Types | None, annotation: Types) -> Types:
    """Return the dictionary of a function's keyword arguments; `given` is that of its callables in this view.

    Nothing is known of a key that no call gives.
    """
    store = linker.store
    whole = linker.subject(subject.unit, subject.receiver, subject.parent, ()) if subject.given else subject
    names = linker.read(_cell(linker, whole, number, _NAMES))
    known = {
        one.b: store.weakened(linker.read(_cell(linker, whole, number, one.b)), 1)
        for one in names.values
        if one.sort == LITERAL
    }
    inner = annotation
    for value in given.values if given is not None else ():
        if value.sort == OBJECT and value.c:
            known.update(value.c)
            inner = store.join(inner, value.b[-1])
    parts = tuple((name, known[name]) for name in sorted(known))
    return store.one(store.value(OBJECT, "builtins.dict", (store.unknown, inner), parts or None))


def leaves_out(linker: Linker, arguments: Arguments, name: str) -> bool:
    """True for a call that gives no such keyword argument, itself or with those that its function has collected.

    What any caller of that function gives, is given. Of one that nobody calls, nothing is: what a call is known to
    leave out may turn out to be given while the program is linked, but not the other way round.
    """
    if arguments.written:
        return True
    if arguments.subject is None or arguments.decorating or arguments.spreads_positions:
        return False
    return all(value.sort == LITERAL and value.b != name for value in _given(linker, arguments).values)


def _given(linker: Linker, arguments: Arguments) -> Types:
    """Return the names of the keyword arguments that a call gives, unknown where it spreads what may hold any."""
    store = linker.store
    names = store.several([store.value(LITERAL, "builtins.str", one) for one in sorted(arguments.names)], 2)
    for part in arguments.spread_keywords():
        caller, number = arguments.subject, arguments.flag_of_caller(part)
        if caller is None or caller.unit.asynchronous or number != caller.unit.collecting[1]:
            return store.unknown
        if is_changed(caller.unit.summary, number):
            return store.unknown
        whole = linker.subject(caller.unit, caller.receiver, caller.parent, ()) if caller.given else caller
        names = store.join(names, linker.read(_cell(linker, whole, number, _GIVEN)))
    return names


def _cell(linker: Linker, subject: Subject, number: int, name: str) -> Cell:
    return linker.contained_in(("keyword", subject, number, name))
