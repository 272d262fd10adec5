"""Counts over a linked program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from blocklint.findings.report import Statistics
from blocklint.program.program import Program
from blocklint.summaries.expressions import callee_text
from blocklint.summaries.summary import SITE_CALL


def statistics(program: Program, seconds: Mapping[str, float]) -> Statistics:
    """Count files, functions, and calls as written: a call is resolved where one view of its function resolves it."""
    resolved: dict[tuple[int, int, int], str] = {}
    names: dict[tuple[int, int, int], str] = {}
    for subject in program.subjects:
        unit = subject.unit
        for number, record in enumerate(subject.calls):
            site = unit.summary.sites[number]
            if record is None or site.what != SITE_CALL:
                continue
            key = (unit.module.index, unit.number, number)
            reason = "" if record.callee else record.reason or "unknown receiver"
            if resolved.get(key, reason) == reason or not reason:
                resolved[key] = reason
            if reason and key not in names:
                names[key] = callee_text(site.target, tuple(name for name, _ in unit.summary.bindings))
    reasons = Counter(reason for reason in resolved.values() if reason)
    unresolved = Counter(names[key].rpartition(".")[2] for key, reason in resolved.items() if reason)
    return Statistics(
        files=len(program.modules),
        lines=sum(module.summary.lines for module in program.modules),
        functions=sum(len(module.functions) - 1 - len(module.classes) for module in program.modules),
        calls=len(resolved),
        resolved=sum(1 for reason in resolved.values() if not reason),
        unresolved=sum(reasons.values()),
        seconds=dict(seconds),
        unresolved_by_reason=dict(sorted(reasons.items())),
        unresolved_names=tuple(sorted(unresolved.most_common(10), key=lambda item: (-item[1], item[0]))),
    )
