"""A finding in plain sentences, for formats that have one text field."""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.renderers.footer import suggested
from blocklint.renderers.options import RenderOptions


def sentence(finding: Finding, options: RenderOptions) -> str:
    """Return message, root cause and suggested remedy; not escaped, each sentence with its stop."""
    parts = [f"{capital(finding.message)}."]
    if len(finding.trace) > 1:
        step = finding.root_cause
        parts.append(f"Root cause: {options.prefix + step.path}:{step.span.line} in `{step.function}`.")
    remedy = suggested(finding)
    if remedy is not None:
        parts.append(f"{capital(remedy.title)}.")
    return " ".join(parts)


def capital(text: str) -> str:
    """Return `text` with its first letter as a capital."""
    return text[:1].upper() + text[1:]
