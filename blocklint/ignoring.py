"""Findings in, files with comments that suppress them out."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.findings.suppression import HOUSEKEEPING
from blocklint.outcome import Outcome
from blocklint.pipeline import Project
from blocklint.renderers.escaping import visible
from blocklint.renderers.footer import plural
from blocklint.rewrites.add_ignore import add_ignores
from blocklint.rewrites.apply import WriteError, write


def add_comments(project: Project, report: Report, reason: str) -> Outcome:
    """Write a comment at every reported finding that a comment can suppress; the others are named as warnings."""
    sources = {source.path: source for source in project.sources}
    warnings: list[str] = []
    placed = files = 0
    wanted = [one for one in report.findings if one.code not in HOUSEKEEPING]
    for path, group in groupby(wanted, key=lambda finding: finding.path):
        findings = list(group)
        change = add_ignores(findings, sources[path], reason) if path in sources else None
        done = change.findings if change is not None else ()
        warnings.extend(_left(finding) for finding in findings if finding not in done)
        if change is None:
            continue
        try:
            write(change, Path(project.root))
        except WriteError as error:
            warnings.append(str(error))
        else:
            placed += len(done)
            files += 1
    text = f"Suppressed {plural(placed, 'finding')} by comments in {plural(files, 'file')}.\n"
    return Outcome(((None, text),), tuple(warnings))


def _left(finding: Finding) -> str:
    return f"{visible(finding.path)}:{finding.span.line}: no comment can stand at this {finding.code}"
