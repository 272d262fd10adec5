"""A job summary in GitHub's Markdown. All text from outside stands in code spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.renderers.escaping import markdown_code
from blocklint.renderers.footer import footer, plural
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.root_causes import RootCause, by_root_cause

_MOST_CAUSES = 10
_MOST_FUNCTIONS = 10
_MOST_FINDINGS = 200
"""A job summary holds one megabyte; a finding takes up to one kilobyte here."""


def render(report: Report, options: RenderOptions) -> str:
    """Return counts, the root causes that most functions reach, the functions that block most, the findings."""
    lines = ["## blocklint", "", f"{_total(report)}", *_errors(report, options)]
    if report.findings:
        lines += _causes(report, options) + _functions(report) + _findings(report, options)
    return "\n".join(lines) + "\n"


def _total(report: Report) -> str:
    *_, last = footer(report, RenderOptions())
    return last


def _errors(report: Report, options: RenderOptions) -> Iterator[str]:
    for error in report.errors:
        place = markdown_code(f"{options.prefix}{error.path}:{error.line}")
        yield f"- not analysed: {place} {markdown_code(error.reason)}"


def _causes(report: Report, options: RenderOptions) -> list[str]:
    causes = sorted(by_root_cause(report.findings), key=lambda cause: -len(cause.functions))[:_MOST_CAUSES]
    rows = [_cause(cause, options) for cause in causes]
    return ["", "### Root causes", "", "| API | Where | Reached from |", "|---|---|---:|", *rows]


def _cause(cause: RootCause, options: RenderOptions) -> str:
    place = markdown_code(f"{options.prefix}{cause.step.path}:{cause.step.span.line}")
    reached = plural(len(cause.functions), "function")
    return f"| {markdown_code(cause.api)} | {place} {markdown_code(cause.step.function)} | {reached} |"


def _functions(report: Report) -> list[str]:
    counts = Counter(finding.entry for finding in report.findings).most_common(_MOST_FUNCTIONS)
    rows = [f"| {markdown_code(name)} | {count} |" for name, count in counts]
    return ["", "### Functions that block", "", "| Function | Findings |", "|---|---:|", *rows]


def _findings(report: Report, options: RenderOptions) -> list[str]:
    rows = [_finding(finding, options) for finding in report.findings[:_MOST_FINDINGS]]
    left = len(report.findings) - len(rows)
    head = ["", "### Findings", "", "| Where | Rule | Level | Function | API |", "|---|---|---|---|---|"]
    return [*head, *rows, *(["", f"… and {left} more."] if left else [])]


def _finding(finding: Finding, options: RenderOptions) -> str:
    place = markdown_code(f"{options.prefix}{finding.path}:{finding.span.line}")
    name, api = markdown_code(finding.function), markdown_code(finding.api)
    return f"| {place} | {finding.code} {finding.name} | {finding.level} | {name} | {api} |"
