"""Summaries as plain tuples, lists, dictionaries and constants, to cross processes and to be kept."""

from __future__ import annotations

from typing import Any

from blocklint.summaries.summary import (
    ClassSummary,
    FunctionSummary,
    Generator,
    Guard,
    ModuleSummary,
    Parameter,
    Site,
    Store,
    Touch,
)

Plain = Any
"""Tuples, lists, dictionaries, strings, numbers, booleans and None, nested."""

_PARTS = {
    FunctionSummary._fields.index("parameters"): Parameter,
    FunctionSummary._fields.index("sites"): Site,
    FunctionSummary._fields.index("touches"): Touch,
    FunctionSummary._fields.index("guards"): Guard,
    FunctionSummary._fields.index("stores"): Store,
    FunctionSummary._fields.index("generators"): Generator,
}
"""Where a function's summary holds tuples with names."""


_new = tuple.__new__


def to_plain(summary: ModuleSummary) -> Plain:
    """Return a summary as plain data."""
    return (
        [_plain_function(function) for function in summary.functions],
        [tuple(cls) for cls in summary.classes],
        *summary[2:],
    )


def _plain_function(function: FunctionSummary) -> Plain:
    parts: list[Any] = list(function)
    for number in _PARTS:
        parts[number] = [tuple(part) for part in parts[number]]
    return parts


def from_plain(plain: Plain) -> ModuleSummary:
    """Return the summary that plain data stands for."""
    functions, classes, *rest = plain
    return ModuleSummary(
        tuple([_function(parts) for parts in functions]), tuple([ClassSummary(*cls) for cls in classes]), *rest
    )


def _function(parts: list[Any]) -> FunctionSummary:
    for number, made in _PARTS.items():
        # What a named tuple's own constructor does, without a call of a Python function for each.
        parts[number] = tuple([_new(made, part) for part in parts[number]])
    return _new(FunctionSummary, parts)
