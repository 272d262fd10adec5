"""File names in, the reader of the format out."""

from __future__ import annotations

import re

from blocklint.deployment.command_line import Reader
from blocklint.deployment.compose import read_compose
from blocklint.deployment.dockerfile import read_dockerfile
from blocklint.deployment.kubernetes import read_manifest
from blocklint.deployment.launch_json import read_launch_json
from blocklint.deployment.package_json import read_package_json
from blocklint.deployment.procfile import read_procfile
from blocklint.deployment.pyproject import read_pyproject
from blocklint.deployment.recipes import read_justfile, read_makefile
from blocklint.deployment.script import read_batch_file, read_shell_script
from blocklint.deployment.taskfile import read_taskfile
from blocklint.deployment.units import read_supervisor, read_systemd_unit
from blocklint.deployment.variables import read_environment_file

_FORMATS: tuple[tuple[str, Reader], ...] = (
    (r"(docker|container)file([._-].*)?|.+\.(docker|container)file", read_dockerfile),
    (r"(docker-|podman-)?compose([._-].*)?\.ya?ml", read_compose),
    (r"procfile([._-].*)?", read_procfile),
    (r"(gnu)?makefile([._-].*)?|.+\.mk", read_makefile),
    (r"\.?justfile|.+\.just", read_justfile),
    (r"pyproject\.toml", read_pyproject),
    (r".+\.(sh|bash|zsh)|(docker-)?entrypoint|start|run|serve", read_shell_script),
    (r".+\.(bat|cmd|ps1)", read_batch_file),
    (r"\.env(\..+)?|.+\.env", read_environment_file),
    (r"package\.json", read_package_json),
    (r"launch\.json", read_launch_json),
    (r".+\.service", read_systemd_unit),
    (r"(.*[._-])?supervisord?([._-].*)?\.(conf|ini)", read_supervisor),
    (r"taskfile([._-].*)?\.ya?ml", read_taskfile),
    (r".+\.ya?ml", read_manifest),
)
_OTHER = (".py", ".pyi", ".md", ".rst", ".txt", ".dockerignore")
"""Ends of names that only look like a Dockerfile or Makefile with something behind a point."""
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in _FORMATS)


def reader_of(path: str) -> Reader | None:
    """Return the reader for a file by its name, None where no reader takes it."""
    name = path.rpartition("/")[2]
    if name.lower().endswith(_OTHER):
        return None
    return next((reader for pattern, reader in _COMPILED if pattern.fullmatch(name)), None)
