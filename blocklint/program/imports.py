"""Which module an import statement of one file means: the nearest import root first, those of other projects last."""

from __future__ import annotations

import posixpath
import sys
from collections.abc import Callable, Sequence

from blocklint.program.units import ModuleUnit
from blocklint.sources.import_roots import NO_ROOTS, ImportRoots

SOURCE_FOLDERS = ("src", "lib", "python")
"""Folders from which projects import by convention, though their files do not stand in them."""


class ImportIndex:
    """Resolves dotted names to modules or namespace folders by path, never by name alone.

    So many projects that each have an ``app.py`` live side by side: an import looks in the import
    root of its own file first, then in the folders above it, up to the analysed root. What none of them has
    may be installed from another project of the tree: the nearest one that has it.
    """

    def __init__(
        self, modules: Sequence[ModuleUnit], is_library: Callable[[str], bool], roots: ImportRoots = NO_ROOTS
    ) -> None:
        self._is_library = is_library
        self._installed = roots
        self._providers: dict[str, list[str]] | None = None
        self._modules = {module.path: module for module in modules}
        self._folders: set[str] = set()
        for path in self._modules:
            folder = path.rpartition("/")[0]
            while folder not in self._folders:
                self._folders.add(folder)
                folder = folder.rpartition("/")[0]
        self._roots: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str], ModuleUnit | str | None] = {}

    def roots_of(self, folder: str) -> tuple[str, ...]:
        """Return the folders in which a file in `folder` looks for top-level names, nearest first."""
        roots = self._roots.get(folder)
        if roots is None:
            start = folder
            while f"{start}/__init__.py".lstrip("/") in self._modules and start:
                start = start.rpartition("/")[0]
            found = [start]
            above = start
            while above:
                above = above.rpartition("/")[0]
                found.append(above)
            with_sources: list[str] = []
            for root in found:
                with_sources.append(root)
                for name in SOURCE_FOLDERS:
                    inner = f"{root}/{name}" if root else name
                    if inner in self._folders and inner not in found:
                        with_sources.append(inner)
            roots = self._roots[folder] = tuple(with_sources)
        return roots

    def absolute(self, importer: ModuleUnit, dotted: str) -> ModuleUnit | str | None:
        """Return the module, the namespace folder as a path, or None for a library's name."""
        folder = importer.path.rpartition("/")[0]
        key = (folder, dotted)
        if key in self._found:
            found = self._found[key]
        else:
            found = self._found[key] = self._search(folder, dotted)
        if isinstance(found, ModuleUnit) and found is importer and "." not in dotted:
            return None
        return found

    def _search(self, folder: str, dotted: str) -> ModuleUnit | str | None:
        top = dotted.partition(".")[0]
        if top in sys.stdlib_module_names:
            return None
        own = self._of_root(dotted)
        if own is not None:
            return own
        namespace: str | None = None
        for root in self.roots_of(folder):
            here = self.inside(root, dotted)
            if isinstance(here, ModuleUnit):
                return here
            if namespace is None:
                namespace = here
        if self._is_library(top):
            return namespace
        within = self._within(folder, dotted) if namespace is None else None
        return within or self._elsewhere(folder, dotted) or namespace

    def _of_root(self, dotted: str) -> ModuleUnit | str | None:
        """Look in the analysed root, where that is a package which files import by its name."""
        package = self._installed.package
        if not package or not f"{dotted}.".startswith(f"{package}."):
            return None
        inner = dotted[len(package) + 1 :]
        return self.inside("", inner) if inner else self._modules.get("__init__.py")

    def _within(self, folder: str, dotted: str) -> ModuleUnit | str | None:
        """Look in the folders of the file's own package, from which it is run as a script or puts on `sys.path`."""
        start = self.roots_of(folder)[0]
        while folder != start:
            found = self.inside(folder, dotted)
            if found is not None:
                return found
            folder = folder.rpartition("/")[0]
        return None

    def _elsewhere(self, folder: str, dotted: str) -> ModuleUnit | str | None:
        """Look in the import roots of other projects: in the nearest that has the name, in none where two are."""
        top = dotted.partition(".")[0]
        roots = self._provided_by().get(top, ())
        if not roots or self._is_own(folder, top, installed=not set(roots).isdisjoint(self._installed.sources)):
            return None
        found = [(_shared(folder, root), one) for root in roots if (one := self.inside(root, dotted)) is not None]
        candidates = [pair for pair in found if isinstance(pair[1], ModuleUnit)] or found
        nearest = max([near for near, _ in candidates], default=0)
        here = [one for near, one in candidates if near == nearest]
        return here[0] if len(here) == 1 else None

    def _is_own(self, folder: str, top: str, *, installed: bool) -> bool:
        """Whether a top-level name is one of the file's own project, though what is asked for is not in it.

        A folder of projects is none, and a namespace package may have further parts where it is installed from.
        """
        for root in self.roots_of(folder):
            found = self.inside(root, top)
            if isinstance(found, ModuleUnit):
                return True
            if found is not None and not installed and not self._holds_project(found):
                return True
        return False

    def _holds_project(self, folder: str) -> bool:
        return any(project == folder or project.startswith(f"{folder}/") for project in self._installed.projects)

    def _provided_by(self) -> dict[str, list[str]]:
        """Return the import roots of all projects by the top-level names that can be installed from there.

        A project's own folder holds scripts and tests as well, so that only its packages count.
        """
        if self._providers is None:
            projects = self._no_packages(self._installed.projects)
            sources = self._no_packages(self._installed.sources)
            found: set[tuple[str, str]] = set()
            for path in self._modules if projects or sources else ():
                folder, _, name = path.rpartition("/")
                parent, _, last = folder.rpartition("/")
                if name == "__init__.py" and folder and parent in projects:
                    found.add((last, parent))
                if folder in sources:
                    found.add((name.removesuffix(".py"), folder))
            for folder in self._folders if sources else ():
                parent, _, last = folder.rpartition("/")
                if folder and parent in sources:
                    found.add((last, parent))
            self._providers = {}
            for top, root in sorted(found):
                self._providers.setdefault(top, []).append(root)
        return self._providers

    def _no_packages(self, folders: Sequence[str]) -> frozenset[str]:
        """Leave out folders that are packages: a ``setup.py`` in one is an ordinary module."""
        return frozenset(folder for folder in folders if f"{folder}/__init__.py".lstrip("/") not in self._modules)

    def inside(self, root: str, dotted: str) -> ModuleUnit | str | None:
        """Return what the dotted name is below one folder."""
        path = dotted.replace(".", "/")
        if root:
            path = f"{root}/{path}" if path else root
        module = self._modules.get(f"{path}.py") or self._modules.get(f"{path}/__init__.py")
        if module is not None:
            return module
        return path if path in self._folders else None

    def relative(self, importer: ModuleUnit, level: int, dotted: str) -> ModuleUnit | str | None:
        """Return what ``from ..dotted import`` means in a file."""
        folder = importer.path.rpartition("/")[0]
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        if not dotted:
            return self._modules.get(f"{folder}/__init__.py".lstrip("/")) or folder
        return self.inside(folder, dotted)

    def imported(self, importer: ModuleUnit, level: int, dotted: str) -> ModuleUnit | str | None:
        """Return what an import statement of a file names, `level` dots before it."""
        return self.relative(importer, level, dotted) if level else self.absolute(importer, dotted)

    def child(self, module: ModuleUnit, name: str) -> ModuleUnit | str | None:
        """Return a submodule of a package."""
        if not module.source.is_package:
            return None
        return self.inside(module.path.rpartition("/")[0], name)


def _shared(one: str, other: str) -> int:
    """Return the number of folders that two paths begin with in common."""
    common = posixpath.commonpath((one, other))
    return common.count("/") + bool(common)
