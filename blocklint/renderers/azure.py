"""Azure Pipelines logging commands: issues of a build.

https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
"""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers.escaping import azure_data, azure_property
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sentence import sentence


def render(report: Report, options: RenderOptions) -> str:
    """Return one command a finding; Azure knows errors and warnings only."""
    return "".join(f"{_command(finding, options)}\n" for finding in report.findings)


def _command(finding: Finding, options: RenderOptions) -> str:
    properties = {
        "type": "error" if finding.level is Level.ERROR else "warning",
        "sourcepath": options.prefix + finding.path,
        "linenumber": str(finding.span.line),
        "columnnumber": str(finding.span.column),
        "code": finding.code,
    }
    listed = "".join(f"{name}={azure_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {listed}]{azure_data(sentence(finding, options))}"
