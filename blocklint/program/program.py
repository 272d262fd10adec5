"""The linked program: what the rules ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.model import Entry
from blocklint.kinds import Kind
from blocklint.names import is_dunder
from blocklint.program import generators
from blocklint.program.call_index import CallIndex
from blocklint.program.facts import Cut, FactTable, MayBlock, Where, calls_of, place_of
from blocklint.program.filled import Memos
from blocklint.program.guards import is_under_main, runs
from blocklint.program.imports import ImportIndex
from blocklint.program.patches import Patches
from blocklint.program.subjects import Dispatch, Resolution, Subject, Target
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.program.values import FUNCTION, METHOD, PARTIAL, Value
from blocklint.summaries.expressions import callee_text
from blocklint.summaries.summary import AWAITED, SITE_CLASS, SITE_ENTER, SITE_ITERATE, Place, Site

STARTUP: Final = "startup"
"""The role of what a framework runs once, before or after it serves."""


@dataclass(frozen=True, slots=True)
class RawStep:
    """One call on a path: its module, place, function and the text of what is called."""

    module: ModuleUnit
    place: Place
    function: FunctionUnit
    call: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockingCall:
    """A call in a loop root's own body from which an API that waits is reached.

    `where` is the entering call, `entry` the API, `steps` the path from the entering call to the API's own call;
    `callee` the dotted name that the entering call resolved to. `called_back` is True where the call only hands the
    API to the loop, which calls it back.
    """

    where: Where
    kind: Kind
    sure: int
    entry: Entry
    steps: tuple[RawStep, ...]
    callee: str
    called_back: bool = False

    @property
    def place(self) -> tuple[str, Place]:
        """Path and place of the entering call."""
        return self.where.subject.unit.module.path, self.where.site.place

    @property
    def rank(self) -> tuple[object, ...]:
        """What matters most, then the shortest path comes first."""
        ends = [(step.module.path, step.place) for step in self.steps]
        return (place_of(self.kind, self.entry, self.sure), len(self.steps), ends, self.where.subject.serial)


class Program:
    """All modules linked: subjects, what their calls resolved to, loop roots and facts."""

    def __init__(
        self,
        modules: Sequence[ModuleUnit],
        catalogue: Catalogue,
        imports: ImportIndex,
        subjects: list[Subject],
        loop_roots: Iterable[Subject],
        cut: Cut,
    ) -> None:
        self.modules = modules
        self.catalogue = catalogue
        self.imports = imports
        self.subjects = subjects
        self.loop_roots = tuple(loop_roots)
        self._cut = cut
        self.facts = FactTable(subjects, runs, cut)
        self._index: CallIndex | None = None
        self._patches = Patches()
        self._memos = Memos()
        self._calls: dict[Kind, list[BlockingCall]] | None = None
        self._awaited: dict[FunctionUnit, bool] | None = None
        self._awaiting: dict[FunctionUnit, list[Where]] | None = None
        self._views: dict[FunctionUnit, list[Subject]] | None = None

    def blocking_calls(self, kind: Kind) -> Iterator[BlockingCall]:
        """Yield the entering calls that reach a kind, one a place, in order of place."""
        if self._calls is None:
            self._calls = self._find()
        yield from self._calls.get(kind, ())

    def _find(self) -> dict[Kind, list[BlockingCall]]:
        best: dict[tuple[Kind, str, Place], BlockingCall] = {}
        for call in self._all_entering():
            if self._is_hidden(call):
                continue
            key = (call.kind, *call.place)
            known = best.get(key)
            if known is None or call.rank < known.rank:
                best[key] = call
        found: dict[Kind, list[BlockingCall]] = {}
        for call in sorted(best.values(), key=lambda one: (one.place, one.kind.value)):
            found.setdefault(call.kind, []).append(call)
        return found

    def _all_entering(self) -> Iterator[BlockingCall]:
        for root in self.loop_roots:
            for where, record in calls_of(root, going_somewhere=True):
                if not (root.unit.summary.generators and generators.around(where) >= 0):
                    yield from self._entering(where, record)
        for where, record in self.index.handing:
            yield from self._called_back(where, record)

    def _is_hidden(self, call: BlockingCall) -> bool:
        return self._patches.hide(call.where, [step.call for step in call.steps])

    def is_replaced(self, where: Where) -> bool:
        """Tell whether all that a call may wait for lies behind what a test has put something else in the place of."""
        calls = list(self._entering(where, where.resolution)) if where.resolution is not None else []
        return bool(calls) and all(map(self._is_hidden, calls))

    def _entering(self, where: Where, record: Resolution) -> Iterator[BlockingCall]:
        for target in record.targets:
            sure = runs(where, target)
            if sure < 0:
                continue
            if target.entry is not None:
                kind = target.entry.kind
                if kind not in (None, target.spares) and not self._cut(where.subject.unit, where.site, kind):
                    yield BlockingCall(
                        where, kind, sure, target.entry, (step_of(where),), record.callee or target.entry.name
                    )
            elif target.subject is not None:
                for kind, fact in self.facts.of(target.subject, target.phase).items():
                    if kind is not target.spares and not self._cut(where.subject.unit, where.site, kind):
                        yield self._through(where, record, target, fact, min(sure, fact.sure))

    def _called_back(self, where: Where, record: Resolution) -> Iterator[BlockingCall]:
        """Yield the APIs that a call hands to the loop, wherever the call itself runs."""
        for target in record.scheduled:
            sure = runs(where, target)
            kind = target.entry.kind if target.entry is not None else None
            if sure < 0 or target.entry is None or kind is None or self._cut(where.subject.unit, where.site, kind):
                continue
            yield BlockingCall(where, kind, sure, target.entry, (step_of(where),), record.callee, called_back=True)

    def _through(self, where: Where, record: Resolution, target: Target, fact: MayBlock, sure: int) -> BlockingCall:
        assert target.subject is not None
        steps = [step_of(where, _alternatives(target.subject))]
        steps.extend(self.path_from(fact))
        calls = tuple([one.via for one in self._facts_behind(fact) if one.via is not None])
        if sure and self._memos.are_filled_above(where, calls):
            sure = 0
        return BlockingCall(where, fact.kind, sure, fact.entry, tuple(steps), record.callee)

    def blocking_in(self, subject: Subject) -> Iterator[tuple[Where, set[Kind]]]:
        """Yield the calls of a body that wait, with their kinds, those among them that a suppression hides there."""
        for where, record in calls_of(subject, going_somewhere=True):
            kinds: set[Kind] = set()
            for target in (*record.targets, *record.scheduled):
                if runs(where, target) < 0:
                    continue
                if target.subject is not None:
                    kinds.update(self.facts.of(target.subject, target.phase))
                elif target.entry is not None and target.entry.kind is not None:
                    kinds.add(target.entry.kind)
            if kinds:
                yield where, kinds

    def entered_from(self, subject: Subject) -> Iterator[Subject]:
        """Yield the bodies that run where the calls of a body stand."""
        for where, record in calls_of(subject, going_somewhere=True):
            for target in record.targets:
                if target.subject is None or runs(where, target) < 0:
                    continue
                yield from target.subject.targets if isinstance(target.subject, Dispatch) else (target.subject,)

    def path_from(self, fact: MayBlock) -> Iterator[RawStep]:
        """Yield the steps behind a fact, up to the call of the API."""
        for one in self._facts_behind(fact):
            if one.via is not None:
                yield step_of(one.via, _alternatives(one.following[0]) if one.following is not None else ())

    def _facts_behind(self, fact: MayBlock) -> Iterator[MayBlock]:
        """Yield a fact and those that it follows from, up to that of the API's own call."""
        yield fact
        while fact.following is not None:
            fact = self.facts.of(*fact.following)[fact.kind]
            yield fact

    def views_of(self, unit: FunctionUnit) -> list[Subject]:
        """Return the subjects of a function."""
        if self._views is None:
            self._views = {}
            for subject in self.subjects:
                self._views.setdefault(subject.unit, []).append(subject)
        return self._views.get(unit, [])

    def bodies_of(self, value: Value) -> list[Subject]:
        """Return the subjects of the function that a callable is, bound or not, with arguments or without."""
        while value.sort in (METHOD, PARTIAL):
            value = value.a
        return self.views_of(value.a) if value.sort == FUNCTION else []

    @property
    def index(self) -> CallIndex:
        """All calls by what they call."""
        if self._index is None:
            self._index = CallIndex(self.subjects, self.bodies_of)
        return self._index

    def is_awaited(self, unit: FunctionUnit) -> bool:
        """Tell whether some function of the program calls an `async def`, to await it or to hand its coroutine on."""
        return unit in self._made_by()

    def is_script(self, unit: FunctionUnit) -> bool:
        """Tell whether an `async def` is called under ``if __name__ == "__main__"`` only."""
        return self._made_by().get(unit, False)

    def is_at_startup(self, subject: Subject) -> bool:
        """Tell whether a framework runs a body once, before or after it serves, or such code alone awaits it."""
        return self._is_at_startup(subject, frozenset())

    def _is_at_startup(self, subject: Subject, seen: frozenset[FunctionUnit]) -> bool:
        if subject.entries:
            return any(callback.role == STARTUP for callback in subject.entries)
        if not subject.unit.asynchronous or subject.unit in seen:
            return False
        callers = self._awaiting_calls().get(subject.unit, [])
        # What is no more than made there, a task, may run as long as the program does.
        inner = seen | {subject.unit}
        return bool(callers) and all(
            where.site.flags & AWAITED and self._is_at_startup(where.subject, inner) for where in callers
        )

    def _awaiting_calls(self) -> dict[FunctionUnit, list[Where]]:
        """Return the calls that make the coroutine of each `async def`."""
        if self._awaiting is None:
            self._awaiting = {}
            for where, record in self.index.making:
                for target in record.coroutines:
                    self._awaiting.setdefault(target.unit, []).append(where)
        return self._awaiting

    def _made_by(self) -> dict[FunctionUnit, bool]:
        """Return the functions whose coroutines are made, and whether that is so in scripts alone."""
        if self._awaited is None:
            made: dict[FunctionUnit, bool] = {}
            for where, record in self.index.making:
                for target in record.coroutines:
                    made[target.unit] = made.get(target.unit, True) and is_under_main(where)
            self._awaited = made
        return self._awaited


def _alternatives(target: Subject | Dispatch) -> tuple[str, ...]:
    if isinstance(target, Dispatch):
        return tuple(one.unit.dotted_name for one in target.targets)
    return ()


def step_of(where: Where, also: tuple[str, ...] = ()) -> RawStep:
    """Return the step of one call."""
    unit = where.subject.unit
    names = unit.binding_names
    site = where.site
    if isinstance(site, Site):
        text = callee_text(site.target, names, lambda number: unit.summary.sites[number].target)
        if site.what == SITE_CLASS and site.target is not None:
            text = f"class {unit.module.functions[site.target[1]].summary.name}"
        if site.what in (SITE_ENTER, SITE_ITERATE):
            # What runs is the body of the generator that the call has made.
            text = text.removesuffix("(…)")
    else:
        text = callee_text(site.base, names, lambda number: unit.summary.sites[number].target)
        if not is_dunder(site.name):
            text = f"{text}.{site.name.rstrip('=')}"
    return RawStep(unit.module, site.place, unit, text, also)
