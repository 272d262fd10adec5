"""Findings in, the findings of a report out: judged one by one, folded by place, kept by path."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from blocklint.findings.finding import Finding, Step
from blocklint.findings.fingerprint import counted_fingerprints, fingerprint
from blocklint.findings.folding import fold
from blocklint.findings.selection import Selection, gathered, judged
from blocklint.kinds import Confidence, Level
from blocklint.sources.source import Span

HERE, THERE = Span(3, 5, 3, 9), Span(7, 1, 7, 4)


def finding(
    code: str = "BL101", *, span: Span = HERE, level: Level = Level.ERROR, sure: Confidence = Confidence.CERTAIN,
    api: str = "requests.get", steps: tuple[str, ...] = ("app.py",), path: str = "app.py",
) -> Finding:  # fmt: skip
    trace = tuple(Step(step, span, "f", "call") for step in steps)
    return Finding(
        code, "name", level, sure, "message", path, span, "f", "app.f", "app.load", api, None, trace
    )  # fmt: skip


# Folding


def test_findings_of_one_call_become_one_and_the_others_stand_under_it() -> None:
    (folded,) = fold([finding("BL104", level=Level.WARNING, api="open"), finding("BL101")])

    assert folded.code == "BL101"
    assert [(reach.code, reach.api, reach.level) for reach in folded.also] == [("BL104", "open", Level.WARNING)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(finding("BL105"), finding("BL104", level=Level.WARNING), id="level"),
        pytest.param(finding("BL105"), finding("BL104", sure=Confidence.LIKELY), id="confidence"),
        pytest.param(
            finding("BL104", level=Level.ERROR, sure=Confidence.POSSIBLE),
            finding("BL105", level=Level.WARNING),
            id="level before confidence",
        ),
        pytest.param(finding("BL105"), finding("BL104", steps=("app.py", "b.py")), id="length"),
        pytest.param(finding("BL104"), finding("BL105"), id="code"),
        pytest.param(finding("BL201", level=Level.NOTE), finding("BL105"), id="what explains the other"),
        pytest.param(finding("BL301", level=Level.NOTE), finding("BL105"), id="import explains the other"),
    ],
)
def test_the_strongest_comes_first(first: Finding, second: Finding) -> None:
    for order in permutations((first, second)):
        (folded,) = fold(order)

        assert folded.code == first.code
        assert [reach.code for reach in folded.also] == [second.code]


def test_calls_at_other_places_stay_apart_and_in_order_of_place() -> None:
    given = [finding(span=THERE), finding(path="b.py"), finding(), finding("BL102", span=THERE)]

    folded = fold(given)

    assert [(one.path, one.span.line, len(one.also)) for one in folded] == [
        ("app.py", 3, 0), ("app.py", 7, 1), ("b.py", 3, 0)
    ]  # fmt: skip


def test_what_is_found_twice_is_said_once() -> None:
    (folded,) = fold([finding(), finding()])

    assert folded.also == ()


# Selection


@pytest.mark.parametrize(
    ("selection", "codes"),
    [
        (Selection(), ["BL101", "BL104", "BL115"]),
        (Selection(min_level=Level.WARNING), ["BL101", "BL104"]),
        (Selection(min_level=Level.ERROR), ["BL101"]),
        (Selection(min_confidence=Confidence.LIKELY), ["BL101", "BL115"]),
        (Selection(selects=lambda code, _: code != "BL101"), ["BL104", "BL115"]),
        (Selection(selects=lambda _, path: path != "app.py"), []),
        (Selection(level_of={"BL115": Level.ERROR}.get, min_level=Level.ERROR), ["BL101", "BL115"]),
    ],
)
def test_each_kind_of_a_call_is_judged_on_its_own(selection: Selection, codes: list[str]) -> None:
    given = [
        finding("BL101"),
        finding("BL104", level=Level.WARNING, sure=Confidence.POSSIBLE),
        finding("BL115", level=Level.NOTE),
    ]

    kept = judged(given, selection)

    assert [one.code for one in kept] == codes
    assert len(gathered(kept, selection)) == min(1, len(codes))


def test_a_level_that_the_user_sets_is_the_level_of_the_report() -> None:
    selection = Selection(level_of={"BL101": Level.NOTE}.get)

    assert [one.level for one in judged([finding()], selection)] == [Level.NOTE]


@pytest.mark.parametrize(
    ("paths", "touching", "count"),
    [
        (None, False, 1),
        ({"app.py"}, False, 1),
        ({"helper.py"}, False, 0),
        ({"helper.py"}, True, 1),
        ({"deeper.py"}, True, 1),
        ({"other.py"}, True, 0),
        (set(), True, 0),
    ],
)
def test_paths_select_by_the_entering_call_or_by_any_step(paths: set[str] | None, touching: bool, count: int) -> None:
    through = [finding(steps=("app.py", "helper.py")), finding("BL104", steps=("app.py", "deeper.py"))]

    assert len(gathered(through, Selection(paths=paths, touching=touching))) == count


# Fingerprints


def test_a_fingerprint_survives_moved_lines_and_renamed_files() -> None:
    moved = replace(finding(), path="new.py", span=THERE, message="other", level=Level.NOTE)

    assert fingerprint(moved) == fingerprint(finding())


@pytest.mark.parametrize("field", ["code", "entry", "callee", "api"])
def test_a_fingerprint_is_made_of_what_the_finding_is_about(field: str) -> None:
    assert fingerprint(replace(finding(), **{field: "other"})) != fingerprint(finding())


def test_equal_fingerprints_are_counted() -> None:
    first, second, third = counted_fingerprints([finding(), finding("BL102"), finding(span=THERE)])

    assert first.endswith(":1")
    assert second.endswith(":1")
    assert third == f"{first.partition(':')[0]}:2"
