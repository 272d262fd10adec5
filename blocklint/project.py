"""Paths and configuration in, the project that is analysed out: today's files, those of a revision, or given texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from blocklint.catalogue.model import Callback
from blocklint.catalogue.texts import texts
from blocklint.config import Config
from blocklint.deployment.files import decoded, is_deployment_file
from blocklint.deployment.files import load as load_deployment
from blocklint.sources.comments import find_comments
from blocklint.sources.declarations import is_requirements_file
from blocklint.sources.discovery import SKIPPED_FOLDERS, Discovery, discover
from blocklint.sources.ignore import path_matcher
from blocklint.sources.import_roots import NO_ROOTS, ImportRoots, declared_roots, import_roots, is_project_file
from blocklint.sources.modules import layout
from blocklint.sources.reading import decode, digest, read_overlay
from blocklint.sources.reading import read as read_source
from blocklint.sources.requirements import never, requires
from blocklint.sources.revision import read_revision
from blocklint.sources.root import is_part, package_name
from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.cache import FOLDER, SummaryCache
from blocklint.summaries.reading import Reading


@dataclass(frozen=True, slots=True)
class Project:
    """What is analysed: the sources, files without one, deployment files, catalogues, and declared requirements.

    `contexts` and `nonblocking` are what the configuration says of functions; `ignores` is False where comments
    that suppress are not honoured. `whole` is False where other parts of the same program are not analysed. `kept_in`
    is the folder of summaries that are kept between runs (None: none are), `jobs` the number of processes that read
    files (0: one a core). `roots` are the folders from which files of other projects import, too.
    """

    root: str
    sources: tuple[Source, ...]
    errors: tuple[Unreadable, ...] = ()
    deployment: tuple[tuple[str, str], ...] = ()
    catalogues: tuple[tuple[str, str], ...] = ()
    requires: Callable[[str, str], bool] = never
    contexts: tuple[Callback, ...] = ()
    nonblocking: Callable[[str], bool] = never
    ignores: bool = True
    whole: bool = True
    kept_in: Path | None = None
    jobs: int = 0
    roots: ImportRoots = NO_ROOTS

    @property
    def files(self) -> frozenset[str]:
        """The paths of everything that was read."""
        paths = (*(one.path for one in self.sources), *(one.path for one in self.errors))
        return frozenset((*paths, *(path for path, _ in self.deployment)))


def open_project(
    root: Path, paths: Sequence[Path], config: Config, *, isolated: bool = False
) -> tuple[Project, Discovery]:
    """Find and read everything that is analysed; raises PathError for a path that does not exist."""
    found = discover(
        root, paths, isolated=isolated, exclude=config.exclude, force_exclude=config.force_exclude, others=_is_wanted
    )
    declarations = [path for path in found.others if is_requirements_file(path)]
    declared = _declared_roots(root, declarations)
    package = package_name(root)
    names = layout(found.files, declared, package)
    read = [read_source(root, path, names) for path in found.files]
    project = Project(
        str(root),
        tuple(one for one in read if isinstance(one, Source)),
        tuple(one for one in read if isinstance(one, Unreadable)),
        tuple(load_deployment(root, [path for path in found.others if is_deployment_file(path)])),
        texts(config.catalogue),
        requires(root, declarations),
        config.contexts,
        _any_of(config.assume_nonblocking),
        config.ignores,
        not (isolated and is_part(root)),
        None if isolated or not config.cache else config.cache_dir or root / FOLDER,
        config.jobs,
        import_roots((*found.files, *found.others), declared, package),
    )
    return project, found


def begin_reading(sources: Sequence[Source], project: Project) -> Reading:
    """Have other processes begin to read sources of a project; what is kept between runs is taken from there."""
    cache = SummaryCache(project.kept_in) if project.kept_in is not None else None
    return Reading(sources, project.jobs, cache)


def at_revision(project: Project, found: Discovery, revision: str, config: Config) -> Project:
    """Return the project as it was in a revision, seen with today's configuration; raises RevisionError.

    A file that stands on the disk and is no part of the project today was none then.
    """
    root = Path(project.root)
    today = {*found.files, *found.others}
    excluded = path_matcher(config.exclude)

    def wanted(path: str) -> bool:
        name = path.rpartition("/")[2]
        if not (name.endswith(".py") or is_deployment_file(name)) or not SKIPPED_FOLDERS.isdisjoint(path.split("/")):
            return False
        return path in today or not ((root / path).exists() or excluded(path))

    data = read_revision(root, revision, wanted)
    files = [path for path in data if path.endswith(".py")]
    declared = _declared_roots(root, found.others)
    names = layout(files, declared, project.roots.package)
    read = [decode(path, data[path], names) for path in files]
    return replace(
        project,
        sources=tuple(one for one in read if isinstance(one, Source)),
        errors=tuple(one for one in read if isinstance(one, Unreadable)),
        deployment=tuple(decoded((path, content) for path, content in data.items() if is_deployment_file(path))),
        roots=import_roots((*files, *found.others), declared, project.roots.package),
    )


def project_of(files: Mapping[str, str]) -> Project:
    """Return the project of files given as text, by path."""
    names = layout(files)
    read = [read_overlay(path, text, names) for path, text in sorted(files.items()) if path.endswith(".py")]
    return Project(
        "",
        tuple(one for one in read if isinstance(one, Source)),
        tuple(one for one in read if isinstance(one, Unreadable)),
        tuple((path, text) for path, text in sorted(files.items()) if not path.endswith(".py")),
        roots=import_roots(files),
    )


def with_texts(project: Project, changed: Mapping[str, str]) -> Project:
    """Return the project with other texts for some files, by path."""
    sources = (_with_text(one, changed[one.path]) if one.path in changed else one for one in project.sources)
    return replace(project, sources=tuple(sources))


def _with_text(source: Source, text: str) -> Source:
    return replace(source, text=text, digest=digest(text.encode(source.encoding)), comments=find_comments(text))


def _declared_roots(root: Path, files: Sequence[str]) -> tuple[str, ...]:
    return declared_roots(root, [path for path in files if path.rpartition("/")[2] == "pyproject.toml"])


def _any_of(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    return (lambda name: any(fnmatchcase(name, pattern) for pattern in patterns)) if patterns else never


_ASSETS = (
    ".css", ".gif", ".html", ".ico", ".jpeg", ".jpg", ".js", ".jsx", ".map", ".md", ".mjs", ".mp3", ".pdf", ".png",
    ".svelte", ".svg", ".ts", ".tsx", ".ttf", ".vue", ".wasm", ".webp", ".woff", ".woff2",
)  # fmt: skip
"""How most of the other files of a web application end: none of them declares or starts anything."""


def _is_wanted(path: str) -> bool:
    if path.endswith(_ASSETS):
        return False
    name = path.rpartition("/")[2]
    return is_deployment_file(name) or is_requirements_file(path) or is_project_file(name)
