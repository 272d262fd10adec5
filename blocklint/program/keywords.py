"""Objects that calls collect in a dictionary of keyword arguments: ``def __init__(self, **options)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program import elements
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Cell, Subject
from blocklint.program.values import CALLABLE, LITERAL, OBJECT, Types

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_NAMES: Final = ""
"""The key under which the names are kept: no keyword is named like this."""


def collect(linker: Linker, target: Subject, arguments: Arguments) -> None:
    """Pass the keyword arguments for which a function has no parameter to its dictionary, each under its name."""
    number = target.unit.collecting[1]
    if number is None:
        return
    store = linker.store
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


def _cell(linker: Linker, subject: Subject, number: int, name: str) -> Cell:
    return linker.contained_in(("keyword", subject, number, name))
