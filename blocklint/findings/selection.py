"""Which findings a run reports: by code, level, confidence and path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from blocklint.findings.finding import Finding
from blocklint.findings.folding import fold
from blocklint.kinds import Confidence, Level


def every(_code: str, _path: str) -> bool:
    """Select every rule in every file."""
    return True


def own_level(_code: str) -> Level | None:
    """Leave every finding the level that it has."""
    return None


@dataclass(frozen=True, slots=True)
class Selection:
    """What is reported.

    `selects` tells whether a code counts in a file, `level_of` which level the user gives to a code (None: its own).
    `paths` are the files whose findings are wanted, relative to the root (None: all); with `touching` a finding
    counts for every file that one of its steps stands in.
    """

    selects: Callable[[str, str], bool] = every
    level_of: Callable[[str], Level | None] = own_level
    min_level: Level = Level.NOTE
    min_confidence: Confidence = Confidence.POSSIBLE
    paths: Collection[str] | None = None
    touching: bool = False

    def judged(self, finding: Finding) -> Finding | None:
        """Return a finding with its level as the user sets it, None where it does not count."""
        level = self.level_of(finding.code)
        if level is not None:
            finding = replace(finding, level=level)
        counts = (
            self.selects(finding.code, finding.path)
            and finding.level.rank >= self.min_level.rank
            and finding.confidence.rank >= self.min_confidence.rank
        )
        return finding if counts else None

    def left_out(self, finding: Finding) -> str:
        """Return why a finding of a wanted file does not count, empty where it does."""
        level = self.level_of(finding.code) or finding.level
        if not self.selects(finding.code, finding.path):
            return f"{finding.code} is not selected here"
        if level.rank < self.min_level.rank:
            return f"level {level} is below {self.min_level}"
        if finding.confidence.rank < self.min_confidence.rank:
            return f"confidence {finding.confidence} is below {self.min_confidence}"
        return ""

    def placed(self, finding: Finding) -> bool:
        """Whether a finding stands in one of the wanted files."""
        if self.paths is None or finding.path in self.paths:
            return True
        if not self.touching:
            return False
        traces = (finding.trace, *(reach.trace for reach in finding.also))
        return any(step.path in self.paths for trace in traces for step in trace)


def judged(findings: Iterable[Finding], selection: Selection) -> list[Finding]:
    """Judge each kind that a call reaches on its own."""
    return [one for one in map(selection.judged, findings) if one is not None]


def gathered(findings: Iterable[Finding], selection: Selection) -> list[Finding]:
    """Fold the judged findings of one call, and keep what stands in the wanted files."""
    return [finding for finding in fold(findings) if selection.placed(finding)]
