"""Awaiting while holding a thread lock.

What: A `threading` lock is held by a `with` whose body awaits.

Why: While the task waits, another task of the same loop comes to the same lock and blocks the loop's thread. The
first task can never go on to release it: a deadlock, the process stands still for good. A reentrant lock (`RLock`, and
the one of a `Condition`) lets the other task in instead, since both run in one thread: it protects nothing.

Example:

    import asyncio
    import threading

    from fastapi import FastAPI

    app = FastAPI()
    lock = threading.Lock()


    @app.post("/refresh")
    async def refresh() -> None:
        with lock:
            await asyncio.sleep(0.1)

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()
    lock = asyncio.Lock()


    @app.post("/refresh")
    async def refresh() -> None:
        async with lock:
            await asyncio.sleep(0.1)

How blocklint decides: The lock is followed by type, and the `with` must have an `await`, an `async for` or an
`async with` in its own body. A lock held for a few statements without one is `BL116`.

When it is right to ignore: Never.

References:

- Locks, asyncio: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock
"""

from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.kinds import Level
from blocklint.program.program import Program
from blocklint.rules.locks import locks_held_across_await
from blocklint.rules.placing import finding_at, lowered
from blocklint.rules.rule import Family, Rule, summary_of

_REMEDY = Remedy("use an `asyncio.Lock` with `async with`", Applicability.DISPLAY)


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the `with` items that hold a thread lock while the function awaits."""
    for held in locks_held_across_await(program):
        why = (
            "another task may enter meanwhile, since it runs in the same thread"
            if held.entry.thread == "owned"
            else "a deadlock as soon as another task comes to it"
        )
        yield finding_at(
            held.where, RULE.code, RULE.name, lowered(program, RULE.level, held.where), held.sure,
            f"`{held.entry.name}` is held while the task waits: {why}",
            api=held.entry.name, callee=held.entry.name, remedies=(_REMEDY,),
            notes=(f"the first wait is on line {held.line}",),
        )  # fmt: skip


RULE = Rule(
    code="BL205",
    name="lock-held-across-await",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=check,
    family=Family.OFFLOADS,
)
