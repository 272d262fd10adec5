"""Starting or awaiting a process on the event loop.

What: `subprocess.run`, `check_output`, `os.system`, `Popen.wait`, `Popen.communicate` or another synchronous
process API is called, directly or through helpers, from code that runs on the event loop.

Why: The loop stands still until the other program ends, which may be never. Starting a process costs time as well:
the interpreter's memory is mapped anew or the program is loaded from disk.

Example:

    import subprocess

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/version")
    async def version() -> str:
        done = subprocess.run(["git", "describe"], capture_output=True, text=True, check=True)
        return done.stdout

Use instead:

    import asyncio

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/version")
    async def version() -> str:
        process = await asyncio.create_subprocess_exec("git", "describe", stdout=asyncio.subprocess.PIPE)
        output, _ = await process.communicate()
        return output.decode()

How blocklint decides: Functions that wait for the process are found by import, methods by the type of the `Popen`
object. `Popen.poll` never waits and is silent; a wait with `timeout=0` is silent.

When it is right to ignore: The process is started once while the application starts. On Windows, where a reloading
server runs a selector loop, asyncio cannot start processes at all: there `asyncio.to_thread(subprocess.run, ...)`
is the way.

References:

- Subprocesses, asyncio: https://docs.python.org/3/library/asyncio-subprocess.html
- Platform support, asyncio: https://docs.python.org/3/library/asyncio-platforms.html#windows
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.SUBPROCESS, "BL103", "blocking-subprocess", __doc__, since="0.1")
