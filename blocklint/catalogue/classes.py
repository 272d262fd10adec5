"""One class's rows as read, prepared for look-ups by method name."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

from blocklint.catalogue.rows import EMPTY, Library, Row


class NamePatterns:
    """Method names, some with ``*``, which never stands for a private part (``_client``) of a path."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact: set[str] = set()
        patterns = []
        for name in names:
            if "*" in name:
                patterns.append(fnmatch.translate(name))
            else:
                self._exact.add(name)
        self._pattern = re.compile("|".join(patterns)) if patterns else None

    def lists(self, path: str) -> bool:
        """Tell whether `path` is listed by its own name."""
        return path in self._exact

    def covers(self, path: str) -> bool:
        """Tell whether a pattern stands for `path`."""
        if self._pattern is None or path.startswith("_") or "._" in path:
            return False
        return self._pattern.match(path) is not None


class Class:
    """A class of the catalogue: `name`, its `row`, and the `library` whose file declares it."""

    def __init__(self, name: str, row: Row, library: Library) -> None:
        self.name = name
        self.row = row
        self.library = library
        self.rows: Row = row.get("method", EMPTY)
        self.returns: Row = row.get("returns", EMPTY)
        # Classes that have no public name are known by the API that gives them.
        self.shown: str = row.get("shown", name)
        # What most classes are never asked for is made when it is (compiled, a `cached_property` keeps nothing).
        self._asked: frozenset[tuple[str | None, int | None]] | None = None
        self._defaults: Row | None = None
        self._blocking: NamePatterns | None = None
        self._exceptions: NamePatterns | None = None
        self._coroutines: NamePatterns | None = None

    @property
    def asked(self) -> frozenset[tuple[str | None, int | None]]:
        """The arguments, by name and position, of the call that made the object on which some row depends."""
        found = self._asked
        if found is None:
            rows = [*self.rows.values(), self.row.get("iterate"), self.row.get("enter"), self.row.get("exit")]
            given = [row for row in rows if isinstance(row, dict)]
            conditions = [one for row in given for key in _OF_MAKING for one in row.get(key, ())]
            conditions.extend(self.row.get("movable", ()))
            found = self._asked = frozenset((one.get("argument"), one.get("position")) for one in conditions)
        return found

    @property
    def works_on_memory(self) -> bool:
        """True where some method does something that matters on an object that was made over memory."""
        return any("memory" in row for row in self.rows.values())

    @property
    def blocking(self) -> NamePatterns:
        """The methods that block."""
        found = self._blocking
        if found is None:
            found = self._blocking = NamePatterns(self.row.get("methods", ()))
        return found

    @property
    def exceptions(self) -> NamePatterns:
        """The methods that do not, though a pattern or a base says so."""
        found = self._exceptions
        if found is None:
            found = self._exceptions = NamePatterns(self.row.get("except", ()))
        return found

    @property
    def coroutines(self) -> NamePatterns:
        """The coroutine methods."""
        found = self._coroutines
        if found is None:
            found = self._coroutines = NamePatterns(self.row.get("coroutines", ()))
        return found

    @property
    def defaults(self) -> Row:
        """What the class says for all its blocking methods; the twin's method is the replacement when none is given."""
        row = self._defaults
        if row is None:
            row = self._defaults = {key: self.row[key] for key in _INHERITED if key in self.row}
            if "replace" not in row and "twin" in self.row:
                row["replace"] = self.row["twin"] + ".{path}"
        return row

    def gives(self, path: str) -> str | None:
        """Return the type expression of what the method `path` returns; ``*`` stands for all public ones."""
        found: str | None = self.returns.get(path)
        return self.returns.get("*") if found is None and not path.startswith("_") else found

    def listed(self, path: str) -> Row | bool | None:
        """Return what the class says of the method `path` by its own name: a row, a verdict, or None for nothing."""
        row: Row | None = self.rows.get(path)
        if row is not None:
            return row
        if self.exceptions.lists(path):
            return False
        if self.coroutines.lists(path):
            return _COROUTINE
        return True if self.blocking.lists(path) else None

    def covered(self, path: str) -> Row | bool | None:
        """Return likewise what a pattern of the class says of the method `path`."""
        if self.exceptions.covers(path):
            return False
        if self.coroutines.covers(path):
            return _COROUTINE
        return True if self.blocking.covers(path) else None


_INHERITED = ("kind", "level", "blocks", "replace", "thread", "thread-note", "movable", "verified", "memory")
_OF_MAKING = ("constructed", "memory-constructed")
_COROUTINE: Row = {"blocks": False, "coroutine": True}
