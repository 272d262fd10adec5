"""``offload(f(a))`` to ``offload(f, a)``: what is written, and where nothing is."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Rewrite
from tests.nominations import rewritten

HEAD = "async def handler():\n    "
OFFLOADS = (
    "asyncio.to_thread",
    "to_thread",
    "run_in_threadpool",
    "BackgroundTask",
    "background.BackgroundTask",
    "tasks.add_task",
    "anyio.to_thread.run_sync",
    "loop.run_in_executor",
    "executor.submit",
)


def passed(statement: str, *calls: str) -> str:
    after = rewritten(f"{HEAD}{statement}\n", calls or OFFLOADS, Rewrite.PASS_CALLABLE)
    return after.removeprefix(HEAD)[:-1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("await asyncio.to_thread(f())", "await asyncio.to_thread(f)"),
        ("await asyncio.to_thread(f(a, *b, k=c, **d))", "await asyncio.to_thread(f, a, *b, k=c, **d)"),
        ("await asyncio.to_thread(f(func=a))", "await asyncio.to_thread(f, func=a)"),
        ("to_thread(f(a,))", "to_thread(f, a)"),
        ("to_thread(f(a , ))", "to_thread(f, a  )"),
        ("to_thread(f(a,),)", "to_thread(f, a,)"),
        ("to_thread(f (a))", "to_thread(f, a)"),
        ("to_thread(f(x for x in y))", "to_thread(f, (x for x in y))"),
        ("to_thread(f(g(a)))", "to_thread(f, g(a))"),
        ("to_thread(g(a).f(b))", "to_thread(g(a).f, b)"),
        ("run_in_threadpool(requests.get(url, timeout=1))", "run_in_threadpool(requests.get, url, timeout=1)"),
        ("BackgroundTask(r.aclose())", "BackgroundTask(r.aclose)"),
        ("background.BackgroundTask(r.aclose())", "background.BackgroundTask(r.aclose)"),
        ("Response(x, background=BackgroundTask(r.aclose()))", "Response(x, background=BackgroundTask(r.aclose))"),
        ("tasks.add_task(send(mail))", "tasks.add_task(send, mail)"),
        ("anyio.to_thread.run_sync(f(a))", "anyio.to_thread.run_sync(f, a)"),
        ("loop.run_in_executor(None, f(a))", "loop.run_in_executor(None, f, a)"),
        ("executor.submit(f(a, k=b))", "executor.submit(f, a, k=b)"),
        (
            "to_thread(f(\n        a,  # first\n        b,\n    ))",
            "to_thread(f,\n        a,  # first\n        b\n    )",
        ),
        ("to_thread(\n        f(a)  # why\n    )", "to_thread(\n        f, a  # why\n    )"),
        ("to_thread(f(  # why\n    ))", "to_thread(f  # why\n    )"),
    ],
)
def test_the_function_is_passed(before: str, after: str) -> None:
    assert passed(before) == after


@pytest.mark.parametrize(
    ("before", "call", "after"),
    [
        ("asyncio.to_thread(f(a))", "f", "asyncio.to_thread(f, a)"),
        ("BackgroundTask(r.aclose())", "r.aclose", "BackgroundTask(r.aclose)"),
        ("loop.run_in_executor(None, f(a))", "f", "loop.run_in_executor(None, f, a)"),
        ("loop.run_in_executor(f(a), g)", "f", "loop.run_in_executor(f(a), g)"),
        ("other(f(a))", "f", "other(f(a))"),
        ("to_thread(g(f(a)))", "f", "to_thread(g(f(a)))"),
        ("f(a)", "f", "f(a)"),
    ],
)
def test_the_finding_may_stand_at_the_inner_call(before: str, call: str, after: str) -> None:
    assert passed(before, call) == after


def test_an_alias_is_known_by_what_it_resolves_to() -> None:
    text = f"{HEAD}BT(r.aclose())\n"

    after = rewritten(text, {"BT": "starlette.background.BackgroundTask"}, Rewrite.PASS_CALLABLE)

    assert after == f"{HEAD}BT(r.aclose)\n"


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("to_thread(f)", id="passed already"),
        pytest.param("to_thread()", id="nothing passed"),
        pytest.param("to_thread(f(a), b)", id="further arguments"),
        pytest.param("run_in_threadpool(f(a), k=b)", id="further keyword arguments"),
        pytest.param("to_thread(*f(a))", id="unpacked"),
        pytest.param("run_in_threadpool(func=f(a))", id="by keyword"),
        pytest.param("to_thread((f(a)))", id="in parentheses"),
        pytest.param("to_thread(await f(a))", id="awaited"),
        pytest.param("to_thread(next(it))", id="next"),
        pytest.param("run_in_threadpool(f(func=a))", id="a keyword that the offload has itself"),
        pytest.param("anyio.to_thread.run_sync(f(k=a))", id="a keyword that is not handed on"),
        pytest.param("loop.run_in_executor(None, f(**a))", id="keywords that are not handed on"),
        pytest.param("loop.run_in_executor(f(a))", id="no executor"),
    ],
)
def test_nothing_is_written(statement: str) -> None:
    assert passed(statement) == statement
