"""Many sources in, their summaries out: in this process, or in several where that pays."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

DEEPEST = 5_000
"""Python frames: expressions nest deeper in generated code than Python's own limit of a thousand allows."""


def summarise_all(sources: Sequence[Source]) -> list[ModuleSummary | Unreadable]:
    """Return the summary of each source, or why it has none, in order."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        return [summarise_source(source) for source in sources]
    finally:
        sys.setrecursionlimit(limit)
