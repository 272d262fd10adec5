"""One JSON object a line and a finding, for tools that read a stream."""

from __future__ import annotations

from blocklint.findings.report import Report
from blocklint.renderers.escaping import json_text
from blocklint.renderers.json_report import findings
from blocklint.renderers.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    """Return the findings as the JSON report has them, one a line; nothing where there are none."""
    return "".join(f"{json_text(finding)}\n" for finding in findings(report, options))
