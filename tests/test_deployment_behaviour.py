"""Server settings in, a sentence about a Playwright started at import out."""

from __future__ import annotations

import itertools
from typing import get_args

import pytest

from blocklint.deployment.behaviour import Form, describe_import_time_playwright
from blocklint.deployment.calls import setting_from_call
from blocklint.deployment.reading import read
from blocklint.deployment.setting import ServerSetting

COMMANDS = (
    *("uvicorn app:app", "uvicorn app:app --reload", "uvicorn app:app --workers 2"),
    *("fastapi dev app.py", "fastapi dev -e app:app", "fastapi run app.py", "fastapi run app.py --workers 2"),
    *("granian app:app", "granian app:app --reload", "granian app:app --workers 2"),
    *("hypercorn app:app", "hypercorn app:app --reload", "gunicorn app:app -k uvicorn_worker.UvicornWorker"),
    *("gunicorn app:app -k asgi", "gunicorn app:app --preload", "litestar run", "litestar run -r", "sanic a:b"),
)
FORMS: tuple[Form, ...] = get_args(Form)
SYNC = "inside the asyncio loop"
RUN = "asyncio.run() cannot be called from a running event loop"
COMPLETE = "This event loop is already running"
RUNNER = "Runner.run() cannot be called from a running event loop"
CLOSED = "TargetClosedError"
OTHER = "attached to a different loop"


def setting(command: str) -> ServerSetting:
    (found,) = read({"Procfile": f"web: {command}\n"})
    return found


@pytest.mark.parametrize(
    ("command", "results"),
    [
        ("uvicorn app:app --reload", (SYNC, RUN, COMPLETE)),
        ("uvicorn app:app --workers 2", (SYNC, RUN, COMPLETE)),
        ("uvicorn app:app", (RUNNER, CLOSED, OTHER)),
        ("uvicorn app:app", (SYNC, RUN, COMPLETE)),  # before 0.47
        ("fastapi dev app.py", (SYNC, RUN, COMPLETE)),
        ("fastapi run app.py", (RUNNER, CLOSED, OTHER)),
        ("granian app:app --reload", ("while another loop is running", CLOSED, "works")),
        ("hypercorn app:app", (RUNNER, CLOSED, OTHER)),
        ("gunicorn app:app -k uvicorn_worker.UvicornWorker", (RUNNER, CLOSED, OTHER)),
        ("gunicorn app:app -k asgi", ("while another loop is running", CLOSED, "works")),
        ("gunicorn app:app --preload", ("greenlet.error", CLOSED, OTHER)),
        ("litestar run -r", (SYNC, RUN, COMPLETE)),
    ],
)
def test_each_server_and_form_has_its_observed_result(command: str, results: tuple[str, str, str]) -> None:
    for form, result in zip(FORMS, results, strict=True):
        assert result in describe_import_time_playwright(setting(command), form)


def test_a_second_browser_is_told_of_where_the_parent_imports_too() -> None:
    told = {
        command
        for command in COMMANDS
        if "browser stays unused" in describe_import_time_playwright(setting(command), "asyncio-run")
    }

    assert {
        *("fastapi dev app.py", "fastapi run app.py --workers 2", "hypercorn app:app --reload", "litestar run -r")
    } == told


@pytest.mark.parametrize(
    ("target", "arguments", "result"),
    [
        ("app:app", {"reload": True}, RUNNER),
        ("app:app", {"workers": 2}, RUNNER),
        ("app:app", {}, "second time"),
        (None, {}, RUNNER),
    ],
)
def test_a_script_that_serves_itself_is_executed_more_than_once(
    target: str | None, arguments: dict[str, object], result: str
) -> None:
    found = setting_from_call("uvicorn.run", arguments, [target], "app.py", 1, 1)

    assert result in describe_import_time_playwright(found, "sync-start", path="app.py")
    elsewhere = describe_import_time_playwright(found, "sync-start", path="other.py")
    assert (SYNC in elsewhere) is (target is not None)


def test_a_server_object_that_is_run_directly_imports_inside_the_loop() -> None:
    found = setting_from_call("uvicorn.Config", {}, ["app:app"], "serve.py", 1, 1)

    assert SYNC in describe_import_time_playwright(found, "sync-start")


def test_every_case_is_one_sentence_of_its_own() -> None:
    sentences = [
        describe_import_time_playwright(found, form)
        for found, form in itertools.product([None, *map(setting, COMMANDS)], FORMS)
    ]

    assert all(sentence and sentence[-1] not in ".;:" and "\n" not in sentence for sentence in sentences)
    assert not [sentence for sentence in sentences if "{" in sentence or "  " in sentence]
    assert len(sentences) - len(FORMS) == len(set(sentences))  # Granian behaves alike with reload and without
