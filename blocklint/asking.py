"""One run of ``blocklint why``: a place in a project in, what is known of the calls there out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from blocklint import pipeline
from blocklint.catalogue.errors import CatalogueError
from blocklint.config import Config
from blocklint.findings.answer import Answer
from blocklint.findings.finding import Finding
from blocklint.findings.suppression import suppressing
from blocklint.outcome import Outcome, UnusableError
from blocklint.output import path_prefix
from blocklint.renderers.escaping import terminal_path
from blocklint.renderers.why import as_json, as_text
from blocklint.rules.why import Known, why
from blocklint.sources.discovery import PathError


def answer(
    root: Path, file: Path, line: int, config: Config, *, isolated: bool = False, as_data: bool = False
) -> Outcome:
    """Answer for the calls on a line of a file, as text or as JSON. Raises UnusableError."""
    try:
        project, found = pipeline.open_project(root, (), config, isolated=isolated)
        analysis = pipeline.analyse(project)
    except (PathError, OSError, CatalogueError) as error:
        raise UnusableError(str(error)) from None
    path = _relative(file, root)
    if path not in found.files:
        raise UnusableError(f"{file} is not analysed; `blocklint check --show-files` lists what is")
    unread = next((one for one in analysis.errors if one.path == path), None)
    if unread is not None:
        raise UnusableError(f"{file} cannot be read: {unread.reason}")
    answers = answers_of(project, analysis, config, path, line)
    if as_data:
        return Outcome(((None, as_json(answers)),))
    prefix = path_prefix(root, for_host=False)
    nothing = f"{terminal_path(prefix + path)}:{line}: no call here, or none that ever runs\n"
    text = as_text(answers, prefix) or nothing
    return Outcome(((None, text),))


def answers_of(
    project: pipeline.Project, analysis: pipeline.Analysis, config: Config, path: str, line: int
) -> tuple[Answer, ...]:
    """Return an answer for each call on a line; `path` is relative to the root."""
    selection = pipeline.selection_of(config)
    known = Known(analysis.findings, tuple(_suppressed(project, analysis)), selection.left_out)
    return why(analysis.program, known, path, line)


def _suppressed(project: pipeline.Project, analysis: pipeline.Analysis) -> list[tuple[Finding, str]]:
    """Return what there would be without suppressions, with the comment or mark that hides it."""
    if not analysis.cuts.by_path and not any(unit.marked for one in analysis.program.modules for unit in one.functions):
        return []
    uncut = pipeline.analyse(replace(project, ignores=False), known=analysis.summaries)
    kept = {(finding.code, finding.path, finding.span) for finding in analysis.findings}
    hidden = [one for one in uncut.findings if (one.code, one.path, one.span) not in kept]
    return [(finding, _reason(finding, analysis)) for finding in hidden]


def _reason(finding: Finding, analysis: pipeline.Analysis) -> str:
    used = next(iter(suppressing(finding, analysis.cuts.by_path)), None)
    if used is None:
        return f"a mark on a function hides {finding.code}"
    reason = f": {used.comment.reason}" if used.comment.reason else ""
    return f"the comment at {used.path}:{used.comment.line} hides {finding.code}{reason}"


def _relative(file: Path, root: Path) -> str:
    try:
        return file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return file.as_posix()
