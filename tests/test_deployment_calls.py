"""Calls that start a server in, settings out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from blocklint.deployment.calls import setting_from_call
from blocklint.deployment.setting import ServerSetting


def setting(api: str, arguments: Mapping[str, object], positional: Sequence[object] = ()) -> ServerSetting:
    found = setting_from_call(api, arguments, positional, "main.py", 7, 5)
    assert found is not None
    return found


def test_a_call_gives_all_that_its_literals_say() -> None:
    assert ServerSetting(
        server="uvicorn",
        target="app:app",
        reload=True,
        workers=4,
        options=(("host", "0.0.0.0"), ("reload", "true"), ("workers", "4"), ("port", "8000")),
        path="main.py",
        line=7,
        column=5,
        source="uvicorn.run",
    ) == setting("uvicorn.run", {"host": "0.0.0.0", "reload": True, "workers": 4, "port": 8000}, ["app:app"])


@pytest.mark.parametrize(
    ("api", "arguments", "positional", "server", "target", "reload", "workers"),
    [
        ("uvicorn.run", {}, ["app:app"], "uvicorn", "app:app", False, None),
        ("uvicorn.run", {"app": "app:app", "reload": False}, [], "uvicorn", "app:app", False, None),
        ("uvicorn.run", {"reload": True}, [None], "uvicorn", None, True, None),
        ("uvicorn.run", {"reload": "yes"}, [], "uvicorn", None, False, None),
        ("uvicorn.config.Config", {"workers": True}, ["app:app", "::"], "uvicorn", "app:app", False, None),
        ("granian.Granian", {"reload": True}, ["app:app", "::", 80], "granian", "app:app", True, None),
        ("granian.server.mp.MPServer", {"workers": 3}, [], "granian", None, False, 3),
        ("quart.Quart.run", {}, [], "quart", None, True, None),
        ("quart.Quart.run", {"use_reloader": False}, [], "quart", None, False, None),
        ("sanic.Sanic.run", {"dev": True}, [], "sanic", None, True, None),
        ("sanic.Sanic.run", {"workers": 2}, ["::"], "sanic", None, False, 2),
    ],
)
def test_each_call_is_understood(
    api: str,
    arguments: Mapping[str, object],
    positional: Sequence[object],
    server: str,
    target: str | None,
    reload: bool,
    workers: int | None,
) -> None:
    found = setting(api, arguments, positional)

    assert (server, target, reload, workers) == (found.server, found.target, found.reload, found.workers)


@pytest.mark.parametrize("api", ["uvicorn.Server", "granian.server.embed.Server", "fastapi.FastAPI", "run", ""])
def test_other_calls_give_none(api: str) -> None:
    assert setting_from_call(api, {"reload": True}, ["app:app"], "main.py", 1, 1) is None
