"""The whole flow on one screen: paths, sources, summaries, program, findings, rewrites, report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from blocklint.catalogue.loader import load, texts
from blocklint.catalogue.model import Callback
from blocklint.config import Config
from blocklint.deployment.files import is_deployment_file
from blocklint.deployment.files import load as load_deployment
from blocklint.deployment.in_code import settings_in_code
from blocklint.deployment.reading import read as read_settings
from blocklint.findings.clock import Clock
from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection, select
from blocklint.findings.suppression import unsuppressed
from blocklint.program.link import link, never
from blocklint.program.program import Program
from blocklint.program.statistics import statistics
from blocklint.program.suppression import Cuts, used_by
from blocklint.rules import RULES
from blocklint.rules.housekeeping import unknown_codes, unreadable, unused_suppressions
from blocklint.sources.comments import find_comments
from blocklint.sources.discovery import Discovery, discover
from blocklint.sources.import_roots import declared_roots
from blocklint.sources.modules import layout
from blocklint.sources.reading import digest, read_overlay
from blocklint.sources.reading import read as read_source
from blocklint.sources.requirements import is_requirements_file, requires
from blocklint.sources.root import is_part
from blocklint.sources.source import Source, Unreadable
from blocklint.sources.spans import split_lines
from blocklint.sources.suppressions import Suppressions, Used
from blocklint.summaries.imports import import_roots
from blocklint.summaries.summarise_all import summarise_all
from blocklint.summaries.summary import ModuleSummary

Summaries: TypeAlias = "Mapping[Source, ModuleSummary | Unreadable]"
"""What each file says, or why that is not known."""

_NONE: Summaries = {}

_CODE_OF = {rule.name: rule.code for rule in RULES}
_CODES = tuple(_CODE_OF.values())


@dataclass(frozen=True, slots=True)
class Project:
    """What is analysed: the sources, files without one, deployment files, catalogues, and declared requirements.

    `contexts` and `nonblocking` are what the configuration says of functions; `ignores` is False where comments
    that suppress are not honoured. `whole` is False where other parts of the same program are not analysed.
    """

    root: str
    sources: tuple[Source, ...]
    errors: tuple[Unreadable, ...] = ()
    deployment: tuple[tuple[str, str], ...] = ()
    catalogues: tuple[tuple[str, str], ...] = ()
    requires: Callable[[str, str], bool] = never
    contexts: tuple[Callback, ...] = ()
    nonblocking: Callable[[str], bool] = never
    ignores: bool = True
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Analysis:
    """The summaries, the program, all that the rules say of it, the files that could not be analysed, and the clock.

    `cuts` are the suppressions that were honoured, `used` those among them that suppressed something.
    """

    summaries: Summaries
    program: Program
    findings: tuple[Finding, ...]
    errors: tuple[Unreadable, ...]
    clock: Clock
    cuts: Cuts
    used: frozenset[Used]


def open_project(
    root: Path, paths: Sequence[Path], config: Config, *, isolated: bool = False
) -> tuple[Project, Discovery]:
    """Find and read everything that is analysed; raises PathError for a path that does not exist."""
    found = discover(
        root, paths, isolated=isolated, exclude=config.exclude, force_exclude=config.force_exclude, others=_is_wanted
    )
    declarations = [path for path in found.others if is_requirements_file(path.rpartition("/")[2])]
    names = layout(found.files, declared_roots(root, [path for path in declarations if path.endswith(".toml")]))
    read = [read_source(root, path, names) for path in found.files]
    project = Project(
        str(root),
        tuple(one for one in read if isinstance(one, Source)),
        tuple(one for one in read if isinstance(one, Unreadable)),
        tuple(load_deployment(root, [path for path in found.others if is_deployment_file(path)])),
        texts(config.catalogue),
        requires(root, declarations),
        config.contexts,
        _any_of(config.assume_nonblocking),
        config.ignores,
        not (isolated and is_part(root)),
    )
    return project, found


def _any_of(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    return (lambda name: any(fnmatchcase(name, pattern) for pattern in patterns)) if patterns else never


def _is_wanted(name: str) -> bool:
    return is_deployment_file(name) or is_requirements_file(name)


def selection_of(config: Config, found: Discovery | None = None) -> Selection:
    """Return what a configuration selects for the report."""
    paths = None if found is None or found.selected == frozenset(found.files) else found.selected
    return Selection(config.selects, config.level_of, config.min_level, config.min_confidence, paths, config.touching)


def analyse(project: Project, clock: Clock | None = None, known: Summaries = _NONE) -> Analysis:
    """Run every stage up to the findings; nothing is selected or folded yet.

    `known` are the summaries of an earlier analysis: those of unchanged files are used again.
    """
    clock = clock or Clock()
    summaries = _summaries(project.sources, known)
    clock.tick("summaries")
    good = [(source, one) for source, one in summaries.items() if not isinstance(one, Unreadable)]
    errors = (*project.errors, *(one for one in summaries.values() if isinstance(one, Unreadable)))
    catalogue = load(import_roots(one for _, one in good), project.catalogues, callbacks=project.contexts)
    clock.tick("catalogue")
    cuts = Cuts(project.sources, _CODE_OF, honoured=project.ignores)
    program = link(good, catalogue, project.requires, cuts, project.nonblocking)
    clock.tick("program")
    settings = [*settings_in_code(program), *read_settings(project.deployment)]
    found = [finding for rule in RULES for finding in rule.check(program, settings)]
    found.extend(unreadable(error) for error in errors)
    found.extend(_misunderstood(project))
    kept, used = unsuppressed(found, cuts.by_path)
    clock.tick("rules")
    return Analysis(summaries, program, tuple(kept), errors, clock, cuts, used | used_by(program, cuts))


def _misunderstood(project: Project) -> Iterator[Finding]:
    """Yield what is wrong in comments, those that are not honoured in this run among them."""
    for source in project.sources:
        if source.comments:
            yield from unknown_codes(source, Suppressions(source.comments, _CODE_OF), _CODES)


def _unused(project: Project, analysis: Analysis, selection: Selection) -> Iterator[Finding]:
    """Yield the suppressions that suppress nothing, where all was seen that they could have been written for."""
    if not project.whole or analysis.errors:
        return
    for source in project.sources:
        suppressions = analysis.cuts.by_path.get(source.path)
        if suppressions is not None:
            selected = [code for code in _CODES if selection.selects(code, source.path)]
            yield from unused_suppressions(source, suppressions, analysis.used, selected, _CODES)


def report(project: Project, analysis: Analysis, selection: Selection) -> Report:
    """Select, fold and gather what a report shows."""
    unused, _ = unsuppressed(_unused(project, analysis, selection), analysis.cuts.by_path)
    findings = select((*analysis.findings, *unused), selection)
    mentioned = {step.path for finding in findings for step in finding.trace}
    lines = {source.path: split_lines(source.text) for source in project.sources if source.path in mentioned}
    counted = statistics(analysis.program, analysis.clock.seconds)
    return Report(project.root, tuple(findings), analysis.errors, counted, lines)


def _summaries(sources: Sequence[Source], known: Summaries) -> Summaries:
    """Return the summary of each source, in order."""
    new = [source for source in sources if source not in known]
    made = {**known, **dict(zip(new, summarise_all(new), strict=True))}
    return {source: made[source] for source in sources}


def with_texts(project: Project, changed: Mapping[str, str]) -> Project:
    """Return the project with other texts for some files, by path."""
    sources = (_with_text(one, changed[one.path]) if one.path in changed else one for one in project.sources)
    return replace(project, sources=tuple(sources))


def _with_text(source: Source, text: str) -> Source:
    return replace(source, text=text, digest=digest(text.encode(source.encoding)), comments=find_comments(text))


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
