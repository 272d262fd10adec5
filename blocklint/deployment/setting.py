"""One place that says how a server is started, and what it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSetting:
    """How one command, call or environment starts a server.

    `server` is the program: uvicorn, fastapi, granian, hypercorn, gunicorn, litestar, sanic or quart.
    `target` is the import string (``app.main:app``), or the path of a file where the server takes one
    (``fastapi dev app/main.py``); None where it is not said there or not a literal.
    `reload` is True where the server reloads by what is written there or by its own default;
    `workers` None where no number is written. `options` are all options as (name, value) with
    the names of the keyword arguments (``reload_dir``), values as text, switches as ``true`` or ``false``; the word
    after the program (``dev`` of ``fastapi dev``) is the option ``command``.
    `path`, `line` and `column` (from 1) are where the program is named; `source` says in a few words
    what stands there (``Dockerfile CMD``, ``Makefile dev``, ``uvicorn.run``). `development` is True for a place
    that only development uses, False for one that serves in production, None where neither can be seen.
    """

    server: str
    target: str | None
    reload: bool
    workers: int | None
    options: tuple[tuple[str, str], ...]
    path: str
    line: int
    column: int
    source: str
    development: bool | None = None

    def option(self, name: str) -> str | None:
        """Return the value of an option, the last one where it is repeated, None where it is not given."""
        return next((value for key, value in reversed(self.options) if key == name), None)

    @property
    def module(self) -> str | None:
        """The module of an import string: ``app.main`` of ``app.main:app``; None for none or for a path."""
        if self.target is None or "/" in self.target or self.target.endswith(".py"):
            return None
        return self.target.partition(":")[0]

    @property
    def many_processes(self) -> bool:
        """Whether worker processes other than the first one import the application."""
        return self.reload or (self.workers or 1) > 1
