"""Which remedy comes first, by what the call does and where its object was made."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Applicability, Rewrite
from blocklint.pipeline import check_text

HEADER = """\
import sqlite3
import time
from contextlib import ExitStack

import requests
from fastapi import FastAPI
from playwright.sync_api import sync_playwright

app = FastAPI()
connection = sqlite3.connect("rows.db")
"""


def first_rewrite(body: str) -> Rewrite | None:
    report = check_text({"app.py": f"{HEADER}\n\n{body}"})
    finding = report.findings[-1]
    return finding.remedies[0].rewrite


@pytest.mark.parametrize(
    ("body", "rewrite"),
    [
        ("async def f():\n    time.sleep(1)\n", Rewrite.AWAIT_SLEEP),
        ("async def f():\n    requests.get('u')\n", Rewrite.TO_THREAD),
        ("@app.get('/')\nasync def f():\n    return requests.get('u').text\n", Rewrite.PLAIN_DEF),
        ("@app.get('/')\nasync def f():\n    await g()\n    return requests.get('u').text\n", Rewrite.TO_THREAD),
        # An object that is bound to its thread may move only with the whole of its life.
        ("@app.get('/')\nasync def f():\n    return connection.execute('select 1').fetchall()\n", None),
        (
            "@app.get('/')\nasync def f():\n    own = sqlite3.connect('x')\n    return own.execute('q')\n",
            Rewrite.PLAIN_DEF,
        ),
        ("@app.get('/')\nasync def f():\n    return sqlite3.connect('x').execute('q')\n", Rewrite.PLAIN_DEF),
        (
            "@app.get('/')\nasync def f():\n    with sync_playwright() as one:\n        return one.chromium.launch()\n",
            Rewrite.PLAIN_DEF,
        ),
        ("async def f():\n    connection.execute('select 1')\n", None),
        # What is registered waits when the block is left: no thread would change that.
        ("async def f():\n    with ExitStack() as stack:\n        stack.callback(time.sleep, 1)\n", None),
    ],
)
def test_the_preferred_remedy(body: str, rewrite: Rewrite | None) -> None:
    assert first_rewrite(body) is rewrite


def test_a_coroutine_that_others_await_stays_one() -> None:
    body = (
        "@app.get('/')\nasync def f():\n    return requests.get('u').text\n\n\nasync def g():\n    return await f()\n"
    )

    assert first_rewrite(body) is Rewrite.TO_THREAD


def test_a_property_is_read_in_a_thread() -> None:
    body = "from celery.result import AsyncResult\n\n\nasync def f(task: AsyncResult):\n    return task.state\n"

    finding = check_text({"app.py": body}).findings[0]
    assert [one.title for one in finding.remedies] == [
        "read it in a thread: `await asyncio.to_thread(lambda: task.state)`"
    ]
    assert finding.remedies[0].applicability is Applicability.DISPLAY
