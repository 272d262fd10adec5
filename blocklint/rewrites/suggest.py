"""Findings and sources in, findings with the text of their remedies out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Remedy
from blocklint.rewrites.text import joined
from blocklint.sources.source import Source

if TYPE_CHECKING:
    from blocklint.rewrites.page import Page


def suggest(
    findings: Iterable[Finding], sources: Mapping[str, Source], offload_with: str = "asyncio.to_thread"
) -> list[Finding]:
    """Return the findings, in their order, each remedy with the edits that the visitor could confirm.

    `sources` maps paths to the files that the findings stand in. The first remedy that has edits, or that
    is text only, comes first; without any such, the order stays. Chains of calls are seen as far as
    their findings are given together. `offload_with` is the function that puts a call into a thread, as the
    configuration names it.
    """
    given = [worded(finding, offload_with) for finding in findings]
    if not any(_is_open(remedy) for finding in given for remedy in finding.remedies):
        return given
    by_path = {path: list(group) for path, group in groupby(sorted(given, key=_path), key=_path)}
    pages = {path: _page(sources[path], group, offload_with) for path, group in by_path.items() if path in sources}
    return [_suggested(finding, pages.get(finding.path)) for finding in given]


def _suggested(finding: Finding, page: Page | None) -> Finding:
    if page is None:
        return finding
    remedies = [
        replace(remedy, edits=_edits(finding, remedy, page)) if _is_open(remedy) else remedy
        for remedy in finding.remedies
    ]
    ready = next((remedy for remedy in remedies if remedy.edits or remedy.rewrite is None), None)
    first = [remedy for remedy in remedies if remedy is ready]
    return replace(finding, remedies=(*first, *(remedy for remedy in remedies if remedy is not ready)))


def _edits(finding: Finding, remedy: Remedy, page: Page) -> tuple[Edit, ...]:
    from blocklint.rewrites.codemods import CODEMODS

    return joined(page.text, CODEMODS[remedy.rewrite](finding, page)) if remedy.rewrite is not None else ()


def _page(source: Source, findings: Iterable[Finding], offload_with: str) -> Page:
    # These import libcst: 150 ms that a run with nothing to suggest is spared.
    from blocklint.rewrites.offload import OFFLOADS
    from blocklint.rewrites.page import Page

    return Page(source, findings, OFFLOADS[offload_with])


def worded(finding: Finding, offload_with: str) -> Finding:
    """Return a finding whose remedies name the function that the configuration puts calls into threads with."""
    if offload_with == "asyncio.to_thread":
        return finding
    return replace(
        finding,
        remedies=tuple(
            replace(remedy, title=remedy.title.replace("asyncio.to_thread", offload_with))
            for remedy in finding.remedies
        ),
    )


def _is_open(remedy: Remedy) -> bool:
    return remedy.rewrite is not None and not remedy.edits


def _path(finding: Finding) -> str:
    return finding.path
