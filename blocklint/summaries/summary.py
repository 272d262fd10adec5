"""What one file says, with no knowledge of any other file, its path, or the catalogue."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from blocklint.summaries.expressions import Expression

# What a site is.
SITE_CALL: Final = 0
SITE_ENTER: Final = 1
SITE_ITERATE: Final = 2
SITE_DECORATE: Final = 3
SITE_CLASS: Final = 4
"""The statement of a class in a plain function: its body runs there."""

# Flags of a site.
AWAITED: Final = 1
NO_AWAIT: Final = 2
"""`await` may not stand here: a generator expression, a default value or a decorator."""
DISCARDED: Final = 4
COMPOUND: Final = 8
"""The statement span is the header of a compound statement."""
AWAITED_LATER: Final = 16
"""What the call gives is kept in a name, or chosen by a condition, and awaited wherever that is reached."""

# Flags of a function.
ASYNC: Final = 1
GENERATES: Final = 2
LAMBDA: Final = 4
MODULE_BODY: Final = 8
CLASS_BODY: Final = 16
AWAITS: Final = 32
"""Its own body has an await, an async for or an async with."""
STUB: Final = 64
"""Its body is nothing but a docstring, pass, … or raising NotImplementedError."""

ITEM_STORE: Final = "[]"
"""The name of an assignment to an item."""

SEARCHED: Final = "in"
"""The name of a touch of what `in` searches, where that may be an iterator, which it then runs."""

# How a parameter is used in its function.
USED_CALLED: Final = 1
USED_PASSED: Final = 2
USED_METHOD: Final = 4
USED_TESTED: Final = 8
USED_ITERATED: Final = 16
USED_KIND: Final = 32

# What sort of parameter.
POSITIONAL: Final = 0
KEYWORD_ONLY: Final = 1
STAR: Final = 2
DOUBLE_STAR: Final = 3
POSITIONAL_ONLY: Final = 4

Place = tuple[int, int, int, int]
"""Line and end line from 1; column and end column from 0 in UTF-8 bytes, as `ast` has them."""


class Site(NamedTuple):
    """One call, `with` item, `for`, decorator application or class statement in one function.

    `guard` is the number of the innermost condition in the function's guards, -1 for none;
    `within` are the numbers of the `with` sites around it.
    """

    what: int
    target: Expression
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    place: Place
    statement: Place
    flags: int
    guard: int
    within: tuple[int, ...]


class Touch(NamedTuple):
    """An attribute read or an operator: a call where a first-party class, or a library's property, defines `name`.

    `name` is an attribute's name or a dunder name; `base` the object.
    """

    name: str
    base: Expression
    place: Place
    statement: Place
    flags: int
    guard: int
    within: tuple[int, ...]


class Guard(NamedTuple):
    """One condition under which sites run: the enclosing guard, the test, and whether it holds there.

    `special` is ``noloop`` in the handler of a failed `get_running_loop`, ``main`` under
    ``if __name__ == "__main__"``, ``assert`` behind one, else empty.
    """

    parent: int
    test: Expression
    holds: bool
    special: str


class Parameter(NamedTuple):
    """One parameter; `annotation` and `default` are expressions of the enclosing scope."""

    name: str
    sort: int
    annotation: Expression
    default: Expression
    used: int


class Store(NamedTuple):
    """``base.name = value``, or ``base[key] = value`` where the name is `ITEM_STORE`.

    `key` is a text, the expression of a key that is a name bound outside or an attribute, or None.
    """

    base: Expression
    name: str
    value: Expression
    place: Place
    key: str | Expression


class Generator(NamedTuple):
    """One generator expression: its element, and where it begins and ends among its function's sites and touches.

    Outside of these is what is evaluated where it stands, its first iterable. `lazy` is False where it awaits.
    """

    element: Expression
    lazy: bool
    first_site: int
    end_site: int
    first_touch: int
    end_touch: int


class FunctionSummary(NamedTuple):
    """One function, lambda, class body or module body.

    `ordinal` counts the definitions of the same qualified name in the file from 0; `parent` is the number of the
    enclosing function; `owner` the number of the class whose body defines it, -1 for none.
    `place` spans the whole definition from its `def`, `header` ends where the body begins, `first_line` is
    that of the first decorator. `bindings` are (name, expression) in order of execution, the parameters
    first; `exports` maps each name to its value at the end of the body; `names` to the numbers of all its bindings.
    """

    name: str
    qualified_name: str
    ordinal: int
    flags: int
    parent: int
    owner: int
    place: Place
    header: Place
    first_line: int
    parameters: tuple[Parameter, ...]
    annotation: Expression
    value: Expression
    bindings: tuple[tuple[str, Expression], ...]
    names: dict[str, tuple[int, ...]]
    exports: dict[str, Expression]
    sites: tuple[Site, ...]
    touches: tuple[Touch, ...]
    guards: tuple[Guard, ...]
    returns: tuple[Expression, ...]
    yields: tuple[tuple[Expression, int, int], ...]
    stores: tuple[Store, ...]
    global_stores: tuple[tuple[str, Expression], ...]
    waits: tuple[tuple[Place, tuple[int, ...]], ...]
    """Places of `await`, `async for` and `async with` inside of `with` items: (place, sites of the items)."""
    return_guards: tuple[int, ...]
    """For each of `returns`, the number of the innermost condition around it, -1 for none."""
    awaited: tuple[Expression, ...]
    """What is awaited where that is no call, such as a coroutine that was kept in a variable."""
    generators: tuple[Generator, ...]
    """Its generator expressions, an inner one behind the outer one."""


class ClassSummary(NamedTuple):
    """One class; `body` is the number of its body among the functions; bases are annotation expressions."""

    name: str
    qualified_name: str
    parent: int
    body: int
    bases: tuple[Expression, ...]
    keywords: tuple[tuple[str | None, Expression], ...]
    decorators: tuple[Expression, ...]
    place: Place


class ModuleSummary(NamedTuple):
    """One file. Function 0 is the module body. `stars` are the modules of star imports (module, level)."""

    functions: tuple[FunctionSummary, ...]
    classes: tuple[ClassSummary, ...]
    stars: tuple[tuple[str, int], ...]
    public: tuple[str, ...] | None
    imports: tuple[tuple[str, int], ...]
    """Every imported module: (dotted name, level)."""
    lines: int


Plain = Any
"""A summary as nested tuples, lists, dicts and constants, for the cache and for other processes."""
