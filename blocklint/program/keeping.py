"""What an object keeps from its making: callables and objects that are its own, and not those of all of its class.

An object that was made without one keeps None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from blocklint.program.arguments import Arguments
from blocklint.program.units import ClassUnit, FunctionUnit, ModuleUnit
from blocklint.program.values import CALLABLE, INSTANCE, NONE, OBJECT, OWN, Types, Value
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CONSTANT,
    DECLARED,
    LOCAL,
    NAME,
    PARAMETER,
    RECEIVER,
    Expression,
    is_none,
)
from blocklint.summaries.summary import ITEM_STORE, FunctionSummary, Store

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


_SETTERS: Final[dict[str, Expression]] = {
    "setattr": (NAME, "setattr"),
    "__setattr__": (ATTRIBUTE, (NAME, "object"), "__setattr__"),
}
MOST_MAKINGS: Final = 12
"""Calls that make an object of a class before its objects are no longer told apart by the objects that they keep."""


class Keeping:
    """Which attributes of a class hold for good what its initialiser, or its field, was given.

    An attribute that anything else may assign is none of them.
    """

    def __init__(self, modules: Sequence[ModuleUnit]) -> None:
        self.set_outside: set[str] = set()
        """Names of attributes that something other than a method sets, on an object that need not be its own."""
        self._set_by_program: set[str] = set()
        self._assigned: dict[ClassUnit, dict[str, int]] = {}
        self._makings: dict[str, dict[tuple[str, bool], int]] = {}
        self._apart: dict[ClassUnit, bool] = {}
        self._kept: dict[tuple[ClassUnit, FunctionUnit | None], Mapping[str, int]] = {}
        classes = {cls.summary.name for module in modules for cls in module.classes}
        for module in modules:
            place = (module.path.rpartition("/")[0], module.is_test)
            for unit in module.functions:
                self._read(unit.summary, place, classes)
                for store in unit.summary.stores:
                    if store.name != ITEM_STORE:
                        self._note(unit, store)

    def _read(self, summary: FunctionSummary, place: tuple[str, bool], classes: set[str]) -> None:
        """Note what ``setattr(x, "name", …)`` assigns, and what is called with arguments and has a class's name."""
        for site in summary.sites:
            target = site.target
            if target is None or not (site.arguments or site.keywords):
                continue
            tag = target[0]
            if tag not in (NAME, ATTRIBUTE, LOCAL):
                continue
            name: str = summary.bindings[target[1]][0] if tag == LOCAL else target[-1]
            if name in classes:
                makings = self._makings.setdefault(name, {})
                makings[place] = makings.get(place, 0) + 1
            elif name in _SETTERS and len(site.arguments) == 3 and target in _SETTERS.values():
                assigned = site.arguments[1]
                if assigned is not None and assigned[0] == CONSTANT:
                    self._note_outside(str(assigned[2]), by_test=place[1])

    def _note(self, unit: FunctionUnit, store: Store) -> None:
        if unit.owner is None or store.base != RECEIVER:
            self._note_outside(store.name, by_test=unit.module.is_test)
            return
        names = self._assigned.setdefault(unit.owner, {})
        names[store.name] = names.get(store.name, 0) + 1

    def _note_outside(self, name: str, by_test: bool) -> None:
        self.set_outside.add(name)
        if not by_test:
            self._set_by_program.add(name)

    def are_told_apart(self, linker: Linker, cls: ClassUnit) -> bool:
        """True for a class of which several calls make objects, and not very many: each may keep another object.

        Where one call makes all of them, what its class holds is what they hold.
        """
        known = self._apart.get(cls)
        if known is None:
            roots_of = linker.imports.roots_of
            root = roots_of(cls.module.path.rpartition("/")[0])[0]
            makings = self._makings.get(cls.summary.name, {})
            # Calls in projects beside that of the class make objects of other classes.
            places = [place for place in makings if root in roots_of(place[0])]
            count = sum(makings[place] for place in places)
            by_program = sum(makings[place] for place in places if not place[1])
            known = self._apart[cls] = count > 1 and (count if cls.module.is_test else by_program) <= MOST_MAKINGS
        return known

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
        # A mock that a test puts there is not what the program's objects have.
        if name in (self.set_outside if family[0].module.is_test else self._set_by_program):
            return -1
        return sum(self._assigned.get(cls, {}).get(name, 0) for cls in family)


def _stored(summary: FunctionSummary) -> Iterator[tuple[str, int]]:
    for store in summary.stores:
        value = store.value
        if value is not None and value[0] == DECLARED:
            value = value[2]
        if store.base == RECEIVER and value is not None and value[0] == LOCAL:
            number: int = value[1]
            if summary.bindings[number][1] == (PARAMETER, number):
                yield store.name, number


def _fields(cls: ClassUnit) -> Iterator[tuple[str, int]]:
    for number, name in enumerate(cls.fields):
        yield name, number


def made(linker: Linker, cls: ClassUnit, initialiser: FunctionUnit | None, arguments: Arguments) -> Value:
    """Return the instance that a call makes, with the callables and objects of its own that it is given."""
    store = linker.store
    plain = store.value(INSTANCE, cls, True)
    kept = linker.keeping.attributes(linker, cls, initialiser)
    if not kept:
        return plain
    own: list[tuple[str, Types]] = []
    with_objects = linker.keeping.are_told_apart(linker, cls)
    matched = arguments.to_parameters(initialiser, 1) if initialiser is not None else {}
    for name, number in kept.items():
        if initialiser is None:
            types = arguments.named(name) or arguments.at(number)
        else:
            types = arguments.evaluated(matched[number]) if number in matched else None
            if types is None and arguments.written and is_none(initialiser.summary.parameters[number].default):
                types = store.none
        if (
            types is not None
            and types.values
            and (all(value.sort in CALLABLE for value in types.values) or (with_objects and _is_object(types)))
        ):
            own.append((OWN + name, types))
    if not own:
        return plain
    value = store.value(INSTANCE, cls, True, tuple(sorted(own)))
    return value if value.sort == INSTANCE else plain


def _is_object(types: Types) -> bool:
    """True for one object of which the class is known, and for None in its place."""
    value = types.values[0]
    if len(types.values) > 1:
        return False
    if value.sort == NONE:
        return True
    return bool(value.b) if value.sort == INSTANCE else value.sort == OBJECT and not value.a.startswith("builtins.")


def own_pairs(instance: Value) -> tuple[tuple[str, Types], ...]:
    """Return what is known of an object's own callables and objects: their attributes, and what these hold."""
    return tuple(pair for pair in instance.c or () if pair[0].startswith(OWN))


def own_attribute(receiver: Value, name: str) -> Types | None:
    """Return what an object keeps of its own under a name, None where nothing is known of that."""
    for key, types in receiver.c or ():
        if key == OWN + name:
            found: Types = types
            return found
    return None
