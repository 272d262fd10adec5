"""One line a finding: ``path:line:col: CODE [*] message``, as editors and other tools parse it."""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability
from blocklint.findings.report import Report
from blocklint.renderers.escaping import terminal_path, visible
from blocklint.renderers.footer import fixable, with_footer
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.style import Style


def render(report: Report, options: RenderOptions) -> str:
    """Return one line a finding and a summary. ``[*]`` marks what `--fix` repairs."""
    style = Style(options.color)
    lines = [
        f"{style.strong(terminal_path(options.prefix + finding.path))}:{finding.span.line}:{finding.span.column}: "
        f"{said(finding, style)}"
        for finding in report.findings
    ]
    return with_footer(lines, report, options)


def said(finding: Finding, style: Style) -> str:
    """Return code, fix mark and message of a finding on one line."""
    mark = "[*] " if fixable(finding, Applicability.SAFE) else ""
    return f"{style.level(finding.level, finding.code)} {mark}{visible(finding.message)}"
