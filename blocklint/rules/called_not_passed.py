"""Calling a function where it should be handed over.

What: An argument that should be a function is a call of one: `asyncio.to_thread(f(x))` instead of
`asyncio.to_thread(f, x)`, or `BackgroundTask(response.aclose())` instead of `BackgroundTask(response.aclose)`.

Why: The call runs first, on the event loop, and the offload receives its result. A blocking function has blocked
the loop by then, and the offload fails with "object is not callable". A coroutine function gives a coroutine that
nobody awaits: the connection that it should close stays open.

Example:

    import httpx
    from fastapi import FastAPI
    from starlette.background import BackgroundTask
    from starlette.responses import StreamingResponse

    app = FastAPI()
    client = httpx.AsyncClient()


    @app.get("/proxy")
    async def proxy(url: str) -> StreamingResponse:
        upstream = await client.send(client.build_request("GET", url), stream=True)
        return StreamingResponse(upstream.aiter_raw(), background=BackgroundTask(upstream.aclose()))

Use instead:

    import httpx
    from fastapi import FastAPI
    from starlette.background import BackgroundTask
    from starlette.responses import StreamingResponse

    app = FastAPI()
    client = httpx.AsyncClient()


    @app.get("/proxy")
    async def proxy(url: str) -> StreamingResponse:
        upstream = await client.send(client.build_request("GET", url), stream=True)
        return StreamingResponse(upstream.aiter_raw(), background=BackgroundTask(upstream.aclose))

How blocklint decides: The catalogue says which argument of an offload is the function. A call that stands there is
reported when it is known what it gives and that this cannot be called: a blocking API, a coroutine function, or a
blocking function of the program whose result is no object with `__call__`. A call that makes a function, such as
`functools.partial(f, x)`, is right there and silent, and so is one of which it is unknown what it gives.

When it is right to ignore: The called function returns a function, in a way that blocklint does not see.

References:

- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
- Background tasks, Starlette: https://www.starlette.io/background/
"""

from blocklint.kinds import Level
from blocklint.rules.offloads import called_not_passed
from blocklint.rules.rule import Family, Rule, summary_of

RULE = Rule(
    code="BL201",
    name="called-not-passed",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=called_not_passed,
    family=Family.OFFLOADS,
)
