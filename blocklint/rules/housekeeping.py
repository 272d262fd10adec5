"""Findings about the run itself: made where files and comments are read, described by their rules."""

from __future__ import annotations

from blocklint.findings.finding import Finding, Step
from blocklint.kinds import Confidence, Level
from blocklint.sources.source import Span, Unreadable


def unreadable(error: Unreadable) -> Finding:
    """Return the finding for a file that could not be analysed."""
    span = Span(error.line, error.column, error.line, error.column + 1)
    return Finding(
        code="BL999",
        name="unreadable-file",
        level=Level.ERROR,
        confidence=Confidence.CERTAIN,
        message=f"this file was not analysed: {error.reason}",
        path=error.path,
        span=span,
        function="",
        entry="",
        callee="",
        api="",
        kind=None,
        trace=(Step(error.path, span, "", ""),),
    )
