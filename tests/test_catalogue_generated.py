"""For each library of the catalogue a module is written that uses every name of it, and linked once.

What blocks gives the code of its kind: functions, and methods and properties of a constructed, an annotated and a
factory-made receiver; coroutines, harmless names and what is handed to another thread give nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from blocklint.catalogue import compiled
from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.loader import DATA, load
from blocklint.catalogue.model import Callback, Condition, Entry
from blocklint.kinds import Kind
from blocklint.pipeline import check_text
from blocklint.rules import RULES

FILES = sorted(path.name for path in DATA.glob("*.toml"))
CODE_OF = {
    Kind.HTTP: "BL101", Kind.SLEEP: "BL102", Kind.SUBPROCESS: "BL103", Kind.FILE: "BL104", Kind.DATABASE: "BL105",
    Kind.BROKER: "BL106", Kind.CLOUD: "BL107", Kind.LLM: "BL108", Kind.SOCKET: "BL109", Kind.BROWSER: "BL110",
    Kind.CPU: "BL111", Kind.WAIT: "BL112", Kind.INPUT: "BL113", Kind.LOOP: "BL114", Kind.METADATA: "BL115",
    Kind.LOCK: "BL116",
}  # fmt: skip
# Rules of other families report such a call under a code of their own, or suppress nothing but themselves.
BLOCKING = frozenset(CODE_OF.values())

Tables = dict[str, dict[str, object]]


@cache
def tables_of(file: str) -> dict[str, dict]:  # type: ignore[type-arg]
    return compiled.tables(file, (DATA / file).read_text(encoding="utf-8"), None)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load([root for file in FILES for root in tables_of(file)["library"]["roots"]])


class Written:
    """A module that is being written, and for each function of it the code that must be found in it, or none."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.roots: set[str] = set()
        self.lines: list[str] = []
        self.expected: dict[int, tuple[str, str | None]] = {}

    def add(self, body: str, expected: str | None, *names: str, **types: str) -> None:
        """Add an `async def` whose last line must give `expected`, with parameters of the given `types`."""
        given = ", ".join(f"{name}: {of}" for name, of in types.items())
        self.roots.update(self.module(name) for name in (*names, *types.values()))
        self.lines.append(f"async def function_{len(self.lines)}({given}):")
        self.lines.extend(f"    {line}" for line in body.splitlines())
        self.expected[len(self.lines)] = (body, expected)

    def module(self, name: str) -> str:
        """Return what is to be imported for the dotted name: all before the first class, or but the last part."""
        parts = name.split(".")
        for length in range(1, len(parts)):
            prefix = ".".join(parts[:length])
            if self.catalogue.type(prefix) is not None or self.catalogue.value(prefix) is not None:
                return ".".join(parts[: length - 1]) or prefix
        return ".".join(parts[:-1])

    def differences(self) -> list[str]:
        """Link the module, and return a line for each function in which something else was found."""
        imports = [f"import {root}" for root in sorted(self.roots)]
        text = "\n".join([*imports, *self.lines, ""])
        found = defaultdict(set)
        for finding in check_text({"app.py": text}).findings:
            codes = {finding.code, *(reach.code for reach in finding.also)} & BLOCKING
            found[finding.span.line - len(imports)].update(codes)
        return [
            f"{body!r} gives {sorted(found[line]) or 'nothing'}, expected {expected or 'nothing'}"
            for line, (body, expected) in self.expected.items()
            if (expected not in found[line] if expected else found[line])
        ]


def quiet_by_default(entry: Entry) -> bool:
    """Tell whether a call without arguments meets one of the conditions under which nothing waits."""
    return any(one.test == "equals" and one.default == one.value for one in entry.unless)


def arguments(conditions: Iterable[Condition]) -> str | None:
    """Return arguments with which the conditions hold, None where none can be written."""
    written = {}
    for one in conditions:
        if one.argument is None:
            return None
        if one.test == "equals":
            value = repr(one.value)
        elif one.test == "differs":
            value = "7" if not isinstance(one.value, bool) else repr(not one.value)
        elif one.test == "given" and one.value:
            value = "some_value"
        elif one.test == "given":
            continue
        else:
            return None
        written[one.argument] = value
    return ", ".join(f"{name}={value}" for name, value in written.items())


def blocking(entry: Entry | None) -> str | None:
    return CODE_OF[entry.kind] if entry is not None and entry.kind is not None else None


def functions(file: str, catalogue: Catalogue) -> Iterator[tuple[str, Entry]]:
    for name in tables_of(file).get("functions", {}):
        entry = catalogue.function(name)
        if "*" not in name and entry is not None:
            yield name, entry


def members(file: str, catalogue: Catalogue) -> Iterator[tuple[str, str, Entry]]:
    """Yield the methods and properties that block: their class, their name and what is known of them."""
    for name, row in tables_of(file).get("types", {}).items():
        if "*" in name or "shown" in row:
            continue
        for member in dict.fromkeys((*row.get("methods", ()), *row.get("method", {}))):
            entry = catalogue.method(name, member)
            if "*" not in member and not member.startswith("__") and entry is not None and entry.kind is not None:
                yield name, member, entry


@cache
def factories() -> dict[str, list[str]]:
    made = defaultdict(list)
    for file in FILES:
        for name, row in tables_of(file).get("functions", {}).items():
            if isinstance(row, dict) and row.get("returns") and "*" not in name:
                made[row["returns"]].append(name)
    return made


@pytest.mark.parametrize("file", FILES)
def test_what_blocks_is_found(file: str, catalogue: Catalogue) -> None:
    written = Written(catalogue)
    for name, entry in functions(file, catalogue):
        given = arguments((*entry.when, *entry.constructed))
        if entry.kind is not None and given is not None and not entry.coroutine and not quiet_by_default(entry):
            written.add(f"{name}({given})", blocking(entry), name)
    for name, member, entry in members(file, catalogue):
        made, given = arguments(entry.constructed), arguments(entry.when)
        if made is None or given is None or quiet_by_default(entry):
            continue
        use = f"receiver.{member}" if entry.attribute else f"receiver.{member}({given})"
        written.add(f"receiver = {name}({made})\n{use}", blocking(entry), name)
        if not entry.constructed:
            written.add(use, blocking(entry), receiver=name)
        for factory in factories().get(name, [])[:1]:
            written.add(f"receiver = {factory}({made})\n{use}", blocking(entry), factory)

    assert written.differences() == []


@pytest.mark.parametrize("file", FILES)
def test_coroutines_and_harmless_names_give_nothing(file: str, catalogue: Catalogue) -> None:
    written = Written(catalogue)
    for name in tables_of(file).get("harmless", {}):
        written.add(f"{name}()", None, name)
    for name, row in tables_of(file).get("types", {}).items():
        if "*" in name or "shown" in row:
            continue
        for method in row.get("coroutines", ()):
            if "*" not in method:
                written.add(f"await receiver.{method}()", None, receiver=name)
        twin = row.get("twin")
        if twin is not None and catalogue.type(twin) is not None:
            for method in row.get("methods", ()):
                if "*" not in method and not method.startswith("__"):
                    written.add(f"await receiver.{method}()", None, receiver=twin)

    assert written.differences() == []


@pytest.mark.parametrize("file", [file for file in FILES if "property = true" in (DATA / file).read_text("utf-8")])
def test_properties_are_silent_where_they_are_not_read(file: str, catalogue: Catalogue) -> None:
    written = Written(catalogue)
    for name, member, entry in members(file, catalogue):
        if not entry.attribute:
            continue
        written.add(f"receiver.{member}", None, receiver="typing.Any")
        written.add(f"receiver.{member} = 1", None, receiver=name)
        twin = catalogue.type(name)
        if twin is not None and twin.twin is not None and catalogue.type(twin.twin) is not None:
            written.add(f"await receiver.{member}", None, receiver=twin.twin)

    assert written.differences() == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_handed_to_another_thread_is_silent(file: str, catalogue: Catalogue) -> None:
    written = Written(catalogue)
    for name in tables_of(file).get("offloads", {}):
        for callback in catalogue.callbacks(name):
            if not callback.iterates and not callback.enters and (given := handed(callback)) is not None:
                wait = "await " if callback.awaited else ""
                # Some of them wait for the thread themselves.
                written.add(f"{wait}{name}({given})", blocking(catalogue.function(name)), name, "time.sleep")

    assert written.differences() == []


def handed(callback: Callback) -> str | None:
    given = arguments(callback.when)
    if given is None or (callback.position is None and callback.keyword is None):
        return None
    own = "lambda: time.sleep(1)"
    if callback.keyword is not None:
        return ", ".join(filter(None, (f"{callback.keyword}={own}", given)))
    return ", ".join(filter(None, (*["None"] * (callback.position or 0), own, given)))


def test_every_kind_has_the_code_of_a_rule() -> None:
    assert set(CODE_OF) == set(Kind)
    assert set(CODE_OF.values()) <= {rule.code for rule in RULES}
