"""Command lines in, what they say about a server out."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.deployment.commands import Start, starts, starts_of_environment
from blocklint.deployment.servers import SERVERS


def only(command: str | tuple[str, ...], **environment: str) -> Start:
    (start,) = starts(command, environment, {})
    return start


@pytest.mark.parametrize(
    ("command", "server", "target", "reload", "workers"),
    [
        ("uvicorn app.main:app", "uvicorn", "app.main:app", False, None),
        ("uvicorn --host 0.0.0.0 --reload app.main:app", "uvicorn", "app.main:app", True, None),
        ("uvicorn app:app --reload-dir src --reload-delay 1", "uvicorn", "app:app", False, None),
        ("uvicorn app:app --no-access-log --workers=4", "uvicorn", "app:app", False, 4),
        ("uvicorn app:create --factory --workers 2", "uvicorn", "app:create", False, 2),
        ("fastapi dev", "fastapi", None, True, None),
        ("fastapi dev --no-reload app/main.py", "fastapi", "app/main.py", False, None),
        ("fastapi run app/main.py --workers 4", "fastapi", "app/main.py", False, 4),
        ("fastapi run -e app.main:app --reload", "fastapi", "app.main:app", True, None),
        ("granian --interface asgi --reload app:app", "granian", "app:app", True, None),
        ("granian --reload --no-reload app:app", "granian", "app:app", False, None),
        ("granian --reload-ignore-worker-failure app:app", "granian", "app:app", False, None),
        ("hypercorn -w 3 app:app --reload", "hypercorn", "app:app", True, 3),
        ("gunicorn -w4 -kuvicorn.workers.UvicornWorker app:app", "gunicorn", "app:app", False, 4),
        ("gunicorn --preload app:create()", "gunicorn", "app:create", False, None),
        ("litestar --app app:app run --reload-dir src", "litestar", "app:app", True, None),
        ("litestar run -r -W 2", "litestar", None, True, 2),
        ("sanic server.app --dev", "sanic", "server.app", True, None),
        ("quart --app src run --debug", "quart", None, True, None),
    ],
)
def test_each_server_is_understood(
    command: str, server: str, target: str | None, reload: bool, workers: int | None
) -> None:
    start = only(command)

    assert (server, target, reload, workers) == (start.server, start.target, start.reload, start.workers)
    if "(" not in command:
        assert start == only(tuple(command.split()))


@pytest.mark.parametrize(
    "command",
    [
        "exec uvicorn app:app",
        "A=1 B='2 3' uvicorn app:app",
        "env -i A=1 uvicorn app:app",
        "cd src && uvicorn app:app",
        "alembic upgrade head; uvicorn app:app &",
        "uvicorn app:app > log.txt 2>&1",
        "if [ -f x ]; then exec uvicorn app:app; fi",
        "(uvicorn app:app)",
        ".venv/bin/uvicorn app:app",
        "python -m uvicorn app:app",
        "python3.12 -u -X dev -m uvicorn app:app",
        "$PYTHON -m uvicorn app:app",
        "uv run uvicorn app:app",
        "uv run --with uvicorn --extra dev uvicorn app:app",
        "poetry run python -m uvicorn app:app",
        "uvx uvicorn app:app",
        "dumb-init -- uvicorn app:app",
        "tini -g -- gosu app uvicorn app:app",
        "timeout -s KILL 10 uvicorn app:app",
        "sudo -u app uvicorn app:app",
        "sh -c 'uvicorn app:app'",
        """sh -c "sh -c 'uvicorn app:app'" """,
        "bash -lc 'sleep 1 && exec uvicorn app:app'",
        "./wait-for-it.sh database:5432 -t 30 -- uvicorn app:app",
        "docker run --rm --name uvicorn image uvicorn app:app",
        "python -m debugpy --listen 0.0.0.0:5678 -m uvicorn app:app",
        "opentelemetry-instrument --traces_exporter console uvicorn app:app",
        "npx concurrently 'npm run dev' 'uvicorn app:app'",
        "uvicorn app:app # --reload",
    ],
)
def test_what_stands_around_a_server_is_looked_through(command: str) -> None:
    start = only(command)

    assert ("uvicorn", "app:app", False) == (start.server, start.target, start.reload)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "pip install uvicorn gunicorn",
        "uv add granian",
        "uv pip install --upgrade uvicorn",
        "apt-get install -y gunicorn",
        "echo uvicorn app:app --reload",
        "echo 'uvicorn app:app --reload'",
        "pkill -f 'uvicorn app:app'",
        "sudo systemctl restart gunicorn",
        "cd fastapi",
        "uvicorn --version",
        "gunicorn --check-config app:app",
        "fastapi login",
        "quart shell",
        "# uvicorn app:app",
        "grep -r 'fastapi run' docs",
        "python app.py",
        "python -m pytest tests/test_uvicorn.py",
    ],
)
def test_what_only_names_a_server_starts_none(command: str) -> None:
    assert [] == list(starts(command, {}, {}))


@pytest.mark.parametrize(
    ("command", "environment", "reload", "workers"),
    [
        ("uvicorn app:app", {"UVICORN_RELOAD": "true"}, True, None),
        ("uvicorn app:app", {"UVICORN_RELOAD": "0"}, False, None),
        ("UVICORN_RELOAD=1 uvicorn app:app", {}, True, None),
        ("export UVICORN_RELOAD=1; uvicorn app:app", {}, True, None),
        ("uvicorn app:app --workers 2", {"WEB_CONCURRENCY": "4"}, False, 2),
        ("uvicorn app:app", {"WEB_CONCURRENCY": "4"}, False, 4),
        ("fastapi run", {"WEB_CONCURRENCY": "4"}, False, 4),
        ("granian app:app", {"GRANIAN_RELOAD": "1", "WEB_CONCURRENCY": "4"}, True, None),
        ("hypercorn app:app", {"UVICORN_RELOAD": "1", "WEB_CONCURRENCY": "4"}, False, None),
        ("gunicorn app:app", {"GUNICORN_CMD_ARGS": "--reload -w 3"}, True, 3),
        ("gunicorn app:app", {"GUNICORN_CMD_ARGS": "'"}, False, None),
        ("uvicorn app:app --workers ${WORKERS:-3}", {}, False, 3),
        ("uvicorn app:app --workers ${WORKERS}", {"WORKERS": "5"}, False, 5),
        ("uvicorn app:app --workers $(nproc) --reload", {}, True, None),
        ("uvicorn app:app $MORE", {"MORE": "--reload --workers 2"}, True, 2),
    ],
)
def test_variables_count(command: str, environment: dict[str, str], reload: bool, workers: int | None) -> None:
    start = only(command, **environment)

    assert (reload, workers) == (start.reload, start.workers)


def test_an_environment_speaks_of_its_server_without_a_command() -> None:
    environment = {"UVICORN_RELOAD": "yes", "GRANIAN_WORKERS": "4", "LITESTAR_RELOAD": "no", "WEB_CONCURRENCY": "2"}

    found = {start.server: (start.reload, start.workers) for start in starts_of_environment(environment)}

    assert {"uvicorn": (True, 2), "granian": (False, 4), "litestar": (False, 2)} == found


def test_a_watcher_around_the_server_is_kept_as_an_option() -> None:
    for command in (
        "watchmedo auto-restart --pattern='*.py' -R -- uvicorn app:app",
        "watchfiles 'uvicorn app:app' src",
        "python -m watchfiles 'uvicorn app:app'",
    ):
        start = only(command)

        assert not start.reload
        assert ("restarted_by", "watchmedo" if "watchmedo" in command else "watchfiles") in start.options


def test_words_say_whether_it_is_development() -> None:
    assert [True, False, True, None] == [
        only(command).development
        for command in ("fastapi dev", "fastapi run", "sanic app:app --dev", "uvicorn app:app --reload")
    ]


WORDS = st.sampled_from(
    [
        *SERVERS,
        *("dev", "run", "app:app", "app.main:create()", "main.py", "-m", "-w", "-k", "--", "-", "--=", "-w4", "-="),
        *("--reload", "--no-reload", "--workers", "--workers=x", "--app", "python", "env", "sh", "-c", "uv", "sudo"),
        *("watchmedo", "A=1", "'uvicorn a:b'", "&&", "|", ">", "2>&1", "(", ")", "$X", "${X:-y}", "$(z)"),
        *("`", '"', "#", "\\", "\n", ";", "é", "\x00", "export", "--version", ""),
    ]
)


@given(st.lists(WORDS | st.text(max_size=8), max_size=12))
def test_no_command_line_raises(words: list[str]) -> None:
    environment = {"UVICORN_RELOAD": words[0] if words else "", "GUNICORN_CMD_ARGS": " ".join(words)}
    for command in (tuple(words), " ".join(words), shlex.join(words)):
        for start in starts(command, environment, {"X": " ".join(words)}):
            assert start.server in SERVERS
            assert start.target is None or start.target


def test_commands_within_commands_end() -> None:
    command = "uvicorn app:app"
    for _ in range(8):
        command = shlex.join(["sh", "-c", command])

        assert len(list(starts(command, {}, {}))) < 2
