"""Talking to a cache, a broker or a task queue on the event loop.

What: A synchronous client of Redis, memcached, Kafka, AMQP or a task queue is called, directly or through helpers,
from code that runs on the event loop.

Why: Each command is a round trip over a socket. It is short while the broker is healthy; when the broker is
restarted, the client's reconnection attempts stop the whole process, just when patience is needed.

Example:

    import redis
    from fastapi import FastAPI

    app = FastAPI()
    cache = redis.Redis()


    @app.get("/visits")
    async def visits() -> int:
        return cache.incr("visits")

Use instead:

    import redis.asyncio
    from fastapi import FastAPI

    app = FastAPI()
    cache = redis.asyncio.Redis()


    @app.get("/visits")
    async def visits() -> int:
        return await cache.incr("visits")

How blocklint decides: The client is followed by type from where it is made. `redis.Redis` and `redis.asyncio.Redis`
have the same method names and are told apart by their constructors. Making a client that connects later is silent,
and so are commands that only fill a pipeline.

When it is right to ignore: A command that only enqueues into local memory, in a client that blocklint does not know
well enough; a report about it is welcome.

References:

- Asyncio examples, redis-py: https://redis.readthedocs.io/en/stable/examples/asyncio_examples.html
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.BROKER, "BL106", "blocking-broker", __doc__, since="0.1")
