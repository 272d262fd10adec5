"""What an `await` says of the call that it stands before: what gives nothing to await is not what was called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blocklint.program.facts import Where
from blocklint.program.subjects import CALLED, Subject, Target
from blocklint.program.values import AWAITABLE, INSTANCE, LITERAL, NONE, OBJECT, OFFLOADED, SEVERAL, Types, Value
from blocklint.summaries.expressions import CALL, JOIN, LOCAL
from blocklint.summaries.summary import AWAITED, AWAITED_LATER, FunctionSummary

MARK: Final = -1
"""Stands among the given values of a subject that was made for calls that are awaited."""

_NEVER = (NONE, LITERAL, SEVERAL)


def chooses(summary: FunctionSummary) -> bool:
    """True for a body that may give something to await on one path and something else on another."""
    return any(True for _ in _given_back(summary))


def is_for_awaiting(subject: Subject) -> bool:
    """True for the subject of calls that are awaited."""
    return bool(subject.given) and subject.given[0][0] == MARK


def is_given_back(summary: FunctionSummary, number: int) -> bool:
    """True for a call, by its number, whose result the body returns as it is."""
    return any(number == one for one in _given_back(summary))


def _given_back(summary: FunctionSummary) -> Iterator[int]:
    for expression in summary.returns:
        parts = expression[1] if expression is not None and expression[0] == JOIN else (expression,)
        for part in parts:
            # A name counts where it is one of several that may be returned.
            if len(parts) > 1 and part is not None and part[0] == LOCAL:
                part = summary.bindings[part[1]][1]
            if part is not None and part[0] == CALL and part[1] >= 0:
                yield part[1]


def likelihood(where: Where, target: Target) -> int:
    """Tell how surely a call may go to a target as far as an `await` of its result says: -1 if not at all, 2 if surely.

    That is known where the call, or another way out of the function that hands its result to an `await`, gives
    something to await while this target does not.
    """
    if where.touched and target.entry is not None and where.site.flags & AWAITED:
        # A property that waits gives what it has waited for.
        return -1
    if where.touched or target.phase != CALLED or (target.entry is None and not _is_callee(where)):
        return 2
    subject = where.subject
    summary = subject.unit.summary
    direct = bool(where.site.flags & (AWAITED | AWAITED_LATER))
    if not direct and not (is_for_awaiting(subject) and is_given_back(summary, where.number)):
        return 2
    given = target.subject.returned if isinstance(target.subject, Subject) else None
    values = given.types.values if given is not None else ()
    if any(map(_is_awaitable, values)):
        return 2
    others = (number for number in _given_back(summary) if not direct and _excludes(summary, where.number, number))
    if any(number != where.number and _waits(Where(subject, number, False)) for number in others):
        return -1
    own = subject.returned.types.values if subject.returned is not None and not direct else ()
    promised = (CALL, where.number) in summary.returns and any(map(_is_awaitable, own))
    if target.subject is not None and (promised or _waits(where)):
        # The call may go to a coroutine function as well, which is what an `await` most likely finds there.
        return -1 if values and all(map(_is_never, values)) else 0
    return 2


def _excludes(summary: FunctionSummary, number: int, other: int) -> bool:
    """True where the other call is made on a path on which the first one is not: what it returns ends its path."""
    if (CALL, number) in summary.returns:
        return True
    guard, own = summary.sites[other].guard, summary.sites[number].guard
    while guard >= 0 and guard != own:
        guard = summary.guards[guard].parent
    return guard != own


def _is_callee(where: Where) -> bool:
    """False where a library's function may run at once what it is given: an `await` says nothing of that."""
    record = where.resolution
    return record is not None and not record.handed


def _waits(where: Where) -> bool:
    """True where a call may give something to await."""
    record = where.resolution
    if record is not None and record.coroutines:
        return True
    known = where.subject.sites[where.number]
    types = known if isinstance(known, Types) or known is None else known.types
    return types is not None and any(map(_is_awaitable, types.values))


def _is_awaitable(value: Value) -> bool:
    if value.sort == OBJECT:
        return value.a in ("asyncio.Future", "asyncio.Task")
    if value.sort == INSTANCE:
        return any("__await__" in cls.body.summary.exports for cls in value.a.mro)
    return value.sort in (AWAITABLE, OFFLOADED)


def _is_never(value: Value) -> bool:
    """True for a value that is known to be nothing to await."""
    if value.sort == OBJECT:
        return str(value.a).startswith("builtins.")
    if value.sort == INSTANCE:
        return not any(base.startswith("asyncio.") for base in value.a.external) and not _is_awaitable(value)
    return value.sort in _NEVER
