"""The files of an earlier revision, read from git's objects: the work tree stays as it is, no hook or filter runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_FILES = (b"100644", b"100755")
"""Modes of files; links and submodules have others."""


class RevisionError(Exception):
    """The revision cannot be read; the message is one line."""


def read_revision(root: Path, revision: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the bytes of the files below `root` in a revision, by path relative to `root`, sorted.

    `wanted` tells of a path whether the file is read. Raises RevisionError.
    """
    commit = _commit(root, revision)
    names = {path: name for path, name in _listed(_git(root, "ls-tree", "-r", "-z", commit)) if wanted(path)}
    blobs = _blobs(_git(root, "cat-file", "--batch", given=b"\n".join((*names.values(), b""))), len(names))
    return dict(sorted(zip(names, blobs, strict=True)))


def _commit(root: Path, revision: str) -> str:
    if revision.startswith("-") or not revision:
        raise RevisionError(f"no revision: {revision!r}")
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode("ascii").strip()
    except RevisionError as error:
        if str(error):
            raise
        hint = "; a shallow clone has only the last one" if _is_shallow(root) else ""
        raise RevisionError(f"git knows no revision {revision!r} here{hint}") from None


def _is_shallow(root: Path) -> bool:
    return _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _listed(output: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield path and object name of every file."""
    for line in output.split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, _, name = about.split(b" ")
            if mode in _FILES:
                yield os.fsdecode(path), name


def _blobs(output: bytes, count: int) -> Iterator[bytes]:
    """Yield the contents in the answer of ``cat-file --batch``."""
    start = 0
    for _ in range(count):
        end = output.index(b"\n", start)
        head = output[start:end].split(b" ")
        if len(head) != 3:
            raise RevisionError(f"git has no object {head[0].decode('ascii', 'replace')}")
        start = end + 1 + int(head[2])
        yield output[end + 1 : start]
        start += 1


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    # A hook sets variables that name its own repository by relative paths.
    environment = {name: value for name, value in os.environ.items() if name not in _FROM_HOOKS}
    command: Sequence[str] = ("git", "--no-pager", "--no-optional-locks", "-C", str(root), *arguments)
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise RevisionError(f"git cannot be run: {error.strerror}") from None
    if done.returncode:
        raise RevisionError(done.stderr.decode("utf-8", "replace").strip().partition("\n")[0])
    return done.stdout


_FROM_HOOKS = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"))
