"""Rules as SARIF descriptors, with the whole page of each as help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from blocklint.kinds import Level

if TYPE_CHECKING:
    from blocklint.rules.rule import Rule

_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
_LONGEST = 1024
"""Characters that GitHub shows of a description."""


def described_rules(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the descriptors of the rules with these codes, in the order of the codes."""
    from blocklint.rules import RULES  # two dozen modules with long texts, which no other format needs

    wanted = frozenset(codes)
    return [_descriptor(rule) for rule in RULES if rule.code in wanted]


def _descriptor(rule: Rule) -> dict[str, Any]:
    from blocklint.rules.page import as_markdown, as_text, page

    parts = page(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": _cut(" ".join(f"{parts.what} {parts.why}".split()))},
        "help": {"text": as_text(rule), "markdown": as_markdown(rule)},
        "defaultConfiguration": {"level": rule.level.value},
        "properties": {
            "tags": ["asyncio", "reliability", rule.name],
            "precision": "high" if rule.level is not Level.NOTE else "medium",
            "problem.severity": _SEVERITY[rule.level],
        },
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
