"""The servers and what their command lines take: one row a server.

Options were read from the installed programs: uvicorn 0.54.0, fastapi-cli 0.0.34, granian 2.8.7, hypercorn
0.18.0, gunicorn 27.0.1, litestar 2.25.0, sanic 25.12.1, quart 0.22.0. A row lists the switches,
since every option that is no switch takes a value; ``--no-…`` is always a switch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Server:
    """One server program.

    `commands` are the words of which one must follow the program (``fastapi dev``); empty for none.
    `switches` are long options without a value, `short` maps the letters to long names. `aliases` maps
    other spellings of an option to the one we keep. `reloading` are the options and words that turn reload
    on, `workers` the option that counts processes. `prefix` begins the environment variables
    that stand for options, `variables` maps further ones to option names.
    """

    name: str
    commands: tuple[str, ...] = ()
    switches: frozenset[str] = frozenset()
    short: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    reloading: frozenset[str] = frozenset(("reload",))
    workers: str = "workers"
    prefix: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONCURRENCY = {"WEB_CONCURRENCY": "workers"}

UVICORN = Server(
    name="uvicorn",
    switches=_names(
        "access_log date_header factory http2 proxy_headers reload reset_contextvars server_header use_colors"
    ),
    prefix="UVICORN_",
    variables=_CONCURRENCY,
)
FASTAPI = Server(
    name="fastapi",
    commands=("dev", "run"),
    switches=_names("proxy_headers reload verbose"),
    short={"e": "entrypoint", "v": "verbose"},
    variables=_CONCURRENCY,
)
GRANIAN = Server(
    name="granian",
    switches=_names(
        "access_log factory http1_keep_alive http1_pipeline_flush http2_adaptive_window log metrics reload"
        " reload_ignore_worker_failure respawn_failed_workers ssl_client_verify ws"
    ),
    prefix="GRANIAN_",
)
HYPERCORN = Server(
    name="hypercorn",
    switches=_names("daemon debug reload"),
    short={"w": "workers", "k": "worker_class", "b": "bind", "c": "config", "D": "daemon", "g": "group", "p": "pid"}
    | {"m": "umask", "u": "user"},
)
GUNICORN = Server(
    name="gunicorn",
    switches=_names(
        "capture_output casefold_http_method check_config daemon disable_redirect_access_to_syslog"
        " do_handshake_on_connect enable_backlog_metric enable_stdio_inheritance initgroups log_syslog"
        " permit_obsolete_folding permit_unconventional_http_method permit_unconventional_http_version preload"
        " print_config reload reuse_port spew strip_header_spaces suppress_ragged_eofs"
    ),
    short={"w": "workers", "k": "worker_class", "b": "bind", "c": "config", "D": "daemon", "g": "group", "p": "pid"}
    | {"m": "umask", "u": "user", "t": "timeout", "n": "name", "e": "env", "R": "enable_stdio_inheritance"},
    variables=_CONCURRENCY,
)
LITESTAR = Server(
    name="litestar",
    commands=("run",),
    switches=_names("reload debug pdb use_pdb create_self_signed_cert"),
    short={"r": "reload", "R": "reload_dir", "I": "reload_include", "E": "reload_exclude", "p": "port"}
    | {"W": "workers", "H": "host", "F": "fd", "U": "uds", "d": "debug", "P": "pdb"},
    aliases={"wc": "workers", "web_concurrency": "workers"},
    reloading=_names("reload reload_dir reload_include reload_exclude"),
    prefix="LITESTAR_",
    variables=_CONCURRENCY,
)
SANIC = Server(
    name="sanic",
    switches=_names(
        "factory simple repl tls_strict_host debug reload auto_reload dev auto_tls fast single_process access_logs"
        " coffee motd verbosity noisy_exceptions daemon"
    ),
    short={"s": "simple", "1": "http1", "3": "http3", "r": "reload", "R": "reload_dir", "d": "dev", "w": "workers"}
    | {"v": "verbosity", "D": "daemon", "H": "host", "p": "port", "u": "unix"},
    aliases={"auto_reload": "reload"},
    reloading=_names("reload dev"),
)
QUART = Server(
    name="quart",
    commands=("run",),
    switches=_names("debug reload"),
    short={"h": "host", "p": "port"},
    reloading=_names("reload debug"),
    prefix="QUART_",
)

SERVERS: Mapping[str, Server] = MappingProxyType(
    {server.name: server for server in (UVICORN, FASTAPI, GRANIAN, HYPERCORN, GUNICORN, LITESTAR, SANIC, QUART)}
)
"""By the name of the program, which is the name of the module for ``python -m`` too."""

_ANY_SERVER = re.compile("|".join(SERVERS), re.IGNORECASE)


def names_server(text: str) -> bool:
    """Whether a text names a server at all; one that does not says nothing."""
    return _ANY_SERVER.search(text) is not None
