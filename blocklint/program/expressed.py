"""Generator expressions, and what else runs something only where it is iterated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import evaluation
from blocklint.program.subjects import Subject
from blocklint.program.values import GENERATED, INSTANCE, LAZY, OBJECT, Types, Value
from blocklint.summaries.summary import SITE_CALL

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def runs_something(linker: Linker, subject: Subject, number: int) -> bool:
    """Tell whether iterating a generator expression may run anything of interest."""
    summary = subject.unit.summary
    one = summary.generators[number]
    return one.lazy and (
        any(_site_runs(linker, subject, inner) for inner in range(one.first_site, one.end_site))
        or any(
            (sorts := linker.touched_names.get(touch.name)) and not linker.settles(subject, touch.base, sorts)
            for touch in summary.touches[one.first_touch : one.end_touch]
        )
    )


def _site_runs(linker: Linker, subject: Subject, number: int) -> bool:
    site = subject.unit.summary.sites[number]
    if site.what == SITE_CALL:
        callee, settled = linker.settled(evaluation.evaluate, subject, site.target)
        return not settled or linker.idle(callee) is None
    return bool(running(linker, evaluation.evaluate(linker, subject, site.target)).values)


def running(linker: Linker, types: Types) -> Types:
    """Return the values of a set of which the iteration runs something."""
    return linker.store.of(tuple(value for value in types.values if _runs(linker, value)), types.sure)


def _runs(linker: Linker, value: Value) -> bool:
    if value.sort in (GENERATED, INSTANCE, LAZY):
        return True
    return value.sort == OBJECT and linker.catalogue.phase(value.a, "iterate") is not None
