"""One checked table of a catalogue file in, one frozen entry of the model out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocklint.catalogue.model import Callback, Condition, Entry, Hook
from blocklint.kinds import Kind, Level

Row = Mapping[str, Any]
"""A table of a catalogue file that `schema.check` has passed."""

EMPTY: Row = {}
_NOT_BLOCKING: Row = {"blocks": False}
_TESTS = ("equals", "differs", "given", "matches", "type", "flag", "below")


@dataclass(frozen=True, slots=True)
class Library:
    """One catalogue file: `name` of the distribution, import `roots`, defaults in `row`, and all its `tables`."""

    name: str
    roots: tuple[str, ...]
    row: Row
    tables: Row


def library(tables: Row) -> Library:
    """Return the library that the checked `tables` of one file describe."""
    row = tables["library"]
    return Library(row["name"], tuple(row["roots"]), row, tables)


def entry(name: str, row: Row | bool, defaults: Sequence[Row], *, returns: str | None = None, path: str = "") -> Entry:
    """Build the entry of a callable from its own `row` and the `defaults` of its class and library.

    `row` is True for "blocks, with the defaults", False for "does not block". `path` is what a
    replacement's ``{method}`` and ``{path}`` stand for. `returns` is used where the row has none.
    """
    own = row if not isinstance(row, bool) else EMPTY if row else _NOT_BLOCKING
    rows = (own, *defaults)
    blocks = _first("blocks", rows, True)
    thread = _first("thread", rows, "ok") if blocks else own.get("thread", "ok")
    level = _first("level", rows, None)
    replace = _first("replace", rows, None) if blocks else None
    memory = _first("memory", rows, None) if blocks else None
    return Entry(
        name=name,
        kind=Kind(_first("kind", rows, "wait")) if blocks else None,
        level=Level(level) if level else None,
        certain=blocks != "depends",
        returns=own.get("returns", returns),
        cases=tuple((case["returns"], conditions(case["when"])) for case in own.get("cases", ())),
        replace=replace and replace.replace("{method}", path.rpartition(".")[2]).replace("{path}", path),
        thread=thread,
        note=own.get("note") or (_first("thread-note", rows, "") if thread != "ok" else ""),
        unless=conditions(own.get("unless", ())),
        when=conditions(own.get("when", ())),
        constructed=conditions(own.get("constructed", ())),
        movable=conditions(_first("movable", rows, ())) if thread == "owned" else (),
        verified=_first("verified", rows, True),
        coroutine=own.get("coroutine", False),
        attribute=own.get("property", False),
        once=own.get("once", False),
        settled=tuple(own.get("settled", ())),
        memory=Kind(memory) if memory else None,
        memory_constructed=conditions(own.get("memory-constructed", ())),
    )


def conditions(rows: Iterable[Row]) -> tuple[Condition, ...]:
    """Build the conditions of a row, in order."""
    return tuple(_condition(row) for row in rows)


def callbacks(name: str, rows: Row | Sequence[Row]) -> tuple[Callback, ...]:
    """Build the callbacks of the function `name`, which has one row or several."""
    return tuple(_callback(name, row) for row in ([rows] if isinstance(rows, Mapping) else rows))


def hooks(base: str, rows: Row | Sequence[Row]) -> tuple[Hook, ...]:
    """Build the hooks of the class `base`, which has one row or several."""
    several = [rows] if isinstance(rows, Mapping) else rows
    return tuple(
        Hook(
            base,
            tuple(row["methods"]),
            row["runs"],
            row.get("role", ""),
            row.get("requires", ""),
            tuple(row.get("gives", ())),
        )
        for row in several
    )


def _first(key: str, rows: Iterable[Row], default: Any) -> Any:
    for row in rows:
        if key in row:
            return row[key]
    return default


def _condition(row: Row) -> Condition:
    if "none" in row:
        # TOML cannot write None.
        return Condition(row.get("argument"), row.get("position"), "equals" if row["none"] else "differs", None)
    test = next(test for test in _TESTS if test in row)
    value = tuple(row[test]) if isinstance(row[test], list) else row[test]
    return Condition(row.get("argument"), row.get("position"), test, value, row.get("default"))


def _callback(name: str, row: Row) -> Callback:
    return Callback(
        name=name,
        runs=row.get("runs", "thread"),
        position=row.get("position"),
        keyword=row.get("keyword"),
        decorator=row.get("decorator", False),
        arguments=row.get("arguments", False),
        keywords=row.get("keywords", False),
        awaited=row.get("awaited", False),
        iterates=row.get("iterates", False),
        enters=row.get("enters", False),
        later=row.get("later", False),
        returns_wrapped=row.get("returns-wrapped", False),
        yields_into=row.get("yields-into", ""),
        models=row.get("models", False),
        unwraps=row.get("unwraps", False),
        spares=Kind(row["spares"]) if "spares" in row else None,
        gives=tuple(row.get("gives", ())),
        role=row.get("role", ""),
        requires=row.get("requires", ""),
        unless=conditions(row.get("unless", ())),
        when=conditions(row.get("when", ())),
    )
