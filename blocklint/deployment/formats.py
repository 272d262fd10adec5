"""File names in, the reader of the format out."""

from __future__ import annotations

import functools
import importlib
import re

from blocklint.deployment.command_line import Reader

_FORMATS: tuple[tuple[str, str, str], ...] = (
    (r"(docker|container)file([._-].*)?|.+\.(docker|container)file", "dockerfile", "read_dockerfile"),
    (r"(docker-|podman-)?compose([._-].*)?\.ya?ml", "compose", "read_compose"),
    (r"procfile([._-].*)?", "procfile", "read_procfile"),
    (r"(gnu)?makefile([._-].*)?|.+\.mk", "recipes", "read_makefile"),
    (r"\.?justfile|.+\.just", "recipes", "read_justfile"),
    (r"pyproject\.toml", "pyproject", "read_pyproject"),
    (r".+\.(sh|bash|zsh)|(docker-)?entrypoint|start|run|serve", "script", "read_shell_script"),
    (r".+\.(bat|cmd|ps1)", "script", "read_batch_file"),
    (r"\.env(\..+)?|.+\.env", "variables", "read_environment_file"),
    (r"package\.json", "package_json", "read_package_json"),
    (r"launch\.json", "launch_json", "read_launch_json"),
    (r".+\.service", "units", "read_systemd_unit"),
    (r"(.*[._-])?supervisord?([._-].*)?\.(conf|ini)", "units", "read_supervisor"),
    (r"taskfile([._-].*)?\.ya?ml", "taskfile", "read_taskfile"),
    (r".+\.ya?ml", "kubernetes", "read_manifest"),
)
_OTHER = (".py", ".pyi", ".md", ".rst", ".txt", ".dockerignore")
"""Ends of names that only look like a Dockerfile or Makefile with something behind a point."""
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), module, name) for pattern, module, name in _FORMATS)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern, _, _ in _FORMATS), re.IGNORECASE)


def is_read(path: str) -> bool:
    """Tell whether some reader takes a file of this name."""
    return _place(path) is not None


def reader_of(path: str) -> Reader | None:
    """Return the reader for a file by its name, None where no reader takes it."""
    found = _place(path)
    return None if found is None else _reader(*found)


def _place(path: str) -> tuple[str, str] | None:
    name = path.rpartition("/")[2]
    if name.lower().endswith(_OTHER) or not _ANY.fullmatch(name):
        return None
    return next(((module, reader) for pattern, module, reader in _COMPILED if pattern.fullmatch(name)), None)


@functools.cache
def _reader(module: str, name: str) -> Reader:
    """Import a reader when a file needs it: its parser costs more than a small project's analysis."""
    reader: Reader = getattr(importlib.import_module(f"blocklint.deployment.{module}"), name)
    return reader
