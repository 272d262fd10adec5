"""Which versions of a library a project declares that it runs on."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
_REQUIREMENTS = re.compile(r"^requirements[^/]*\.(txt|in)$")
_NEWEST = "99999"
_Declarations: TypeAlias = "Sequence[tuple[str, str]]"
"""Requirements of one library as they are written, each with the folder of its file."""


def never(*_: str) -> bool:
    """Nothing that is declared, nothing that is assumed."""
    return False


def is_requirements_file(name: str) -> bool:
    """True for the name of a file that declares or locks requirements."""
    return name == "pyproject.toml" or name in _LOCKS or _REQUIREMENTS.match(name) is not None


def requires(root: Path, files: Iterable[str]) -> Callable[[str, str], bool]:
    """Return the test whether a file runs on the versions that a requirement such as ``mcp<2`` names.

    `files` are relative to `root`; the test is asked with a requirement and the path of the file that uses the
    library. What counts are the declarations in the file's folder and those above it; where none of them names the
    library, all of the project's. A locked version decides; else the highest version that all of them allow. A library
    that is declared nowhere is taken to be the newest. Files are read when the first requirement is asked about.
    """
    declared: Mapping[str, _Declarations] | None = None
    ordered = tuple(files)

    def test(requirement: str, path: str) -> bool:
        nonlocal declared
        if declared is None:
            declared = _declared(root, ordered)
        return _allows(declared, requirement, path)

    return test


def _allows(declared: Mapping[str, _Declarations], requirement: str, path: str) -> bool:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name
    from packaging.version import Version

    asked = Requirement(requirement)
    specifiers = [
        specifier
        for text in _near(declared.get(canonicalize_name(asked.name), ()), path)
        if (specifier := _specifier(text)) is not None
    ]
    candidates = {_NEWEST}
    for specifier in specifiers:
        for one in specifier:
            version = one.version.removesuffix(".*")
            candidates.update((version, f"{version}.{_NEWEST}", _below(version)))
    allowed = [
        Version(text) for text in candidates if all(spec.contains(text, prereleases=True) for spec in specifiers)
    ]
    return bool(allowed) and asked.specifier.contains(max(allowed), prereleases=True)


def _near(declarations: _Declarations, path: str) -> list[str]:
    """Return the declarations at or above a file, all of them where there are none such."""
    above = [text for folder, text in declarations if not folder or path.startswith(f"{folder}/")]
    return above or [text for _, text in declarations]


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


def _declared(root: Path, files: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    from packaging.utils import canonicalize_name

    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(files):
        try:
            text = (root / file).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for line in _lines(file.rpartition("/")[2], text):
            name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line)
            if name is not None:
                found.setdefault(canonicalize_name(name[0]), []).append((file.rpartition("/")[0], line))
    return found


def _lines(name: str, text: str) -> Iterator[str]:
    if name.endswith((".txt", ".in")):
        for line in text.splitlines():
            yield line.partition("#")[0].partition(" --")[0].strip()
        return
    try:
        table = tomllib.loads(text)
    except ValueError:
        return
    yield from _locked(table) if name in _LOCKS else _projects(table)


def _locked(table: Mapping[str, Any]) -> Iterator[str]:
    for package in (*table.get("package", ()), *table.get("packages", ())):
        if isinstance(package, dict) and "name" in package and "version" in package:
            yield f"{package['name']}=={package['version']}"


def _projects(table: Mapping[str, Any]) -> Iterator[str]:
    project = table.get("project", {})
    yield from (one for one in project.get("dependencies", ()) if isinstance(one, str))
    for group in (*project.get("optional-dependencies", {}).values(), *table.get("dependency-groups", {}).values()):
        yield from (one for one in group if isinstance(one, str))
    poetry = table.get("tool", {}).get("poetry", {}).get("dependencies", {})
    for name, value in poetry.items():
        version = value.get("version", "") if isinstance(value, dict) else value
        if isinstance(version, str):
            yield f"{name}{_from_poetry(version)}"


def _from_poetry(version: str) -> str:
    """Return Poetry's ``^1.2`` and ``~1.2`` as a standard specifier."""
    match = re.match(r"^[\^~](\d+)(?:\.(\d+))?(.*)$", version.strip())
    if match is None:
        return f"=={version}" if re.match(r"^\d", version) else version.replace("*", "") if version == "*" else version
    major, minor = int(match[1]), match[2]
    upper = f"{major}.{int(minor) + 1}" if version.startswith("~") and minor else f"{major + 1}"
    return f">={version.strip()[1:]},<{upper}"
