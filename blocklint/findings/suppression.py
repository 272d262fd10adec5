"""Findings that a comment suppresses, at any step of their path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from blocklint.findings.finding import Finding, Step
from blocklint.sources.source import Comment
from blocklint.sources.suppressions import Suppressions, Used

HOUSEKEEPING = frozenset(("BL901", "BL902"))
"""What is said of the comments themselves: only a comment that names the code suppresses it."""


def suppressing(finding: Finding, by_path: Mapping[str, Suppressions]) -> tuple[Used, ...]:
    """Return the comments that suppress a finding, at the entering call, at the root cause or between."""
    return tuple(
        Used(step.path, comment, finding.code)
        for step in finding.trace
        for comment in _at(step, finding.code, by_path.get(step.path))
    )


def unsuppressed(
    findings: Iterable[Finding], by_path: Mapping[str, Suppressions]
) -> tuple[list[Finding], frozenset[Used]]:
    """Return the findings that nothing suppresses, and the comments that suppress the others."""
    kept: list[Finding] = []
    used: set[Used] = set()
    for finding in findings:
        here = suppressing(finding, by_path)
        used.update(here)
        if not here:
            kept.append(finding)
    return kept, frozenset(used)


def _at(step: Step, code: str, suppressions: Suppressions | None) -> tuple[Comment, ...]:
    if suppressions is None:
        return ()
    found = suppressions.suppressing(code, step.span.line, step.span.end_line)
    return tuple(comment for comment in found if comment.codes or code not in HOUSEKEEPING)
