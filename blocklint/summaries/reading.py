"""Many sources in, their summaries out: kept ones, or read in this process, or in several where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

if TYPE_CHECKING:
    from blocklint.summaries.cache import SummaryCache
    from blocklint.summaries.workers import Others

DEEPEST = 20_000
"""Python frames: expressions nest deeper in generated code than Python's own limit of a thousand allows."""
WORTH_A_WORKER = 400_000
"""Characters of source. Below that, starting a worker and reading its answer takes longer than it saves."""


class Reading:
    """Sources that are being read: other processes have begun, and this one joins when the summaries are asked for.

    `jobs` is the number of processes, 0 for as many as there are cores. What `cache` holds is not read again, and what
    it does not hold is kept there.
    """

    def __init__(self, sources: Sequence[Source], jobs: int = 0, cache: SummaryCache | None = None) -> None:
        self.sources = sources
        self._cache = cache
        self._kept = cache.read(source.digest for source in sources) if cache is not None else {}
        self._missing = [source for source in sources if source.digest not in self._kept]
        size = sum(len(source.text) for source in self._missing)
        jobs = min(jobs or _cores(), 1 + size // WORTH_A_WORKER, max(1, len(self._missing)))
        self._others: Others | None = None
        if jobs > 1:
            from blocklint.summaries.workers import begin

            with _deep():
                self._others = begin(self._missing, jobs)

    def summaries(self) -> list[ModuleSummary | Unreadable]:
        """Return the summary of each source, or why it has none, in order; the same on any number of processes."""
        with _deep():
            made = self._others.joined() if self._others else [summarise_source(source) for source in self._missing]
        if self._cache is not None:
            pairs = zip(self._missing, made, strict=True)
            self._cache.write({source.digest: one for source, one in pairs if not isinstance(one, Unreadable)})
        new = iter(made)
        return [self._kept[source.digest] if source.digest in self._kept else next(new) for source in self.sources]


def summarise_all(
    sources: Sequence[Source], jobs: int = 0, cache: SummaryCache | None = None
) -> list[ModuleSummary | Unreadable]:
    """Return the summary of each source, or why it has none, in order: see `Reading`."""
    return Reading(sources, jobs, cache).summaries()


@contextmanager
def _deep() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
