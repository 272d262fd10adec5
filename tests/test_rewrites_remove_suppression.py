"""Comments that suppress nothing are taken away, with what belongs to them and nothing else."""

from __future__ import annotations

import pytest

from blocklint.findings.suppression import HOUSEKEEPING
from blocklint.pipeline import check_text
from blocklint.rewrites.plan import plan
from blocklint.rewrites.suggest import suggest
from blocklint.sources.reading import read_overlay
from blocklint.sources.source import Source


def fixed(text: str) -> str:
    source = read_overlay("app.py", text)
    assert isinstance(source, Source)
    findings = [one for one in check_text({"app.py": text}).findings if one.code in HOUSEKEEPING]
    assert findings
    (change,) = plan(suggest(findings, {"app.py": source}), {"app.py": source}, unsafe=False)
    return change.after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1  # noqa: BL101\ny = 2\n", "x = 1\ny = 2\n"),
        ("x = 1  # noqa: BL101", "x = 1"),
        ("x = 1  # noqa: BL101 since it is short  \r\ny = 2\r\n", "x = 1\r\ny = 2\r\n"),
        ("x = 1  # noqa: E501, BL101\n", "x = 1  # noqa: E501\n"),
        ("x = 1  # noqa: BL101,E501,BL102 why\n", "x = 1  # noqa: E501 why\n"),
        ("x = 1  # noqa: BL101 # type: ignore\n", "x = 1  # type: ignore\n"),
        ("x = 1  # type: ignore  # noqa: BL101\n", "x = 1  # type: ignore\n"),
        ("x = 1  # blocklint: ignore[BL101] see #12  # pragma: no cover\n", "x = 1  # pragma: no cover\n"),
        ("x = 1  # blocklint: ignore[blocking-http]\n", "x = 1\n"),
        ("# blocklint: ignore\nx = 1\n", "x = 1\n"),
        ("def f():\n    # blocklint: disable[BL104]\n    return 1\n", "def f():\n    return 1\n"),
        ("# blocklint: file-ignore[BL101, BL102] generated\n", ""),
        ("x = 1  # noqa: BL777\n", "x = 1\n"),
        ("x = 1  # blocklint: ignore[]\n", "x = 1\n"),
        ("# blocklint: enable\nx = 1\n", "x = 1\n"),
        (
            "import time\nasync def f():\n    time.sleep(1)  # noqa: BL102, BL104, BL777, E501\n",
            "import time\nasync def f():\n    time.sleep(1)  # noqa: BL102, BL777, E501\n",
        ),
    ],
)
def test_what_means_nothing_goes(before: str, after: str) -> None:
    assert after == fixed(before)


def test_what_may_be_prose_stays() -> None:
    text = "x = 1  # blocklint: finds nothing here\n"
    source = read_overlay("app.py", text)
    assert isinstance(source, Source)
    (finding,) = suggest(check_text({"app.py": text}).findings, {"app.py": source})

    assert ("BL902", ()) == (finding.code, finding.remedies[0].edits)
