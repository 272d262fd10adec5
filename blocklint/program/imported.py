"""Which bodies have run before any loop does: those that importing the program's modules runs in every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from blocklint.program.facts import calls_of
from blocklint.program.subjects import CALLED, Subject
from blocklint.summaries.summary import CLASS_BODY, MODULE_BODY


def is_imported(subject: Subject) -> bool:
    """True for the body of a module, or of a class in it."""
    while subject.parent is not None and subject.unit.summary.flags & CLASS_BODY:
        subject = subject.parent
    return bool(subject.unit.summary.flags & MODULE_BODY)


def note_imported(subjects: Iterable[Subject]) -> None:
    """Note of every function that it has run by the time a loop does: a module's body calls it, under no condition.

    A test's own modules run in no other process.
    """
    waiting = [one for one in subjects if is_imported(one) and not one.unit.module.is_test]
    seen = set(waiting)
    while waiting:
        for target in _always_called(waiting.pop()):
            target.unit.has_run = True
            if target not in seen:
                seen.add(target)
                waiting.append(target)


def _always_called(subject: Subject) -> Iterator[Subject]:
    for where, record in calls_of(subject):
        bodies = [target for target in record.targets if target.subject is not None and target.phase == CALLED]
        if where.site.guard < 0 and len(bodies) == 1 and isinstance(bodies[0].subject, Subject):
            yield bodies[0].subject
