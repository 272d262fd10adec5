"""Reads `ast` expressions into a scope: each returns the expression of a summary and records the sites in it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Final

from blocklint.summaries.awaiting import flag_awaited_later
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    AWAIT,
    CALL,
    CONSTANT,
    DISPLAY,
    EACH,
    FUNCTION,
    GENERATOR,
    GENERIC,
    ITEM,
    JOIN,
    LOCAL,
    NAME,
    NARROWED,
    OPERATION,
    PART,
    STARRED,
    TUPLE,
    YIELD,
    Expression,
    join,
)
from blocklint.summaries.scope import Scope, dotted, joined
from blocklint.summaries.summary import (
    AWAITED,
    CLASS_BODY,
    GENERATES,
    ITEM_STORE,
    LAMBDA,
    MODULE_BODY,
    NO_AWAIT,
    SEARCHED,
    SITE_CALL,
    SITE_ITERATE,
    USED_CALLED,
    USED_ITERATED,
    USED_KIND,
    USED_METHOD,
    USED_PASSED,
    USED_TESTED,
    Generator,
    Place,
    Store,
)

LONGEST_LITERAL = 200
_SIMPLE = (str, int, bool)


def read(scope: Scope, node: ast.expr) -> Expression:
    """Read one expression."""
    return _READERS[node.__class__](scope, node)


def read_all(scope: Scope, nodes: list[ast.expr]) -> tuple[Expression, ...]:
    """Read expressions in order."""
    return tuple([_READERS[node.__class__](scope, node) for node in nodes])


def _name(scope: Scope, node: ast.Name) -> Expression:
    return scope.read(node.id)


def _constant(scope: Scope, node: ast.Constant) -> Expression:
    value = node.value
    kind = value.__class__.__name__
    if value is None or isinstance(value, _SIMPLE):
        if isinstance(value, str) and len(value) > LONGEST_LITERAL:
            return (CONSTANT, kind, None)
        return (CONSTANT, kind, value)
    return (CONSTANT, "ellipsis" if value is ... else kind, value if isinstance(value, float) else None)


def _attribute(scope: Scope, node: ast.Attribute) -> Expression:
    base = _READERS[node.value.__class__](scope, node.value)
    if not scope.is_import(base):
        scope.touch(node.attr, base, node)
        scope.mark(base, USED_METHOD)
    return scope.read_attribute(node, base)


def _callee(scope: Scope, node: ast.expr) -> Expression:
    """Read what is called: a method is no attribute read."""
    if node.__class__ is ast.Attribute:
        assert isinstance(node, ast.Attribute)
        base = _READERS[node.value.__class__](scope, node.value)
        scope.mark(base, USED_METHOD)
        return scope.read_attribute(node, base)
    callee = _READERS[node.__class__](scope, node)
    if isinstance(node, ast.Subscript) and callee is not None and callee[0] == ITEM and not _is_literal(callee[2]):
        # ``Queue[Session]()`` is written like ``handlers[name]()``.
        callee = (GENERIC, callee[1], _type_arguments(scope, node))
    scope.mark(callee, USED_CALLED)
    return callee


def _type_arguments(scope: Scope, node: ast.Subscript) -> tuple[Expression, ...]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return tuple(read_quietly(scope, part) for part in parts)


def _call(scope: Scope, node: ast.Call) -> Expression:
    callee = _callee(scope, node.func)
    arguments: list[Expression] = []
    for argument in node.args:
        value = _READERS[argument.__class__](scope, argument)
        scope.mark(value, USED_PASSED)
        arguments.append(value)
    keywords: list[tuple[str | None, Expression]] = []
    for keyword in node.keywords:
        value = _READERS[keyword.value.__class__](scope, keyword.value)
        scope.mark(value, USED_PASSED)
        keywords.append((keyword.arg, value))
    return (CALL, scope.add_site(SITE_CALL, callee, node, tuple(arguments), tuple(keywords)))


def _await(scope: Scope, node: ast.Await) -> Expression:
    value = _READERS[node.value.__class__](scope, node.value)
    scope.wait((node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0))
    if value is not None and value[0] == CALL:
        scope.flag_site(value[1], AWAITED)
    elif value is not None and not scope.silent:
        scope.awaited.append(value)
        flag_awaited_later(scope, value)
        if value[0] == ATTRIBUTE and not scope.is_import(value[1]):
            scope.flag_touch(AWAITED)
    return (AWAIT, value)


def _lambda(scope: Scope, node: ast.Lambda) -> Expression:
    from blocklint.summaries.read_definitions import read_lambda

    return (FUNCTION, read_lambda(scope, node, LAMBDA))


def _boolean(scope: Scope, node: ast.BoolOp) -> Expression:
    parts = _boolean_parts(scope, node, read)
    if isinstance(node.op, ast.And):
        return parts[-1]
    result = parts[0]
    for part in parts[1:]:
        result = join(result, part)
    return result


def _boolean_parts(scope: Scope, node: ast.BoolOp, reader: Callable[[Scope, ast.expr], Expression]) -> list[Expression]:
    """Read the operands, each under the condition that those before it have not decided."""
    holds = isinstance(node.op, ast.And)
    test = reader(scope, node.values[0])
    parts = [test]
    before = scope.environment
    for value in node.values[1:]:
        scope.environment = narrowed(scope, node.values[0], holds)
        guard = scope.enter_guard(test, holds)
        parts.append(reader(scope, value))
        scope.guard = guard
        test = (OPERATION, "and" if holds else "or", test, parts[-1])
    scope.environment = {**before, **{k: v for k, v in scope.environment.items() if k not in before and "." not in k}}
    return parts


def _conditional(scope: Scope, node: ast.IfExp) -> Expression:
    test = read_test(scope, node.test)
    before = scope.environment
    scope.environment = narrowed(scope, node.test, True)
    guard = scope.enter_guard(test, True)
    first = _READERS[node.body.__class__](scope, node.body)
    scope.guard = guard
    scope.environment = before
    scope.environment = narrowed(scope, node.test, False)
    scope.enter_guard(test, False)
    second = _READERS[node.orelse.__class__](scope, node.orelse)
    scope.guard = guard
    scope.environment = before
    return join(first, second)


_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__", ast.FloorDiv: "__floordiv__",
    ast.Mod: "__mod__", ast.Pow: "__pow__", ast.BitOr: "__or__", ast.BitAnd: "__and__", ast.BitXor: "__xor__",
    ast.LShift: "__lshift__", ast.RShift: "__rshift__", ast.MatMult: "__matmul__", ast.Eq: "__eq__",
    ast.NotEq: "__ne__", ast.Lt: "__lt__", ast.LtE: "__le__", ast.Gt: "__gt__", ast.GtE: "__ge__",
    ast.In: "__contains__", ast.NotIn: "__contains__",
}  # fmt: skip


def _operation(scope: Scope, node: ast.BinOp) -> Expression:
    left = _READERS[node.left.__class__](scope, node.left)
    right = _READERS[node.right.__class__](scope, node.right)
    name = _OPERATORS[node.op.__class__]
    if _may_be_object(left):
        scope.touch(name, left, node)
    if _may_be_object(right):
        scope.touch(f"__r{name[2:]}", right, node)
    return (OPERATION, name, left, right)


def _compare(scope: Scope, node: ast.Compare) -> Expression:
    first = left = _READERS[node.left.__class__](scope, node.left)
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = _READERS[right_node.__class__](scope, right_node)
        name = _OPERATORS.get(operator.__class__)
        if name is not None:
            base = right if name == "__contains__" else left
            if _may_be_object(base):
                scope.touch(name, base, node)
            if name == "__contains__" and base is not None and base[0] in (CALL, GENERATOR):
                scope.touch(SEARCHED, base, node)
        left = right
    if len(node.ops) == 1:
        tested = first if node.left.__class__ is ast.Call else read_quietly(scope, node.left)
        scope.mark(tested, USED_TESTED)
        _mark_asked(scope, node.left)
        return (OPERATION, node.ops[0].__class__.__name__, tested, left)
    return (CONSTANT, "bool", None)


def read_quietly(scope: Scope, node: ast.expr) -> Expression:
    """Read a simple expression again without recording its sites; None where it is not simple."""
    if isinstance(node, ast.Name):
        return scope.environment.get(node.id) or (0, node.id)
    if isinstance(node, ast.Constant):
        return _constant(scope, node)
    if isinstance(node, ast.Attribute):
        return scope.read_attribute(node, read_quietly(scope, node.value))
    return None


def _may_be_object(expression: Expression) -> bool:
    return expression is not None and expression[0] not in (CONSTANT, DISPLAY, TUPLE, OPERATION)


def _unary(scope: Scope, node: ast.UnaryOp) -> Expression:
    value = read_test(scope, node.operand) if isinstance(node.op, ast.Not) else read(scope, node.operand)
    if isinstance(node.op, ast.Not):
        return (OPERATION, "not", value, None)
    if value is not None and value[0] == CONSTANT and value[2] is not None and isinstance(node.op, ast.USub):
        return (CONSTANT, value[1], -value[2])
    if _may_be_object(value):
        scope.touch(_UNARY[node.op.__class__], value, node)
    return (OPERATION, "unary", value, None)


_UNARY: dict[type[ast.AST], str] = {ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__"}


def read_test(scope: Scope, node: ast.expr) -> Expression:
    """Read a truth test: `__bool__` and `__len__` of an object may run."""
    if isinstance(node, ast.BoolOp):
        parts = _boolean_parts(scope, node, read_test)
        test = parts[0]
        for part in parts[1:]:
            test = (OPERATION, "and" if isinstance(node.op, ast.And) else "or", test, part)
        return test
    value = _READERS[node.__class__](scope, node)
    if node.__class__ in (ast.Name, ast.Attribute):
        scope.touch("__bool__", value, node)
        scope.mark(value, USED_TESTED)
    else:
        _mark_asked(scope, node)
    return value


def _mark_asked(scope: Scope, node: ast.expr) -> None:
    """Note what methods are called on in a test, ``name.strip().lower()``, and what is asked for its class."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
        scope.mark(read_quietly(scope, node.args[0]) if node.args else None, USED_KIND)
        return
    asked = node
    while isinstance(asked, ast.Call) and isinstance(asked.func, ast.Attribute):
        asked = asked.func.value
    if asked is not node:
        scope.mark(read_quietly(scope, asked), USED_TESTED)


def _subscript(scope: Scope, node: ast.Subscript) -> Expression:
    base = _READERS[node.value.__class__](scope, node.value)
    key = _READERS[node.slice.__class__](scope, node.slice)
    scope.mark(base, USED_METHOD)
    if isinstance(node.ctx, ast.Load):
        scope.touch("__getitem__", base, node)
    if isinstance(node.slice, ast.Slice):
        return (OPERATION, "slice", base, None)
    told = _key(scope, key)
    if not isinstance(told, (str, int)) and scope.flags & (MODULE_BODY | CLASS_BODY):
        # Here a subscript may be a type alias, whose arguments an annotation will ask for.
        return (GENERIC, base, key[1] if key is not None and key[0] == TUPLE else (key,))
    return (ITEM, base, told)


def _key(scope: Scope, key: Expression) -> str | int | Expression:
    """Return what a subscript says of its key: a literal, the expression of what may be a constant, or None."""
    if key is None:
        return None
    if key[0] == CONSTANT:
        return key[2] if isinstance(key[2], (str, int)) else None
    return key if key[0] in _CONSTANTS or (key[0] == LOCAL and scope.flags & MODULE_BODY) else None


def _is_literal(key: object) -> bool:
    return isinstance(key, (str, int))


_CONSTANTS: Final = frozenset((NAME, ATTRIBUTE))
"""What names a constant: a variable of a function is none."""


def _slice(scope: Scope, node: ast.Slice) -> Expression:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            read(scope, part)
    return (CONSTANT, "slice", None)


def _sequence(scope: Scope, node: ast.List | ast.Set) -> Expression:
    kind = "list" if isinstance(node, ast.List) else "set"
    values = read_all(scope, node.elts)
    for value in values:
        scope.mark(value, USED_PASSED)
    return (DISPLAY, kind, values, ())


def _tuple(scope: Scope, node: ast.Tuple) -> Expression:
    values = read_all(scope, node.elts)
    for value in values:
        scope.mark(value, USED_PASSED)
    return (TUPLE, values)


def _dict(scope: Scope, node: ast.Dict) -> Expression:
    keys: list[object] = []
    values: list[Expression] = []
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None:
            read_key = read(scope, key)
            keys.append(read_key[2] if read_key is not None and read_key[0] == CONSTANT else None)
        else:
            keys.append(None)
        read_value = read(scope, value)
        scope.mark(read_value, USED_PASSED)
        values.append((STARRED, read_value) if key is None else read_value)
    return (DISPLAY, "dict", tuple(values), tuple(keys))


def _starred(scope: Scope, node: ast.Starred) -> Expression:
    value = read(scope, node.value)
    scope.mark(value, USED_ITERATED)
    scope.add_site(SITE_ITERATE, value, node.value)
    return (STARRED, value)


def _formatted(scope: Scope, node: ast.JoinedStr) -> Expression:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = read(scope, part.value)
            if _may_be_object(value):
                scope.touch(_CONVERSIONS.get(part.conversion, "__format__"), value, part.value)
            if part.format_spec is not None:
                read(scope, part.format_spec)
    return (CONSTANT, "str", None)


_CONVERSIONS = {ord("s"): "__str__", ord("r"): "__repr__", ord("a"): "__repr__"}
"""What ``{value!r}`` and its like call."""


def _formatted_value(scope: Scope, node: ast.FormattedValue) -> Expression:
    read(scope, node.value)
    return (CONSTANT, "str", None)


def _walrus(scope: Scope, node: ast.NamedExpr) -> Expression:
    return scope.bind(node.target.id, read(scope, node.value))


def _yield(scope: Scope, node: ast.Yield) -> Expression:
    value = read(scope, node.value) if node.value is not None else (CONSTANT, "NoneType", None)
    scope.flags |= GENERATES
    scope.yields.append((value, node.lineno, node.col_offset))
    return (YIELD,)


def _yield_from(scope: Scope, node: ast.YieldFrom) -> Expression:
    value = read(scope, node.value)
    scope.flags |= GENERATES
    scope.yields.append(((EACH, value, False), node.lineno, node.col_offset))
    scope.mark(value, USED_ITERATED)
    scope.add_site(SITE_ITERATE, value, node.value)
    return None


def _place_from(start: ast.expr, end: ast.expr) -> Place:
    return (start.lineno, start.col_offset, end.end_lineno or start.lineno, end.end_col_offset or 0)


def _comprehension(scope: Scope, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Expression:
    before, here, first = dict(scope.environment), scope.here, len(scope.bindings)
    own: set[int] = set()
    if isinstance(node, ast.GeneratorExp):
        scope.here |= NO_AWAIT
    iterable = read(scope, node.generators[0].iter)
    start = (len(scope.sites), len(scope.touches))
    number = _open_generator(scope) if isinstance(node, ast.GeneratorExp) else -1
    for generator in node.generators:
        if generator is not node.generators[0]:
            iterable = read(scope, generator.iter)
        _iterate(scope, generator, iterable, node)
        bound = len(scope.bindings)
        bind_target(scope, generator.target, (EACH, iterable, bool(generator.is_async)))
        own.update(range(bound, len(scope.bindings)))
        for test in generator.ifs:
            read_test(scope, test)
            scope.environment = narrowed(scope, test, True)
    result: Expression
    if isinstance(node, ast.DictComp):
        read(scope, node.key)
        result = (DISPLAY, "dict", (read(scope, node.value),), (None,))
    else:
        element = read(scope, node.elt)
        scope.mark(element, USED_PASSED)
        if isinstance(node, ast.GeneratorExp):
            ends = (start[0], len(scope.sites), start[1], len(scope.touches))
            scope.generators[number] = Generator(element, not _is_asynchronous(node), *ends)
            result = (GENERATOR, number)
        else:
            result = (DISPLAY, "list" if isinstance(node, ast.ListComp) else "set", (element,), ())
    scope.environment, scope.here = before, here
    if len(scope.bindings) > first + len(own):
        # What `:=` binds in a comprehension stays bound behind it.
        new = [number for number in range(first, len(scope.bindings)) if number not in own]
        stays: dict[str, Expression] = {scope.bindings[number][0]: (LOCAL, number) for number in new}
        scope.environment = joined(before, stays)
    return result


def _open_generator(scope: Scope) -> int:
    """Take the number of a generator expression, which is smaller than those of the ones in it."""
    scope.generators.append(_UNREAD)
    return len(scope.generators) - 1


_UNREAD = Generator(None, False, 0, 0, 0, 0)


def _iterate(scope: Scope, generator: ast.comprehension, iterable: Expression, node: ast.expr) -> None:
    if generator.is_async:
        scope.wait(_place_from(generator.iter, node))
    else:
        scope.mark(iterable, USED_ITERATED)
        scope.add_site(SITE_ITERATE, iterable, generator.iter)


def _is_asynchronous(node: ast.GeneratorExp) -> bool:
    """True for a generator expression that awaits: `async for` iterates it."""
    inside = [node.elt, *(generator.iter for generator in node.generators[1:])]
    inside += [test for generator in node.generators for test in generator.ifs]
    return any(generator.is_async for generator in node.generators) or any(
        isinstance(part, ast.Await) for one in inside for part in ast.walk(one)
    )


def bind_target(scope: Scope, target: ast.expr, value: Expression, site: int = -1) -> None:
    """Assign a value to a target: a name, an attribute, an item, or several unpacked."""
    if isinstance(target, ast.Name):
        scope.bind(target.id, value)
    elif isinstance(target, ast.Attribute):
        base = read(scope, target.value)
        scope.mark(value, USED_PASSED)
        scope.forget_attribute(target)
        _store(scope, base, target.attr, value, target)
    elif isinstance(target, ast.Subscript):
        base = read(scope, target.value)
        key = read(scope, target.slice)
        scope.mark(value, USED_PASSED)
        scope.touch("__setitem__", base, target)
        told = _key(scope, key)
        _store(scope, base, ITEM_STORE, value, target, None if isinstance(told, int) else told)
    elif isinstance(target, ast.Starred):
        bind_target(scope, target.value, (PART, value, -1))
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(scope, target.elts, value)


def _unpack(scope: Scope, targets: list[ast.expr], value: Expression) -> None:
    literal = value[1] if value is not None and value[0] == TUPLE and len(value[1]) == len(targets) else None
    for index, element in enumerate(targets):
        if isinstance(element, ast.Starred):
            bind_target(scope, element, value)
        else:
            bind_target(scope, element, literal[index] if literal is not None else (PART, value, index))


def _store(
    scope: Scope, base: Expression, name: str, value: Expression, node: ast.expr, key: str | Expression = None
) -> None:
    if scope.silent:
        return
    place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
    scope.stores.append(Store(base, name, value, place, key))
    if name != ITEM_STORE:
        scope.touch(f"{name}=", base, node)


_NARROWING = {
    "isinstance": "isinstance",
    "iscoroutinefunction": "async",
    "is_async_callable": "async",
    "isasyncgenfunction": "async",
}


def narrowed(scope: Scope, test: ast.expr, holds: bool) -> dict[str, Expression]:
    """Return the environment in which the test is known to hold, or not to."""
    facts = list(_facts(test, holds))
    if not facts:
        return dict(scope.environment)
    environment = dict(scope.environment)
    for tested, how, what in facts:
        name = dotted(tested)
        value = read_quietly(scope, tested) if isinstance(tested, ast.Attribute) else environment.get(name)
        if not name or value is None or value[0] not in (LOCAL, NARROWED, JOIN, ATTRIBUTE):
            continue
        if isinstance(tested, ast.Attribute):
            scope.tested.add(tested.attr)
        read_what = read_quietly(scope, what) if not isinstance(what, ast.Tuple) else (
            TUPLE, tuple(read_quietly(scope, part) for part in what.elts)
        )  # fmt: skip
        environment[name] = (NARROWED, value, how, read_what)
    return environment


def _facts(test: ast.expr, holds: bool) -> list[tuple[ast.expr, str, ast.expr]]:
    """Return what a test says: the name or attribute, in which way, and what of it."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _facts(test.operand, not holds)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) == holds:
        return [fact for value in test.values for fact in _facts(value, holds)]
    if isinstance(test, ast.Call) and test.args and isinstance(test.args[0], (ast.Name, ast.Attribute)):
        function = test.func
        called = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
        how = _NARROWING.get(called)
        if how == "isinstance" and len(test.args) == 2:
            return [(test.args[0], how if holds else "not-isinstance", test.args[1])]
        if how == "async":
            return [(test.args[0], "async" if holds else "not-async", test.args[0])]
    return []


# Each reader takes the class of its key, which the type of a dictionary cannot say.
_READERS: dict[type[ast.AST], Callable[[Scope, Any], Expression]] = {
    ast.Name: _name, ast.Constant: _constant, ast.Attribute: _attribute, ast.Call: _call, ast.Await: _await,
    ast.Lambda: _lambda, ast.BoolOp: _boolean, ast.IfExp: _conditional, ast.BinOp: _operation, ast.Compare: _compare,
    ast.UnaryOp: _unary, ast.Subscript: _subscript, ast.Slice: _slice, ast.List: _sequence, ast.Set: _sequence,
    ast.Tuple: _tuple, ast.Dict: _dict, ast.Starred: _starred, ast.JoinedStr: _formatted,
    ast.FormattedValue: _formatted_value, ast.NamedExpr: _walrus, ast.Yield: _yield, ast.YieldFrom: _yield_from,
    ast.ListComp: _comprehension, ast.SetComp: _comprehension, ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
}  # fmt: skip
for _template in ("TemplateStr", "Interpolation"):
    # Python 3.14's template strings read as f-strings do.
    if hasattr(ast, _template):
        _READERS[getattr(ast, _template)] = _formatted if _template == "TemplateStr" else _formatted_value
