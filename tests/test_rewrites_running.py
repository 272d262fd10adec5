"""Rewritten programs are run: they do the same, and no longer block the loop."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from blocklint.findings.remedy import Rewrite
from tests.nominations import rewritten

GATE = """\
import asyncio, threading
gate = threading.Event()
def wait(seconds, *, result="free"):
    return result if gate.wait(seconds) else "blocked"
def make():
    return wait
class Client:
    def get(self, url):
        return self
    def json(self):
        return wait(SECONDS)
client = Client()
async def main():
    asyncio.get_running_loop().call_soon(gate.set)
"""
"""`wait` gives "free" only where the loop goes on meanwhile: opening the gate is the loop's next turn."""

CLOSED, OPEN = "0.01", "30"
"""How long to wait where the gate stays closed, and where it opens at once, in seconds."""


def run(program: str) -> Any:
    scope: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), scope)
    return asyncio.run(scope["main"]())


@pytest.mark.parametrize(
    "statement",
    [
        "return wait(SECONDS)",
        "return wait(*[SECONDS], **{})",
        "return wait(seconds=SECONDS)",
        "return str(wait(SECONDS)).lower()",
        "return wait(SECONDS).lower()",
        "return [wait(x) for x in [SECONDS]][0]",
        'return f"{wait(SECONDS)}"',
        "return wait(\n        SECONDS,  # seconds\n    )",
        "return(wait)(SECONDS)",
        "return wait((yielded := SECONDS))",
        "return make()(SECONDS)",
        "if wait(SECONDS) == 'free': return 'free'\n    return 'blocked'",
        "while (x := wait(SECONDS)) == 'blocked': return x\n    return x",
        "match wait(SECONDS):\n        case x: return x",
        "return wait(max(s for s in [SECONDS]))",
        "return (\n        # why\n        wait\n        (SECONDS))",
        "return client.get('/').json()",
        "return client.get(\n        '/'\n    ).json()",
    ],
)
def test_a_call_in_a_thread_leaves_the_loop_free(statement: str) -> None:
    program = f"{GATE}    {statement}\n"
    calls = ("wait", "make()", "client.get", "client.get('/').json")
    after = rewritten(program, calls, Rewrite.TO_THREAD)

    assert run(program.replace("SECONDS", CLOSED)) == "blocked"
    assert run(after.replace("SECONDS", OPEN)) == "free"


SLEEPER = """\
import asyncio, time
from time import sleep
async def other(log):
    await asyncio.sleep(0)
    log.append("other")
async def sleeper(log):
    {}
    log.append("sleeper")
async def main():
    log = []
    await asyncio.gather(sleeper(log), other(log))
    return log
"""


@pytest.mark.parametrize(
    "statement",
    [
        "time.sleep(0.05)",
        "sleep(0.05)",
        "for _ in range(2): time.sleep(0.02)",
        "if not time.sleep(0.05): pass",
        "assert time.sleep(0.05) is None",
    ],
)
def test_a_sleep_that_is_awaited_leaves_the_loop_free(statement: str) -> None:
    program = SLEEPER.format(statement)
    after = rewritten(program, {"time.sleep": "time.sleep", "sleep": "time.sleep"}, Rewrite.AWAIT_SLEEP)

    assert (run(program), run(after)) == (["sleeper", "other"], ["other", "sleeper"])


@pytest.mark.parametrize("offload", ["asyncio.to_thread({})", "asyncio.get_running_loop().run_in_executor(None, {})"])
def test_a_callable_that_is_passed_leaves_the_loop_free(offload: str) -> None:
    program = f"{GATE}    return await {offload.format('wait(SECONDS)')}\n"
    after = rewritten(
        program, ("asyncio.to_thread", "asyncio.get_running_loop().run_in_executor"), Rewrite.PASS_CALLABLE
    )

    with pytest.raises(TypeError, match="not callable"):
        run(program.replace("SECONDS", CLOSED))
    assert run(after.replace("SECONDS", OPEN)) == "free"


def test_a_module_in_a_thread_sees_the_context_of_the_call() -> None:
    program = """\
import contextvars
user = contextvars.ContextVar("user")
def load(key): return user.get(), key
async def main():
    user.set("ann")
    return load("k")
"""
    after = rewritten(program, ("load",), Rewrite.TO_THREAD)

    assert "import asyncio\n" in after
    assert run(program) == run(after) == ("ann", "k")


def test_a_plain_function_gives_its_value_without_being_awaited() -> None:
    program = """\
import asyncio, inspect
def load(): return 1
async def endpoint(): return load()
async def main():
    answer = endpoint()
    return await answer if inspect.iscoroutine(answer) else ("plain", answer)
"""
    after = rewritten(program, ("load",), Rewrite.PLAIN_DEF)

    assert (run(program), run(after)) == (1, ("plain", 1))


def test_an_exception_comes_back_from_the_thread() -> None:
    program = """\
def fail(): raise KeyError("k")
async def main():
    try:
        fail()
    except KeyError as error:
        return repr(error)
"""
    after = rewritten(program, ("fail",), Rewrite.TO_THREAD)

    assert after != program
    assert run(program) == run(after) == "KeyError('k')"


def test_a_shadowed_module_is_had_by_another_name() -> None:
    program = "import time\nasync def main(asyncio='mine'):\n    time.sleep(0)\n    return asyncio\n"
    after = rewritten(program, ("time.sleep",), Rewrite.AWAIT_SLEEP)

    assert "asyncio_.sleep" in after
    assert run(after) == "mine"
