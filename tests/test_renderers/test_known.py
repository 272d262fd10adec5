"""What is known or suppressed is left out, and shown only where it was asked for."""

import json
from dataclasses import replace
from typing import Any

import pytest

from blocklint.findings.report import Known, Report, Suppressed
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions


def text(name: str, report: Report) -> str:
    return FORMATS[name](report, RenderOptions())


@pytest.fixture
def compared(report: Report) -> Report:
    """One new finding, one known, one that a comment suppresses for a reason."""
    new, known, hidden = report.findings
    left = (Suppressed(known, True), Suppressed(hidden, False, "see [x](http://evil)"))
    return replace(report, findings=(new,), known=Known(1, 1, 2), suppressed=left)


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "markdown"])
def test_the_last_words_are_the_counts(name: str, compared: Report, clean: Report) -> None:
    assert "Found 1 finding (1 error) in 1 file. 1 new, 1 known, 2 gone." in text(name, compared)
    nothing_new = text(name, replace(clean, known=Known(0, 214, 0)))
    assert "Found nothing new that blocks the event loop in 3 files. 0 new, 214 known, 0 gone." in nothing_new
    assert "Found nothing that blocks" in text(name, replace(clean, known=Known(0, 0, 3)))


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("json", "sarif")])
def test_other_formats_show_what_is_reported_only(name: str, compared: Report) -> None:
    assert text(name, replace(compared, suppressed=None)) == text(name, compared)


def test_json_lists_them_apart(compared: Report, report: Report) -> None:
    top = json.loads(text("json", compared))

    assert {"new": 1, "known": 1, "gone": 2} == top["baseline"]
    assert [("baseline", ""), ("comment", "see [x](http://evil)")] == [
        (one["by"], one["reason"]) for one in top["suppressed"]
    ]
    assert 3 == len({one["fingerprint"] for one in (*top["findings"], *top["suppressed"])})
    assert "suppressed" not in json.loads(text("json", report))


def test_sarif_marks_them(compared: Report, report: Report) -> None:
    def run(some: Report) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(text("sarif", some))["runs"][0]
        return found

    new, known, hidden = run(compared)["results"]
    assert ("new", None) == (new["baselineState"], new.get("suppressions"))
    assert ("unchanged", "external") == (known["baselineState"], known["suppressions"][0]["kind"])
    assert {"kind": "inSource", "justification": "see \\[x\\](http://evil)"} == hidden["suppressions"][0]
    assert len(run(compared)["tool"]["driver"]["rules"]) == len(run(report)["tool"]["driver"]["rules"])
    quiet = run(replace(compared, suppressed=None))
    assert [new["ruleId"]] == [result["ruleId"] for result in quiet["results"]]
    assert not {"baselineState", "suppressions"} & set(quiet["results"][0])
