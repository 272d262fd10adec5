"""One run of ``blocklint check``: the project and configuration in, texts to print and an exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from blocklint import pipeline
from blocklint.catalogue.errors import CatalogueError
from blocklint.config import Config
from blocklint.findings.clock import Clock
from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.fixing import Fixing, write_all
from blocklint.kinds import Level
from blocklint.renderers import FORMATS
from blocklint.renderers.footer import plural
from blocklint.renderers.options import RenderOptions
from blocklint.rewrites.change import FileChange
from blocklint.rewrites.change import diff as diff_of
from blocklint.rewrites.suggest import suggest
from blocklint.sources.discovery import PathError


class UnusableError(Exception):
    """The run cannot start; the message is one line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is printed (None) or written to files, what goes to standard error, and the exit code."""

    outputs: tuple[tuple[Path | None, str], ...]
    warnings: tuple[str, ...]
    code: int


def run(
    root: Path, paths: Sequence[Path], config: Config, *,
    isolated: bool = False, fix: bool = False, diff: bool = False, show_files: bool = False, verbose: bool = False,
) -> Outcome:  # fmt: skip
    """Analyse, fix where asked to, and render. Raises UnusableError."""
    clock = Clock()
    try:
        project, found = pipeline.open_project(root, paths, config, isolated=isolated)
    except (PathError, OSError, CatalogueError) as error:
        raise UnusableError(str(error)) from None
    clock.tick("sources")
    if show_files:
        return Outcome(
            ((None, "".join(f"{path}\n" for path in found.files if path in found.selected)),), found.warnings, 0
        )
    try:
        analysis = pipeline.analyse(project, clock)
    except CatalogueError as error:
        raise UnusableError(str(error)) from None
    selection = pipeline.selection_of(config, found)
    report = pipeline.report(project, analysis, selection)
    warnings = list(found.warnings) if found.files else [*found.warnings, "no Python files found"]
    if fix or diff:
        return _fixed(root, project, analysis, report, config, selection, warnings, write_them=not diff)
    report = _suggested(project, report, config)
    return Outcome(_rendered(report, config, root, verbose), tuple(warnings), _code(report.findings, config))


def _suggested(project: pipeline.Project, report: Report, config: Config) -> Report:
    """Fill in the edits of remedies where a format shows them."""
    shows = {"full", "sarif", "rdjson"}
    if not config.show_fixes and not any(output.format in shows for output in config.output_format):
        return report
    sources = {source.path: source for source in project.sources}
    return replace(report, findings=tuple(suggest(report.findings, sources)))


def _rendered(report: Report, config: Config, root: Path, verbose: bool) -> tuple[tuple[Path | None, str], ...]:
    outputs: list[tuple[Path | None, str]] = []
    for output in config.output_format:
        file = output.file or config.output_file
        options = RenderOptions(
            color=file is None and _color(config.color),
            show_fixes=config.show_fixes,
            verbose=verbose,
            statistics=config.statistics or verbose,
            prefix=_prefix(root),
        )
        outputs.append((file, FORMATS[output.format](report, options)))
    return tuple(outputs)


def _prefix(root: Path) -> str:
    """Return what leads from the working folder to the root, where the root lies below it."""
    try:
        relative = root.resolve().relative_to(Path.cwd())
    except ValueError:
        return ""
    return "" if relative == Path() else f"{relative.as_posix()}/"


def _color(when: str) -> bool:
    """Decide on colours: NO_COLOR beats FORCE_COLOR, which beats what the terminal is."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _code(findings: Sequence[Finding], config: Config) -> int:
    if config.exit_zero or config.fail_on is None:
        return 0
    weakest: Level = config.fail_on
    return int(any(finding.level.rank >= weakest.rank for finding in findings))


# Fixes


def _fixed(
    root: Path, project: pipeline.Project, analysis: pipeline.Analysis, report: Report, config: Config,
    selection: Selection, warnings: list[str], *, write_them: bool,
) -> Outcome:  # fmt: skip
    """Write the allowed rewrites and report what is left, or show them as a diff."""
    fixing = Fixing(project, analysis, selection)
    planned = fixing.plan(report.findings, unsafe=config.unsafe_fixes)
    warnings.extend(
        f"{change.path}: {plural(len(change.refused), 'rewrite')} left out: {change.reason}"
        for change in planned
        if change.refused
    )
    changes = [change for change in planned if change.before != change.after]
    if not write_them:
        warnings.append(f"would fix {_scope(changes)}")
        text = "".join(map(diff_of, changes))
        return Outcome(((None, text),), tuple(warnings), int(bool(changes) and not config.exit_zero))
    written, refused = write_all(changes, root)
    warnings.extend((*refused, f"fixed {_scope(written)}"))
    project, analysis = fixing.after(written)
    left = _suggested(project, pipeline.report(project, analysis, selection), config)
    code = 1 if written and config.exit_non_zero_on_fix else _code(left.findings, config)
    return Outcome(_rendered(left, config, root, False), tuple(warnings), code)


def _scope(changes: Sequence[FileChange]) -> str:
    """Return ``2 findings in 1 file``."""
    return f"{plural(sum(len(change.findings) for change in changes), 'finding')} in {plural(len(changes), 'file')}"
