"""Catalogue tables, counts and plan in, the page `docs/catalogue.md` out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from verify_catalogue.claims import listed
from verify_catalogue.groups import Plan
from verify_catalogue.libraries import Tables
from verify_catalogue.statistics import SEEN, Counts, unverified

_HEAD = """\
# The catalogue

What blocklint knows of each library: the version on which its names were checked, how many of them block, by kind, and
the first of its classes that has an asynchronous counterpart. A name counts where it is declared, or where a pattern
stands for it. Made by `pytest --update`; the names are checked by `make verify-catalogue`.

{libraries} libraries, {names} blocking names: {declared} declared one by one, {covered} that patterns stand for.
Of the declared, {imported} were imported and looked at, and {source} found in source text, where a library was unpacked
and not imported, or an earlier release has the name. {unverified} are not verified: they belong to families of classes,
exist at run time only (see [below](#names-that-cannot-be-looked-up)), or are marked, and then reported as *possible*.

| library | checked | blocking names | by kind (declared) | asynchronous counterpart |
|---|---|---:|---|---|
"""

_UNSEEN = """
## Names that cannot be looked up

| name | why |
|---|---|
"""


def page(tables: Mapping[str, Tables], counts: Counts, plan: Plan) -> str:
    """Return the text of the page."""
    by_library: dict[str, list[Tables]] = {}
    for one in tables.values():
        by_library.setdefault(one["library"]["name"], []).append(one)
    sums = {key: sum(row[key] for row in counts.values()) for key in ("declared", *SEEN)}
    names, unseen = sums["declared"] + sums["covered"], unverified(sums)
    head = _HEAD.format(libraries=len(by_library), names=names, unverified=unseen, **sums)
    in_order = sorted(by_library.items(), key=lambda one: one[0].lower())
    rows = [_row(name, files, counts[name]) for name, files in in_order]
    absent = [f"| `{name}` | {why} |" for name, why in plan.unseen.items()]
    return head + "\n".join(rows) + "\n" + _UNSEEN + "\n".join(absent) + "\n"


def _row(name: str, files: list[Tables], counts: Mapping[str, int]) -> str:
    kinds: Counter[str] = Counter()
    for one in files:
        kinds.update(_kinds(one))
    shown = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items(), key=lambda one: (-one[1], one[0])))
    versions = {one["library"].get("checked") for one in files} - {None}
    twins = [row["twin"] for one in files for row in one.get("types", {}).values() if "twin" in row]
    twin = f"`{twins[0]}`" if twins else ""
    number = counts["declared"] + counts["covered"]
    return f"| {name} | {', '.join(sorted(versions)) or 'no'} | {number} | {shown} | {twin} |"


def _kinds(tables: Tables) -> Counter[str]:
    default = tables["library"].get("kind", "wait")
    kinds: Counter[str] = Counter()
    for name, row in tables.get("functions", {}).items():
        own: dict[str, Any] = row if isinstance(row, dict) else {"blocks": row}
        if own.get("blocks", True) and "*" not in name:
            kinds[own.get("kind", default)] += 1
    for row in tables.get("types", {}).values():
        if "shown" not in row:
            rows = row.get("method", {})
            kinds.update(rows.get(one, {}).get("kind", row.get("kind", default)) for one in listed(row))
    return kinds
