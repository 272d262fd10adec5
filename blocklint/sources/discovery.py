"""Paths in, the project's Python files out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from blocklint.sources.ignore import IgnoreRules, rules_above

SKIPPED_FOLDERS = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", ".jj"),
        *("node_modules", "site-packages", "__pypackages__", "__pycache__"),
        *(".tox", ".nox", ".eggs", ".direnv", ".pyenv", ".ipynb_checkpoints"),
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".pytype", ".hypothesis", ".blocklint_cache"),
    )
)
"""Folders that never hold a project's own code."""

TEMPLATE_MARK = "{{"
"""A name with this, such as ``{{cookiecutter.name}}``, is filled in by a template engine: it holds no code yet."""

ENVIRONMENT_MARKS = frozenset(("pyvenv.cfg", "conda-meta"))
"""A folder that holds one of these is an installed environment, whatever its name."""


class PathError(Exception):
    """A path that was given does not exist or lies outside of the root; the message is one line."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The Python files of a project.

    `files` are all of them, relative to the root with ``/``, sorted; `selected` those that the given paths
    name or contain; `others` further files that the caller asked for; `warnings` say in one line
    each what was left out and why.
    """

    files: tuple[str, ...]
    selected: frozenset[str]
    others: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    root: Path
    others: Callable[[str], bool] | None
    files: set[str] = field(default_factory=set)
    other_files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)


def discover(
    root: Path,
    paths: Sequence[Path] = (),
    *,
    isolated: bool = False,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    others: Callable[[str], bool] | None = None,
) -> Discovery:
    """Find the Python files under `root`, and which of them `paths` select (all, where there are none).

    Only ``.py`` counts: ``.pyi`` stubs never run. A path given by name beats the ignore files and
    `exclude` (gitignore patterns relative to the root) unless `force_exclude` is set. `isolated` looks at no ignore
    file above the root. Linked folders are not followed. `others` says for a path whether the caller
    wants that file under `others` too. Raises PathError for a path that is missing or outside of the root.
    """
    top = root.resolve()
    walk = _Walk(top, others)
    named = [_relative(top, path) for path in paths]
    _collect(walk, "", rules_above(top, exclude, isolated=isolated))
    if not force_exclude:
        for path in named:
            _add_named(walk, path)
    files = tuple(sorted(walk.files))
    return Discovery(files, _selected(files, named), tuple(sorted(walk.other_files)), tuple(walk.warnings))


def _relative(root: Path, path: Path) -> str:
    try:
        resolved = path.resolve(strict=True)
    except (OSError, RuntimeError):
        raise PathError(f"no such file or folder: {path}") from None
    if not resolved.is_relative_to(root):
        raise PathError(f"{path} lies outside of the project root {root}")
    return "" if resolved == root else resolved.relative_to(root).as_posix()


def _selected(files: tuple[str, ...], named: list[str]) -> frozenset[str]:
    if not named or "" in named:
        return frozenset(files)
    wanted = frozenset(named)
    return frozenset(path for path in files if path in wanted or not wanted.isdisjoint(_folders_of(path)))


def _folders_of(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _add_named(walk: _Walk, path: str) -> None:
    place = walk.root / path
    if place.is_dir():
        base = f"{path}/" if path else ""
        if base not in walk.folders:
            _collect(walk, base, IgnoreRules())
    elif path.endswith((".py", ".pyw")) or not place.suffix:
        walk.files.add(path)
    else:
        walk.warnings.append(f"{path} is not a Python file; left out")


def _collect(walk: _Walk, start: str, rules: IgnoreRules) -> None:
    pending = [(start, rules)]
    while pending:
        base, above = pending.pop()
        entries = _entries(walk, base)
        names = {entry.name for entry in entries}
        if base != start and not names.isdisjoint(ENVIRONMENT_MARKS):
            continue
        walk.folders.add(base)
        rules = above.within(walk.root, base, names)
        pending.extend((f"{folder}/", rules) for folder in _visit(walk, base, entries, rules))


def _visit(walk: _Walk, base: str, entries: list[os.DirEntry[str]], rules: IgnoreRules) -> Iterator[str]:
    """Add the files of one folder to the walk, and yield the folders in it that are to be walked."""
    for entry in entries:
        name, path = entry.name, base + entry.name
        if TEMPLATE_MARK in name:
            continue
        if entry.is_dir(follow_symlinks=False):
            if name not in SKIPPED_FOLDERS and not _is_build(base, name) and not rules.ignored(path, folder=True):
                yield path
            continue
        python, wanted = name.endswith(".py"), walk.others is not None and walk.others(path)
        if (python or wanted) and not rules.ignored(path, folder=False) and _is_own(walk, entry, path):
            if python:
                walk.files.add(path)
            if wanted:
                walk.other_files.add(path)


def _is_build(base: str, name: str) -> bool:
    """Setuptools puts copies of the sources into ``build/lib``; a package that is called `build` is code."""
    return base.endswith("build/") and (name in ("lib", "bdist") or name.startswith(("lib.", "bdist.")))


def _is_own(walk: _Walk, entry: os.DirEntry[str], path: str) -> bool:
    """Whether a file counts by this path: a linked one counts where it really stands, and never from outside."""
    try:
        if not entry.is_symlink():
            return entry.is_file()
        target = Path(entry.path).resolve(strict=True)
    except (OSError, RuntimeError):
        walk.warnings.append(f"{path} is a broken link; left out")
        return False
    if not target.is_relative_to(walk.root):
        walk.warnings.append(f"{path} links to a file outside of the project; left out")
    return False


def _entries(walk: _Walk, base: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(os.path.join(walk.root, base)) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        walk.warnings.append(f"{base or '.'} cannot be read ({error.strerror}); left out")
        return []
