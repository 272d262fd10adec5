"""One run of ``blocklint check`` or ``blocklint baseline``: the project and configuration in, an outcome out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from blocklint import pipeline
from blocklint.catalogue.errors import CatalogueError
from blocklint.comparing import keep, known_before
from blocklint.config import Config
from blocklint.findings.baseline import Entry
from blocklint.findings.report import Report
from blocklint.opening import Opened
from blocklint.outcome import Outcome, UnusableError
from blocklint.output import check_outputs, notices, rendered, shows_counts, suggested
from blocklint.renderers.footer import plural
from blocklint.reporting import lines_of, suppressed
from blocklint.sources.discovery import Discovery

if TYPE_CHECKING:
    from blocklint.rewrites.change import FileChange


@dataclass(frozen=True, slots=True)
class Request:
    """What one run is to do, beyond what is configured.

    `add_ignore` is the reason that comments give which are to be written, None where none are; `known` is False where
    nothing is to be compared with what was known before.
    """

    isolated: bool = False
    fix: bool = False
    diff: bool = False
    show_files: bool = False
    verbose: bool = False
    quiet: bool = False
    add_ignore: str | None = None
    known: bool = True


_PLAIN = Request()


def run(opened: Opened, config: Config, request: Request = _PLAIN) -> Outcome:
    """Analyse, fix where asked to, and render. Raises UnusableError."""
    check_outputs(config)
    project, found = opened.project, opened.found
    if request.show_files:
        files = "".join(f"{path}\n" for path in found.files if path in found.selected)
        return Outcome(((None, files),), found.warnings)
    analysis = _analysed(opened)
    known = known_before(project, analysis, found, config, isolated=request.isolated) if request.known else None
    checked = _Checked(project, analysis, found, known)
    outcome = _done(checked, config, request)
    warnings = found.warnings if found.files else (*found.warnings, "no Python files found")
    return outcome._replace(warnings=(*warnings, *outcome.warnings))


def baseline(opened: Opened, config: Config, what: str, *, force: bool = False) -> Outcome:
    """Write, prune or check the baseline of a project. Raises UnusableError."""
    outcome = keep(opened.project, _analysed(opened), config, what, force=force)
    return outcome._replace(warnings=(*opened.found.warnings, *outcome.warnings))


@dataclass(frozen=True, slots=True)
class _Checked:
    """A project, its analysis, which of its files are asked about, and what was known before."""

    project: pipeline.Project
    analysis: pipeline.Analysis
    found: Discovery
    known: Sequence[Entry] | None

    def report(self, config: Config, *, verbose: bool) -> Report:
        selection = pipeline.selection_of(config, self.found)
        counted = shows_counts(config, verbose=verbose)
        return pipeline.report(self.project, self.analysis, selection, self.known, counted=counted)


def _analysed(opened: Opened) -> pipeline.Analysis:
    try:
        return pipeline.analyse(opened.project, opened.clock, reading=opened.reading)
    except CatalogueError as error:
        raise UnusableError(str(error)) from None


def _done(checked: _Checked, config: Config, request: Request) -> Outcome:
    report = checked.report(config, verbose=request.verbose)
    if request.add_ignore is not None:
        from blocklint.ignoring import add_comments

        return add_comments(checked.project, report, request.add_ignore)
    if request.fix or request.diff:
        return _fixed(checked, report, config, request)
    report = _with_suppressed(checked, suggested(checked.project, report, config), config)
    return Outcome(
        rendered(report, config, verbose=request.verbose, quiet=request.quiet),
        notices(report, config),
        _code(report, config),
    )


def _with_suppressed(checked: _Checked, report: Report, config: Config) -> Report:
    """Add what is not reported, where that is asked for."""
    if not config.show_suppressed:
        return report
    uncut = pipeline.analyse(replace(checked.project, ignores=False), known=checked.analysis.summaries)
    selection = pipeline.selection_of(config, checked.found)
    left = suppressed(checked.project, checked.analysis, uncut, selection, checked.known)
    paths = {step.path for one in left for step in one.finding.trace}
    return replace(report, suppressed=left, lines={**lines_of(checked.project, paths), **report.lines})


def _code(report: Report, config: Config) -> int:
    weakest = config.fail_on
    if config.exit_zero or weakest is None:
        return 0
    return int(any(finding.level.rank >= weakest.rank for finding in report.findings))


def _fixed(checked: _Checked, report: Report, config: Config, request: Request) -> Outcome:
    """Write the allowed rewrites and report what is left, or show them as a diff."""
    from blocklint.fixing import Fixing, write_all  # what writes is imported where something is written
    from blocklint.rewrites.change import diff

    selection = pipeline.selection_of(config, checked.found)
    fixing = Fixing(checked.project, checked.analysis, selection)
    planned = fixing.plan(report.findings, unsafe=config.unsafe_fixes, offload_with=config.offload_with)
    warnings = [
        f"{change.path}: {plural(len(change.refused), 'rewrite')} left out: {change.reason}"
        for change in planned
        if change.refused
    ]
    changes = [change for change in planned if change.before != change.after]
    if request.diff:
        text = "".join(map(diff, changes))
        warnings.append(f"would fix {_scope(changes)}")
        return Outcome(((None, text),), tuple(warnings), int(bool(changes) and not config.exit_zero))
    written, refused = write_all(changes, Path(checked.project.root))
    warnings.extend((*refused, f"fixed {_scope(written)}"))
    project, analysis = fixing.after(written)
    after = replace(checked, project=project, analysis=analysis)
    left = _with_suppressed(after, suggested(project, after.report(config, verbose=request.verbose), config), config)
    code = 1 if written and config.exit_non_zero_on_fix and not config.exit_zero else _code(left, config)
    return Outcome(
        rendered(left, config, verbose=request.verbose, quiet=request.quiet), (*warnings, *notices(left, config)), code
    )


def _scope(changes: Sequence[FileChange]) -> str:
    """Return ``2 findings in 1 file``."""
    return f"{plural(sum(len(change.findings) for change in changes), 'finding')} in {plural(len(changes), 'file')}"
