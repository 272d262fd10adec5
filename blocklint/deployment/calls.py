"""A call that starts a server in, its setting out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from blocklint.deployment.setting import ServerSetting


@dataclass(frozen=True, slots=True)
class _Call:
    """One callable: the server, the name it goes by, its parameters that may be given by position, what reloads.

    `ready` is True where reload is on when nothing is written.
    """

    server: str
    name: str
    parameters: tuple[str, ...] = ()
    reloading: tuple[str, ...] = ("reload",)
    ready: bool = False


_UVICORN_RUN = _Call("uvicorn", "uvicorn.run", ("app",))
_UVICORN_CONFIG = _Call("uvicorn", "uvicorn.Config", ("app", "host", "port"))
_GRANIAN = _Call("granian", "granian.Granian", ("target", "address", "port", "uds", "uds_permissions", "interface"))
_SANIC = _Call("sanic", "sanic.Sanic.run", ("host", "port"), ("auto_reload", "dev"))
_QUART = _Call("quart", "quart.Quart.run", ("host", "port", "debug", "use_reloader"), ("use_reloader",), ready=True)

_CALLS: Mapping[str, _Call] = {
    **dict.fromkeys(("uvicorn.run", "uvicorn.main.run"), _UVICORN_RUN),
    **dict.fromkeys(("uvicorn.Config", "uvicorn.config.Config"), _UVICORN_CONFIG),
    **dict.fromkeys(("granian.Granian", "granian.server.Granian", "granian.server.Server"), _GRANIAN),
    **dict.fromkeys(("granian.server.mp.MPServer", "granian.server.mt.MTServer"), _GRANIAN),
    **dict.fromkeys(("sanic.Sanic.run", "sanic.app.Sanic.run", "sanic.Sanic.prepare"), _SANIC),
    **dict.fromkeys(("quart.Quart.run", "quart.app.Quart.run"), _QUART),
}
"""By canonical name. Read from uvicorn 0.54.0, granian 2.8.7, sanic 25.12.1 and quart 0.22.0."""

SERVER_CALLS = frozenset(_CALLS)
"""The callables for which `setting_from_call` gives a setting."""


def setting_from_call(
    api: str, arguments: Mapping[str, object], positional: Sequence[object], path: str, line: int, column: int
) -> ServerSetting | None:
    """Return what a call says about a server; None where `api`, the callee's canonical name, starts none.

    `arguments` are the keyword arguments with literal values, `positional` the positional ones; what is
    not a literal is left out of `arguments`, and stands in `positional` as anything but a str, bool, int or float
    (None does). An application that is an object and no import string gives no target. `line` and `column`
    (from 1) are the call's.
    """
    call = _CALLS.get(api)
    if call is None:
        return None
    given = {**dict(zip(call.parameters, positional, strict=False)), **arguments}
    target = given.pop(call.parameters[0], None) if call.parameters[0] in ("app", "target") else None
    workers = given.get("workers")
    return ServerSetting(
        server=call.server,
        target=target if isinstance(target, str) else None,
        reload=_reloads(call, given),
        workers=workers if isinstance(workers, int) and not isinstance(workers, bool) else None,
        options=tuple(_options(given.items())),
        path=path,
        line=line,
        column=column,
        source=call.name,
        development=True if given.get("dev") is True else None,
    )


def _reloads(call: _Call, given: Mapping[str, object]) -> bool:
    said = [given[name] for name in call.reloading if name in given]
    return any(value is True for value in said) if said else call.ready


def _options(given: Iterable[tuple[str, object]]) -> Iterable[tuple[str, str]]:
    for name, value in given:
        if isinstance(value, bool):
            yield name, str(value).lower()
        elif isinstance(value, (str, int, float)):
            yield name, str(value)
