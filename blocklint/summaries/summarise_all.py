"""Many sources in, their summaries out: kept ones, or read in this process, or in several where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

if TYPE_CHECKING:
    from blocklint.summaries.cache import SummaryCache

DEEPEST = 20_000
"""Python frames: expressions nest deeper in generated code than Python's own limit of a thousand allows."""
WORTH_A_WORKER = 400_000
"""Characters of source. Below that, starting a worker and reading its answer takes longer than it saves."""


def summarise_all(
    sources: Sequence[Source], jobs: int = 0, cache: SummaryCache | None = None
) -> list[ModuleSummary | Unreadable]:
    """Return the summary of each source, or why it has none, in order; the same on any number of processes.

    `jobs` is the number of processes, 0 for as many as there are cores. What `cache` holds is not read again,
    and what it does not hold is kept there.
    """
    kept = cache.read(source.digest for source in sources) if cache is not None else {}
    missing = [source for source in sources if source.digest not in kept]
    made = iter(_summarised(missing, jobs or _cores()))
    found = [kept[source.digest] if source.digest in kept else next(made) for source in sources]
    if cache is not None:
        new = {source.digest: one for source, one in zip(sources, found, strict=True) if source.digest not in kept}
        cache.write({digest: one for digest, one in new.items() if not isinstance(one, Unreadable)})
    return found


def _summarised(sources: Sequence[Source], jobs: int) -> list[ModuleSummary | Unreadable]:
    size = sum(len(source.text) for source in sources)
    jobs = min(jobs, 1 + size // WORTH_A_WORKER, max(1, len(sources)))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        if jobs > 1:
            from blocklint.summaries import workers

            return workers.summarise(sources, jobs)
        return [summarise_source(source) for source in sources]
    finally:
        sys.setrecursionlimit(limit)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
