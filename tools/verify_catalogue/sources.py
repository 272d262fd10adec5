"""Dotted names in, definitions in source text or stubs out, with nothing imported.

Used where importing is impossible (a display, a GPU, a large dependency) and for what only the source says: attributes
that `__init__` sets, return annotations below ``if TYPE_CHECKING``. Runs on the standard library alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_DEPTH = 12
"""Imports, bases and annotations are followed this far; a longer chain is a circle."""
AWAITABLE = frozenset(
    {"Awaitable", "Coroutine", "AsyncIterator", "AsyncGenerator", "AsyncIterable", "AsyncContextManager", "Future",
     "AbstractAsyncContextManager", "CoroutineType"}
)  # fmt: skip
_WRAPPERS = frozenset({"Optional", "Annotated", "ClassVar", "Final", "Union", "Type", "type"})


@dataclass(frozen=True)
class Module:
    """One module: its dotted `name`, `path` and what stands at its top level, in branches and ``try`` too."""

    name: str
    path: Path

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """What stands at the top level, later branches of an ``if`` first."""
        try:
            tree = ast.parse(self.path.read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError):
            return []
        return list(_flat(tree.body))

    @cached_property
    def names(self) -> dict[str, ast.stmt]:
        """Each name that is bound at the top level, with the last statement that binds it."""
        return {name: statement for statement in self.statements for name in _bound(statement)}

    @property
    def is_package(self) -> bool:
        """True for a folder's ``__init__``."""
        return self.path.stem == "__init__"


@dataclass(frozen=True)
class Found:
    """A definition: the statement `tree` in `module`, None where the name is the module itself."""

    module: Module
    tree: ast.stmt | None = None

    @property
    def is_class(self) -> bool:
        """True for a class statement."""
        return isinstance(self.tree, ast.ClassDef)

    @property
    def is_coroutine(self) -> bool:
        """True for ``async def``, and for a ``def`` whose annotation says that it gives an awaitable."""
        if isinstance(self.tree, ast.AsyncFunctionDef):
            return True
        return isinstance(self.tree, ast.FunctionDef) and outermost(self.tree.returns) in AWAITABLE


class Sources:
    """The source files below the folders `roots`, of which the first that has a module gives it."""

    def __init__(self, roots: Iterable[Path]) -> None:
        self._roots = tuple(roots)
        self._modules: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """Return the module or package `name`, its source before its stub."""
        if name not in self._modules:
            self._modules[name] = next((Module(name, path) for path in self._candidates(name)), None)
        return self._modules[name]

    def find(self, name: str) -> Found | None:
        """Return the definition of a dotted name: a module, a function, a class, a method, an attribute of a class."""
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            module = self.module(".".join(parts[:length]))
            if module is not None:
                found = self._descend(Found(module), parts[length:], 0)
                if found is not None:
                    return found
        return None

    def members(self, found: Found, depth: int = 0) -> dict[str, Found]:
        """Return what a class and its bases define, attributes that methods set on ``self`` included."""
        members: dict[str, Found] = {}
        if not isinstance(found.tree, ast.ClassDef) or depth > _DEPTH:
            return members
        for base in reversed(found.tree.bases):
            owner = self._named(found.module, base, depth + 1)
            if owner is not None:
                members.update(self.members(owner, depth + 1))
        body = list(_flat(found.tree.body))
        for statement in body:
            for attribute in _set_on_self(statement):
                members.setdefault(attribute[0], Found(found.module, attribute[1]))
        for statement in body:
            members.update((name, Found(found.module, statement)) for name in _bound(statement))
        return members

    def type_of(self, found: Found, depth: int = 0) -> Found | None:
        """Return the class of an attribute or of what a property gives, where its annotation or value says it."""
        tree = found.tree
        if tree is None or depth > _DEPTH:
            return None
        if isinstance(tree, ast.ClassDef):
            return found
        if isinstance(tree, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return self._annotated(found.module, tree.returns, depth + 1)
        if isinstance(tree, ast.AnnAssign):
            return self._annotated(found.module, tree.annotation, depth + 1)
        if isinstance(tree, ast.Assign):
            value = tree.value
            called = value.func if isinstance(value, ast.Call) else value
            named = self._named(found.module, called, depth + 1)
            return self.type_of(named, depth + 1) if named is not None else None
        return None

    # How names are followed

    def _candidates(self, name: str) -> Iterator[Path]:
        below = Path(*name.split("."))
        stubs = Path(f"{name.split('.')[0]}-stubs", *name.split(".")[1:])
        for root in self._roots:
            for place in (below, stubs):
                for path in (
                    root / place / "__init__.py",
                    root / place.with_name(f"{place.name}.py"),
                    root / place / "__init__.pyi",
                    root / place.with_name(f"{place.name}.pyi"),
                ):
                    if path.is_file():
                        yield path

    def _descend(self, found: Found, parts: list[str], depth: int) -> Found | None:
        if not parts or depth > _DEPTH:
            return found if not parts else None
        if found.tree is None:
            inner = self._in_module(found.module, parts[0], depth + 1)
        else:
            owner = self.type_of(found, depth)
            inner = self.members(owner).get(parts[0]) if owner is not None else None
        return self._descend(inner, parts[1:], depth) if inner is not None else None

    def _in_module(self, module: Module, name: str, depth: int) -> Found | None:
        if depth > _DEPTH:
            return None
        statement = module.names.get(name)
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            return self._imported(module, statement, name, depth + 1)
        if isinstance(statement, ast.Assign) and isinstance(statement.value, (ast.Name, ast.Attribute)):
            return self._named(module, statement.value, depth + 1) or Found(module, statement)
        if statement is not None:
            return Found(module, statement)
        inner = self.module(f"{module.name}.{name}")
        if inner is not None:
            return Found(inner)
        for star in module.statements:
            if isinstance(star, ast.ImportFrom) and star.names[0].name == "*":
                source = self.module(_source(module, star))
                found = self._in_module(source, name, depth + 1) if source is not None else None
                if found is not None:
                    return found
        # A package that loads lazily may say what it has in the stub beside it alone.
        stub = module.path.with_suffix(".pyi")
        beside = Module(module.name, stub) if module.path.suffix == ".py" and stub.is_file() else None
        return self._in_module(beside, name, depth + 1) if beside is not None else None

    def _imported(self, module: Module, statement: ast.stmt, name: str, depth: int) -> Found | None:
        if isinstance(statement, ast.Import):
            whole = next((one.name for one in statement.names if one.asname == name), name)
            inner = self.module(whole)
            return Found(inner) if inner is not None else None
        assert isinstance(statement, ast.ImportFrom)
        original = next(one.name for one in statement.names if (one.asname or one.name) == name)
        source_name = _source(module, statement)
        source = self.module(source_name)
        if source is not None and source.path != module.path:
            found = self._in_module(source, original, depth)
            if found is not None:
                return found
        inner = self.module(f"{source_name}.{original}")
        return Found(inner) if inner is not None else None

    def _named(self, module: Module, expression: ast.expr, depth: int) -> Found | None:
        if isinstance(expression, ast.Subscript):
            expression = expression.value
        parts: list[str] = []
        while isinstance(expression, ast.Attribute):
            parts.insert(0, expression.attr)
            expression = expression.value
        if not isinstance(expression, ast.Name):
            return None
        start = self._in_module(module, expression.id, depth + 1)
        return self._descend(start, parts, depth + 1) if start is not None else None

    def _annotated(self, module: Module, annotation: ast.expr | None, depth: int) -> Found | None:
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except SyntaxError:
                return None
        if isinstance(annotation, ast.BinOp):
            return self._annotated(module, annotation.left, depth) or self._annotated(module, annotation.right, depth)
        if isinstance(annotation, ast.Subscript) and outermost(annotation) in _WRAPPERS:
            inner = annotation.slice
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return next(filter(None, (self._annotated(module, part, depth) for part in parts)), None)
        found = self._named(module, annotation, depth) if annotation is not None else None
        return found if found is not None and found.is_class else None


def _flat(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in statements:
        if isinstance(statement, ast.If):
            yield from _flat((*statement.orelse, *statement.body))
        elif isinstance(statement, ast.Try):
            handlers = (inner for handler in statement.handlers for inner in handler.body)
            yield from _flat((*handlers, *statement.orelse, *statement.body, *statement.finalbody))
        elif isinstance(statement, (ast.With, ast.For, ast.While)):
            yield from _flat(statement.body)
        else:
            yield statement


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            elements = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (one.id for one in elements if isinstance(one, ast.Name))
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id
    elif isinstance(statement, ast.Import):
        yield from (one.asname or one.name.partition(".")[0] for one in statement.names)
    elif isinstance(statement, ast.ImportFrom):
        yield from (one.asname or one.name for one in statement.names if one.name != "*")


def _set_on_self(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    for inner in ast.walk(statement):
        targets = inner.targets if isinstance(inner, ast.Assign) else []
        targets = [inner.target] if isinstance(inner, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                assert isinstance(inner, ast.stmt)
                yield target.attr, inner


def _source(module: Module, statement: ast.ImportFrom) -> str:
    if not statement.level:
        return statement.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - statement.level + module.is_package]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def outermost(annotation: ast.expr | None) -> str:
    """Return the last part of the name that an annotation, perhaps a string, begins with: ``Awaitable`` of bytes."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return ""
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    if isinstance(annotation, ast.Attribute):
        return annotation.attr
    return annotation.id if isinstance(annotation, ast.Name) else ""
