"""Which names a scope binds, and whether to a module of interest."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Binding = tuple[str, str]
"""A bound name, and the dotted name that an import binds it to; empty for anything else."""


def bindings(body: Iterable[ast.stmt]) -> Iterator[Binding]:
    """Yield what a scope's statements bind, names of comprehensions included; inner scopes are not entered."""
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield from _bound_by(node)
        if not isinstance(node, (*_SCOPES, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(node))


def parameters(function: Function) -> Iterator[Binding]:
    """Yield the names of a function's parameters."""
    given = function.args
    for each in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
        if each is not None:
            yield each.arg, ""


def functions_around(tree: ast.Module, line: int) -> tuple[Function, ...]:
    """Return the functions whose text covers a line, outermost first."""
    found: list[Function] = []
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        for child in ast.iter_child_nodes(node):
            if _covers(child, line):
                pending.append(child)
                if isinstance(child, Function):
                    found.append(child)
    return tuple(found)


def _covers(node: ast.AST, line: int) -> bool:
    if isinstance(node, (ast.stmt, ast.excepthandler)):
        return node.lineno <= line <= (node.end_lineno or node.lineno)
    return isinstance(node, ast.match_case)


def _bound_by(node: ast.AST) -> Iterator[Binding]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield (alias.asname, alias.name) if alias.asname else (alias.name.partition(".")[0],) * 2
    elif isinstance(node, ast.ImportFrom):
        start = f"{node.module}." if node.module and not node.level else ""
        yield from ((alias.asname or alias.name, f"{start}{alias.name}" if start else "") for alias in node.names)
    elif isinstance(node, ast.Name):
        if not isinstance(node.ctx, ast.Load):
            yield node.id, ""
    elif isinstance(node, (*_SCOPES, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        if node.name is not None:
            yield node.name, ""
    elif isinstance(node, ast.MatchMapping):
        if node.rest is not None:
            yield node.rest, ""
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from ((name, "") for name in node.names)
