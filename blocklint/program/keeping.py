"""Callables that an object keeps from its making: they are its own, and not those of all objects of its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from blocklint.program.arguments import Arguments
from blocklint.program.units import ClassUnit, FunctionUnit, ModuleUnit
from blocklint.program.values import CALLABLE, INSTANCE, OWN, Types, Value
from blocklint.summaries.expressions import ATTRIBUTE, CONSTANT, DECLARED, LOCAL, NAME, PARAMETER, Expression
from blocklint.summaries.summary import ITEM_STORE, FunctionSummary, Store

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_RECEIVER: Expression = (LOCAL, 0)


class Keeping:
    """Which attributes of a class hold for good what its initialiser, or its field, was given.

    An attribute that anything else may assign is none of them.
    """

    def __init__(self, modules: Sequence[ModuleUnit]) -> None:
        self.set_outside: set[str] = set()
        """Names of attributes that something other than a method sets, on an object that need not be its own."""
        self._assigned: dict[ClassUnit, dict[str, int]] = {}
        self._kept: dict[tuple[ClassUnit, FunctionUnit | None], Mapping[str, int]] = {}
        for module in modules:
            for unit in module.functions:
                for name in _set_by_name(unit.summary):
                    self.set_outside.add(name)
                for store in unit.summary.stores:
                    if store.name != ITEM_STORE:
                        self._note(unit, store)

    def _note(self, unit: FunctionUnit, store: Store) -> None:
        if unit.owner is None or store.base != _RECEIVER:
            self.set_outside.add(store.name)
            return
        names = self._assigned.setdefault(unit.owner, {})
        names[store.name] = names.get(store.name, 0) + 1

    def attributes(self, linker: Linker, cls: ClassUnit, initialiser: FunctionUnit | None) -> Mapping[str, int]:
        """Return the attributes that keep a parameter of the initialiser, or a field by its place, by their names."""
        key = (cls, initialiser)
        known = self._kept.get(key)
        if known is None:
            pairs = _stored(initialiser.summary) if initialiser is not None else _fields(cls)
            family = (*cls.mro, *linker.classes.descendants(cls))
            most = 1 if initialiser is not None else 0
            known = self._kept[key] = {name: number for name, number in pairs if self._times(name, family) == most}
        return known

    def _times(self, name: str, family: Sequence[ClassUnit]) -> int:
        if name in self.set_outside:
            return -1
        return sum(self._assigned.get(cls, {}).get(name, 0) for cls in family)


def _set_by_name(summary: FunctionSummary) -> Iterator[str]:
    """Yield the literal names that ``setattr(x, "name", …)`` assigns."""
    for site in summary.sites:
        if (
            site.target in ((NAME, "setattr"), (ATTRIBUTE, (NAME, "object"), "__setattr__"))
            and len(site.arguments) == 3
        ):
            name = site.arguments[1]
            if name is not None and name[0] == CONSTANT:
                yield str(name[2])


def _stored(summary: FunctionSummary) -> Iterator[tuple[str, int]]:
    for store in summary.stores:
        value = store.value
        if value is not None and value[0] == DECLARED:
            value = value[2]
        if store.base == _RECEIVER and value is not None and value[0] == LOCAL:
            number: int = value[1]
            if summary.bindings[number][1] == (PARAMETER, number):
                yield store.name, number


def _fields(cls: ClassUnit) -> Iterator[tuple[str, int]]:
    for number, name in enumerate(cls.fields):
        yield name, number


def made(linker: Linker, cls: ClassUnit, initialiser: FunctionUnit | None, arguments: Arguments) -> Value:
    """Return the instance that a call makes, with the callables of its own that it is given."""
    store = linker.store
    plain = store.value(INSTANCE, cls, True)
    kept = linker.keeping.attributes(linker, cls, initialiser)
    if not kept:
        return plain
    own: list[tuple[str, Types]] = []
    matched = arguments.to_parameters(initialiser, 1) if initialiser is not None else {}
    for name, number in kept.items():
        if initialiser is None:
            types = arguments.named(name) or arguments.at(number)
        else:
            types = arguments.evaluated(matched[number]) if number in matched else None
        if types is not None and types.values and all(value.sort in CALLABLE for value in types.values):
            own.append((OWN + name, types))
    if not own:
        return plain
    value = store.value(INSTANCE, cls, True, tuple(sorted(own)))
    return value if value.sort == INSTANCE else plain


def own_pairs(instance: Value) -> tuple[tuple[str, Types], ...]:
    """Return what is known of an object's own callables: their attributes, and what these hold."""
    return tuple(pair for pair in instance.c or () if pair[0].startswith(OWN))


def own_attribute(receiver: Value, name: str) -> Types | None:
    """Return the callables that an object keeps under a name, None where nothing is known of its own."""
    for key, types in receiver.c or ():
        if key == OWN + name:
            found: Types = types
            return found
    return None
