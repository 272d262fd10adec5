"""What is said about a catalogue file that cannot be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CatalogueError(Exception):
    """A catalogue file is wrong: `file` and `key` say where, `message` what was expected there."""

    def __init__(self, file: str, key: str, message: str) -> None:
        super().__init__(f"{file}: {key}: {message}" if key else f"{file}: {message}")
        self.file = file
        self.key = key
        self.message = message


def unknown(what: str, found: object, valid: Iterable[str]) -> str:
    """Return the message for a word that is none of the `valid` ones, with the nearest of them."""
    words = sorted(str(word) for word in valid)
    near = difflib.get_close_matches(str(found), words, n=1, cutoff=0.5)
    hint = f", did you mean {near[0]!r}?" if near else ""
    return f"unknown {what} {found!r}{hint} Expected one of: {', '.join(words)}"
