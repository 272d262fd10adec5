"""Which catalogue files a project needs, from the import roots that it uses.

The index of the shipped files is a file of its own, so that no other file is read to choose: it maps
each import root to the files that declare it and the files that those name in their types
(``fastapi.Request`` is a class of Starlette). A test holds it to the files.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from blocklint.catalogue import expressions

STANDARD = "python"
"""The library name of the standard library's files, and the key of the index for files that are always loaded."""

Index = Mapping[str, list[str]]


def read(path: Path) -> Index:
    """Read the index file: import root to names of files."""
    index: Index = json.loads(path.read_text(encoding="utf-8"))
    return index


def select(index: Index, roots: Collection[str]) -> list[str]:
    """Return the files for `roots`, sorted, the standard library's always.

    A root may be of any length. One that another root continues says nothing (``google`` beside
    ``google.cloud``); one that is shorter than the index's stands for all of them.
    """
    wanted = set(index.get(STANDARD, ()))
    given = sorted({f"{root}." for root in roots})
    followed = itertools.zip_longest(given, given[1:], fillvalue="")
    longest: dict[str, list[str]] = {}
    for root, following in followed:
        if not following.startswith(root):
            longest.setdefault(root.partition(".")[0], []).append(root)
    for declared, files in index.items():
        name = f"{declared}."
        if any(root.startswith(name) or name.startswith(root) for root in longest.get(name.partition(".")[0], ())):
            wanted.update(files)
    return sorted(wanted)


def build(files: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """Build the index of checked `files` (name to tables)."""
    declared: dict[str, set[str]] = {}
    for file, tables in files.items():
        for root in tables["library"]["roots"]:
            declared.setdefault(root, set()).add(file)
    standard = {file for file, tables in files.items() if tables["library"]["name"] == STANDARD}
    needs = {file: _needs(tables, declared) - standard for file, tables in files.items()}
    index = {root: sorted(_closure(names, needs)) for root, names in declared.items() if not names <= standard}
    return {STANDARD: sorted(standard), **dict(sorted(index.items()))}


def _closure(files: set[str], needs: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    open_files = list(files)
    while open_files:
        file = open_files.pop()
        if file not in found:
            found.add(file)
            open_files.extend(needs[file])
    return found


def _needs(tables: Mapping[str, Any], declared: Mapping[str, set[str]]) -> set[str]:
    found = set()
    for name in _references(tables):
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            files = declared.get(".".join(parts[:length]))
            if files:
                found.update(files)
                break
    return found


def _references(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of types and alias targets in one file, which may belong to other libraries."""
    yield from tables.get("aliases", {}).values()
    for expression in tables.get("values", {}).values():
        yield from expressions.names(expression)
    for row in tables.get("functions", {}).values():
        if isinstance(row, dict) and "returns" in row:
            yield from expressions.names(row["returns"])
    for row in tables.get("types", {}).values():
        yield from row.get("bases", ())
        texts = [row[key] for key in ("as", "item", "each", "called") if key in row]
        texts += [*row.get("attributes", {}).values(), *row.get("returns", {}).values()]
        texts += [method["returns"] for method in row.get("method", {}).values() if "returns" in method]
        for text in texts:
            yield from expressions.names(text)
