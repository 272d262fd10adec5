"""Which sockets have been told not to block, by statements of their own."""

from __future__ import annotations

from collections.abc import Iterator

from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import ATTRIBUTE, CONSTANT, LOCAL, Expression
from blocklint.summaries.summary import FunctionSummary

_TELLING = {"setblocking": (False,), "settimeout": (0, 0.0)}
"""Methods that decide whether a socket waits, with the arguments after which it does not."""


def is_told_not_to_block(unit: FunctionUnit, number: int) -> bool:
    """Tell whether the receiver of a call raises rather than waits.

    A variable is looked for above the call, an attribute of `self` in every method of the class.
    """
    receiver = _receiver(unit.summary.sites[number].target)
    told = _told(unit.summary, number, receiver)
    if told is not None or unit.owner is None or receiver is None:
        return bool(told)
    if receiver[0] != ATTRIBUTE or receiver[1] != (LOCAL, 0):
        return False
    methods = [one.summary for one in unit.module.functions if one.owner is unit.owner]
    return any(_told(one, len(one.sites), name) for one in methods for name in _names(one, receiver))


def _names(summary: FunctionSummary, receiver: Expression) -> Iterator[Expression]:
    """Yield the attribute, and what a method stores in it."""
    yield receiver
    for store in summary.stores:
        if (ATTRIBUTE, store.base, store.name) == receiver and store.value is not None:
            yield store.value


def _told(summary: FunctionSummary, number: int, receiver: Expression) -> bool | None:
    """Return what the last such call above a site says of the receiver, None where there is none."""
    for site in reversed(summary.sites[:number]):
        if site.target is None or site.target[0] != ATTRIBUTE or site.target[2] not in _TELLING:
            continue
        argument = site.arguments[0] if site.arguments else None
        if receiver is not None and site.target[1] == receiver and argument is not None and argument[0] == CONSTANT:
            return argument[1] != "NoneType" and argument[2] in _TELLING[site.target[2]]
    return None


def _receiver(target: Expression) -> Expression:
    return target[1] if target is not None and target[0] == ATTRIBUTE else None
