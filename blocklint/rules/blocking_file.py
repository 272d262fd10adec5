"""Reading or writing file content on the event loop.

What: A file is opened, read, written, copied or removed, directly or through helpers, by code that runs on the
event loop.

Why: A disk answers in microseconds on a good day. A network volume, a full write queue or a large file takes as
long as it takes, and the loop waits with it.

Example:

    from pathlib import Path

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/report")
    async def report() -> str:
        return Path("report.csv").read_text()

Use instead:

    import asyncio
    from pathlib import Path

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/report")
    async def report() -> str:
        return await asyncio.to_thread(Path("report.csv").read_text)

How blocklint decides: `open`, the content methods of `pathlib.Path`, `shutil`, `tempfile`, archives and the like
are known by import; methods of file objects by the type of the object. Existence and `stat` calls are `BL115`, one
level lower. The level is a warning: local files are the least of a loop's worries.

When it is right to ignore: Small local files that are read once, such as a template at start-up. Where a file is
read in many steps, moving each step to a thread costs more than it gains: move the function that opens, reads and
closes.

References:

- Running in threads, asyncio: https://docs.python.org/3/library/asyncio-task.html#running-in-threads
- Asynchronous file I/O, AnyIO: https://anyio.readthedocs.io/en/stable/fileio.html
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.FILE, "BL104", "blocking-file", __doc__, since="0.1")
