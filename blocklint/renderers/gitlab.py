"""GitLab's code quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from typing import Any

from blocklint.findings.finding import Finding
from blocklint.findings.fingerprint import counted_fingerprints
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers.escaping import json_text
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sentence import sentence

_SEVERITY = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(report: Report, options: RenderOptions) -> str:
    """Return a JSON array; GitLab matches its entries between two branches by their fingerprints."""
    identities = counted_fingerprints(report.findings)
    entries = [_entry(finding, each, options) for finding, each in zip(report.findings, identities, strict=True)]
    return json_text(entries, indent=2) + "\n"


def _entry(finding: Finding, identity: str, options: RenderOptions) -> dict[str, Any]:
    return {
        "description": sentence(finding, options),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": identity,
        "severity": _SEVERITY[finding.level],
        "location": {
            "path": options.prefix + finding.path,
            "lines": {"begin": finding.span.line, "end": finding.span.end_line},
        },
    }
