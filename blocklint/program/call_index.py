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
    first-party function, `offloading` those that make a coroutine which runs a function elsewhere.
    """

    def __init__(self, subjects: Sequence[Subject], bodies_of: Callable[[Value], Sequence[Subject]]) -> None:
        """Index the calls of all subjects; `bodies_of` gives the subjects of the function that a callable is."""
        self._subjects = subjects
        self._bodies_of = bodies_of
        self._callers: dict[Subject, list[Subject]] | None = None
        # Only the bodies are kept: of tens of thousands of calls the rules ask for a few.
        self._calling: dict[str, list[Subject]] = {}
        self.handing: list[tuple[Where, Resolution]] = []
        self.making: list[tuple[Where, Resolution]] = []
        self.offloading: list[tuple[Where, Resolution]] = []
        for subject in subjects:
            for number, record in enumerate(subject.calls):
                if record is not None:
                    self._add(subject, number, False, record)
            for number in sorted(subject.touched):
                self._add(subject, number, True, subject.touched[number])

    def _add(self, subject: Subject, number: int, touched: bool, record: Resolution) -> None:
        if record.callee:
            calling = self._calling.get(record.callee)
            if calling is None:
                self._calling[record.callee] = [subject]
            elif calling[-1] is not subject:
                calling.append(subject)
        if record.handed:
            self.handing.append((Where(subject, number, touched), record))
        if record.coroutines:
            self.making.append((Where(subject, number, touched), record))
        if record.offloaded:
            self.offloading.append((Where(subject, number, touched), record))

    def calling(self, wanted: Callable[[str], bool]) -> Iterator[Subject]:
        """Yield the bodies that call something whose dotted name is wanted; a body may come more than once."""
        for name, subjects in self._calling.items():
            if wanted(name):
                yield from subjects

    def matching(self, pattern: Pattern[str]) -> Iterator[Where]:
        """Yield the calls of what a pattern matches from its start, in order."""
        yield from self.called(name for name in self._calling if pattern.match(name))

    def called(self, names: Iterable[str]) -> Iterator[Where]:
        """Yield the calls of these dotted names, in order."""
        wanted = frozenset(names)
        calling = {subject for name in wanted for subject in self._calling.get(name, ())}
        for subject in sorted(calling, key=lambda one: one.serial):
            yield from (where for where, record in calls_of(subject) if record.callee in wanted)

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
