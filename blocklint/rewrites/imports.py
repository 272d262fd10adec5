"""By which name a module or function can be had at a place, and the import that this needs."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property

from blocklint.findings.remedy import Edit
from blocklint.names import root
from blocklint.rewrites.bindings import Binding, Function, bindings, functions_around, parameters
from blocklint.rewrites.import_place import import_edit
from blocklint.rewrites.syntax import parsed
from blocklint.rewrites.text import Text


@dataclass(frozen=True, slots=True)
class Needed:
    """What a rewrite needs: a name that is bound to one of some modules or functions, else by an import.

    `preferred` are imports for files that import from a library already: its first name, and the statement.
    """

    name: str
    meanings: tuple[str, ...]
    statement: str
    preferred: tuple[tuple[str, str], ...] = ()

    @property
    def other_name(self) -> str:
        """The name to bind where `name` means something else."""
        return f"{self.name}_"


ASYNCIO = Needed("asyncio", ("asyncio",), "import asyncio")


class Imports:
    """What one file imports. Its tree is made when it is first needed."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def bound_at(self, needed: Needed, line: int) -> tuple[str, tuple[Edit, ...]] | None:
        """Return the name by which code on `line` can use what is needed, and the edits that bind it.

        A binding that the file has is used. Where the name means something else there, another one is
        bound; None where that name is taken too, or the file does not parse.
        """
        if self._tree is None:
            return None
        around = functions_around(self._tree, line)
        if self._is_imported_locally(needed, around, line):
            return needed.name, ()
        for name in self._bound_to(needed):
            if not self._is_local(name, around):
                return name, ()
        if not self._is_local(needed.name, around) and not self._is_bound_to_others(needed.name, needed):
            return needed.name, (import_edit(self._text, self._tree, self._statement(needed)),)
        if _mentions(needed.other_name, self._text.content):
            return None
        statement = f"{_whole(self._statement(needed))} as {needed.other_name}"
        return needed.other_name, (import_edit(self._text, self._tree, statement),)

    @cached_property
    def _tree(self) -> ast.Module | None:
        return parsed(self._text.content)

    @cached_property
    def _module_bindings(self) -> frozenset[Binding]:
        return frozenset(bindings(self._tree.body)) if self._tree is not None else frozenset()

    def _statement(self, needed: Needed) -> str:
        """Return the import to add: the one of a library that the file imports from already, if there is one."""
        roots = {root(meaning) for _, meaning in self._module_bindings if meaning}
        return next((statement for library, statement in needed.preferred if library in roots), needed.statement)

    def _is_bound_to_others(self, name: str, needed: Needed) -> bool:
        return any(bound == name and meaning not in needed.meanings for bound, meaning in self._module_bindings)

    def _bound_to(self, needed: Needed) -> tuple[str, ...]:
        """The names that an unconditional import at module level binds to what is needed, and nothing else rebinds."""
        body = self._tree.body if self._tree is not None else []
        imports = (statement for statement in body if isinstance(statement, (ast.Import, ast.ImportFrom)))
        names = (name for one in imports for name, meaning in bindings([one]) if meaning in needed.meanings)
        return tuple(name for name in names if not self._is_bound_to_others(name, needed))

    def _is_local(self, name: str, around: tuple[Function, ...]) -> bool:
        return any(self._bound_in(function, name) for function in around)

    def _is_imported_locally(self, needed: Needed, around: tuple[Function, ...], line: int) -> bool:
        """True where the innermost function that binds the name imports it, in its own body and above `line`."""
        for function in reversed(around):
            bound = self._bound_in(function, needed.name)
            if bound:
                above = (statement for statement in function.body if (statement.end_lineno or 0) < line)
                imports = bindings(one for one in above if isinstance(one, (ast.Import, ast.ImportFrom)))
                return bound <= set(needed.meanings) and any(name == needed.name for name, _ in imports)
        return False

    def _bound_in(self, function: Function, name: str) -> set[str]:
        """Return what a function binds a name to: modules or their names, or empty text for anything else."""
        start, end = self._text.offset(function.lineno, 1), self._text.line_end(function.end_lineno or function.lineno)
        if not _mentions(name, self._text.content[start:end]):
            return set()
        return {meaning for each, meaning in (*parameters(function), *bindings(function.body)) if each == name}


def _whole(statement: str) -> str:
    """Return an import of a module's part as one of the whole module, which can be given another name."""
    return statement.partition(".")[0] if statement.startswith("import ") else statement


def _mentions(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None
