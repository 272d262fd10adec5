"""The text of a baseline: a head and one line an entry, sorted, so that branches merge and differences read well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from blocklint.findings.baseline import Entry

VERSION = 1
"""To be raised when lines get another meaning."""

_HEAD = "blocklint-baseline"
_FIELDS = Entry._fields


class BaselineError(Exception):
    """The text is no baseline; the message is one line, and names the line."""


def written(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline; equal entries share a line with their count."""
    lines = [_dumped({_HEAD: VERSION})]
    for entry, count in sorted(Counter(entries).items()):
        lines.append(_dumped({**entry._asdict(), **({"count": count} if count > 1 else {})}))
    return "\n".join(lines) + "\n"


def parsed(text: str, name: str) -> tuple[Entry, ...]:
    """Return the entries of a baseline, each as often as it counts; `name` is that of the file, for messages.

    A line that two branches added stands twice after their merge, and counts once. Raises BaselineError.
    """
    counts: dict[Entry, int] = {}
    for number, value in _values(text, name):
        if number == 1:
            _check_head(value, name)
        else:
            entry, count = _entry(value, f"{name}:{number}")
            counts[entry] = max(counts.get(entry, 0), count)
    if not text.strip():
        raise BaselineError(f"{name}: empty; `blocklint baseline write --force` writes it anew")
    return tuple(entry for entry, count in sorted(counts.items()) for _ in range(count))


def _values(text: str, name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            conflict = " (a merge conflict: keep the lines of both sides)" if line[:7] in _CONFLICTS else ""
            raise BaselineError(f"{name}:{number}: no line of a baseline{conflict}") from None


_CONFLICTS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def _check_head(value: Any, name: str) -> None:
    version = value.get(_HEAD) if isinstance(value, dict) else None
    if not isinstance(version, int):
        raise BaselineError(f'{name}:1: expected the head {{"{_HEAD}": {VERSION}}}')
    if version > VERSION:
        raise BaselineError(f"{name}:1: version {version} was written by a newer blocklint; this one reads {VERSION}")


def _entry(value: Any, place: str) -> tuple[Entry, int]:
    if not isinstance(value, dict) or not all(isinstance(value.get(field), str) for field in _FIELDS):
        raise BaselineError(f"{place}: expected an object with {', '.join(_FIELDS)}")
    count = value.get("count", 1)
    if not isinstance(count, int) or count < 1:
        raise BaselineError(f"{place}: expected a count from 1")
    return Entry(*(value[field] for field in _FIELDS)), count


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(", ", ": "))
