"""Summaries are kept by content: read back as they were, and never trusted where they are not whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from blocklint.sources.reading import read_overlay
from blocklint.sources.source import Source
from blocklint.summaries.cache import SummaryCache, remove
from blocklint.summaries.reading import summarise_all
from blocklint.summaries.summarise import summarise

FIXTURES = Path(__file__).parents[1] / "fixtures"


def sources() -> list[Source]:
    read = [read_overlay(path.name, path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.rglob("app.py"))]
    return [one for one in read if isinstance(one, Source)]


def test_what_is_kept_is_read_back_as_it_was(tmp_path: Path) -> None:
    made = summarise_all(sources(), 1)
    first = summarise_all(sources(), 1, SummaryCache(tmp_path / "kept"))
    second = summarise_all(sources(), 1, SummaryCache(tmp_path / "kept"))

    assert first == made
    assert second == made
    assert len(SummaryCache(tmp_path / "kept").read(one.digest for one in sources())) == len(
        {one.digest for one in sources()}
    )


def test_the_same_on_any_number_of_processes() -> None:
    padding = f'\nTEXT = """{"word " * 30_000}"""\n'
    large = [replace(one, text=one.text + padding) for one in sources()[:20]]
    assert sum(len(one.text) for one in large) > 2_000_000

    assert summarise_all(large, 1) == summarise_all(large, 3)


@pytest.mark.parametrize("damage", ["no sqlite", "no json", "half", "other types"])
def test_a_damaged_cache_keeps_nothing(tmp_path: Path, damage: str) -> None:
    cache = SummaryCache(tmp_path)
    summary = summarise("import time\n\n\nasync def f():\n    time.sleep(1)\n")
    cache.write({"d": summary})
    assert cache.read(["d"]) == {"d": summary}

    file = tmp_path / "summaries.sqlite"
    if damage == "no sqlite":
        file.write_bytes(b"not a database")
    else:
        text = {"no json": "{", "half": "[[], []]", "other types": '[["x"], [3], [], null, [], 1]'}[damage]
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE summaries SET summary = ?", (text,))

    assert cache.read(["d"]) == {}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = SummaryCache(tmp_path / "file" / "cache")

    cache.write({"d": summarise("x = 1\n")})

    assert cache.read(["d"]) == {}


def test_the_folder_ignores_itself(tmp_path: Path) -> None:
    SummaryCache(tmp_path / "kept").write({"d": summarise("x = 1\n")})

    assert (tmp_path / "kept" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (tmp_path / "kept" / "CACHEDIR.TAG").read_text(encoding="utf-8").startswith("Signature: 8a477f597d28d172")


def test_only_a_cache_is_removed(tmp_path: Path) -> None:
    SummaryCache(tmp_path / "kept").write({"d": summarise("x = 1\n")})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "work.py").write_text("x = 1\n", encoding="utf-8")

    assert remove(tmp_path / "kept") is True
    assert remove(tmp_path / "kept") is False
    assert remove(tmp_path / "other") is False
    assert not (tmp_path / "kept").exists()
    assert (tmp_path / "other" / "work.py").exists()
