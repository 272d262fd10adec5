"""Suppression comments as cuts: a kind that is suppressed at a call goes no further through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from blocklint.kinds import CODE_OF, Kind
from blocklint.program.units import FunctionUnit
from blocklint.sources.source import Source
from blocklint.sources.suppressions import Suppressions
from blocklint.summaries.summary import Site, Touch


def cut_by(sources: Iterable[Source]) -> Callable[[FunctionUnit, Site | Touch, Kind], bool]:
    """Return the test whether a comment of the call's file suppresses the kind's code at a call."""
    by_path = {source.path: Suppressions(source.comments) for source in sources if source.comments}

    def cut(unit: FunctionUnit, site: Site | Touch, kind: Kind) -> bool:
        suppressions = by_path.get(unit.module.path)
        if suppressions is None:
            return False
        return bool(suppressions.suppressing(CODE_OF[kind], site.place[0], site.place[2]))

    return cut
