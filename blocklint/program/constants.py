"""What tests in a body come to when the constants are known that a call gives for its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from blocklint.program.options import FIRST, asked_for, read_option
from blocklint.program.subjects import Subject
from blocklint.program.tables import written_table
from blocklint.program.units import ClassUnit, FunctionUnit, ModuleUnit
from blocklint.program.values import (
    CLASS,
    FUNCTION,
    INSTANCE,
    LITERAL,
    METHOD,
    NONE,
    OBJECT,
    OFFLOADED,
    PARTIAL,
    UNKNOWN,
    Store,
    Types,
    Value,
)
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    IMPORT,
    ITEM,
    JOIN,
    KIND_TEST,
    LOCAL,
    NAME,
    OPERATION,
    RECEIVER,
    TUPLE,
    Expression,
    Tagged,
    without_annotation,
)
from blocklint.summaries.expressions import CLASS as CLASS_EXPRESSION
from blocklint.summaries.summary import CLASS_BODY, SITE_DECORATE, Site

Given = tuple[tuple[int, Types], ...]
"""Values of parameters by their number."""
SETTLED: Final = 1_000_000
"""In the place of a parameter's number, and so the last: the numbers of the conditions that constants settle."""

_ISINSTANCE: Expression = (NAME, "isinstance")
_EQUAL = {"Eq": True, "NotEq": False, "Is": True, "IsNot": False}
_KIND_TESTS: Final = {
    "iscoroutinefunction": (True, False),
    "is_async_callable": (True, False),
    "isasyncgenfunction": (True, True),
    "isgeneratorfunction": (False, True),
}
"""What functions that ask for the kind of a function, by their last names, want: asynchronous, and generating."""
TEXT_TESTS: Final[dict[str, Callable[[str, tuple[str, ...]], bool]]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
}
"""Methods that ask a text how it begins or ends."""
_DEEPEST: Final = 5


class Frame(NamedTuple):
    """A function, the values that its parameters are known to have, and the subject of what is around it."""

    unit: FunctionUnit
    given: Given
    outer: Subject | None = None


SOMETHING: Final = ("not None",)
"""In the place of a literal: anything, of which no more is known than that it is not None."""
GIVEN: Final = ("given",)
"""In the place of a literal: a keyword argument of which no more is known than that a call has it."""
EMPTY: Final = ()
"""In the place of a literal: a container that holds nothing."""
LEFT_OUT: Final = ("left out",)
"""In the place of a literal: a keyword argument that a call does not have; `c` is the constant that is read instead."""


def is_constant(types: Types) -> bool:
    """True for one constant that switches something: None, what is known not to be, a truth value, a text, zero.

    Other numbers count.
    """
    if len(types.values) != 1:
        return False
    value = types.values[0]
    if value.sort != LITERAL:
        return value.sort == NONE
    return isinstance(value.b, (bool, str)) or value.b == 0 or value.b == SOMETHING


def is_something(types: Types) -> bool:
    """True for what is known only not to be None."""
    return len(types.values) == 1 and types.values[0].sort == LITERAL and types.values[0].b == SOMETHING


def is_unknown(types: Types) -> bool:
    """True for what is known to be there and not what it is."""
    return len(types.values) == 1 and types.values[0].sort == LITERAL and types.values[0].b in (SOMETHING, GIVEN)


def is_switch(types: Types) -> bool:
    """True for one constant that a function may hand on to where it decides something: any but a text."""
    return is_constant(types) and not isinstance(types.values[0].b, str)


def truth(frame: Frame, test: Expression, depth: int = 0) -> bool | None:
    """Tell how a test comes out in a frame, None where its values do not say it."""
    if depth > _DEEPEST:
        return None
    if test is not None and test[0] == OPERATION:
        if test[1] == "not":
            inner = truth(frame, test[2], depth)
            return None if inner is None else not inner
        if test[1] in ("and", "or"):
            sides = [truth(frame, test[2], depth), truth(frame, test[3], depth)]
            decisive = test[1] == "or"
            return decisive if decisive in sides else None if None in sides else not decisive
        if test[1] in _EQUAL:
            return _compared(frame, test)
        if test[1] == KIND_TEST:
            return _is_instance(frame, test[2], test[3])
        if test[1] in ("In", "NotIn"):
            found = _is_in(frame, test[2], test[3])
            if found is None:
                found = _is_there(frame, test[2], test[3])
            return None if found is None else found is (test[1] == "In")
        return None
    if test is not None and test[0] == CALL and test[1] >= 0 and read_option(frame.unit.summary, test) is None:
        called = frame.unit.summary.sites[test[1]]
        if called.target == _ISINSTANCE and len(called.arguments) == 2:
            return _is_instance(frame, *called.arguments)
        return _begins_or_ends(frame, called) if _asks_a_text(called) else _is_of_kind(frame, called)
    if test is not None and test[0] == JOIN:
        # One of several, such as the first that is there: what is true of all is true of it.
        outcomes = {truth(frame, part, depth + 1) for part in test[1]}
        return outcomes.pop() if len(outcomes) == 1 else None
    types = _value(frame, test)
    if types is None:
        kept = _kept(frame, test)
        return truth(*kept, depth + 1) if kept is not None else None
    value = types.values[0]
    if is_unknown(types):
        return None
    if value.sort == NONE:
        return False
    return bool(value.b) if value.sort == LITERAL else True


def _kept(frame: Frame, expression: Expression) -> tuple[Frame, Expression] | None:
    """Return the test whose outcome a local or a closed-over variable keeps, with the frame in which it was made."""
    if expression is None:
        return None
    if expression[0] == LOCAL:
        kept = without_annotation(frame.unit.summary.bindings[expression[1]][1])
        return (frame, kept) if _is_test(kept) else None
    if expression[0] == NAME:
        found = _around(frame, expression[1])
        if found is not None and _is_test(kept := without_annotation(found[0].unit.summary.bindings[found[1]][1])):
            return found[0], kept
    return None


def _is_test(expression: Expression) -> bool:
    return expression is not None and expression[0] in (CALL, OPERATION, LOCAL, NAME, JOIN)


def _around(frame: Frame, name: str) -> tuple[Frame, int] | None:
    """Return the frame of the enclosing function that binds a name once, and the number of that binding."""
    outer = frame.outer
    while outer is not None and outer.parent is not None:
        summary = outer.unit.summary
        numbers = () if summary.flags & CLASS_BODY else summary.names.get(name, ())
        if numbers:
            around = Frame(outer.unit, outer.given, outer.parent)
            return (around, numbers[0]) if len(numbers) == 1 else None
        outer = outer.parent
    return None


def _asks_a_text(site: Site) -> bool:
    return site.target is not None and site.target[0] == ATTRIBUTE and site.target[2] in TEXT_TESTS


def _begins_or_ends(frame: Frame, site: Site) -> bool | None:
    """``name.startswith("oidc/")`` and its opposite, where the text is known."""
    assert site.target is not None
    texts = _texts(frame, site.target[1], 0)
    part = site.arguments[0] if len(site.arguments) == 1 else None
    wanted = written_texts((part,) if part is None or part[0] != TUPLE else part[1])
    if not texts or not wanted:
        return None
    found = {TEXT_TESTS[site.target[2]](text, wanted) for text in texts}
    return found.pop() if len(found) == 1 else None


def _texts(frame: Frame, expression: Expression, depth: int) -> frozenset[str]:
    """Return all texts that an expression may be, none where that is not known."""
    expression = without_annotation(expression)
    if expression is None or depth > _DEEPEST:
        return _NO_TEXT
    if expression[0] == JOIN:
        parts = [_texts(frame, part, depth + 1) for part in expression[1]]
        return _NO_TEXT.union(*parts) if all(parts) else _NO_TEXT
    if expression[0] == CALL and expression[1] >= 0:
        return _changed(frame, frame.unit.summary.sites[expression[1]], depth)
    if expression[0] == LOCAL and expression[1] >= len(frame.unit.summary.parameters):
        return _texts(frame, frame.unit.summary.bindings[expression[1]][1], depth + 1)
    types = _value(frame, expression)
    value = types.values[0] if types is not None else None
    return frozenset((value.b,)) if value is not None and isinstance(value.b, str) else _NO_TEXT


_NO_TEXT: Final[frozenset[str]] = frozenset()
TEXT_CHANGES: Final = {
    "replace": (2,), "strip": (0, 1), "lstrip": (0, 1), "rstrip": (0, 1), "lower": (0,), "upper": (0,),
    "removeprefix": (1,), "removesuffix": (1,),
}  # fmt: skip
"""Methods of a text that give another one, with how many texts they take."""


def _changed(frame: Frame, site: Site, depth: int) -> frozenset[str]:
    """Return what a method such as ``name.replace("env/", "")`` makes of known texts."""
    target = site.target
    if target is None or target[0] != ATTRIBUTE or target[2] not in TEXT_CHANGES or site.keywords:
        return _NO_TEXT
    given = written_texts(site.arguments)
    if len(given) != len(site.arguments) or len(given) not in TEXT_CHANGES[target[2]]:
        return _NO_TEXT
    return frozenset(getattr(text, target[2])(*given) for text in _texts(frame, target[1], depth + 1))


def written_texts(parts: tuple[Expression, ...]) -> tuple[str, ...]:
    """Return texts that are written out, none where one is something else."""
    found = tuple(one[2] for one in parts if one is not None and one[0] == CONSTANT and isinstance(one[2], str))
    return found if len(found) == len(parts) else ()


def _is_of_kind(frame: Frame, site: Site) -> bool | None:
    """``asyncio.iscoroutinefunction(function)`` and its like."""
    target = site.target
    if target is None or target[0] not in (NAME, ATTRIBUTE) or not site.arguments:
        return None
    wanted = _KIND_TESTS.get(target[-1])
    types = _given(frame, site.arguments[0]) if wanted is not None else None
    if types is None or not types.values:
        return None
    kinds = {_kind(value) for value in types.values}
    return None if None in kinds or len(kinds) > 1 else kinds == {wanted}


def _is_instance(frame: Frame, asked: Expression, tested: Expression) -> bool | None:
    """``isinstance(event, Started)`` and ``case Started():``, where it is given an object of a class that is known."""
    types = _given(frame, asked)
    if types is None or not types.values:
        return None
    parts = tested[1] if tested is not None and tested[0] == TUPLE else (tested,)
    classes = [_tested_class(frame.unit.module, part) for part in parts]
    known = {name for name, _ in classes}
    found = {_has_class(value, known, {root for _, root in classes}) for value in types.values}
    return found.pop() if len(found) == 1 else None


def _has_class(value: Value, names: set[str], roots: set[str]) -> bool | None:
    """Tell whether a value is of a class that has one of the names, which are empty where they are not known."""
    if "object" in names:
        return None
    if value.sort == NONE:
        return "NoneType" in names if "" not in names else None
    if value.sort in (OBJECT, LITERAL) and value.a.startswith("builtins.") and value.b != SOMETHING:
        own = value.a.removeprefix("builtins.")
        if own in names or (own == "bool" and "int" in names):
            return True
        # What is declared as a float may be an integer, and an integer a truth value.
        wider = value.sort == OBJECT and own in _WIDER and not names.isdisjoint(_WIDER[own])
        return None if wider or "" in names or own == "object" else False
    if value.sort != INSTANCE:
        return None
    if any(cls.summary.name in names for cls in value.a.mro):
        return True
    # What a library's class derives from is not known, but that it is no class of the program or of another library.
    if "" in names or any(base.partition(".")[0] in roots for base in value.a.external):
        return None
    return None if not value.b and _has_below(value.a, names, 0) else False


_WIDER: Final = {
    "int": {"bool"}, "float": {"int", "bool"}, "complex": {"float", "int", "bool"},
    "dict": {"OrderedDict", "defaultdict", "Counter"}, "bytes": {"bytearray", "memoryview"},
}  # fmt: skip
"""Builtin classes, and those of which an object may be that is declared as one."""


def _has_below(cls: ClassUnit, names: set[str], depth: int) -> bool:
    """True where a subclass has one of the names."""
    return depth > _DEEPEST or any(
        one.summary.name in names or _has_below(one, names, depth + 1) for one in cls.children
    )


_STRUCTURAL: Final = frozenset(("typing", "typing_extensions", "collections.abc", "numbers", "os", "io", "types"))


def _tested_class(module: ModuleUnit, expression: Expression) -> tuple[str, str]:
    """Return the name with which a class was defined that a test of a module names, and the package it is from.

    The name is empty where it is not known, the package for a class of the module itself.
    """
    if expression is None or expression[0] not in (NAME, ATTRIBUTE):
        return "", ""
    name: str = expression[-1]
    base = expression
    while base is not None and base[0] == ATTRIBUTE:
        base = base[1]
    if base is None or base[0] != NAME:
        return "", ""
    body = module.functions[0].summary
    known = body.exports.get(base[1])
    if known is not None and known[0] == LOCAL:
        known = body.bindings[known[1]][1]
    if known is None:
        return (name, "builtins") if base is expression else ("", "")
    if known[0] == IMPORT:
        _, dotted, level, imported = known
        # Classes of these may be those of anything that has their methods.
        if dotted in _STRUCTURAL:
            return "", ""
        return (name if base is not expression else imported or "", dotted.partition(".")[0] if not level else "")
    while known is not None and known[0] == CALL and known[1] >= 0 and body.sites[known[1]].what == SITE_DECORATE:
        known = body.sites[known[1]].arguments[0]
    return (name if known is not None and known[0] == CLASS_EXPRESSION else "", "")


def _kind(value: Value) -> tuple[bool, bool] | None:
    """Tell whether a callable is asynchronous and whether it generates; None where that is unknown."""
    if value.sort == FUNCTION:
        return value.a.asynchronous, value.a.generates
    if value.sort in (METHOD, PARTIAL):
        return _kind(value.a)
    return (True, False) if value.sort == OFFLOADED else None


def _is_in(frame: Frame, text: Expression, table: Expression) -> bool | None:
    """``name in ("http", "https")``, ``name in PROMPTS`` where that is a table of a module."""
    texts = _texts(frame, text, 0)
    if not texts or table is None:
        return None
    if table[0] == NAME:
        known = frame.unit.module.tables.get(table[1]) if _around(frame, table[1]) is None else None
    else:
        known = written_table(table)
    if known is None:
        return None
    found = {one in known.texts for one in texts}
    if len(found) > 1 or (False in found and not known.complete):
        return None
    return found.pop()


def _is_there(frame: Frame, left: Expression, right: Expression) -> bool | None:
    """``"wait" in kwargs``, where the call is known."""
    name = asked_for(frame.unit.summary, left, right)
    types = _option(frame, name) if name is not None else None
    return None if types is None else types.values[0].b != LEFT_OUT


def _option(frame: Frame, name: str) -> Types | None:
    """Return what a call gives for a keyword argument that the body asks for by its name."""
    if name not in frame.unit.options:
        return None
    return _passed(frame.given, FIRST + frame.unit.options.index(name))


def _compared(frame: Frame, test: Tagged) -> bool | None:
    """``x is None``, ``x == "w"`` and their opposites."""
    _, operator, left, right = test
    if right is None or right[0] != CONSTANT:
        return None
    if right[1] == "NoneType":
        given = _given(frame, left)
        found = {value.sort == NONE for value in given.values} if given is not None else set()
        if len(found) != 1 or (given is not None and any(value.sort == UNKNOWN for value in given.values)):
            return None
        return found.pop() is _EQUAL[operator]
    types = _value(frame, left)
    if types is None or is_unknown(types):
        return None
    value = types.values[0]
    if right[2] is None or value.sort not in (NONE, LITERAL):
        return None
    return (value.sort == LITERAL and value.b == right[2]) is _EQUAL[operator]


def _value(frame: Frame, expression: Expression) -> Types | None:
    """Return the one value that a parameter, or an attribute that the body sets to one, is known to have."""
    types = _given(frame, expression)
    if types is None or len(types.values) != 1:
        return None
    return types if types.values[0].sort in (NONE, LITERAL, FUNCTION, METHOD, CLASS) else None


def _given(frame: Frame, expression: Expression) -> Types | None:
    """Return what is given for the parameter, of the body or of a function around it, that an expression reads."""
    expression = without_annotation(expression)
    if expression is not None and expression[0] == LOCAL:
        # A second name of a parameter.
        held = without_annotation(frame.unit.summary.bindings[expression[1]][1])
        expression = held if held is not None and held[0] in (LOCAL, NAME, CALL, ITEM) else expression
    if expression is None:
        return None
    if expression[0] in (CALL, ITEM):
        return _read(frame, expression)
    if expression[0] == NAME:
        found = _around(frame, expression[1])
        return _passed(found[0].given, found[1]) if found is not None else None
    if expression[0] == ATTRIBUTE and expression[1] == RECEIVER:
        stores = [one.value for one in frame.unit.summary.stores if one.name == expression[2] and one.base == RECEIVER]
        if len(stores) != 1 or stores[0] is None or stores[0][0] != LOCAL:
            return None
        expression = stores[0]
    return _passed(frame.given, expression[1]) if expression[0] == LOCAL else None


def _read(frame: Frame, expression: Expression) -> Types | None:
    """Return what a call gives for the keyword argument that an expression reads, or its default."""
    found = read_option(frame.unit.summary, expression)
    types = _option(frame, found[0]) if found is not None else None
    if found is None or types is None or types.values[0].b == GIVEN:
        return None
    default: Types | None = types.values[0].c
    return types if types.values[0].b != LEFT_OUT else default


def _passed(given: Given, number: int) -> Types | None:
    return next((types for index, types in given if index == number), None)


def never_holds(frame: Frame, number: int) -> bool:
    """True for a condition of a body, by its number, that fails in the frame."""
    if frame.given and frame.given[-1][0] == SETTLED and number in frame.given[-1][1].values[0].b:
        return True
    guard = frame.unit.summary.guards[number]
    known = truth(frame, guard.test)
    return known is not None and known is not guard.holds


def is_dead(subject: Subject, number: int) -> bool:
    """True under a condition, by its number, that fails with what the subject, or one around it, was made for."""
    if not subject.depth or number < 0:
        return False
    found = subject.dead.get(number)
    if found is None:
        found = subject.dead[number] = _is_dead(subject, number)
    return found


def _is_dead(subject: Subject, number: int) -> bool:
    frame = Frame(subject.unit, subject.given, subject.parent)
    while number >= 0:
        if never_holds(frame, number):
            return True
        number = frame.unit.summary.guards[number].parent
    return False


def deciding(unit: FunctionUnit, given: Given, others: Given) -> Given:
    """Return those of the constants `given` that settle a condition of a body, together with `others`."""
    together = tuple(sorted((*given, *others), key=_number))
    settled = settled_by(unit, together)
    if not settled:
        return ()
    kept: list[tuple[int, Types]] = list(given)
    for one in given:
        rest = tuple(sorted((*[other for other in kept if other != one], *others), key=_number))
        if settled == settled_by(unit, rest):
            kept.remove(one)
    return tuple(kept)


def as_settled(store: Store, unit: FunctionUnit, constants: Given) -> Iterator[Given]:
    """Yield constants with the conditions that they settle in the place of their values: of the texts, then of all.

    Many callers pass many texts, such as names of settings, of which a body only asks whether they begin with a word,
    and a decorator is called with any choice of its options, of which a body only asks whether a function came too.
    """
    switches = tuple(one for one in constants if is_switch(one[1]))
    texts = tuple(one for one in constants if not is_switch(one[1]))
    for kept, replaced in ((switches, texts), ((), constants)):
        settled = settled_by(unit, replaced)
        if settled:
            yield (*kept, (SETTLED, store.one(store.value(LITERAL, "builtins.frozenset", settled))))


def settled_by(unit: FunctionUnit, given: Given) -> frozenset[int]:
    """Return the conditions of a body, by their numbers, that fail with what is given."""
    found = unit.settled.get(given)
    if found is None:
        frame = Frame(unit, given)
        found = frozenset([number for number in range(len(unit.summary.guards)) if never_holds(frame, number)])
        unit.settled[given] = found
    return found


def _number(item: tuple[int, Types]) -> int:
    return item[0]
