"""The checks of the BL3xx rules: browsers and clients that live at the wrong time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from blocklint.deployment.behaviour import Form, describe_import_time_playwright
from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.kinds import Kind, Level
from blocklint.program.facts import Where, calls_of
from blocklint.program.guards import runs
from blocklint.program.program import Program, RawStep, step_of
from blocklint.program.subjects import Resolution, Subject
from blocklint.rules.import_time import calls_at_import, import_bodies, served_by, serving
from blocklint.rules.placing import finding_at
from blocklint.rules.remedies import PLAYWRIGHT_LIFESPAN
from blocklint.summaries.expressions import CALL
from blocklint.summaries.summary import SITE_ENTER, Site

_STARTS = re.compile(
    r"^(?P<library>playwright|patchright)\.(?P<form>sync|async)_api\."
    r"(.*\.)?(start|launch|launch_persistent_context|launch_server|connect|connect_over_cdp)$"
)
_MANAGER = re.compile(r"^(playwright|patchright)\.sync_api\.(.*\.)?PlaywrightContextManager$")
_RUNNERS = {
    "asyncio.run": "asyncio-run",
    "asyncio.Runner.run": "asyncio-run",
    "uvloop.run": "asyncio-run",
    "asyncio.AbstractEventLoop.run_until_complete": "run-until-complete",
}
"""What runs a coroutine to its end on a loop of its own, and what that is called."""
_DEEPEST = 40


def playwright_at_import(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:
    """Yield the calls at module level from which a Playwright instance is started."""
    starting = bodies_that_start(program)
    for body in import_bodies(program) if starting else ():
        if body not in starting:
            continue
        for where, record in calls_at_import(body):
            path = path_to_start(where, record, starting)
            if path is not None:
                # What is launched from it later falls with the first one.
                yield _finding(where, path, settings)
                break


def bodies_that_start(program: Program) -> set[Subject]:
    """Return the bodies from which a Playwright may be started."""
    found = [*program.index.matching(_STARTS), *program.index.matching(_MANAGER)]
    return program.index.reaching(where.subject for where in found)


def path_to_start(where: Where, record: Resolution, starting: set[Subject]) -> tuple[tuple[RawStep, ...], str] | None:
    """Return the steps from a call to the one that starts Playwright, and its API; None where there is none.

    `starting` are the bodies from which one may be started.
    """
    return _path_to_start(where, record, starting, set(), 0)


def _path_to_start(
    where: Where, record: Resolution, starting: set[Subject], seen: set[Subject], depth: int
) -> tuple[tuple[RawStep, ...], str] | None:
    site = where.site
    if _STARTS.match(record.callee):
        return (step_of(where),), record.callee
    if isinstance(site, Site) and site.what == SITE_ENTER and _MANAGER.match(record.callee):
        return (step_of(where),), record.callee
    if depth > _DEEPEST:
        return None
    for target in _entered(where, record):
        if target in seen or target not in starting:
            continue
        seen.add(target)
        for inner, inner_record in calls_of(target):
            found = _path_to_start(inner, inner_record, starting, seen, depth + 1)
            if found is not None:
                return (step_of(where), *found[0]), found[1]
    return None


def _entered(where: Where, record: Resolution) -> Iterator[Subject]:
    """Yield the bodies that a call runs: a coroutine's own where it is awaited, or given to what runs a loop."""
    for target in record.targets:
        if isinstance(target.subject, Subject) and runs(where, target) > 0:
            yield target.subject
    if where.subject.unit.asynchronous:
        yield from record.coroutines
    elif record.callee in _RUNNERS and isinstance(where.site, Site):
        for part in where.site.arguments:
            if part is not None and part[0] == CALL and part[1] >= 0:
                inner = where.subject.calls[part[1]]
                yield from inner.coroutines if inner is not None else ()


def _finding(where: Where, path: tuple[tuple[RawStep, ...], str], settings: Sequence[ServerSetting]) -> Finding:
    steps, api = path
    form = _form(where, api)
    setting = serving(where.subject.unit.module, settings)
    notes = [describe_import_time_playwright(setting, form, path=where.subject.unit.module.path)]
    if setting is not None:
        notes.insert(0, served_by(setting))
    return finding_at(
        where, "BL301", "playwright-at-import", Level.ERROR, 2,
        "Playwright is started while the module is imported", api=api, callee=steps[0].call, kind=Kind.BROWSER,
        steps=steps, remedies=(PLAYWRIGHT_LIFESPAN,), notes=tuple(notes),
    )  # fmt: skip


def _form(where: Where, api: str) -> Form:
    match = _STARTS.match(api)
    if match is None or match["form"] == "sync":
        return "sync-start"
    record = where.resolution
    runner = _RUNNERS.get(record.callee) if record is not None else None
    return "run-until-complete" if runner == "run-until-complete" else "asyncio-run"
