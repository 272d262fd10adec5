"""Reviewdog's diagnostic format.

https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from __future__ import annotations

from typing import Any

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers.escaping import json_text
from blocklint.renderers.footer import suggested
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sentence import sentence
from blocklint.sources.source import Span
from blocklint.sources.spans import byte_column

_SEVERITY = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(report: Report, options: RenderOptions) -> str:
    """Return one JSON object; columns count UTF-8 bytes, as the format has it."""
    diagnostics = [_diagnostic(finding, report, options) for finding in report.findings]
    return json_text({"source": {"name": "blocklint"}, "diagnostics": diagnostics}, indent=2) + "\n"


def _diagnostic(finding: Finding, report: Report, options: RenderOptions) -> dict[str, Any]:
    return {
        "message": sentence(finding, options),
        "location": _location(finding.path, finding.span, report, options),
        "severity": _SEVERITY[finding.level],
        "code": {"value": finding.code},
        "related_locations": [
            {"message": f"{step.function}: {step.call}", "location": _location(step.path, step.span, report, options)}
            for step in finding.trace[1:]
        ],
        "suggestions": _suggestions(finding, report),
    }


def _location(path: str, span: Span, report: Report, options: RenderOptions) -> dict[str, Any]:
    return {"path": options.prefix + path, "range": _range(path, span, report)}


def _range(path: str, span: Span, report: Report) -> dict[str, Any]:
    lines = report.lines.get(path, ())

    def position(line: int, column: int) -> dict[str, int]:
        text = lines[line - 1] if line <= len(lines) else ""
        return {"line": line, "column": byte_column(text, column)}

    return {"start": position(span.line, span.column), "end": position(span.end_line, span.end_column)}


def _suggestions(finding: Finding, report: Report) -> list[dict[str, Any]]:
    """Return the suggested remedy where it is one edit of this file: a reader applies suggestions one by one."""
    remedy = suggested(finding)
    if remedy is None or len(remedy.edits) != 1 or remedy.edits[0].path != finding.path:
        return []
    (edit,) = remedy.edits
    return [{"range": _range(edit.path, edit.span, report), "text": edit.content}]
