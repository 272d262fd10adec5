"""The text of a catalogue file in, its checked tables out, kept in the user's cache folder.

The compiled form is JSON, which reads some thirty times faster than TOML does, under the digest of
the text it came from. A cache that is missing, unwritable or corrupt costs time and nothing else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from blocklint.catalogue import schema
from blocklint.catalogue.errors import CatalogueError

_VERSION = 3
"""To be raised when `schema` begins to refuse what it has accepted."""


def tables(file: str, text: str, cache: Path | None) -> dict[str, Any]:
    """Return the tables of the catalogue file named `file`, or raise `CatalogueError`.

    `cache` is the folder of compiled files, None for none.
    """
    digest = hashlib.blake2b(f"{_VERSION}\n{text}".encode(), digest_size=16).hexdigest()
    compiled = cache / f"{digest}.json" if cache else None
    found = _read(compiled, digest) if compiled else None
    if found is None:
        found = _checked(file, text)
        if compiled:
            _write(compiled, digest, found)
    return found


def user_cache() -> Path | None:
    """Return the folder for compiled catalogues below the user's cache folder, None where there is no home."""
    try:
        if os.name == "nt":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "blocklint" / "catalogue"


def _checked(file: str, text: str) -> dict[str, Any]:
    # Imported here: with a warm cache no TOML is read.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(file, "", f"expected TOML: {error}") from error
    schema.check(file, data)
    return data


def _read(path: Path, digest: str) -> dict[str, Any] | None:
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(stored, dict) and stored.get("digest") == digest and isinstance(stored.get("tables"), dict):
        found: dict[str, Any] = stored["tables"]
        return found
    return None


def _write(path: Path, digest: str, data: dict[str, Any]) -> None:
    content = json.dumps({"digest": digest, "tables": data}, separators=(",", ":"))
    temporary = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(content, encoding="utf-8")
        # Another process may read the file at any time, and must find it whole.
        os.replace(temporary, path)
