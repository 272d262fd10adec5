"""Findings grouped by the call that blocks, since one repair there settles them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blocklint.findings.finding import Finding, Step


@dataclass(frozen=True, slots=True)
class RootCause:
    """One call of a blocking API and the findings that reach it, in report order."""

    api: str
    step: Step
    findings: tuple[Finding, ...]

    @property
    def functions(self) -> tuple[str, ...]:
        """The qualified names of the functions that reach it, each once, in report order."""
        return tuple(name for _, name in dict.fromkeys((finding.path, finding.function) for finding in self.findings))


def by_root_cause(findings: Sequence[Finding]) -> tuple[RootCause, ...]:
    """Group findings by root cause and API, in the order of each group's first finding."""
    groups: dict[tuple[str, Step], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.api, finding.root_cause), []).append(finding)
    return tuple(RootCause(api, step, tuple(group)) for (api, step), group in groups.items())
