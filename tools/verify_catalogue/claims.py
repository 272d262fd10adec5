"""Checked catalogue tables in, everything that they say about a library's names out, as claims to be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blocklint.catalogue import expressions
from blocklint.catalogue.catalogue import Catalogue

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_LOOP = "asyncio.get_running_loop()."
_PHASES = {
    "enter": ("__enter__", "__aenter__"),
    "exit": ("__exit__", "__aexit__"),
    "iterate": ("__iter__", "__next__", "__getitem__", "__aiter__"),
    "as": ("__enter__", "__aenter__"),
    "item": ("__getitem__", "__class_getitem__"),
    "each": ("__iter__", "__next__", "__getitem__", "__aiter__", "__anext__"),
    "called": ("__call__",),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a catalogue file: `name`, and below it `member`, is what `expect` says.

    `expect` is ``callable`` or ``method`` (there, and no coroutine function), ``coroutine``, ``class``, ``exists``,
    ``special`` (one of `options` is a member), ``pattern`` (public members match `member`, none of `options` counted,
    and are no coroutine functions) or ``coroutines`` (likewise, and some are). `also` are other classes of the same
    row, one of which may have the member instead. `blocking` is True for what the statistics count. `place` says file
    and key. `requires` is the requirement with which the row holds.
    """

    name: str
    expect: str
    place: str
    member: str = ""
    options: tuple[str, ...] = ()
    deep: bool = False
    blocking: bool = False
    requires: str = ""
    also: tuple[str, ...] = ()

    @property
    def full(self) -> str:
        """The whole dotted name."""
        return f"{self.name}.{self.member}" if self.member else self.name


def claims(file: str, tables: Mapping[str, Any], catalogue: Catalogue, types: Mapping[str, Any]) -> Iterator[Claim]:
    """Yield what the `tables` of one file claim.

    `catalogue` and `types` are those of all files. Rows that are marked as not verified claim nothing, nor do types
    without a public name (``shown`` says whose they are).
    """
    reader = _Reader(file, catalogue, types)
    if tables["library"].get("verified", True):
        yield from reader.functions(tables.get("functions", {}))
        for name, row in tables.get("types", {}).items():
            yield from reader.type(name, row)
        yield from reader.names(tables)


def listed(row: Mapping[str, Any]) -> list[str]:
    """Return the blocking methods that a type declares by name."""
    rows = row.get("method", {})
    named = (one for one in row.get("methods", ()) if "*" not in one and one not in rows)
    return [*named, *(one for one, own in rows.items() if own.get("blocks", row.get("blocks", True)))]


class _Reader:
    def __init__(self, file: str, catalogue: Catalogue, types: Mapping[str, Any]) -> None:
        self._file = file
        self._catalogue = catalogue
        self._types = types

    def functions(self, rows: Mapping[str, Any]) -> Iterator[Claim]:
        for name, row in rows.items():
            own = row if isinstance(row, dict) else {}
            place = self._place(name)
            if not own.get("verified", True) or self._is_made_up(name):
                continue
            if "*" in name:
                head, _, pattern = name.rpartition(".")
                options = tuple(own.get("except", ()))
                yield Claim(head, "pattern", place, pattern, options, blocking=True)
                continue
            blocks = _blocks(row)
            expect = "coroutine" if own.get("coroutine") else "callable" if blocks else "exists"
            yield Claim(name, expect, place, blocking=blocks)
            yield from self._expression(own.get("returns"), place)
            entry = self._catalogue.function(name)
            yield from self._replacement(entry.replace if entry and blocks else None, place)

    def type(self, name: str, row: Mapping[str, Any]) -> Iterator[Claim]:
        place = self._place(name)
        for key in ("as", "item", "each", "called"):
            yield from self._expression(row.get(key), place)
        for table in ("attributes", "returns"):
            for one in row.get(table, {}).values():
                yield from self._expression(one, place)
        yield from self._replacement(row.get("twin"), place)
        if "shown" in row:
            yield from self._exists(row["shown"], place)
        if self._is_made_up(name) or "*" in name or not row.get("verified", True):
            return
        yield Claim(name, "class", place)
        for alias in row.get("aliases", ()):
            yield Claim(alias, "exists", place)
        for base in row.get("bases", ()):
            yield from self._expression(base, place)
        yield from self._phases(name, row, place)
        yield from self._methods(name, row, place)

    def names(self, tables: Mapping[str, Any]) -> Iterator[Claim]:
        for section in ("harmless", "values", "hooks"):
            for name in tables.get(section, {}):
                yield from self._exists(name, self._place(name))
        for expression in tables.get("values", {}).values():
            yield from self._expression(expression, self._place("values"))
        for alias, target in tables.get("aliases", {}).items():
            yield from self._exists(alias, self._place(alias))
            yield from self._exists(target, self._place(alias))
        for section in ("offloads", "enters"):
            for name, row in tables.get(section, {}).items():
                requires = [one.get("requires", "") for one in (row if isinstance(row, list) else [row])]
                yield from self._exists(name, self._place(name), requires[0] if all(requires) else "")

    def _phases(self, name: str, row: Mapping[str, Any], place: str) -> Iterator[Claim]:
        for phase, members in _PHASES.items():
            if row.get(phase):
                blocking = phase in ("enter", "exit", "iterate") and _blocks(row[phase])
                yield Claim(name, "special", place, phase, members, blocking=blocking, also=self._also(name))
        if row.get("construct") and _blocks(row["construct"]):
            yield Claim(name, "callable", place, blocking=True)

    def _methods(self, name: str, row: Mapping[str, Any], place: str) -> Iterator[Claim]:
        rows = row.get("method", {})
        deep = row.get("deep", False)
        for method in row.get("methods", ()):
            if "*" in method:
                options = (*row.get("except", ()), *row.get("coroutines", ()))
                yield Claim(name, "pattern", place, method, options, deep=deep, blocking=True)
        for method in listed(row):
            own = rows.get(method, {})
            if own.get("verified", True):
                expect = "exists" if own.get("property") else "method"
                yield Claim(name, expect, place, method, deep=deep, blocking=True, also=self._also(name))
                entry = self._catalogue.method(name, method)
                yield from self._replacement(entry.replace if entry else None, f"{place}.{method}")
        for method in row.get("coroutines", ()):
            expect = "coroutines" if "*" in method else "coroutine"
            options = tuple(row.get("except", ()))
            yield Claim(name, expect, place, method, options, deep=deep, also=self._also(name))
        quiet = (one for one, own in rows.items() if not own.get("blocks", row.get("blocks", True)))
        for member in (*row.get("attributes", {}), *row.get("returns", {}), *quiet):
            if "*" not in member and member not in row.get("methods", ()):
                yield Claim(name, "exists", place, member, deep=deep, also=self._also(name))
        for one in rows.values():
            yield from self._expression(one.get("returns"), place)

    def _expression(self, text: str | None, place: str) -> Iterator[Claim]:
        for name in expressions.names(text) if text else ():
            if "." in name:
                yield from self._exists(name, place)

    def _replacement(self, name: str | None, place: str) -> Iterator[Claim]:
        if name is not None:
            name = name.replace(_LOOP, "asyncio.AbstractEventLoop.")
        if name is not None and _DOTTED.fullmatch(name):
            yield from self._exists(name, f"{place} (replacement)")

    def _exists(self, name: str, place: str, requires: str = "") -> Iterator[Claim]:
        if not self._is_made_up(name) and "*" not in name:
            head, _, last = name.rpartition(".")
            also = self._also(head)
            member = last if also else ""
            yield Claim(head if also else name, "exists", place, member, requires=requires, also=also)

    def _is_made_up(self, name: str) -> bool:
        name = self._catalogue.canonical(name)
        while name and "shown" not in self._types.get(name, ()):
            name = name.rpartition(".")[0]
        return bool(name)

    def _also(self, type_name: str) -> tuple[str, ...]:
        return tuple(self._types.get(self._catalogue.canonical(type_name), {}).get("aliases", ()))

    def _place(self, key: str) -> str:
        return f"{self._file}: {key}"


def _blocks(row: Any) -> bool:
    return bool(row.get("blocks", True)) if isinstance(row, dict) else bool(row)
