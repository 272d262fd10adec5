"""What every shipped catalogue file must keep, whoever adds one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blocklint.catalogue import compiled, index
from blocklint.catalogue.loader import DATA, load

FILES = sorted(path.name for path in DATA.glob("*.toml"))


@pytest.fixture(scope="module")
def tables() -> dict[str, dict[str, Any]]:
    return {name: compiled.tables(name, (DATA / name).read_text(encoding="utf-8"), None) for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_was_checked_and_in_which_version(name: str, tables: dict[str, dict[str, Any]]) -> None:
    assert (DATA / name).read_text(encoding="utf-8").startswith("# ")
    library = tables[name]["library"]
    assert library.get("checked") or library["verified"] is False


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_a_kind_when_anything_in_it_blocks(name: str, tables: dict[str, dict[str, Any]]) -> None:
    default = "kind" in tables[name]["library"]

    assert [key for key, row in blocking_rows(tables[name]) if not default and "kind" not in row] == []


def test_no_name_is_declared_twice(tables: dict[str, dict[str, Any]]) -> None:
    names = Counter(
        key
        for file in tables.values()
        for key in (
            *file.get("functions", {}),
            *file.get("types", {}),
            *file.get("values", {}),
            *file.get("aliases", {}),
            *(alias for row in file.get("types", {}).values() for alias in row.get("aliases", ())),
        )
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_no_callable_is_handed_over_twice(tables: dict[str, dict[str, Any]]) -> None:
    names = Counter(
        key for file in tables.values() for section in ("offloads", "enters") for key in file.get(section, {})
    )

    assert [name for name, count in names.items() if count > 1] == []


def test_the_index_is_that_of_the_files(tables: dict[str, dict[str, Any]], update: bool) -> None:
    lines = (f" {json.dumps(root)}: {json.dumps(files)}" for root, files in index.build(tables).items())
    expected = "{\n" + ",\n".join(lines) + "\n}\n"
    if update:
        (DATA / "index.json").write_text(expected, encoding="utf-8")

    assert (DATA / "index.json").read_text(encoding="utf-8") == expected


def test_every_answer_can_be_built(tables: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    catalogue = load([root for file in tables.values() for root in file["library"]["roots"]], cache=tmp_path)

    for file in tables.values():
        for name in (*file.get("functions", {}), *file.get("types", {}), *file.get("harmless", {})):
            assert catalogue.function(name.replace("*", "Some")) is not None, name
        for pattern, row in file.get("types", {}).items():
            name = pattern.replace("*", "Some")
            assert catalogue.type(name) is not None
            for method in (*row.get("methods", ()), *row.get("method", {}), *row.get("coroutines", ())):
                assert catalogue.method(name, method.replace("*", "some")) is not None, (name, method)
            for base in row.get("bases", ()):
                assert catalogue.type(base) is not None, (name, base)
            for phase in ("enter", "exit", "iterate"):
                assert catalogue.phase(name, phase) is None or row.get(phase) is not False
        for section in ("offloads", "enters"):
            for name in file.get(section, {}):
                assert catalogue.callbacks(name), name
        for name in file.get("hooks", {}):
            assert catalogue.hooks(name), name


def blocking_rows(file: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of a file that block, each with what its type says for it."""
    for name, row in file.get("functions", {}).items():
        own = row if isinstance(row, dict) else {"blocks": row}
        if own.get("blocks", True):
            yield name, own
    for name, row in file.get("types", {}).items():
        phases = [row[key] for key in ("construct", "enter", "exit", "iterate") if row.get(key)]
        methods = [one for one in row.get("method", {}).values() if one.get("blocks", True)]
        if row.get("methods"):
            yield name, row
        for one in (*phases, *methods):
            yield name, {**row, **(one if isinstance(one, dict) else {})}
