"""Where the functions of a program run, and by which calls that is known: breadth-first from what runs by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from blocklint.program.facts import Where, calls_of
from blocklint.program.guards import runs
from blocklint.program.imported import is_imported
from blocklint.program.program import Program
from blocklint.program.subjects import Dispatch, Subject
from blocklint.program.units import FunctionUnit

Reached = dict[Subject, "Where | None"]
"""The subjects that run in one context, each with the call by which it is reached first; None for a root."""


class Way(NamedTuple):
    """How a function is reached: what runs by itself, and the calls that lead from there, none for itself."""

    root: Subject
    calls: tuple[Where, ...]


class Contexts:
    """The contexts of one program: each is walked once, when it is first asked about."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._walked: dict[str, Reached] = {}

    def on_loop(self, unit: FunctionUnit) -> Way | None:
        """Return the shortest way from a loop root to a function, None where it is not reached."""
        return self._way("loop", unit)

    def in_thread(self, unit: FunctionUnit) -> Way | None:
        """Return likewise the way from a function that runs in a thread or another process."""
        return self._way("thread", unit)

    def at_import(self, unit: FunctionUnit) -> Way | None:
        """Return likewise the way from the body of a module or of a class in it."""
        return self._way("import", unit)

    def _way(self, context: str, unit: FunctionUnit) -> Way | None:
        reached = self._walked.get(context)
        if reached is None:
            reached = self._walked[context] = _walk(self._roots(context))
        ways = [_back(reached, view) for view in self._program.views_of(unit) if view in reached]
        return min(ways, key=lambda way: len(way.calls), default=None)

    def _roots(self, context: str) -> Iterable[Subject]:
        if context == "loop":
            return self._program.loop_roots
        if context == "thread":
            return filter(runs_elsewhere, self._program.subjects)
        return filter(is_imported, self._program.subjects)


def runs_elsewhere(subject: Subject) -> bool:
    """True for a plain function that something outside runs in a thread or in another process."""
    return not subject.unit.asynchronous and any(one.runs in ("thread", "process") for one in subject.entries)


def _walk(roots: Iterable[Subject]) -> Reached:
    reached: Reached = dict.fromkeys(roots)
    waiting = deque(reached)
    while waiting:
        for where, target in _entered(waiting.popleft()):
            if target not in reached:
                reached[target] = where
                waiting.append(target)
    return reached


def _entered(subject: Subject) -> Iterator[tuple[Where, Subject]]:
    """Yield the bodies that run where a call of a subject stands."""
    for where, record in calls_of(subject):
        for target in record.targets:
            if target.subject is None or runs(where, target) < 0:
                continue
            bodies = target.subject.targets if isinstance(target.subject, Dispatch) else (target.subject,)
            for body in bodies:
                yield where, body


def _back(reached: Reached, subject: Subject) -> Way:
    calls: list[Where] = []
    where = reached[subject]
    while where is not None:
        calls.append(where)
        subject = where.subject
        where = reached[subject]
    return Way(subject, tuple(reversed(calls)))
