"""The counts and the page of the catalogue are those of its files, and every library is in the verifier's plan."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blocklint.cli import app
from verify_catalogue import groups, libraries, page, statistics
from verify_catalogue.claims import Claim
from verify_catalogue.versions import with_version

PAGE = Path(__file__).parents[1] / "docs" / "catalogue.md"


@pytest.fixture(scope="module")
def tables() -> dict[str, libraries.Tables]:
    return libraries.read_tables()


def test_the_counts_are_those_of_the_files(tables: dict[str, libraries.Tables], update: bool) -> None:
    covered = {name: row["covered"] for name, row in statistics.read().items()}
    expected = statistics.as_text(statistics.count(tables, covered))
    if update:
        statistics.FILE.write_text(expected, encoding="utf-8")

    assert statistics.FILE.read_text(encoding="utf-8") == expected


def test_the_page_is_that_of_the_files(tables: dict[str, libraries.Tables], update: bool) -> None:
    expected = page.page(tables, statistics.read(), groups.read())
    if update:
        PAGE.write_text(expected, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == expected


def test_a_library_with_patterns_was_counted_by_the_verifier(tables: dict[str, libraries.Tables]) -> None:
    counts, plan = statistics.read(), groups.read()
    with_patterns = {
        one["library"]["name"]
        for one in tables.values()
        for name, row in one.get("types", {}).items()
        for method in row.get("methods", ())
        if "*" in method and "shown" not in row and not any(fnmatch(f"{name}.{method}", other) for other in plan.unseen)
    }

    assert [name for name in sorted(with_patterns - set(plan.unavailable)) if not counts[name]["covered"]] == []


def test_every_library_is_in_one_group_or_has_a_reason(tables: dict[str, libraries.Tables]) -> None:
    plan = groups.read()
    grouped = [name for group in plan.groups if not group.earlier for name in group.libraries]

    names = {one["library"]["name"] for one in tables.values()}
    assert sorted([*grouped, *plan.unavailable]) == sorted(names - {"python"})


def test_the_command_line_prints_the_counts() -> None:
    counts = statistics.read().values()
    result = CliRunner().invoke(app, ["rules", "--statistics"])

    assert result.exit_code == 0
    assert f"{len(counts)} libraries" in result.stdout
    assert str(sum(row["declared"] for row in counts)) in result.stdout
    assert str(sum(row["covered"] for row in counts)) in result.stdout


def test_the_catalogue_is_as_wide_as_it_says() -> None:
    counts = statistics.read().values()

    assert len(counts) >= 350
    assert sum(row["declared"] for row in counts) >= 5000
    assert sum(row["unverified"] for row in counts) <= 0.02 * sum(row["declared"] for row in counts)


def test_a_file_claims_what_it_says(tables: dict[str, libraries.Tables]) -> None:
    known, strays = libraries.libraries(tables, groups.read())
    claims = {(one.full, one.expect) for one in known["requests"].claims}

    assert strays == []
    assert ("requests.get", "callable") in claims
    assert ("requests.Session.get", "method") in claims
    assert ("requests.Request", "exists") in claims
    assert {one.name for one in known["httpx"].claims} >= {"httpx.AsyncClient.get", "httpx.AsyncClient"}
    assert all(isinstance(one, Claim) for one in known["requests"].claims)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'roots = ["x"]\nchecked = "1"\nkind = "cpu" # checked = "1"\n',
            'roots = ["x"]\nchecked = "2"\nkind = "cpu" # checked = "1"\n',
        ),
        ('roots = ["x"]\n# why\nkind = "cpu"\n', 'roots = ["x"]\nchecked = "2"\n# why\nkind = "cpu"\n'),
    ],
)
def test_a_version_is_written_and_nothing_else(text: str, expected: str) -> None:
    assert with_version(text, "2") == expected
