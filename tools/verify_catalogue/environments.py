"""Groups of libraries in, throw-away virtual environments with those libraries out."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from verify_catalogue import archives
from verify_catalogue.groups import Group

_GROUP_SECONDS = 600
_LIBRARY_SECONDS = 240
# Without byte code, which is made where a module is imported.
_INSTALL = ("install", "--quiet", "--no-compile", "--no-warn-conflicts", "--disable-pip-version-check")
_TOGETHER = (("--prefer-binary",),)
"""An old wheel rather than a new source: one that needs a compiler would fail for the whole group."""
_ALONE = ((), ("--prefer-binary",))
_LAST = (("--no-build-isolation",), ("--no-deps",))
_OLD_BUILD = ("setuptools<81", "wheel")
"""With ``pkg_resources``, which the ``setup.py`` of libraries that are no longer looked after imports."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment: its `python`, and the requirements that could not be installed, each with pip's last words."""

    python: Path
    failures: dict[str, str]


def prepare(folder: Path, group: Group) -> Environment:
    """Return the environment of `group` in `folder`, made if it is not there.

    Where the libraries of the group do not go together they are installed one after the other, without dependencies
    if need be. What cannot be installed at all, and what is static, is unpacked: its names are resolved in its source.
    """
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    complete = folder / "complete"
    failures: dict[str, str] = {}
    first = " ".join(group.requirements)
    if complete.exists():
        lines = complete.read_text(encoding="utf-8").splitlines()
        if lines[:1] == [first]:
            return Environment(python, dict(_pairs(lines[1:])))
    venv.create(folder, clear=True, symlinks=sys.platform != "win32", with_pip=False)
    attempts = _ALONE if len(group.libraries) == 1 else _TOGETHER
    if group.static or _install(python, group.requirements, attempts, seconds=_GROUP_SECONDS) is not None:
        for requirement in group.requirements:
            failed = None if group.static else _one(python, requirement)
            if group.static or failed is not None:
                unread = archives.unpack(requirement, _packages(python))
                if unread is not None:
                    failures[requirement] = f"{failed}; {unread}" if failed else unread
    text = "".join(f"{name}\t{why}\n" for name, why in failures.items())
    complete.write_text(f"{first}\n{text}", encoding="utf-8")
    return Environment(python, failures)


def _one(python: Path, requirement: str) -> str | None:
    failed = _install(python, [requirement], _ALONE, seconds=_LIBRARY_SECONDS)
    if failed is not None and _install(python, _OLD_BUILD, ((),), seconds=_LIBRARY_SECONDS) is None:
        failed = _install(python, [requirement], _LAST, seconds=_LIBRARY_SECONDS)
    return failed


def _packages(python: Path) -> Path:
    said = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(said.stdout.strip())


def held_back(python: Path, requirements: Sequence[str]) -> set[str]:
    """Return the canonical names of those `requirements` that pip would upgrade if nothing else were installed.

    The others of a group may allow an old release only. What pip does not say in time is nothing.
    """
    report = ("--no-deps", "--upgrade", "--dry-run", "--report", "-")
    try:
        done = subprocess.run(
            _command(python, report, requirements), capture_output=True, text=True, timeout=_LIBRARY_SECONDS, check=True
        )
        installed = json.loads(done.stdout)["install"]
    except (subprocess.SubprocessError, ValueError):
        return set()
    return {canonicalize_name(one["metadata"]["name"]) for one in installed}


def _command(python: Path, options: Sequence[str], requirements: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "pip", "--python", str(python), *_INSTALL, *options, *requirements]


def _install(
    python: Path, requirements: Sequence[str], attempts: Sequence[tuple[str, ...]], *, seconds: int
) -> str | None:
    """Return None when pip has installed the requirements with the options of one attempt, else its last line."""
    said = "not tried"
    for options in attempts:
        try:
            command = _command(python, options, requirements)
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            said = f"pip took more than {seconds} seconds"
            continue
        if done.returncode == 0:
            return None
        lines = done.stderr.splitlines()
        last = [line for line in lines if line.startswith("ERROR:")] or lines or [f"pip ended with {done.returncode}"]
        said = last[-1].removeprefix("ERROR: ").replace("\t", " ")
    return said


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return [(name, why) for name, _, why in (line.partition("\t") for line in lines)]
