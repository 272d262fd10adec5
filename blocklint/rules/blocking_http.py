"""Waiting for an HTTP answer on the event loop.

What: A synchronous HTTP client (`requests`, `urllib.request`, `urllib3`, the `Client` of `httpx` and `httpx2`,
`http.client`) is called, directly or through helpers, from code that runs on the event loop.

Why: The call returns when the other server has answered. Until then no other request, task or timer of the same
loop runs: one slow upstream freezes every user of the server, and more worker processes only make it rarer.

Example:

    import requests
    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/rates")
    async def rates() -> dict[str, float]:
        response = requests.get("https://example.org/rates", timeout=5)
        return response.json()

Use instead:

    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    import httpx
    from fastapi import FastAPI, Request


    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
        async with httpx.AsyncClient(timeout=5) as client:
            yield {"client": client}


    app = FastAPI(lifespan=lifespan)


    @app.get("/rates")
    async def rates(request: Request) -> dict[str, float]:
        response = await request.state.client.get("https://example.org/rates")
        return response.json()

How blocklint decides: The receiver must be known: an imported function, or an object whose constructor, annotation
or factory names a synchronous client. Reading a body (`response.iter_content`, `urlopen(...).read`) counts where
the body was not read before. A dictionary's `get` is no HTTP call, and an asynchronous client of the same method
names is silent. The same call in a plain `def` endpoint is silent too, since FastAPI runs that in its thread pool.

When it is right to ignore: The call happens once, before the server accepts connections, and a late start is
acceptable; or the program is a script whose loop has nothing else to do.

References:

- Concurrency and async / await, FastAPI: https://fastapi.tiangolo.com/async/
- Async support, HTTPX: https://www.python-httpx.org/async/
- Running blocking code, Python: https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.HTTP, "BL101", "blocking-http", __doc__, since="0.1")
