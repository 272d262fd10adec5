"""From the program's places to a finding's: spans, steps, and the context that lowers a level."""

from __future__ import annotations

from blocklint.findings.finding import Finding, Nomination, Step
from blocklint.findings.remedy import Remedy
from blocklint.kinds import Confidence, Kind, Level
from blocklint.program.facts import Where
from blocklint.program.guards import is_under_main
from blocklint.program.program import Program, RawStep, step_of
from blocklint.program.units import FunctionUnit
from blocklint.summaries.summary import DISCARDED, MODULE_BODY, NO_AWAIT, Site

CONFIDENCES = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.CERTAIN)
"""By the program's numbers, 0 to 2."""


def step(raw: RawStep) -> Step:
    """Return one step of a trace."""
    return Step(raw.module.path, raw.module.span(raw.place), raw.function.summary.qualified_name, raw.call)


def nomination(where: Where) -> Nomination:
    """Return what the visitor is told about the place of a call."""
    unit = where.subject.unit
    site = where.site
    summary = unit.summary
    whole = None
    if not summary.flags & MODULE_BODY:
        _, column, end_line, end_column = summary.place
        whole = unit.module.span((summary.first_line, column, end_line, end_column))
    return Nomination(
        statement=unit.module.span(site.statement),
        function=whole,
        awaitable=unit.asynchronous and not site.flags & NO_AWAIT and isinstance(site, Site),
        locked=_lock_around(where),
        discarded=bool(site.flags & DISCARDED),
    )


def _lock_around(where: Where) -> str | None:
    """Return the text of the lock whose `with` stands around a call, None where there is none."""
    subject = where.subject
    for number in where.site.within:
        record = subject.calls[number] if number >= 0 else None
        for target in record.targets if record is not None else ():
            if target.entry is not None and target.entry.kind is Kind.LOCK:
                return step_of(Where(subject, number, False)).call
    return None


def lowered(program: Program, level: Level, where: Where) -> Level:
    """Return the level in its context: start-up code, scripts and tests are one lower."""
    unit = where.subject.unit
    is_script = is_under_main(where) or program.is_script(unit)
    return level.lowered() if is_script or program.is_at_startup(where.subject) or unit.module.is_test else level


def dotted(unit: FunctionUnit) -> str:
    """Return the dotted name of a function with its module."""
    return unit.dotted_name


def finding_at(
    where: Where, code: str, name: str, level: Level, sure: int, message: str, *, api: str, callee: str,
    kind: Kind | None = None, steps: tuple[RawStep, ...] = (), remedies: tuple[Remedy, ...] = (),
    notes: tuple[str, ...] = (),
) -> Finding:  # fmt: skip
    """Return a finding whose entering call is at `where`."""
    unit = where.subject.unit
    return Finding(
        code=code,
        name=name,
        level=level,
        confidence=CONFIDENCES[sure],
        message=message,
        path=unit.module.path,
        span=unit.module.span(where.site.place),
        function=unit.summary.qualified_name,
        entry=dotted(unit),
        callee=callee,
        api=api,
        kind=kind,
        trace=tuple(step(raw) for raw in (steps or (step_of(where),))),
        remedies=remedies,
        notes=notes,
        nomination=nomination(where),
    )


__all__ = ["CONFIDENCES", "Program", "dotted", "finding_at", "lowered", "nomination", "step"]
