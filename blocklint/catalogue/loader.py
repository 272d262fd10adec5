"""Import roots in, `Catalogue` out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from blocklint.catalogue import compiled, index, rows
from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.errors import CatalogueError
from blocklint.catalogue.model import Callback

__all__ = ["DATA", "Catalogue", "CatalogueError", "load"]

DATA = Path(__file__).parent / "data"
"""The folder of the shipped catalogue files."""


def counted() -> str:
    """Return a line on how much the shipped files know, from the counts that their verification has kept."""
    rows = json.loads((DATA / "statistics.json").read_text(encoding="utf-8")).values()
    keys = ("declared", "covered", "imported", "source")
    declared, covered, imported, source = (sum(row[key] for row in rows) for key in keys)
    return (
        f"{len(rows)} libraries, {declared + covered} blocking names: {declared} declared one by one "
        f"({declared - imported - source} of them not verified), {covered} that patterns stand for"
    )


def load(
    roots: Collection[str],
    extra: Sequence[tuple[str, str]] = (),
    *,
    cache: Path | None = None,
    callbacks: Sequence[Callback] = (),
) -> Catalogue:
    """Load what is known about the libraries with the import names `roots`, and the standard library.

    `roots` may be longer than one part (``google.cloud``). `extra` are catalogues of users, as file
    name and TOML text; their rows replace shipped rows of the same name. `cache` is the folder for
    compiled files, None for the user's; `callbacks` are rows that stand in no file. Raises `CatalogueError` for a
    file that the format does not allow.
    """
    folder = cache or compiled.user_cache()
    own = [compiled.tables(file, text, folder) for file, text in extra]
    wanted = {*roots, *(root for tables in own for root in tables["library"]["roots"])}
    names = index.select(index.read(DATA / "index.json"), wanted)
    shipped = [compiled.tables(name, (DATA / name).read_text(encoding="utf-8"), folder) for name in names]
    return Catalogue((rows.library(tables) for tables in (*shipped, *own)), callbacks)
