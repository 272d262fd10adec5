"""Which remedies are carried out together, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Edit, Remedy, Rewrite
from blocklint.rewrites.apply import FileChange, Objections, plan
from blocklint.rewrites.suggest import suggest
from blocklint.sources.source import Source, Span
from tests.nominations import PATH, nominate, source_of

TEXT = """\
import asyncio, time
@app.get("/")
async def g():
    time.sleep(1)
    f(a)
async def h():
    await x
    f(b)
"""
SLEEP, PLAIN, THREAD = Rewrite.AWAIT_SLEEP, Rewrite.PLAIN_DEF, Rewrite.TO_THREAD


def findings(*rewrites: Rewrite, text: str = TEXT) -> list[Finding]:
    return suggest(nominate(text, ("time.sleep", "f"), *rewrites), {PATH: source_of(text)})


def changes(given: list[Finding], text: str = TEXT, unsafe: bool = True) -> list[FileChange]:
    return plan(given, {PATH: source_of(text)}, unsafe=unsafe)


def test_safe_remedies_only() -> None:
    (change,) = changes(findings(SLEEP, THREAD), unsafe=False)

    assert change.after == TEXT.replace("time.sleep(1)", "await asyncio.sleep(1)")
    assert [finding.callee for finding in change.findings] == ["time.sleep"]


def test_unsafe_remedies_too() -> None:
    (change,) = changes(findings(SLEEP, THREAD))

    expected = TEXT.replace("time.sleep(1)", "await asyncio.sleep(1)").replace("f(", "await asyncio.to_thread(f, ")
    assert change.after == expected
    assert (len(change.findings), change.refused, change.reason) == (3, (), "")


def test_what_a_person_must_decide_is_never_written() -> None:
    given = [
        replace(each, remedies=tuple(replace(remedy, applicability=Applicability.DISPLAY) for remedy in each.remedies))
        for each in findings(THREAD)
    ]

    assert changes(given) == []


def test_the_first_allowed_remedy_is_taken() -> None:
    (change,) = changes(findings(PLAIN, THREAD))

    assert change.after == TEXT.replace("async def g", "def g").replace("f(b)", "await asyncio.to_thread(f, b)")


def test_a_function_does_not_become_plain_when_something_in_it_is_awaited() -> None:
    sleep, *_ = findings(SLEEP)
    given = [sleep, *(each for each in findings(PLAIN, THREAD) if each.callee == "f")]

    (change,) = changes(given)

    assert "async def g():\n    await asyncio.sleep(1)\n    await asyncio.to_thread(f, a)\n" in change.after


def test_nothing_is_awaited_in_a_function_that_becomes_plain() -> None:
    plain, awaited = findings(PLAIN), findings(THREAD)

    (change,) = changes([plain[0], *(each for each in awaited if each.callee == "f")])

    assert change.after == TEXT.replace("async def g", "def g").replace("f(b)", "await asyncio.to_thread(f, b)")
    assert len(change.findings) == 2


def test_the_order_of_the_findings_does_not_matter() -> None:
    given = findings(PLAIN, THREAD)

    assert changes(given[::-1]) == changes(given)


def test_files_come_in_order_of_their_paths() -> None:
    paths = ["b.py", "a.py", "c/a.py"]
    sources = {path: source_of(TEXT, path=path) for path in paths}
    given = [found for path in paths for found in nominate(TEXT, ("f",), THREAD, path=path)]

    assert [change.path for change in plan(suggest(given, sources), sources, unsafe=True)] == sorted(paths)


def edited(finding: Finding, *edits: Edit) -> Finding:
    return replace(finding, remedies=(Remedy("edit", Applicability.SAFE, THREAD, edits=edits),))


def at(line: int, column: int, end_column: int, content: str, path: str = PATH) -> Edit:
    return Edit(path, Span(line, column, line, end_column), content)


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        pytest.param(at(1, 1, 1, "x"), at(1, 3, 4, "y"), "xaby\n#ghi\n", id="apart"),
        pytest.param(at(1, 1, 3, "x"), at(1, 3, 4, "y"), "xy\n#ghi\n", id="touching"),
        pytest.param(at(1, 2, 2, "x"), at(1, 2, 2, "x"), "axbc\n#ghi\n", id="equal"),
        pytest.param(at(1, 1, 3, "x"), at(1, 2, 4, "y"), "xc\nghi\n", id="overlapping"),
        pytest.param(at(1, 1, 4, "x"), at(1, 2, 2, "y"), "x\nghi\n", id="inside"),
        pytest.param(at(1, 2, 2, "x"), at(1, 2, 2, "y"), "axbc\nghi\n", id="at the same place"),
        pytest.param(at(1, 2, 2, "x"), at(1, 2, 3, "y"), "axbc\nghi\n", id="starting at the same place"),
    ],
)
def test_of_remedies_whose_edits_collide_the_first_is_carried_out(first: Edit, second: Edit, after: str) -> None:
    call, other = nominate("async def g():\n    f(a); f(b)\n", ("f",))
    given = [edited(other, second, at(2, 1, 1, "#")), edited(call, first)]

    (change,) = changes(given, "abc\nghi\n")

    assert change.after == after
    assert len(change.findings) == 1 + after.count("#")


def test_edits_of_another_file_are_not_carried_out() -> None:
    given = [edited(finding, at(1, 1, 1, "#"), at(1, 1, 1, "#", "other.py")) for finding in findings()]

    assert changes(given) == []


def test_what_does_not_parse_is_refused_alone() -> None:
    good, bad, *_ = findings(THREAD)
    bad = edited(bad, at(5, 5, 5, "("))

    (change,) = changes([good, bad])

    assert change.after == TEXT.replace("time.sleep(1)", "await asyncio.to_thread(time.sleep, 1)")
    assert (change.findings, change.refused, change.reason) == ((good,), (bad,), "the result would not parse")


def test_an_await_in_a_plain_function_is_refused() -> None:
    text = "def g():\n    f(a)\n"
    (finding,) = nominate(text, ("f",))

    (change,) = changes([edited(finding, at(2, 5, 5, "await "))], text)

    assert (change.after, change.findings, change.reason) == (text, (), "the result would not parse")


def test_a_file_that_never_compiled_can_be_repaired() -> None:
    text = f"{TEXT}return\n"

    (change,) = changes(findings(THREAD, text=text), text)

    assert len(change.findings) == 3


def test_a_finding_that_still_stands_is_refused() -> None:
    asked: list[int] = []

    def recheck(changes: Sequence[FileChange]) -> Objections:
        (change,) = changes
        asked.append(len(change.findings))
        return Objections(tuple(one for one in change.findings if one.span.line == 5))

    (change,) = plan(findings(THREAD), {PATH: source_of(TEXT)}, unsafe=True, recheck=recheck)

    assert asked == [3, 2]
    assert change.after == TEXT.replace("time.sleep(1)", "await asyncio.to_thread(time.sleep, 1)").replace(
        "f(b)", "await asyncio.to_thread(f, b)"
    )
    assert [finding.span.line for finding in change.refused] == [5]
    assert change.reason == "the finding would still stand"


def test_what_is_refused_may_be_all() -> None:
    (change,) = plan(
        findings(THREAD),
        {PATH: source_of(TEXT)},
        unsafe=True,
        recheck=lambda changes: Objections(changes[0].findings),
    )

    assert (change.after, change.findings, len(change.refused)) == (TEXT, (), 3)


def two_files() -> tuple[list[Finding], dict[str, Source]]:
    sources = {path: source_of(TEXT, path=path) for path in ("a.py", "b.py")}
    return suggest([found for path in sources for found in nominate(TEXT, ("f",), THREAD, path=path)], sources), sources


def test_the_changes_of_all_files_are_checked_at_once() -> None:
    asked: list[list[str]] = []

    def recheck(changes: Sequence[FileChange]) -> Objections:
        asked.append([change.path for change in changes])
        return Objections()

    given, sources = two_files()
    found = plan(given, sources, unsafe=True, recheck=recheck)

    assert asked == [["a.py", "b.py"]]
    assert [len(change.findings) for change in found] == [2, 2]


def appearing(path: str, line: int, function: str) -> Objections:
    (new,) = nominate("async def n():\n    f(c)\n", ("f",), path=path)
    return Objections(new=(replace(new, span=Span(line, 1, line, 9), function=function),))


@pytest.mark.parametrize(
    ("line", "function", "left"),
    [(9, "g", [5]), (9, "n", [5]), (10, "h", [5]), (10, "n", [])],
    ids=["line and another function", "line", "function", "file"],
)
def test_a_new_finding_is_blamed_on_its_line_else_its_function_else_its_file(
    line: int, function: str, left: list[int]
) -> None:
    """The import that is added to b.py moves its lines down by one."""
    given, sources = two_files()
    without = TEXT.replace("import asyncio, time", "import time")
    sources["b.py"] = source_of(without, path="b.py")
    given = [one for one in given if one.path == "a.py"]
    given += suggest(nominate(without, ("f",), THREAD, path="b.py"), sources)
    named = [replace(one, function="gh"[one.span.line > 5]) for one in given]

    def recheck(changes: Sequence[FileChange]) -> Objections:
        whole = len(changes) > 1 and len(changes[1].findings) == 2
        return appearing("b.py", line, function) if whole else Objections()

    first, second = plan(named, sources, unsafe=True, recheck=recheck)

    assert [finding.span.line for finding in first.findings] == [5, 8]
    assert [finding.span.line for finding in second.findings] == left
    assert second.reason == "another finding would appear"


def test_a_new_finding_elsewhere_is_traced_by_halving() -> None:
    given, sources = two_files()

    def recheck(changes: Sequence[FileChange]) -> Objections:
        return appearing("c.py", 1, "n") if any(change.path == "b.py" for change in changes) else Objections()

    found = plan(given, sources, unsafe=True, recheck=recheck)

    assert [len(change.findings) for change in found] == [2, 0]
    assert [len(change.refused) for change in found] == [0, 2]


@pytest.mark.parametrize("rewrites", [(SLEEP, THREAD), (PLAIN, THREAD), (THREAD,)])
def test_a_second_run_changes_nothing(rewrites: tuple[Rewrite, ...]) -> None:
    (change,) = changes(findings(*rewrites))

    again = [each for each in findings(*rewrites, text=change.after) if each.nomination and each.nomination.awaitable]

    assert changes(again, change.after) == []
