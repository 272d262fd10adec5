"""Which functions may block: for each kind the nearest API, found by one walk back from the root causes.

Facts belong to (subject, phase). A path is as sure as its weakest step; possible paths come last, those to an API of
a higher level first, then surer ones, then shorter ones, then those that stand first in (path, line, column). Each
kind walks the call graph once, and again where a dispatch point turns out to wait in most of its implementations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from blocklint.catalogue.model import Entry
from blocklint.kinds import LEVEL_OF, Kind, Level
from blocklint.program import generators
from blocklint.program.subjects import (
    CALLED,
    ENTERED,
    EXITED,
    EXPRESSED,
    ITERATED,
    Dispatch,
    Resolution,
    Subject,
    Target,
)
from blocklint.program.units import ClassUnit, FunctionUnit
from blocklint.summaries.summary import Site, Touch

Node = tuple["Subject | Dispatch", int]
Cut = Callable[[FunctionUnit, "Site | Touch", Kind], bool]
"""Tells whether a suppression at a call hides a kind there."""


class Where(NamedTuple):
    """One call in one subject: a site, or a touch where `touched` is True."""

    subject: Subject
    number: int
    touched: bool

    @property
    def site(self) -> Site | Touch:
        """The site or touch itself."""
        summary = self.subject.unit.summary
        return summary.touches[self.number] if self.touched else summary.sites[self.number]

    @property
    def resolution(self) -> Resolution | None:
        """What the call resolved to."""
        return self.subject.touched.get(self.number) if self.touched else self.subject.calls[self.number]


class MayBlock(NamedTuple):
    """A body may wait: through the call `via`, which goes to `following`, or to the API `entry` itself."""

    kind: Kind
    sure: int
    length: int
    via: Where | None
    following: Node | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Edge:
    """A call that goes to a node, seen from the node."""

    caller: Where
    sure: int
    spares: Kind | None


def calls_of(subject: Subject, *, going_somewhere: bool = False) -> Iterator[tuple[Where, Resolution]]:
    """Return every resolved call of a subject, in order; or those alone that go somewhere, which few do."""
    for number, record in enumerate(subject.calls):
        if record is not None and (record.targets or record.scheduled or not going_somewhere):
            yield Where(subject, number, False), record
    for number in sorted(subject.touched):
        record = subject.touched[number]
        if record.targets or not going_somewhere:
            yield Where(subject, number, True), record


def phases_of(where: Where) -> tuple[int, ...]:
    """Return the phases of its subject in which a call runs."""
    unit = where.subject.unit
    if unit.summary.generators and (number := generators.around(where)) >= 0:
        return (EXPRESSED + number,)
    if not unit.generates:
        return (CALLED,)
    yields = unit.summary.yields
    line, _, column, _ = _ordered(where.site.place)
    before = not yields or (line, column) < (yields[0][1], yields[0][2])
    return (ITERATED, ENTERED if before else EXITED)


def _ordered(place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    line, column, end_line, end_column = place
    return line, end_line, column, end_column


class FactTable:
    """The facts of all subjects."""

    def __init__(self, subjects: list[Subject], runs: Callable[[Where, Target], int], cut: Cut) -> None:
        self._facts: dict[Node, dict[Kind, MayBlock]] = {}
        self._callers: dict[Node, list[Edge]] = {}
        self._causes: dict[Kind, list[tuple[Where, Target, int]]] = {}
        self._marked: dict[Kind, list[tuple[Node, MayBlock]]] = {}
        self._points: dict[Dispatch, None] = {}
        self._likely: set[Dispatch] = set()
        self._runs = runs
        self._cut = cut
        for subject in subjects:
            self._collect(subject)
        kinds = sorted({*self._causes, *self._marked}, key=lambda one: one.value)
        for kind in kinds:
            self._walk(kind)
        while found := [point for point in self._points if point not in self._likely and self._mostly_waits(point)]:
            self._likely.update(found)
            again = {kind for point in found for kind in self.of(point, CALLED)}
            for kind in kinds:
                if kind in again:
                    self._forget(kind)
                    self._walk(kind)

    def of(self, target: Subject | Dispatch, phase: int) -> dict[Kind, MayBlock]:
        """Return what may block in a phase of a subject, by kind."""
        return self._facts.get((target, phase), {})

    def _collect(self, subject: Subject) -> None:
        if is_api(subject.unit):
            self._mark(subject)
        for where, record in calls_of(subject, going_somewhere=True):
            for target in record.targets:
                sure = self._runs(where, target)
                if sure < 0:
                    continue
                if target.entry is not None:
                    if target.entry.name in IN_PROCESS and is_lock(subject.unit.owner):
                        target = target._replace(entry=replace(target.entry, kind=Kind.LOCK, level=None))
                    assert target.entry is not None
                    kind = target.entry.kind
                    if kind is not None and kind is not target.spares:
                        self._causes.setdefault(kind, []).append((where, target, sure))
                elif target.subject is not None:
                    self._callers.setdefault((target.subject, target.phase), []).append(
                        Edge(where, sure, target.spares)
                    )
                    if isinstance(target.subject, Dispatch):
                        self._add_dispatch(target.subject)

    def _mark(self, subject: Subject) -> None:
        """A function that is marked as blocking waits by its own word, whatever its body calls."""
        kind = subject.unit.marked_kind
        entry = Entry(subject.unit.dotted_name, kind)
        for phase in (ITERATED, ENTERED, EXITED) if subject.unit.generates else (CALLED,):
            fact = MayBlock(kind, 2, 0, None, None, entry)
            self._marked.setdefault(kind, []).append(((subject, phase), fact))

    def _add_dispatch(self, point: Dispatch) -> None:
        if point in self._points:
            return
        self._points[point] = None
        for target in point.targets:
            edges = self._callers.setdefault((target, CALLED), [])
            edges.append(_DispatchEdge(Where(target, 0, False), 0, None, point))

    def _mostly_waits(self, point: Dispatch) -> bool:
        """True where no more of the implementations do nothing that matters than surely or likely wait.

        What they wait for may differ. Those that may wait only, such as what hands on to another one, do not count.
        """
        facts = [self.of(target, CALLED).values() for target in point.targets]
        waiting = sum(any(fact.sure and _matters(fact) for fact in one) for one in facts)
        return waiting >= max(1, point.silent + sum(not any(map(_matters, one)) for one in facts))

    def _forget(self, kind: Kind) -> None:
        for facts in self._facts.values():
            facts.pop(kind, None)

    def _walk(self, kind: Kind) -> None:
        """Walk back from the root causes: the paths that matter most to their end first, then the next ones."""
        waiting: dict[int, list[tuple[Node, MayBlock]]] = {place: [] for place in range(PLACES)}
        for node, fact in self._marked.get(kind, ()):
            waiting[place_of(kind, fact.entry, fact.sure)].append((node, fact))
        for where, target, sure in self._causes.get(kind, ()):
            assert target.entry is not None
            if not self._passes_on(where, kind):
                continue
            for phase in phases_of(where):
                fact = MayBlock(kind, sure, 1, where, None, target.entry)
                waiting[place_of(kind, target.entry, sure)].append(((where.subject, phase), fact))
        for place in range(PLACES):
            row = waiting[place]
            while row:
                # One row holds all facts of one length (at the start of a level, of several), in order of place.
                row.sort(key=lambda item: (item[1].length, _order(item[0], item[1])))
                reached: list[tuple[Node, MayBlock]] = []
                for node, fact in row:
                    known = self._facts.setdefault(node, {})
                    if kind in known:
                        continue
                    known[kind] = fact
                    reached.append((node, fact))
                row = []
                for node, fact in reached:
                    for edge in self._callers.get(node, ()):
                        self._follow(edge, node, fact, row, waiting)

    def _follow(
        self, edge: Edge, node: Node, fact: MayBlock,
        row: list[tuple[Node, MayBlock]], waiting: dict[int, list[tuple[Node, MayBlock]]],
    ) -> None:  # fmt: skip
        kind = fact.kind
        reached_sure = min(fact.sure, edge.sure)
        if isinstance(edge, _DispatchEdge):
            if edge.point in self._likely:
                reached_sure = min(fact.sure, 1)
            callers: list[tuple[Node, MayBlock]] = [
                ((edge.point, CALLED), MayBlock(kind, reached_sure, fact.length, None, node, fact.entry))
            ]
        else:
            where = edge.caller
            if edge.spares is kind or not self._passes_on(where, kind):
                return
            callers = [
                ((where.subject, phase), MayBlock(kind, reached_sure, fact.length + 1, where, node, fact.entry))
                for phase in phases_of(where)
            ]
        (row if reached_sure == fact.sure else waiting[place_of(kind, fact.entry, reached_sure)]).extend(callers)

    def _passes_on(self, where: Where, kind: Kind) -> bool:
        """Whether what waits at a call makes its caller wait for the kind, in the eyes of who calls that."""
        unit = where.subject.unit
        if unit.asynchronous and not (unit.summary.generators and generators.around(where) >= 0):
            # A generator expression runs where it is iterated, also one of a coroutine.
            return False
        return not (is_api(unit) or self._cut(unit, where.site, kind))


def _matters(fact: MayBlock) -> bool:
    """True for what is more than a note."""
    return (fact.entry.level or LEVEL_OF[fact.kind]) is not Level.NOTE


IN_PROCESS: Final = frozenset(
    ("threading.Condition.wait", "threading.Condition.wait_for", "threading.Semaphore.acquire", "threading.Event.wait")
)
"""Waits for other threads of which locks are made."""
_LOCK: Final = re.compile(r"(Lock|Mutex)($|[A-Z_0-9])")


def is_lock(cls: ClassUnit | None) -> bool:
    """True for a class that is a lock by its name: its methods wait as those of any lock do, most often for nothing."""
    return cls is not None and _LOCK.search(cls.summary.name) is not None


PLACES: Final = 3 * len(Level)


def place_of(kind: Kind, entry: Entry, sure: int) -> int:
    """Return the place, from 0, of a path among those of its kind: what matters little hides nothing that matters.

    First comes what is more than possible, then what is of a higher level, then what is surer.
    """
    below = Level.ERROR.rank - (entry.level or LEVEL_OF[kind]).rank
    return 2 * below + (2 - sure) if sure else 2 * len(Level) + below


def is_api(unit: FunctionUnit) -> bool:
    """Whether a function stands for itself: it is marked as blocking, and a call of it runs its body."""
    return unit.marked == "blocking" and not unit.asynchronous


@dataclass(frozen=True, slots=True)
class _DispatchEdge(Edge):
    """From an implementation to the dispatch point that may choose it."""

    point: Dispatch


def _order(node: Node, fact: MayBlock) -> tuple[object, ...]:
    if fact.via is None:
        return ("", (0, 0, 0, 0), 0, node[1])
    return (fact.via.subject.unit.module.path, fact.via.site.place, fact.via.subject.serial, node[1])
