"""An analysis and a selection in, a report out: what counts, what was known before, what comments suppress."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from blocklint.config import Config
from blocklint.findings.baseline import Comparison, Entry, compare, entry_of, places
from blocklint.findings.clock import Clock
from blocklint.findings.finding import Finding
from blocklint.findings.report import Known, Report, Suppressed
from blocklint.findings.selection import Selection, gathered, judged
from blocklint.findings.suppression import suppressing, unsuppressed
from blocklint.program.program import Program
from blocklint.program.statistics import outline, statistics
from blocklint.program.suppression import Cuts
from blocklint.project import Project
from blocklint.rules import RULES
from blocklint.rules.housekeeping import unused_suppressions
from blocklint.sources.discovery import Discovery
from blocklint.sources.source import Source, Unreadable
from blocklint.sources.spans import split_lines
from blocklint.sources.suppressions import Used
from blocklint.summaries.summary import ModuleSummary

Summaries: TypeAlias = "Mapping[Source, ModuleSummary | Unreadable]"
"""What each file says, or why that is not known."""

CODES = tuple(rule.code for rule in RULES)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The program, everything that the rules say of it, the files that could not be analysed, and statistics.

    `summaries` are those of every source; `cuts` are the suppressions that were honoured, `used` those among them that
    suppressed something.
    """

    summaries: Summaries
    program: Program
    findings: tuple[Finding, ...]
    errors: tuple[Unreadable, ...]
    clock: Clock
    cuts: Cuts
    used: frozenset[Used]


def selection_of(config: Config, found: Discovery | None = None) -> Selection:
    """Return what a configuration selects for the report."""
    paths = None if found is None or found.selected == frozenset(found.files) else found.selected
    return Selection(config.selects, config.level_of, config.min_level, config.min_confidence, paths, config.touching)


def report(
    project: Project,
    analysis: Analysis,
    selection: Selection,
    known: Sequence[Entry] | None = None,
    *,
    counted: bool = True,
) -> Report:
    """Select, fold and gather what a report shows; of what is `known` (None: nothing is compared) the number only.

    `counted` is False where nobody will look at the counts of calls.
    """
    found = judge(project, analysis, selection)
    comparison = compared(project, found, known or ())
    findings = gathered(comparison.new, selection)
    counts = None
    if known is not None:
        gone = [entry for entry in comparison.gone if selection.paths is None or entry.path in selection.paths]
        counts = Known(len(findings), len(gathered(comparison.known, selection)), places(gone))
    mentioned = {step.path for finding in findings for step in finding.trace}
    counts_of = statistics if counted else outline
    numbers = counts_of(analysis.program, analysis.clock.seconds)
    return Report(project.root, tuple(findings), analysis.errors, numbers, lines_of(project, mentioned), counts)


def judge(project: Project, analysis: Analysis, selection: Selection) -> list[Finding]:
    """Return everything that counts in the whole project, each kind that a call reaches on its own."""
    unused, _ = unsuppressed(_unused(project, analysis, selection), analysis.cuts.by_path)
    return judged((*analysis.findings, *unused), selection)


def _unused(project: Project, analysis: Analysis, selection: Selection) -> Iterator[Finding]:
    """Yield the suppressions that suppress nothing, where all was seen that they could have been written for."""
    if not project.whole or analysis.errors:
        return
    for source in project.sources:
        suppressions = analysis.cuts.by_path.get(source.path)
        if suppressions is not None:
            selected = [code for code in CODES if selection.selects(code, source.path)]
            yield from unused_suppressions(source, suppressions, analysis.used, selected, CODES)


def compared(project: Project, found: Sequence[Finding], known: Sequence[Entry]) -> Comparison:
    """Compare judged findings of a project with what was known."""
    lines = lines_of(project, {finding.path for finding in found}) if known else {}
    return compare(found, known, lines, project.files)


def entries_of(project: Project, found: Iterable[Finding]) -> tuple[Entry, ...]:
    """Return what a later run must know of judged findings."""
    kept = tuple(found)
    lines = lines_of(project, {finding.path for finding in kept})
    return tuple(entry_of(finding, lines) for finding in kept)


def lines_of(project: Project, paths: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the lines of the sources at some paths."""
    return {source.path: split_lines(source.text) for source in project.sources if source.path in paths}


def suppressed(
    project: Project, analysis: Analysis, uncut: Analysis, selection: Selection, known: Sequence[Entry] | None
) -> tuple[Suppressed, ...]:
    """Return what a report leaves out: the findings that were known before, and those that comments suppress.

    `uncut` is the analysis of the same project without suppressions: what they hide was never found with them.
    """
    found = judge(project, analysis, selection)
    before = compared(project, found, known).known if known is not None else ()
    reported = {(finding.code, finding.path, finding.span) for finding in found}
    hidden = [one for one in judge(project, uncut, selection) if (one.code, one.path, one.span) not in reported]
    return (
        *(Suppressed(finding, True) for finding in gathered(before, selection)),
        *(Suppressed(one, False, _reason(one, analysis.cuts)) for one in gathered(hidden, selection)),
    )


def _reason(finding: Finding, cuts: Cuts) -> str:
    """Return the reason that a comment gives, empty where it gives none or a mark hides the finding."""
    return next((one.comment.reason for one in suppressing(finding, cuts.by_path) if one.comment.reason), "")
