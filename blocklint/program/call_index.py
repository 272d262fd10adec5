"""The calls of a linked program by what they call: one walk over them serves every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from re import Pattern

from blocklint.program.facts import Where, calls_of
from blocklint.program.subjects import Dispatch, Resolution, Subject
from blocklint.program.values import Value


class CallIndex:
    """Calls by the name of what they call, in the order of their subjects.

    `handing` are the calls and decorators that hand a callable over, `making` those that make a coroutine of a
    first-party function.
    """

    def __init__(self, subjects: Sequence[Subject], bodies_of: Callable[[Value], Sequence[Subject]]) -> None:
        """Index the calls of all subjects; `bodies_of` gives the subjects of the function that a callable is."""
        self._subjects = subjects
        self._bodies_of = bodies_of
        self._callers: dict[Subject, list[Subject]] | None = None
        self._by_callee: dict[str, list[Where]] = {}
        self.handing: list[tuple[Where, Resolution]] = []
        self.making: list[tuple[Where, Resolution]] = []
        by_callee = self._by_callee
        for subject in subjects:
            for where, record in calls_of(subject):
                if record.callee:
                    by_callee.setdefault(record.callee, []).append(where)
                if record.handed:
                    self.handing.append((where, record))
                if record.coroutines:
                    self.making.append((where, record))

    def matching(self, pattern: Pattern[str]) -> Iterator[Where]:
        """Yield the calls of what a pattern matches from its start, in order."""
        yield from self._in_order(name for name in self._by_callee if pattern.match(name))

    def called(self, names: Iterable[str]) -> Iterator[Where]:
        """Yield the calls of these dotted names, in order."""
        yield from self._in_order(name for name in names if name in self._by_callee)

    def _in_order(self, names: Iterable[str]) -> list[Where]:
        found = [where for name in names for where in self._by_callee[name]]
        return sorted(found, key=lambda one: (one.subject.serial, one.touched, one.number))

    def reaching(self, ends: Iterable[Subject]) -> set[Subject]:
        """Return the bodies from which one of `ends` may be reached: by calls, coroutines and what is handed over."""
        reached = set(ends)
        if not reached:
            return reached
        callers = self._callers
        if callers is None:
            callers = self._callers = self._entering()
        waiting = list(reached)
        while waiting:
            for caller in callers.get(waiting.pop(), ()):
                if caller not in reached:
                    reached.add(caller)
                    waiting.append(caller)
        return reached

    def _entering(self) -> dict[Subject, list[Subject]]:
        callers: dict[Subject, list[Subject]] = {}
        for subject in self._subjects:
            for record in (*subject.calls, *subject.touched.values()):
                # Most calls enter no body: they are told at a glance.
                if record is not None and (record.targets or record.coroutines or record.handed):
                    for entered in self._entered(record):
                        callers.setdefault(entered, []).append(subject)
        return callers

    def _entered(self, record: Resolution) -> Iterator[Subject]:
        for target in record.targets:
            if isinstance(target.subject, Dispatch):
                yield from target.subject.targets
            elif target.subject is not None:
                yield target.subject
        yield from record.coroutines
        for handed in record.handed:
            for value in handed.values.values:
                yield from self._bodies_of(value)
