"""Findings as SARIF results: message, path, root cause, fixes, fingerprints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blocklint.findings.finding import Finding, Step
from blocklint.findings.fingerprint import counted_fingerprints
from blocklint.findings.remedy import Edit, Remedy
from blocklint.findings.report import Report
from blocklint.renderers.escaping import visible
from blocklint.renderers.line_hash import line_hashes
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sarif_places import Places
from blocklint.renderers.sentence import capital

_MOST_STEPS = 20
_LINK = re.compile(r"([\\\[\]])")


def results(report: Report, options: RenderOptions, rule_indices: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return one result a finding, in report order, and after them what is suppressed, where that was asked for."""
    places = Places(report, options.prefix)
    findings = findings_shown(report)
    hashes = _hashes(report, findings)
    identities = counted_fingerprints(findings)
    return [
        {
            **_result(finding, places, rule_indices),
            "partialFingerprints": _fingerprints(hashes, finding, identity),
            **state,
        }
        for finding, identity, state in zip(findings, identities, _states(report), strict=True)
    ]


def findings_shown(report: Report) -> tuple[Finding, ...]:
    """Return the findings that have a result, those that are not reported last."""
    return (*report.findings, *(one.finding for one in report.suppressed or ()))


def _states(report: Report) -> Iterator[dict[str, Any]]:
    """Yield for each finding how it compares to what was known before, and why it is not reported."""
    shows_state = report.known is not None and report.suppressed is not None
    for _ in report.findings:
        yield {"baselineState": "new"} if shows_state else {}
    for one in report.suppressed or ():
        if one.known:
            known = {"kind": "external", "justification": "known before"}
            yield {"baselineState": "unchanged", "suppressions": [known]}
        else:
            justification = {"justification": plain(one.reason)} if one.reason else {}
            state = {"baselineState": "unchanged"} if shows_state else {}
            yield {**state, "suppressions": [{"kind": "inSource", **justification}]}


def _result(finding: Finding, places: Places, rule_indices: Mapping[str, int]) -> dict[str, Any]:
    result = {
        "ruleId": finding.code,
        **({"ruleIndex": rule_indices[finding.code]} if finding.code in rule_indices else {}),
        "level": finding.level.value,
        "message": {"text": _message(finding)},
        "locations": [_location(finding, places)],
        "properties": {
            "confidence": finding.confidence.value,
            "kind": finding.kind.value if finding.kind else None,
            "api": finding.api,
        },
    }
    if len(finding.trace) > 1:
        result["relatedLocations"] = [_root_cause(finding.root_cause, places)]
        result["codeFlows"] = [_code_flow(finding.trace, places)]
    if fixes := [_fix(remedy, places) for remedy in finding.remedies if remedy.edits]:
        result["fixes"] = fixes
    return result


def _location(finding: Finding, places: Places) -> dict[str, Any]:
    return {
        "physicalLocation": places.at(finding.path, finding.span),
        "logicalLocations": [{"fullyQualifiedName": finding.entry, "kind": "function"}],
    }


def _message(finding: Finding) -> str:
    """Return the sentence that is the alert's title, and where the cause is; brackets from outside make no link."""
    text = f"{plain(capital(finding.message))}."
    if len(finding.trace) > 1:
        step = finding.root_cause
        text += f" The root cause is [`{plain(step.call)}`](1) in `{plain(step.function)}`."
    return text


def plain(text: str) -> str:
    """Return `text` for a SARIF message: on one line, and no bracket of it makes a link."""
    return _LINK.sub(r"\\\1", visible(" ".join(text.split())))


def _root_cause(step: Step, places: Places) -> dict[str, Any]:
    return {
        "id": 1,
        "physicalLocation": places.at(step.path, step.span),
        "message": {"text": f"The call that blocks: `{plain(step.call)}`."},
    }


def _code_flow(trace: Sequence[Step], places: Places) -> dict[str, Any]:
    steps = trace if len(trace) <= _MOST_STEPS else (*trace[: _MOST_STEPS // 2], *trace[-_MOST_STEPS // 2 :])
    return {"threadFlows": [{"locations": [{"location": _flow_location(step, places)} for step in steps]}]}


def _flow_location(step: Step, places: Places) -> dict[str, Any]:
    return {
        "physicalLocation": places.at(step.path, step.span),
        "message": {"text": f"`{plain(step.function)}` calls `{plain(step.call)}`."},
    }


def _fix(remedy: Remedy, places: Places) -> dict[str, Any]:
    paths = dict.fromkeys(edit.path for edit in remedy.edits)
    return {
        "description": {"text": f"{plain(capital(remedy.title))} ({remedy.applicability})."},
        "artifactChanges": [
            {
                "artifactLocation": places.artifact(path),
                "replacements": [_replacement(edit, places) for edit in remedy.edits if edit.path == path],
            }
            for path in paths
        ],
    }


def _replacement(edit: Edit, places: Places) -> dict[str, Any]:
    return {"deletedRegion": places.region(edit.path, edit.span), "insertedContent": {"text": edit.content}}


def _hashes(report: Report, findings: Sequence[Finding]) -> dict[tuple[str, int], str]:
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for finding in findings:
        wanted[finding.path].append(finding.span.line)
    return {
        (path, line): value
        for path, numbers in wanted.items()
        for line, value in line_hashes(report.lines.get(path, ()), numbers).items()
    }


def _fingerprints(hashes: Mapping[tuple[str, int], str], finding: Finding, identity: str) -> dict[str, str]:
    own = {"blocklint/v1": identity}
    line = hashes.get((finding.path, finding.span.line))
    return {"primaryLocationLineHash": line, **own} if line else own
