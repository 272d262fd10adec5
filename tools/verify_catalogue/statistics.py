"""Catalogue tables and verdicts in, counts of names out, as kept in `blocklint/catalogue/data/statistics.json`."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from blocklint.catalogue.loader import DATA
from verify_catalogue.claims import listed
from verify_catalogue.libraries import Tables
from verify_catalogue.verdicts import Verdict

FILE = DATA / "statistics.json"

SEEN = ("covered", "imported", "source")
_HOW = {"import": "imported", "source": "source", "earlier": "source"}

Counts = dict[str, dict[str, int]]


def declared(tables: Mapping[str, Any]) -> list[str]:
    """Return the blocking names that a file declares one by one: functions, methods, and phases of types.

    Classes without a public name count for nothing: what they stand for is counted where it is made.
    """
    rows = tables.get("functions", {})
    names = [name for name, row in rows.items() if "*" not in name and _blocks(row)]
    for name, row in tables.get("types", {}).items():
        if "shown" in row:
            continue
        names += [f"{name}.{one}" for one in listed(row)]
        names += [
            f"{name}.{phase}"
            for phase in ("construct", "enter", "exit", "iterate")
            if row.get(phase) and _blocks(row[phase])
        ]
    return names


def count(tables: Mapping[str, Tables], seen: Mapping[str, Mapping[str, int]]) -> Counts:
    """Return the counts by library; `seen` is what the verifier has counted of each, as `counted` returns it."""
    counts: Counts = {}
    for one in tables.values():
        name = one["library"]["name"]
        row = counts.setdefault(name, {"declared": 0, **{key: seen.get(name, {}).get(key, 0) for key in SEEN}})
        row["declared"] += len(declared(one))
    return dict(sorted(counts.items()))


def counted(verdicts: Sequence[Verdict], files: Mapping[str, str], own: Collection[str]) -> Counts:
    """Return for each library how many names its patterns stand for, and how the names declared one by one were seen.

    ``covered`` are the names that patterns stand for, ``imported`` the declared ones that were imported and looked at,
    ``source`` those that were found in source text alone. `files` maps file names to libraries.
    `own` are the libraries that were verified: their environments judge some claims of files that build on them as
    well, whose counts are not complete by that.
    """
    found: Counts = {name: dict.fromkeys(SEEN, 0) for name in files.values()}
    names: dict[tuple[str, str], str] = {}
    for verdict in verdicts:
        if verdict.claim.blocking:
            name = files[verdict.claim.place.partition(":")[0]]
            if verdict.claim.expect == "pattern":
                found[name]["covered"] += verdict.names
            elif verdict.how in _HOW:
                names[name, verdict.claim.full] = _HOW[verdict.how]
    for (name, _), how in names.items():
        found[name][how] += 1
    return {name: row for name, row in found.items() if name in own}


def unverified(row: Mapping[str, int]) -> int:
    """Return how many of the declared names of a library, or of all, nobody has seen."""
    return row["declared"] - row["imported"] - row["source"]


def read(file: Path = FILE) -> Counts:
    """Read the counts that were kept."""
    counts: Counts = json.loads(file.read_text(encoding="utf-8"))
    return counts


def as_text(counts: Counts) -> str:
    """Return the counts as the file has them, one library a line."""
    lines = (f" {json.dumps(name)}: {json.dumps(row)}" for name, row in counts.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _blocks(row: Any) -> bool:
    return bool(row.get("blocks", True)) if isinstance(row, dict) else bool(row)
