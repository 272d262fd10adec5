"""Libraries in, answers about names out.

Rows become entries of the model when they are asked for, and every answer is kept: a link asks
hundreds of thousands of times about a few thousand names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from blocklint.catalogue import rows
from blocklint.catalogue.classes import Class
from blocklint.catalogue.model import Callback, Entry, Hook, TypeEntry
from blocklint.catalogue.registry import Registry
from blocklint.catalogue.rows import EMPTY, Library
from blocklint.kinds import Kind

_PHASES = ("iterate", "enter", "exit")


class Catalogue:
    """What is known about the libraries that were loaded; names that no row mentions give None."""

    def __init__(self, libraries: Iterable[Library], callbacks: Iterable[Callback] = ()) -> None:
        self.configured: dict[str, list[Callback]] = {}
        """The callbacks that the user has added, by name; the names may be those of the project's own functions."""
        for callback in callbacks:
            self.configured.setdefault(callback.name, []).append(callback)
        self._rows = Registry(libraries)
        for name, added in self.configured.items():
            self._rows.callbacks.setdefault(name, []).extend(added)
        # One dictionary for each question.
        self._function: dict[str, Entry | None] = {}
        self._type: dict[str, TypeEntry | None] = {}
        self._method: dict[tuple[str, str], Entry | None] = {}
        self._attributes: dict[tuple[str, str], str | None] = {}
        self._phase: dict[tuple[str, str], Entry | None] = {}
        self._callbacks_of: dict[str, tuple[Callback, ...]] = {}
        self._method_callbacks: dict[tuple[str, str], tuple[Callback, ...]] = {}
        self._lineages: dict[str, tuple[str, ...]] = {}
        self._listed: dict[tuple[str, str], bool] = {}
        self._hooks_of: dict[str, tuple[Hook, ...]] = {}
        self._asked: dict[str, frozenset[tuple[str | None, int | None]]] = {}

    # Names

    def canonical(self, name: str) -> str:
        """Return the name under which the catalogue knows `name`, and `name` itself where there is no other."""
        return self._rows.canonical(name)

    def knows(self, name: str) -> bool:
        """Tell whether a row, a type or the import root of a loaded file has this name."""
        name = self.canonical(name)
        return (
            name in self._rows.roots
            or name in self._rows.values
            or self.function(name) is not None
            or bool(self.callbacks(name))
            or bool(self.hooks(name))
        )

    def harmless(self, name: str) -> str | None:
        """Return why `name`, which looks as if it waited, does not."""
        return self._rows.harmless.get(self.canonical(name))

    def value(self, name: str) -> str | None:
        """Return the type expression of the module-level variable `name`, such as ``sys.stdin``."""
        return self._rows.values.get(self.canonical(name))

    # Callables

    def function(self, name: str) -> Entry | None:
        """Return what a call of `name` does: a function, a class, or an unbound ``Class.method``."""
        if name not in self._function:
            self._function[name] = self._find_function(self.canonical(name))
        return self._function[name]

    def method(self, type_name: str, method: str) -> Entry | None:
        """Return what calling `method` on an instance of `type_name` does."""
        key = (type_name, method)
        if key not in self._method:
            owner, path = self._rows.owner(type_name)
            if path:
                # A place in an attribute tree may be a method itself, which was kept before it is called.
                method = path if method == "__call__" else f"{path}.{method}"
            self._method[key] = self._find_method(owner, method) if owner else None
        return self._method[key]

    def callbacks(self, name: str) -> tuple[Callback, ...]:
        """Return the rows of the function, class, decorator or ``Class.method`` that receives a callable."""
        if name not in self._callbacks_of:
            canonical = self.canonical(name)
            head, _, method = canonical.rpartition(".")
            self._callbacks_of[name] = (
                tuple(self._rows.callbacks.get(canonical, ()))
                or self._construction_callbacks(canonical)
                or self.method_callbacks(head, method)
            )
        return self._callbacks_of[name]

    def method_callbacks(self, type_name: str, method: str) -> tuple[Callback, ...]:
        """Return the rows of a method that receives a callable, its own or the nearest base's."""
        key = (type_name, method)
        if key not in self._method_callbacks:
            owner, path = self._rows.owner(type_name)
            names = [one.name for one in self._rows.lineage(owner)] if owner else [self.canonical(type_name)]
            below = f"{path}.{method}" if path else method
            found = (self._rows.callbacks.get(f"{name}.{below}") for name in names)
            self._method_callbacks[key] = tuple(next(filter(None, found), ()))
        return self._method_callbacks[key]

    # Types

    def type(self, name: str) -> TypeEntry | None:
        """Return the class `name`, or the place `name` in the attribute tree of a deep class."""
        if name not in self._type:
            owner, path = self._rows.owner(name)
            self._type[name] = self._type_entry(owner, path) if owner else None
        return self._type[name]

    @property
    def properties(self) -> frozenset[str]:
        """The names, without their classes, of the attributes that do something when they are read."""
        return self._rows.properties

    @property
    def stores(self) -> frozenset[str]:
        """The classes of objects that are read and filled by their items, and wait there."""
        return self._rows.stores

    def kind_of(self, type_name: str) -> Kind | None:
        """Return the kind of waiting of a class where a row names no other, None for a class that is not known."""
        owner, _ = self._rows.owner(type_name)
        return rows.entry(type_name, True, self._rows.defaults(owner, owner)).kind if owner is not None else None

    def is_open(self, type_name: str) -> bool:
        """Tell whether programs keep attributes and items of their own on the objects of a type."""
        return type_name in self._rows.open or not self._rows.open.isdisjoint(self.lineage(type_name))

    def lineage(self, type_name: str) -> tuple[str, ...]:
        """Return the names of a class and all its bases, the nearest first, also of one that is not known."""
        found = self._lineages.get(type_name)
        if found is None:
            owner = self._rows.class_named(self.canonical(type_name))
            names = [one.name for one in self._rows.lineage(owner)] if owner is not None else [type_name]
            found = self._lineages[type_name] = tuple(names)
        return found

    def lists(self, type_name: str, name: str) -> bool:
        """Tell whether a method or attribute of a type is declared by its own name, and not by a pattern."""
        key = (type_name, name)
        if key not in self._listed:
            owner, path = self._rows.owner(type_name)
            name = f"{path}.{name}" if path else name
            self._listed[key] = bool(self.method_callbacks(*key)) or any(
                one.listed(name) is not None or name in one.returns or f"{one.name}.{name}" in self._rows.harmless
                for one in (self._rows.lineage(owner) if owner is not None else ())
            )
        return self._listed[key]

    def attribute(self, type_name: str, attribute: str) -> str | None:
        """Return the type expression of an attribute, which for deep classes is a name one part longer."""
        key = (type_name, attribute)
        if key not in self._attributes:
            owner, path = self._rows.owner(type_name)
            self._attributes[key] = self._find_attribute(owner, path, attribute) if owner else None
        return self._attributes[key]

    def phase(self, type_name: str, phase: str) -> Entry | None:
        """Return what ``iterate``, ``enter`` or ``exit`` of an instance does, None where nothing waits."""
        if phase not in _PHASES:
            raise ValueError(f"{phase!r} is none of {_PHASES}")
        key = (type_name, phase)
        if key not in self._phase:
            owner, path = self._rows.owner(type_name)
            self._phase[key] = self._find_phase(owner, phase) if owner and not path else None
        return self._phase[key]

    def remembers(self, type_name: str) -> frozenset[tuple[str | None, int | None]]:
        """Return which arguments, by name and position, of the call that made an object its rows ask about."""
        if type_name not in self._asked:
            owner, _ = self._rows.owner(type_name)
            lineage = self._rows.lineage(owner) if owner is not None else ()
            self._asked[type_name] = frozenset(pair for one in lineage for pair in one.asked)
        return self._asked[type_name]

    def works_on_memory(self, type_name: str) -> bool:
        """Tell whether an object of a type, made over memory and not over a file, has methods that matter."""
        owner, _ = self._rows.owner(type_name)
        return owner is not None and any(one.works_on_memory for one in self._rows.lineage(owner))

    def is_served(self, name: str) -> bool:
        """Tell whether `name` is a class on whose objects endpoints are registered: an application or a part of one."""
        owner = self._rows.classes.get(self.canonical(name)) if name else None
        return owner is not None and any(one.name in self._rows.serving for one in self._rows.lineage(owner))

    def hooks(self, base_name: str) -> tuple[Hook, ...]:
        """Return which methods of subclasses of `base_name` a framework calls, its bases' included."""
        if base_name not in self._hooks_of:
            name = self.canonical(base_name)
            owner = self._rows.class_named(name)
            names = [one.name for one in self._rows.lineage(owner)] if owner else [name]
            self._hooks_of[base_name] = tuple(hook for one in names for hook in self._rows.hooks.get(one, ()))
        return self._hooks_of[base_name]

    # How the answers are found

    def _find_function(self, name: str) -> Entry | None:
        if name in self._rows.harmless:
            # A method that is called through its class gives what the class says.
            through = self._through_prefix(name)
            return self._harmless_entry(name, through.returns if through is not None else None)
        if name in self._rows.functions:
            row, library = self._rows.functions[name]
            return rows.entry(name, row, (library.row,), path=name.rpartition(".")[2])
        owner = self._rows.class_named(name)
        if owner is not None:
            return self._construction(owner)
        return self._through_prefix(name) or self._find_pattern(name)

    def _harmless_entry(self, name: str, returns: str | None = None) -> Entry:
        row: Any = self._rows.functions.get(name, (EMPTY, None))[0]
        returns = returns or (row.get("returns") if isinstance(row, dict) else None)
        return Entry(
            name, returns=returns or (name if name in self._rows.classes else None), note=self._rows.harmless[name]
        )

    def _construction(self, owner: Class) -> Entry:
        for one in self._rows.lineage(owner):
            row = one.row.get("construct")
            if row is not None:
                return rows.entry(owner.name, row, self._rows.defaults(owner, one), returns=owner.name)
        return Entry(owner.name, returns=owner.name)

    def _construction_callbacks(self, name: str) -> tuple[Callback, ...]:
        owner = self._rows.class_named(name)
        found = (self._rows.callbacks.get(one.name) for one in (self._rows.lineage(owner) if owner else ()))
        return tuple(next(filter(None, found), ()))

    def _through_prefix(self, name: str) -> Entry | None:
        """Look for ``Class.method`` and ``variable.attribute.method``."""
        head, _, method = name.rpartition(".")
        receiver = self._static_type(head)
        entry = self.method(receiver, method) if receiver else None
        if entry is not None and entry.returns is not None and "Self" in entry.returns:
            # There is no receiver in such a call: it is the class itself that makes an instance.
            return replace(entry, returns=re.sub(r"\bSelf\b", str(receiver), entry.returns))
        return entry

    def _static_type(self, name: str) -> str | None:
        if not name:
            return None
        if name in self._rows.values:
            return self._rows.values[name]
        if self._rows.owner(name)[0] is not None:
            return name
        head, _, attribute = name.rpartition(".")
        receiver = self._static_type(head)
        found = self.attribute(receiver, attribute) if receiver else None
        return found.partition("[")[0] if found is not None else None

    def _find_pattern(self, name: str) -> Entry | None:
        for pattern, exceptions, declared, row, library in self._rows.patterns:
            if pattern.covers(name) and name.count(".") == declared.count("."):
                last = name.rpartition(".")[2]
                verdict = False if exceptions.lists(last) or exceptions.covers(last) else row
                return rows.entry(name, verdict, (library.row,), path=last)
        return None

    def _find_method(self, owner: Class, path: str) -> Entry | None:
        lineage = self._rows.lineage(owner)
        returns = next((found for one in lineage if (found := one.gives(path)) is not None), None)
        for one in lineage:
            if f"{one.name}.{path}" in self._rows.harmless:
                return self._harmless_entry(f"{one.name}.{path}", returns)
        name = f"{owner.shown}.{path}"
        for look in (Class.listed, Class.covered):
            for one in lineage:
                row = look(one, path)
                if row is not None:
                    return rows.entry(name, row, self._rows.defaults(owner, one), returns=returns, path=path)
        if returns is not None or self._rows.is_asynchronous(owner):
            return Entry(name, returns=returns)
        return None

    def _find_attribute(self, owner: Class, path: str, attribute: str) -> str | None:
        full = f"{path}.{attribute}" if path else attribute
        lineage = self._rows.lineage(owner)
        for key in (full, "*"):
            tables = (one.row.get("attributes", EMPTY) for one in lineage)
            found = next((table[key] for table in tables if key in table), None)
            if found is not None and (key == full or self._find_method(owner, full) is None):
                return str(found)
        if attribute in self._rows.properties:
            entry = self._find_method(owner, full)
            if entry is not None and entry.attribute:
                return entry.returns or "Any"
        if (
            not self._rows.is_deep(owner)
            or attribute.startswith("_")
            or any(one.listed(full) is False for one in lineage)
        ):
            return None
        if any(attribute in one.row.get("transparent", ()) for one in lineage):
            return f"{owner.name}.{path}" if path else owner.name
        return f"{owner.name}.{full}"

    def _find_phase(self, owner: Class, phase: str) -> Entry | None:
        for one in self._rows.lineage(owner):
            row = one.row.get(phase)
            if row is not None:
                return (
                    None if row is False else rows.entry(owner.shown, row, self._rows.defaults(owner, one), path=phase)
                )
        return None

    def _type_entry(self, owner: Class, path: str) -> TypeEntry:
        lineage = self._rows.lineage(owner)
        if path:
            return TypeEntry(f"{owner.name}.{path}", asynchronous=self._rows.is_asynchronous(owner))
        attributes: dict[str, str] = {}
        for one in reversed(lineage):
            attributes.update(one.row.get("attributes", EMPTY))
        inherited = partial(self._inherited, lineage)
        return TypeEntry(
            name=owner.name,
            asynchronous=self._rows.is_asynchronous(owner),
            twin=owner.row.get("twin"),
            bases=tuple(owner.row.get("bases", ())),
            entered=inherited("as"),
            item=inherited("item"),
            each=inherited("each"),
            called=inherited("called"),
            keywords_into=inherited("keywords-into") or "",
            attributes=tuple(attributes.items()),
            wraps=tuple(self._inherited(lineage, "wraps") or ()),
            validators=tuple(name for one in lineage for name in one.row.get("validators", ())),
            serializers=tuple(name for one in lineage for name in one.row.get("serializers", ())),
        )

    @staticmethod
    def _inherited(lineage: tuple[Class, ...], key: str) -> Any:
        return next((one.row[key] for one in lineage if key in one.row), None)
