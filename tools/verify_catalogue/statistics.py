"""Catalogue tables and verdicts in, counts of names out, as kept in `blocklint/catalogue/data/statistics.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from blocklint.catalogue.loader import DATA
from verify_catalogue.claims import listed, unverified
from verify_catalogue.libraries import Tables
from verify_catalogue.verdicts import Verdict

FILE = DATA / "statistics.json"

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


def count(tables: Mapping[str, Tables], covered: Mapping[str, int]) -> Counts:
    """Return the counts by library; `covered` is how many names its patterns stand for, as the verifier has seen."""
    counts: Counts = {}
    for one in tables.values():
        name = one["library"]["name"]
        row = counts.setdefault(name, {"declared": 0, "covered": covered.get(name, 0), "unverified": 0})
        row["declared"] += len(declared(one))
        row["unverified"] += len(unverified(one))
    return dict(sorted(counts.items()))


def covered(verdicts: Iterable[Verdict], files: Mapping[str, str]) -> dict[str, int]:
    """Return how many names the patterns of each library stand for; `files` maps file names to libraries."""
    found: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.claim.expect == "pattern" and verdict.claim.blocking:
            name = files[verdict.claim.place.partition(":")[0]]
            found[name] = found.get(name, 0) + verdict.names
    return found


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
