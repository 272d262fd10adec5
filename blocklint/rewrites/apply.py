"""Carrying out edits: plans the change of each file, shows it as a diff, and writes it to disk whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from blocklint.rewrites.change import FileChange, diff
from blocklint.rewrites.plan import Objections, Recheck, plan
from blocklint.sources.reading import digest

__all__ = ["FileChange", "Objections", "Recheck", "WriteError", "diff", "plan", "write"]


class WriteError(Exception):
    """A file was left as it is; the text says why, in one line."""


def write(change: FileChange, root: Path) -> None:
    """Replace the file of a change, below `root`, by its new text.

    A symbolic link stays one: the file that it leads to is replaced, if it is below `root`. The file keeps its
    mode. At no time is it half-written. Raises WriteError where the bytes on disk are not those that the change
    was made from, where the file is outside or read-only, and where the system refuses.
    """
    try:
        target = _target(root, change.path)
        _replace(target, change)
    except (OSError, RuntimeError, UnicodeError) as error:
        raise WriteError(f"{change.path} cannot be written: {error}") from error


def _target(root: Path, path: str) -> Path:
    target = (root / path).resolve(strict=True)
    if not target.is_relative_to(root.resolve(strict=True)):
        raise WriteError(f"{path} leads out of the project")
    if not target.is_file() or not os.access(target, os.W_OK):
        raise WriteError(f"{path} is no file that may be written")
    return target


def _replace(target: Path, change: FileChange) -> None:
    # The name does not end in .py, so that a server which reloads on changes does not see the file.
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(change.after.encode(change.encoding))
            file.flush()
            os.fsync(file.fileno())
        _keep_owner_and_mode(target, temporary)
        _check_unchanged(target, change)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
    _sync_folder(target.parent)


def _check_unchanged(target: Path, change: FileChange) -> None:
    data = target.read_bytes()
    if digest(data) != change.digest or change.before.encode(change.encoding) != data:
        raise WriteError(f"{change.path} has changed since it was read")


def _keep_owner_and_mode(target: Path, temporary: str) -> None:
    status = target.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(temporary, status.st_uid, status.st_gid)
    shutil.copymode(target, temporary)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
