"""Findings for the tests of the rewrites: what the program would nominate, computed with `ast`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from blocklint.findings.finding import Finding, Nomination, Step
from blocklint.findings.remedy import Applicability, Remedy, Rewrite
from blocklint.kinds import Confidence, Kind, Level
from blocklint.rewrites.apply import plan
from blocklint.rewrites.suggest import suggest
from blocklint.sources.reading import decode
from blocklint.sources.source import Source, Span
from blocklint.sources.spans import character_column, split_lines

PATH = "app.py"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
PLACES = (*FUNCTIONS, ast.Lambda, ast.GeneratorExp)
APPLICABILITY = {
    Rewrite.AWAIT_SLEEP: Applicability.SAFE,
    Rewrite.PLAIN_DEF: Applicability.UNSAFE,
    Rewrite.TO_THREAD: Applicability.UNSAFE,
    Rewrite.PASS_CALLABLE: Applicability.UNSAFE,
}


def source_of(text: str, encoding: str = "utf-8", path: str = PATH) -> Source:
    source = decode(path, text.encode(encoding))
    assert isinstance(source, Source)
    return source


def nominate(
    text: str, calls: Mapping[str, str] | tuple[str, ...], *rewrites: Rewrite, path: str = PATH
) -> list[Finding]:
    """Return a finding for every call of a function that is written as one of `calls`.

    A mapping says what each resolves to; the rewrites become its remedies, in order.
    """
    resolved = calls if isinstance(calls, Mapping) else {name: name for name in calls}
    tree = Nominator(text, path)
    return [tree.finding(call, resolved[written(call)], rewrites) for call in tree.calls if written(call) in resolved]


def written(call: ast.Call) -> str:
    """Return the function of a call, as written."""
    return ast.unparse(call.func)


def undone(text: str) -> str:
    """Return the tree of a text with every ``await asyncio.to_thread(f, a)`` turned back into ``f(a)``."""
    return ast.dump(_Undo().visit(ast.parse(text)))


class _Undo(ast.NodeTransformer):
    def visit_Await(self, node: ast.Await) -> ast.AST:
        self.generic_visit(node)
        call = node.value
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "asyncio.to_thread":
            return node
        function, *arguments = call.args
        if isinstance(function, ast.Lambda):
            return function.body
        return ast.Call(function, arguments, call.keywords)


def rewritten(text: str, calls: Mapping[str, str] | tuple[str, ...], *rewrites: Rewrite) -> str:
    """Return the text after the rewrites of these calls were suggested and carried out."""
    source = source_of(text)
    findings = suggest(nominate(source.text, calls, *rewrites), {PATH: source})
    changes = plan(findings, {PATH: source}, unsafe=True)
    return changes[0].after if changes else source.text


class Nominator:
    """A file whose calls can be nominated."""

    def __init__(self, text: str, path: str = PATH) -> None:
        self.path = path
        self.lines = split_lines(text)
        self.module = ast.parse(text)
        self.calls = [node for node in ast.walk(self.module) if isinstance(node, ast.Call)]
        self.parents = {child: node for node in ast.walk(self.module) for child in ast.iter_child_nodes(node)}

    def finding(self, call: ast.expr, callee: str, rewrites: tuple[Rewrite, ...]) -> Finding:
        span = self.span(call, call)
        step = Step(self.path, span, "f", ast.unparse(call))
        return Finding(
            "BL102",
            "blocking-sleep",
            Level.ERROR,
            Confidence.CERTAIN,
            "blocks the event loop",
            self.path,
            span,
            "f",
            "app.f",
            callee,
            callee,
            Kind.SLEEP,
            (step,),
            remedies=tuple(Remedy(f"use {each}", APPLICABILITY[each], each) for each in rewrites),
            nomination=self.nomination(call),
        )

    def nomination(self, call: ast.expr) -> Nomination:
        around = list(self.around(call))
        functions = [node for node in around if isinstance(node, FUNCTIONS)]
        return Nomination(
            statement=self.statement(call),
            function=self.span(_first(functions[0]), functions[0]) if functions else None,
            awaitable=self.is_awaitable(call),
            locked=next(filter(None, map(lock_of, around)), None),
            discarded=isinstance(self.parents[call], ast.Expr),
        )

    def statement(self, call: ast.expr) -> Span:
        node = next(each for each in self.around(call) if isinstance(each, (ast.stmt, ast.excepthandler)))
        body = node.cases[0].body if isinstance(node, ast.Match) else getattr(node, "body", None)
        if not body:
            return self.span(node, node)
        return Span(*self.span(node, node)[:2], *self.span(_first(body[0]), body[0])[:2])

    def is_awaitable(self, call: ast.expr) -> bool:
        below: ast.AST = call
        for node in self.around(call):
            if isinstance(node, ast.GeneratorExp) and below is node.generators[0]:
                below = node
                continue
            if isinstance(node, PLACES):
                return isinstance(node, ast.AsyncFunctionDef) and below in node.body
            below = node
        return False

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around a node, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def span(self, first: ast.AST, last: ast.AST) -> Span:
        return Span(*self.place(first.lineno, first.col_offset), *self.place(last.end_lineno, last.end_col_offset))

    def place(self, line: int, column: int) -> tuple[int, int]:
        return line, character_column(self.lines[line - 1], column)


def lock_of(node: ast.AST) -> str | None:
    """Return the lock that a `with` statement holds, by its name."""
    held = ast.unparse(node.items[0]) if isinstance(node, ast.With) else ""
    return held if "lock" in held else None


def at_columns(finding: Finding, columns: int) -> Finding:
    """Return the finding with its span moved to the right: to a place where the call is not."""
    line, column, end_line, end_column = finding.span
    return replace(finding, span=Span(line, column + columns, end_line, end_column + columns))


def _first(node: ast.AST) -> ast.AST:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0] if decorators else node
