"""Names that a class leaves open and its subclasses bind: ``model = None`` in a base, ``model = User`` below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program.subjects import Cell
from blocklint.program.values import CLASS, METHODS, MOST, NONE, UNKNOWN, Types, Value

if TYPE_CHECKING:
    from blocklint.program.linker import Linker
    from blocklint.program.units import ClassUnit


def is_open(types: Types) -> bool:
    """True for what a class body binds to a name that is for its subclasses to bind."""
    return all(value.sort in (NONE, UNKNOWN) for value in types.values)


def bound_below(linker: Linker, cell: Cell) -> Types:
    """Compute what the subclasses of a class bind to a name; of very many classes, which one all of them are below."""
    cls: ClassUnit = cell.subject
    name: str = cell.index
    store = linker.store
    owners = linker.classes.overriders(cls, name)
    result = store.empty
    for owner in owners:
        for value in linker.classes.value(owner, name).values:
            if value.sort in METHODS or value.sort in (NONE, UNKNOWN):
                continue
            found = _general(linker, value) if len(owners) > MOST else value
            result = store.join(result, store.one(found, 1))
    return result


def _general(linker: Linker, value: Value) -> Value:
    """Return the class from which a class has what its library gives it, the same one for as many as possible."""
    if value.sort != CLASS:
        return value
    order: tuple[ClassUnit, ...] = value.a.mro
    known = [one for one in order if any(linker.catalogue.type(name) is not None for name in one.external)]
    return linker.store.value(CLASS, (known or order)[-1])
