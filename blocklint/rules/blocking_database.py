"""Querying a database on the event loop.

What: A synchronous database driver or session (`sqlite3`, `psycopg2`, `pymongo`, SQLAlchemy's `Session` and their
kind) is called, directly or through helpers, from code that runs on the event loop.

Why: A query waits for a socket or a disk, and behind that for locks that another transaction holds. A lock wait of
seconds stops every other request of the process for these seconds.

Example:

    import sqlite3

    from fastapi import FastAPI

    app = FastAPI()


    def orders_of(customer: int) -> list[tuple[int, str]]:
        connection = sqlite3.connect("shop.db")
        try:
            return connection.execute("select id, title from orders where customer = ?", (customer,)).fetchall()
        finally:
            connection.close()


    @app.get("/orders/{customer}")
    async def orders(customer: int) -> list[tuple[int, str]]:
        return orders_of(customer)

Use instead:

    import sqlite3

    from fastapi import FastAPI

    app = FastAPI()


    def orders_of(customer: int) -> list[tuple[int, str]]:
        connection = sqlite3.connect("shop.db")
        try:
            return connection.execute("select id, title from orders where customer = ?", (customer,)).fetchall()
        finally:
            connection.close()


    @app.get("/orders/{customer}")
    def orders(customer: int) -> list[tuple[int, str]]:
        return orders_of(customer)

How blocklint decides: Sessions, connections and cursors are followed by type: from constructors and factories, from
annotations, through `with` and through dependencies. Building a query is silent; what sends it is not. The
asynchronous classes with the same method names (`AsyncSession`, `AsyncMongoClient`) are known and silent.

When it is right to ignore: An in-memory database in a test. A connection made at start-up is one level lower
already.

References:

- Asynchronous I/O, SQLAlchemy: https://docs.sqlalchemy.org/en/20/orm/extensions/asyncio.html
- Concurrency and async / await, FastAPI: https://fastapi.tiangolo.com/async/
- Connections and threads, sqlite3: https://docs.python.org/3/library/sqlite3.html#sqlite3.connect
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.DATABASE, "BL105", "blocking-database", __doc__, since="0.1")
