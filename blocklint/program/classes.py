"""The class hierarchy: bases, method resolution order, subclasses, and what a class body defines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from blocklint.names import last
from blocklint.program import evaluation
from blocklint.program.fields import FieldDefault, defaults_of
from blocklint.program.units import MANY_CHILDREN, ClassUnit, FunctionUnit, method_sort
from blocklint.program.values import CLASS, EXTERNAL, FUNCTION, INSTANCE, Types, Value
from blocklint.summaries.summary import DOUBLE_STAR, KEYWORD_ONLY, POSITIONAL, STAR, Parameter

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_ANNOUNCING: Final = "__init_subclass__"


class ClassTable:
    """Answers about classes for one link."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self._bases: dict[ClassUnit, tuple[ClassUnit, ...]] = {}
        self._found: dict[tuple[ClassUnit, str], ClassUnit | None] = {}
        self._overriders: dict[tuple[ClassUnit, str], tuple[ClassUnit, ...]] = {}
        self._registered: dict[tuple[ClassUnit, str], tuple[FunctionUnit, ...]] = {}
        self._below_library: dict[str, tuple[ClassUnit, ...]] | None = None
        self._descendants: dict[ClassUnit, tuple[ClassUnit, ...]] = {}
        self._replacing: dict[FunctionUnit, frozenset[ClassUnit]] = {}
        self._defaults: dict[ClassUnit, tuple[FieldDefault, ...]] = {}

    def link(self) -> None:
        """Resolve the bases of every class, then the orders and the subclasses."""
        classes = [cls for module in self.linker.modules for cls in module.classes]
        for cls in classes:
            self._read_bases(cls)
        protocols = [cls for cls in classes if not _PROTOCOLS.isdisjoint(cls.external)]
        for cls in classes:
            cls.mro = self._order(cls, ())
            cls.is_below_generic = any(one.is_generic for one in cls.mro)
            cls.external = tuple(dict.fromkeys(name for one in cls.mro for name in one.external))
        for cls in classes:
            for base in self._bases[cls]:
                base.children.append(cls)
        self._add_implementations(protocols, classes)

    def _add_implementations(self, protocols: list[ClassUnit], classes: list[ClassUnit]) -> None:
        """Note the classes that have all methods of a Protocol, though they do not name it, as below it."""
        wanted = {protocol: _methods(protocol) for protocol in protocols}
        names = {name for methods in wanted.values() for name in methods}
        owners: dict[str, list[ClassUnit]] = {}
        for cls in classes if names else ():
            for name in cls.body.summary.exports:
                if name in names:
                    owners.setdefault(name, []).append(cls)
        for protocol, methods in wanted.items():
            if methods.keys() <= _OF_CONTAINERS:
                # Such as `get` alone: what is passed there is a dictionary more often than not.
                continue
            rarest = min(methods, key=lambda name: len(owners[name]))
            for cls in owners[rarest]:
                if cls not in wanted and protocol not in cls.mro and self._implements(cls, methods):
                    protocol.children.append(cls)

    def _implements(self, cls: ClassUnit, methods: dict[str, FunctionUnit]) -> bool:
        for name, wanted in methods.items():
            owner = self.defining(cls, name)
            method = _methods(owner).get(name) if owner is not None else None
            if method is None or not _same_shape(wanted, method):
                return False
        return True

    def announce(self) -> None:
        """Run `__init_subclass__` for every class below one that defines it."""
        for cls in [cls for module in self.linker.modules for cls in module.classes if len(cls.mro) > 1]:
            owner = next((one for one in cls.mro[1:] if _ANNOUNCING in one.body.summary.exports), None)
            if owner is not None:
                receiver = self.linker.store.value(CLASS, cls)
                for one in self.value(owner, _ANNOUNCING).values:
                    if one.sort == FUNCTION:
                        self.linker.subject(one.a, receiver, one.b, ())

    def _read_bases(self, cls: ClassUnit) -> None:
        subject = self.linker.generic(cls.module.functions[cls.summary.parent])
        found: list[ClassUnit] = []
        external: list[str] = []
        for expression in cls.summary.bases:
            for value in evaluation.evaluate(self.linker, subject, expression).values:
                if value.sort == CLASS and value.a is not cls:
                    found.append(value.a)
                elif value.sort == EXTERNAL:
                    external.append(value.a)
        self._bases[cls] = tuple(dict.fromkeys(found))
        cls.external = tuple(dict.fromkeys(external))

    def _order(self, cls: ClassUnit, seen: tuple[ClassUnit, ...]) -> tuple[ClassUnit, ...]:
        """Return the linearisation: C3 where it exists, else depth first without repeats."""
        if cls in seen:
            return ()
        bases = self._bases[cls]
        orders = [list(self._order(base, (*seen, cls))) for base in bases]
        merged = _merge([*orders, list(bases)])
        if merged is None:
            merged = list(dict.fromkeys(one for order in orders for one in order))
        return (cls, *merged)

    def own_receiver(self, unit: FunctionUnit) -> Value | None:
        """Return what the first parameter of a method holds when nothing more is known."""
        if unit.owner is None or unit.is_class_body:
            return None
        sort = method_sort(unit)
        if sort == "static":
            return None
        store = self.linker.store
        if sort == "class":
            return store.value(CLASS, unit.owner)
        return store.value(INSTANCE, unit.owner, False)

    def body(self, cls: ClassUnit) -> object:
        """Return the subject of a class body."""
        return self.linker.generic(cls.body)

    def defining(self, cls: ClassUnit, name: str) -> ClassUnit | None:
        """Return the first class of the resolution order whose body defines the name."""
        key = (cls, name)
        if key not in self._found:
            self._found[key] = next((one for one in cls.mro if name in one.body.summary.exports), None)
        return self._found[key]

    def value(self, cls: ClassUnit, name: str) -> Types:
        """Return what a class's own body binds to a name."""
        return self.linker.export(self.linker.generic(cls.body), name)

    def descendants(self, cls: ClassUnit) -> tuple[ClassUnit, ...]:
        """Return all subclasses, nearest first; what stands in for a class in tests is none of the program's."""
        found = self._descendants.get(cls)
        if found is None:
            result: dict[ClassUnit, None] = {}
            row = list(cls.children)
            while row:
                following: list[ClassUnit] = []
                for child in row:
                    if child not in result and child is not cls and child.module.is_test <= cls.module.is_test:
                        result[child] = None
                        following.extend(child.children)
                row = following
            found = self._descendants[cls] = tuple(result)
        return found

    def below_library(self, name: str) -> tuple[ClassUnit, ...]:
        """Return the classes below a library's class that have none below themselves; those of tests are left out."""
        if self._below_library is None:
            below: dict[str, list[ClassUnit]] = {}
            for module in self.linker.modules:
                for cls in module.classes:
                    if not module.is_test and cls.external and not self.descendants(cls):
                        lineages = [self.linker.catalogue.lineage(base) for base in cls.external]
                        for one in dict.fromkeys(one for lineage in lineages for one in lineage):
                            below.setdefault(one, []).append(cls)
            self._below_library = {base: tuple(classes) for base, classes in below.items()}
        return self._below_library.get(name, ())

    def overriders(self, cls: ClassUnit, name: str) -> tuple[ClassUnit, ...]:
        """Return the subclasses whose own body defines the name."""
        key = (cls, name)
        found = self._overriders.get(key)
        if found is None:
            found = self._overriders[key] = tuple(
                child for child in self.descendants(cls) if name in child.body.summary.exports
            )
        return found

    def registering(self, cls: ClassUnit, which: str) -> frozenset[str]:
        """Return the library's decorators that register ``validators`` or ``serializers`` of a data model."""
        entries = [self.linker.catalogue.type(base) for base in cls.external]
        return frozenset(name for entry in entries if entry is not None for name in getattr(entry, which))

    def registered(self, cls: ClassUnit, which: str) -> tuple[FunctionUnit, ...]:
        """Return the methods that such decorators register in a class and its bases."""
        key = (cls, which)
        found = self._registered.get(key)
        if found is None:
            decorators = {last(name) for name in self.registering(cls, which)}
            found = self._registered[key] = tuple(
                unit
                for one in (cls.mro if decorators else ())
                for unit in one.module.functions
                if unit.owner is one and not decorators.isdisjoint(unit.decorators)
            )
        return found

    def defaults(self, cls: ClassUnit) -> tuple[FieldDefault, ...]:
        """Return the fields of a class for which a call in its body, or that of a base, says what they hold."""
        found = self._defaults.get(cls)
        if found is None:
            found = self._defaults[cls] = defaults_of(cls)
        return found

    def replacing(self, unit: FunctionUnit) -> frozenset[ClassUnit]:
        """Return the classes below that of a method which have another one of its name: they enter it by `super()`.

        So they do as objects of their own class. There are none where methods are seen once for all classes below.
        """
        known = self._replacing.get(unit)
        if known is None:
            owner = unit.owner
            below = self.descendants(owner) if owner is not None and not self.shared(owner) else ()
            name = unit.summary.name
            known = frozenset(one for one in below if self.defining(one, name) is not owner)
            self._replacing[unit] = known
        return known

    def shared(self, cls: ClassUnit) -> bool:
        """True for a class with so many subclasses that its methods are seen once for all of them."""
        return len(self.descendants(cls)) > MANY_CHILDREN


_OF_CONTAINERS: Final = frozenset((*dir(dict), *dir(list), *dir(set), *dir(str)))
_PROTOCOLS: Final = frozenset(("typing.Protocol", "typing_extensions.Protocol"))


def _same_shape(wanted: FunctionUnit, method: FunctionUnit) -> bool:
    """Tell whether a method can stand in for a Protocol's: of the same kind, and callable with the same arguments."""
    if wanted.asynchronous is not method.asynchronous or _is_property(wanted) is not _is_property(method):
        return False
    parameters = method.summary.parameters
    if not _same_names(wanted.summary.parameters, parameters):
        return False
    if any(one.sort in (STAR, DOUBLE_STAR) for one in parameters):
        return True
    taken = [one for one in wanted.summary.parameters if one.sort not in (STAR, DOUBLE_STAR)]
    given = len([one for one in taken if one.default is None])
    needed = len([one for one in parameters if one.default is None])
    return needed <= given and len(taken) <= len(parameters)


def _same_names(wanted: Sequence[Parameter], parameters: Sequence[Parameter]) -> bool:
    """Tell whether the arguments that a Protocol's method takes by their names can be given by them to another one."""
    names = {one.name for one in parameters}
    collects = any(one.sort == DOUBLE_STAR for one in parameters)
    for place, one in enumerate(wanted):
        if one.sort == KEYWORD_ONLY and not collects and one.name not in names:
            return False
        # What begins with an underscore is given by its position alone.
        if place and one.sort == POSITIONAL and not one.name.startswith("_") and place < len(parameters):
            other = parameters[place]
            if other.sort in (POSITIONAL, KEYWORD_ONLY) and other.name != one.name:
                return False
    return True


def _is_property(unit: FunctionUnit) -> bool:
    return any("property" in name for name in unit.decorators)


def _methods(cls: ClassUnit) -> dict[str, FunctionUnit]:
    """Return the public methods that a class body defines."""
    return {
        unit.summary.name: unit
        for unit in cls.module.functions
        if unit.owner is cls
        and not unit.is_class_body
        and not unit.summary.name.startswith("_")
        and unit.summary.name in cls.body.summary.exports
    }


def _merge(orders: list[list[ClassUnit]]) -> list[ClassUnit] | None:
    """Merge linearisations as Python's C3 does; None where they contradict each other."""
    result: list[ClassUnit] = []
    orders = [order for order in orders if order]
    while orders:
        for order in orders:
            head = order[0]
            if not any(head in other[1:] for other in orders):
                break
        else:
            return None
        result.append(head)
        orders = [rest for rest in ([one for one in order if one is not head] for order in orders) if rest]
    return result
