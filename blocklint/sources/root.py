"""Which folder is the project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from blocklint.sources.ignore import repository_top

CONFIG_FILES = (".blocklint.toml", "blocklint.toml", "pyproject.toml")
"""Configuration files, strongest first; `pyproject.toml` counts with a ``[tool.blocklint]`` table only."""

_TABLE = re.compile(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?blocklint[\"']?[ \t]*[.\]]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Root:
    """The analysed root, resolved, and its configuration file (None: the defaults hold)."""

    folder: Path
    config: Path | None = None


def find_root(paths: Sequence[Path], project_root: Path | None = None, *, isolated: bool = False) -> Root:
    """Return the root for a run over `paths` (the working folder, where there are none).

    It is `project_root`; else the folder of the nearest configuration file at or above the paths' common
    folder, but not above the repository; else the repository's top; else the outermost package around the common
    folder, else that itself. `isolated` looks at no configuration and takes `project_root` or the common folder.
    """
    common = common_folder(paths)
    if isolated:
        return Root(project_root.resolve() if project_root else common)
    if project_root:
        folder = project_root.resolve()
        return Root(folder, config_in(folder))
    top = repository_top(common)
    for folder in (common, *common.parents):
        if config := config_in(folder):
            return Root(folder, config)
        if folder == top:
            break
    return Root(top or _outermost_package(common))


def common_folder(paths: Sequence[Path]) -> Path:
    """Return the deepest folder that holds all `paths`, resolved; the working folder where there are none."""
    folders = [path if path.is_dir() else path.parent for path in (each.resolve() for each in paths)]
    if not folders:
        return Path.cwd()
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # different drives
        return folders[0]


def config_in(folder: Path) -> Path | None:
    """Return the configuration file that stands in `folder` itself, the strongest where there are several."""
    return next((folder / name for name in CONFIG_FILES if _is_config(folder / name)), None)


def _is_config(file: Path) -> bool:
    if not file.is_file():
        return False
    return file.name != "pyproject.toml" or bool(_TABLE.search(file.read_text(encoding="utf-8", errors="replace")))


def package_name(folder: Path) -> str:
    """Return the dotted name by which files import a folder that is a package, empty for one that is none."""
    return ".".join(reversed([one.name for one in _packages_around(folder.resolve())]))


def _outermost_package(folder: Path) -> Path:
    return next(reversed([folder, *_packages_around(folder)]))


def _packages_around(folder: Path) -> Iterator[Path]:
    while folder.name.isidentifier() and (folder / "__init__.py").is_file():
        yield folder
        folder = folder.parent


def is_part(folder: Path) -> bool:
    """Whether a folder is a part of a larger program: it lies inside of a package, or of a repository."""
    top = repository_top(folder.resolve())
    return (folder / "__init__.py").is_file() or (top is not None and top != folder.resolve())
