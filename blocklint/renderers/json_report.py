"""The stable JSON of a run; `schema_version` grows when a field changes its meaning, not when one is added."""

from __future__ import annotations

from typing import Any

from blocklint.findings.finding import Finding, Reach, Step
from blocklint.findings.fingerprint import counted_fingerprints
from blocklint.findings.remedy import Edit, Remedy
from blocklint.findings.report import Report, Statistics
from blocklint.renderers.escaping import json_text
from blocklint.renderers.options import RenderOptions
from blocklint.sources.source import Span, Unreadable

SCHEMA_VERSION = 1


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as one JSON object. Paths are relative to `root`; columns count characters from 1."""
    top = {
        "schema_version": SCHEMA_VERSION,
        "root": report.root,
        "findings": findings(report, options),
        "errors": [_error(error) for error in report.errors],
        **_compared(report),
        **_suppressed(report, options),
        "statistics": _statistics(report.statistics),
    }
    return json_text(top, indent=2) + "\n"


def findings(report: Report, options: RenderOptions) -> list[dict[str, Any]]:
    """Return the findings as JSON values, in report order."""
    identities = counted_fingerprints(report.findings)
    return [_finding(each, identity, options) for each, identity in zip(report.findings, identities, strict=True)]


def _compared(report: Report) -> dict[str, Any]:
    known = report.known
    return {"baseline": {"new": known.new, "known": known.known, "gone": known.gone} if known is not None else None}


def _suppressed(report: Report, options: RenderOptions) -> dict[str, Any]:
    """Return what is not reported, where that was asked for; the numbers of fingerprints go on from the findings'."""
    if report.suppressed is None:
        return {}
    everything = (*report.findings, *(one.finding for one in report.suppressed))
    identities = counted_fingerprints(everything)[len(report.findings) :]
    return {
        "suppressed": [
            {
                **_finding(one.finding, identity, options),
                "by": "baseline" if one.known else "comment",
                "reason": one.reason,
            }
            for one, identity in zip(report.suppressed, identities, strict=True)
        ]
    }


def _finding(finding: Finding, identity: str, options: RenderOptions) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "level": finding.level.value,
        "confidence": finding.confidence.value,
        "message": finding.message,
        "path": finding.path,
        **_place(finding.span),
        "function": finding.function,
        "api": finding.api,
        "kind": finding.kind.value if finding.kind else None,
        "also": [_reach(reach) for reach in finding.also],
        "trace": [_step(step) for step in finding.trace],
        "root_cause": _step(finding.root_cause),
        "remedies": [_remedy(remedy, options) for remedy in finding.remedies],
        "fingerprint": identity,
    }


def _place(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "code": reach.code,
        "level": reach.level.value,
        "confidence": reach.confidence.value,
        "api": reach.api,
        "kind": reach.kind.value if reach.kind else None,
        "trace": [_step(step) for step in reach.trace],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "path": step.path,
        "line": step.span.line,
        "column": step.span.column,
        "function": step.function,
        "call": step.call,
    }


def _remedy(remedy: Remedy, options: RenderOptions) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": remedy.title, "applicability": remedy.applicability.value}
    if options.show_fixes:
        shown["edits"] = [_edit(edit) for edit in remedy.edits]
    return shown


def _edit(edit: Edit) -> dict[str, Any]:
    return {"path": edit.path, "span": _place(edit.span), "content": edit.content}


def _error(error: Unreadable) -> dict[str, Any]:
    return {"path": error.path, "reason": error.reason, "line": error.line, "column": error.column}


def _statistics(statistics: Statistics) -> dict[str, Any]:
    return {
        "files": statistics.files,
        "lines": statistics.lines,
        "functions": statistics.functions,
        "call_sites": statistics.calls,
        "resolved": statistics.resolved,
        "unresolved": statistics.unresolved,
        "unresolved_by_reason": dict(statistics.unresolved_by_reason),
        "unresolved_names": [{"name": name, "calls": calls} for name, calls in statistics.unresolved_names],
        "seconds": {stage: round(seconds, 3) for stage, seconds in statistics.seconds.items()},
    }
