"""The whole result of one run, which the renderers see and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from blocklint.findings.finding import Finding
from blocklint.sources.source import Unreadable


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over the whole analysed project, and the seconds that each stage took."""

    files: int = 0
    lines: int = 0
    functions: int = 0
    calls: int = 0
    resolved: int = 0
    unresolved: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    unresolved_by_reason: Mapping[str, int] = field(default_factory=dict)
    unresolved_names: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """How many findings are new, were known before, and are gone, where a run is compared with an earlier state."""

    new: int
    known: int
    gone: int

    def __str__(self) -> str:
        return f"{self.new} new, {self.known} known, {self.gone} gone"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is not reported: because it was known before, or for a comment with its reason."""

    finding: Finding
    known: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Findings in report order, the files that could not be analysed, and statistics.

    `root` is the analysed root as an absolute path; `lines` maps the path of each file that a
    finding or a trace mentions to its text, split into lines, for the renderers' excerpts. `known` is None where
    nothing was compared, `suppressed` where it was not asked for.
    """

    root: str
    findings: tuple[Finding, ...]
    errors: tuple[Unreadable, ...] = ()
    statistics: Statistics = field(default_factory=Statistics)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known: Known | None = None
    suppressed: tuple[Suppressed, ...] | None = None
