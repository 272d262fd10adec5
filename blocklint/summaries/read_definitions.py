"""Reads functions, lambdas and classes, each into a scope of its own."""

from __future__ import annotations

import ast

from blocklint.summaries.expressions import CALL, CLASS, FUNCTION, GENERIC, IMPORT, Expression
from blocklint.summaries.read_annotations import (
    enter_type_parameters,
    know_type_parameters,
    leave_type_parameters,
    read_annotation,
)
from blocklint.summaries.read_expressions import read
from blocklint.summaries.scope import NOWHERE, Scope, header_place, parameter_binding
from blocklint.summaries.summary import (
    ASYNC,
    CLASS_BODY,
    DOUBLE_STAR,
    KEYWORD_ONLY,
    MODULE_BODY,
    NO_AWAIT,
    POSITIONAL,
    POSITIONAL_ONLY,
    SITE_CLASS,
    SITE_DECORATE,
    STAR,
    STUB,
    ClassSummary,
    Parameter,
    Place,
)

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


def read_function(scope: Scope, node: AnyFunction) -> None:
    """Read a `def` and bind its name to the decorated function."""
    before, scope.here = scope.here, scope.here | NO_AWAIT
    scope.set_statement(node, node.body)
    decorators = [(read(scope, decorator), decorator) for decorator in node.decorator_list]
    _, hidden = enter_type_parameters(scope, node)
    parameters = _parameters(scope, node.args)
    annotation = read_annotation(scope, node.returns)
    leave_type_parameters(scope, hidden)
    flags = ASYNC if isinstance(node, ast.AsyncFunctionDef) else 0
    if _is_stub(node.body):
        flags |= STUB
    inner = _inner(scope, node.name, flags)
    know_type_parameters(inner, node)
    _bind_parameters(inner, parameters)
    from blocklint.summaries.read_statements import read_body

    read_body(inner, node.body)
    place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
    first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
    inner.finish(place, header_place(node, node.body), first, parameters, annotation)
    scope.bind(node.name, _decorated(scope, (FUNCTION, inner.number), decorators))
    scope.here = before


def _inner(scope: Scope, name: str, flags: int) -> Scope:
    in_class = bool(scope.flags & CLASS_BODY)
    qualified = name if scope.parent is None else f"{scope.qualified_name}.{name}"
    if scope.parent is not None and not in_class:
        qualified = f"{scope.qualified_name}.<locals>.{name}"
    inner = Scope(scope.contents, scope, name, qualified, flags, scope.owner if in_class else -1)
    inner.silent = scope.silent
    return inner


def _decorated(scope: Scope, value: Expression, decorators: list[tuple[Expression, ast.expr]]) -> Expression:
    for decorator, node in reversed(decorators):
        value = (CALL, scope.add_site(SITE_DECORATE, decorator, node, (value,)))
    return value


def _parameters(scope: Scope, arguments: ast.arguments) -> tuple[Parameter, ...]:
    """Read parameters with annotations and defaults, which are evaluated in the enclosing scope."""
    positional = [(argument, POSITIONAL_ONLY) for argument in arguments.posonlyargs]
    positional += [(argument, POSITIONAL) for argument in arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    rows: list[tuple[ast.arg, int, ast.expr | None]] = [
        (argument, sort, default) for (argument, sort), default in zip(positional, defaults, strict=True)
    ]
    if arguments.vararg:
        rows.append((arguments.vararg, STAR, None))
    rows += [
        (argument, KEYWORD_ONLY, default)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.kwarg:
        rows.append((arguments.kwarg, DOUBLE_STAR, None))
    return tuple(
        [
            Parameter(
                argument.arg,
                sort,
                read_annotation(scope, argument.annotation),
                read(scope, default) if default is not None else None,
                0,
            )
            for argument, sort, default in rows
        ]
    )


def _bind_parameters(inner: Scope, parameters: tuple[Parameter, ...]) -> None:
    inner.used = [0] * len(parameters)
    for number, parameter in enumerate(parameters):
        inner.bind(parameter.name, parameter_binding(number))


def read_lambda(scope: Scope, node: ast.Lambda, flags: int) -> int:
    """Read a lambda and return its number among the functions."""
    parameters = _parameters(scope, node.args)
    inner = _inner(scope, "<lambda>", flags)
    _bind_parameters(inner, parameters)
    inner.statement = scope.statement
    inner.here = NO_AWAIT
    value = read(inner, node.body)
    inner.give_back(value)
    place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
    inner.finish(place, NOWHERE, node.lineno, parameters, None, value)
    return inner.number


def read_class(scope: Scope, node: ast.ClassDef) -> None:
    """Read a class and bind its name; its body is a function that runs where the class stands."""
    before, scope.here = scope.here, scope.here | NO_AWAIT
    scope.set_statement(node, node.body)
    decorators = [(read(scope, decorator), decorator) for decorator in node.decorator_list]
    variables, hidden = enter_type_parameters(scope, node)
    bases = tuple([read_annotation(scope, base) for base in node.bases])
    keywords = tuple([(keyword.arg, read_annotation(scope, keyword.value)) for keyword in node.keywords])
    leave_type_parameters(scope, hidden)
    if variables:
        bases += ((GENERIC, (IMPORT, "typing", 0, "Generic"), variables),)
    contents = scope.contents
    number = len(contents.classes)
    contents.classes.append(None)
    in_function = scope.parent is not None and not scope.flags & CLASS_BODY
    qualified = node.name if scope.parent is None else (
        f"{scope.qualified_name}.<locals>.{node.name}" if in_function else f"{scope.qualified_name}.{node.name}"
    )  # fmt: skip
    body = Scope(contents, scope, node.name, qualified, CLASS_BODY, number)
    body.silent = scope.silent
    know_type_parameters(body, node)
    from blocklint.summaries.read_statements import read_body

    read_body(body, node.body)
    place: Place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
    body.finish(place, header_place(node, node.body), node.lineno)
    contents.classes[number] = ClassSummary(
        node.name, qualified, scope.number, body.number, bases, keywords,
        tuple(decorator for decorator, _ in decorators), place,
    )  # fmt: skip
    if _runs_with_a_function(scope):
        name = (node.lineno, node.col_offset, node.lineno, node.col_offset + len(f"class {node.name}".encode()))
        scope.add_site(SITE_CLASS, (FUNCTION, body.number), node, place=name)
    scope.bind(node.name, _decorated(scope, (CLASS, number), decorators))
    scope.here = before


def _runs_with_a_function(scope: Scope) -> bool:
    """True for a class statement in a plain function, or in a class of one; a coroutine's runs as a part of it."""
    if scope.flags & ASYNC:
        return False
    around: Scope | None = scope
    while around is not None and around.flags & CLASS_BODY:
        around = around.parent
    return around is not None and not around.flags & MODULE_BODY


def _is_stub(body: list[ast.stmt]) -> bool:
    """True for a body that only says that there is none."""
    for statement in body:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and statement.exc is not None:
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            if isinstance(raised, ast.Name) and raised.id == "NotImplementedError":
                continue
        return False
    return True
