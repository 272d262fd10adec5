"""Every project in `fixtures/` says in comments what is to be found; all of them are analysed in one run.

``# expect: BL101`` at the end of a line means a finding whose entering call starts on that line;
``via load -> requests.get`` names the calls on its trace, last the API. ``BL101, BL104`` are several findings, or
one and what stands under its `also`. A confidence or a level in brackets (``BL105[possible]``, ``BL102[warning]``) is
checked too. A line without a comment gives no finding.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from blocklint.config import Config
from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.pipeline import analyse, open_project, report

FIXTURES = Path(__file__).parents[1] / "fixtures"
EXPECT = re.compile(
    r"#\s*expect:\s*(?P<codes>BL\d{3}(?:\[\w+\])?(?:\s*,\s*BL\d{3}(?:\[\w+\])?)*)(?:\s+via\s+(?P<via>.+?))?\s*$"
)
CODE = re.compile(r"(BL\d{3})(?:\[(\w+)\])?")
CASES = sorted({app.parent.relative_to(FIXTURES).as_posix() for app in FIXTURES.rglob("app.py")})


class Expected(NamedTuple):
    """One expectation: codes with their confidence or level (empty: any), and the trace if it is given."""

    codes: tuple[tuple[str, str], ...]
    via: tuple[str, ...]


@cache
def whole() -> Report:
    project, _ = open_project(FIXTURES, [], Config(), isolated=True)
    return report(project, analyse(project), Selection())


def expectations(path: Path) -> Iterator[tuple[int, Expected]]:
    with path.open("rb") as file:
        try:
            tokens = list(tokenize.tokenize(file.readline))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            return
    for token in tokens:
        match = EXPECT.search(token.string) if token.type == tokenize.COMMENT else None
        if match is not None:
            via = tuple(part.strip() for part in re.split(r"->|→", match["via"])) if match["via"] else ()
            yield token.start[0], Expected(tuple(CODE.findall(match["codes"])), via)


def codes_of(finding: Finding) -> dict[str, tuple[str, str]]:
    also = {reach.code: (str(reach.confidence), str(reach.level)) for reach in finding.also}
    return {**also, finding.code: (str(finding.confidence), str(finding.level))}


def trace_of(finding: Finding) -> tuple[str, ...]:
    return (*(step.call for step in finding.trace[:-1]), finding.api)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    found: dict[tuple[str, int], list[Finding]] = {}
    for finding in whole().findings:
        if finding.path.startswith(f"{case}/"):
            found.setdefault((finding.path, finding.span.line), []).append(finding)
    wanted = {
        (path.relative_to(FIXTURES).as_posix(), line): expected
        for path in sorted((FIXTURES / case).rglob("*.py"))
        for line, expected in expectations(path)
    }

    def said(findings: list[Finding]) -> list[str]:
        return sorted(f"{code} {one.api}" for one in findings for code in [one.code])

    unexpected = {place: said(findings) for place, findings in found.items() if place not in wanted}
    unmatched = {place: expected.codes for place, expected in wanted.items() if place not in found}
    assert unexpected == {}
    assert unmatched == {}
    for place, expected in wanted.items():
        here: dict[str, tuple[str, str]] = {}
        for finding in found[place]:
            here.update(codes_of(finding))
        primary = {finding.code for finding in found[place]}
        codes = {code for code, _ in expected.codes}
        assert primary <= codes <= set(here), place
        assert [(code, word, here[code]) for code, word in expected.codes if word and word not in here[code]] == [], (
            place
        )
        if expected.via:
            assert expected.via in [trace_of(finding) for finding in found[place]], place


def test_every_fixture_belongs_to_a_case() -> None:
    strays = [
        path.relative_to(FIXTURES).as_posix()
        for path in FIXTURES.rglob("*.py")
        if not any(path.relative_to(FIXTURES).as_posix().startswith(f"{case}/") for case in CASES)
    ]

    assert strays == []


def test_errors_are_expected() -> None:
    assert [error.path for error in whole().errors] == [
        path.relative_to(FIXTURES).as_posix()
        for path in sorted((FIXTURES / "unreadable-file").rglob("*.py"))
        if "broken" in path.name
    ]
