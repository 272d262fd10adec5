"""Using a blocking socket or a protocol client on the event loop.

What: A blocking socket, a name look-up, or a synchronous client of SMTP, FTP, SSH, LDAP and the like is used,
directly or through helpers, by code that runs on the event loop.

Why: Connecting, resolving a name and reading a line all wait for another machine. A name server that does not
answer costs many seconds by default.

Example:

    import socket

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/address")
    async def address(host: str) -> str:
        return socket.gethostbyname(host)

Use instead:

    import asyncio
    import socket

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/address")
    async def address(host: str) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, family=socket.AF_INET)
        return found[0][4][0]

How blocklint decides: Functions are found by import, methods by the type of the socket or the client. A socket that
was set to `setblocking(False)` or `settimeout(0)` where it was made is silent, and so are the loop's own `sock_*`
methods.

When it is right to ignore: A socket that is known to be non-blocking in a way that the code does not show.

References:

- Working with socket objects directly, asyncio:
  https://docs.python.org/3/library/asyncio-eventloop.html#working-with-socket-objects-directly
- DNS, asyncio: https://docs.python.org/3/library/asyncio-eventloop.html#dns
- Streams, asyncio: https://docs.python.org/3/library/asyncio-stream.html
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.SOCKET, "BL109", "blocking-socket", __doc__, since="0.1")
