"""Running an event loop while the module is imported.

What: `asyncio.run` or `run_until_complete` stands at module level, or is reached from there, in a module that a
server imports.

Why: uvicorn imports the application inside its running loop when it reloads or has several workers, and always did
before 0.47: the import raises. Elsewhere what was made in that loop (a client, a pool) is bound to it and fails in
the server's.

Example:

    import asyncio

    from fastapi import FastAPI


    async def load_settings() -> dict[str, str]:
        await asyncio.sleep(0.1)
        return {"greeting": "hello"}


    settings = asyncio.run(load_settings())
    app = FastAPI()


    @app.get("/")
    async def greet() -> str:
        return settings["greeting"]

Use instead:

    import asyncio
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from fastapi import FastAPI, Request


    async def load_settings() -> dict[str, str]:
        await asyncio.sleep(0.1)
        return {"greeting": "hello"}


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.settings = await load_settings()
        yield


    app = FastAPI(lifespan=lifespan)


    @app.get("/")
    async def greet(request: Request) -> str:
        return request.app.state.settings["greeting"]

How blocklint decides: Code runs at import when it stands at module level or is called from there; what stands under
`if __name__ == "__main__"` does not. The module must be part of a served application: it makes one (an object on
which the catalogue knows endpoints to be registered), a server setting names it, or such a module imports it. A
Playwright that is started there is `BL301`.

When it is right to ignore: The module is a script that no server imports.

References:

- Lifespan events, FastAPI: https://fastapi.tiangolo.com/advanced/events/
"""

from collections.abc import Iterator, Sequence
from typing import Final

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.kinds import Kind, Level
from blocklint.program.facts import Where
from blocklint.program.guards import runs
from blocklint.program.program import Program, RawStep, step_of
from blocklint.program.served import served_modules
from blocklint.program.subjects import Resolution
from blocklint.rules.import_time import calls_at_import, import_bodies, served_by, serving
from blocklint.rules.lifetimes import bodies_that_start, path_to_start
from blocklint.rules.placing import finding_at
from blocklint.rules.rule import Family, Rule, summary_of

_RUNNERS: Final = frozenset(
    [
        "asyncio.run",
        "asyncio.Runner.run",
        "asyncio.AbstractEventLoop.run_until_complete",
        "asyncio.AbstractEventLoop.run_forever",
        "anyio.run",
        "trio.run",
        "uvloop.run",
    ]
)
"""What runs a coroutine to its end; what else runs a loop, a server or a bot, is a program of its own."""
_REMEDY = Remedy("`await` it in the lifespan, which runs on the server's loop", Applicability.DISPLAY)


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:
    """Yield the calls at module level of served modules from which a loop is run."""
    starting = bodies_that_start(program)
    found = [
        (where, steps, sure)
        for body in import_bodies(program)
        for where, record in calls_at_import(body, going_somewhere=True)
        for steps, sure in _loops(program, where, record)
        if path_to_start(where, record, starting) is None
    ]
    if not found:
        return
    served = served_modules(program, [setting.module for setting in settings if setting.module is not None])
    for where, steps, sure in found:
        module = where.subject.unit.module
        if module not in served:
            continue
        setting = serving(module, settings)
        yield finding_at(
            where, RULE.code, RULE.name, RULE.level, sure, "a loop is run while the module is imported",
            api=steps[-1].call, callee=steps[0].call, steps=steps, remedies=(_REMEDY,),
            notes=() if setting is None else (served_by(setting),),
        )  # fmt: skip


def _loops(program: Program, where: Where, record: Resolution) -> Iterator[tuple[tuple[RawStep, ...], int]]:
    """Yield the way from a call to what runs a loop, once, with how sure it is."""
    for target in record.targets:
        sure = runs(where, target)
        if sure < 0:
            continue
        if target.entry is not None and target.entry.name in _RUNNERS:
            yield (step_of(where),), sure
            return
        fact = program.facts.of(target.subject, target.phase).get(Kind.LOOP) if target.subject is not None else None
        if fact is not None and fact.entry.name in _RUNNERS:
            yield (step_of(where), *program.path_from(fact)), min(sure, fact.sure)
            return


RULE = Rule(
    code="BL302",
    name="loop-run-at-import",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=check,
    family=Family.LIFETIMES,
)
