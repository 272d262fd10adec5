"""Waiting for a thread, a process or a queue on the event loop.

What: `queue.Queue.get`, `threading.Event.wait`, `Thread.join`, `concurrent.futures.Future.result` or another wait
of the threading world is called, directly or through helpers, from code that runs on the event loop.

Why: The loop waits for another thread. When that thread needs the loop to go on, as after
`run_coroutine_threadsafe`, both wait for ever.

Example:

    import queue

    from fastapi import FastAPI

    app = FastAPI()
    jobs: queue.Queue[str] = queue.Queue()


    @app.get("/next")
    async def next_job() -> str:
        return jobs.get()

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()
    jobs: asyncio.Queue[str] = asyncio.Queue()


    @app.get("/next")
    async def next_job() -> str:
        return await jobs.get()

How blocklint decides: The receiver is followed by type, since `get`, `wait`, `join` and `result` are names of many
things: the asyncio classes of the same names are silent. `block=False`, `timeout=0`, `get_nowait`, and `result()`
behind a `done()` guard are silent.

When it is right to ignore: The thing waited for is known to be ready, in a way that the code does not show.

References:

- Queues, asyncio: https://docs.python.org/3/library/asyncio-queue.html
- Scheduling from other threads, asyncio:
  https://docs.python.org/3/library/asyncio-task.html#scheduling-from-other-threads
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.WAIT, "BL112", "blocking-wait", __doc__, since="0.1")
