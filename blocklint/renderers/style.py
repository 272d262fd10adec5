"""Terminal colours: plain text in, the same text with or without escape sequences out."""

from __future__ import annotations

from dataclasses import dataclass

from blocklint.kinds import Level

_OF_LEVEL = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;36"}


@dataclass(frozen=True, slots=True)
class Style:
    """Wraps text in colours where `color` is set. What goes in must have been made visible before."""

    color: bool

    def level(self, level: Level, text: str) -> str:
        """Return `text` in the colour of a level."""
        return self._wrapped(_OF_LEVEL[level], text)

    def strong(self, text: str) -> str:
        """Return `text` in bold."""
        return self._wrapped("1", text)

    def faint(self, text: str) -> str:
        """Return `text` as an aside: gutters, line numbers."""
        return self._wrapped("2", text)

    def word(self, text: str) -> str:
        """Return `text` as one of our own words before a line: help, note, path."""
        return self._wrapped("1;36", text)

    def removed(self, text: str) -> str:
        """Return `text` as a removed line."""
        return self._wrapped("31", text)

    def added(self, text: str) -> str:
        """Return `text` as an added line."""
        return self._wrapped("32", text)

    def _wrapped(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.color and text else text
