"""Groups of libraries in, throw-away virtual environments with those libraries out."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from verify_catalogue.groups import Group

_GROUP_SECONDS = 600
_LIBRARY_SECONDS = 240
# Without byte code, which is made where a module is imported; wheels first, for many build only with a compiler.
_INSTALL = (
    "install", "--quiet", "--no-compile", "--prefer-binary", "--no-warn-conflicts", "--disable-pip-version-check",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment: its `python`, and the requirements that could not be installed, each with pip's last words."""

    python: Path
    failures: dict[str, str]


def prepare(folder: Path, group: Group) -> Environment:
    """Return the environment of `group` in `folder`, made if it is not there.

    Where the libraries of the group do not go together they are installed one after the other, without dependencies
    at last: a name is then resolved in the library's source.
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
    requirements = list(group.requirements)
    if requirements and (group.static or _install(python, requirements, seconds=_GROUP_SECONDS)):
        for requirement in requirements:
            failed = None if group.static else _install(python, [requirement], seconds=_LIBRARY_SECONDS)
            if group.static or failed:
                failed = _install(python, [requirement], "--no-deps", seconds=_LIBRARY_SECONDS)
            if failed:
                failures[requirement] = failed
    text = "".join(f"{name}\t{why}\n" for name, why in failures.items())
    complete.write_text(f"{first}\n{text}", encoding="utf-8")
    return Environment(python, failures)


def _install(python: Path, requirements: list[str], *options: str, seconds: int) -> str | None:
    """Return None when pip has installed the requirements, else its last line."""
    command = [sys.executable, "-m", "pip", "--python", str(python), *_INSTALL, *options, *requirements]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"pip took more than {seconds} seconds"
    if done.returncode == 0:
        return None
    said = [line for line in done.stderr.splitlines() if line.startswith("ERROR:")] or done.stderr.splitlines()
    return said[-1].removeprefix("ERROR: ").replace("\t", " ") if said else f"pip ended with {done.returncode}"


def _pairs(lines: list[str]) -> list[tuple[str, str]]:
    return [(name, why) for name, _, why in (line.partition("\t") for line in lines)]
