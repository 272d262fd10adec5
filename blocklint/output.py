"""A report and a configuration in, the texts of a run out: what is printed, and what is written to which file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from blocklint.config import Config, Output
from blocklint.findings.report import Report
from blocklint.outcome import UnusableError
from blocklint.pipeline import Project
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions
from blocklint.rewrites.suggest import suggest, worded
from blocklint.sources.ignore import repository_top

_FOR_HOSTS = frozenset(("azure", "github", "gitlab", "sarif"))
"""Formats whose reader finds files from the top of the repository, wherever the command ran."""

_WITH_EDITS = frozenset(("full", "rdjson", "sarif"))
"""Formats that show the edits of remedies without being asked to."""


def check_outputs(config: Config) -> None:
    """Raise UnusableError where two outputs would go to one file, of which only the last would be left."""
    files = [_file(output, config) for output in config.output_format]
    twice = {file for file in files if file is not None and files.count(file) > 1}
    for file in twice:
        raise UnusableError(f"several outputs go to {file}; give each its own: `--output-format sarif:out.sarif`")


def shows_counts(config: Config, *, verbose: bool) -> bool:
    """Tell whether some output shows how many calls there are, and how many of them are resolved."""
    return config.statistics or verbose or any(output.format == "json" for output in config.output_format)


def rendered(
    report: Report, config: Config, *, verbose: bool = False, quiet: bool = False
) -> tuple[tuple[Path | None, str], ...]:
    """Return the text of every output with its file, None for standard output."""
    common = RenderOptions(
        show_fixes=config.show_fixes, verbose=verbose, quiet=quiet, statistics=config.statistics or verbose
    )
    return tuple(
        (_file(output, config), FORMATS[output.format](report, _options(output, report, config, common)))
        for output in config.output_format
    )


def suggested(project: Project, report: Report, config: Config) -> Report:
    """Fill in the edits of remedies where a format shows them."""
    offload = config.offload_with
    if not config.show_fixes and not any(output.format in _WITH_EDITS for output in config.output_format):
        return replace(report, findings=tuple(worded(finding, offload) for finding in report.findings))
    sources = {source.path: source for source in project.sources}
    return replace(report, findings=tuple(suggest(report.findings, sources, offload)))


def notices(report: Report, config: Config) -> tuple[str, ...]:
    """Return what a format's limits cost, one line each."""
    if not any(output.format == "sarif" for output in config.output_format):
        return ()
    from blocklint.renderers.sarif import left_out

    return left_out(report)


def _file(output: Output, config: Config) -> Path | None:
    return output.file or config.output_file


def _options(output: Output, report: Report, config: Config, common: RenderOptions) -> RenderOptions:
    return replace(
        common,
        color=_file(output, config) is None and _color(config.color),
        prefix=path_prefix(Path(report.root), for_host=output.format in _FOR_HOSTS),
    )


def path_prefix(root: Path, *, for_host: bool) -> str:
    """Return what leads to the root from the repository's top, for hosts, or from the working folder, for people."""
    top = repository_top(root.resolve()) if for_host else None
    way = os.path.relpath(root.resolve(), top or Path.cwd())
    if way == "." or (top is None and _is_elsewhere(root)):
        return ""
    return f"{Path(way).as_posix()}/"


def _is_elsewhere(root: Path) -> bool:
    """Whether working folder and root lie side by side: paths then count from the root."""
    here, there = Path.cwd(), root.resolve()
    return not here.is_relative_to(there) and not there.is_relative_to(here)


def _color(when: str) -> bool:
    """Decide on colours: NO_COLOR beats FORCE_COLOR, which beats what the terminal is."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
