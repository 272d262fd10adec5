"""Spans as SARIF places: relative URIs, columns in UTF-16 units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from blocklint.findings.report import Report
from blocklint.renderers.escaping import uri
from blocklint.sources.source import Span
from blocklint.sources.spans import utf16_column


@dataclass(frozen=True, slots=True)
class Places:
    """Writes places of one report; `prefix` leads from the folder that paths count from to the analysed root."""

    report: Report
    prefix: str

    def artifact(self, path: str) -> dict[str, Any]:
        """Return the location of a file."""
        return {"uri": uri(self.prefix + path), "uriBaseId": "%SRCROOT%"}

    def at(self, path: str, span: Span) -> dict[str, Any]:
        """Return a place that a pull request can annotate: the part of `span` on its first line."""
        end = span.end_column if span.end_line == span.line else len(self._line(path, span.line).rstrip()) + 1
        return self._place(path, Span(span.line, span.column, span.line, max(end, span.column + 1)))

    def at_line(self, path: str, line: int) -> dict[str, Any]:
        """Return a whole line."""
        return {"artifactLocation": self.artifact(path), "region": {"startLine": line}}

    def region(self, path: str, span: Span) -> dict[str, int]:
        """Return `span` as it is."""
        return {
            "startLine": span.line,
            "startColumn": utf16_column(self._line(path, span.line), span.column),
            "endLine": span.end_line,
            "endColumn": utf16_column(self._line(path, span.end_line), span.end_column),
        }

    def _place(self, path: str, span: Span) -> dict[str, Any]:
        return {"artifactLocation": self.artifact(path), "region": self.region(path, span)}

    def _line(self, path: str, number: int) -> str:
        lines = self.report.lines.get(path, ())
        return lines[number - 1] if number <= len(lines) else ""
