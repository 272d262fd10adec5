"""What was known before: a baseline file, or an earlier revision of the project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from blocklint import pipeline
from blocklint.config import Config
from blocklint.findings.baseline import Entry, places
from blocklint.findings.baseline_text import BaselineError, parsed, written
from blocklint.findings.finding import Finding
from blocklint.findings.selection import Selection, gathered
from blocklint.outcome import Outcome, UnusableError
from blocklint.project import at_revision
from blocklint.renderers.concise import said
from blocklint.renderers.escaping import terminal_path, visible
from blocklint.renderers.footer import plural
from blocklint.renderers.style import Style
from blocklint.reporting import compared, entries_of, judge
from blocklint.sources.discovery import Discovery
from blocklint.sources.known import read_known
from blocklint.sources.revision import RevisionError

FILE = "blocklint-baseline.jsonl"
"""The baseline of a project whose configuration names no other."""

WRITE, PRUNE, CHECK = "write", "prune", "check"


def known_before(
    project: pipeline.Project, analysis: pipeline.Analysis, found: Discovery, config: Config, *, isolated: bool
) -> tuple[Entry, ...] | None:
    """Return what was known before this run: in a revision, else in the baseline; None where there is neither.

    An isolated run looks for no baseline of its own accord.
    """
    if config.baseline_commit:
        return _in_revision(project, analysis, found, config)
    if isolated and config.baseline is None:
        return None
    file = _file(project, config)
    text = _read(file)
    if text is None:
        if config.baseline is not None:
            raise UnusableError(f"no baseline at {file}; `blocklint baseline write` makes one")
        return None
    return _parsed(text, file)


def _in_revision(
    project: pipeline.Project, analysis: pipeline.Analysis, found: Discovery, config: Config
) -> tuple[Entry, ...]:
    try:
        before = at_revision(project, found, config.baseline_commit, config)
    except RevisionError as error:
        raise UnusableError(f"--baseline-commit: {error}") from None
    then = pipeline.analyse(before, known=analysis.summaries)
    return entries_of(before, judge(before, then, pipeline.selection_of(config)))


def keep(project: pipeline.Project, analysis: pipeline.Analysis, config: Config, what: str, *, force: bool) -> Outcome:
    """Write, prune or check the baseline; the file to write is among the outputs. Raises UnusableError."""
    selection = pipeline.selection_of(config)
    file = _file(project, config)
    text = _read(file)
    if what == WRITE:
        return _write(project, analysis, selection, file, exists=text is not None and not force)
    if text is None:
        raise UnusableError(f"no baseline at {file}; `blocklint baseline write` makes one")
    known = _parsed(text, file)
    return (_prune if what == PRUNE else _check)(project, analysis, selection, file, known)


def _write(
    project: pipeline.Project, analysis: pipeline.Analysis, selection: Selection, file: Path, *, exists: bool
) -> Outcome:
    if exists:
        raise UnusableError(
            f"{file} exists: `blocklint baseline prune` shrinks it, `blocklint baseline write --force` starts anew"
        )
    found = judge(project, analysis, selection)
    count = plural(len(gathered(found, selection)), "finding")
    message = f"Wrote {count} to {_shown(file)}: `blocklint check` reports from now on what is new.\n"
    return Outcome(((file, written(entries_of(project, found))), (None, message)))


def _prune(
    project: pipeline.Project, analysis: pipeline.Analysis, selection: Selection, file: Path, known: Sequence[Entry]
) -> Outcome:
    """Keep of a baseline what is still found, as it is found now; what is new is never added."""
    comparison = compared(project, judge(project, analysis, selection), known)
    left, gone = gathered(comparison.known, selection), places(comparison.gone)
    message = f"Took {gone} out of {_shown(file)}, where {plural(len(left), 'finding')} stay{'s' * (len(left) == 1)}.\n"
    new = gathered(comparison.new, selection)
    warnings = (f"{plural(len(new), 'finding')} not in the baseline; `blocklint check` reports them",) if new else ()
    return Outcome(((file, written(entries_of(project, comparison.known))), (None, message)), warnings)


def _check(
    project: pipeline.Project, analysis: pipeline.Analysis, selection: Selection, file: Path, known: Sequence[Entry]
) -> Outcome:
    """Compare: the exit code is 0 where the baseline holds exactly what is found."""
    report = pipeline.report(project, analysis, selection, known, counted=False)
    comparison = compared(project, judge(project, analysis, selection), known)
    lines = [f"new: {_new(finding)}" for finding in report.findings]
    lines += [f"gone: {_gone(entry)}" for entry in comparison.gone]
    lines.append(f"{report.known}.")
    if comparison.gone:
        lines.append(f"`blocklint baseline prune` takes what is gone out of {_shown(file)}.")
    return Outcome(((None, "\n".join(lines) + "\n"),), code=int(bool(report.findings or comparison.gone)))


def _new(finding: Finding) -> str:
    return f"{terminal_path(finding.path)}:{finding.span.line}:{finding.span.column}: {said(finding, Style(False))}"


def _gone(entry: Entry) -> str:
    place = f" in `{visible(entry.function)}`" if entry.function else ""
    return f"{terminal_path(entry.path)}: {visible(entry.code)} `{visible(entry.callee)}`{place}"


def _file(project: pipeline.Project, config: Config) -> Path:
    return config.baseline or Path(project.root) / FILE


def _read(file: Path) -> str | None:
    try:
        return read_known(file)
    except OSError as error:
        raise UnusableError(f"{file} cannot be read: {error.strerror}") from None


def _parsed(text: str, file: Path) -> tuple[Entry, ...]:
    try:
        return parsed(text, str(file))
    except BaselineError as error:
        raise UnusableError(str(error)) from None


def _shown(file: Path) -> str:
    """Return a file's path as seen from the working folder."""
    try:
        return visible(str(file.resolve().relative_to(Path.cwd())))
    except ValueError:
        return visible(str(file))
