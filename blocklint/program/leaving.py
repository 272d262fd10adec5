"""Which `with` statements wait for nothing where they are left: what their objects had to do is done inside.

Pools whose threads have been waited for, and sessions whose transaction has ended.
"""

from __future__ import annotations

from typing import Final

from blocklint.catalogue.model import Entry
from blocklint.program.conditions import guards_around
from blocklint.summaries.expressions import ATTRIBUTE, CALL, DISPLAY, ENTERED, JOIN, LOCAL, NAME, TUPLE, Expression
from blocklint.summaries.summary import SITE_ENTER, FunctionSummary, Site

_EXECUTOR: Final = "concurrent.futures."
_RUNS: Final = "run_in_executor"
_DEEPEST: Final = 4


def is_emptied(summary: FunctionSummary, number: int, entry: Entry) -> bool:
    """Tell whether leaving a pool, by the number of its `with` site, waits for threads that are idle by then.

    So it is where the body gives the pool to nothing but `run_in_executor`, and awaits. A future of that which nobody
    awaits is a finding of its own. So it is where all that is submitted is waited for inside: that is the finding.
    """
    if not entry.name.startswith(_EXECUTOR):
        return False
    pool = _bound(summary, summary.sites[number].target)
    inside = [site for site in summary.sites if number in site.within]
    uses = [site for site in inside if _mentions(site, pool)]
    awaits = any(number in within for _, within in summary.waits)
    if not uses or _escapes(summary, pool):
        return False
    if awaits and all(_is_run(site, pool) for site in uses):
        return True
    waited = [part for site in inside if _waits_for_all(site) for part in site.arguments]
    return all(
        site.target == (ATTRIBUTE, pool, "submit") and any(_holds(summary, part, (CALL, index), 0) for part in waited)
        for index, site in enumerate(summary.sites)
        if number in site.within and _mentions(site, pool)
    )


def _waits_for_all(site: Site) -> bool:
    """True for ``as_completed(futures)`` and ``wait(futures)``, of whatever module."""
    target = site.target
    return target is not None and target[0] in (NAME, ATTRIBUTE) and target[-1] in ("as_completed", "wait")


def _holds(summary: FunctionSummary, expression: Expression, wanted: Expression, depth: int) -> bool:
    """True where an expression is a list or the like, written out or kept in a variable, that has an element."""
    if expression is None or depth > _DEEPEST:
        return False
    if expression[0] == LOCAL:
        return _holds(summary, summary.bindings[expression[1]][1], wanted, depth + 1)
    if expression[0] not in (DISPLAY, TUPLE, JOIN):
        return expression == wanted
    parts = expression[2] if expression[0] == DISPLAY else expression[1]
    return any(_holds(summary, part, wanted, depth + 1) for part in parts)


def is_settled(summary: FunctionSummary, number: int, entry: Entry) -> bool:
    """Tell whether leaving a session, by the number of its `with` site, ends no transaction.

    So it is where the last that is done with it is one of the methods that settle it, on every way out; and where all
    is done under one inner `with session.begin()`, which does the waiting.
    """
    if not entry.settled:
        return False
    context = summary.sites[number].target
    session = _bound(summary, context) or context
    if session is None or session[0] != LOCAL:
        return False
    uses = [site for site in summary.sites if number in site.within and _mentions(site, session)]
    if not uses:
        return False
    begun = {(CALL, index) for index, site in enumerate(summary.sites) if site.target == (ATTRIBUTE, session, "begin")}
    inner = {index for index, site in enumerate(summary.sites) if site.what == SITE_ENTER and site.target in begun}
    others = [site for site in uses if site.target != (ATTRIBUTE, session, "begin")]
    if inner and all(not inner.isdisjoint(site.within) for site in others):
        return True
    around = {-1, *guards_around(summary, summary.sites[number].guard)}
    last = uses[-1]
    settles = last.target is not None and last.target[0] == ATTRIBUTE and last.target[2] in entry.settled
    return settles and last.guard in around and all(guard in around for guard in summary.return_guards)


def _bound(summary: FunctionSummary, context: Expression) -> Expression:
    """Return the variable that a `with` binds to what it enters, None where it binds none."""
    entered = (ENTERED, context, False)
    return next(((LOCAL, index) for index, (_, value) in enumerate(summary.bindings) if value == entered), None)


def _mentions(site: Site, pool: Expression) -> bool:
    if pool is None:
        return False
    receiver = site.target[1] if site.target is not None and site.target[0] == ATTRIBUTE else site.target
    return receiver == pool or pool in site.arguments or any(value == pool for _, value in site.keywords)


def _is_run(site: Site, pool: Expression) -> bool:
    """True for ``loop.run_in_executor(pool, …)``."""
    called = site.target is not None and site.target[0] == ATTRIBUTE and site.target[2] == _RUNS
    return called and (site.arguments[:1] == (pool,) or ("executor", pool) in site.keywords)


def _escapes(summary: FunctionSummary, pool: Expression) -> bool:
    """True where the pool is kept or given away, so that others may give it work."""
    kept = any(store.value == pool for store in summary.stores) or any(value == pool for _, value in summary.bindings)
    return kept or pool in summary.returns
