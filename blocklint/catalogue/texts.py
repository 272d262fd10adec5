"""Catalogue files of users in, their texts out."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from blocklint.catalogue.errors import CatalogueError


def texts(files: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Read catalogue files of users, each as name and text; raises `CatalogueError` for one that cannot be read."""
    return tuple((str(file), _text(file)) for file in files)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogueError(str(file), "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CatalogueError(str(file), "", "not valid utf-8") from None
