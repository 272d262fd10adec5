"""Findings with remedies in, changed files out: planned, checked by an analysis of the result, and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from blocklint import pipeline
from blocklint.findings.finding import Finding
from blocklint.findings.fingerprint import fingerprint
from blocklint.findings.selection import Selection
from blocklint.rewrites.apply import FileChange, Objections, WriteError, plan, write
from blocklint.rewrites.suggest import suggest

_CONSEQUENCES = frozenset(("BL901",))
"""Codes of findings that a good repair may bring: what suppressed the repaired finding suppresses nothing now."""


class Fixing:
    """The repair of one project. The analysis of the last changes is kept, since the report is made from it."""

    def __init__(self, project: pipeline.Project, analysis: pipeline.Analysis, selection: Selection) -> None:
        self._project, self._analysis = project, analysis
        # What is repaired in one file may bring a finding in any other.
        self._selection = replace(selection, paths=None)
        self._texts: dict[str, str] = {}
        self._result = (project, analysis)

    def plan(
        self, findings: Iterable[Finding], *, unsafe: bool, offload_with: str = "asyncio.to_thread"
    ) -> list[FileChange]:
        """Return the changes that repair the findings, whose remedies need no edits yet, by path."""
        sources = {source.path: source for source in self._project.sources}
        before = self._counted(self._project, self._analysis)

        def recheck(changes: Sequence[FileChange]) -> Objections:
            return _objections(changes, before, self._found(*self.after(changes)))

        return plan(suggest(findings, sources, offload_with), sources, unsafe=unsafe, recheck=recheck)

    def after(self, changes: Iterable[FileChange]) -> tuple[pipeline.Project, pipeline.Analysis]:
        """Return the project with the changes, and its analysis; the files are not looked at."""
        texts = {change.path: change.after for change in changes}
        if texts != self._texts:
            project = pipeline.with_texts(self._project, texts)
            self._texts, self._result = texts, (project, pipeline.analyse(project, known=self._analysis.summaries))
        return self._result

    def _found(self, project: pipeline.Project, analysis: pipeline.Analysis) -> tuple[Finding, ...]:
        return pipeline.report(project, analysis, self._selection, counted=False).findings

    def _counted(self, project: pipeline.Project, analysis: pipeline.Analysis) -> Counter[str]:
        return Counter(map(fingerprint, self._found(project, analysis)))


def _objections(changes: Sequence[FileChange], before: Counter[str], after: Sequence[Finding]) -> Objections:
    """Compare what is found after the changes to what was found before, less what they repair."""
    repaired = [finding for change in changes for finding in change.findings]
    excess = Counter(map(fingerprint, after)) - (before - Counter(map(fingerprint, repaired)))
    standing = tuple(finding for finding in repaired if fingerprint(finding) in excess)
    known = set(map(fingerprint, standing))
    return Objections(
        standing,
        tuple(
            finding
            for finding in after
            if (identity := fingerprint(finding)) in excess
            and identity not in known
            and finding.code not in _CONSEQUENCES
        ),
    )


def write_all(changes: Iterable[FileChange], root: Path) -> tuple[list[FileChange], list[str]]:
    """Write files below `root`; return the changes that were carried out, and why the others were not."""
    tried = [(change, _reason_against(change, root)) for change in changes]
    return [change for change, reason in tried if not reason], [reason for _, reason in tried if reason]


def _reason_against(change: FileChange, root: Path) -> str:
    """Write one file; return why it could not be written, empty where it was."""
    try:
        write(change, root)
    except WriteError as error:
        return str(error)
    return ""
