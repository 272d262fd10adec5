"""Ignore files: which paths `.ignore`, `.gitignore` and `.git/info/exclude` leave out.

Patterns are translated by pathspec; the verdict is made here, as git makes it: a path is judged alone,
from the top folder down, the last pattern that matches decides, and nothing beneath an ignored folder comes
back. (pathspec's own `GitIgnoreSpec` judges a file together with its folders; asked about a folder it
calls ``*`` + ``!*/`` ignored, which git does not.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

IGNORE_FILES = (".ignore", ".gitignore")


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: re.Pattern[str]
    negated: bool
    folders_only: bool
    anchored: bool

    def matches(self, path: str, folder: bool) -> bool:
        """Whether the pattern names exactly this path (not a folder above it)."""
        subject = path if self.anchored else path.rpartition("/")[2]
        if folder and self.folders_only:
            subject += "/"
        match = self.regex.search(subject)
        # A regex with a group marks the end of a name; one without (`foo/**`, `*`) matches all that lies beneath.
        return match is not None and (not self.regex.groups or match.end() == len(subject))


@dataclass(frozen=True, slots=True)
class _Layer:
    """The patterns of one ignore file, last first. `base` is cut from a path, `lead` put before it."""

    patterns: tuple[_Pattern, ...]
    file_patterns: tuple[_Pattern, ...]
    base: str = ""
    lead: str = ""

    def verdict(self, path: str, folder: bool) -> bool | None:
        """True for ignored, False for expressly kept, None where no pattern matches."""
        subject = self.lead + path[len(self.base) :]
        for pattern in self.patterns if folder else self.file_patterns:
            if pattern.matches(subject, folder):
                return not pattern.negated
        return None


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The ignore files in force for one folder, the strongest first.

    `.ignore` beats `.gitignore`, which beats `.git/info/exclude`; among equal ones the innermost wins.
    """

    excludes: tuple[_Layer, ...] = ()
    ignores: tuple[_Layer, ...] = ()
    gitignores: tuple[_Layer, ...] = ()
    repository: tuple[_Layer, ...] = ()

    def ignored(self, path: str, *, folder: bool) -> bool:
        """Whether `path` (relative to the root, with ``/``) is left out, judged without its parents."""
        for layers in (self.excludes, self.ignores, self.gitignores, self.repository):
            for layer in layers:
                verdict = layer.verdict(path, folder)
                if verdict is not None:
                    return verdict
        return False

    def within(self, root: Path, base: str, names: Iterable[str], *, lead: str = "") -> IgnoreRules:
        """Return the rules for the folder `base` (ending in ``/``, empty for the root) whose entries are `names`.

        For a folder above the root `base` is empty and `lead` the way from there down to the root.
        """
        rules = self
        if ".gitignore" in names:
            rules = replace(rules, gitignores=(*_layer(root / base / ".gitignore", base, lead), *rules.gitignores))
        if ".ignore" in names:
            rules = replace(rules, ignores=(*_layer(root / base / ".ignore", base, lead), *rules.ignores))
        return rules


def rules_above(root: Path, exclude: Iterable[str] = (), *, isolated: bool = False) -> IgnoreRules:
    """Return the rules that hold for `root` before its own ignore files are read.

    They come from the folders between the repository's top and the root, from the repository's
    `info/exclude`, and from `exclude` (gitignore patterns relative to the root). A root that is itself
    ignored by them is analysed all the same, so they are dropped then. `isolated` looks at nothing above the root.
    """
    named = IgnoreRules(excludes=_compiled(exclude))
    top = None if isolated else repository_top(root)
    if top is None:
        return named
    rules = replace(named, repository=_layer(_git_folder(top) / "info" / "exclude", "", _lead(top, root)))
    for folder in reversed([above for above in root.parents if above.is_relative_to(top)]):
        lead = _lead(folder, root)
        names = [name for name in IGNORE_FILES if (folder / name).is_file()]
        rules = rules.within(folder, "", names, lead=lead)
    return named if _root_is_ignored(rules) else rules


PathMatcher: TypeAlias = Callable[[str], bool]


def path_matcher(patterns: Iterable[str]) -> PathMatcher:
    """Return whether gitignore patterns match a path (relative, with ``/``) or a folder above it, as a function."""
    rules = IgnoreRules(excludes=_compiled(patterns))

    def matches(path: str) -> bool:
        folders = [path[: match.start()] for match in re.finditer("/", path)]
        return any(rules.ignored(folder, folder=True) for folder in folders) or rules.ignored(path, folder=False)

    return matches


def repository_top(folder: Path) -> Path | None:
    """Return the nearest folder at or above `folder` that holds ``.git``, None outside of a repository."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def _root_is_ignored(rules: IgnoreRules) -> bool:
    return any(
        layer.lead and _lead_is_ignored(layer) for layer in (*rules.ignores, *rules.gitignores, *rules.repository)
    )


def _lead_is_ignored(layer: _Layer) -> bool:
    bare = replace(layer, lead="")
    parts = layer.lead.rstrip("/").split("/")
    return any(bare.verdict("/".join(parts[: count + 1]), True) for count in range(len(parts)))


def _lead(folder: Path, root: Path) -> str:
    way = root.relative_to(folder).as_posix()
    return "" if way == "." else f"{way}/"


def _git_folder(top: Path) -> Path:
    """Return where `info/exclude` stands: in a linked work tree or submodule ``.git`` is a file that says it."""
    git = top / ".git"
    if git.is_dir():
        return git
    try:
        target = git.read_text(encoding="utf-8", errors="surrogateescape").removeprefix("gitdir:").strip()
        folder = top / target
        common = folder / "commondir"
        return folder / common.read_text(encoding="utf-8").strip() if common.is_file() else folder
    except (OSError, ValueError):
        return git


def _layer(file: Path, base: str, lead: str) -> tuple[_Layer, ...]:
    try:
        lines = file.read_text(encoding="utf-8-sig", errors="surrogateescape").split("\n")
    except OSError:
        return ()
    return tuple(replace(layer, base=base, lead=lead) for layer in _compiled(lines))


def _compiled(lines: Iterable[str]) -> tuple[_Layer, ...]:
    patterns = tuple(pattern for line in lines for pattern in _patterns(line.rstrip("\r")))[::-1]
    if not patterns:
        return ()
    return (_Layer(patterns, tuple(pattern for pattern in patterns if not pattern.folders_only)),)


def _patterns(line: str) -> tuple[_Pattern, ...]:
    """Return the pattern of one line; none for a comment, an empty line, or what git would not match either."""
    if not line.strip() or line.startswith("#"):
        return ()
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # 35 ms, wasted where nothing is ignored

    body = line.rstrip()
    if body.endswith("/**/"):
        line = f"{body}*/"  # pathspec lets `foo/**/` match `foo` itself, git only the folders in it
    try:
        translated = GitIgnoreSpecPattern(line)
    except ValueError:
        return ()
    if translated.regex is None or translated.include is None:
        return ()
    glob = body.removeprefix("!")
    return (_Pattern(translated.regex, not translated.include, glob.endswith("/"), "/" in glob.rstrip("/")),)
