"""A file's text in, what its summary says in short words out: for the tests of the summaries."""

from __future__ import annotations

from collections.abc import Iterator

from blocklint.summaries import expressions as e
from blocklint.summaries.summarise import summarise
from blocklint.summaries.summary import FunctionSummary, Site

SHORT = {e.CALL: "call", e.EACH: "each", e.ENTERED: "entered", e.PART: "part", e.IMPORT: "import", e.RAISED: "raised"}


def function_of(text: str, name: str = "<module>") -> FunctionSummary:
    """Return the summary of a text's module body, or of the function with a qualified name."""
    (found,) = [function for function in summarise(text).functions if function.qualified_name == name]
    return found


def site_of(text: str, callee: str = "use", name: str = "<module>") -> tuple[FunctionSummary, Site]:
    """Return the one call of `callee` in a function."""
    function = function_of(text, name)
    (site,) = [site for site in function.sites if site.target == (e.NAME, callee)]
    return function, site


def reaching(text: str, name: str = "<module>") -> str:
    """Return what may reach the argument of `use(…)`: literals and short words, sorted."""
    function, site = site_of(text, name=name)
    return " ".join(sorted(set(values(site.arguments[0], function))))


def values(expression: e.Expression, function: FunctionSummary) -> Iterator[str]:
    """Yield the leaves of an expression, through its function's bindings."""
    if expression is None:
        yield "unknown"
    elif expression[0] == e.LOCAL:
        yield from values(function.bindings[expression[1]][1], function)
    elif expression[0] == e.JOIN:
        for part in expression[1]:
            yield from values(part, function)
    elif expression[0] == e.NARROWED:
        yield from (f"{value}:{expression[2]}" for value in values(expression[1], function))
    elif expression[0] == e.CONSTANT:
        yield str(expression[2])
    elif expression[0] == e.NAME:
        yield f"outer {expression[1]}"
    elif expression[0] == e.PARAMETER:
        yield function.parameters[expression[1]].name
    elif expression[0] == e.DECLARED:
        yield from values(expression[2], function)
    elif expression[0] == e.OPERATION:
        yield expression[1]
    else:
        yield SHORT.get(expression[0], "other")


def conditions(text: str, name: str = "<module>") -> str:
    """Return the conditions around `use(…)`, outermost first; one that must fail after ``not``."""
    function, site = site_of(text, name=name)
    found: list[str] = []
    number = site.guard
    while number >= 0:
        guard = function.guards[number]
        words = " ".join(sorted(set(tested(guard.test, function))))
        if guard.special:
            words = f"assert {words}" if guard.special == "assert" else guard.special
        found.append(words if guard.holds else f"not {words}")
        number = guard.parent
    return ", ".join(reversed(found))


def tested(expression: e.Expression, function: FunctionSummary) -> Iterator[str]:
    """Yield what a test asks, by the names in it."""
    if expression is not None and expression[0] == e.CALL:
        yield f"{e.callee_text(function.sites[expression[1]].target, names(function))}()"
    elif expression is not None and expression[0] == e.OPERATION:
        yield f"{expression[1]}({' '.join(tested(expression[2], function))})"
    elif expression is not None and expression[0] == e.JOIN:
        for part in expression[1]:
            yield from tested(part, function)
    else:
        yield e.callee_text(expression, names(function))


def names(function: FunctionSummary) -> tuple[str, ...]:
    return tuple(name for name, _ in function.bindings)
