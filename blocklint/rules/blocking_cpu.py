"""Computing for long on the event loop.

What: A call that is known to compute for long (password hashing, data frames, images, PDF, compression, loading or
running a model) is made, directly or through helpers, by code that runs on the event loop.

Why: A password hash is slow by design, a tenth of a second or more. Ten log-ins at once are a second in which the
server does nothing else.

Example:

    import hashlib

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/login")
    async def login(password: str, salt: str) -> str:
        return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 600_000).hex()

Use instead:

    import asyncio
    import hashlib

    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/login")
    async def login(password: str, salt: str) -> str:
        key = await asyncio.to_thread(hashlib.pbkdf2_hmac, "sha256", password.encode(), salt.encode(), 600_000)
        return key.hex()

How blocklint decides: Only APIs of the catalogue are reported; loops in the project's own code are not measured. What
parses a table or a document is a matter of files (BL104) where it is given a path, and a warning here where it is given
memory, such as an `io.BytesIO` of what was uploaded: how large that is cannot be seen. A thread helps where the
library lets go of the interpreter lock while it computes, as `hashlib`, bcrypt, zlib, NumPy and Pillow do; for pure
Python the loop stays slow, and a process pool is the way.

When it is right to ignore: The input is small and always will be.

References:

- Executing code in thread or process pools, asyncio:
  https://docs.python.org/3/library/asyncio-eventloop.html#executing-code-in-thread-or-process-pools
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.CPU, "BL111", "blocking-cpu", __doc__, since="0.1")
