"""GitHub workflow commands: annotations on the lines of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers.escaping import github_data, github_property
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sentence import sentence

_COMMAND = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(report: Report, options: RenderOptions) -> str:
    """Return one command a finding."""
    return "".join(f"{_command(finding, options)}\n" for finding in report.findings)


def _command(finding: Finding, options: RenderOptions) -> str:
    span = finding.span
    properties = {
        "title": f"blocklint ({finding.code} {finding.name})",
        "file": options.prefix + finding.path,
        "line": str(span.line),
        "col": str(span.column),
        "endLine": str(span.end_line),
        "endColumn": str(span.end_column),
    }
    if span.line != span.end_line:  # GitHub takes columns on one line only
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    return f"::{_COMMAND[finding.level]} {listed}::{github_data(sentence(finding, options))}"
