"""The equations of attribute reads and operators, which call what a class or a library's property says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.names import is_dunder
from blocklint.program import attributes, calls, evaluation, library, mixins, phases
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import ITERATED, Cell, Resolution, Subject
from blocklint.program.units import ClassUnit
from blocklint.program.values import GENERATED, INSTANCE, LAZY, METHOD, OBJECT, PROPERTY, VIRTUAL, Types, Value
from blocklint.summaries.summary import SEARCHED, Touch

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


ITEM_METHODS: Final = ("__getitem__", "__setitem__", "__delitem__", "__contains__", "__len__", "__bool__")
"""What reads and fills a store by its items, such as a `shelve.Shelf`."""


def _methods(name: str, cls: ClassUnit) -> tuple[str, ...]:
    """Return the methods of which an operator runs the first that the class defines."""
    if name == "__bool__":
        return ("__bool__", "__len__")
    if name in library.TEXTS:
        return library.TEXTS[name]
    return mixins.searched(cls) if name == "__contains__" else (name,)


def touch(linker: Linker, cell: Cell) -> Types:
    """Compute what an attribute read or an operator calls."""
    subject: Subject = cell.subject
    one: Touch = subject.unit.summary.touches[cell.index]
    record = Resolution()
    subject.touched[cell.index] = record
    base = evaluation.evaluate(linker, subject, one.base)
    if one.name == SEARCHED:
        lazy_ones = tuple(value for value in base.values if value.sort in (GENERATED, LAZY))
        phases.touch_phase(linker, linker.store.of(lazy_ones, base.sure), ITERATED, record)
        return linker.store.unknown
    for value in base.values:
        if value.sort == OBJECT:
            _touch_library(linker, value, one.name, record, base.sure)
        if value.sort != INSTANCE:
            continue
        if is_dunder(one.name):
            for name in _methods(one.name, value.a):
                if attributes.find_in_class(linker, value.a, name) is not None:
                    bound = linker.store.weakened(attributes.of_value(linker, value, name), base.sure)
                    calls.call(linker, bound, Arguments(linker, None, (), ()), record)
                    break
            else:
                for external in value.a.external:
                    _touch_library(linker, linker.store.value(OBJECT, external, ()), one.name, record, base.sure)
        else:
            _touch_attribute(linker, value, one.name, record, base.sure)
    return linker.store.unknown


def _touch_attribute(linker: Linker, value: object, name: str, record: Resolution, sure: int) -> None:
    """Reading or assigning a property calls its function."""
    assert isinstance(value, Value)
    assigned = name.endswith("=")
    name = name.rstrip("=")
    found = attributes.find_in_class(linker, value.a, name)
    if found is None:
        if not assigned:
            _touch_inherited(linker, value.a, name, record, sure)
        return
    store = linker.store
    for one in found[1].values:
        if one.sort == PROPERTY:
            part = one.b if assigned else one.a
            if part is None:
                continue
            if not assigned and not value.b and linker.classes.overriders(value.a, name):
                callee = store.value(VIRTUAL, value.a, name, value)
            else:
                callee = store.value(METHOD, part, value)
            calls.call_value(linker, callee, Arguments(linker, None, (), ()), record, min(sure, found[1].sure))
        elif one.sort == INSTANCE:
            method = "__set__" if assigned else "__get__"
            if attributes.find_in_class(linker, one.a, method) is not None:
                bound = attributes.of_value(linker, one, method)
                calls.call(linker, store.weakened(bound, sure), Arguments(linker, None, (), ()), record)


def _touch_library(linker: Linker, receiver: Value, name: str, record: Resolution, sure: int) -> bool:
    """Read an attribute of a library's object, which may be a property; True where the catalogue knows the name."""
    item = name in ITEM_METHODS and linker.catalogue.canonical(receiver.a) in linker.catalogue.stores
    entry = linker.catalogue.method(receiver.a, name) if item or name in linker.catalogue.properties else None
    if entry is None:
        return False
    if item or entry.attribute:
        library.record_entry(linker, entry, Arguments(linker, None, (), ()), record, sure, receiver)
    return True


def _touch_inherited(linker: Linker, cls: ClassUnit, name: str, record: Resolution, sure: int) -> None:
    """Read what a first-party class inherits from a library's class, where no attribute of its own takes its place."""
    if name not in linker.catalogue.properties or any(linker.read(linker.held(one, name)).values for one in cls.mro):
        return
    for base in cls.external:
        if _touch_library(linker, linker.store.value(OBJECT, base, ()), name, record, sure):
            return
