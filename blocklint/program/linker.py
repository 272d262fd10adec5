"""Summaries and catalogue in, the values of every expression out: a worklist over growing cells.

A cell is evaluated when it is first read, depth first; a reader of a cell that later grows is
evaluated again. Values only grow, so the end does not depend on the order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from blocklint.catalogue.catalogue import Catalogue
from blocklint.catalogue.model import Callback
from blocklint.program import bodies, evaluation, handover, library, open_names, touches
from blocklint.program.arguments import Arguments
from blocklint.program.awaited import MARK
from blocklint.program.classes import ClassTable
from blocklint.program.constants import SETTLED, is_constant
from blocklint.program.contents import Filled
from blocklint.program.imports import ImportIndex
from blocklint.program.keeping import Keeping
from blocklint.program.loaders import find_loaders
from blocklint.program.logs import are_installed
from blocklint.program.subjects import (
    BINDING,
    CONTAINED,
    DONE,
    EXPORT,
    GIVEN,
    HELD,
    NEW,
    REPLACED,
    RETURNED,
    RUNNING,
    SITE,
    STORE,
    TOUCH,
    YIELDED,
    Cell,
    Dispatch,
    Resolution,
    Subject,
)
from blocklint.program.switches import SMALL, Switches
from blocklint.program.units import ClassUnit, FunctionUnit, ModuleUnit
from blocklint.program.values import Store, Types, Value
from blocklint.summaries.expressions import ATTRIBUTE, Expression

DEEPEST_READ = 120
"""Cells that are evaluated inside one another before the rest waits in the queue."""
MOST_ROUNDS = 40
"""Evaluations of one cell before its value is given up as unknown."""
MOST_VIEWS = 200
"""Subjects of one function that differ in what was given to them."""
MOST_CONSTANTS = 12
"""Sets of constants for which one function gets subjects of its own."""
DEEPEST_GIVEN = 5
"""How deep callables that travel through parameters are followed."""


Whole = TypeVar("Whole")
Part = TypeVar("Part")


class Linker:
    """The state of one link."""

    def __init__(
        self,
        modules: Sequence[ModuleUnit],
        catalogue: Catalogue,
        imports: ImportIndex,
        touched_names: Mapping[str, frozenset[int]],
        requirements: Callable[[str, str], bool],
    ) -> None:
        self.modules = modules
        self.catalogue = catalogue
        self.imports = imports
        self.store = Store()
        self.touched_names = touched_names
        self.subjects: list[Subject] = []
        self._subjects: dict[tuple[object, ...], Subject] = {}
        self._generic: dict[FunctionUnit, Subject] = {}
        self._views: dict[FunctionUnit, int] = {}
        self._switched: dict[tuple[FunctionUnit, int], set[tuple[object, ...]]] = {}
        self._held: dict[tuple[ClassUnit, str], Cell] = {}
        self._exports: dict[tuple[Subject, str], Cell] = {}
        self._below: dict[tuple[ClassUnit, str], Cell] = {}
        self.contained: dict[object, Cell] = {}
        self.filled = Filled(modules)
        self.switches = Switches(modules)
        self.loaders = find_loaders(modules)
        self.generic_functions: dict[FunctionUnit, bool] = {}
        self.asking: set[tuple[ClassUnit, str]] = set()
        self.keeping = Keeping(modules)
        self.has_log_handlers = are_installed(modules)
        self.dispatches: dict[object, Dispatch] = {}
        self.loop_roots: dict[Subject, None] = {}
        self.names: dict[tuple[Subject | None, str], Types] = {}
        self.attributes: dict[tuple[Types, str], Types] = {}
        self.annotations: dict[tuple[Subject | None, FunctionUnit, int], Types] = {}
        self.telling: dict[Types, Types] = {}
        self.library_texts: dict[str, Types] = {}
        self.unknown_libraries: dict[str, bool] = {}
        self.model_fields: dict[ClassUnit, tuple[Value, ...]] = {}
        self._idle: dict[Value, Resolution | None] = {}
        self._requirements = requirements
        self._assigned: dict[Subject, frozenset[str]] = {}
        self._pending: deque[Subject] = deque()
        self._queue: deque[Cell] = deque()
        self._current: Cell | None = None
        self._depth = 0
        self._unsettled = False
        self.classes = ClassTable(self)

    # Solving

    def run(self) -> None:
        """Evaluate every function of the program until nothing changes."""
        self.classes.link()
        for module in self.modules:
            for unit in module.functions:
                self.generic(unit)
                self._drain()
        self.classes.announce()
        self._drain()

    def _drain(self) -> None:
        pending, queue = self._pending, self._queue
        while pending or queue:
            while queue:
                cell = queue.popleft()
                cell.queued = False
                if cell.state != RUNNING:
                    self._compute(cell)
            if pending:
                bodies.activate(self, pending.popleft())

    def read(self, cell: Cell) -> Types:
        """Return a cell's value and remember who asked."""
        if cell.state == NEW:
            if self._depth < DEEPEST_READ:
                self._compute(cell)
            elif not cell.queued:
                cell.queued = True
                self._queue.append(cell)
        if not cell.fixed:
            self._unsettled = True
            current = self._current
            if current is not None:
                readers = cell.readers
                if readers is None:
                    cell.readers = [current]
                elif readers[-1] is not current:
                    readers.append(current)
        return cell.types

    def _compute(self, cell: Cell) -> None:
        current, volatile = self._current, self._unsettled
        self._current, self._unsettled = cell, False
        self._depth += 1
        cell.state = RUNNING
        cell.rounds += 1
        types = _COMPUTE[cell.kind](self, cell)
        self._depth -= 1
        if cell.rounds > MOST_ROUNDS:
            types = self.store.unknown
        cell.state = DONE
        # A cell that has asked nothing changeable, and that nobody adds to, keeps its value for good.
        cell.fixed = not self._unsettled and (
            cell.kind <= YIELDED or (cell.kind == EXPORT and cell.index not in self.assigned_elsewhere(cell.subject))
        )
        self._current, self._unsettled = current, volatile
        if types is not cell.types:
            if cell.readers or cell.types.values:
                self.grow(cell, types)
            else:
                cell.types = types

    def grow(self, cell: Cell, types: Types) -> bool:
        """Add to a cell's value; its readers are evaluated again where it changed, which is returned."""
        joined = self.store.join(cell.types, types)
        if joined is cell.types:
            return False
        cell.types = joined
        readers = cell.readers or ()
        cell.readers = None
        queue = self._queue
        for reader in readers:
            if not reader.queued and reader.rounds <= MOST_ROUNDS:
                reader.queued = True
                queue.append(reader)
        return True

    def settles(self, subject: Subject, expression: Expression, sorts: frozenset[int]) -> bool:
        """Tell whether an expression can never hold a value of some sorts: what it stands for now will not change."""
        types, settled = self.settled(evaluation.evaluate, subject, expression)
        if not settled:
            return False
        return all(value.sort not in sorts for value in types.values)

    def settled(self, compute: Callable[[Linker, Whole, Part], Types], whole: Whole, part: Part) -> tuple[Types, bool]:
        """Return what a computation gives, and whether that is final: it read nothing that may still grow."""
        volatile, self._unsettled = self._unsettled, False
        types = compute(self, whole, part)
        settled = not self._unsettled
        if not settled:
            volatile = True
        self._unsettled = volatile
        return types, settled

    def idle(self, callee: Types) -> Resolution | None:
        """Return the resolution of a call whose settled callee is a library's that does nothing here.

        None for every other call, which is then evaluated in full. Such calls (of exceptions, of a logger, of
        an unknown object) are a third of all; what they give back is worked out only where something asks for it.
        """
        if len(callee.values) != 1:
            return None
        value = callee.values[0]
        if value not in self._idle:
            name = library.idle_name(self, value)
            if name is None:
                self._idle[value] = None
            else:
                record = self._idle[value] = Resolution()
                record.callee, record.reason = name, "" if name else "unknown"
        return self._idle[value]

    def new_cell(self, kind: int, subject: object, index: object) -> Cell:
        """Return a new cell with no value."""
        return Cell(kind, subject, index, self.store.empty)

    def assigned_elsewhere(self, body: Subject) -> frozenset[str]:
        """Return the names of a module body that functions assign with `global`."""
        names = self._assigned.get(body)
        if names is None:
            module = body.unit.module
            names = frozenset(
                name
                for unit in module.functions
                if body.unit is module.functions[0]
                for name, _ in unit.summary.global_stores
            )
            self._assigned[body] = names
        return names

    # Subjects

    def generic(self, unit: FunctionUnit) -> Subject:
        """Return the subject of a function as it stands, with nothing given."""
        subject = self._generic.get(unit)
        if subject is None:
            number = unit.summary.parent
            parent = self.generic(unit.module.functions[number]) if number >= 0 else None
            receiver = self.classes.own_receiver(unit)
            subject = self._generic[unit] = self._make(unit, receiver, parent, ())
        return subject

    def _make(
        self, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, given: tuple[tuple[int, Types], ...]
    ) -> Subject:
        depth = 0
        if given:
            depth = 1 + max([_depth(types) for _, types in given])
        if parent is not None:
            depth = max(depth, parent.depth)
        subject = Subject(unit, receiver, parent, given, len(self.subjects), depth)
        self.subjects.append(subject)
        self._pending.append(subject)
        if unit.asynchronous or (unit.is_class_body and parent is not None and parent.unit.asynchronous):
            # The body of a class in a coroutine runs as a part of that.
            self.loop_roots[subject] = None
        return subject

    def subject(
        self, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, given: tuple[tuple[int, Types], ...]
    ) -> Subject:
        """Return the subject with these circumstances, or the generic one where they are too many."""
        generic = self.generic(unit)
        if receiver is None:
            receiver = generic.receiver
        if parent is None:
            parent = generic.parent
        if receiver is generic.receiver and parent is generic.parent and not given:
            return generic
        key = (unit, receiver, parent, given)
        found = self._subjects.get(key)
        if found is None:
            deep = parent.depth if parent is not None else 0
            deep = max([deep, *[1 + _depth(types) for _, types in given]])
            if given and given[0][0] == MARK:
                # For each subject there is at most this one more.
                whole = self.subject(unit, receiver, parent, given[1:])
                given = (given[0], *whole.given)
                same = (unit, whole.receiver, whole.parent, given)
                found = self._subjects.get(same) or self._make(unit, whole.receiver, whole.parent, given)
                self._subjects[same] = found
            elif deep > DEEPEST_GIVEN or not self._may_have(unit, receiver, parent, given):
                found = generic
            else:
                found = self._make(unit, receiver, parent, given)
            self._subjects[key] = found
        return found

    def _may_have(
        self, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, given: tuple[tuple[int, Types], ...]
    ) -> bool:
        """Count one more view of a function, unless it has too many, or is seen with too many sets of constants."""
        views = self._views.get(unit, 0)
        constants = tuple(one for one in given if is_constant(one[1]) or one[0] == SETTLED)
        # What constants settle is the last resort of a function that many callers have used up: few sets of conditions.
        if views >= MOST_VIEWS and not (len(given) == 1 and given[0][0] == SETTLED):
            return False
        if constants:
            # Callables that are given besides make views of their own, and no new set of constants.
            kind = (given[-1][0] == SETTLED) + (constants[0][0] == SETTLED)
            sets = self._switched.setdefault((unit, kind), set())
            one = (receiver, parent, constants)
            most = MOST_CONSTANTS if kind == 2 or len(unit.summary.sites) > SMALL else MOST_VIEWS
            if one not in sets and len(sets) >= most:
                return False
            sets.add(one)
        self._views[unit] = views + 1
        return True

    def constant(self, expression: Expression) -> Types:
        """Return the value of a constant, which is the same everywhere."""
        return evaluation.evaluate(self, self.subjects[0], expression)

    def current_subject(self) -> Subject | None:
        """Return the subject whose body is being evaluated."""
        cell = self._current
        return cell.subject if cell is not None and isinstance(cell.subject, Subject) else None

    def current_base(self) -> Expression:
        """Return the expression of the object on which the call or read that is being evaluated is made, or None."""
        cell = self._current
        if cell is None or cell.kind not in (SITE, TOUCH):
            return None
        subject: Subject = cell.subject
        if cell.kind == TOUCH:
            read: Expression = subject.unit.summary.touches[cell.index].base
            return read
        target = subject.unit.summary.sites[cell.index].target
        base: Expression = target[1] if target is not None and target[0] == ATTRIBUTE else None
        return base

    def requires(self, requirement: str, path: str = "") -> bool:
        """Tell whether the requirements of a file, the present one's where `path` is empty, allow a row's versions."""
        if not path:
            subject = self.current_subject()
            path = subject.unit.module.path if subject is not None else ""
        return self._requirements(requirement, path)

    def enter(self, value: Value, callback: Callback, arguments: Arguments) -> None:
        """Note that something outside runs a callable, on the loop or in a thread."""
        handover.enter(self, value, callback, arguments)

    def import_roots(self) -> tuple[str, ...]:
        """Return the folders from which the present function's module imports, the nearest first."""
        subject = self.current_subject()
        return self.imports.roots_of(subject.unit.module.path.rpartition("/")[0] if subject is not None else "")

    # Cells of the program

    def binding(self, subject: Subject, number: int) -> Types:
        """Return the value of one binding; once it is settled, only the value is kept."""
        cell = subject.bindings[number]
        if cell.__class__ is Types:
            return cell
        if cell is None:
            cell = subject.bindings[number] = Cell(BINDING, subject, number, self.store.empty)
        types = self.read(cell)  # type: ignore[arg-type]
        if cell.fixed:  # type: ignore[union-attr]
            subject.bindings[number] = types
        return types

    def site(self, subject: Subject, number: int, callee: Types | None = None) -> Types:
        """Return what a call gives back; `callee` is what it calls, where that is settled and known."""
        if number < 0:
            return self.store.unknown
        cell = subject.sites[number]
        if cell.__class__ is Types:
            return cell
        if cell is None:
            cell = subject.sites[number] = Cell(SITE, subject, number, self.store.empty)
            cell.callee = callee
        types = self.read(cell)  # type: ignore[arg-type]
        if cell.fixed:  # type: ignore[union-attr]
            subject.sites[number] = types
        return types

    def touch(self, subject: Subject, number: int) -> None:
        """Evaluate an attribute read or operator as a call."""
        cell = subject.touches.get(number)
        if cell is None:
            cell = subject.touches[number] = self.new_cell(TOUCH, subject, number)
        self.read(cell)

    def returned(self, subject: Subject) -> Types:
        """Return what a function gives back when its body ends."""
        if subject.returned is None:
            subject.returned = self.new_cell(RETURNED, subject, 0)
        return self.read(subject.returned)

    def yielded(self, subject: Subject) -> Types:
        """Return what a generator yields."""
        if subject.yielded is None:
            subject.yielded = self.new_cell(YIELDED, subject, 0)
        return self.read(subject.yielded)

    def given(self, subject: Subject, number: int) -> Cell:
        """Return the cell that holds what callers pass for a parameter."""
        cell = subject.parameters.get(number)
        if cell is None:
            cell = subject.parameters[number] = self.new_cell(GIVEN, subject, number)
            cell.state = DONE
        return cell

    def held(self, cls: ClassUnit, name: str) -> Cell:
        """Return the cell of an instance attribute."""
        cell = self._held.get((cls, name))
        if cell is None:
            cell = self._held[cls, name] = self.new_cell(HELD, cls, name)
            cell.state = DONE
        return cell

    def contained_in(self, key: object) -> Cell:
        """Return the cell of what is put into a container by statements of its own."""
        cell = self.contained.get(key)
        if cell is None:
            cell = self.contained[key] = self.new_cell(CONTAINED, key, 0)
            cell.state = DONE
        return cell

    def export_cell(self, subject: Subject, name: str) -> Cell:
        """Return the cell of a name that a module or class body defines."""
        cell = self._exports.get((subject, name))
        if cell is None:
            cell = self._exports[subject, name] = self.new_cell(EXPORT, subject, name)
        return cell

    def export(self, subject: Subject, name: str) -> Types:
        """Return the value of a name at the end of a module or class body."""
        return self.read(self.export_cell(subject, name))

    def bound_below(self, cls: ClassUnit, name: str) -> Types:
        """Return what the subclasses of a class bind to a name in their bodies."""
        cell = self._below.get((cls, name))
        if cell is None:
            cell = self._below[cls, name] = self.new_cell(REPLACED, cls, name)
        return self.read(cell)

    def store_cell(self, subject: Subject, number: int) -> Cell:
        """Return a new cell for an assignment to an attribute or item."""
        return self.new_cell(STORE, subject, number)


def _depth(types: Types) -> int:
    """How deep functions with given values nest in a set of values."""
    return max([_value_depth(value) for value in types.values], default=0)


def _value_depth(value: Value) -> int:
    deepest = 0
    for part in (value.a, value.b):
        if isinstance(part, Subject):
            deepest = max(deepest, part.depth)
        elif isinstance(part, Value):
            deepest = max(deepest, _value_depth(part))
        elif isinstance(part, Types):
            deepest = max(deepest, _depth(part))
    return deepest


def _kept(linker: Linker, cell: Cell) -> Types:
    """A cell that others add to has no equation of its own."""
    return cell.types


_COMPUTE = {
    BINDING: evaluation.binding, SITE: bodies.site, TOUCH: touches.touch, RETURNED: bodies.returned,
    YIELDED: bodies.yielded, GIVEN: _kept, HELD: _kept, STORE: bodies.store, EXPORT: evaluation.export,
    CONTAINED: _kept, REPLACED: open_names.bound_below,
}  # fmt: skip
