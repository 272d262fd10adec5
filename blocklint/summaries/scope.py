"""What is gathered while one function is read: its bindings as they reach each place, sites and guards."""

from __future__ import annotations

import ast
from typing import Any, Final

from blocklint.summaries.expressions import (
    ATTRIBUTE,
    IMPORT,
    JOIN,
    LOCAL,
    NAME,
    NARROWED,
    OPERATION,
    PARAMETER,
    TUPLE,
    Expression,
    join,
)
from blocklint.summaries.summary import (
    AWAITS,
    CLASS_BODY,
    COMPOUND,
    DISCARDED,
    USED_TESTED,
    ClassSummary,
    FunctionSummary,
    Generator,
    Guard,
    Parameter,
    Place,
    Site,
    Store,
    Touch,
)

NOWHERE: Place = (0, 0, 0, 0)

# What a named tuple's own constructor does, without a call of a Python function for each of the many.
_new: Final = tuple.__new__
_SITE_FLAGS: Final = Site._fields.index("flags")
_TOUCH_FLAGS: Final = Touch._fields.index("flags")
_PARAMETER_USE: Final = Parameter._fields.index("used")  # the last one
_DECORATED: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class ModuleContents:
    """The functions and classes of one file, in order of their definition."""

    def __init__(self) -> None:
        self.functions: list[FunctionSummary | None] = []
        self.classes: list[ClassSummary | None] = []
        self.stars: list[tuple[str, int]] = []
        self.public: tuple[str, ...] | None = None
        self.imports: dict[tuple[str, int], None] = {}
        self.ordinals: dict[str, int] = {}


class Scope:
    """One function, class body or module body while it is read.

    `environment` maps each name to the expression that reaches the present place; it is copied at
    branches and joined behind them, so that a later assignment does not colour an earlier use. A dotted name stands in
    it only where a test says what the attribute is; `tested` are the last parts of such names.
    """

    __slots__ = (
        "awaited", "bindings", "contents", "environment", "flags", "free", "generators", "global_names",
        "global_stores", "guard", "guards", "here", "name", "names", "number", "owner", "parent", "qualified_name",
        "return_guards", "returns", "silent", "sites", "statement", "stores", "tested", "touches", "used", "waits",
        "within", "yields",
    )  # fmt: skip

    def __init__(
        self, contents: ModuleContents, parent: Scope | None, name: str, qualified_name: str, flags: int, owner: int
    ) -> None:
        self.contents = contents
        self.parent = parent
        self.name = name
        self.qualified_name = qualified_name
        self.flags = flags
        self.owner = owner
        self.number = len(contents.functions)
        contents.functions.append(None)
        self.environment: dict[str, Expression] = {}
        self.bindings: list[tuple[str, Expression]] = []
        self.names: dict[str, list[int]] = {}
        self.sites: list[Site] = []
        self.touches: list[Touch] = []
        self.guards: list[Guard] = []
        self.guard = -1
        self.within: tuple[int, ...] = ()
        self.statement: Place = NOWHERE
        self.here = 0
        self.silent = False
        self.returns: list[Expression] = []
        self.return_guards: list[int] = []
        self.yields: list[tuple[Expression, int, int]] = []
        self.stores: list[Store] = []
        self.global_names: set[str] = set()
        self.global_stores: list[tuple[str, Expression]] = []
        self.waits: list[tuple[Place, tuple[int, ...]]] = []
        self.awaited: list[Expression] = []
        self.generators: list[Generator] = []
        self.free: set[str] = set()
        self.used: list[int] = []
        self.tested: set[str] = set()

    def bind(self, name: str, value: Expression) -> Expression:
        """Bind a name from here on, and return the expression by which it is read."""
        if self.tested:
            self.forget_attributes(name)
        if name in self.global_names:
            self.global_stores.append((name, value))
            return value
        number = len(self.bindings)
        self.bindings.append((name, value))
        self.names.setdefault(name, []).append(number)
        read: Expression = (LOCAL, number)
        self.environment[name] = read
        return read

    def read(self, name: str) -> Expression:
        """Return the expression for a name that is read here."""
        value = self.environment.get(name)
        if value is None:
            self.free.add(name)
            return self._narrowed_outside(name)
        return value

    def read_attribute(self, node: ast.Attribute, base: Expression) -> Expression:
        """Return the expression for an attribute that is read here: as it is written, or as far as a test tells it."""
        if node.attr in self.tested:
            known = self.environment.get(dotted(node))
            if known is not None:
                return known
        return (ATTRIBUTE, base, node.attr)

    def forget_attributes(self, name: str) -> None:
        """Forget what tests have said of the attributes of a name, dotted or not, that is assigned here."""
        beginning = f"{name}."
        for known in [one for one in self.environment if one.startswith(beginning)]:
            del self.environment[known]

    def forget_attribute(self, node: ast.Attribute) -> None:
        """Forget what tests have said of an attribute that is assigned here, and of what belongs to it."""
        if self.tested:
            name = dotted(node)
            self.environment.pop(name, None)
            self.forget_attributes(name)

    def _narrowed_outside(self, name: str) -> Expression:
        """Return the expression for a free name, as far as tests around the definition say what it is."""
        free: Expression = (NAME, name)
        outer = self.parent
        while outer is not None and (outer.flags & CLASS_BODY or name not in outer.names):
            outer = outer.parent
        known = outer.environment.get(name) if outer is not None else None
        while known is not None and known[0] == NARROWED:
            if _is_free(known[3]) or known[2] in ("async", "not-async"):
                free = (NARROWED, free, known[2], known[3] if _is_free(known[3]) else None)
            known = known[1]
        return free

    def give_back(self, value: Expression) -> None:
        """Record what a `return` here gives."""
        self.returns.append(value)
        self.return_guards.append(self.guard)

    def mark(self, expression: Expression, use: int) -> None:
        """Remember how a parameter is used, where the expression is one."""
        if expression is None:
            return
        if expression[0] == LOCAL:
            if expression[1] < len(self.used):
                self.used[expression[1]] |= use
        elif expression[0] == JOIN:
            for part in expression[1]:
                self.mark(part, use)

    def is_import(self, expression: Expression) -> bool:
        """True where an expression is a name bound by an import of this function."""
        if expression is None or expression[0] != LOCAL:
            return False
        value = self.bindings[expression[1]][1]
        return value is not None and value[0] == IMPORT

    def add_site(
        self,
        what: int,
        target: Expression,
        node: ast.expr | ast.ClassDef,
        arguments: tuple[Expression, ...] = (),
        keywords: tuple[tuple[str | None, Expression], ...] = (),
        place: Place | None = None,
    ) -> int:
        """Record a site, at the place of its node if not told another, and return its number.

        In code that never runs that is -1.
        """
        if self.silent:
            return -1
        place = place or (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
        parts = (
            what, target, arguments, keywords, place, self.statement, self.here & ~DISCARDED, self.guard, self.within
        )  # fmt: skip
        self.sites.append(_new(Site, parts))
        return len(self.sites) - 1

    def flag_site(self, number: int, flag: int) -> None:
        """Set a flag on a recorded site."""
        if number >= 0:
            parts: list[Any] = list(self.sites[number])
            parts[_SITE_FLAGS] |= flag
            self.sites[number] = _new(Site, parts)

    def touch(self, name: str, base: Expression, node: ast.expr) -> None:
        """Record an attribute read or an operator."""
        if not self.silent:
            place = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
            parts = (name, base, place, self.statement, self.here, self.guard, self.within)
            self.touches.append(_new(Touch, parts))

    def flag_touch(self, flag: int) -> None:
        """Set a flag on the attribute read that was recorded last."""
        parts: list[Any] = list(self.touches[-1])
        parts[_TOUCH_FLAGS] |= flag
        self.touches[-1] = _new(Touch, parts)

    def wait(self, place: Place) -> None:
        """Record that the function gives up control there."""
        self.flags |= AWAITS
        if self.within and not self.silent:
            self.waits.append((place, self.within))

    def set_statement(self, node: ast.stmt, body: list[ast.stmt] | None = None) -> None:
        """Enter a statement; with a body, its header up to where the body begins."""
        if body is None:
            self.here &= ~COMPOUND
            self.statement = (
                node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0
            )  # fmt: skip
            return
        self.here |= COMPOUND
        self.statement = (*_start(node), *header_place(node, body)[2:])

    def enter_guard(self, test: Expression, holds: bool, special: str = "") -> int:
        """Put what follows under one more condition; return the number of the one before, to go back to."""
        before = self.guard
        if not self.silent:
            self.guards.append(_new(Guard, (before, test, holds, special)))
            self.guard = len(self.guards) - 1
        return before

    def finish(
        self, place: Place, header: Place, first_line: int, parameters: tuple[Parameter, ...] = (),
        annotation: Expression = None, value: Expression = None,
    ) -> FunctionSummary:  # fmt: skip
        """Close the scope and store its summary in the module's contents."""
        ordinal = self.contents.ordinals.get(self.qualified_name, 0)
        self.contents.ordinals[self.qualified_name] = ordinal + 1
        if self.parent is not None:
            for name in self.free:
                outer = self.parent.names.get(name)
                if outer is None:
                    self.parent.free.add(name)
                elif outer[0] < len(self.parent.used):
                    self.parent.used[outer[0]] |= 2
        self._mark_tested_attributes()
        used = self.used
        parameters = tuple(
            [
                _new(Parameter, (*parameter[:_PARAMETER_USE], used[number])) if used[number] else parameter
                for number, parameter in enumerate(parameters)
            ]
        )
        summary = FunctionSummary(
            self.name, self.qualified_name, ordinal, self.flags, self.parent.number if self.parent else -1, self.owner,
            place, header, first_line, parameters, annotation, value, tuple(self.bindings),
            {name: tuple(numbers) for name, numbers in self.names.items()}, self._exports(), tuple(self.sites),
            tuple(self.touches), tuple(self.guards), tuple(self.returns), tuple(self.yields), tuple(self.stores),
            tuple(self.global_stores), tuple(self.waits), tuple(self.return_guards), tuple(self.awaited),
            tuple(self.generators),
        )  # fmt: skip
        self.contents.functions[self.number] = summary
        return summary

    def _exports(self) -> dict[str, Expression]:
        return {name: value for name, value in self.environment.items() if "." not in name or not self.tested}

    def _mark_tested_attributes(self) -> None:
        """A parameter that the function keeps on its receiver is tested where that attribute is."""
        if not self.guards or not self.used:
            return
        receiver = (LOCAL, 0)
        for base, name, value, *_ in self.stores:
            if base == receiver and value is not None and value[0] == LOCAL:
                attribute = (ATTRIBUTE, receiver, name)
                if any(mentions(guard.test, attribute) for guard in self.guards):
                    self.mark(value, USED_TESTED)


def dotted(node: ast.expr) -> str:
    """Return the text of a name or of an attribute of one, such as ``self.store``; empty for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    base = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{base}.{node.attr}" if base and isinstance(node, ast.Attribute) else ""


def mentions(test: Expression, part: Expression) -> bool:
    """Tell whether a test asks about an expression."""
    if test == part:
        return True
    if test is None or test[0] != OPERATION:
        return False
    return mentions(test[2], part) or mentions(test[3], part)


def _is_free(expression: Expression) -> bool:
    """True for an expression that means the same in a nested function."""
    if expression is None:
        return False
    if expression[0] == TUPLE:
        return all(_is_free(part) for part in expression[1])
    return expression[0] == NAME or (expression[0] == ATTRIBUTE and _is_free(expression[1]))


def parameter_binding(number: int) -> Expression:
    """Return the expression of a parameter's first binding."""
    return (PARAMETER, number)


def header_place(node: ast.stmt, body: list[ast.stmt]) -> Place:
    """Return the place of a compound statement's header, without decorators: up to where its body begins."""
    return (node.lineno, node.col_offset, *_start(body[0]))


def _start(node: ast.stmt) -> tuple[int, int]:
    """Return where a statement starts, with its decorators."""
    if isinstance(node, _DECORATED) and node.decorator_list:
        first = node.decorator_list[0]
        return first.lineno, max(0, first.col_offset - 1)
    return node.lineno, node.col_offset


def joined(one: dict[str, Expression], other: dict[str, Expression]) -> dict[str, Expression]:
    """Return the environment behind two branches that both go on: what a test says of an attribute, both must say."""
    if one is other:
        return one
    result = {name: value for name, value in one.items() if "." not in name or name in other}
    for name, value in other.items():
        mine = result.get(name)
        if mine is None:
            if "." not in name:
                result[name] = value
        elif mine != value:
            result[name] = _either(mine, value)
    return result


_OPPOSITE: Final = {
    "isinstance": "not-isinstance", "not-isinstance": "isinstance", "async": "not-async", "not-async": "async",
}  # fmt: skip


def _either(one: Expression, other: Expression) -> Expression:
    """Return what reaches the end of two branches: a test says nothing where both of its branches go on."""
    if one is not None and other is not None and one[0] == NARROWED == other[0]:
        same_test = one[1] == other[1] and one[3] == other[3]
        if same_test and one[2] == _OPPOSITE.get(other[2]):
            whole: Expression = one[1]
            return whole
    return join(one, other)
