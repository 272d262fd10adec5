"""Summaries kept between runs: one row a content, in a folder of the project's own.

A summary depends on the text, on the Python that parsed it and on the code that makes summaries only, so that a row
stays good while the file does, whatever else changes. Rows are JSON in SQLite: a folder that somebody has tampered with
can give wrong rows, which the shape check refuses where it can, but runs no code. Whatever goes wrong with the folder
or the file means only that nothing is kept.
"""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from blocklint import __version__
from blocklint.summaries.plain import from_plain, to_plain
from blocklint.summaries.summary import ClassSummary, FunctionSummary, ModuleSummary

FOLDER = ".blocklint_cache"
_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
_BATCH = 400
_TAG = "CACHEDIR.TAG"
_README = "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of blocklint's.\n"


class SummaryCache:
    """The kept summaries of one project, in `folder`, which is made when something is first kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "summaries.sqlite"

    def read(self, digests: Iterable[str]) -> dict[str, ModuleSummary]:
        """Return the summaries that are kept for these contents, by digest."""
        if not self._file.is_file():
            return {}
        found: dict[str, ModuleSummary] = {}
        wanted = sorted(set(digests))
        try:
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                for start in range(0, len(wanted), _BATCH):
                    part = [_key(digest) for digest in wanted[start : start + _BATCH]]
                    marks = ",".join("?" * len(part))
                    query = f"SELECT key, summary FROM summaries WHERE key IN ({marks})"
                    for key, text in connection.execute(query, part):
                        summary = _loaded(text)
                        if summary is not None:
                            found[key.rpartition(":")[2]] = summary
        except sqlite3.Error:
            return found
        return found

    def write(self, summaries: Mapping[str, ModuleSummary]) -> None:
        """Keep summaries by digest; those of contents that are gone stay until `blocklint clean`."""
        if not summaries:
            return
        try:
            self._make_folder()
            with closing(sqlite3.connect(self._file, timeout=1)) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS summaries (key TEXT PRIMARY KEY, summary TEXT NOT NULL)")
                rows = [(_key(digest), json.dumps(to_plain(one))) for digest, one in summaries.items()]
                connection.executemany("INSERT OR REPLACE INTO summaries VALUES (?, ?)", rows)
        except (OSError, sqlite3.Error, ValueError, RecursionError):
            return

    def _make_folder(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
            (self._folder / _TAG).write_text(_README, encoding="utf-8")


def remove(folder: Path) -> bool:
    """Remove a cache's folder, and tell whether there was one; a folder without the cache's tag is left alone.

    Raises OSError where it cannot be removed.
    """
    tag = folder / _TAG
    if folder.is_symlink() or not tag.is_file() or tag.read_text(encoding="utf-8", errors="replace") != _README:
        return False
    shutil.rmtree(folder)
    return True


@functools.cache
def _form() -> str:
    """Return what tells the form of summaries: a digest of the code that makes them."""
    code = hashlib.blake2b(digest_size=8)
    for file in sorted(Path(__file__).parent.glob("*.py")):
        code.update(file.read_bytes())
    return f"{__version__}:{code.hexdigest()}"


def _key(digest: str) -> str:
    return f"{_form()}:{_PYTHON}:{digest}"


def _loaded(text: str) -> ModuleSummary | None:
    """Return the summary of a row, None for a row that is none."""
    try:
        plain = json.loads(text)
        if len(plain) != len(ModuleSummary._fields) or not plain[0]:
            return None
        summary = from_plain([[_frozen_function(parts) for parts in plain[0]], *map(_frozen, plain[1:])])
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError):
        return None
    good = all(isinstance(one, FunctionSummary) for one in summary.functions)
    return summary if good and all(isinstance(one, ClassSummary) for one in summary.classes) else None


def _frozen_function(parts: list[Any]) -> list[Any]:
    return [_frozen(part) for part in parts]


def _frozen(part: Any) -> Any:
    """Return JSON's lists as the tuples that they were."""
    if part.__class__ is list:
        return tuple([_frozen(inner) for inner in part])
    if part.__class__ is dict:
        return {name: _frozen(inner) for name, inner in part.items()}
    return part
