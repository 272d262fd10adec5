"""Texts that constant tables of modules hold: what ``name in TABLE`` comes to for a text that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from blocklint.program.imports import ImportIndex
from blocklint.program.units import ModuleUnit
from blocklint.summaries.expressions import (
    CONSTANT,
    DISPLAY,
    IMPORT,
    LOCAL,
    NAME,
    NARROWED,
    OPERATION,
    TUPLE,
    Expression,
    without_annotation,
)

_DEEPEST = 8
_MAY_ASK = (OPERATION, NARROWED)


class Table(NamedTuple):
    """The texts that a collection, or the keys of a dictionary, are written with; `complete` where it holds no more."""

    texts: frozenset[str]
    complete: bool


def find_tables(modules: Sequence[ModuleUnit], imports: ImportIndex) -> None:
    """Note for every module the tables, by the names under which its functions ask them."""
    for module in modules:
        names: set[str] = set()
        for unit in module.functions:
            for guard in unit.summary.guards:
                if guard.test is not None and guard.test[0] in _MAY_ASK:
                    names.update(_asked(guard.test))
        for name in sorted(names):
            table = _exported(module, name, imports, 0)
            if table is not None:
                module.tables[name] = table


def written_table(expression: Expression) -> Table | None:
    """Return the table that an expression is written as, None where it is none or holds no text."""
    expression = without_annotation(expression)
    if expression is None or expression[0] not in (DISPLAY, TUPLE):
        return None
    if expression[0] == DISPLAY and expression[1] == "dict":
        texts = frozenset(key for key in expression[3] if isinstance(key, str))
        return Table(texts, complete=False) if texts else None
    parts = expression[2] if expression[0] == DISPLAY else expression[1]
    texts = frozenset(
        part[2] for part in parts if part is not None and part[0] == CONSTANT and isinstance(part[2], str)
    )
    # A comprehension is written as one element.
    complete = (len(parts) > 1 or expression[0] == TUPLE) and all(
        part is not None and part[0] == CONSTANT and part[2] is not None for part in parts
    )
    return Table(texts, complete) if texts else None


def _asked(test: Expression) -> Iterator[str]:
    """Yield the names outside of a function in which a test looks for something."""
    while test is not None and test[0] == NARROWED:
        test = test[1]
    if test is None or test[0] != OPERATION:
        return
    if test[1] in ("In", "NotIn"):
        if test[3] is not None and test[3][0] == NAME:
            yield test[3][1]
    elif test[1] in ("not", "and", "or"):
        yield from _asked(test[2])
        yield from _asked(test[3])


def _exported(module: ModuleUnit, name: str, imports: ImportIndex, depth: int) -> Table | None:
    """Return the table that a module binds to a name, in whichever module it is written."""
    body = module.functions[0].summary
    known = body.exports.get(name)
    if known is not None and known[0] == LOCAL:
        known = body.bindings[known[1]][1]
    if known is None or depth > _DEEPEST:
        return None
    if known[0] != IMPORT:
        table = written_table(known)
        # What is no tuple may be filled elsewhere.
        return table and table._replace(complete=table.complete and known[0] == TUPLE)
    _, dotted, level, inner = known
    target = imports.imported(module, level, dotted)
    if inner is None or not isinstance(target, ModuleUnit) or target is module:
        return None
    return _exported(target, inner, imports, depth + 1)
