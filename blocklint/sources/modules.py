"""By which dotted names a project imports a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SOURCE_FOLDERS = frozenset(("src", "lib", "python"))
"""Folders that by custom hold packages and are none, unless they have an ``__init__.py``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What decides module names: the folders with an ``__init__.py``, and the folders that the project declares as
    import roots. Relative to the analysed root, with ``/``, empty for the root itself. `package` is the dotted name of
    the root where that is a package itself.
    """

    packages: frozenset[str] = frozenset()
    roots: frozenset[str] = frozenset()
    package: str = ""


@dataclass(frozen=True, slots=True)
class ModuleName:
    """A dotted name and the folder from which it counts (relative, empty for the analysed root).

    `alternatives` are the further names that the file may be imported by, each with its import root,
    nearest root (shortest name) first: a folder without ``__init__.py`` may be an import root or a
    namespace package, and which one only the process that runs it knows.
    """

    module: str
    import_root: str
    alternatives: tuple[tuple[str, str], ...] = ()


def layout(files: Iterable[str], roots: Iterable[str] = (), package: str = "") -> Layout:
    """Return the layout of a project with these Python files and these declared import roots, itself a `package`."""
    packages = (folder for folder, _, name in (path.rpartition("/") for path in files) if name == "__init__.py")
    return Layout(frozenset(packages), frozenset(root.strip("/") for root in roots), package)


def module_name(path: str, layout: Layout) -> ModuleName:
    """Return the name by which the project imports the file at `path`.

    The import root is the nearest declared root; else the folder that holds the outermost package around
    the file; else the nearest source folder (`SOURCE_FOLDERS`) above it; else the folder it stands in.
    """
    folder, stem = _place(path)
    chain = tuple(_reachable(folder))
    chosen = _import_root(chain, layout)
    names = {root: ".".join((*_steps(root, folder), stem)) for root in chain}
    if layout.package and "" in names:
        names[""] = layout.package if path == "__init__.py" else f"{layout.package}.{names['']}"
    others = tuple((names[root], root) for root in chain if root != chosen and _may_be_root(root, layout))
    return ModuleName(names[chosen], chosen, others)


def _place(path: str) -> tuple[str, str]:
    """Return the folder that a module stands in and its last name; an ``__init__.py`` is its folder."""
    folder, _, name = path.rpartition("/")
    if name == "__init__.py" and folder:
        folder, _, name = folder.rpartition("/")
    return folder, name.removesuffix(".py")


def _reachable(folder: str) -> Iterator[str]:
    """Yield the folders from which dotted names can lead to `folder`, nearest first: itself and those above it."""
    yield folder
    while folder and folder.rpartition("/")[2].isidentifier():
        folder = folder.rpartition("/")[0]
        yield folder


def _import_root(chain: tuple[str, ...], layout: Layout) -> str:
    for folder in chain:
        if folder in layout.roots and folder not in layout.packages:
            return folder
    packages = [index for index, folder in enumerate(chain) if folder and folder in layout.packages]
    if packages:
        return chain[min(packages[-1] + 1, len(chain) - 1)]
    return next((folder for folder in chain if folder.rpartition("/")[2] in SOURCE_FOLDERS), chain[0])


def _may_be_root(folder: str, layout: Layout) -> bool:
    """A process seldom starts inside of a package; any other folder may be on its path."""
    return not folder or folder not in layout.packages or folder in layout.roots


def _steps(root: str, folder: str) -> tuple[str, ...]:
    below = folder[len(root) :].strip("/")
    return tuple(below.split("/")) if below else ()
