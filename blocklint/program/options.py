"""Keyword arguments that a function collects and asks for by their names: ``if kwargs.get("wait", True)``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    DISPLAY,
    ITEM,
    JOIN,
    LOCAL,
    OPERATION,
    TUPLE,
    Expression,
    without_annotation,
)
from blocklint.summaries.summary import DOUBLE_STAR, ITEM_STORE, FunctionSummary

FIRST: Final = 500_000
"""In the place of a parameter's number: that of the first option, in the order of their names."""
NONE: Final[Expression] = (CONSTANT, "NoneType", None)
_READS: Final = frozenset(("get", "pop"))
_CHANGES: Final = frozenset(("update", "setdefault", "clear", "popitem", "__setitem__"))
_DEEPEST: Final = 3


def options_of(summary: FunctionSummary, number: int | None) -> tuple[str, ...]:
    """Return the names of the keyword arguments for which conditions of a body ask, where it adds none itself.

    `number` is that of the parameter that collects them. Names that are read with several defaults are left out.
    """
    if number is None or not summary.guards or is_changed(summary, number):
        return ()
    asked = {name for guard in summary.guards for name in _in_test(summary, guard.test, 0)}
    if not asked:
        return ()
    defaults: dict[str, list[Expression]] = {}
    for name, default in _reads(summary):
        defaults.setdefault(name, []).append(default)
    several = {name for name, found in defaults.items() if any(one != found[0] for one in found)}
    return tuple(sorted(asked - several - _taken_out_first(summary)))


def default_of(summary: FunctionSummary, name: str) -> Expression:
    """Return what a body reads in the place of a keyword argument that is left out, None where that is not known."""
    return next((default for one, default in _reads(summary) if one == name), None)


def _reads(summary: FunctionSummary) -> Iterator[tuple[str, Expression]]:
    for number in range(len(summary.sites)):
        found = read_option(summary, (CALL, number))
        if found is not None:
            yield found


def read_option(summary: FunctionSummary, expression: Expression) -> tuple[str, Expression] | None:
    """Return the name of the keyword argument that an expression reads, and what it is where there is none."""
    if expression is None:
        return None
    if expression[0] == ITEM and _is_options(summary, expression[1]) and isinstance(expression[2], str):
        return expression[2], None
    if expression[0] != CALL or expression[1] < 0:
        return None
    site = summary.sites[expression[1]]
    target = site.target
    if target is None or target[0] != ATTRIBUTE or target[2] not in _READS or site.keywords:
        return None
    if not _is_options(summary, target[1]) or len(site.arguments) not in (1, 2):
        return None
    name = _text(site.arguments[0])
    if name is None:
        return None
    return name, site.arguments[1] if len(site.arguments) == 2 else NONE if target[2] == "get" else None


def asked_for(summary: FunctionSummary, left: Expression, right: Expression) -> str | None:
    """Return the name for which ``name in kwargs`` asks."""
    return _text(left) if _is_options(summary, right) else None


def _is_options(summary: FunctionSummary, expression: Expression) -> bool:
    if expression is None or expression[0] != LOCAL or expression[1] >= len(summary.parameters):
        return False
    return summary.parameters[expression[1]].sort == DOUBLE_STAR


def _text(expression: Expression) -> str | None:
    if expression is None or expression[0] != CONSTANT or not isinstance(expression[2], str):
        return None
    return expression[2]


def _in_test(summary: FunctionSummary, test: Expression, depth: int) -> Iterator[str]:
    test = without_annotation(test)
    if test is None or depth > _DEEPEST:
        return
    found = read_option(summary, test)
    if found is not None:
        yield found[0]
    elif test[0] == OPERATION:
        name = asked_for(summary, test[2], test[3]) if test[1] in ("In", "NotIn") else None
        if name is not None:
            yield name
        # Conditions are joined by `and`, `or` and `not`; they hold comparisons.
        yield from _in_test(summary, test[2], depth + 1)
        yield from _in_test(summary, test[3], depth + 1)
    elif test[0] == CALL and test[1] >= 0:
        for part in summary.sites[test[1]].arguments[:1]:
            yield from _in_test(summary, part, depth + 1)
    elif test[0] == LOCAL and test[1] >= len(summary.parameters):
        yield from _in_test(summary, summary.bindings[test[1]][1], depth + 1)
    elif test[0] == JOIN:
        for part in test[1]:
            yield from _in_test(summary, part, depth + 1)


def is_empty(summary: FunctionSummary, name: str, default: Expression) -> bool:
    """True where a body reads an empty container in the place of a keyword argument, and puts nothing into it."""
    if default is None or default[0] not in (DISPLAY, TUPLE) or default[2 if default[0] == DISPLAY else 1]:
        return False
    for number, (_, value) in enumerate(summary.bindings):
        found = read_option(summary, without_annotation(value))
        if found is not None and found[0] == name and _is_filled(summary, number):
            return False
    return True


def _is_filled(summary: FunctionSummary, number: int) -> bool:
    """True where a body calls a method of what a name holds, puts an item into it, or hands it on."""
    local = (LOCAL, number)
    if any(one.name == ITEM_STORE and one.base == local for one in summary.stores):
        return True
    for site in summary.sites:
        target = site.target
        if target is not None and target[0] == ATTRIBUTE and target[1] == local and target[2] not in _READS:
            return True
        if site.guard < 0 and (local in site.arguments or any(part == local for _, part in site.keywords)):
            return True
    return False


def is_changed(summary: FunctionSummary, number: int) -> bool:
    """True where a body puts something into its keyword arguments, or binds their name again."""
    if summary.bindings[number][1] is None or len(summary.names.get(summary.parameters[number].name, (number,))) > 1:
        return True
    if any(one.name == ITEM_STORE and one.base == (LOCAL, number) for one in summary.stores):
        return True
    return any(
        site.target is not None
        and site.target[0] == ATTRIBUTE
        and site.target[1] == (LOCAL, number)
        and site.target[2] in _CHANGES
        for site in summary.sites
    )


def _taken_out_first(summary: FunctionSummary) -> set[str]:
    """Return the options that one call takes out and another one reads: what is left depends on their order."""
    taken: list[str] = []
    read: list[str] = []
    for number, site in enumerate(summary.sites):
        found = read_option(summary, (CALL, number))
        if found is not None and site.target is not None:
            (taken if site.target[2] == "pop" else read).append(found[0])
    return {name for name in taken if name in read or taken.count(name) > 1}
