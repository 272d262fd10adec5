"""Taking a thread lock on the event loop.

What: A `threading` or `multiprocessing` lock is taken, by `with` or by `acquire`, directly or through helpers, by
code that runs on the event loop.

Why: While another thread holds the lock, the loop waits for that thread. Between tasks of one loop the lock
protects nothing that needs protection, since they change places at `await` only.

Example:

    import threading

    from fastapi import FastAPI

    app = FastAPI()
    lock = threading.Lock()
    visits = 0


    @app.get("/visits")
    async def count() -> int:
        global visits
        with lock:
            visits += 1
        return visits

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()
    lock = asyncio.Lock()
    visits = 0


    @app.get("/visits")
    async def count() -> int:
        global visits
        async with lock:
            visits += 1
        return visits

How blocklint decides: The lock is followed by type. The level is a note, because an uncontended lock is no wait and
most locks are uncontended. A call that blocks inside the `with` is reported as what it is;
`acquire(blocking=False)` is silent. A class of the program with `Lock` or `Mutex` as a word in its name, such as
`ReadWriteLock`, is a lock, too: its methods may wait on a condition or an event.

When it is right to ignore: The lock is held for a few statements everywhere, and threads really share what it
protects.

References:

- Synchronization primitives, asyncio: https://docs.python.org/3/library/asyncio-sync.html#asyncio.Lock
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.LOCK, "BL116", "thread-lock", __doc__, since="0.1")
