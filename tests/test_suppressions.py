"""Suppressions as cuts, marks on functions, and what is said of comments that suppress nothing."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest

from blocklint.catalogue.model import Callback
from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.kinds import Level
from blocklint.pipeline import Project, analyse, check_text, report
from blocklint.sources.modules import layout
from blocklint.sources.reading import read_overlay
from blocklint.sources.source import Source


def check(selection: Selection | None = None, **files: str) -> Report:
    return check_text({f"{name}.py": dedent(text) for name, text in files.items()}, selection)


def said(result: Report) -> list[tuple[str, int, str]]:
    return [(finding.code, finding.span.line, finding.api) for finding in result.findings]


HELPER = """\
import time

def pause():
    time.sleep(1){}

def outer():
    pause(){}

async def handler():
    outer(){}
"""


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize(
    "comment",
    ["  # noqa: BL102", "  # blocklint: ignore[BL102] known", "  # blocklint: ignore[blocking-sleep]", "  # noqa"],
)
def test_a_comment_holds_at_the_root_cause_at_any_step_and_at_the_entering_call(place: int, comment: str) -> None:
    comments = ["", "", ""]
    comments[place] = comment

    assert [] == said(check(app=HELPER.format(*comments)))


def test_ranges_and_whole_files_hold_as_well() -> None:
    assert [] == said(check(app="# blocklint: file-ignore[BL102]\n" + HELPER.format("", "", "")))
    assert [] == said(check(app="# blocklint: disable[BL102]\n" + HELPER.format("", "", "") + "# blocklint: enable\n"))


def test_another_path_is_still_reported() -> None:
    result = check(
        app="""\
        import time

        def quick():
            time.sleep(1)  # blocklint: ignore[BL102]

        def slow():
            quick()
            deeper()

        def deeper():
            time.sleep(2)

        async def handler():
            slow()
        """
    )

    assert [("BL102", 14, "time.sleep")] == said(result)
    assert ["slow", "deeper", "time.sleep"] == [step.call for step in result.findings[0].trace]


def test_one_comment_at_the_root_cause_clears_all_callers() -> None:
    callers = "".join(f"\nasync def handler{number}():\n    outer()\n" for number in range(5))

    assert [] == said(check(app=HELPER.format("  # noqa: BL102", "", "") + callers))


def test_other_kinds_at_the_same_call_are_still_reported() -> None:
    result = check(
        app="""\
        import time
        import urllib.request

        def both():
            time.sleep(1)
            urllib.request.urlopen("https://example.org")

        async def handler():
            both()  # noqa: BL102
        """
    )

    assert [("BL101", 9, "urllib.request.urlopen")] == said(result)


def test_rules_that_are_no_kind_are_suppressed_at_any_step_too() -> None:
    helper = """\
    from playwright.sync_api import sync_playwright

    def start():
        return sync_playwright().start(){}
    """
    app = """\
    from browsers import start

    playwright = start(){}
    """

    def found(first: str, second: str) -> list[str]:
        result = check(browsers=dedent(helper).format(first), app=dedent(app).format(second))
        return [finding.code for finding in result.findings]

    assert ["BL301"] == found("", "")
    assert [] == found("  # noqa: BL301", "")
    assert [] == found("", "  # blocklint: ignore[playwright-at-import] a script")
    assert ["BL301", "BL901"] == sorted(found("", "  # noqa: BL302, BL102".replace("BL302, ", "")))


# Used and unused


def unused(result: Report) -> list[tuple[int, str]]:
    return [(finding.span.line, finding.message) for finding in result.findings if finding.code == "BL901"]


def test_a_comment_is_used_where_the_callee_would_block_and_the_caller_is_on_the_loop() -> None:
    result = check(
        app="""\
        import time

        def plain():
            time.sleep(1)  # noqa: BL102

        def called():
            time.sleep(1)  # noqa: BL102

        async def handler():
            called()
            len("")  # blocklint: ignore
        """
    )

    assert [(4, "no finding of `BL102` is suppressed by this"), (11, "this suppresses nothing")] == unused(result)


def test_of_two_comments_on_one_path_the_outer_one_does_nothing() -> None:
    result = check(app=HELPER.format("  # noqa: BL102", "", "  # noqa: BL102"))

    assert [(10, "no finding of `BL102` is suppressed by this")] == unused(result)


def test_codes_of_one_comment_are_judged_one_by_one() -> None:
    result = check(app=HELPER.format("  # noqa: E501, BL101, BL102, BL104", "", ""))

    assert [(4, "no finding of `BL101`, `BL104` is suppressed by this")] == unused(result)
    (remedy,) = result.findings[0].remedies
    assert "remove `BL101`, `BL104` from the comment" == remedy.title


def test_a_note_that_is_not_shown_is_suppressed_all_the_same() -> None:
    text = """\
    import os

    async def handler():
        os.path.exists("x")  # noqa: BL115
    """

    assert [] == unused(check(Selection(min_level=Level.WARNING), app=text))


def test_a_bare_noqa_is_never_judged() -> None:
    assert [] == unused(check(app="x = 1  # noqa\n"))


def test_codes_that_are_not_selected_are_not_judged() -> None:
    text = "x = 1  # noqa: BL102, BL104\ny = 1  # blocklint: ignore\n"
    some = Selection(selects=lambda code, _: code != "BL102")

    assert [(1, "no finding of `BL104` is suppressed by this")] == unused(check(some, app=text))


def test_nothing_is_judged_where_a_file_could_not_be_analysed() -> None:
    result = check(app="x = 1  # noqa: BL102\n", broken="def f(:\n")

    assert ["BL999"] == [finding.code for finding in result.findings]


def test_the_comments_about_comments_must_name_their_code() -> None:
    assert ["BL901"] == [one.code for one in check(app="# blocklint: file-ignore\nx = 1  # noqa: BL102\n").findings][:1]
    assert [] == said(check(app="x = 1  # noqa: BL102, BL901\n"))
    assert [] == said(check(app="# blocklint: file-ignore[BL902]\nx = 1  # noqa: BL777\n"))


def test_what_means_nothing_is_named_with_what_may_be_meant() -> None:
    result = check(
        app="""\
        a = 1  # noqa: BL1O1
        b = 1  # blocklint: ignore[blocking-htp]
        c = 1  # blocklint: ingore[BL101]
        # blocklint: enable
        d = 1  # blocklint: ignore[BL199]
        e = 1  # noqa: BL120
        """
    )
    messages = [finding.message for finding in result.findings if finding.code == "BL902"]

    assert [
        "unknown code `BL1O1`; did you mean `BL101`?",
        "unknown code `blocking-htp`; did you mean `blocking-http`?",
        "unknown directive `ingore`; did you mean `ignore`?",
        "nothing is disabled here",
        "unknown code `BL199`",
        "unknown code `BL120`; did you mean `BL102`?",
    ] == messages


# Marks


@pytest.mark.parametrize(("mark", "place"), [("# blocklint: blocking", (3, 1)), ("@blocking", (4, 1))])
def test_a_coroutine_function_marked_as_blocking_is_told_so(mark: str, place: tuple[int, int]) -> None:
    text = f"""\
from ours import blocking

{mark}
async def wait():
    pass

async def handler():
    await wait()
"""
    (finding,) = check(app=text).findings

    assert "BL902" == finding.code
    assert place == (finding.span.line, finding.span.column)
    assert "`blocking` says nothing of a coroutine function: a call of it runs nothing" == finding.message


@pytest.mark.parametrize(
    "above", ["# blocklint: nonblocking cached after the first call\n", "@nonblocking\n", "@lint.nonblocking\n"]
)
def test_a_nonblocking_function_cuts_everything_through_it(above: str) -> None:
    text = HELPER.format("", "", "").replace("def outer", f"{above}def outer")

    assert [] == said(check(app=f"import lint\nfrom lint import nonblocking\n{text}"))


def test_a_nonblocking_coroutine_function_has_no_findings_of_its_own() -> None:
    assert [] == said(check(app=HELPER.format("", "", "").replace("async def", "# blocklint: nonblocking\nasync def")))


def test_a_mark_with_codes_cuts_those_only() -> None:
    text = """\
    import time

    def read():  # blocklint: nonblocking[blocking-file] one small local file
        open("x").read()
        time.sleep(1)

    async def handler():
        read()
    """

    assert [("BL102", 8, "time.sleep")] == said(check(app=text))


@pytest.mark.parametrize(
    ("mark", "code", "kind"),
    [
        ("# blocklint: blocking", "BL112", "wait"),
        ("# blocklint: blocking[BL105] a driver in C", "BL105", "database"),
        ("# blocklint: blocking[blocking-cpu]", "BL111", "cpu"),
        ("@blocking", "BL112", "wait"),
    ],
)
def test_a_blocking_function_is_an_api_of_its_own(mark: str, code: str, kind: str) -> None:
    text = f"""\
import time
from ours import blocking

{mark}
def query():
    time.sleep(1)

def helper():
    query()

async def handler():
    helper()
"""
    (finding,) = check(app=text).findings

    assert (code, kind, "app.query") == (finding.code, str(finding.kind), finding.api)
    assert ["helper", "query"] == [step.call for step in finding.trace]


def test_a_blocking_generator_blocks_where_it_is_iterated() -> None:
    text = """\
    # blocklint: blocking[BL105]
    def rows():
        yield from _rows()

    async def handler():
        for row in rows():
            print(row)
    """

    assert [("BL105", 6, "app.rows")] == said(check(app=text))


# Configuration


def configured(text: str, **settings: Any) -> list[Finding]:
    source = read_overlay("app.py", dedent(text), layout(["app.py"]))
    assert isinstance(source, Source)
    project = replace(Project("", (source,)), **settings)
    return list(report(project, analyse(project), Selection()).findings)


def test_no_suppression_is_honoured_where_the_user_says_so() -> None:
    text = HELPER.format("  # noqa: BL102", "", "").replace("def outer", "# blocklint: nonblocking\ndef outer")

    assert ["BL102"] == [finding.code for finding in configured(text, ignores=False)]


def test_what_is_assumed_not_to_block_may_be_an_api_or_a_function() -> None:
    text = HELPER.format("", "", "")

    assert [] == configured(text, nonblocking=lambda name: name == "time.sleep")
    assert [] == configured(text, nonblocking=lambda name: name == "app.outer")
    assert ["BL102"] == [one.code for one in configured(text, nonblocking=lambda name: name == "app.inner")]


CONTEXTS = """\
import time
from bus import subscribe

def work():
    time.sleep(1)

def run(function, *arguments):
    return function(*arguments)

class Pool:
    def run(self, function):
        return function()

def on(event):
    return lambda function: function

def plain(event):
    time.sleep(1)

async def handler(pool: Pool):
    {}

{}
"""


@pytest.mark.parametrize(
    ("call", "last", "callback", "codes"),
    [
        ("run(work)", "", None, ["BL102"]),
        ("run(work)", "", Callback("app.run", "thread", position=0), []),
        ("run(function=work)", "", Callback("app.run", "thread", position=0), []),
        ("run(work)", "", Callback("app.run", "thread", keyword="function"), []),
        ("run(work())", "", Callback("app.run", "thread", position=0), ["BL201"]),
        ("pool.run(work)", "", None, ["BL102"]),
        ("pool.run(work)", "", Callback("app.Pool.run", "thread", position=0), []),
        ("subscribe(work)", "", None, []),
        ("subscribe(work)", "", Callback("bus.subscribe", "loop", position=0), ["BL102"]),
        ("pass", "@on('x')\ndef work2(e):\n    time.sleep(1)", None, []),
        ("pass", "@on('x')\ndef work2(e):\n    time.sleep(1)", Callback("app.on", "loop", decorator=True), ["BL102"]),
    ],
)
def test_contexts_may_name_libraries_and_own_functions(
    call: str, last: str, callback: Callback | None, codes: list[str]
) -> None:
    found = configured(CONTEXTS.format(call, last), contexts=(callback,) if callback else ())

    assert codes == [finding.code for finding in found]
