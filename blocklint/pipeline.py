"""The whole flow on one screen: paths, sources, summaries, program, findings, rewrites, report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from blocklint.catalogue.loader import load
from blocklint.deployment.in_code import settings_in_code
from blocklint.deployment.setting import ServerSetting
from blocklint.findings.clock import Clock
from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.findings.suppression import unsuppressed
from blocklint.program.link import link
from blocklint.program.suppression import Cuts, used_by
from blocklint.project import Project, begin_reading, open_project, project_of, with_texts
from blocklint.reporting import CODES, Analysis, Summaries, report, selection_of
from blocklint.rules import RULES
from blocklint.rules.housekeeping import meaningless_marks, unknown_codes, unreadable
from blocklint.sources.source import Unreadable
from blocklint.sources.suppressions import Suppressions
from blocklint.summaries.imports import import_roots
from blocklint.summaries.reading import Reading

__all__ = [
    "Analysis", "Project", "analyse", "check_text", "open_project", "project_of", "report", "selection_of",
    "with_texts",
]  # fmt: skip

_NONE: Summaries = {}
_CODE_OF = {rule.name: rule.code for rule in RULES}


def analyse(
    project: Project, clock: Clock | None = None, known: Summaries = _NONE, reading: Reading | None = None
) -> Analysis:
    """Run every stage up to the findings; nothing is selected or folded yet.

    `known` are the summaries of an earlier analysis: those of unchanged files are used again; `reading` is what other
    processes have begun to read.
    """
    clock = clock or Clock()
    summaries = _summaries(project, known, reading)
    clock.tick("summaries")
    good = [(source, one) for source, one in summaries.items() if not isinstance(one, Unreadable)]
    errors = (*project.errors, *(one for one in summaries.values() if isinstance(one, Unreadable)))
    catalogue = load(import_roots(one for _, one in good), project.catalogues, callbacks=project.contexts)
    clock.tick("catalogue")
    cuts = Cuts(project.sources, _CODE_OF, honoured=project.ignores)
    program = link(good, catalogue, project.requires, cuts, project.nonblocking, project.roots)
    clock.tick("program")
    settings = [*settings_in_code(program), *_settings(project)]
    found = [finding for rule in RULES for finding in rule.check(program, settings)]
    found.extend(unreadable(error) for error in errors)
    found.extend(_misunderstood(project))
    found.extend(meaningless_marks(program))
    kept, used = unsuppressed(found, cuts.by_path)
    clock.tick("rules")
    return Analysis(summaries, program, tuple(kept), errors, clock, cuts, used | used_by(program, cuts))


def _summaries(project: Project, known: Summaries, reading: Reading | None) -> Summaries:
    """Return the summary of each source, in order."""
    reading = reading or begin_reading([source for source in project.sources if source not in known], project)
    made = {**known, **dict(zip(reading.sources, reading.summaries(), strict=True))}
    return {source: made[source] for source in project.sources}


def _settings(project: Project) -> list[ServerSetting]:
    if not project.deployment:
        return []
    from blocklint.deployment.reading import read  # parsers of a dozen formats, and many projects have none of them

    return read(project.deployment)


def _misunderstood(project: Project) -> Iterator[Finding]:
    """Yield what is wrong in comments, those that are not honoured in this run among them."""
    for source in project.sources:
        if source.comments:
            yield from unknown_codes(source, Suppressions(source.comments, _CODE_OF), CODES)


def check_text(files: Mapping[str, str], selection: Selection | None = None) -> Report:
    """Analyse files given as text, by path, with every level and confidence: for tests, editors and examples."""
    project = project_of(files)
    return report(project, analyse(project), selection or Selection())
