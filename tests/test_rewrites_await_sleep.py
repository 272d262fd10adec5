"""``time.sleep(x)`` to ``await asyncio.sleep(x)``: what is written, and where nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from blocklint.findings.remedy import Rewrite
from blocklint.rewrites.suggest import suggest
from tests.nominations import PATH, at_columns, nominate, rewritten, source_of

HEAD = "import asyncio\nasync def handler():\n    "
SLEEPS = {"time.sleep": "time.sleep", "sleep": "time.sleep", "t.sleep": "time.sleep", "pause": "app.pause"}


def awaited(statement: str) -> str:
    after = rewritten(f"{HEAD}{statement}\n", SLEEPS, Rewrite.AWAIT_SLEEP)
    return after.removeprefix(HEAD)[:-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("time.sleep(1)", "await asyncio.sleep(1)"),
        ("sleep(1)", "await asyncio.sleep(1)"),
        ("t.sleep(1)", "await asyncio.sleep(1)"),
        ("time . sleep(1)", "await asyncio.sleep(1)"),
        ("time.sleep (1)", "await asyncio.sleep (1)"),
        ("time.sleep( 1 )", "await asyncio.sleep( 1 )"),
        ("time.sleep(1,)", "await asyncio.sleep(1,)"),
        ("time.sleep(\n        1  # second\n    )", "await asyncio.sleep(\n        1  # second\n    )"),
        ("time.sleep(delay * 2 ** n)", "await asyncio.sleep(delay * 2 ** n)"),
        ("time.sleep(await delay())", "await asyncio.sleep(await delay())"),
        ("time.sleep(0.1); x = 1", "await asyncio.sleep(0.1); x = 1"),
        ("(time).sleep(1)", "await asyncio.sleep(1)"),
        ("(time.sleep)(1)", "await asyncio.sleep(1)"),
        ("return(time.sleep)(1)", "return await asyncio.sleep(1)"),
        ("x = time.sleep(1)", "x = await asyncio.sleep(1)"),
        ("x = time.sleep(1) or y", "x = await asyncio.sleep(1) or y"),
        ("not time.sleep(1)", "not await asyncio.sleep(1)"),
        ("-time.sleep(1)", "-await asyncio.sleep(1)"),
        ("time.sleep(1).x", "(await asyncio.sleep(1)).x"),
        ("time.sleep(1)[0]", "(await asyncio.sleep(1))[0]"),
        ("await time.sleep(1)", "await (await asyncio.sleep(1))"),
        ("if time.sleep(1): pass", "if await asyncio.sleep(1): pass"),
        ("[time.sleep(1) for _ in x]", "[await asyncio.sleep(1) for _ in x]"),
        (
            "try: time.sleep(1)\n    finally: time.sleep(2)",
            "try: await asyncio.sleep(1)\n    finally: await asyncio.sleep(2)",
        ),
        ("if x: time.sleep(1)  # why", "if x: await asyncio.sleep(1)  # why"),
    ],
)
def test_the_function_is_replaced(before: str, after: str) -> None:
    assert awaited(before) == after


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("time.sleep()", id="no argument"),
        pytest.param("time.sleep(1, 2)", id="two arguments: asyncio.sleep takes a result"),
        pytest.param("time.sleep(*delays)", id="unpacked sequence"),
        pytest.param("time.sleep(**delays)", id="unpacked mapping"),
        pytest.param("time.sleep(secs=1)", id="keyword secs"),
        pytest.param("time.sleep(seconds=1)", id="keyword seconds"),
        pytest.param("pause(1)", id="a helper that sleeps"),
        pytest.param("(time  # the module\n    .sleep(1))", id="a comment inside of the function"),
        pytest.param("x = lambda: time.sleep(1)", id="lambda"),
        pytest.param("x = (time.sleep(a) for a in b)", id="generator expression"),
        pytest.param("def g(): time.sleep(1)", id="nested function"),
        pytest.param("with lock: time.sleep(1)", id="under a lock"),
        pytest.param('f"{time.sleep(1)=}"', id="string with its own expression's text"),
    ],
)
def test_nothing_is_written(statement: str) -> None:
    assert awaited(statement) == statement


@pytest.mark.parametrize("columns", [-1, 1, 4, 500])
def test_a_place_without_the_call_gets_no_edits(columns: int) -> None:
    text = f"{HEAD}time.sleep(1)\n"
    findings = [at_columns(finding, columns) for finding in nominate(text, SLEEPS, Rewrite.AWAIT_SLEEP)]

    assert [remedy.edits for found in suggest(findings, {PATH: source_of(text)}) for remedy in found.remedies] == [()]


def test_a_text_that_has_changed_gets_no_edits() -> None:
    findings = nominate(f"{HEAD}time.sleep(1)\n", SLEEPS, Rewrite.AWAIT_SLEEP)
    shorter = source_of("import asyncio\n")

    assert [remedy.edits for found in suggest(findings, {PATH: shorter}) for remedy in found.remedies] == [()]


def test_a_finding_without_nomination_gets_no_edits() -> None:
    text = f"{HEAD}time.sleep(1)\n"
    findings = [replace(finding, nomination=None) for finding in nominate(text, SLEEPS, Rewrite.AWAIT_SLEEP)]

    assert [remedy.edits for found in suggest(findings, {PATH: source_of(text)}) for remedy in found.remedies] == [()]
