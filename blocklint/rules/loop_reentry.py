"""Starting an event loop inside a running one.

What: `asyncio.run`, `run_until_complete`, a framework's `run_sync` or another call that starts a loop is reached,
directly or through helpers, from code that runs on an event loop already.

Why: It raises: "asyncio.run() cannot be called from a running event loop". A synchronous wrapper around a coroutine
works from a script and fails from the server.

Example:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_rate() -> float:
        await asyncio.sleep(0.1)
        return 1.25


    def rate() -> float:
        return asyncio.run(fetch_rate())


    @app.get("/rate")
    async def show_rate() -> float:
        return rate()

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def fetch_rate() -> float:
        await asyncio.sleep(0.1)
        return 1.25


    @app.get("/rate")
    async def show_rate() -> float:
        return await fetch_rate()

How blocklint decides: As for every blocking call: the function that starts a loop is followed back through its
callers to those that run on one. In a worker thread the call is right and silent, so it is in a plain `def`
endpoint of FastAPI.

When it is right to ignore: The helper looks for a running loop first and takes another way then.

References:

- Runners, asyncio: https://docs.python.org/3/library/asyncio-runner.html#asyncio.run
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.LOOP, "BL114", "loop-reentry", __doc__, since="0.1")
