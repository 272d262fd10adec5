"""Thread locks that stay taken while a coroutine waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from blocklint.catalogue.model import Entry
from blocklint.kinds import Kind
from blocklint.program.facts import Where
from blocklint.program.program import Program
from blocklint.summaries.summary import Place


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A `with` item that takes a thread lock, and the line of the first wait in its body."""

    where: Where
    entry: Entry
    sure: int
    line: int


def locks_held_across_await(program: Program) -> Iterator[HeldLock]:
    """Yield each lock that is held across an `await`, once a place, in the order of functions."""
    seen: set[tuple[str, Place]] = set()
    for subject in program.subjects:
        for place, within in subject.unit.summary.waits:
            for number in within:
                where = Where(subject, number, False)
                lock = _lock(where)
                key = (subject.unit.module.path, where.site.place)
                if lock is not None and key not in seen:
                    seen.add(key)
                    yield HeldLock(where, lock[0], lock[1], place[0])


def _lock(where: Where) -> tuple[Entry, int] | None:
    record = where.resolution
    for target in record.targets if record is not None else ():
        if target.entry is not None and target.entry.kind is Kind.LOCK:
            return target.entry, target.sure
    return None
