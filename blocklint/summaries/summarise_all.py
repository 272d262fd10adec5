"""Many sources in, their summaries out: in this process, or in several where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

DEEPEST = 20_000
"""Python frames: expressions nest deeper in generated code than Python's own limit of a thousand allows."""
WORTH_A_WORKER = 400_000
"""Characters of source. Below that, starting a worker and reading its answer takes longer than it saves."""


def summarise_all(sources: Sequence[Source], jobs: int = 0) -> list[ModuleSummary | Unreadable]:
    """Return the summary of each source, or why it has none, in order; the same on any number of processes.

    `jobs` is the number of processes, 0 for as many as there are cores.
    """
    jobs = jobs or _cores()
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
