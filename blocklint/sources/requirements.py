"""Which versions of a library a project declares that it runs on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from blocklint.sources.declarations import declared_by_script, declared_in, folder_of, is_lock

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

_NEWEST = "99999"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class _Declaration(NamedTuple):
    """A requirement as it is written, the folder (or script) that it counts for, and whether it is locked."""

    folder: str
    text: str
    is_locked: bool


def never(*_: str) -> bool:
    """Nothing that is declared, nothing that is assumed."""
    return False


def requires(root: Path, files: Iterable[str]) -> Callable[[str, str], bool]:
    """Return the test whether a file runs on the versions that a requirement such as ``mcp<2`` names.

    `files` are relative to `root`; the test is asked with a requirement and the path of the file that uses the
    library. What counts is what the header of a script declares, else what the nearest folder at or above the file
    declares, with the locks above it where they agree; where no folder there declares the library, all that do. The
    highest version decides that all of it allows; a library that is declared nowhere is taken to be the newest. Files
    are read when the first requirement is asked about.
    """
    declared: Mapping[str, Sequence[_Declaration]] | None = None
    scripts: dict[str, Mapping[str, Sequence[_Declaration]]] = {}
    ordered = tuple(files)

    def test(requirement: str, path: str) -> bool:
        nonlocal declared
        if declared is None:
            declared = _declared(root, ordered)
        if path not in scripts:
            scripts[path] = _of_script(root, path)
        return _allows(declared, scripts[path], requirement, path)

    return test


def _allows(
    declared: Mapping[str, Sequence[_Declaration]],
    script: Mapping[str, Sequence[_Declaration]],
    requirement: str,
    path: str,
) -> bool:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    asked = Requirement(requirement)
    name = canonicalize_name(asked.name)
    newest = _newest(_near(script.get(name) or declared.get(name, ()), path))
    return newest is not None and asked.specifier.contains(newest, prereleases=True)


def _near(declarations: Sequence[_Declaration], path: str) -> list[SpecifierSet]:
    """Return what counts for a file."""
    above = [one for one in declarations if one.folder in ("", path) or path.startswith(f"{one.folder}/")]
    if not above:
        return _specifiers(declarations)
    nearest = max(len(one.folder) for one in above)
    found = _specifiers(one for one in above if len(one.folder) == nearest)
    # The lock of a workspace stands above its members, which say less; that of another project is none of theirs.
    locks = sorted((one for one in above if one.is_locked), key=lambda one: -len(one.folder))
    for lock in locks:
        wider = [*found, *_specifiers([lock])]
        if _newest(wider) is not None:
            found = wider
    return found


def _newest(specifiers: Sequence[SpecifierSet]) -> Version | None:
    """Return the highest version that all of them allow, None where there is none."""
    from packaging.version import Version

    candidates = {_NEWEST}
    for specifier in specifiers:
        for one in specifier:
            version = one.version.removesuffix(".*")
            candidates.update((version, f"{version}.{_NEWEST}", _below(version)))
    allowed = [
        Version(text) for text in candidates if all(spec.contains(text, prereleases=True) for spec in specifiers)
    ]
    return max(allowed, default=None)


def _specifiers(declarations: Iterable[_Declaration]) -> list[SpecifierSet]:
    return [found for one in declarations if (found := _specifier(one.text)) is not None]


def _specifier(text: str) -> SpecifierSet | None:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text).specifier
    except InvalidRequirement:
        return None


def _below(version: str) -> str:
    """Return a version a little under another: 1.99999 for 2, 1.8.99999 for 1.9."""
    parts = [int(part) for part in re.findall(r"\d+", version)] or [0]
    while parts and parts[-1] == 0:
        parts.pop()
    if not parts:
        return "0"
    parts[-1] -= 1
    return ".".join(map(str, [*parts, int(_NEWEST)]))


def _declared(root: Path, files: Iterable[str]) -> dict[str, list[_Declaration]]:
    from packaging.utils import canonicalize_name

    found: dict[str, list[_Declaration]] = {}
    for file in sorted(files):
        folder, is_locked = folder_of(file), is_lock(file)
        for line in declared_in(file, _text(root, file)):
            name = _NAME.match(line)
            if name is not None:
                found.setdefault(canonicalize_name(name[0]), []).append(_Declaration(folder, line, is_locked))
    return found


def _of_script(root: Path, path: str) -> dict[str, list[_Declaration]]:
    """Return what the header of a script declares, for that file alone."""
    from packaging.utils import canonicalize_name

    found: dict[str, list[_Declaration]] = {}
    text = _text(root, path) if path else ""
    for line in declared_by_script(text) if "# /// script" in text else ():
        name = _NAME.match(line)
        if name is not None:
            found.setdefault(canonicalize_name(name[0]), []).append(_Declaration(path, line, False))
    return found


def _text(root: Path, file: str) -> str:
    try:
        return (root / file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
