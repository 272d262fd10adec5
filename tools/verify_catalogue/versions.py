"""The text of a catalogue file and a version in, the text that says this version was checked out."""

from __future__ import annotations

import re

from packaging.version import InvalidVersion, Version

_CHECKED = re.compile(r'(?m)^checked = "([^"\n]*)"')
_ROOTS = re.compile(r"(?m)^roots = .*$")


def with_version(text: str, version: str) -> str:
    """Return `text` with ``[library] checked`` set to `version` and nothing else changed."""
    line = f'checked = "{version}"'
    if _CHECKED.search(text):
        return _CHECKED.sub(line, text, count=1)
    return _ROOTS.sub(lambda found: f"{found[0]}\n{line}", text, count=1)


def is_lower(version: str, text: str) -> bool:
    """Tell whether `version` is lower than the one that `text` says was checked."""
    written = _CHECKED.search(text)
    try:
        return written is not None and Version(version) < Version(written[1])
    except InvalidVersion:
        return False
