"""The story fixtures, served by the real servers: the broken forms fail as told, the good ones do not.

No test measures time. An upstream server holds its answers back until the test lets them go, so
that a server whose loop waits for it cannot answer anything else, however fast the machine is.
The screenshot services need Debian's chromium (or the path of another one in CHROMIUM_PATH).
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from blocklint.deployment.behaviour import describe_import_time_playwright
from blocklint.deployment.calls import setting_from_call
from blocklint.deployment.reading import read
from blocklint.deployment.setting import ServerSetting

pytestmark = pytest.mark.slow

FIXTURES = Path(__file__).parent.parent / "fixtures"
PATIENCE = 60.0
"""Seconds after which something that must happen is taken to have failed."""
STILLNESS = 2.0
"""Seconds without an answer after which a server that just answered at once counts as stalled."""
UVICORN = ("-m", "uvicorn", "app:app", "--port", "{port}")
PNG = b"\x89PNG\r\n"


class Upstream(ThreadingHTTPServer):
    """Counts the requests that arrive and answers them when the gate is open; `/page` at once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.arrived = threading.Semaphore(0)
        self.gate = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def saw(self, count: int) -> bool:
        """True when `count` requests have arrived, each within the time of stillness."""
        return all(self.arrived.acquire(timeout=STILLNESS) for _ in range(count))


class Answer(BaseHTTPRequestHandler):
    server: Upstream

    def do_GET(self) -> None:
        if self.path != "/page":
            self.server.arrived.release()
            self.server.gate.wait(PATIENCE)
        body = b"<h1>upstream</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_parts: Any, **_named: Any) -> None:
        """Say nothing."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = Upstream()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.gate.set()
    server.shutdown()
    server.server_close()


class Server:
    """A server process, its address and its log."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.url, self._log = process, f"http://127.0.0.1:{port}", log

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def get(self, path: str, timeout: float = PATIENCE) -> bytes:
        with urlopen(self.url + path, timeout=timeout) as answer:
            content: bytes = answer.read()
        return content

    def answers(self) -> bool:
        """True when the server gives its health within the time of stillness."""
        try:
            return bool(self.get("/health", STILLNESS))
        except (URLError, TimeoutError, ConnectionError):
            return False


def wait_until(condition: Callable[[], bool], server: Server) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        ended = server.process.poll() is not None and not condition()
        assert not ended, f"the server ended:\n{server.log}"
        assert time.monotonic() < end, f"waited too long; the server says:\n{server.log}"
        time.sleep(0.1)


@contextmanager
def serving(folder: Path, upstream: Upstream, log: Path, *command: str) -> Iterator[Server]:
    """Run `command` in `folder`, with ``{port}`` standing for a free port, which PORT holds too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "UPSTREAM": upstream.url,
        "PORT": str(port),
        "CHROMIUM_PATH": os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or "chromium is not installed",
        "CHROMIUM_ARGS": os.environ.get("CHROMIUM_ARGS", "--no-sandbox"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *(part.format(port=port) for part in command)],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Server(process, port, log)
    finally:
        upstream.gate.set()
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started, politely first."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, sign)
            process.wait(10)


@contextmanager
def uvicorn(case: str, upstream: Upstream, tmp_path: Path) -> Iterator[Server]:
    with serving(FIXTURES / case, upstream, tmp_path / "log", *UVICORN) as server:
        wait_until(server.answers, server)
        yield server


@contextmanager
def asking(server: Server, *paths: str) -> Iterator[list[Future[bytes]]]:
    with ThreadPoolExecutor(len(paths)) as clients:
        yield [clients.submit(server.get, path) for path in paths]


@pytest.mark.parametrize(
    ("case", "path", "free"),
    [
        ("blocking-http/proxy-endpoint-freezes-on-urlopen", "/proxy/long", False),
        ("blocking-http/proxy-endpoint-freezes-on-urlopen", "/reports/long", False),
        ("blocking-http/proxy-endpoint-with-aiohttp", "/proxy/long", True),
        ("blocking-http/proxy-endpoint-in-the-thread-pool", "/proxy/long", True),
        ("blocking-http/concurrent-requests-in-a-handler", "/quotes/long", False),
        ("blocking-http/httpx-client-in-the-lifespan-streamed", "/quotes/long", True),
    ],
)
def test_a_long_request_stalls_the_others_only_in_the_broken_form(
    case: str, path: str, free: bool, upstream: Upstream, tmp_path: Path
) -> None:
    with uvicorn(case, upstream, tmp_path) as server, asking(server, path) as (long,):
        assert upstream.saw(1)
        assert server.answers() is free

        upstream.gate.set()
        assert b"<h1>upstream</h1>" in long.result(PATIENCE)
        wait_until(server.answers, server)


@pytest.mark.parametrize(
    ("case", "together"),
    [
        ("blocking-http/concurrent-requests-in-a-handler", 1),
        ("blocking-http/httpx-client-in-the-lifespan-streamed", 4),
    ],
)
def test_concurrent_requests_reach_the_upstream_together_only_in_the_good_form(
    case: str, together: int, upstream: Upstream, tmp_path: Path
) -> None:
    paths = [f"/quotes/{number}" for number in range(4)]
    with uvicorn(case, upstream, tmp_path) as server, asking(server, *paths) as quotes:
        assert upstream.saw(together)
        assert not upstream.saw(1)

        upstream.gate.set()
        assert all(b"<h1>upstream</h1>" in answer.result(PATIENCE) for answer in quotes)


def test_gather_does_not_overlap_what_blocks(upstream: Upstream, tmp_path: Path) -> None:
    case = "blocking-http/concurrent-requests-in-a-handler"
    with uvicorn(case, upstream, tmp_path) as server, asking(server, "/quotes?symbols=a&symbols=b"):
        assert upstream.saw(1)
        assert not upstream.saw(1)
        upstream.gate.set()


def test_a_background_task_that_was_called_cannot_run(upstream: Upstream, tmp_path: Path) -> None:
    upstream.gate.set()
    case = "called-not-passed/background-task-aclose-called"
    with uvicorn(case, upstream, tmp_path) as server:
        server.get("/passed/long")
        assert "TypeError" not in server.log

        server.get("/quotes/long")
        wait_until(lambda: "coroutine 'Response.aclose' was never awaited" in server.log, server)
        assert "TypeError" in server.log


def setting_of(command: tuple[str, ...]) -> ServerSetting | None:
    """Return what blocklint makes of the command, or of the call in the fixture where that is what is run."""
    if command == ("app.py",):
        return setting_from_call("uvicorn.run", {"reload": True}, ["app:app"], "app.py", 1, 1)
    (setting,) = read({"Procfile": f"web: python {' '.join(command)}\n"})
    return setting


def screenshot(server: Server, upstream: Upstream) -> bytes:
    return server.get(f"/screenshot?url={quote(upstream.url + '/page', safe='')}")


@pytest.mark.parametrize(
    ("command", "message", "survives"),
    [
        ((*UVICORN, "--reload"), "It looks like you are using Playwright Sync API inside the asyncio loop", True),
        ((*UVICORN, "--workers", "2"), "It looks like you are using Playwright Sync API inside the asyncio loop", True),
        (UVICORN, "Runner.run() cannot be called from a running event loop", False),
        (("app.py",), "Runner.run() cannot be called from a running event loop", True),
    ],
    ids=["reload", "workers", "plain", "script with reload"],
)
def test_playwright_started_at_import_never_serves(
    command: tuple[str, ...], message: str, survives: bool, upstream: Upstream, tmp_path: Path
) -> None:
    folder = FIXTURES / "playwright-at-import" / "screenshot-service-under-reload"
    assert message in describe_import_time_playwright(setting_of(command), "sync-start", path="app.py")
    with serving(folder, upstream, tmp_path / "log", *command) as server:
        wait_until(lambda: message in server.log, server)
        assert not server.answers()
        if survives:
            assert server.process.poll() is None
        else:
            assert server.process.wait(PATIENCE) != 0


def test_playwright_in_the_lifespan_serves_before_and_after_a_reload(upstream: Upstream, tmp_path: Path) -> None:
    folder = tmp_path / "service"
    shutil.copytree(FIXTURES / "playwright-at-import" / "screenshot-service-with-lifespan", folder)
    with serving(folder, upstream, tmp_path / "log", "app.py") as server:
        wait_until(server.answers, server)
        assert screenshot(server, upstream).startswith(PNG)

        application = folder / "app.py"
        application.write_text(application.read_text() + "\n# saved again\n")
        wait_until(lambda: server.log.count("Application startup complete") == 2, server)
        assert screenshot(server, upstream).startswith(PNG)


def test_granian_serves_but_the_browser_of_a_closed_loop_is_gone(upstream: Upstream, tmp_path: Path) -> None:
    folder = FIXTURES / "playwright-at-import" / "granian-development-server"
    (setting, _) = read({"Makefile": (folder / "Makefile").read_text()})
    assert "TargetClosedError" in describe_import_time_playwright(setting, "asyncio-run")
    with serving(folder, upstream, tmp_path / "log", "serve.py") as server:
        wait_until(server.answers, server)
        with pytest.raises(HTTPError, match="500"):
            screenshot(server, upstream)
        wait_until(lambda: "TargetClosedError" in server.log, server)


def test_granian_serves_screenshots_from_a_lifespan(upstream: Upstream, tmp_path: Path) -> None:
    folder = FIXTURES / "playwright-at-import" / "granian-development-server-with-lifespan"
    with serving(folder, upstream, tmp_path / "log", "app.py") as server:
        wait_until(server.answers, server)
        assert screenshot(server, upstream).startswith(PNG)
