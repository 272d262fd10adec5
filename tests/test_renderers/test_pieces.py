"""The pieces of the text formats: excerpts, diffs, groups, the closing line."""

from dataclasses import replace

import pytest

from blocklint.findings.fingerprint import counted_fingerprints, fingerprint
from blocklint.findings.remedy import Applicability, Edit
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers import FORMATS
from blocklint.renderers.difference import difference
from blocklint.renderers.excerpt import excerpt
from blocklint.renderers.footer import footer
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.root_causes import by_root_cause
from blocklint.renderers.style import Style
from blocklint.sources.source import Span

PLAIN = Style(color=False)


def shown(lines: list[str], span: Span) -> list[str]:
    return list(excerpt(lines, span, Level.ERROR, PLAIN))


def test_carets_stand_below_the_call_whatever_stands_before_it() -> None:
    assert ["  |", "1 |     x = '日本', f()", "  |                 ^^^"] == shown(
        ["\tx = '日本', f()"], Span(1, 12, 1, 15)
    )


def test_a_long_line_is_cut_around_the_call() -> None:
    line = "a" * 500 + "call()" + "b" * 500
    _, text, carets = shown([line], Span(1, 501, 1, 507))

    assert text.startswith("1 | …aaaa")
    assert text.endswith("bbb…")
    assert len(text) < 160
    assert "call()" == text[carets.index("^") : carets.rindex("^") + 1]


def test_a_long_call_is_cut_in_the_middle() -> None:
    lines = ["f(", *(f"    {number}," for number in range(20)), ")"]

    assert ["  ", " 1", "  ", " 2", "  ", " 3", "  ", "  ", "22", "  "] == [
        line[:2] for line in shown(lines, Span(1, 1, 22, 2))
    ]


def test_a_place_behind_the_end_of_the_file_has_no_excerpt() -> None:
    assert [] == shown(["a"], Span(2, 1, 2, 2))


def changed(edits: list[Edit], lines: list[str]) -> list[str]:
    return [line.strip() for line in difference(edits, {"a.py": lines}, "a.py", PLAIN)]


def test_a_diff_numbers_removed_lines_before_and_added_lines_after() -> None:
    edits = [
        Edit("a.py", Span(4, 1, 4, 2), "x\ny"),
        Edit("a.py", Span(1, 1, 1, 1), "import asyncio\n"),
        Edit("a.py", Span(4, 3, 4, 4), "E"),
    ]

    assert ["1 + import asyncio", "4 - d e", "5 + x", "6 + y E"] == changed(edits, ["a", "b", "c", "d e"])


def test_a_diff_names_other_files_and_leaves_out_unknown_ones() -> None:
    edits = [Edit("b.py", Span(1, 1, 1, 2), ""), Edit("gone.py", Span(1, 1, 1, 2), "")]
    text = list(difference(edits, {"b.py": ["x"]}, "a.py", PLAIN))

    assert ["  --> b.py", "   1 - x", "   1 +"] == text


def test_findings_are_grouped_by_the_call_that_blocks(report: Report) -> None:
    assert [("sqlite3.connect", ("list_items", "show_item")), ("time.sleep", ("wait",))] == [
        (cause.api, cause.functions) for cause in by_root_cause(report.findings)
    ]


def test_a_large_group_names_three_and_lists_ten(report: Report) -> None:
    first = report.findings[0]
    many = tuple(replace(first, function=f"f{number}", span=Span(number, 1, number, 2)) for number in range(1, 48))
    lines = FORMATS["full"](replace(report, findings=many), RenderOptions()).splitlines()

    assert "`sqlite3.connect` in `Store.__init__`, reached from 47 async functions: `f1`, `f2`, `f3`, …" == lines[0]
    assert 11 == sum("BL105" in line for line in lines)
    assert "… and 36 more; `--output-format concise` lists them all" in lines


def test_a_long_path_is_cut_unless_all_is_asked_for(report: Report) -> None:
    finding = report.findings[0]
    steps = tuple(replace(finding.trace[0], call=f"f{number}(\n  1)") for number in range(20))
    long = replace(report, findings=(replace(finding, trace=steps),))

    cut = FORMATS["full"](long, RenderOptions())
    whole = FORMATS["full"](long, RenderOptions(verbose=True))

    assert "… 12 more calls …" in cut
    assert (8, 20) == (cut.count(" in `list_items`: `f"), whole.count(" in `list_items`: `f"))
    assert "`f19( 1)`" in cut


@pytest.mark.parametrize(
    ("applicabilities", "ending"),
    [
        ((Applicability.SAFE, Applicability.UNSAFE), "; 1 fixable with `--fix`, 1 more with `--unsafe-fixes`."),
        ((Applicability.SAFE, Applicability.SAFE), "; 2 fixable with `--fix`."),
        ((Applicability.UNSAFE,), "; 1 fixable with `--fix --unsafe-fixes`."),
        ((Applicability.DISPLAY,), "in 1 file."),
    ],
)
def test_the_last_line_counts_what_can_be_fixed(
    report: Report, applicabilities: tuple[Applicability, ...], ending: str
) -> None:
    sleep = report.findings[2]
    findings = tuple(
        replace(sleep, remedies=(replace(sleep.remedies[0], applicability=each),)) for each in applicabilities
    )
    *_, last = footer(replace(report, findings=findings), RenderOptions())

    assert last.endswith(ending)


def test_fingerprints_know_no_place_and_count_equal_ones(report: Report) -> None:
    first = report.findings[0]
    moved = replace(first, path="moved.py", span=Span(99, 1, 99, 2), message="reworded", trace=first.trace[1:])
    others = [replace(first, **{name: "x"}) for name in ("code", "entry", "callee", "api")]

    assert fingerprint(first) == fingerprint(moved)
    assert 5 == len({fingerprint(each) for each in (first, *others)})
    assert [f"{fingerprint(first)}:1", f"{fingerprint(first)}:2"] == list(counted_fingerprints([first, moved]))
