"""Reads annotations and base classes: type expressions, in which a string is a quoted annotation."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CONSTANT,
    GENERIC,
    LITERAL,
    NAME,
    TUPLE,
    TYPE_VARIABLE,
    Expression,
    join,
)
from blocklint.summaries.scope import Scope

Hidden: TypeAlias = "Mapping[str, Expression]"
"""What names meant before type parameters took them, None for nothing."""
_NOTHING: Final[Hidden] = {}

NO_TYPE = (CONSTANT, "NoneType", None)


def read_annotation(scope: Scope, node: ast.expr | None) -> Expression:
    """Read one annotation; None where there is none or it cannot be read."""
    if node is None:
        return None
    if isinstance(node, ast.Name):
        return scope.read(node.id)
    if isinstance(node, ast.Attribute):
        return (ATTRIBUTE, read_annotation(scope, node.value), node.attr)
    if isinstance(node, ast.Constant):
        return _constant(scope, node)
    if isinstance(node, ast.Subscript):
        return _subscript(scope, node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return join(read_annotation(scope, node.left), read_annotation(scope, node.right))
    if isinstance(node, (ast.Tuple, ast.List)):
        return (TUPLE, tuple(read_annotation(scope, element) for element in node.elts))
    if isinstance(node, (ast.Call, ast.Lambda)):
        from blocklint.summaries.read_expressions import read

        return read(scope, node)
    if isinstance(node, ast.Starred):
        return read_annotation(scope, node.value)
    return None


def _type_parameters(node: ast.stmt) -> list[Any]:
    """Return the nodes of a definition's type parameters: those of Python 3.11 and before have none."""
    return node.type_params if sys.version_info >= (3, 12) else []  # type: ignore[attr-defined,unused-ignore]


def know_type_parameters(scope: Scope, node: ast.stmt) -> tuple[tuple[str, Expression], ...]:
    """Make known in a scope what stands in square brackets behind the name of a definition (Python 3.12)."""
    found: list[tuple[str, Expression]] = []
    for parameter in _type_parameters(node):
        bound = getattr(parameter, "bound", None)
        allowed = None if isinstance(bound, ast.Tuple) else read_annotation(scope, bound)
        found.append((parameter.name, (TYPE_VARIABLE, parameter.name, allowed)))
    scope.environment.update(found)
    return tuple(found)


def enter_type_parameters(scope: Scope, node: ast.stmt) -> tuple[tuple[Expression, ...], Hidden]:
    """Make a definition's type parameters known in the scope around it; return them, and what their names hide."""
    parameters = _type_parameters(node)
    if not parameters:
        return (), _NOTHING
    hidden = {parameter.name: scope.environment.get(parameter.name) for parameter in parameters}
    return tuple(variable for _, variable in know_type_parameters(scope, node)), hidden


def leave_type_parameters(scope: Scope, hidden: Hidden) -> None:
    """Give the names of type parameters back what they hid."""
    for name, value in hidden.items():
        if value is None:
            scope.environment.pop(name, None)
        else:
            scope.environment[name] = value


def _constant(scope: Scope, node: ast.Constant) -> Expression:
    if node.value is None:
        return NO_TYPE
    if isinstance(node.value, str):
        return parse_annotation(scope, node.value)
    value: object = node.value  # as an `int`, the compiled form would turn False into 0
    return (LITERAL, value if isinstance(value, int) else None)


def parse_annotation(scope: Scope, text: str) -> Expression:
    """Read a quoted annotation; None where it is no expression."""
    try:
        return read_annotation(scope, ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _subscript(scope: Scope, node: ast.Subscript) -> Expression:
    base = read_annotation(scope, node.value)
    name = base[-1] if base is not None and base[0] in (NAME, ATTRIBUTE) else ""
    if name == "Literal":
        return (GENERIC, base, ((LITERAL, None),))
    inner = node.slice
    elements = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    return (GENERIC, base, tuple(read_annotation(scope, element) for element in elements))
