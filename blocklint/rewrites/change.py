"""One file before and after its findings were repaired."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from itertools import chain

from blocklint.findings.finding import Finding

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class FileChange:
    """The text of one file, before and after.

    `path` is relative to the root; `digest` is that of the bytes read, which `before` gives when encoded with
    `encoding`. `findings` are repaired by the change; `refused` had edits that were not carried out, for `reason`.
    """

    path: str
    before: str
    after: str
    encoding: str
    digest: str
    findings: tuple[Finding, ...]
    refused: tuple[Finding, ...] = ()
    reason: str = ""


def diff(change: FileChange) -> str:
    """Return the change as a unified diff that `git apply` and `patch` accept; empty where nothing changes.

    Lines are those of git, which ends them at line feeds only: a carriage return belongs to its line.
    """
    lines = difflib.unified_diff(
        _lines(change.before), _lines(change.after), _name(f"a/{change.path}"), _name(f"b/{change.path}")
    )
    return "".join(chain.from_iterable(map(_ended, lines)))


def _lines(text: str) -> list[str]:
    *lines, rest = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([rest] if rest else [])]


def _ended(line: str) -> tuple[str, ...]:
    return (line,) if line.endswith("\n") else (line, "\n\\ No newline at end of file\n")


def _name(path: str) -> str:
    """Return a file's name as git writes it: in quotes where it would be taken for something else."""
    if any(character in _ESCAPES or not character.isprintable() for character in path):
        return '"' + "".join(map(_escaped, path)) + '"'
    return f"{path}\t" if " " in path else path


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
