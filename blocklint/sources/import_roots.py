"""Which folders a project declares as import roots, read from its `pyproject.toml` files."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FOLDERS = (
    ("tool", "setuptools", "packages", "find", "where"),
    ("tool", "pytest", "ini_options", "pythonpath"),
    ("tool", "pyright", "extraPaths"),
    ("tool", "mypy", "mypy_path"),
    ("tool", "ruff", "src"),
    ("tool", "hatch", "build", "sources"),
    ("tool", "hatch", "build", "targets", "wheel", "sources"),
    ("tool", "uv", "build-backend", "module-root"),
)
"""Keys that hold one folder or a list of them, relative to the file."""


def declared_roots(root: Path, files: Iterable[str]) -> tuple[str, ...]:
    """Return the import roots that the given `pyproject.toml` files (relative to `root`) declare, sorted.

    They are relative to `root`. The folder of a file itself is never one: every project could say it. A file
    that is no TOML declares nothing.
    """
    found = {
        posixpath.normpath(posixpath.join(posixpath.dirname(file), folder))
        for file in files
        for folder in _folders(_table(root / file))
        if posixpath.normpath(folder) != "."
    }
    return tuple(sorted(folder for folder in found if not folder.startswith(("..", "/"))))


def _table(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _folders(table: Mapping[str, object]) -> Iterator[str]:
    for keys in _FOLDERS:
        yield from _strings(_at(table, keys))
    yield from _strings(_at(table, ("tool", "setuptools", "package-dir", "")))
    packages = _at(table, ("tool", "poetry", "packages"))
    for package in packages if isinstance(packages, list) else ():
        yield from _strings(_at(package, ("from",)))


def _at(value: object, keys: tuple[str, ...]) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))
    elif isinstance(value, str):
        yield from (each for each in value.replace(":", ",").split(",") if each.strip())
