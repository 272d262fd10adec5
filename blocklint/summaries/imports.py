"""Which libraries a project's summaries import."""

from __future__ import annotations

from collections.abc import Iterable

from blocklint.summaries.expressions import IMPORT
from blocklint.summaries.summary import ModuleSummary


def import_roots(summaries: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return the first part, and the first two parts, of every module that is imported absolutely."""
    roots: set[str] = set()
    for summary in summaries:
        for dotted, level in summary.imports:
            if not level:
                parts = dotted.split(".")
                roots.add(parts[0])
                if len(parts) > 1:
                    roots.add(f"{parts[0]}.{parts[1]}")
        for function in summary.functions[:1]:
            for _, expression in function.bindings:
                # `from google import genai` names the second part only here.
                if expression is None or expression[0] != IMPORT or expression[2] or not expression[3]:
                    continue
                if "." not in expression[1]:
                    roots.add(f"{expression[1]}.{expression[3]}")
    return frozenset(roots)
