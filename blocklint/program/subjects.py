"""What is learnt about: a function seen with one receiver, one enclosing call and, where it matters, some arguments."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from blocklint.catalogue.model import Callback, Entry
from blocklint.kinds import Kind
from blocklint.program.units import FunctionUnit
from blocklint.program.values import Types, Value

# Phases in which a function's body may run.
CALLED: Final = 0
ITERATED: Final = 1
ENTERED: Final = 2
EXITED: Final = 3
EXPRESSED: Final = 4
"""This and the number of a generator expression: the iteration of that."""

# What a cell holds.
BINDING: Final = 0
SITE: Final = 1
TOUCH: Final = 2
RETURNED: Final = 3
YIELDED: Final = 4
GIVEN: Final = 5  # what callers pass for a parameter
HELD: Final = 6  # an instance attribute of a class
STORE: Final = 7
EXPORT: Final = 8  # a name of a module or class body at its end, with what other functions assign to it
CONTAINED: Final = 9  # what is put into a container that a binding or attribute holds
REPLACED: Final = 10  # what subclasses bind to a name that a class leaves open

YIELDED_STATE: Final = -1
"""The number of the store that a lifespan carries out by its yield: keys become attributes of the state."""

NEW: Final = 0
RUNNING: Final = 1
DONE: Final = 2


class Cell:
    """One unknown of the equations: its value grows until nothing changes any more.

    `callee` is what the cell of a call calls, where that is settled before the call is judged.
    """

    __slots__ = ("callee", "fixed", "index", "kind", "queued", "readers", "rounds", "state", "subject", "types")

    def __init__(self, kind: int, subject: Any, index: Any, types: Types) -> None:
        self.kind = kind
        self.subject = subject
        self.index = index
        self.types = types
        self.callee: Types | None = None
        self.readers: list[Cell] | None = None
        self.state = NEW
        self.queued = False
        self.fixed = False
        self.rounds = 0


class Target(NamedTuple):
    """Where a call may go: a first-party body in a phase, or a library's callable.

    `sure` is 2 for certain, 1 for likely, 0 for possible; `spares` a kind that does not wait there.
    """

    subject: Subject | Dispatch | None
    phase: int
    entry: Entry | None
    sure: int
    spares: Kind | None = None


class Handed(NamedTuple):
    """A callable that a call or a decorator hands to something that runs it: the row, and what was handed over."""

    callback: Callback
    position: int | str | None
    values: Types


class Resolution:
    """What one call resolved to.

    `targets` run at the call; `coroutines` are the first-party `async def`s whose coroutine it makes; `handed` are the
    callables that it hands over; `scheduled` those of libraries among them that the loop calls back, each as the target
    that it then goes to; `offloaded` is True where it makes a coroutine that runs a function elsewhere.
    `callee` names what was called; `reason` says why nothing was found.
    """

    __slots__ = ("callee", "coroutines", "handed", "offloaded", "reason", "scheduled", "targets")

    def __init__(self) -> None:
        # There is one of these for every call: most stay empty, and cost nothing then.
        self.targets: tuple[Target, ...] = ()
        self.coroutines: tuple[Subject, ...] = ()
        self.handed: tuple[Handed, ...] = ()
        self.scheduled: tuple[Target, ...] = ()
        self.offloaded = False
        self.reason = ""
        self.callee = ""


class Subject:
    """A function together with what its body is judged with.

    `parent` is the subject of the enclosing function, whose variables its body reads; `receiver`
    the value of its first parameter where it is a method; `given` the values of those parameters
    for which this subject was made; `iterated` the generator expressions that are iterated where they are
    written, with the number of the call that does so, and how surely; `without_loop` what is known of the conditions
    in it, by their numbers: whether they say that no loop runs; `dead` the same of whether a condition fails here.
    """

    __slots__ = (
        "bindings", "calls", "dead", "depth", "entries", "given", "iterated", "parameters", "parent", "receiver",
        "returned", "serial", "sites", "touched", "touches", "unit", "without_loop", "yielded",
    )  # fmt: skip

    def __init__(
        self, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, given: tuple[tuple[int, Types], ...],
        serial: int, depth: int,
    ) -> None:  # fmt: skip
        self.unit = unit
        self.receiver = receiver
        self.parent = parent
        self.given = given
        self.serial = serial
        self.depth = depth
        summary = unit.summary
        self.bindings: list[Cell | Types | None] = [None] * len(summary.bindings)
        self.sites: list[Cell | Types | None] = [None] * len(summary.sites)
        self.calls: list[Resolution | None] = [None] * len(summary.sites)
        self.touches: dict[int, Cell] = {}
        self.touched: dict[int, Resolution] = {}
        self.parameters: dict[int, Cell] = {}
        self.returned: Cell | None = None
        self.yielded: Cell | None = None
        self.entries: list[Callback] = []
        self.iterated: dict[int, tuple[int, int]] = {}
        self.without_loop: dict[int, bool] = {}
        self.dead: dict[int, bool] = {}

    def __repr__(self) -> str:
        return f"<subject {self.unit.dotted_name} {self.given}>"


class Dispatch:
    """One dispatch point: a method called on a class whose subclasses override it, or on one of many classes.

    `silent` implementations besides the `targets` do nothing that matters.
    """

    __slots__ = ("name", "silent", "targets")

    def __init__(self, name: str, targets: tuple[Subject, ...], silent: int = 0) -> None:
        self.name = name
        self.targets = targets
        self.silent = silent
