"""Counts over a linked program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from blocklint.findings.report import Statistics
from blocklint.program.program import Program
from blocklint.program.subjects import Subject
from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import callee_text
from blocklint.summaries.summary import SITE_CALL


def statistics(program: Program, seconds: Mapping[str, float]) -> Statistics:
    """Count files, functions, and calls as written: a call is resolved where one view of its function resolves it."""
    calls = 0
    reasons: Counter[str] = Counter()
    names: Counter[str] = Counter()
    views: dict[FunctionUnit, list[Subject]] = {}
    for subject in program.subjects:
        views.setdefault(subject.unit, []).append(subject)
    for unit, subjects in views.items():
        for number, site in enumerate(unit.summary.sites):
            if site.what != SITE_CALL:
                continue
            reason = _reason(subjects, number)
            if reason is None:
                continue
            calls += 1
            if reason:
                reasons[reason] += 1
                names[callee_text(site.target, unit.binding_names).rpartition(".")[2]] += 1
    unresolved = sum(reasons.values())
    return replace(
        outline(program, seconds),
        calls=calls,
        resolved=calls - unresolved,
        unresolved=unresolved,
        unresolved_by_reason=dict(sorted(reasons.items())),
        unresolved_names=tuple(sorted(names.most_common(10), key=lambda item: (-item[1], item[0]))),
    )


def outline(program: Program, seconds: Mapping[str, float]) -> Statistics:
    """Count files and functions alone: few reports show more, and there are tens of thousands of calls."""
    return Statistics(
        files=len(program.modules),
        lines=sum(module.summary.lines for module in program.modules),
        functions=sum(len(module.functions) - 1 - len(module.classes) for module in program.modules),
        seconds=dict(seconds),
    )


def _reason(subjects: Sequence[Subject], number: int) -> str | None:
    """Return why no view of a function resolves one of its calls: empty where one does, None where none has seen it."""
    found: str | None = None
    for subject in subjects:
        record = subject.calls[number]
        if record is None:
            continue
        if record.callee:
            return ""
        if found is None:
            found = record.reason or "unknown receiver"
    return found
