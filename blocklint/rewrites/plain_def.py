"""``async def`` to ``def``, where the framework runs plain functions in its thread pool."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import libcst as cst

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit
from blocklint.rewrites.bindings import Function
from blocklint.rewrites.page import Page
from blocklint.rewrites.piece import header
from blocklint.rewrites.syntax import parsed
from blocklint.rewrites.text import Text
from blocklint.rewrites.visitor import parse
from blocklint.sources.source import Span

_NEEDS_ASYNC = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
"""What the body of a plain function cannot have, or (`yield`) what makes another kind of function of it."""

_WORDS = re.compile(r"\b(?:await|async|yield)\b")
"""Without any of these words, whatever they stand for, there is nothing to look for."""

_PROTOCOL = frozenset(("__aenter__", "__aexit__", "__anext__", "__aiter__", "__await__"))
"""Methods that the language awaits."""


def rewrite(finding: Finding, page: Page) -> tuple[Edit, ...]:
    """Return the edit that takes `async` from the header of the function around the call.

    Nothing where its body waits for something: what stands in functions inside of it does not count.
    """
    function = finding.nomination.function if finding.nomination is not None else None
    if function is None or not _covers(function, finding.span):
        return ()
    return page.once(function, lambda: _without_async(page.text, function))


def _without_async(text: Text, function: Span) -> tuple[Edit, ...]:
    try:
        start, end = _bounds(text, function)
    except IndexError:
        return ()
    piece = header(text, start)
    tree = parse(piece) if piece is not None else None
    definition = tree.module.body[-1] if tree is not None else None
    if tree is None or not isinstance(definition, cst.FunctionDef) or definition.asynchronous is None:
        return ()
    word = tree.code(definition.asynchronous)
    if word.strip() != "async" or definition.name.value in _PROTOCOL:  # a line may go on behind a backslash
        return ()
    above = (*definition.leading_lines, *definition.decorators, *definition.lines_after_decorators)
    first = start + sum(len(tree.code(part)) for part in above)
    if not _awaits_nothing(text, start, first + len(word), end):
        return ()
    return (text.edit(first, first + len(word), ""),)


def _covers(function: Span, call: Span) -> bool:
    return function[:2] <= call[:2] and call[2:] <= function[2:]


def _bounds(text: Text, function: Span) -> tuple[int, int]:
    """Return the function's bounds, from the first character of its line on: the ``@`` of its decorator or `async`."""
    line, end = text.offset(function.line, 1), text.offset(function.end_line, function.end_column)
    return line + len(text.content[line:end]) - len(text.content[line:end].lstrip()), end


def _awaits_nothing(text: Text, start: int, behind: int, end: int) -> bool:
    """Tell whether the function from `start` to `end` needs no `async`, which ends at `behind`."""
    if _WORDS.search(text.content, behind, end) is None:
        return True
    indentation = text.indentation(start)
    code = f"{indentation}{text.content[start:end]}"
    tree = parsed(f"if 1:\n{code}" if indentation else code)
    if tree is None:
        return False
    definition = tree.body[0].body[0] if isinstance(tree.body[0], ast.If) else tree.body[0]
    return isinstance(definition, ast.AsyncFunctionDef) and not any(map(_needs_async, _own_nodes(definition.body)))


def _needs_async(node: ast.AST) -> bool:
    return isinstance(node, _NEEDS_ASYNC) or (isinstance(node, ast.comprehension) and bool(node.is_async))


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes that run with the function: of functions inside of it their defaults and decorators only."""
    pending = list(body)
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, (Function, ast.Lambda)):
            pending += (*getattr(node, "decorator_list", ()), *node.args.defaults, *filter(None, node.args.kw_defaults))
        else:
            pending.extend(ast.iter_child_nodes(node))
