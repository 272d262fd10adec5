"""Libraries in, answers about names out.

Rows become entries of the model when they are asked for, and every answer is kept: a link asks
hundreds of thousands of times about a few thousand names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from blocklint.catalogue import rows
from blocklint.catalogue.classes import Class, NamePatterns
from blocklint.catalogue.model import Callback, Entry, Hook, TypeEntry
from blocklint.catalogue.rows import EMPTY, Library, Row

_PHASES = ("iterate", "enter", "exit")


class Catalogue:
    """What is known about the libraries that were loaded; names that no row mentions give None."""

    def __init__(self, libraries: Iterable[Library], callbacks: Iterable[Callback] = ()) -> None:
        self.configured: dict[str, list[Callback]] = {}
        """The callbacks that the user has added, by name; the names may be those of the project's own functions."""
        for callback in callbacks:
            self.configured.setdefault(callback.name, []).append(callback)
        self._roots: set[str] = set()
        self._functions: dict[str, tuple[Row | bool, Library]] = {}
        self._patterns: list[tuple[NamePatterns, NamePatterns, str, Row | bool, Library]] = []
        self._classes: dict[str, Class] = {}
        self._class_patterns: dict[str, list[tuple[NamePatterns, Row, Library]]] = {}
        self._values: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._harmless: dict[str, str] = {}
        self._callbacks: dict[str, list[Callback]] = {}
        self._hooks: dict[str, list[Hook]] = {}
        for library in libraries:
            self._add(library)
        for name, added in self.configured.items():
            self._callbacks.setdefault(name, []).extend(added)
        self._alias_roots = {alias.partition(".")[0] for alias in self._aliases}
        # One dictionary for each question.
        self._canonical: dict[str, str] = {}
        self._function: dict[str, Entry | None] = {}
        self._type: dict[str, TypeEntry | None] = {}
        self._method: dict[tuple[str, str], Entry | None] = {}
        self._attribute: dict[tuple[str, str], str | None] = {}
        self._phase: dict[tuple[str, str], Entry | None] = {}
        self._callbacks_of: dict[str, tuple[Callback, ...]] = {}
        self._method_callbacks: dict[tuple[str, str], tuple[Callback, ...]] = {}
        self._hooks_of: dict[str, tuple[Hook, ...]] = {}
        self._asked: dict[str, frozenset[tuple[str | None, int | None]]] = {}
        self._lineages: dict[str, tuple[Class, ...]] = {}

    def _add(self, library: Library) -> None:
        tables = library.tables
        self._roots.update(library.roots)
        for name, row in tables.get("functions", EMPTY).items():
            self._functions[name] = (row, library)
            if "*" in name:
                excepted = row.get("except", ()) if isinstance(row, dict) else ()
                self._patterns.append((NamePatterns([name]), NamePatterns(excepted), name, row, library))
        for name, row in tables.get("types", EMPTY).items():
            if "*" in name:
                families = self._class_patterns.setdefault(name.partition(".")[0], [])
                families.append((NamePatterns([name]), row, library))
                continue
            self._classes[name] = Class(name, row, library)
            for alias in row.get("aliases", ()):
                self._aliases[alias] = name
        self._values.update(tables.get("values", EMPTY))
        self._aliases.update(tables.get("aliases", EMPTY))
        self._harmless.update(tables.get("harmless", EMPTY))
        for section in ("offloads", "enters"):
            for name, row in tables.get(section, EMPTY).items():
                self._callbacks.setdefault(name, []).extend(rows.callbacks(name, row))
        for name, row in tables.get("hooks", EMPTY).items():
            self._hooks.setdefault(name, []).extend(rows.hooks(name, row))

    # Names

    def canonical(self, name: str) -> str:
        """Return the name under which the catalogue knows `name`, and `name` itself where there is no other."""
        found = self._canonical.get(name)
        if found is None:
            found = self._canonical[name] = self._resolved(name)
        return found

    def knows(self, name: str) -> bool:
        """Tell whether a row, a type or the import root of a loaded file has this name."""
        name = self.canonical(name)
        return (
            name in self._roots
            or name in self._values
            or self.function(name) is not None
            or bool(self.callbacks(name))
            or bool(self.hooks(name))
        )

    def harmless(self, name: str) -> str | None:
        """Return why `name`, which looks as if it waited, does not."""
        return self._harmless.get(self.canonical(name))

    def value(self, name: str) -> str | None:
        """Return the type expression of the module-level variable `name`, such as ``sys.stdin``."""
        return self._values.get(self.canonical(name))

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
            owner, path = self._owner(type_name)
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
                tuple(self._callbacks.get(canonical, ()))
                or self._construction_callbacks(canonical)
                or self.method_callbacks(head, method)
            )
        return self._callbacks_of[name]

    def method_callbacks(self, type_name: str, method: str) -> tuple[Callback, ...]:
        """Return the rows of a method that receives a callable, its own or the nearest base's."""
        key = (type_name, method)
        if key not in self._method_callbacks:
            owner, path = self._owner(type_name)
            names = [one.name for one in self._lineage(owner)] if owner else [self.canonical(type_name)]
            below = f"{path}.{method}" if path else method
            found = (self._callbacks.get(f"{name}.{below}") for name in names)
            self._method_callbacks[key] = tuple(next(filter(None, found), ()))
        return self._method_callbacks[key]

    # Types

    def type(self, name: str) -> TypeEntry | None:
        """Return the class `name`, or the place `name` in the attribute tree of a deep class."""
        if name not in self._type:
            owner, path = self._owner(name)
            self._type[name] = self._type_entry(owner, path) if owner else None
        return self._type[name]

    def attribute(self, type_name: str, attribute: str) -> str | None:
        """Return the type expression of an attribute, which for deep classes is a name one part longer."""
        key = (type_name, attribute)
        if key not in self._attribute:
            owner, path = self._owner(type_name)
            self._attribute[key] = self._find_attribute(owner, path, attribute) if owner else None
        return self._attribute[key]

    def phase(self, type_name: str, phase: str) -> Entry | None:
        """Return what ``iterate``, ``enter`` or ``exit`` of an instance does, None where nothing waits."""
        if phase not in _PHASES:
            raise ValueError(f"{phase!r} is none of {_PHASES}")
        key = (type_name, phase)
        if key not in self._phase:
            owner, path = self._owner(type_name)
            self._phase[key] = self._find_phase(owner, phase) if owner and not path else None
        return self._phase[key]

    def remembers(self, type_name: str) -> frozenset[tuple[str | None, int | None]]:
        """Return which arguments, by name and position, of the call that made an object its rows ask about."""
        if type_name not in self._asked:
            owner, _ = self._owner(type_name)
            lineage = self._lineage(owner) if owner is not None else ()
            self._asked[type_name] = frozenset(pair for one in lineage for pair in one.asked)
        return self._asked[type_name]

    def hooks(self, base_name: str) -> tuple[Hook, ...]:
        """Return which methods of subclasses of `base_name` a framework calls, its bases' included."""
        if base_name not in self._hooks_of:
            name = self.canonical(base_name)
            owner = self._class(name)
            names = [one.name for one in self._lineage(owner)] if owner else [name]
            self._hooks_of[base_name] = tuple(hook for one in names for hook in self._hooks.get(one, ()))
        return self._hooks_of[base_name]

    # How the answers are found

    def _resolved(self, name: str) -> str:
        if name.partition(".")[0] not in self._alias_roots:
            return name
        for _ in range(8):  # An alias of an alias is usual, a longer chain is a circle.
            target = self._step(name)
            if target is None:
                break
            name = target
        return name

    def _step(self, name: str) -> str | None:
        head, tail = name, ""
        while head and head not in self._functions and head not in self._classes and head not in self._values:
            target = self._aliases.get(head)
            if target is not None:
                return target + tail
            head, _, part = head.rpartition(".")
            tail = f".{part}{tail}"
        return None

    def _find_function(self, name: str) -> Entry | None:
        if name in self._harmless:
            return self._harmless_entry(name, name if name in self._classes else None)
        if name in self._functions:
            row, library = self._functions[name]
            return rows.entry(name, row, (library.row,), path=name.rpartition(".")[2])
        owner = self._class(name)
        if owner is not None:
            return self._construction(owner)
        return self._through_prefix(name) or self._find_pattern(name)

    def _harmless_entry(self, name: str, returns: str | None = None) -> Entry:
        row: Any = self._functions.get(name, (EMPTY, None))[0]
        returns = returns or (row.get("returns") if isinstance(row, dict) else None)
        return Entry(name, returns=returns or (name if name in self._classes else None), note=self._harmless[name])

    def _construction(self, owner: Class) -> Entry:
        for one in self._lineage(owner):
            row = one.row.get("construct")
            if row is not None:
                return rows.entry(owner.name, row, self._defaults(owner, one), returns=owner.name)
        return Entry(owner.name, returns=owner.name)

    def _construction_callbacks(self, name: str) -> tuple[Callback, ...]:
        owner = self._class(name)
        found = (self._callbacks.get(one.name) for one in (self._lineage(owner) if owner else ()))
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
        if name in self._values:
            return self._values[name]
        if self._owner(name)[0] is not None:
            return name
        head, _, attribute = name.rpartition(".")
        receiver = self._static_type(head)
        return self.attribute(receiver, attribute) if receiver else None

    def _find_pattern(self, name: str) -> Entry | None:
        for pattern, exceptions, declared, row, library in self._patterns:
            if pattern.covers(name) and name.count(".") == declared.count("."):
                last = name.rpartition(".")[2]
                verdict = False if exceptions.lists(last) or exceptions.covers(last) else row
                return rows.entry(name, verdict, (library.row,), path=last)
        return None

    def _owner(self, type_name: str) -> tuple[Class | None, str]:
        """Split a type name into the class that the catalogue knows and the attribute path below it."""
        name = self.canonical(type_name)
        owner = self._class(name)
        if owner is not None:
            return owner, ""
        head, _, path = name.rpartition(".")
        while head:
            owner = self._class(head)
            if owner is not None:
                return (owner, path) if self._is_deep(owner) else (None, "")
            head, _, part = head.rpartition(".")
            path = f"{part}.{path}"
        return None, ""

    def _class(self, name: str) -> Class | None:
        """Return the class of that name, which may be one of a family declared by a pattern (``x.loaders.*Loader``)."""
        found = self._classes.get(name)
        if found is None and name.rpartition(".")[2][:1].isupper():
            for pattern, row, library in self._class_patterns.get(name.partition(".")[0], ()):
                if pattern.covers(name):
                    found = self._classes[name] = Class(name, row, library)
                    break
        return found

    def _lineage(self, owner: Class) -> tuple[Class, ...]:
        found = self._lineages.get(owner.name)
        if found is None:
            found = self._lineages[owner.name] = tuple({one.name: one for one in self._walk(owner, set())}.values())
        return found

    def _walk(self, owner: Class, seen: set[str]) -> Iterator[Class]:
        seen.add(owner.name)
        yield owner
        for base in owner.row.get("bases", ()):
            one = self._class(self.canonical(base))
            if one is not None and one.name not in seen:
                yield from self._walk(one, seen)

    def _is_deep(self, owner: Class) -> bool:
        return any(one.row.get("deep") for one in self._lineage(owner))

    def _is_asynchronous(self, owner: Class) -> bool:
        return bool(next((one.row["async"] for one in self._lineage(owner) if "async" in one.row), False))

    def _defaults(self, owner: Class, declaring: Class) -> tuple[Row, ...]:
        """Return the defaults of the classes from `owner` up to `declaring`, and those of its library."""
        lineage = self._lineage(owner)
        upto = lineage[: lineage.index(declaring) + 1]
        return (*(one.defaults for one in upto), declaring.library.row)

    def _find_method(self, owner: Class, path: str) -> Entry | None:
        lineage = self._lineage(owner)
        returns = next((found for one in lineage if (found := one.gives(path)) is not None), None)
        for one in lineage:
            if f"{one.name}.{path}" in self._harmless:
                return self._harmless_entry(f"{one.name}.{path}", returns)
        name = f"{owner.shown}.{path}"
        for look in (Class.listed, Class.covered):
            for one in lineage:
                row = look(one, path)
                if row is not None:
                    return rows.entry(name, row, self._defaults(owner, one), returns=returns, path=path)
        if returns is not None or self._is_asynchronous(owner):
            return Entry(name, returns=returns)
        return None

    def _find_attribute(self, owner: Class, path: str, attribute: str) -> str | None:
        full = f"{path}.{attribute}" if path else attribute
        lineage = self._lineage(owner)
        for key in (full, "*"):
            tables = (one.row.get("attributes", EMPTY) for one in lineage)
            found = next((table[key] for table in tables if key in table), None)
            if found is not None and (key == full or self._find_method(owner, full) is None):
                return str(found)
        if not self._is_deep(owner) or attribute.startswith("_") or any(one.listed(full) is False for one in lineage):
            return None
        if any(attribute in one.row.get("transparent", ()) for one in lineage):
            return f"{owner.name}.{path}" if path else owner.name
        return f"{owner.name}.{full}"

    def _find_phase(self, owner: Class, phase: str) -> Entry | None:
        for one in self._lineage(owner):
            row = one.row.get(phase)
            if row is not None:
                return None if row is False else rows.entry(owner.shown, row, self._defaults(owner, one), path=phase)
        return None

    def _type_entry(self, owner: Class, path: str) -> TypeEntry:
        lineage = self._lineage(owner)
        if path:
            return TypeEntry(f"{owner.name}.{path}", asynchronous=self._is_asynchronous(owner))
        attributes: dict[str, str] = {}
        for one in reversed(lineage):
            attributes.update(one.row.get("attributes", EMPTY))
        inherited = partial(self._inherited, lineage)
        return TypeEntry(
            name=owner.name,
            asynchronous=self._is_asynchronous(owner),
            twin=owner.row.get("twin"),
            bases=tuple(owner.row.get("bases", ())),
            entered=inherited("as"),
            item=inherited("item"),
            each=inherited("each"),
            called=inherited("called"),
            attributes=tuple(attributes.items()),
        )

    @staticmethod
    def _inherited(lineage: tuple[Class, ...], key: str) -> str | None:
        return next((one.row[key] for one in lineage if key in one.row), None)
