"""Findings under the file that they stand in."""

from __future__ import annotations

from itertools import groupby

from blocklint.findings.report import Report
from blocklint.renderers.concise import said
from blocklint.renderers.escaping import terminal_path
from blocklint.renderers.footer import with_footer
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.style import Style


def render(report: Report, options: RenderOptions) -> str:
    """Return a heading a file, one line a finding, and a summary."""
    style = Style(options.color)
    lines = []
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        lines.append(f"{style.strong(terminal_path(options.prefix + path))}:")
        places = [(f"{finding.span.line}:{finding.span.column}", finding) for finding in findings]
        width = max(len(place) for place, _ in places)
        lines += [f"  {place:<{width}}  {said(finding, style)}" for place, finding in places]
        lines.append("")
    return with_footer(lines, report, options)
