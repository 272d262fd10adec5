"""Which pools of threads have nothing left to do where a `with` leaves them: what they ran was awaited inside of it."""

from __future__ import annotations

from typing import Final

from blocklint.catalogue.model import Entry
from blocklint.summaries.expressions import ATTRIBUTE, ENTERED, LOCAL, Expression
from blocklint.summaries.summary import FunctionSummary, Site

_EXECUTOR: Final = "concurrent.futures."
_RUNS: Final = "run_in_executor"


def is_emptied(summary: FunctionSummary, number: int, entry: Entry) -> bool:
    """Tell whether leaving a pool, by the number of its `with` site, waits for threads that are idle by then.

    So it is where the body gives the pool to nothing but `run_in_executor`, and awaits. A future of that which nobody
    awaits is a finding of its own.
    """
    if not entry.name.startswith(_EXECUTOR):
        return False
    pool = _bound(summary, summary.sites[number].target)
    inside = [site for site in summary.sites if number in site.within]
    uses = [site for site in inside if _mentions(site, pool)]
    awaits = any(number in within for _, within in summary.waits)
    return awaits and bool(uses) and all(_is_run(site, pool) for site in uses) and not _escapes(summary, pool)


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
