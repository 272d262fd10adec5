"""What a server does with a Playwright that is started while the application is imported, in one sentence.

Each sentence was observed: every server was run with each form on Linux, Python 3.11 and Playwright 1.65.2.
Three things decide. Some servers import the application inside their running loop. Others import it before: then
they start a loop of their own, unless they have set it already and go on to serve on that one.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal, TypeAlias

from blocklint.deployment.setting import ServerSetting

Form: TypeAlias = Literal["sync-start", "asyncio-run", "run-until-complete"]
"""``sync_playwright().start()``; ``asyncio.run(…)`` or ``loop.run_until_complete(…)`` over the asynchronous API."""


class _Import(Enum):
    """When the application is imported, seen from the server's loop."""

    INSIDE = "inside its running loop"
    BEFORE = "before its loop runs"
    LOOP_SET = "before its loop runs, with that loop already set"
    MASTER = "once, in the master process, before the workers fork"


_RESULT: dict[tuple[_Import, Form], str] = {
    (_Import.INSIDE, "sync-start"): (
        "`sync_playwright().start()` raises `It looks like you are using Playwright Sync API inside the asyncio loop`"
    ),
    (_Import.INSIDE, "asyncio-run"): (
        "`asyncio.run()` raises `RuntimeError: asyncio.run() cannot be called from a running event loop`"
    ),
    (_Import.INSIDE, "run-until-complete"): (
        "`run_until_complete()` raises `RuntimeError: This event loop is already running`"
    ),
    (_Import.BEFORE, "sync-start"): (
        "Playwright starts, leaves the thread marked as running a loop, and {dies} with"
        " `RuntimeError: Runner.run() cannot be called from a running event loop`"
    ),
    (_Import.BEFORE, "asyncio-run"): (
        "the server starts, but the browser belongs to a loop that is closed, and its first use raises"
        " `TargetClosedError`"
    ),
    (_Import.BEFORE, "run-until-complete"): (
        "the server starts, but the browser belongs to another loop than the one that serves, and its first use"
        " raises `RuntimeError` (`attached to a different loop`)"
    ),
    (_Import.LOOP_SET, "sync-start"): (
        "Playwright starts, leaves the thread marked as running a loop, and {dies} with"
        " `RuntimeError: Cannot run the event loop while another loop is running`"
    ),
    (_Import.LOOP_SET, "asyncio-run"): (
        "the server starts, but the browser belongs to a loop that is closed, and its first use raises"
        " `TargetClosedError`"
    ),
    (_Import.LOOP_SET, "run-until-complete"): (
        "the browser starts on the loop that will serve, and works; under any other server its first use fails"
    ),
    (_Import.MASTER, "sync-start"): (
        "all workers share one driver and one browser of a process that they are not, and a call from the thread"
        " pool raises `greenlet.error: Cannot switch to a different thread`"
    ),
    (_Import.MASTER, "asyncio-run"): (
        "all workers share one driver and one browser of a loop that is closed, whose first use raises"
        " `TargetClosedError`"
    ),
    (_Import.MASTER, "run-until-complete"): (
        "all workers share one driver and one browser of another loop than theirs, whose first use raises"
        " `RuntimeError` (`attached to a different loop`)"
    ),
}


def describe_import_time_playwright(setting: ServerSetting | None, form: Form, *, path: str | None = None) -> str:
    """Return one sentence, without a final stop, on what that server does with that form of start at import.

    `path` is the file that starts Playwright: a script that starts Playwright and serves itself as well is
    executed more than once. For None, and for servers that were not run, the sentence tells what decides.
    """
    if setting is None:
        return _undecided("the server", form)
    if setting.source == "uvicorn.run" and setting.target is not None and setting.path == path:
        return _script(setting, form)
    describe = _SERVERS.get(setting.server)
    return describe(setting, form) if describe else _undecided(setting.server, form)


def _undecided(server: str, form: Form) -> str:
    inside, before = _result(_Import.INSIDE, form), _result(_Import.BEFORE, form, "it dies")
    return (
        f"where {server} imports the application inside its running loop (uvicorn with reload or several workers, and"
        f" every uvicorn before 0.47), {inside}; where it does so before its loop runs, {before}"
    )


def _result(moment: _Import, form: Form, dies: str = "the worker dies") -> str:
    return _RESULT[moment, form].format(dies=dies)


def _uvicorn(setting: ServerSetting, form: Form) -> str:
    if setting.source == "uvicorn.Config" and setting.target is not None:
        return (
            "uvicorn (0.34 and 0.54 were run) imports the application inside its running loop when"
            f" `uvicorn.Server` is run directly, where {_result(_Import.INSIDE, form)}"
        )
    if setting.many_processes and setting.target is None and setting.source.startswith("uvicorn."):
        return (
            "uvicorn with reload or several workers needs an import string and ends at once when it is given the"
            f" application itself; without them {_result(_Import.BEFORE, form, 'the server dies')}"
        )
    if setting.source.startswith("uvicorn.") and setting.target is None:
        return (
            "uvicorn (0.54 was run) is given the application itself, which is there before the loop runs:"
            f" {_result(_Import.BEFORE, form, 'the server dies')}"
        )
    if setting.many_processes:
        with_what, after = _processes(setting)
        return (
            f"uvicorn with {with_what} (0.34 and 0.54 were run) imports the application inside the running loop of a"
            f" child process, where {_result(_Import.INSIDE, form)}; {after}"
        )
    return (
        "uvicorn from 0.47 on imports the application before its loop runs:"
        f" {_result(_Import.BEFORE, form, 'the server dies')};"
        f" before 0.47 it imports it inside the running loop, where {_result(_Import.INSIDE, form)}"
    )


def _processes(setting: ServerSetting) -> tuple[str, str]:
    if setting.reload:
        return "reload", "the parent process survives and nothing listens"
    return "several workers", "the workers die and are started again without end"


def _script(setting: ServerSetting, form: Form) -> str:
    """Tell of a module that starts Playwright and calls `uvicorn.run` as well, run as a script."""
    if not setting.many_processes:
        second = (
            "the second start raises `It looks like you are using Playwright Sync API inside the asyncio loop`"
            if form == "sync-start"
            else f"there are two browsers, and {_result(_Import.BEFORE, form)}"
        )
        return f"uvicorn (0.54 was run) imports the script a second time, under its module's name: {second}"
    _, after = _processes(setting)
    moment, when = (_Import.BEFORE, "first") if form == "sync-start" else (_Import.INSIDE, "again inside the loop")
    return (
        "uvicorn (0.54 was run) executes the script in the parent, where a browser stays unused, and in each child"
        f" process, {when}: {_result(moment, form, 'the child dies')}; {after}"
    )


def _fastapi(setting: ServerSetting, form: Form) -> str:
    command = f"`fastapi {setting.option('command') or 'run'}`"
    if not setting.many_processes:
        return (
            f"{command} (fastapi-cli 0.0.34 with uvicorn 0.54 was run) imports the application before its loop runs:"
            f" {_result(_Import.BEFORE, form, 'the server dies')}"
        )
    with_what, after = _processes(setting)
    parent = (
        "" if setting.option("entrypoint") else "in the parent, where a browser stays unused as long as it runs, and "
    )
    return (
        f"{command} with {with_what} (fastapi-cli 0.0.34 was run) imports the application {parent}inside the running"
        f" loop of a child process, where {_result(_Import.INSIDE, form)}; {after}"
    )


def _litestar(setting: ServerSetting, form: Form) -> str:
    if not setting.many_processes:
        return (
            "`litestar run` (Litestar 2.25 with uvicorn 0.54 was run) imports the application before its loop runs:"
            f" {_result(_Import.BEFORE, form, 'the server dies')}"
        )
    with_what, after = _processes(setting)
    return (
        f"`litestar run` with {with_what} (Litestar 2.25 with uvicorn 0.54 was run) imports the application in the"
        " parent, where a browser stays unused as long as it runs, and inside the running loop of a child process,"
        f" where {_result(_Import.INSIDE, form)}; {after}"
    )


def _granian(setting: ServerSetting, form: Form) -> str:
    more = "; each worker has a driver and a browser of its own" if (setting.workers or 1) > 1 else ""
    return (
        "Granian (2.8 was run) sets the loop of its worker, imports the application, and then serves on that loop:"
        f" {_result(_Import.LOOP_SET, form)}{more}"
    )


def _hypercorn(setting: ServerSetting, form: Form) -> str:
    parent = ", and in the parent too, where a second browser stays unused" if setting.reload else ""
    return (
        f"Hypercorn (0.18 was run) imports the application in its worker before the loop runs{parent}:"
        f" {_result(_Import.BEFORE, form)}"
    )


def _gunicorn(setting: ServerSetting, form: Form) -> str:
    if setting.option("preload") == "true" or setting.option("preload_app") == "true":
        return (
            "gunicorn with preload (27.0 with UvicornWorker was run) imports the application once, in the master:"
            f" {_result(_Import.MASTER, form)}"
        )
    respawn = "; the master starts the workers again without end" if form == "sync-start" else ""
    if setting.option("worker_class") == "asgi":
        return (
            "gunicorn's own ASGI worker (27.0 was run) sets its loop, imports the application, and then serves on"
            f" that loop: {_result(_Import.LOOP_SET, form)}{respawn}"
        )
    return (
        "gunicorn (27.0 with UvicornWorker was run) imports the application in each worker before the loop runs:"
        f" {_result(_Import.BEFORE, form)}{respawn}"
    )


_SERVERS = {
    "uvicorn": _uvicorn,
    "fastapi": _fastapi,
    "granian": _granian,
    "hypercorn": _hypercorn,
    "gunicorn": _gunicorn,
    "litestar": _litestar,
}
