"""What the hosts' formats allow, where no package ships a schema: written from their documentation.

GitLab: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
reviewdog: https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto
"""

from __future__ import annotations

from typing import Any


def strict(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has the required keys and no others than these."""
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


TEXT = {"type": "string", "minLength": 1}
NUMBER = {"type": "integer", "minimum": 1}

GITLAB = {
    "type": "array",
    "items": strict(
        ("description", "check_name", "fingerprint", "severity", "location"),
        description=TEXT,
        check_name=TEXT,
        fingerprint=TEXT,
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=strict(
            ("path", "lines"),
            path={"type": "string", "minLength": 1, "not": {"pattern": "^(\\./|/)"}},
            lines=strict(("begin",), begin=NUMBER, end=NUMBER),
        ),
    ),
}

_POSITION = strict((), line=NUMBER, column=NUMBER)
_RANGE = strict(("start",), start=_POSITION, end=_POSITION)
_LOCATION = strict(("path",), path=TEXT, range=_RANGE)
RDJSON = strict(
    ("diagnostics",),
    source=strict(("name",), name=TEXT, url=TEXT),
    severity={"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
    diagnostics={
        "type": "array",
        "items": strict(
            ("message", "location"),
            message=TEXT,
            location=_LOCATION,
            severity={"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
            source=strict(("name",), name=TEXT, url=TEXT),
            code=strict(("value",), value=TEXT, url=TEXT),
            suggestions={"type": "array", "items": strict(("range", "text"), range=_RANGE, text={"type": "string"})},
            original_output=TEXT,
            related_locations={
                "type": "array",
                "items": strict(("location",), message=TEXT, location=_LOCATION),
            },
        ),
    },
)
