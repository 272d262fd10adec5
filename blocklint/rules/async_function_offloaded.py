"""Handing a coroutine function to a thread.

What: An `async def` is passed to `asyncio.to_thread`, `run_in_executor`, `Thread(target=...)` or another offload
that calls it in a thread.

Why: The thread calls it and gets a coroutine object, which nobody awaits. The work is never done, and the awaited
result is that object.

Example:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_rate() -> float:
        await asyncio.sleep(0.1)
        return 1.25


    @app.get("/rate")
    async def rate() -> float:
        return await asyncio.to_thread(fetch_rate)

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_rate() -> float:
        await asyncio.sleep(0.1)
        return 1.25


    @app.get("/rate")
    async def rate() -> float:
        return await fetch_rate()

How blocklint decides: The catalogue says which argument of an offload is the function; the function must resolve to
an `async def` or to a coroutine function of the catalogue, also below `functools.partial` or in a lambda. Offloads that
run coroutine functions, such as `BackgroundTasks.add_task`, take both and are silent; so is a coroutine that is taken
from the thread and awaited.

When it is right to ignore: The coroutine is taken from the thread on purpose, and awaited there or here.

References:

- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
"""

from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.kinds import Level
from blocklint.names import last
from blocklint.program.facts import Where
from blocklint.program.program import Program
from blocklint.program.values import (
    AWAITABLE,
    BOUND,
    EXTERNAL,
    FUNCTION,
    INSTANCE,
    METHOD,
    OFFLOADED,
    PARTIAL,
    Value,
)
from blocklint.rules.offloads import handed_to_threads
from blocklint.rules.placing import finding_at, lowered
from blocklint.rules.rule import Family, Rule, summary_of
from blocklint.summaries.expressions import AWAIT, CALL, LOCAL, Expression
from blocklint.summaries.summary import LAMBDA

_REMEDY = Remedy("`await` the coroutine function here: it needs no thread", Applicability.DISPLAY)


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the offloads that are handed a function whose call gives a coroutine."""
    for where, record, handed in handed_to_threads(program):
        values = handed.values.values
        # What a helper is given by one of its callers says nothing about its own offload.
        if where.subject.given or not values or not all(_makes_coroutine(program, value) for value in values):
            continue
        if not _is_awaited_later(where):
            name = _name(values[0])
            yield finding_at(
                where, RULE.code, RULE.name, lowered(program, RULE.level, where), handed.values.sure,
                f"`{name}` is a coroutine function: `{record.callee}` calls it in a thread, where nobody awaits it",
                api=record.callee, callee=record.callee, remedies=(_REMEDY,),
            )  # fmt: skip


def _makes_coroutine(program: Program, value: Value) -> bool:
    if value.sort == FUNCTION:
        if value.a.asynchronous:
            return not value.a.generates
        return bool(value.a.summary.flags & LAMBDA) and _gives(program, value)
    if value.sort in (METHOD, PARTIAL):
        return _makes_coroutine(program, value.a)
    if value.sort == INSTANCE:
        owner = next((cls for cls in value.a.mro if "__call__" in cls.body.summary.exports), None)
        methods = () if owner is None else owner.module.functions
        return any(one.owner is owner and one.summary.name == "__call__" and one.asynchronous for one in methods)
    if value.sort == EXTERNAL:
        entry = program.catalogue.function(value.a)
    elif value.sort == BOUND:
        entry = program.catalogue.method(value.a.a, value.b)
    else:
        return value.sort == OFFLOADED
    return entry is not None and entry.coroutine


def _gives(program: Program, value: Value) -> bool:
    """True for a lambda that makes nothing but a coroutine."""
    results = [one.returned.types.values for one in program.views_of(value.a) if one.returned is not None]
    return bool(results) and all(values and all(one.sort == AWAITABLE for one in values) for values in results)


def _is_awaited_later(where: Where) -> bool:
    """True where what the thread gives back is awaited in turn, or passed on to what may await it."""
    summary = where.subject.unit.summary
    given: Expression = (AWAIT, (CALL, where.number))
    kept = {(LOCAL, number) for number, (_, value) in enumerate(summary.bindings) if value == given}
    passed = [part for site in summary.sites for part in site.arguments]
    return given in summary.awaited or any(one in kept or one == given for one in (*summary.awaited, *passed))


def _name(value: Value) -> str:
    if value.sort in (METHOD, PARTIAL, OFFLOADED):
        return _name(value.a)
    if value.sort == BOUND:
        return f"{last(value.a.a)}.{value.b}"
    if value.sort == FUNCTION:
        return "lambda" if value.a.summary.flags & LAMBDA else str(value.a.summary.qualified_name)
    return last(value.a) if value.sort == EXTERNAL else str(value.a.summary.name)


RULE = Rule(
    code="BL202",
    name="async-function-offloaded",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=check,
    family=Family.OFFLOADS,
)
