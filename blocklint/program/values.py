"""What a name can stand for, without running anything: interned values, and small sets of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

# Sorts of values, with what `a`, `b` and `c` hold.
UNKNOWN: Final = 0
MODULE: Final = 1  # a: ModuleUnit
NAMESPACE: Final = 2  # a: folder path; b: the directory from which it was looked up
EXTERNAL: Final = 3  # a: canonical dotted name of a library's function, class, module or constant
CLASS: Final = 4  # a: ClassUnit; b: True where it may be one below as well
FUNCTION: Final = 5  # a: FunctionUnit; b: Subject of the enclosing function, or None
METHOD: Final = 6  # a: function value; b: receiver value
INSTANCE: Final = 7  # a: ClassUnit; b: True where the class is exactly this one
# c: pairs of type variable and Types, then of OWN + attribute and the callables or objects that it keeps
OBJECT: Final = 8  # a: library type name; b: tuple of Types (its arguments); c: key of the call that made it
BOUND: Final = 9  # a: OBJECT value (or the class name for an unbound one); b: method name
PARTIAL: Final = 10  # a: callable value; b: positional Types; c: keyword names with Types
OFFLOADED: Final = 11  # a: callable value that runs elsewhere; b: True where a call must be awaited
AWAITABLE: Final = 12  # a: Types of the result
GENERATED: Final = 13  # a: Subject of the generator's body; b: number of a generator expression in it, or None
ENTERABLE: Final = 14  # a: Subject of a @contextmanager generator; b: Types handed over
FACTORY: Final = 15  # a: function value decorated with contextmanager; b: True for asynccontextmanager
SEVERAL: Final = 16  # a: tuple of Types, one an element; b: their names, or None
SUPER: Final = 17  # a: ClassUnit after which the search starts; b: receiver value
PROPERTY: Final = 18  # a: getter value; b: setter value or None; c: True where the value is kept
STATIC: Final = 19  # a: function value
CLASSMETHOD: Final = 20  # a: function value
LITERAL: Final = 21  # a: type name; b: the value
VIRTUAL: Final = 22  # a: ClassUnit; b: method name; c: receiver value
NONE: Final = 23
VARIABLE: Final = 24  # a: a type variable's name; b: Types of its bound
LAZY: Final = 26  # a: Types called by each step; b: Types yielded; c: Types that each step iterates
GIVING: Final = 28  # a: Types of the result: a callable of which only an annotation is known
DISPATCHING: Final = 27  # a: what `functools.singledispatch` was given; b: the position of the argument that decides
MIXED_IN: Final = 29  # a: INSTANCE value; b: name of a method that an abstract class gives it
REGISTERS: Final = 25  # a: tuple of Callback; a decorator that registers what it is given

METHODS: Final = frozenset((FUNCTION, PROPERTY, STATIC, CLASSMETHOD, FACTORY, METHOD, DISPATCHING))
CALLABLE: Final = frozenset((FUNCTION, METHOD, PARTIAL, BOUND, EXTERNAL, OFFLOADED, VIRTUAL, FACTORY))
"""What is worth a view of its own of the function that it is handed to."""


OWN: Final = "."
"""Begins the name of an attribute among the pairs of an instance: no type variable is named like that."""


def is_its_own(value: Value) -> bool:
    """True for an instance of which is known what it keeps itself, and not only what those of its class keep."""
    return value.sort == INSTANCE and bool(value.c) and value.c[-1][0].startswith(OWN)


class Value:
    """One interned value: two equal ones are the same object.

    `certain` and `likely` are the sets of it alone, once there are any: most sets are of one value.
    """

    __slots__ = ("a", "b", "c", "certain", "depth", "likely", "serial", "sort")

    def __init__(self, sort: int, a: Any, b: Any, c: Any, serial: int, depth: int) -> None:
        self.sort = sort
        self.depth = depth
        self.a = a
        self.b = b
        self.c = c
        self.serial = serial
        self.certain: Types | None = None
        self.likely: Types | None = None

    def __repr__(self) -> str:
        return f"Value({self.sort}, {self.a!r}, {self.b!r}, {self.c!r})"


class Types:
    """A set of at most `MOST` values, and how sure it is (2 certain, 1 likely, 0 possible). Interned."""

    __slots__ = ("depth", "serial", "sure", "values")

    def __init__(self, values: tuple[Value, ...], sure: int, serial: int) -> None:
        self.values = values
        self.depth = max([value.depth for value in values], default=0)
        self.sure = sure
        self.serial = serial

    def __repr__(self) -> str:
        return f"Types({self.values!r}, {self.sure})"

    def __bool__(self) -> bool:
        return bool(self.values)


MOST: Final = 24
"""Values in a set before it is unknown."""
MERGED: Final = frozenset(
    ["builtins.list", "builtins.set", "builtins.frozenset", "builtins.tuple", "builtins.dict", "builtins.generator"]
)
DEEPEST: Final = 6
"""How deep values may nest before they are unknown: recursive containers must end."""


class Store:
    """Interns values and sets of them, for one link."""

    def __init__(self) -> None:
        self._values: dict[tuple[Any, ...], Value] = {}
        self._types: dict[tuple[tuple[Value, ...], int], Types] = {}
        self._joined: dict[tuple[int, int], Types] = {}
        self.empty = self.of((), 2)
        self.unknown_value = self.value(UNKNOWN)
        self.unknown = self.one(self.unknown_value, 1)
        # What has overflowed stays unknown, whatever is added.
        self.many = self.one(self.value(UNKNOWN, "many"), 1)
        self.none_value = self.value(NONE)
        self.none = self.one(self.none_value)

    def value(self, sort: int, a: Any = None, b: Any = None, c: Any = None) -> Value:
        """Return the value with these parts."""
        key = (sort, a, b, c, type(b)) if sort == LITERAL else (sort, a, b, c)
        found = self._values.get(key)
        if found is None:
            depth = 1 + max(_depth(a), _depth(b), _depth(c))
            if depth > DEEPEST:
                return self.unknown_value
            found = self._values[key] = Value(sort, a, b, c, len(self._values), depth)
        return found

    def of(self, values: tuple[Value, ...], sure: int) -> Types:
        """Return the set of these values, which are in order of their serial numbers."""
        if len(values) == 1:
            return self.one(values[0], sure)
        return self._interned(values, sure)

    def _interned(self, values: tuple[Value, ...], sure: int) -> Types:
        key = (values, sure)
        found = self._types.get(key)
        if found is None:
            found = self._types[key] = Types(values, sure, len(self._types))
        return found

    def one(self, value: Value, sure: int = 2) -> Types:
        """Return the set of one value."""
        found = value.certain if sure == 2 else value.likely if sure == 1 else None
        if found is None:
            found = self._interned((value,), sure)
            if sure == 2:
                value.certain = found
            elif sure == 1:
                value.likely = found
        return found

    def several(self, values: Iterable[Value], sure: int) -> Types:
        """Return the set of values in any order; too many are unknown."""
        ordered = sorted(self._of_a_class(set(values)), key=_serial)
        if len(ordered) > MOST:
            return self.many
        return self.of(tuple(ordered), sure)

    def join(self, one: Types, other: Types) -> Types:
        """Return the union, as sure as the less sure of the two."""
        if one is other or not other.values or one is self.many:
            return one
        if not one.values or other is self.many:
            return other
        key = (one.serial, other.serial)
        found = self._joined.get(key)
        if found is None:
            sure = min(one.sure, other.sure)
            values = self._of_a_class(self._merged(one, other))
            concrete = [value for value in values if value.sort not in (NONE, UNKNOWN, GIVING)]
            if len(concrete) > MOST:
                found = self.many
            else:
                if len(concrete) > 1:
                    sure = min(sure, 1)
                found = self.of(tuple(sorted(values, key=_serial)), sure)
            self._joined[key] = found
        return found

    def _merged(self, one: Types, other: Types) -> set[Value]:
        """Return all values of two sets; containers of one type become one, of either's elements."""
        values = set(one.values)
        for value in other.values:
            if value.sort == OBJECT and value.a in MERGED:
                mine = next((v for v in values if v.sort == OBJECT and v.a == value.a and v.c is value.c), None)
                if mine is not None and mine is not value:
                    values.discard(mine)
                    value = self._container(mine, value)
            values.add(value)
        return values

    def _of_a_class(self, values: set[Value]) -> set[Value]:
        """Return the values with one instance for several of a class that differ in what they keep."""
        own = [value for value in values if is_its_own(value)]
        if not own:
            return values
        classes = [value.a for value in values if value.sort == INSTANCE]
        for value in own:
            if classes.count(value.a) > 1:
                values.discard(value)
                values.add(self.value(INSTANCE, value.a, True))
        return values

    def _container(self, one: Value, other: Value) -> Value:
        parts = tuple(
            self.join(one.b[i] if i < len(one.b) else self.empty, other.b[i] if i < len(other.b) else self.empty)
            for i in range(max(len(one.b), len(other.b)))
        )
        return self.value(OBJECT, one.a, parts, one.c)

    def weakened(self, types: Types, sure: int) -> Types:
        """Return the set with a confidence of at most `sure`."""
        return types if types.sure <= sure or types is self.many else self.of(types.values, sure)

    def without_none(self, types: Types) -> Types:
        """Return the set without None."""
        if self.none_value not in types.values:
            return types
        return self.of(tuple(value for value in types.values if value.sort != NONE), types.sure)


def _depth(part: object) -> int:
    if isinstance(part, (Value, Types)):
        return part.depth
    if isinstance(part, tuple):
        return max([_depth(inner) for inner in part], default=0)
    return 0


def _serial(value: Value) -> int:
    return value.serial
