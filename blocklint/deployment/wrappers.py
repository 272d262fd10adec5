"""Words in, the server's own words out: what may stand before a server on a command line.

Two sorts: a prefix is followed by the command after its own options (``exec``, ``env A=B``,
``dumb-init --``); a launcher takes so many forms that the rest of its words are searched for a server
(``uv run``, ``sh -c "…"``, ``watchmedo auto-restart … --``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from blocklint.deployment.servers import SERVERS, Server
from blocklint.deployment.shell import simple_commands

_PREFIXES: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(
        (
            *("exec", "env", "nohup", "sudo", "doas", "command", "time", "nice", "ionice", "setsid", "stdbuf"),
            *("unbuffer", "chronic", "tini", "tini-static", "dumb-init", "catatonit", "docker-init", "call", "winpty"),
            *("authbind", "chpst", "softlimit", "export", "declare", "then"),
        ),
        0,
    )
    | dict.fromkeys(("gosu", "su-exec", "timeout", "chroot", "flock", "setuidgid"), 1)
)
"""By name, how many words of its own follow its options."""

_VALUED = frozenset(("-u", "-g", "-n", "-c", "-a", "-k", "-s", "-C", "-D", "--user", "--group", "--chdir", "--signal"))
"""Options of prefixes that take the next word."""

_RUN = frozenset(("run", "exec"))
_ANY: frozenset[str] = frozenset()
_LAUNCHERS: Mapping[str, frozenset[str]] = MappingProxyType(
    dict.fromkeys(
        (
            *("uv", "poetry", "pdm", "hatch", "pipenv", "pipx", "rye", "pixi", "conda", "mamba", "micromamba"),
            *("docker", "docker-compose", "podman", "podman-compose", "kubectl", "doppler", "infisical", "dotenv"),
            *("chamber", "aws-vault", "op", "coverage", "memray", "honcho"),
        ),
        _RUN,
    )
    | dict.fromkeys(
        (
            *("sh", "bash", "zsh", "ash", "dash", "su", "cmd", "powershell", "pwsh", "xargs", "ssh", "script", "pm2"),
            *("uvx", "npx", "bunx", "concurrently", "run-p", "run-s", "npm-run-all", "start", "cross-env"),
            *("wait-for-it", "wait-for", "wait-on", "dockerize", "ddtrace-run", "opentelemetry-instrument"),
            *("newrelic-admin", "debugpy", "scalene", "viztracer", "kernprof", "py-spy"),
        ),
        _ANY,
    )
)
"""By name, the words of which one must stand before the server; none for no such word."""

_WATCHERS = frozenset(("watchmedo", "watchfiles", "watchexec", "nodemon", "entr", "reflex", "hupper", "jurigged"))
"""Launchers that start the whole server again when a file changes."""

_OF_LAUNCHERS = frozenset(
    (
        *("--with", "--with-requirements", "--with-editable", "--extra", "--group", "--only-group", "--package"),
        *("-p", "--python", "-n", "--name", "-e", "--env", "--env-file", "-f", "--from", "--project", "--directory"),
        *("-v", "--volume", "-w", "--workdir", "--network", "-u", "--user", "-t", "--tag"),
    )
)
"""Options of launchers that take the next word, which might be the name of a server."""

_PYTHON = re.compile(r"(python|pypy)[\d.]*w?|py")
_ASSIGNMENT = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Invocation:
    """One start of a server: the words after its name, the variables set for it, and the watcher around it."""

    server: Server
    words: tuple[str, ...]
    environment: Mapping[str, str]
    watcher: str = ""


def invocations(
    command: str | tuple[str, ...], environment: Mapping[str, str], variables: Mapping[str, str], depth: int = 0
) -> Iterator[Invocation]:
    """Yield the servers that a command starts, in the order of the text.

    A string is shell text in which `variables` are expanded, a tuple one command's words as they are. An
    assignment counts for the commands behind it too.
    """
    if depth > _DEEPEST:
        return
    known = dict(environment)
    commands = simple_commands(command, variables) if isinstance(command, str) else [list(command)]
    for words in commands:
        yield from _unwrapped(words, known, depth)
        if words[:1] == ["export"] or all(map(_ASSIGNMENT.fullmatch, words)):
            _assign(words, known)


def assigned(text: str) -> Iterator[tuple[str, str]]:
    """Yield the variables of a line of assignments, ``A=1 "B=2 3"``; other words are passed over."""
    for words in simple_commands(text, {}):
        yield from ((match["name"], match["value"]) for match in map(_ASSIGNMENT.fullmatch, words) if match)


def _assign(words: list[str], environment: dict[str, str]) -> None:
    environment.update((match["name"], match["value"]) for match in map(_ASSIGNMENT.fullmatch, words) if match)


def _unwrapped(words: list[str], environment: Mapping[str, str], depth: int) -> Iterator[Invocation]:
    """Yield what one simple command starts: take prefixes off until a server or a launcher stands first."""
    own = dict(environment)
    while words:
        if _ASSIGNMENT.fullmatch(words[0]):
            _assign(words[:1], own)
            words = words[1:]
            continue
        name = _program(words[0])
        if name in _PREFIXES:
            words = _after_options(words[1:], _PREFIXES[name])
            continue
        if name in SERVERS:
            yield Invocation(SERVERS[name], tuple(words[1:]), own)
        else:
            yield from _launched(name, words, own, depth)
        return


def _program(word: str) -> str:
    """Return the name of a program: ``uvicorn`` of ``.venv/bin/uvicorn`` or ``uvicorn.exe``."""
    name = re.split(r"[/\\]", word)[-1]
    return name[:-4].lower() if name.lower().endswith(".exe") else name


def _after_options(words: list[str], own: int) -> list[str]:
    index = 0
    while index < len(words) and words[index].startswith("-"):
        if words[index] == "--":
            index += 1
            break
        index += 1 + (words[index] in _VALUED)
    return words[index + own :]


def _launched(name: str, words: list[str], environment: dict[str, str], depth: int) -> Iterator[Invocation]:
    if _PYTHON.fullmatch(name):
        yield from _python(words[1:], environment, depth)
        return
    needed = _LAUNCHERS.get(name)
    if needed is None and not (name in _WATCHERS or words[0].startswith("$") or name.endswith((".sh", ".py"))):
        return
    watcher = name if name in _WATCHERS else ""
    for found in _search(words[1:], needed or _ANY, environment, depth):
        yield replace(found, watcher=found.watcher or watcher)


def _python(words: list[str], environment: dict[str, str], depth: int) -> Iterator[Invocation]:
    """``python -m uvicorn …``, and launchers that are modules: ``python -m debugpy … -m uvicorn …``."""
    if "-m" in words[:-1]:
        yield from _unwrapped(words[words.index("-m") + 1 :], environment, depth)


def _search(words: list[str], needed: frozenset[str], environment: dict[str, str], depth: int) -> Iterator[Invocation]:
    """Search the words of a launcher: for a server, for Python, for quoted commands."""
    allowed, previous = not needed, ""
    for index, word in enumerate(words):
        name, value_of_option, previous = _program(word), previous in _OF_LAUNCHERS, word
        _assign([word], environment)
        if any(map(str.isspace, word)) and not value_of_option:
            yield from invocations(word, environment, environment, depth + 1)
        elif not allowed or value_of_option:
            allowed = allowed or word in needed
        elif name in SERVERS or _PYTHON.fullmatch(name) or (name in _WATCHERS and words[index + 1 :]):
            yield from _unwrapped(words[index:], environment, depth)
            return
