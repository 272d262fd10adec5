"""Reading code with the standard library: quietly, and with an answer for what cannot be read."""

from __future__ import annotations

import ast
import warnings
from types import CodeType

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def parsed(code: str) -> ast.Module | None:
    """Return the tree of a module's text, or None where it is no Python."""
    tree = _compiled(code, ast.PyCF_ONLY_AST)
    return tree if isinstance(tree, ast.Module) else None


def compiles(code: str) -> bool:
    """Tell whether a module's text compiles: only that, not parsing, sees an `await` outside of an ``async def``."""
    return _compiled(code, 0) is not None


def _compiled(code: str, flags: int) -> CodeType | ast.AST | None:
    """Compile without running anything, and without the warnings that the code's owner gets elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result: CodeType | ast.AST = compile(code, "<linted>", "exec", flags, dont_inherit=True)
        except _UNREADABLE:
            return None
    return result
