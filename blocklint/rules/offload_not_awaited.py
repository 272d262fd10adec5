"""An offload whose result nobody awaits.

What: `asyncio.to_thread(f)`, `run_in_threadpool(f)` or another offload that is a coroutine stands as a statement of
its own, without `await`.

Why: Calling a coroutine function starts nothing. The function never runs, and the only sign is a warning that a
coroutine was never awaited.

Example:

    import asyncio
    from pathlib import Path

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/note")
    async def save(text: str) -> None:
        asyncio.to_thread(Path("note.txt").write_text, text)

Use instead:

    import asyncio
    from pathlib import Path

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/note")
    async def save(text: str) -> None:
        await asyncio.to_thread(Path("note.txt").write_text, text)

How blocklint decides: The catalogue says which offloads are coroutines. A call whose value is kept, returned, or
passed on (to `asyncio.gather`, to `create_task`) is silent; so is `run_in_executor`, whose work runs in any case.

When it is right to ignore: Never: where the result is not wanted, make a task of it and keep the task.

References:

- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
- Creating tasks, asyncio: https://docs.python.org/3/library/asyncio-task.html#creating-tasks
"""

from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.kinds import Level
from blocklint.program.program import Program
from blocklint.program.subjects import Resolution
from blocklint.rules.offloads import is_offload
from blocklint.rules.placing import finding_at, lowered
from blocklint.rules.rule import Family, Rule, summary_of
from blocklint.summaries.summary import AWAITED, DISCARDED, SITE_CALL, Place, Site

_REMEDY = Remedy("`await` it, or make a task of it and keep the task", Applicability.DISPLAY)


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the offloads that are statements of their own and whose coroutine is dropped."""
    seen: set[tuple[str, Place]] = set()
    candidates = [*program.index.offloading, *program.index.handing]
    for where, record in sorted(candidates, key=lambda one: (one[0].subject.serial, one[0].number)):
        path, site = where.subject.unit.module.path, where.site
        if not isinstance(site, Site) or not _is_dropped(site) or (path, site.place) in seen:
            continue
        if record.offloaded or _is_coroutine(program, record):
            seen.add((path, site.place))
            yield finding_at(
                where, RULE.code, RULE.name, lowered(program, RULE.level, where), 2,
                f"nobody awaits `{record.callee}`, so what it is given never runs",
                api=record.callee, callee=record.callee, remedies=(_REMEDY,),
            )  # fmt: skip


def _is_dropped(site: Site) -> bool:
    return site.what == SITE_CALL and site.flags & (DISCARDED | AWAITED) == DISCARDED


def _is_coroutine(program: Program, record: Resolution) -> bool:
    if not any(is_offload(handed.callback) and handed.callback.awaited for handed in record.handed):
        return False
    entry = program.catalogue.function(record.callee)
    return entry is not None and entry.coroutine


RULE = Rule(
    code="BL204",
    name="offload-not-awaited",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=check,
    family=Family.OFFLOADS,
)
