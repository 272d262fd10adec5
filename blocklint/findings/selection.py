"""Which findings a run reports: by code, level, confidence and path."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from blocklint.findings.finding import Finding, Reach
from blocklint.kinds import Confidence, Level


@dataclass(frozen=True, slots=True)
class Selection:
    """What is reported.

    `codes` are the selected rules (None: all). `paths` are the files whose findings are wanted, relative to the root
    (None: all); with `touching` a finding counts for every file that one of its steps stands in.
    """

    codes: Collection[str] | None = None
    min_level: Level = Level.NOTE
    min_confidence: Confidence = Confidence.POSSIBLE
    paths: Collection[str] | None = None
    touching: bool = False

    def judged(self, finding: Finding | Reach) -> bool:
        """Whether a kind that a call reaches counts: judged before the kinds of one call are folded into one."""
        return (
            (self.codes is None or finding.code in self.codes)
            and finding.level.rank >= self.min_level.rank
            and finding.confidence.rank >= self.min_confidence.rank
        )

    def placed(self, finding: Finding) -> bool:
        """Whether a finding stands in one of the wanted files."""
        if self.paths is None or finding.path in self.paths:
            return True
        if not self.touching:
            return False
        traces = (finding.trace, *(reach.trace for reach in finding.also))
        return any(step.path in self.paths for trace in traces for step in trace)


def select(findings: Iterable[Finding], selection: Selection) -> list[Finding]:
    """Return the findings that count, in their order."""
    return [finding for finding in findings if selection.judged(finding) and selection.placed(finding)]
