"""Words of a server's command line in, what they say out: target, reload, workers, options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blocklint.deployment.servers import SERVERS, Server
from blocklint.deployment.wrappers import Invocation, invocations

Options = tuple[tuple[str, str], ...]

_TARGET = re.compile(r"[A-Za-z_][\w.]*(?::[A-Za-z_][\w.]*(?:\(.*\))?)?|[\w./\\-]+\.py(?::\w+)?|[\w.-]+/[\w./-]*")
_TRUE = frozenset(("1", "true", "t", "yes", "y", "on"))
_ENDING = frozenset(("version", "help", "check_config", "print_config"))
"""Options after which a server does not start."""


@dataclass(frozen=True, slots=True)
class Start:
    """What one command line says about the server that it starts; the fields are those of a setting."""

    server: str
    target: str | None
    reload: bool
    workers: int | None
    options: Options
    words: tuple[str, ...] = ()
    development: bool | None = None


def starts(
    command: str | tuple[str, ...], environment: Mapping[str, str], variables: Mapping[str, str]
) -> Iterator[Start]:
    """Yield the servers that a command starts; a command that starts none gives nothing, and none raises."""
    for invocation in invocations(command, environment, {**environment, **variables}):
        start = _start(invocation)
        if start is not None:
            yield start


def starts_of_environment(environment: Mapping[str, str]) -> Iterator[Start]:
    """Yield what variables alone say (``UVICORN_RELOAD=1``) of servers whose command stands elsewhere."""
    for server in SERVERS.values():
        options = _of_environment(server, environment) if server.prefix else ()
        reload, workers = _reloads(server, options, ""), _count(_last(options, "workers"))
        own = any(name.startswith(server.prefix) for name in environment) if server.prefix else False
        if own and (reload or workers is not None):
            yield Start(server.name, _last(options, "app"), reload, workers, options)


def truth(text: str) -> bool:
    """Return whether a command line or a variable means yes by this text."""
    return text.strip().lower() in _TRUE


def _start(invocation: Invocation) -> Start | None:
    server = invocation.server
    given, positional = _parse(server, (*_extra(invocation), *invocation.words))
    command = next((word for word in positional if word in server.commands), "")
    if (server.commands and not command) or any(name in _ENDING for name, _ in given):
        return None
    options = (*_of_environment(server, invocation.environment), *given)
    if command:
        options = (("command", command), *options)
        positional = positional[positional.index(command) + 1 :]
    if invocation.watcher:
        options = (*options, ("restarted_by", invocation.watcher))
    target = _target(options, positional)
    if target is None and not options:
        return None
    return Start(
        server=server.name,
        target=target,
        reload=_reloads(server, options, command),
        workers=_count(_last(options, "workers")),
        options=options,
        words=invocation.words,
        development=_development(server, options, command),
    )


def _extra(invocation: Invocation) -> list[str]:
    """Return the words that gunicorn takes from a variable."""
    text = invocation.environment.get("GUNICORN_CMD_ARGS", "") if invocation.server.name == "gunicorn" else ""
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _parse(server: Server, words: tuple[str, ...]) -> tuple[Options, list[str]]:
    options: list[tuple[str, str]] = []
    positional: list[str] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            positional.extend(rest)
            break
        if word.startswith("--"):
            options.append(_long(server, word, rest))
        elif word.startswith("-") and len(word) > 1:
            options.extend(_short(server, word, rest))
        else:
            positional.append(word)
    return tuple(options), positional


def _long(server: Server, word: str, rest: list[str]) -> tuple[str, str]:
    written, equals, value = word[2:].partition("=")
    name = written.replace("-", "_")
    if name.startswith("no_"):
        return name[3:], "false"
    name = server.aliases.get(name, name)
    if equals:
        return name, value
    if name in server.switches | _ENDING:
        return name, "true"
    return name, _value(rest)


def _short(server: Server, word: str, rest: list[str]) -> Iterator[tuple[str, str]]:
    name = server.short.get(word[1], word[1])
    if name not in server.switches:
        yield name, word[2:].removeprefix("=") or _value(rest)
        return
    for letter in word[1:]:
        yield server.short.get(letter, letter), "true"


def _value(rest: list[str]) -> str:
    return rest.pop(0) if rest and not rest[0].startswith("-") else "true"


def _of_environment(server: Server, environment: Mapping[str, str]) -> Options:
    options = [(option, environment[name]) for name, option in server.variables.items() if name in environment]
    if server.prefix:
        for name, value in environment.items():
            option = name[len(server.prefix) :].lower()
            if name.startswith(server.prefix) and option:
                is_switch = option in server.switches
                options.append((server.aliases.get(option, option), str(truth(value)).lower() if is_switch else value))
    return tuple(options)


def _target(options: Options, positional: list[str]) -> str | None:
    named = _last(options, "entrypoint") or next(iter(positional), None) or _last(options, "app")
    if named is None or not _TARGET.fullmatch(named) or not set(named).intersection(":./"):
        return None
    return named


def _reloads(server: Server, options: Options, command: str) -> bool:
    reload = _last(options, "reload")
    if reload is not None and reload.lower() in ("false", "0", "no", "off"):
        return False
    return command == "dev" or any(name in server.reloading and value != "false" for name, value in options)


def _development(server: Server, options: Options, command: str) -> bool | None:
    """Return what the words themselves say: ``fastapi dev``, ``fastapi run``, ``sanic --dev``, ``--debug``."""
    if server.name == "fastapi":
        return command == "dev"
    if any(name in ("dev", "debug") and value == "true" for name, value in options):
        return True
    return None


def _last(options: Options, name: str) -> str | None:
    return next((value for key, value in reversed(options) if key == name), None)


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else None
