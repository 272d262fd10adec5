"""What findings say of waits that never end."""

from __future__ import annotations

import pytest

from blocklint.findings.finding import Finding
from blocklint.pipeline import check_text

HEAD = "import asyncio, concurrent.futures, threading\nlock = threading.{lock}()\nasync def work(): ...\n"


def only(text: str, lock: str = "Lock") -> Finding:
    (finding,) = check_text({"app.py": HEAD.format(lock=lock) + text}).findings
    return finding


def test_waiting_for_a_coroutine_of_the_same_loop_is_a_deadlock() -> None:
    finding = only(
        "async def main(loop):\n    return asyncio.run_coroutine_threadsafe(work(), loop).result()\n",
    )

    assert (finding.code, finding.api) == ("BL112", "concurrent.futures.Future.result")
    assert "deadlock" in finding.notes[0]


def test_waiting_for_a_thread_is_none() -> None:
    finding = only("async def main(future: concurrent.futures.Future):\n    return future.result()\n")

    assert (finding.code, finding.notes) == ("BL112", ())


@pytest.mark.parametrize(
    ("lock", "words"),
    [("Lock", "a deadlock"), ("Semaphore", "a deadlock"), ("RLock", "may enter meanwhile"), ("Condition", "may enter")],
)
def test_a_lock_held_across_an_await(lock: str, words: str) -> None:
    finding = only("async def main():\n    with lock:\n        await work()\n", lock)

    assert (finding.code, finding.span.line) == ("BL205", 5)
    assert words in finding.message
    assert finding.notes == ("the first wait is on line 6",)
