"""Launching a browser for every request.

What: A browser is launched in an endpoint, in a dependency of one, or in what they call.

Why: A launch takes a second and some hundred megabytes; ten requests at once are ten browsers. A context in a
running browser isolates as well and costs milliseconds.

Example:

    from fastapi import FastAPI
    from playwright.async_api import async_playwright

    app = FastAPI()


    @app.get("/title")
    async def title(url: str) -> str:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch()
            page = await browser.new_page()
            await page.goto(url)
            return await page.title()

Use instead:

    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    from fastapi import FastAPI, Request
    from playwright.async_api import async_playwright


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with async_playwright() as playwright:
            app.state.browser = await playwright.chromium.launch()
            yield
            await app.state.browser.close()


    app = FastAPI(lifespan=lifespan)


    @app.get("/title")
    async def title(request: Request, url: str) -> str:
        context = await request.app.state.browser.new_context()
        try:
            page = await context.new_page()
            await page.goto(url)
            return await page.title()
        finally:
            await context.close()

How blocklint decides: A call of `launch`, or of a Selenium driver, that is reached from an endpoint or a dependency:
through calls, awaited functions, and functions that are handed to a thread. A launch under a test that the browser is
missing is made once, and silent.

When it is right to ignore: Requests are rare, and each must have a browser with options of its own.

References:

- Isolation, Playwright for Python: https://playwright.dev/python/docs/browser-contexts
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.kinds import Kind, Level
from blocklint.program.conditions import atoms, guards_of
from blocklint.program.facts import Where, calls_of
from blocklint.program.guards import runs
from blocklint.program.program import Program, step_of
from blocklint.program.subjects import Resolution, Subject
from blocklint.rules.placing import finding_at
from blocklint.rules.remedies import PLAYWRIGHT_LIFESPAN
from blocklint.rules.rule import Family, Rule, summary_of
from blocklint.summaries.expressions import ATTRIBUTE, NAME, OPERATION, Expression
from blocklint.summaries.summary import Place

_LAUNCHES = re.compile(
    r"^((playwright|patchright)\.(sync|async)_api\.(.*\.)?(launch|launch_persistent_context)"
    r"|selenium\.webdriver\.(.*\.)?(Chrome|Firefox|Edge|Safari|Remote|WebDriver))$"
)
_PER_REQUEST = ("endpoint", "dependency")


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the calls in endpoints and dependencies from which a browser is launched."""
    seen: set[tuple[str, Place]] = set()
    launching = program.index.reaching(where.subject for where in program.index.matching(_LAUNCHES))
    for subject in program.subjects:
        if subject not in launching or not _is_per_request(subject):
            continue
        for way in _ways(program, subject, launching):
            key = (subject.unit.module.path, way[0].site.place)
            if key in seen:
                continue
            seen.add(key)
            record = way[-1].resolution
            api = record.callee if record is not None else ""
            yield finding_at(
                way[0], RULE.code, RULE.name, RULE.level, 1, f"`{api}` launches a browser for every request",
                api=api, callee=api, kind=Kind.BROWSER, steps=tuple(step_of(one) for one in way),
                remedies=(PLAYWRIGHT_LIFESPAN,),
            )  # fmt: skip


def _is_per_request(subject: Subject) -> bool:
    return any(one.role in _PER_REQUEST for one in subject.entries) and not subject.unit.module.is_test


def _ways(program: Program, root: Subject, launching: set[Subject]) -> Iterator[tuple[Where, ...]]:
    """Yield the shortest way from a body to each call that launches a browser, through `launching` bodies."""
    waiting: deque[tuple[Subject, tuple[Where, ...]]] = deque([(root, ())])
    seen = {root}
    while waiting:
        subject, way = waiting.popleft()
        for where, record in calls_of(subject):
            if _is_made_once(where):
                continue
            if _LAUNCHES.match(record.callee):
                yield (*way, where)
            for body in _entered(program, where, record):
                if body in launching and body not in seen:
                    seen.add(body)
                    waiting.append((body, (*way, where)))


def _entered(program: Program, where: Where, record: Resolution) -> Iterator[Subject]:
    """Yield the bodies that a call runs here, as a coroutine, or elsewhere."""
    for target in record.targets:
        if isinstance(target.subject, Subject) and runs(where, target) > 0:
            yield target.subject
    yield from record.coroutines
    for handed in record.handed:
        if handed.callback.runs in ("thread", "process") and not handed.callback.role:
            for value in handed.values.values:
                yield from program.bodies_of(value)


def _is_made_once(where: Where) -> bool:
    """True under a test that what a variable or attribute holds is missing."""
    return any(
        _says_missing(test, holds)
        for guard in guards_of(where.subject.unit.summary, where.site.guard)
        for test, holds in atoms(guard.test, guard.holds)
    )


def _says_missing(test: Expression, holds: bool) -> bool:
    if test is None:
        return False
    if test[0] == OPERATION and test[1] == "not":
        return _says_missing(test[2], not holds)
    if test[0] == OPERATION and test[1] == ("or" if holds else "and"):
        # One that is there and of no use any more, as in ``browser is None or not browser.is_connected()``.
        return _says_missing(test[2], holds) or _says_missing(test[3], holds)
    if test[0] == OPERATION and test[1] in ("Is", "IsNot") and test[2] is not None:
        return test[2][0] in (NAME, ATTRIBUTE) and holds is (test[1] == "Is")
    return test[0] in (NAME, ATTRIBUTE) and not holds


RULE = Rule(
    code="BL304",
    name="browser-per-request",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.WARNING,
    check=check,
    family=Family.LIFETIMES,
)
