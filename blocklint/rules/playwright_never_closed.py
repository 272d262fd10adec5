"""A Playwright that nothing stops.

What: A Playwright is started in a lifespan, at start-up or in a function, and nothing in the project stops it.

Why: Each start is a driver process and a browser of some hundred megabytes. What is started once more with every
reload or every call and not closed stays until the process ends.

Example:

    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from fastapi import FastAPI
    from playwright.async_api import async_playwright


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        playwright = await async_playwright().start()
        app.state.browser = await playwright.chromium.launch()
        yield


    app = FastAPI(lifespan=lifespan)

Use instead:

    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from fastapi import FastAPI
    from playwright.async_api import async_playwright


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with async_playwright() as playwright:
            app.state.browser = await playwright.chromium.launch()
            yield
            await app.state.browser.close()


    app = FastAPI(lifespan=lifespan)

How blocklint decides: What `start()` gives is followed to the name or the attribute that holds it. `stop` on the same
name in the file, or on an attribute of that name anywhere in the project, stops it, and its browsers with it; so does
a `with`, which starts it as well. An object that is returned or passed on may be stopped elsewhere, and is silent.

When it is right to ignore: The process does one thing and ends.

References:

- Browser, Playwright for Python: https://playwright.dev/python/docs/api/class-browser#browser-close
"""

import re
from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.kinds import Kind, Level
from blocklint.program.facts import Where
from blocklint.program.program import Program
from blocklint.program.units import FunctionUnit
from blocklint.rules.placing import finding_at
from blocklint.rules.remedies import PLAYWRIGHT_LIFESPAN
from blocklint.rules.rule import Family, Rule, summary_of
from blocklint.summaries.expressions import ATTRIBUTE, AWAIT, CALL, LOCAL, NAME, Expression, alternatives
from blocklint.summaries.summary import FunctionSummary, Place

_STARTS = re.compile(r"^(playwright|patchright)\.(sync|async)_api\.(.*\.)?PlaywrightContextManager\.start$")

Holder = tuple[str, str]
"""The path of a file and a name in it; or no path and the name of an attribute, of whatever object."""


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the calls of `start` whose Playwright nothing stops."""
    started = list(_started(program))
    stopped = _stopped(program) if started else frozenset()
    for where in started:
        holders = _holders(where)
        if holders is not None and stopped.isdisjoint(holders):
            record = where.resolution
            api = record.callee if record is not None else ""
            yield finding_at(
                where, RULE.code, RULE.name, RULE.level, 1, "nothing stops the Playwright that is started here",
                api=api, callee=api, kind=Kind.BROWSER, remedies=(PLAYWRIGHT_LIFESPAN,),
            )  # fmt: skip


def _started(program: Program) -> Iterator[Where]:
    """Yield the starts in functions, once a place: what is started at import is another rule's."""
    seen: set[tuple[str, Place]] = set()
    for where in program.index.matching(_STARTS):
        unit: FunctionUnit = where.subject.unit
        key = (unit.module.path, where.site.place)
        if where.touched or key in seen or not unit.number or unit.is_class_body or unit.module.is_test:
            continue
        seen.add(key)
        yield where


def _holders(where: Where) -> frozenset[Holder] | None:
    """Return the names and attributes that hold what a call gives, None where it goes elsewhere."""
    summary, path = where.subject.unit.summary, where.subject.unit.module.path
    given: list[Expression] = [(CALL, where.number), (AWAIT, (CALL, where.number))]
    holders: set[Holder] = set()
    for binding, (name, value) in enumerate(summary.bindings):
        if _may_be(value, given):
            holders.add((path, name))
            given.append((LOCAL, binding))
    holders.update((path, name) for name, value in summary.global_stores if _may_be(value, given))
    holders.update(("", store.name) for store in summary.stores if _may_be(store.value, given))
    passed = [part for site in summary.sites for part in (*site.arguments, *(value for _, value in site.keywords))]
    gone = (*passed, *summary.returns, *(value for value, _, _ in summary.yields))
    return None if any(_may_be(part, given) for part in gone) else frozenset(holders)


def _may_be(expression: Expression, given: list[Expression]) -> bool:
    return any(one in given for one in alternatives(expression))


def _stopped(program: Program) -> frozenset[Holder]:
    """Return the names and attributes on which something calls, or passes on, `stop`."""
    return frozenset(
        holder
        for module in program.modules
        for function in module.functions
        for site in function.summary.sites
        for part in (site.target, *site.arguments)
        for holder in _stopped_by(module.path, function.summary, part)
    )


def _stopped_by(path: str, summary: FunctionSummary, part: Expression) -> Iterator[Holder]:
    if part is None or part[0] != ATTRIBUTE or part[2] != "stop":
        return
    for holder in alternatives(part[1]):
        if holder is None:
            continue
        if holder[0] == LOCAL:
            yield path, summary.bindings[holder[1]][0]
        elif holder[0] == NAME:
            yield path, holder[1]
        elif holder[0] == ATTRIBUTE:
            yield "", holder[2]


RULE = Rule(
    code="BL303",
    name="playwright-never-closed",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.WARNING,
    check=check,
    family=Family.LIFETIMES,
)
