"""By which name `asyncio` can be had at a place, and the import that this needs."""

from __future__ import annotations

import ast
import re
from functools import cached_property

from blocklint.findings.remedy import Edit
from blocklint.rewrites.bindings import Binding, Function, bindings, functions_around, parameters
from blocklint.rewrites.import_place import import_edit
from blocklint.rewrites.syntax import parsed
from blocklint.rewrites.text import Text

_MODULE = "asyncio"
_OTHER_NAME = "asyncio_"


class Imports:
    """What one file imports. Its tree is made when it is first needed."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def asyncio_at(self, line: int) -> tuple[str, tuple[Edit, ...]] | None:
        """Return the name by which code on `line` can use `asyncio`, and the edits that bind it.

        A binding that the file has is used. Where the name means something else there, the module is
        imported as ``asyncio_``; None where that name is taken too, or the file does not parse.
        """
        if self._tree is None:
            return None
        around = functions_around(self._tree, line)
        if self._is_imported_locally(around, line):
            return _MODULE, ()
        for name in self._bound_to_module:
            if not self._is_local(name, around):
                return name, ()
        if not self._is_local(_MODULE, around) and _MODULE not in self._bound_to_others:
            return _MODULE, (import_edit(self._text, self._tree, f"import {_MODULE}"),)
        if _mentions(_OTHER_NAME, self._text.content):
            return None
        return _OTHER_NAME, (import_edit(self._text, self._tree, f"import {_MODULE} as {_OTHER_NAME}"),)

    @cached_property
    def _tree(self) -> ast.Module | None:
        return parsed(self._text.content)

    @cached_property
    def _module_bindings(self) -> frozenset[Binding]:
        return frozenset(bindings(self._tree.body)) if self._tree is not None else frozenset()

    @cached_property
    def _bound_to_others(self) -> frozenset[str]:
        return frozenset(name for name, module in self._module_bindings if module != _MODULE)

    @cached_property
    def _bound_to_module(self) -> tuple[str, ...]:
        """The names that an unconditional import at module level binds to `asyncio`, and nothing else rebinds."""
        body = self._tree.body if self._tree is not None else []
        imports = (statement for statement in body if isinstance(statement, ast.Import))
        names = (name for statement in imports for name, module in bindings([statement]) if module == _MODULE)
        return tuple(name for name in names if name not in self._bound_to_others)

    def _is_local(self, name: str, around: tuple[Function, ...]) -> bool:
        return any(self._bound_in(function, name) for function in around)

    def _is_imported_locally(self, around: tuple[Function, ...], line: int) -> bool:
        """True where the innermost function that binds `asyncio` imports it, in its own body and above `line`."""
        for function in reversed(around):
            bound = self._bound_in(function, _MODULE)
            if bound:
                above = (statement for statement in function.body if (statement.end_lineno or 0) < line)
                imports = bindings(statement for statement in above if isinstance(statement, ast.Import))
                return bound == {_MODULE} and (_MODULE, _MODULE) in imports
        return False

    def _bound_in(self, function: Function, name: str) -> set[str]:
        """Return what a function binds a name to: modules, or empty text for anything else."""
        start, end = self._text.offset(function.lineno, 1), self._text.line_end(function.end_lineno or function.lineno)
        if not _mentions(name, self._text.content[start:end]):
            return set()
        return {module for each, module in (*parameters(function), *bindings(function.body)) if each == name}


def _mentions(name: str, text: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None
