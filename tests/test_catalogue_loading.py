"""Which files are loaded, and what the cache of compiled files may suffer."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from blocklint.catalogue import compiled, index
from blocklint.catalogue.loader import load

TEXT = 'schema = 1\n[library]\nname = "x"\nroots = ["x"]\n[functions]\n"x.f" = true\n'

INDEX = {
    "python": ["python.toml"],
    "requests": ["requests.toml"],
    "google.cloud.storage": ["storage.toml"],
    "google.cloud.tasks": ["tasks.toml"],
    "google.genai": ["genai.toml"],
    "fastapi": ["fastapi.toml", "starlette.toml"],
}


@pytest.mark.parametrize(
    ("roots", "expected"),
    [
        ([], []),
        (["requests"], ["requests"]),
        (["requests.adapters"], ["requests"]),
        (["requestsx"], []),
        (["fastapi"], ["fastapi", "starlette"]),
        (["google"], ["genai", "storage", "tasks"]),
        (["google", "google.cloud"], ["storage", "tasks"]),
        (["google", "google.cloud.tasks"], ["tasks"]),
    ],
)
def test_roots_choose_files(roots: list[str], expected: list[str]) -> None:
    assert index.select(INDEX, roots) == sorted(f"{name}.toml" for name in ["python", *expected])


def test_files_that_a_file_names_come_with_it() -> None:
    def file(root: str, **tables: object) -> dict[str, object]:
        return {"library": {"name": root, "roots": [root]}, **tables}

    files = {
        "a.toml": file("a", functions={"a.f": {"returns": "list[b.B]"}}),
        "b.toml": file("b", types={"b.B": {"bases": ["c.d.C"], "twin": "e.E"}}),
        "c.toml": file("c.d"),
        "e.toml": file("e", aliases={"e.x": "sys.stdin"}),
        "python.toml": {"library": {"name": "python", "roots": ["sys"]}},
    }

    assert index.build(files) == {
        "python": ["python.toml"],
        "a": ["a.toml", "b.toml", "c.toml"],
        "b": ["b.toml", "c.toml"],
        "c.d": ["c.toml"],
        "e": ["e.toml"],
    }


def test_a_compiled_file_is_read_back(tmp_path: Path) -> None:
    first = compiled.tables("x.toml", TEXT, tmp_path)
    (stored,) = tmp_path.iterdir()
    content = json.loads(stored.read_text(encoding="utf-8"))
    content["tables"]["functions"]["x.g"] = True
    stored.write_text(json.dumps(content), encoding="utf-8")

    assert "x.g" not in first["functions"]
    assert "x.g" in compiled.tables("x.toml", TEXT, tmp_path)["functions"]
    assert "x.g" not in compiled.tables("x.toml", TEXT + "\n", tmp_path)["functions"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"digest": "0", "tables": {}}', '{"tables": []}', "[" * 100_000]
)
def test_a_corrupt_cache_is_replaced(content: str, tmp_path: Path) -> None:
    expected = compiled.tables("x.toml", TEXT, tmp_path)
    (stored,) = tmp_path.iterdir()
    stored.write_text(content, encoding="utf-8")

    assert compiled.tables("x.toml", TEXT, tmp_path) == expected
    assert json.loads(stored.read_text(encoding="utf-8"))["tables"] == expected


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert compiled.tables("x.toml", TEXT, tmp_path / "file" / "below") == compiled.tables("x.toml", TEXT, None)


def test_the_standard_library_is_always_there(tmp_path: Path) -> None:
    catalogue = load([], cache=tmp_path)

    assert catalogue.function("time.sleep") is not None
    assert catalogue.function("requests.get") is None


def test_ten_libraries_cost_less_than_fifteen_milliseconds(tmp_path: Path) -> None:
    roots = ["requests", "httpx", "fastapi", "redis", "sqlalchemy", "openai", "boto3", "pandas", "aiohttp", "stripe"]
    load(roots, cache=tmp_path)

    def cost() -> float:
        start = time.process_time()
        load(roots, cache=tmp_path)
        return time.process_time() - start

    assert min(cost() for _ in range(5)) < 0.015
