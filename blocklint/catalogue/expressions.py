"""Type expressions of the catalogue, as text in, checked and taken apart.

Their forms stand in `blocklint.catalogue.model`. They stay strings in the catalogue: who links a
program parses each of them once, where it is used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

FORMS: Final = frozenset({"arg", "called", "provided", "element", "entered", "instance"})
"""The forms that stand for something an argument of the call says: ``arg[0]``, ``called[function]`` and so on."""


def fault(text: str) -> str | None:
    """Return what is wrong with the type expression `text`, None where nothing is."""
    tree = _parsed(text)
    if tree is None or not _valid(tree):
        return f"{text!r} is no type expression, such as 'requests.Response' or 'list[pathlib.Path]'"
    return None


def names(text: str) -> Iterator[str]:
    """Yield the names in the type expression `text`, each dotted one whole."""
    tree = _parsed(text)
    if tree is not None:
        yield from _names(tree)


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        return None


def _valid(tree: ast.expr) -> bool:
    match tree:
        case ast.Constant(value=value):
            return value is None or value is Ellipsis
        case ast.Name() | ast.Attribute():
            return _is_dotted(tree)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _valid(left) and _valid(right)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_valid, parts))
        case ast.BoolOp(op=ast.Or(), values=parts):
            return all(map(_valid, parts))
        case ast.Subscript(value=ast.Name(id=form), slice=ast.Name()) if form in FORMS:
            return True
        case ast.Subscript(value=ast.Name(id=form), slice=ast.Constant(value=int())):
            return form in FORMS
        case ast.Subscript(value=head, slice=inner):
            return _is_dotted(head) and _valid(inner)
    return False


def _is_dotted(tree: ast.expr) -> bool:
    while isinstance(tree, ast.Attribute):
        tree = tree.value
    return isinstance(tree, ast.Name)


def _names(tree: ast.expr) -> Iterator[str]:
    if isinstance(tree, (ast.Name, ast.Attribute)):
        yield ast.unparse(tree)
        return
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.expr):
            yield from _names(child)
