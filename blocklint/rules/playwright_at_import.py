"""Starting Playwright while the module is imported.

What: `sync_playwright().start()`, `asyncio.run(async_playwright().start())` or a browser launch stands at module
level, or is reached from there, in a module that a server imports.

Why: It depends on the server whether the import fails, the server dies after it, or the first use of the browser
fails:

- uvicorn with `--reload` or several workers, and every uvicorn before 0.47, imports the application inside a
  running loop: the synchronous API refuses to start there.
- uvicorn from 0.47 on without them, Granian and Hypercorn import it before their loop runs: the synchronous API
  leaves the thread marked as running a loop, and the server dies when it starts its own.
- An asynchronous Playwright that was started in a loop of its own belongs to that loop; its first use in the
  server's loop fails.
- Every process that imports the module starts a browser: with `fastapi dev` or several workers that is more than
  one.

Example:

    from fastapi import FastAPI
    from playwright.sync_api import sync_playwright

    playwright = sync_playwright().start()
    browser = playwright.chromium.launch()
    app = FastAPI()


    @app.get("/version")
    def version() -> str:
        return browser.version

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


    @app.get("/version")
    async def version(request: Request) -> str:
        return request.app.state.browser.version

How blocklint decides: Code runs at import when it stands at module level, in a class body, in a decorator or a
default value, or in a function that is called from there; what stands under `if __name__ == "__main__"` does not,
nor what a test's file does while the test runner collects it.
Where the project shows how the application is served (a call of `uvicorn.run`, a Dockerfile, a compose file, a
Procfile), the finding names that place and says what that server does.

When it is right to ignore: The module is a script that no server imports.

References:

- Lifespan events, FastAPI: https://fastapi.tiangolo.com/advanced/events/
- Getting started, Playwright for Python: https://playwright.dev/python/docs/library
- NotImplementedError with reload on Windows: https://github.com/microsoft/playwright-python/issues/2699
"""

from blocklint.kinds import Level
from blocklint.rules.lifetimes import playwright_at_import
from blocklint.rules.rule import Family, Rule, summary_of

RULE = Rule(
    code="BL301",
    name="playwright-at-import",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=playwright_at_import,
    family=Family.LIFETIMES,
)
