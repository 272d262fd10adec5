"""Which folders of a tree are import roots: those of its projects, and those that their `pyproject.toml` files name."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from blocklint.sources.modules import SOURCE_FOLDERS

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


_PROJECT_FILES = frozenset(("pyproject.toml", "setup.py", "setup.cfg"))


class ImportRoots(NamedTuple):
    """Folders from which files elsewhere import what is installed from there, relative to the analysed root, sorted.

    `projects` are those of projects, which may hold anything beside the packages that are installed; `sources` hold
    nothing else: folders that are declared, and by custom those in `SOURCE_FOLDERS` of a project. `package` is the
    dotted name by which files import what stands in the analysed root, where that is a package itself.
    """

    projects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    package: str = ""


NO_ROOTS = ImportRoots()


def is_project_file(name: str) -> bool:
    """True for the name of a file that makes its folder that of a project."""
    return name in _PROJECT_FILES


def import_roots(files: Iterable[str], declared: Iterable[str] = (), package: str = "") -> ImportRoots:
    """Return the import roots of a tree with these files, where `declared` names more of them, itself a `package`."""
    folders = {posixpath.dirname(file) for file in files if is_project_file(posixpath.basename(file))}
    sources = {posixpath.join(folder, name) for folder in folders for name in SOURCE_FOLDERS}
    return ImportRoots(tuple(sorted(folders)), tuple(sorted(sources.union(declared))), package)


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
