"""Known findings are found again where code has moved, and nothing that is new is taken for known."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.findings.baseline import Comparison, Entry, compare, entry_of
from blocklint.findings.baseline_text import BaselineError, parsed, written
from blocklint.findings.finding import Finding
from blocklint.pipeline import analyse, project_of
from blocklint.sources.spans import split_lines

APP = """\
import requests
from helpers import fetch

async def quote(symbol):
    return requests.get(symbol)

async def quotes(first, second):
    a = requests.get(first)
    b = requests.get(second)
    return a, b, fetch(first)
"""
HELPERS = """\
import urllib.request

def fetch(url):
    return urllib.request.urlopen(url)
"""
BEFORE = {"app.py": APP, "helpers.py": HELPERS}


def found(files: Mapping[str, str]) -> tuple[list[Finding], dict[str, tuple[str, ...]]]:
    analysis = analyse(project_of(files))
    assert analysis.errors == ()
    return list(analysis.findings), {path: split_lines(text) for path, text in files.items()}


def compared(after: Mapping[str, str], before: Mapping[str, str] = BEFORE) -> Comparison:
    old, old_lines = found(before)
    entries = parsed(written(entry_of(each, old_lines) for each in old), "baseline")
    assert len(old) == len(entries)
    findings, lines = found(after)
    return compare(findings, entries, lines, set(after))


def counts(comparison: Comparison) -> tuple[int, int, int]:
    return len(comparison.new), len(comparison.known), len(comparison.gone)


def with_app(old: str, new: str) -> dict[str, str]:
    assert old in APP
    return {"app.py": APP.replace(old, new), "helpers.py": HELPERS}


def test_nothing_is_new_where_nothing_has_changed() -> None:
    assert (0, 4, 0) == counts(compared(BEFORE))


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(with_app("import requests\n", "import requests\n\n\n# more\n"), id="lines moved down"),
        pytest.param(
            {
                "app.py": APP[: APP.index("async")]
                + APP[APP.index("async def quotes") :]
                + APP[APP.index("async") : APP.index("async def quotes")],
                "helpers.py": HELPERS,
            },
            id="functions swapped",
        ),
        pytest.param(
            with_app(
                "a = requests.get(first)\n    b = requests.get(second)",
                "b = requests.get(second)\n    a = requests.get(first)",
            ),
            id="statements swapped",
        ),
        pytest.param(with_app("requests.get(symbol)", "requests.get(\n        symbol\n    )"), id="laid out anew"),
        pytest.param(
            {"app.py": APP.replace("first", "one").replace("second", "two"), "helpers.py": HELPERS},
            id="variables renamed",
        ),
        pytest.param({"api/app.py": APP, "helpers.py": HELPERS}, id="file renamed"),
        pytest.param(
            {"app.py": APP.replace("from helpers", "from web.net"), "web/net.py": HELPERS, "web/__init__.py": ""},
            id="helper's file renamed",
        ),
        pytest.param(
            {
                "server.py": APP.replace("first", "one").replace("import requests", "\nimport requests"),
                "helpers.py": HELPERS,
            },
            id="file renamed and edited",
        ),
        pytest.param(
            {
                "app.py": APP,
                "helpers.py": HELPERS.replace("urllib.request.urlopen", "requests.get").replace(
                    "urllib.request", "requests"
                ),
            },
            id="another API of the kind behind the same call",
        ),
    ],
)
def test_what_only_moved_stays_known(after: dict[str, str]) -> None:
    assert (0, 4, 0) == counts(compared(after))


def test_of_like_calls_in_one_function_the_planted_one_is_new() -> None:
    comparison = compared(with_app("    a = ", "    requests.get('planted')\n    a = "))

    assert (1, 4, 0) == counts(comparison)
    assert [8] == [finding.span.line for finding in comparison.new]


def test_a_repeated_line_is_new() -> None:
    comparison = compared(
        with_app("    return requests.get(symbol)", "    requests.get(symbol)\n    return requests.get(symbol)")
    )

    assert (1, 4, 0) == counts(comparison)


def test_an_edited_helper_makes_a_new_finding_in_an_untouched_file() -> None:
    before = {"app.py": APP, "helpers.py": "def fetch(url):\n    return url\n"}
    comparison = compared(BEFORE, before)

    assert (1, 3, 0) == counts(comparison)
    assert [("app.py", "fetch")] == [(finding.path, finding.trace[0].call) for finding in comparison.new]


def test_another_kind_at_a_known_call_is_new() -> None:
    helpers = HELPERS.replace("    return", "    import time\n    time.sleep(1)\n    return")

    comparison = compared({"app.py": APP, "helpers.py": helpers})

    assert (1, 4, 0) == counts(comparison)
    assert [("BL102", "app.py", "fetch")] == [(each.code, each.path, each.trace[0].call) for each in comparison.new]


def test_what_was_repaired_is_gone() -> None:
    comparison = compared(with_app("requests.get(symbol)", "symbol"))

    assert (0, 3, 1) == counts(comparison)
    assert ("BL101", "app.py", "quote", "requests.get") == comparison.gone[0][:4]


def test_a_repaired_call_does_not_make_room_for_another() -> None:
    assert (1, 3, 1) == counts(compared(with_app("requests.get(symbol)", "requests.post(symbol)")))


def test_a_file_that_is_gone_makes_no_room_in_files_that_were_known() -> None:
    before = {**BEFORE, "old.py": "import requests\n\nasync def show():\n    requests.get('x')\n"}
    after = {"app.py": f"{APP}\nasync def show():\n    requests.get('x')\n", "helpers.py": HELPERS}

    assert (1, 4, 1) == counts(compared(after, before))


def test_two_renamed_files_find_their_own() -> None:
    one = "import requests\n\nasync def one():\n    requests.get('x')\n\nasync def both():\n    requests.get('x')\n"
    two = one.replace("def one", "def two")
    comparison = compared({"x.py": two, "y.py": one}, {"a.py": one, "b.py": two})

    assert (0, 4, 0) == counts(comparison)


# Text

texts = st.text(max_size=8)
entries = st.lists(st.builds(Entry, texts, texts, texts, texts, texts), max_size=8)


@given(entries)
def test_a_baseline_reads_back(some: list[Entry]) -> None:
    assert tuple(sorted(some)) == parsed(written(some), "baseline")


def test_lines_are_sorted_and_hold_no_line_number() -> None:
    findings, lines = found(BEFORE)
    text = written(entry_of(each, lines) for each in reversed(findings))

    head, *rest = text.splitlines()
    assert '{"blocklint-baseline": 1}' == head
    assert rest == sorted(rest)
    assert '"path": "app.py", "function": "quote", "callee": "requests.get"' in rest[0]


def test_a_line_that_both_branches_added_counts_once() -> None:
    text = written([Entry("BL101", "a.py", "f", "requests.get", "1")])
    line = text.splitlines()[1]

    assert 1 == len(parsed(f"{text}{line}\n", "baseline"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "b: empty; `blocklint baseline write --force` writes it anew"),
        ("[]\n", 'b:1: expected the head {"blocklint-baseline": 1}'),
        ('{"blocklint-baseline": 2}\n', "b:1: version 2 was written by a newer blocklint; this one reads 1"),
        ('{"blocklint-baseline": 1}\n{"code": 1}\n', "b:2: expected an object with code, path, function, callee, text"),
        (
            '{"blocklint-baseline": 1}\n<<<<<<< ours\n',
            "b:2: no line of a baseline (a merge conflict: keep the lines of both sides)",
        ),
        (
            '{"blocklint-baseline": 1}\n{"code":"","path":"","function":"","callee":"","text":"","count":0}',
            "b:2: expected a count from 1",
        ),
    ],
)
def test_what_is_no_baseline_is_named(text: str, message: str) -> None:
    with pytest.raises(BaselineError) as raised:
        parsed(text, "b")

    assert message == str(raised.value)
