"""Asking the file system about a file on the event loop.

What: `os.path.exists`, `Path.stat`, `mkdir`, `listdir` or another call about files, not their content, is made,
directly or through helpers, by code that runs on the event loop.

Why: On a local disk such a call is over in microseconds, which is why the level is a note. On a network volume it
is a round trip, and a server that hangs makes the loop hang.

Example:

    import os.path

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/ready")
    async def ready() -> bool:
        return os.path.exists("/srv/data/ready")

Use instead:

    import os.path

    from fastapi import FastAPI

    app = FastAPI()


    @app.get("/ready")
    def ready() -> bool:
        return os.path.exists("/srv/data/ready")

How blocklint decides: Functions of `os` and `os.path` are found by import, methods by the type of the `Path`. Pure
path arithmetic (`joinpath`, `with_suffix`, `os.path.join`) asks nothing and is silent.

When it is right to ignore: Nearly always for local disks; notes are shown with `--min-level note` only.

References:

- Platform and file system calls, AnyIO: https://anyio.readthedocs.io/en/stable/fileio.html
"""

from blocklint.kinds import Kind
from blocklint.rules.rule import kind_rule

RULE = kind_rule(Kind.METADATA, "BL115", "file-metadata", __doc__, since="0.1")
