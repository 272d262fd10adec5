"""Catalogue files in, one library each out with all claims about its names, whichever file makes them."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blocklint.catalogue import compiled
from blocklint.catalogue.index import STANDARD
from blocklint.catalogue.loader import DATA, load
from verify_catalogue.claims import Claim, claims
from verify_catalogue.groups import Plan

Tables = Mapping[str, Any]


@dataclass(slots=True)
class Library:
    """A distribution: its `name`, import `roots`, catalogue `files`, and the claims that its packages can judge."""

    name: str
    roots: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    claims: dict[Claim, None] = field(default_factory=dict)


def read_tables(folder: Path = DATA) -> dict[str, Tables]:
    """Read and check all catalogue files, by file name."""
    return {
        path.name: compiled.tables(path.name, path.read_text(encoding="utf-8"), None)
        for path in sorted(folder.glob("*.toml"))
    }


def libraries(tables: Mapping[str, Tables], plan: Plan) -> tuple[dict[str, Library], list[Claim]]:
    """Return the libraries by name, and the claims about names whose import root no library has."""
    found: dict[str, Library] = {}
    for file, one in tables.items():
        row = one["library"]
        library = found.setdefault(row["name"], Library(row["name"]))
        library.roots += tuple(row["roots"])
        library.files += (file,)
    for root in plan.others:
        found[root] = Library(root, (root,))
    owners = _owners(found)
    strays = []
    for file, claim in _all(tables):
        own = found[tables[file]["library"]["name"]]
        # Two distributions may bring the same package: what a file says of its own roots is judged in its own library.
        owner = _owner(dict.fromkeys(own.roots, own), claim.name) or _owner(owners, claim.name)
        if owner is None:
            strays.append(claim)
        else:
            owner.claims[claim] = None
    return found, strays


def _all(tables: Mapping[str, Tables]) -> Iterator[tuple[str, Claim]]:
    catalogue = load([root for one in tables.values() for root in one["library"]["roots"]])
    types = {name: row for one in tables.values() for name, row in one.get("types", {}).items()}
    for file, one in tables.items():
        yield from ((file, claim) for claim in claims(file, one, catalogue, types))


def _owners(found: Mapping[str, Library]) -> dict[str, Library]:
    owners = {root: library for library in found.values() for root in library.roots}
    standard = found.get(STANDARD)
    if standard is not None:
        # Every module of the standard library, whether a file names it as a root or not, and what needs no import.
        owners.update({root: standard for root in (*sys.stdlib_module_names, *dir(builtins)) if root not in owners})
    return owners


def _owner(owners: Mapping[str, Library], name: str) -> Library | None:
    head = name
    while head:
        if head in owners:
            return owners[head]
        head = head.rpartition(".")[0]
    return None
