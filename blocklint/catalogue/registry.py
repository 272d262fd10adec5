"""Libraries in, their rows merged by name out: aliases, classes and their bases resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blocklint.catalogue import rows
from blocklint.catalogue.classes import Class, NamePatterns
from blocklint.catalogue.model import Callback, Hook
from blocklint.catalogue.rows import EMPTY, Library, Row

_CHAIN = 8
"""An alias of an alias is usual, a longer chain than this is a circle."""


class Registry:
    """The rows of all loaded libraries, each section by name; a later library's row replaces an earlier one's."""

    def __init__(self, libraries: Iterable[Library]) -> None:
        self.roots: set[str] = set()
        self.functions: dict[str, tuple[Row | bool, Library]] = {}
        self.patterns: list[tuple[NamePatterns, NamePatterns, str, Row | bool, Library]] = []
        self.classes: dict[str, Class] = {}
        self.families: dict[str, list[tuple[NamePatterns, Row, Library]]] = {}
        self.values: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.harmless: dict[str, str] = {}
        self.callbacks: dict[str, list[Callback]] = {}
        self.hooks: dict[str, list[Hook]] = {}
        for library in libraries:
            self._add(library)
        self._alias_roots = {alias.partition(".")[0] for alias in self.aliases}
        self._divided = self._divided_modules()
        self._canonical: dict[str, str] = {}
        self._lineages: dict[str, tuple[Class, ...]] = {}
        # Made when they are asked for (compiled, a `cached_property` keeps nothing).
        self._serving: frozenset[str] | None = None
        self._open: frozenset[str] | None = None
        self._properties: frozenset[str] | None = None
        self._stores: frozenset[str] | None = None

    def _add(self, library: Library) -> None:
        tables = library.tables
        self.roots.update(library.roots)
        for name, row in tables.get("functions", EMPTY).items():
            self.functions[name] = (row, library)
            if "*" in name:
                excepted = row.get("except", ()) if isinstance(row, dict) else ()
                self.patterns.append((NamePatterns([name]), NamePatterns(excepted), name, row, library))
        for name, row in tables.get("types", EMPTY).items():
            if "*" in name:
                self.families.setdefault(name.partition(".")[0], []).append((NamePatterns([name]), row, library))
                continue
            self.classes[name] = Class(name, row, library)
            for alias in row.get("aliases", ()):
                self.aliases[alias] = name
        self.values.update(tables.get("values", EMPTY))
        self.aliases.update(tables.get("aliases", EMPTY))
        self.harmless.update(tables.get("harmless", EMPTY))
        for section in ("offloads", "enters"):
            for name, row in tables.get(section, EMPTY).items():
                self.callbacks.setdefault(name, []).extend(rows.callbacks(name, row))
        for name, row in tables.get("hooks", EMPTY).items():
            self.hooks.setdefault(name, []).extend(rows.hooks(name, row))

    @property
    def serving(self) -> frozenset[str]:
        """The classes that have a method which registers an endpoint."""
        if self._serving is None:
            self._serving = frozenset(
                name.rpartition(".")[0]
                for name, several in self.callbacks.items()
                if any(one.role in ("endpoint", "websocket") for one in several)
            )
        return self._serving

    @property
    def open(self) -> frozenset[str]:
        """The classes on whose objects programs keep attributes and items of their own, without those below them."""
        if self._open is None:
            self._open = frozenset(name for name, one in self.classes.items() if one.row.get("open"))
        return self._open

    @property
    def properties(self) -> frozenset[str]:
        """The names, without their classes, of the attributes that do something when they are read."""
        if self._properties is None:
            families = (row for several in self.families.values() for _, row, _ in several)
            self._properties = frozenset(
                path.rpartition(".")[2]
                for table in (*(one.row for one in self.classes.values()), *families)
                for path, row in table.get("method", EMPTY).items()
                if row.get("property")
            )
        return self._properties

    @property
    def stores(self) -> frozenset[str]:
        """The classes whose objects wait where an item is assigned to them."""
        if self._stores is None:
            self._stores = frozenset(
                name
                for name, one in self.classes.items()
                if "__setitem__" in one.rows or "__setitem__" in one.row.get("methods", ())
            )
        return self._stores

    def canonical(self, name: str) -> str:
        """Return the name under which the rows know `name`, and `name` itself where there is no other."""
        found = self._canonical.get(name)
        if found is None:
            found = self._canonical[name] = self._resolved(name)
        return found

    def class_named(self, name: str) -> Class | None:
        """Return the class of a canonical name, which may be one of a family declared by a pattern."""
        found = self.classes.get(name)
        if found is None and name.rpartition(".")[2][:1].isupper():
            for pattern, row, library in self.families.get(name.partition(".")[0], ()):
                if pattern.covers(name):
                    found = self.classes[name] = Class(name, row, library)
                    break
        return found

    def owner(self, type_name: str) -> tuple[Class | None, str]:
        """Split a type name into the class that declares it and the path in that class's attribute tree."""
        name = self.canonical(type_name)
        owner = self.class_named(name)
        if owner is not None:
            return owner, ""
        head, _, path = name.rpartition(".")
        while head:
            owner = self.class_named(head)
            if owner is not None:
                return (owner, path) if self.is_deep(owner) else (None, "")
            head, _, part = head.rpartition(".")
            path = f"{part}.{path}"
        return None, ""

    def lineage(self, owner: Class) -> tuple[Class, ...]:
        """Return a class and all its bases, the nearest first."""
        found = self._lineages.get(owner.name)
        if found is None:
            found = self._lineages[owner.name] = tuple(self._walk(owner, set()))
        return found

    def is_deep(self, owner: Class) -> bool:
        """Tell whether attribute paths below the class's instances count as its methods."""
        return any(one.row.get("deep") for one in self.lineage(owner))

    def is_asynchronous(self, owner: Class) -> bool:
        """Tell whether the class's methods are coroutines or never wait; the nearest that says so decides."""
        return bool(next((one.row["async"] for one in self.lineage(owner) if "async" in one.row), False))

    def defaults(self, owner: Class, declaring: Class) -> tuple[Row, ...]:
        """Return the defaults of the classes from `owner` up to `declaring`, and those of its library."""
        lineage = self.lineage(owner)
        upto = lineage[: lineage.index(declaring) + 1]
        return (*(one.defaults for one in upto), declaring.library.row)

    def _resolved(self, name: str) -> str:
        if name.partition(".")[0] not in self._alias_roots or name in self._divided:
            return name
        for _ in range(_CHAIN):
            target = self._step(name)
            if target is None:
                break
            name = target
        return name

    def _divided_modules(self) -> frozenset[str]:
        """Return the aliases below which other names stand: such a module keeps its name, for them to be found."""
        named = (*self.aliases, *self.functions, *self.classes, *self.values)
        heads = {head for name in named if name.partition(".")[0] in self._alias_roots for head in _heads(name)}
        return frozenset(heads.intersection(self.aliases))

    def _step(self, name: str) -> str | None:
        head, tail = name, ""
        while head and head not in self.functions and head not in self.classes and head not in self.values:
            target = self.aliases.get(head)
            if target is not None:
                return target + tail
            head, _, part = head.rpartition(".")
            tail = f".{part}{tail}"
        return None

    def _walk(self, owner: Class, seen: set[str]) -> Iterator[Class]:
        seen.add(owner.name)
        yield owner
        for base in owner.row.get("bases", ()):
            one = self.class_named(self.canonical(base))
            if one is not None and one.name not in seen:
                yield from self._walk(one, seen)


def _heads(name: str) -> Iterator[str]:
    head = name.rpartition(".")[0]
    while head:
        yield head
        head = head.rpartition(".")[0]
