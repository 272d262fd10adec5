"""Sleeping on the event loop.

What: `time.sleep`, or something that sleeps with it, is called, directly or through helpers, from code that runs on
the event loop.

Why: The thread sleeps, and the loop with it: no other task runs until the sleep ends. `asyncio.sleep` suspends the
one task that waits and leaves the loop to the others.

Example:

    import time

    from fastapi import FastAPI

    app = FastAPI()


    def pause() -> None:
        time.sleep(0.5)


    @app.post("/retry")
    async def retry() -> None:
        pause()

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    async def pause() -> None:
        await asyncio.sleep(0.5)


    @app.post("/retry")
    async def retry() -> None:
        await pause()

How blocklint decides: Every call of the sleeping function is followed back through its callers to the functions
that run on the loop. `time.sleep(0)` is silent: it only gives up the processor.

When it is right to ignore: A test or a demonstration that stalls the loop on purpose.

References:

- Sleeping, asyncio: https://docs.python.org/3/library/asyncio-task.html#sleeping
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.SLEEP, "BL102", "blocking-sleep", __doc__, since="0.1")
