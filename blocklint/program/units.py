"""The modules, classes and functions of the program, each with its summary and a place among the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from blocklint.kinds import Kind
from blocklint.program.options import options_of
from blocklint.sources.source import Source, Span
from blocklint.sources.spans import character_column, split_lines
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    DECLARED,
    FUNCTION,
    GENERIC,
    IMPORT,
    ITEM,
    LOCAL,
    NAME,
    Expression,
)
from blocklint.summaries.summary import (
    ASYNC,
    CLASS_BODY,
    DOUBLE_STAR,
    GENERATES,
    ITEM_STORE,
    SITE_DECORATE,
    STAR,
    ClassSummary,
    FunctionSummary,
    ModuleSummary,
    Place,
    Site,
)

if TYPE_CHECKING:
    from blocklint.program.tables import Table


_TESTS: Final = re.compile(r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")


def is_test(path: str) -> bool:
    """True for a test's file."""
    return _TESTS.search(path) is not None


class ModuleUnit:
    """One module: its source, its summary, and its functions and classes as units."""

    __slots__ = ("_lines", "classes", "functions", "index", "is_test", "path", "source", "summary", "tables")

    def __init__(self, index: int, source: Source, summary: ModuleSummary) -> None:
        self.index = index
        self.path = source.path
        self.is_test = is_test(source.path)
        self.source = source
        self.summary = summary
        self.functions = [FunctionUnit(self, number, function) for number, function in enumerate(summary.functions)]
        self.classes = [ClassUnit(self, number, cls) for number, cls in enumerate(summary.classes)]
        self._lines: tuple[str, ...] | None = None
        self.tables: dict[str, Table] = {}
        for function in self.functions:
            if function.summary.owner >= 0:
                function.owner = self.classes[function.summary.owner]
            for site in function.summary.sites:
                if site.what == SITE_DECORATE:
                    self._decorate(function.summary, site)

    def _decorate(self, scope: FunctionSummary, site: Site) -> None:
        """Note on a function the name of a decorator above it."""
        target = site.target
        while target is not None and target[0] == CALL and target[1] >= 0:
            target = scope.sites[target[1]].target
        below = site.arguments[0]
        while below is not None and below[0] == CALL and below[1] >= 0:
            below = scope.sites[below[1]].arguments[0]
        if target is None or below is None or below[0] != FUNCTION:
            return
        if target[0] in (NAME, ATTRIBUTE):
            self.functions[below[1]].decorators += (target[-1],)
        elif target[0] == LOCAL:
            self.functions[below[1]].decorators += (_imported(scope, target[1]),)

    def span(self, place: Place) -> Span:
        """Return a place of a summary as a span: columns in characters, from 1."""
        if self._lines is None:
            self._lines = split_lines(self.source.text)
        lines = self._lines
        line, column, end_line, end_column = place
        if line > len(lines):
            return Span(line, column + 1, end_line, end_column + 1)
        start = character_column(lines[line - 1], column)
        end = character_column(lines[end_line - 1], end_column) if end_line <= len(lines) else end_column + 1
        return Span(line, start, end_line, end)

    def __repr__(self) -> str:
        return f"<module {self.path}>"


def _imported(scope: FunctionSummary, number: int) -> str:
    """Return the last name of what a binding imports, else the name that is bound."""
    name, value = scope.bindings[number]
    if value is not None and value[0] == IMPORT:
        return str(value[3] or value[1])
    return name


class FunctionUnit:
    """One function of one module.

    `dotted_name` is its name with its module's, such as ``app.store.Store.load``; `parameter_numbers` the
    numbers of its parameters by name; `collecting` those of ``*args`` and ``**kwargs``. `decorators` are the
    last names of its decorators, innermost first. `has_run` is True where importing the program runs it,
    `is_wrapped` where a decorator of which nothing is known stands above it.
    `settled` are the conditions, by their numbers, that fail with the constants for which that was asked.
    `marked` is blocking, nonblocking or empty, from a comment, a decorator or the configuration; `marked_codes`
    are the codes that the mark names (none: all), and `marked_kind` is what a function marked as blocking waits for.
    """

    __slots__ = (
        "_asks_for_attributes", "_binding_names", "_kept_for_good", "_options", "asynchronous", "collecting",
        "decorators", "dotted_name", "generates", "has_run", "is_class_body", "is_wrapped", "marked", "marked_codes",
        "marked_kind", "module", "number", "owner", "parameter_numbers", "settled", "summary",
    )  # fmt: skip

    def __init__(self, module: ModuleUnit, number: int, summary: FunctionSummary) -> None:
        self.module = module
        self.number = number
        self.summary = summary
        self.owner: ClassUnit | None = None
        dotted = module.source.module
        self.dotted_name = f"{dotted}.{summary.qualified_name}" if number else dotted
        self.parameter_numbers = {parameter.name: index for index, parameter in enumerate(summary.parameters)}
        stars = [index for index, one in enumerate(summary.parameters) if one.sort == STAR]
        double_stars = [index for index, one in enumerate(summary.parameters) if one.sort == DOUBLE_STAR]
        self.collecting = (stars[0] if stars else None, double_stars[0] if double_stars else None)
        self.asynchronous = bool(summary.flags & ASYNC)
        self.generates = bool(summary.flags & GENERATES)
        self.has_run = False
        self.is_wrapped = False
        self.is_class_body = bool(summary.flags & CLASS_BODY)
        self.decorators: tuple[str, ...] = ()
        self.marked = ""
        self.marked_codes: tuple[str, ...] = ()
        self.marked_kind = Kind.WAIT
        self._binding_names: tuple[str, ...] | None = None
        self._kept_for_good: frozenset[Expression] | None = None
        self._options: tuple[str, ...] | None = None
        self._asks_for_attributes: bool | None = None
        self.settled: dict[Any, frozenset[int]] = {}

    @property
    def asks_for_attributes(self) -> bool:
        """True where the body calls `hasattr`."""
        if self._asks_for_attributes is None:
            self._asks_for_attributes = any(site.target == ASKS for site in self.summary.sites)
        return self._asks_for_attributes

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the collected keyword arguments for which conditions of the body ask."""
        if self._options is None:
            self._options = options_of(self.summary, self.collecting[1])
        return self._options

    @property
    def kept_for_good(self) -> frozenset[Expression]:
        """What the body assigns and the process keeps: global names, attributes and items of anything global."""
        if self._kept_for_good is None:
            kept: set[Expression] = {(NAME, name) for name, _ in self.summary.global_stores}
            if self.summary.stores:
                of_class = method_sort(self) == "class" or self._initialises_the_only_one()
                stores = self.summary.stores
                for one in stores:
                    if _is_global(one.base, of_class):
                        filled = one.name == ITEM_STORE
                        kept.add((ITEM, one.base, None) if filled else (ATTRIBUTE, one.base, one.name))
            self._kept_for_good = frozenset(kept)
        return self._kept_for_good

    def _initialises_the_only_one(self) -> bool:
        """True for the initialiser of a class that keeps the one object that it makes: what that holds is global."""
        if self.owner is None or self.summary.name != "__init__":
            return False
        makers = [one for one in self.module.functions if one.owner is self.owner and one.summary.name == "__new__"]
        return any(tag == ATTRIBUTE for maker in makers for tag, *_ in filter(None, maker.kept_for_good))

    @property
    def binding_names(self) -> tuple[str, ...]:
        """The name of each binding, by its number."""
        if self._binding_names is None:
            self._binding_names = tuple([name for name, _ in self.summary.bindings])
        return self._binding_names

    @property
    def runs_once(self) -> bool:
        """True for a function without parameters whose result is kept: its body runs once in a process."""
        return not self.summary.parameters and self.is_memoised

    @property
    def is_memoised(self) -> bool:
        """True for a function that keeps a result for each set of arguments."""
        return bool(self.decorators) and not MEMOISING.isdisjoint(self.decorators)

    def __repr__(self) -> str:
        return f"<function {self.dotted_name}>"


def _is_global(base: Expression, of_class: bool) -> bool:
    """True for a name that is bound outside, the class of a class method, and their attributes."""
    while base is not None and base[0] == ATTRIBUTE:
        base = base[1]
    return base is not None and (base[0] == NAME or (of_class and base == (LOCAL, 0)))


class ClassUnit:
    """One class: its first-party and library bases are filled in by `classes.link_classes`.

    `is_generic` is True for one with a subscripted base, such as ``Generic[T]``; `is_below_generic` for one below, too.
    """

    __slots__ = ("body", "children", "external", "is_below_generic", "is_generic", "module", "mro", "number", "summary")

    def __init__(self, module: ModuleUnit, number: int, summary: ClassSummary) -> None:
        self.module = module
        self.number = number
        self.summary = summary
        self.body = module.functions[summary.body]
        self.mro: tuple[ClassUnit, ...] = (self,)
        self.external: tuple[str, ...] = ()
        self.children: list[ClassUnit] = []
        self.is_generic = any(base is not None and base[0] == GENERIC for base in summary.bases)
        self.is_below_generic = self.is_generic

    @property
    def fields(self) -> tuple[str, ...]:
        """The names that the class and its bases declare, base classes first: what a dataclass takes by position."""
        declared = [
            name
            for cls in reversed(self.mro)
            for name, expression in cls.body.summary.bindings
            if expression is not None and expression[0] == DECLARED
        ]
        return tuple(dict.fromkeys(declared))

    @property
    def dotted_name(self) -> str:
        """The class's name with its module's."""
        return f"{self.module.source.module}.{self.summary.qualified_name}"

    def __repr__(self) -> str:
        return f"<class {self.dotted_name}>"


ASKS: Final[Expression] = (NAME, "hasattr")
NOTHING_COLLECTED: Final = (None, None)
"""The numbers of ``*args`` and ``**kwargs`` in a function that has neither."""
MEMOISING: Final = frozenset(("lru_cache", "cache"))
"""Decorators of `functools` that keep results."""
MANY_CHILDREN: Final = 30
"""A class with more subclasses than this keeps one view of its methods for all of them."""


_IMPLICIT_CLASS_METHODS: Final = frozenset(("__init_subclass__", "__class_getitem__", "__new__"))


def method_sort(unit: FunctionUnit) -> str:
    """Return static, class or instance, as the decorators in the class body say."""
    if unit.owner is None or "staticmethod" in unit.decorators:
        return "static"
    if "classmethod" in unit.decorators or unit.summary.name in _IMPLICIT_CLASS_METHODS:
        return "class"
    return "instance"
