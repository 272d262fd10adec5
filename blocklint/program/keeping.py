"""What an object keeps from its making: callables and objects that are its own, and not those of all of its class.

An object that was made without one keeps None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from blocklint.program import evaluation, keywords, views
from blocklint.program.arguments import Arguments
from blocklint.program.units import ClassUnit, FunctionUnit, ModuleUnit
from blocklint.program.values import CALLABLE, INSTANCE, NONE, OBJECT, OWN, Types, Value
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    DECLARED,
    JOIN,
    LOCAL,
    NAME,
    OPERATION,
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


class Kept(NamedTuple):
    """What an attribute keeps: a parameter by its number, and what is made where that is left out or None."""

    number: int
    otherwise: Expression


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
        self._made_of_nothing: set[str] = set()
        self._apart: dict[ClassUnit, bool] = {}
        self._kept: dict[tuple[ClassUnit, FunctionUnit | None], Mapping[str, Kept]] = {}
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
            if target is None:
                continue
            tag = target[0]
            if tag not in (NAME, ATTRIBUTE, LOCAL):
                continue
            name: str = summary.bindings[target[1]][0] if tag == LOCAL else target[-1]
            if name in classes and not (site.arguments or site.keywords):
                self._made_of_nothing.add(name)
            elif name in classes:
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
            several = count + (cls.summary.name in self._made_of_nothing) > 1
            known = self._apart[cls] = several and (count if cls.module.is_test else by_program) <= MOST_MAKINGS
        return known

    def attributes(self, linker: Linker, cls: ClassUnit, initialiser: FunctionUnit | None) -> Mapping[str, Kept]:
        """Return the attributes that keep a parameter of the initialiser, or a field by its place, by their names."""
        key = (cls, initialiser)
        known = self._kept.get(key)
        if known is None:
            pairs = _stored(initialiser.summary) if initialiser is not None else _fields(cls)
            family = (*cls.mro, *linker.classes.descendants(cls))
            most = 1 if initialiser is not None else 0
            known = self._kept[key] = {name: kept for name, kept in pairs if self._times(name, family) == most}
        return known

    def _times(self, name: str, family: Sequence[ClassUnit]) -> int:
        # A mock that a test puts there is not what the program's objects have.
        if name in (self.set_outside if family[0].module.is_test else self._set_by_program):
            return -1
        return sum(self._assigned.get(cls, {}).get(name, 0) for cls in family)


def _stored(summary: FunctionSummary) -> Iterator[tuple[str, Kept]]:
    for store in summary.stores:
        value = store.value
        if value is not None and value[0] == DECLARED:
            value = value[2]
        if store.base != RECEIVER or value is None:
            continue
        if (number := _parameter(summary, value)) >= 0:
            yield store.name, Kept(number, None)
        elif value[0] == JOIN and len(value[1]) == 2:
            for one, other in (value[1], value[1][::-1]):
                number = _parameter(summary, one)
                if number >= 0 and _is_made_instead(summary, other, number):
                    yield store.name, Kept(number, other)


def _parameter(summary: FunctionSummary, value: Expression) -> int:
    """Return the number of the parameter that a name still is, -1 for none."""
    if value is None or value[0] != LOCAL:
        return -1
    number: int = value[1]
    return number if summary.bindings[number][1] == (PARAMETER, number) else -1


def _is_made_instead(summary: FunctionSummary, value: Expression, number: int) -> bool:
    """True for an object that is only made where a parameter is None, or is nothing: ``given or Made()``."""
    if value is not None and value[0] == LOCAL and value[1] >= len(summary.parameters):
        value = summary.bindings[value[1]][1]
    if value is None or value[0] != CALL or value[1] < 0 or summary.sites[value[1]].guard < 0:
        return False
    guard = summary.guards[summary.sites[value[1]].guard]
    test, holds = guard.test, guard.holds
    if test is not None and test[0] == OPERATION and test[1] == "not":
        test, holds = test[2], not holds
    if test == (LOCAL, number):
        return not holds
    if test is None or test[0] != OPERATION or test[2] != (LOCAL, number) or not is_none(test[3]):
        return False
    return bool(test[1] == ("Is" if holds else "IsNot"))


def _fields(cls: ClassUnit) -> Iterator[tuple[str, Kept]]:
    for number, name in enumerate(cls.fields):
        yield name, Kept(number, None)


def made(linker: Linker, cls: ClassUnit, initialiser: Value | None, arguments: Arguments) -> Value:
    """Return the instance that a call makes, with the callables and objects of its own that it is given.

    `initialiser` is the function that the call runs.
    """
    store = linker.store
    plain = store.value(INSTANCE, cls, True)
    unit: FunctionUnit | None = initialiser.a if initialiser is not None else None
    kept = linker.keeping.attributes(linker, cls, unit)
    if not kept:
        return plain
    own: list[tuple[str, Types]] = []
    with_objects = linker.keeping.are_told_apart(linker, cls)
    matched = arguments.to_parameters(unit, 1) if unit is not None else {}
    for name, (number, otherwise) in kept.items():
        if initialiser is None or unit is None:
            types = arguments.named(name) or arguments.at(number)
            if types is None and with_objects and arguments.written:
                types = _by_default(linker, cls, name)
        else:
            types = arguments.evaluated(matched[number]) if number in matched else None
            parameter = unit.summary.parameters[number]
            if types is None and is_none(parameter.default) and keywords.leaves_out(linker, arguments, parameter.name):
                types = store.none
            if types is store.none and otherwise is not None:
                receiver = views.seen_receiver(linker, unit, plain)
                types = evaluation.evaluate(linker, linker.subject(unit, receiver, initialiser.b, ()), otherwise)
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


def _by_default(linker: Linker, cls: ClassUnit, name: str) -> Types | None:
    """Return what a field holds that is left out, None where no call in the body of its class says it."""
    for field in linker.classes.defaults(cls):
        if field.name == name:
            return evaluation.evaluate(linker, linker.generic(field.owner.body), (CALL, field.call))
    return None


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
