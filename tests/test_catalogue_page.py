"""The counts and the page of the catalogue are those of its files, and every library is in the verifier's plan."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest
from typer.testing import CliRunner

from blocklint.cli import app
from verify_catalogue import groups, libraries, page, statistics
from verify_catalogue.claims import Claim
from verify_catalogue.verdicts import Verdict
from verify_catalogue.versions import is_lower, with_version

PAGE = Path(__file__).parents[1] / "docs" / "catalogue.md"


@pytest.fixture(scope="module")
def tables() -> dict[str, libraries.Tables]:
    return libraries.read_tables()


def test_the_counts_are_those_of_the_files(tables: dict[str, libraries.Tables], update: bool) -> None:
    expected = statistics.as_text(statistics.count(tables, statistics.read()))
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

    assert [name for name in sorted(with_patterns) if not counts[name]["covered"]] == []


def test_every_library_is_in_one_group(tables: dict[str, libraries.Tables]) -> None:
    plan = groups.read()
    grouped = [name for group in plan.groups if not group.earlier for name in group.libraries]

    names = {one["library"]["name"] for one in tables.values()}
    assert sorted(grouped) == sorted(names - {"python"})


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
    assert 0 <= sum(statistics.unverified(row) for row in counts) <= 0.01 * sum(row["declared"] for row in counts)


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


@pytest.mark.parametrize(("version", "lower"), [("1.9", True), ("1.10", False), ("1.11", False), ("2024a", False)])
def test_an_older_version_than_the_one_that_was_checked_is_noticed(version: str, lower: bool) -> None:
    assert is_lower(version, 'roots = ["x"]\nchecked = "1.10"\n') == lower


def test_a_package_that_two_distributions_bring_is_judged_in_the_one_of_the_file(
    tables: dict[str, libraries.Tables],
) -> None:
    known, _ = libraries.libraries(tables, groups.read())

    assert "serpapi.GoogleSearch.get_dict" in {one.full for one in known["google-search-results"].claims}
    assert "serpapi.Client.search" in {one.full for one in known["serpapi"].claims}


def test_names_count_by_how_they_were_seen() -> None:
    claims = [Claim("acme.get", "callable", "acme.toml: acme.get", blocking=True)]
    claims += [Claim("acme.Client", "method", "acme.toml: acme.Client", one, blocking=True) for one in ("a", "b")]
    hows = ("import", "source", "unseen")
    found = [Verdict(claim, how) for claim, how in zip(claims, hows, strict=True)]
    found.append(
        Verdict(Claim("acme.Client", "pattern", "acme.toml: acme.Client", "*", blocking=True), "import", names=7)
    )

    counts = statistics.counted(found, {"acme.toml": "acme"}, {"acme"})

    assert counts == {"acme": {"covered": 7, "imported": 1, "source": 1}}
    assert statistics.unverified({"declared": 3, "imported": 1, "source": 1}) == 1
