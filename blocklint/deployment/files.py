"""The project's root in, the deployment files in it and their texts out: the only place here that reads the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from blocklint.deployment.formats import is_read
from blocklint.deployment.servers import names_server
from blocklint.sources.discovery import discover

_LARGEST = 1_000_000
"""Bytes; a larger file is generated, whatever its name."""


def is_deployment_file(name: str) -> bool:
    """Whether a file may say how a server is started, by its name (a path does as well)."""
    return is_read(name)


def find(root: Path, ignored: Callable[[str], bool] | None = None, *, isolated: bool = False) -> list[str]:
    """Return the paths, relative to `root` with ``/`` and sorted, of the files that may say how a server is started.

    What git ignores is left out, and what `ignored` says True for. A caller that walks the project anyway hands
    `is_deployment_file` to `discover` instead.
    """
    found = discover(root, isolated=isolated, others=is_deployment_file).others
    return [path for path in found if ignored is None or not ignored(path)]


def load(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths with their texts, of those files that name a server.

    A file that is gone, unreadable or very large is passed over. Bytes that are no UTF-8 are replaced: such a file is
    read as well as it can be.
    """
    return decoded(_read(root, paths))


def decoded(contents: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    """Yield the paths of files whose bytes are given with their texts, as `load` does."""
    for path, data in contents:
        text = data.decode("utf-8-sig", errors="replace") if len(data) <= _LARGEST else ""
        if names_server(text):
            yield path, text


def _read(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        place = root / path
        try:
            if place.stat().st_size <= _LARGEST:
                yield path, place.read_bytes()
        except OSError:
            continue
