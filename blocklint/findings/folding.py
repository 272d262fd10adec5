"""Findings of several kinds at one entering call become one, the strongest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from blocklint.findings.finding import Finding, Reach


def fold(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding a place, in report order; the others stand under `also`.

    The strongest is the one of the highest level, then confidence, then the shortest path, then the lowest code. A
    mistake of an offload or a lifetime (BL2xx, BL3xx) explains the blocking at its place, and comes before it.
    """
    places: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        places.setdefault((finding.path, finding.span), []).append(finding)
    folded: list[Finding] = []
    for group in places.values():
        first, *others = sorted(group, key=_strength)
        reaches = tuple(
            Reach(one.code, one.level, one.confidence, one.api, one.kind, one.trace)
            for one in others
            if (one.code, one.api) != (first.code, first.api)
        )
        folded.append(replace(first, also=reaches) if reaches else first)
    return sorted(folded, key=lambda finding: finding.sort_key)


_EXPLAINING = ("BL2", "BL301", "BL302")
"""What is wrong with an offload, or with the time of import, is why the call at its place blocks."""


def _strength(finding: Finding) -> tuple[object, ...]:
    explains = 0 if finding.code.startswith(_EXPLAINING) else 1
    return (explains, -finding.level.rank, -finding.confidence.rank, len(finding.trace), finding.code, finding.api)
