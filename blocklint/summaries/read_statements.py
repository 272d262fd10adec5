"""Reads statements into a scope, following which bindings reach which place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from blocklint.summaries.expressions import (
    ASSIGNED,
    CALL,
    CONSTANT,
    DECLARED,
    EACH,
    ENTERED,
    GENERATOR,
    IMPORT,
    KIND_TEST,
    LOCAL,
    NARROWED,
    OPERATION,
    PART,
    RAISED,
    TUPLE,
    Expression,
    join,
)
from blocklint.summaries.read_annotations import enter_type_parameters, leave_type_parameters, read_annotation
from blocklint.summaries.read_definitions import read_class, read_function
from blocklint.summaries.read_expressions import _OPERATORS, bind_target, narrowed, read, read_quietly, read_test
from blocklint.summaries.scope import Scope, header_place, joined
from blocklint.summaries.summary import (
    CLASS_BODY,
    DISCARDED,
    MODULE_BODY,
    SITE_ENTER,
    SITE_ITERATE,
    USED_ITERATED,
    USED_KIND,
    USED_TESTED,
    Guard,
)

GOES_ON = True
"""What reading a statement returns: whether the next one can be reached from it."""


def read_body(scope: Scope, body: list[ast.stmt]) -> bool:
    """Read statements in order; return whether the end is reached. What stands behind the end never runs."""
    silent = scope.silent
    reached = True
    for statement in body:
        if not _STATEMENTS[statement.__class__](scope, statement):
            reached = False
            scope.silent = True
    scope.silent = silent
    return reached


def _expression(scope: Scope, node: ast.Expr) -> bool:
    scope.set_statement(node)
    value = read(scope, node.value)
    if value is not None and value[0] == CALL:
        scope.flag_site(value[1], DISCARDED)
    return GOES_ON


def _assign(scope: Scope, node: ast.Assign) -> bool:
    scope.set_statement(node)
    value = read(scope, node.value)
    for target in node.targets:
        if isinstance(target, (ast.Tuple, ast.List)) and value is not None and value[0] in (CALL, GENERATOR, LOCAL):
            # Unpacking an iterator runs it.
            scope.mark(value, USED_ITERATED)
            scope.add_site(SITE_ITERATE, value, node.value)
        bind_target(scope, target, value)
        if isinstance(target, ast.Name) and target.id == "__all__" and scope.flags & MODULE_BODY:
            scope.contents.public = _literal_names(node.value)
    return GOES_ON


def _literal_names(node: ast.expr) -> tuple[str, ...] | None:
    if isinstance(node, (ast.List, ast.Tuple)):
        return tuple(e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str))
    return None


def _annotated(scope: Scope, node: ast.AnnAssign) -> bool:
    scope.set_statement(node)
    annotation = read_annotation(scope, node.annotation)
    if node.value is None and not scope.flags & (CLASS_BODY | MODULE_BODY) and isinstance(node.target, ast.Name):
        return GOES_ON if node.target.id in scope.environment else _declare(scope, node.target.id, annotation)
    if node.value is not None and _is_alias(node.annotation):
        bind_target(scope, node.target, read_annotation(scope, node.value))
        return GOES_ON
    value = read(scope, node.value) if node.value is not None else None
    bind_target(scope, node.target, (DECLARED, annotation, value))
    return GOES_ON


def _is_alias(annotation: ast.expr) -> bool:
    """True for `TypeAlias`: the value is an annotation, which may stand in quotes."""
    name = annotation.id if isinstance(annotation, ast.Name) else getattr(annotation, "attr", "")
    return name == "TypeAlias"


def _declare(scope: Scope, name: str, annotation: Expression) -> bool:
    scope.bind(name, (DECLARED, annotation, None))
    return GOES_ON


def _augmented(scope: Scope, node: ast.AugAssign) -> bool:
    scope.set_statement(node)
    value = read(scope, node.value)
    name = _OPERATORS[node.op.__class__]
    before = read_quietly(scope, node.target)
    if before is not None:
        scope.touch(name, before, node.target)
        scope.touch("__i" + name[2:], before, node.target)
    if isinstance(node.target, ast.Name):
        scope.bind(node.target.id, (OPERATION, name, before, value))
    elif not isinstance(node.target, ast.Name):
        bind_target(scope, node.target, (OPERATION, name, before, value))
    return GOES_ON


def _return(scope: Scope, node: ast.Return) -> bool:
    scope.set_statement(node)
    if node.value is not None:
        value = read(scope, node.value)
        scope.mark(value, 2)
        scope.give_back(value)
    else:
        scope.give_back((CONSTANT, "NoneType", None))
    return False


def _raise(scope: Scope, node: ast.Raise) -> bool:
    scope.set_statement(node)
    for part in (node.exc, node.cause):
        if part is not None:
            read(scope, part)
    return False


def _leave(scope: Scope, node: ast.stmt) -> bool:
    return False


def _nothing(scope: Scope, node: ast.stmt) -> bool:
    return GOES_ON


def _delete(scope: Scope, node: ast.Delete) -> bool:
    scope.set_statement(node)
    for target in node.targets:
        if isinstance(target, ast.Name):
            scope.environment.pop(target.id, None)
            scope.forget_attributes(target.id)
        elif isinstance(target, ast.Subscript):
            base = read(scope, target.value)
            read(scope, target.slice)
            scope.touch("__delitem__", base, target)
        elif isinstance(target, ast.Attribute):
            # What goes away is not read.
            read(scope, target.value)
            scope.forget_attribute(target)
        else:
            read(scope, target)
    return GOES_ON


def _assert(scope: Scope, node: ast.Assert) -> bool:
    scope.set_statement(node)
    test = read_test(scope, node.test)
    if node.msg is not None:
        read(scope, node.msg)
    scope.environment = narrowed(scope, node.test, True)
    _stay_guarded(scope, test, True, "assert")
    return GOES_ON


def _global(scope: Scope, node: ast.Global | ast.Nonlocal) -> bool:
    if isinstance(node, ast.Global):
        scope.global_names.update(node.names)
    else:
        for name in node.names:
            _bind_outside(scope, name)
    return GOES_ON


def _bind_outside(scope: Scope, name: str) -> None:
    """What a function assigns to a nonlocal name, the function around it may hold from here on."""
    outer = scope.parent
    while outer is not None and name not in outer.names:
        outer = outer.parent
    if outer is not None and not outer.flags & (CLASS_BODY | MODULE_BODY):
        before = outer.environment.get(name)
        assigned = outer.bind(name, (ASSIGNED, scope.number, name))
        if before is not None:
            outer.environment[name] = join(before, assigned)


def _import(scope: Scope, node: ast.Import) -> bool:
    for alias in node.names:
        scope.contents.imports[(alias.name, 0)] = None
        if alias.asname:
            scope.bind(alias.asname, (IMPORT, alias.name, 0, None))
        else:
            top = alias.name.partition(".")[0]
            scope.bind(top, (IMPORT, top, 0, None))
    return GOES_ON


def _import_from(scope: Scope, node: ast.ImportFrom) -> bool:
    module, level = node.module or "", node.level
    scope.contents.imports[(module, level)] = None
    for alias in node.names:
        if alias.name == "*":
            scope.contents.stars.append((module, level))
        else:
            scope.bind(alias.asname or alias.name, (IMPORT, module, level, alias.name))
    return GOES_ON


def _special(test: ast.expr) -> str:
    """Recognise tests that say by their very form whether the branch runs."""
    name = test.id if isinstance(test, ast.Name) else test.attr if isinstance(test, ast.Attribute) else ""
    if name == "TYPE_CHECKING" or (isinstance(test, ast.Constant) and not test.value):
        return "never"
    if isinstance(test, ast.Constant):
        return "always"
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _OPPOSITE.get(_special(test.operand), "")
    if isinstance(test, ast.BoolOp):
        parts = [_special(part) for part in test.values]
        decisive = "never" if isinstance(test.op, ast.And) else "always"
        other = _OPPOSITE[decisive]
        return decisive if decisive in parts else other if all(part == other for part in parts) else ""
    if (
        isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
        and isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value == "__main__"
    ):  # fmt: skip
        return "main"
    return ""


_OPPOSITE = {"never": "always", "always": "never"}


def _if(scope: Scope, node: ast.If) -> bool:
    scope.set_statement(node, node.body)
    test = read_test(scope, node.test)
    special = _special(node.test)
    before, silent = scope.environment, scope.silent
    scope.environment = narrowed(scope, node.test, True)
    scope.silent = silent or special == "never"
    guard = scope.enter_guard(test, True, special if special == "main" else "")
    first = read_body(scope, node.body)
    scope.guard = guard
    scope.silent = silent
    after_first = scope.environment
    scope.environment = before
    scope.environment = narrowed(scope, node.test, False)
    second = True
    if node.orelse:
        scope.silent = silent or special == "always"
        scope.enter_guard(test, False)
        second = read_body(scope, node.orelse)
        scope.guard = guard
        scope.silent = silent
    if first and second:
        scope.environment = joined(after_first, scope.environment)
    elif first:
        scope.environment = after_first
    if not first and not node.orelse:
        _stay_guarded(scope, test, False)
    return first or second


def _stay_guarded(scope: Scope, test: Expression, holds: bool, special: str = "") -> None:
    """The rest of the block runs only where the test fails, as behind ``if test: return``, or where it holds."""
    if not scope.silent:
        scope.guards.append(Guard(scope.guard, test, holds, special))
        scope.guard = len(scope.guards) - 1


def _assigned(body: list[ast.stmt], names: set[str]) -> None:
    """Collect the names that a block may bind, without those of nested definitions' bodies."""
    for statement in body:
        for target in _targets(statement):
            _target_names(target, names)
        for block in _blocks(statement):
            _assigned(block, names)


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """Return the blocks of a compound statement that is no definition."""
    fields = _BLOCKS.get(statement.__class__)
    if fields is None:
        return []
    blocks: list[list[ast.stmt]] = [getattr(statement, field) for field in fields]
    if isinstance(statement, _TRIES):
        blocks += [handler.body for handler in statement.handlers]
    elif isinstance(statement, ast.Match):
        blocks += [case.body for case in statement.cases]
    return blocks


_TRIES: tuple[type[Any], ...] = (ast.Try,)
_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"), ast.For: ("body", "orelse"), ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"), ast.With: ("body",), ast.AsyncWith: ("body",),
    ast.Try: ("body", "orelse", "finalbody"), ast.Match: (),
}  # fmt: skip
if hasattr(ast, "TryStar"):
    _TRIES = (ast.Try, ast.TryStar)
    _BLOCKS[ast.TryStar] = _BLOCKS[ast.Try]


def _targets(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.Assign):
        return statement.targets
    if isinstance(statement, (ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor)):
        return [statement.target]
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in statement.items if item.optional_vars is not None]
    return []


def _target_names(target: ast.expr, names: set[str]) -> None:
    if isinstance(target, ast.Name):
        names.add(target.id)
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            _target_names(element, names)
    elif isinstance(target, ast.Starred):
        _target_names(target.value, names)


def _loop(scope: Scope, body: list[ast.stmt], run: Callable[[], bool]) -> None:
    """Read a loop's body: a name bound in it reaches its own head through a binding for both."""
    names: set[str] = set()
    _assigned(body, names)
    _forget_assigned_attributes(scope, body)
    heads: list[tuple[str, int, Expression]] = []
    for name in sorted(names):
        value = scope.environment.get(name)
        if value is not None and name not in scope.global_names:
            heads.append((name, len(scope.bindings), value))
            scope.bind(name, value)
    before, guard = scope.environment, scope.guard
    scope.environment = dict(before)
    run()
    scope.guard = guard
    after = scope.environment
    for name, number, value in heads:
        scope.bindings[number] = (name, join(value, after.get(name, value)))
    scope.environment = joined(before, after)


def _forget_assigned_attributes(scope: Scope, body: list[ast.stmt]) -> None:
    """What a test before a loop says of an attribute does not hold where the loop assigns it."""
    if not scope.tested:
        return
    for statement in body:
        for target in _targets(statement):
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    scope.forget_attribute(part)
        for block in _blocks(statement):
            _forget_assigned_attributes(scope, block)


def _for(scope: Scope, node: ast.For | ast.AsyncFor) -> bool:
    scope.set_statement(node, node.body)
    iterable = read(scope, node.iter)
    asynchronous = isinstance(node, ast.AsyncFor)
    if asynchronous:
        scope.wait(header_place(node, node.body))
    else:
        scope.mark(iterable, USED_ITERATED)
        scope.add_site(SITE_ITERATE, iterable, node.iter)

    def run() -> bool:
        bind_target(scope, node.target, (EACH, iterable, asynchronous))
        return read_body(scope, node.body)

    _loop(scope, node.body, run)
    _else(scope, node)
    return GOES_ON


def _else(scope: Scope, node: ast.For | ast.AsyncFor | ast.While) -> None:
    """Read what runs where a loop ends by itself: behind a `break` its bindings do not count."""
    broken, guard = scope.environment, scope.guard
    if node.orelse:
        scope.environment = dict(broken)
        reached = read_body(scope, node.orelse)
        if _breaks(node.body):
            scope.environment = joined(broken, scope.environment) if reached else broken
            scope.guard = guard


def _while(scope: Scope, node: ast.While) -> bool:
    test: Expression = None

    def run() -> bool:
        nonlocal test
        scope.set_statement(node, node.body)
        test = read_test(scope, node.test)
        scope.environment = narrowed(scope, node.test, True)
        guard, silent = scope.enter_guard(test, True), scope.silent
        scope.silent = silent or _special(node.test) == "never"
        reached = read_body(scope, node.body)
        scope.guard, scope.silent = guard, silent
        return reached

    _loop(scope, node.body, run)
    breaks = _breaks(node.body)
    if not breaks:
        _stay_guarded(scope, test, False)
    _else(scope, node)
    endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
    return not endless or breaks


def _breaks(body: list[ast.stmt]) -> bool:
    for statement in body:
        if isinstance(statement, ast.Break):
            return True
        if isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            continue
        if any(_breaks(block) for block in _blocks(statement)):
            return True
    return False


def _with(scope: Scope, node: ast.With | ast.AsyncWith) -> bool:
    before, guard = scope.within, scope.guard
    asynchronous = isinstance(node, ast.AsyncWith)
    for item in node.items:
        scope.set_statement(node, node.body)
        context = read(scope, item.context_expr)
        scope.mark(context, 4)
        if asynchronous:
            scope.wait(header_place(node, node.body))
        else:
            number = scope.add_site(SITE_ENTER, context, item.context_expr)
            scope.within = (*scope.within, number)
        if item.optional_vars is not None:
            bind_target(scope, item.optional_vars, (ENTERED, context, asynchronous))
    reached = read_body(scope, node.body)
    scope.within, scope.guard = before, guard
    # An exception that the body raises may end at the `with`, as in `contextlib.suppress`.
    return reached or isinstance(node.body[-1], ast.Raise)


def _try(scope: Scope, node: ast.Try) -> bool:
    before, guard = scope.environment, scope.guard
    scope.environment = dict(before)
    first = len(scope.bindings), len(scope.returns)
    reached = read_body(scope, node.body)
    after_body = scope.environment
    scope.guard = guard
    raised_from = joined(before, after_body)
    if node.orelse:
        reached = read_body(scope, node.orelse) and reached
        after_body = scope.environment
        scope.guard = guard
    ends = [after_body] if reached else []
    asks_for_loop = any(_asks_for_loop(statement) for statement in node.body)
    if _asks_for_loop(node.body[0]):
        _note(scope, "loop", *first)
    for handler in node.handlers:
        scope.environment = dict(raised_from)
        scope.set_statement(node, handler.body)
        if handler.type is not None:
            read_quietly(scope, handler.type)
            if handler.name:
                scope.bind(handler.name, (RAISED, read_annotation(scope, handler.type)))
        first = len(scope.bindings), len(scope.returns)
        outside = scope.enter_guard(None, True, "noloop" if asks_for_loop else "")
        if read_body(scope, handler.body):
            ends.append(scope.environment)
        scope.guard = outside
        if asks_for_loop:
            _note(scope, "noloop", *first)
    scope.guard = guard
    if asks_for_loop and not reached and ends:
        _stay_guarded(scope, None, True, "noloop")
    after = ends[0] if ends else raised_from
    for end in ends[1:]:
        after = joined(after, end)
    scope.environment = after
    goes_on = bool(ends)
    if node.finalbody:
        goes_on = read_body(scope, node.finalbody) and goes_on
        scope.guard = guard
    return goes_on


def _note(scope: Scope, how: str, bound: int, returned: int) -> None:
    """Constants that are bound or returned only where a loop runs, or none does, say so wherever they arrive."""
    for number in range(bound, len(scope.bindings)):
        name, value = scope.bindings[number]
        if value is not None and value[0] == CONSTANT:
            scope.bindings[number] = (name, (NARROWED, value, how, None))
    for number in range(returned, len(scope.returns)):
        value = scope.returns[number]
        if value is not None and value[0] == CONSTANT:
            scope.returns[number] = (NARROWED, value, how, None)


def _asks_for_loop(statement: ast.stmt) -> bool:
    """True for a statement whose failure says that no loop runs in this thread."""
    if not isinstance(statement, (ast.Assign, ast.Expr, ast.Return, ast.AnnAssign, ast.AugAssign)):
        return False
    value = statement.value
    if not isinstance(value, ast.Call):
        return False
    function = value.func
    name = (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )
    return name == "get_running_loop"


def _match(scope: Scope, node: ast.Match) -> bool:
    scope.set_statement(node, node.cases[0].body)
    subject = read(scope, node.subject)
    before, guard = scope.environment, scope.guard
    ends: list[dict[str, Expression]] = []
    exhaustive = False
    name = node.subject.id if isinstance(node.subject, ast.Name) else ""
    for case in node.cases:
        scope.environment = dict(before)
        test = _pattern_test(scope, case.pattern, subject)
        inside = scope.guard
        scope.enter_guard(test, True)
        if test is not None and test[1] == KIND_TEST and name in before:
            scope.environment[name] = (NARROWED, before[name], "isinstance", test[3])
        _pattern(scope, case.pattern, subject)
        if case.guard is not None:
            # A `case` is no statement: the smallest one around its guard is the whole `match`.
            scope.set_statement(node)
            read_test(scope, case.guard)
        elif isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None:
            exhaustive = True
        if read_body(scope, case.body):
            ends.append(scope.environment)
        scope.guard = inside
        if case.guard is None and _is_decided(case.pattern):
            # A later case is tried where this one does not match.
            scope.enter_guard(test, False)
    scope.guard = guard
    if not exhaustive:
        ends.append(before)
    after = ends[0] if ends else before
    for end in ends[1:]:
        after = joined(after, end)
    scope.environment = after
    return bool(ends)


def _pattern_test(scope: Scope, pattern: ast.pattern, subject: Expression) -> Expression:
    """Return the test that a pattern makes of the subject at least, None where it is not one of its class or value."""
    if isinstance(pattern, ast.MatchAs):
        return _pattern_test(scope, pattern.pattern, subject) if pattern.pattern is not None else None
    if isinstance(pattern, ast.MatchClass):
        scope.mark(subject, USED_KIND)
        return (OPERATION, KIND_TEST, subject, read_quietly(scope, pattern.cls))
    if isinstance(pattern, ast.MatchValue):
        scope.mark(subject, USED_TESTED)
        return (OPERATION, "Eq", subject, read_quietly(scope, pattern.value))
    if isinstance(pattern, ast.MatchSingleton):
        scope.mark(subject, USED_TESTED)
        kind = "NoneType" if pattern.value is None else "bool"
        return (OPERATION, "Is", subject, (CONSTANT, kind, pattern.value))
    if not isinstance(pattern, ast.MatchOr):
        return None
    tests = [_pattern_test(scope, inner, subject) for inner in pattern.patterns]
    if any(test is None for test in tests):
        return None
    if all(test is not None and test[1] == KIND_TEST for test in tests):
        return (OPERATION, KIND_TEST, subject, (TUPLE, tuple(test[3] for test in tests if test is not None)))
    whole = tests[0]
    for test in tests[1:]:
        whole = (OPERATION, "or", whole, test)
    return whole


def _is_decided(pattern: ast.pattern) -> bool:
    """True for a pattern that matches all of its class, or its values, and asks no more."""
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is not None and _is_decided(pattern.pattern)
    if isinstance(pattern, ast.MatchOr):
        return all(map(_is_decided, pattern.patterns))
    if isinstance(pattern, ast.MatchClass):
        return not pattern.patterns and not pattern.kwd_patterns
    return isinstance(pattern, (ast.MatchValue, ast.MatchSingleton))


def _pattern(scope: Scope, pattern: ast.pattern, subject: Expression) -> None:
    """Bind what a pattern captures; a class pattern says the type."""
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is not None:
            subject = _narrowed_subject(scope, pattern.pattern, subject)
            _pattern(scope, pattern.pattern, subject)
        if pattern.name:
            scope.bind(pattern.name, subject)
    elif isinstance(pattern, ast.MatchClass):
        for inner in (*pattern.patterns, *pattern.kwd_patterns):
            _pattern(scope, inner, None)
    elif isinstance(pattern, ast.MatchSequence):
        for index, inner in enumerate(pattern.patterns):
            _pattern(scope, inner, (PART, subject, index))
    elif isinstance(pattern, ast.MatchOr):
        for inner in pattern.patterns:
            _pattern(scope, inner, subject)
    elif isinstance(pattern, ast.MatchMapping):
        for inner in pattern.patterns:
            _pattern(scope, inner, None)
        if pattern.rest:
            scope.bind(pattern.rest, None)
    elif isinstance(pattern, ast.MatchStar) and pattern.name:
        scope.bind(pattern.name, None)


def _narrowed_subject(scope: Scope, pattern: ast.pattern, subject: Expression) -> Expression:
    if isinstance(pattern, ast.MatchClass):
        return (NARROWED, subject, "isinstance", read_quietly(scope, pattern.cls))
    return subject


def _alias(scope: Scope, node: ast.stmt) -> bool:
    """Read Python 3.12's ``type X = …``."""
    scope.set_statement(node)
    _, hidden = enter_type_parameters(scope, node)
    value = read_annotation(scope, node.value)  # type: ignore[attr-defined]
    leave_type_parameters(scope, hidden)
    scope.bind(node.name.id, value)  # type: ignore[attr-defined]
    return GOES_ON


def _define(scope: Scope, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    read_function(scope, node)
    return GOES_ON


def _define_class(scope: Scope, node: ast.ClassDef) -> bool:
    read_class(scope, node)
    return GOES_ON


# Each reader takes the class of its key, which the type of a dictionary cannot say.
_STATEMENTS: dict[type[ast.AST], Callable[[Scope, Any], bool]] = {
    ast.Expr: _expression, ast.Assign: _assign, ast.AnnAssign: _annotated, ast.AugAssign: _augmented,
    ast.Return: _return, ast.Raise: _raise, ast.Break: _leave, ast.Continue: _leave, ast.Pass: _nothing,
    ast.Delete: _delete, ast.Assert: _assert, ast.Global: _global, ast.Nonlocal: _global, ast.Import: _import,
    ast.ImportFrom: _import_from, ast.If: _if, ast.For: _for, ast.AsyncFor: _for, ast.While: _while, ast.With: _with,
    ast.AsyncWith: _with, ast.Try: _try, ast.Match: _match, ast.FunctionDef: _define, ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define_class,
}  # fmt: skip
if hasattr(ast, "TryStar"):
    _STATEMENTS[ast.TryStar] = _try
if hasattr(ast, "TypeAlias"):
    _STATEMENTS[ast.TypeAlias] = _alias
