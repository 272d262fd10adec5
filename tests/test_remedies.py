"""Which remedies a finding has, in which order, and what they promise."""

from __future__ import annotations

import pytest

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Rewrite
from blocklint.pipeline import check_text

HEAD = """
import asyncio
import threading
import time
import requests
import subprocess
from fastapi import BackgroundTasks, FastAPI
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

app = FastAPI()


async def coroutine(): ...


"""


def finding(body: str, above: str = "") -> Finding:
    """Return the one finding of a handler with this body."""
    (found,) = check_text({"app.py": f"{HEAD}{above}async def handler(tasks: BackgroundTasks):\n    {body}\n"}).findings
    return found


@pytest.mark.parametrize(
    ("body", "rewrite", "applicability"),
    [
        ("await asyncio.to_thread(coroutine())", None, Applicability.DISPLAY),
        ("await run_in_threadpool(coroutine())", None, Applicability.DISPLAY),
        ("threading.Thread(target=coroutine()).start()", None, Applicability.DISPLAY),
        ("return BackgroundTask(coroutine())", Rewrite.PASS_CALLABLE, Applicability.UNSAFE),
        ("tasks.add_task(coroutine())", Rewrite.PASS_CALLABLE, Applicability.UNSAFE),
        ("await asyncio.to_thread(time.sleep(1))", Rewrite.PASS_CALLABLE, Applicability.UNSAFE),
    ],
)
def test_a_coroutine_is_passed_only_to_what_awaits_it(
    body: str, rewrite: Rewrite | None, applicability: Applicability
) -> None:
    found = finding(body)

    assert found.code == "BL201"
    assert [(remedy.rewrite, remedy.applicability) for remedy in found.remedies] == [(rewrite, applicability)]


@pytest.mark.parametrize(
    ("above", "body", "rewrites"),
    [
        ("", "time.sleep(1)", [Rewrite.AWAIT_SLEEP, Rewrite.TO_THREAD]),
        ("@app.get('/')\n", "time.sleep(1)", [Rewrite.AWAIT_SLEEP, Rewrite.PLAIN_DEF, Rewrite.TO_THREAD]),
        ("@app.get('/')\n", "requests.get('/'); await coroutine()", [Rewrite.TO_THREAD, None]),
        ("@app.websocket('/')\n", "requests.get('/')", [Rewrite.TO_THREAD, None]),
        ("", "with open('a') as file: pass", [None, None]),
        ("", "subprocess.run(['ls'])", [None, Rewrite.TO_THREAD]),
        ("", "asyncio.run(coroutine())", [None]),
    ],
    ids=[
        "sleep",
        "endpoint",
        "endpoint that awaits",
        "websocket",
        "stream",
        "sibling in the standard library",
        "loop in a loop",
    ],
)
def test_the_preferred_remedy_comes_first(above: str, body: str, rewrites: list[Rewrite | None]) -> None:
    assert [remedy.rewrite for remedy in finding(body, above).remedies] == rewrites


def test_what_is_written_without_asking_is_safe() -> None:
    sleep, plain, thread = finding("time.sleep(1)", "@app.get('/')\n").remedies

    assert sleep.applicability is Applicability.SAFE
    assert plain.applicability is thread.applicability is Applicability.UNSAFE


def test_an_object_that_is_bound_to_its_thread_is_never_handed_to_another() -> None:
    found = check_text(
        {"app.py": "import sqlite3\n\n\nasync def handler():\n    sqlite3.connect('a').execute('SELECT 1')\n"}
    ).findings

    assert found
    assert {remedy.rewrite for one in found for remedy in one.remedies} == {None}
