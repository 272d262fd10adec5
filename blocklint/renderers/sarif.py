"""SARIF 2.1.0 as GitHub code scanning reads it.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blocklint import __version__
from blocklint.findings.report import Report
from blocklint.renderers.escaping import json_text
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sarif_places import Places
from blocklint.renderers.sarif_results import findings_shown, results
from blocklint.renderers.sarif_rules import described_rules
from blocklint.sources.source import Unreadable

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub rejects a run that has more."""
_MOST_SHOWN = 5_000
"""GitHub shows that many, those of the highest level."""


def render(report: Report, options: RenderOptions) -> str:
    """Return one run as one line of JSON, since uploads are limited in size."""
    rules = described_rules(finding.code for finding in findings_shown(report))
    indices = {rule["id"]: index for index, rule in enumerate(rules)}
    run: dict[str, Any] = {
        "tool": {"driver": _driver(rules)},
        "automationDetails": {"id": f"{options.category}/"},
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that all paths count from."}}},
        "columnKind": "utf16CodeUnits",
        "invocations": [_invocation(report, Places(report, options.prefix))],
        "results": _results(report, options, indices),
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def left_out(report: Report) -> tuple[str, ...]:
    """Return in one line each what GitHub's limits cost this report; the command line warns of it."""
    count = len(report.findings)
    if count > _MOST_RESULTS:
        return (f"{count - _MOST_RESULTS} of {count} findings are left out of SARIF: GitHub takes {_MOST_RESULTS}",)
    if count > _MOST_SHOWN:
        return (f"GitHub shows the first {_MOST_SHOWN} of {count} findings",)
    return ()


def _driver(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "blocklint",
        "semanticVersion": __version__,
        "informationUri": f"pkg:pypi/blocklint-async@{__version__}",
        "rules": rules,
    }


def _results(report: Report, options: RenderOptions, indices: Mapping[str, int]) -> list[dict[str, Any]]:
    found = results(report, options, indices)
    if len(found) <= _MOST_RESULTS:
        return found
    order = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda result: order[result["level"]])[:_MOST_RESULTS]


def _invocation(report: Report, places: Places) -> dict[str, Any]:
    """Files that could not be analysed are named; the run as a whole succeeded all the same."""
    notices = [_notification(error, places) for error in report.errors]
    notices += [{"level": "warning", "message": {"text": f"{text}."}} for text in left_out(report)]
    return {"executionSuccessful": True, "toolExecutionNotifications": notices}


def _notification(error: Unreadable, places: Places) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": {"text": f"This file was not analysed: {error.reason}."},
        "locations": [{"physicalLocation": places.at_line(error.path, error.line)}],
    }
