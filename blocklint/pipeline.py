"""The whole flow on one screen: paths, sources, summaries, program, findings, rewrites, report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from blocklint.catalogue.loader import load
from blocklint.findings.clock import Clock
from blocklint.deployment.in_code import settings_in_code
from blocklint.deployment.reading import read as read_settings
from blocklint.findings.finding import Finding
from blocklint.findings.folding import fold
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection, select
from blocklint.program.link import link
from blocklint.program.program import Program
from blocklint.program.statistics import statistics
from blocklint.program.suppression import cut_by
from blocklint.rules import RULES
from blocklint.rules.housekeeping import unreadable
from blocklint.sources.modules import layout
from blocklint.sources.reading import read_overlay
from blocklint.sources.source import Source, Unreadable
from blocklint.sources.spans import split_lines
from blocklint.summaries.imports import import_roots
from blocklint.summaries.summarise_all import summarise_all


@dataclass(frozen=True, slots=True)
class Project:
    """What is analysed: the sources, files without one, deployment files, catalogues, and declared requirements."""

    root: str
    sources: tuple[Source, ...]
    errors: tuple[Unreadable, ...] = ()
    deployment: tuple[tuple[str, str], ...] = ()
    catalogues: tuple[tuple[str, str], ...] = ()
    requires: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Analysis:
    """The program, everything that the rules say of it, the files that could not be analysed, and statistics."""

    program: Program
    findings: tuple[Finding, ...]
    errors: tuple[Unreadable, ...]
    clock: Clock


def analyse(project: Project, clock: Clock | None = None) -> Analysis:
    """Run every stage up to the findings; nothing is selected or folded yet."""
    clock = clock or Clock()
    summaries = summarise_all(project.sources)
    clock.tick("summaries")
    good = [(source, one) for source, one in zip(project.sources, summaries, strict=True) if not isinstance(one, Unreadable)]
    errors = (*project.errors, *(one for one in summaries if isinstance(one, Unreadable)))
    catalogue = load(import_roots(one for _, one in good), project.catalogues)
    clock.tick("catalogue")
    program = link(good, catalogue, project.requires, cut_by(project.sources))
    clock.tick("program")
    settings = [*settings_in_code(program), *read_settings(project.deployment)]
    found = [finding for rule in RULES for finding in rule.check(program, settings)]
    found.extend(unreadable(error) for error in errors)
    clock.tick("rules")
    return Analysis(program, tuple(found), errors, clock)


def report(project: Project, analysis: Analysis, selection: Selection) -> Report:
    """Select, fold and gather what a report shows."""
    judged = [finding for finding in analysis.findings if selection.judged(finding)]
    findings = select(fold(judged), selection)
    mentioned = {step.path for finding in findings for step in finding.trace}
    lines = {source.path: split_lines(source.text) for source in project.sources if source.path in mentioned}
    counted = statistics(analysis.program, analysis.clock.seconds)
    return Report(project.root, tuple(findings), analysis.errors, counted, lines)


def check_text(files: Mapping[str, str], selection: Selection | None = None) -> Report:
    """Analyse files given as text, by path, with every level and confidence: for tests, editors and examples."""
    names = layout(files)
    read = [read_overlay(path, text, names) for path, text in sorted(files.items()) if path.endswith(".py")]
    project = Project(
        "",
        tuple(one for one in read if isinstance(one, Source)),
        tuple(one for one in read if isinstance(one, Unreadable)),
        tuple((path, text) for path, text in sorted(files.items()) if not path.endswith(".py")),
    )
    return report(project, analyse(project), selection or Selection())
