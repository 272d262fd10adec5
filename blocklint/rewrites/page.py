"""One file being repaired: its text, what is nominated in it, and what was learnt of it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Rewrite
from blocklint.rewrites.imports import Imports
from blocklint.rewrites.offload import DEFAULT, OFFLOADS, Offload
from blocklint.rewrites.text import Text
from blocklint.rewrites.visitor import Place, find
from blocklint.sources.source import Source, Span


class Page:
    """A file, the findings that stand in it, and how calls leave the loop. Trees are made when asked for, and kept."""

    def __init__(self, source: Source, findings: Iterable[Finding], offload: Offload = OFFLOADS[DEFAULT]) -> None:
        self.offload = offload
        self.text = Text.of(source.path, source.text)
        self._nominated: dict[Span, set[Rewrite | None]] = {}
        self._places: dict[Span, Place | None] = {}
        self._written: dict[Span, tuple[Edit, ...]] = {}
        for finding in findings:
            if finding.kind is not None:
                self._nominated.setdefault(finding.span, set()).update(each.rewrite for each in finding.remedies)

    @cached_property
    def imports(self) -> Imports:
        """By which names the file has what rewrites need."""
        return Imports(self.text)

    def place(self, finding: Finding) -> Place | None:
        """Return the call of a finding of this file, or None where no call stands exactly there."""
        if finding.span not in self._places:
            self._places[finding.span] = find(finding, self.text)
        return self._places[finding.span]

    def is_nominated(self, span: Span) -> bool:
        """Tell whether a blocking call is nominated exactly there."""
        return span in self._nominated

    def offers(self, rewrite: Rewrite, span: Span) -> bool:
        """Tell whether a finding exactly there has a remedy with that rewrite."""
        return rewrite in self._nominated.get(span, ())

    def once(self, span: Span, write: Callable[[], tuple[Edit, ...]]) -> tuple[Edit, ...]:
        """Return the edits that `write` gives for the function at `span`, written once for all findings in it."""
        if span not in self._written:
            self._written[span] = write()
        return self._written[span]
