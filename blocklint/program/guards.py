"""What the conditions around a call say: that it does not run on the loop, or does not wait there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blocklint.catalogue.model import Entry
from blocklint.kinds import Kind
from blocklint.names import last
from blocklint.program import generators
from blocklint.program.awaited import likelihood
from blocklint.program.conditions import atoms, guards_around, guards_of
from blocklint.program.constants import is_dead
from blocklint.program.facts import Where
from blocklint.program.leaving import is_emptied, is_settled
from blocklint.program.loop_tests import runs_without_loop
from blocklint.program.sockets import is_told_not_to_block
from blocklint.program.subjects import CALLED, ENTERED, EXITED, ITERATED, Dispatch, Subject, Target
from blocklint.program.units import ModuleUnit, method_sort
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    ITEM,
    LOCAL,
    NAME,
    NARROWED,
    OPERATION,
    TUPLE,
    Expression,
    Tagged,
)
from blocklint.summaries.summary import (
    AWAITED,
    AWAITED_LATER,
    SITE_CALL,
    SITE_ENTER,
    SITE_ITERATE,
    FunctionSummary,
    Guard,
    Site,
    Touch,
)

CONSUMERS = frozenset(
    [
        "asyncio.gather",
        "asyncio.wait_for",
        "asyncio.shield",
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.wait",
        "asyncio.as_completed",
        "asyncio.run",
        "asyncio.TaskGroup.create_task",
        "asyncio.AbstractEventLoop.create_task",
        "asyncio.AbstractEventLoop.run_until_complete",
    ]
)
"""Calls that take coroutines: what stands in them as a call gives one."""

READY: Final[dict[str, tuple[tuple[str, bool | None], ...]]] = {
    "result": (("done", True),),
    "exception": (("done", True),),
    "get": (("empty", False), ("qsize", True), ("ready", True)),
    "recv": (("poll", True),),
    "recv_bytes": (("poll", True),),
    "join": (("is_alive", False),),
    "wait": (("is_set", True), ("poll", None)),
    "communicate": (("poll", None),),
    "Popen": (("poll", None),),
}
"""For methods that wait, and for what waits where it is left: the methods of the same object that tell that there is
nothing to wait for, and what they then give; None stands for anything but None."""


_DEEPEST: Final = 5

WAITS_FOR_THE_SAME: Final = {
    "subprocess.Popen.wait": ("communicate", "wait"),
    "threading.Thread.join": ("join",),
    "multiprocessing.Process.join": ("join",),
    "concurrent.futures.Future.result": ("result", "exception"),
    "concurrent.futures.Future.exception": ("result", "exception"),
}
"""For APIs that wait until something ends: the methods of the same object after which there is nothing to wait for."""


def is_under_main(where: Where) -> bool:
    """True under ``if __name__ == "__main__"``."""
    return any(guard.special == "main" for guard in guards_of(where.subject.unit.summary, where.site.guard))


def runs(where: Where, target: Target) -> int:
    """Tell how surely a call reaches its target where it stands: -1 where it does not."""
    sure, obstacle = _judged(where, target)
    return -1 if obstacle else sure


def obstacle_to(where: Where, target: Target) -> str:
    """Return why a call does not reach its target where it stands, or does not wait there; empty where it does."""
    return _judged(where, target)[1]


def _judged(where: Where, target: Target) -> tuple[int, str]:
    site = where.site
    summary = where.subject.unit.summary
    sure = target.sure
    called = target.subject
    if isinstance(called, Subject) and _is_given_by_tests(where.subject.unit.module, called.unit.module):
        return sure, "only a test has given it"
    if runs_without_loop(where.subject, site.guard):
        return sure, "a test around it says that no loop runs there"
    guards = guards_of(summary, site.guard)
    if guards and is_dead(where.subject, site.guard):
        return sure, "a test around it never holds there"
    if summary.generators:
        sure = min(sure, generators.sureness(where))
    if _is_of_other_kind(site, target):
        return sure, "a test around it says that it is a coroutine function, which this is not"
    sure = min(sure, likelihood(where, target))
    if sure < 0:
        return sure, "its result is awaited, which this does not give"
    if isinstance(target.subject, Subject) and target.subject.unit.is_wrapped and _is_awaited(where):
        return sure, "its result is awaited, which its decorator gives and not its body"
    if isinstance(target.subject, Subject) and target.subject.unit.runs_once and target.subject.unit.has_run:
        return sure, "it has run while a module was imported, and its result is kept"
    if guards and _is_first_time(where.subject, guards, called):
        if where.subject.unit.has_run:
            return sure, "it ran while a module was imported, and what it gave is kept"
        sure = 0
    return sure, _does_not_wait(where, target.entry, target.phase, sure, guards) if target.entry is not None else ""


def _is_of_other_kind(site: Site | Touch, target: Target) -> bool:
    """True where a call of what a test takes for a coroutine function would go to a plain function.

    A method that subclasses override is one value: which of them it is shows only here.
    """
    if not isinstance(site, Site) or site.what != SITE_CALL or target.phase != CALLED:
        return False
    called, function = target.subject, site.target
    plain = isinstance(called, Dispatch) or (isinstance(called, Subject) and not called.unit.asynchronous)
    return plain and function is not None and function[0] == NARROWED and function[2] == "async"


def _is_given_by_tests(caller: ModuleUnit, called: ModuleUnit) -> bool:
    """True where the program calls what a test defines, which says nothing of the program.

    A package `testing` may be one that the program imports.
    """
    return called.is_test and not caller.is_test and "testing" not in called.path.split("/")


def _does_not_wait(where: Where, entry: Entry, phase: int, sure: int, guards: list[Guard]) -> str:
    site = where.site
    summary = where.subject.unit.summary
    if site.flags & (AWAITED | AWAITED_LATER) and (sure < 2 or phase == ENTERED):
        return "it is awaited, so an asynchronous API of the same name is called"
    if guards and isinstance(site, Site) and (test := _says_ready(summary, site, entry, guards)):
        return f"`{test}()` around it says that it need not wait"
    if entry.once and phase == ITERATED and isinstance(site, Site) and _is_iterated_above(summary, where.number):
        return "a loop above it has read the rows, which are kept"
    if phase == CALLED and isinstance(site, Site) and (name := _waited_above(summary, where.number, entry)):
        return f"`{name}()` above it has waited for the same"
    if phase == EXITED and isinstance(site, Site) and is_emptied(summary, where.number, entry):
        return "what the pool ran was awaited before it is left"
    if phase == EXITED and isinstance(site, Site) and is_settled(summary, where.number, entry):
        return "the transaction has ended before it is left"
    if sure < 2 and _is_consumed(where):
        return "it stands where a coroutine is expected"
    if sure < 2 and entry.kind is Kind.SOCKET and isinstance(site, Site) and site.what == SITE_CALL:
        # What depends on the socket's own mode is likely at most.
        return "the socket was told not to block" if is_told_not_to_block(where.subject.unit, where.number) else ""
    return ""


def _is_first_time(subject: Subject, guards: list[Guard], called: Subject | Dispatch | None) -> bool:
    """True under ``if _state is None`` in a function that assigns the global `_state`: it runs once in a process.

    So it does under ``if cls._state is None`` in a class method, where it is an attribute of anything global, and under
    ``if KEY not in _TABLE`` in a function that puts something there under a key that no parameter decides. What is
    `called` may assign it in the place of the function, where both are methods of one class.
    """
    unit = subject.unit
    kept = unit.kept_for_good
    if isinstance(called, Subject) and called.unit.owner is unit.owner and method_sort(unit) == "class":
        kept = kept.union(called.unit.kept_for_good)
    return bool(kept) and any(
        _is_missing(unit.summary, test, holds, kept) or _is_missing_key(unit.summary, test, holds, kept)
        for guard in guards
        for test, holds in _unless_told(subject, guard)
    )


def _unless_told(subject: Subject, guard: Guard) -> Iterator[tuple[Tagged, bool]]:
    """Yield the tests of a condition; of ``reload or …`` the rest, where a call leaves out `reload`, which is off."""
    for test, holds in atoms(guard.test, guard.holds):
        if holds and test[0] == OPERATION and test[1] == "or":
            sides = [side for side in (test[2], test[3]) if not _is_off(subject, side)]
            if len(sides) == 1:
                yield from atoms(sides[0], True)
                continue
        yield test, holds


def _is_off(subject: Subject, side: Expression) -> bool:
    """True for a parameter that is off by default, in a subject that is not told otherwise."""
    parameters = subject.unit.summary.parameters
    if (
        side is None
        or side[0] != LOCAL
        or side[1] >= len(parameters)
        or any(side[1] == one for one, _ in subject.given)
    ):
        return False
    default = parameters[side[1]].default
    return default is not None and default[0] == CONSTANT and default[1] in ("bool", "NoneType") and not default[2]


def _is_missing_key(summary: FunctionSummary, test: Tagged, holds: bool, kept: frozenset[Expression]) -> bool:
    if test[0] != OPERATION or test[1] not in ("In", "NotIn") or holds is not (test[1] == "NotIn"):
        return False
    return (ITEM, test[3], None) in kept and _is_fixed(summary, test[2], 0)


def _is_fixed(summary: FunctionSummary, key: Expression, depth: int) -> bool:
    """True for a key that is the same in every call: made of constants and of names that are bound outside."""
    if key is None or depth > _DEEPEST:
        return False
    if key[0] == LOCAL:
        return key[1] >= len(summary.parameters) and _is_fixed(summary, summary.bindings[key[1]][1], depth + 1)
    if key[0] == TUPLE:
        return all(_is_fixed(summary, part, depth + 1) for part in key[1])
    if key[0] == OPERATION:
        return all(_is_fixed(summary, part, depth + 1) for part in key[2:])
    if key[0] == ATTRIBUTE:
        return _is_fixed(summary, key[1], depth + 1)
    return key[0] == NAME or (key[0] == CONSTANT and key[2] is not None)


def _is_missing(summary: FunctionSummary, test: Tagged, holds: bool, kept: frozenset[Expression]) -> bool:
    if test[0] in (NAME, ATTRIBUTE):
        return not holds and (test in kept or (ITEM, test, None) in kept)
    if test[0] == OPERATION and test[1] in ("Is", "IsNot", "Eq", "NotEq") and test[2] is not None:
        asked = test[2]
        if asked[0] == CALL and asked[1] >= 0 and summary.sites[asked[1]].target == (NAME, "len"):
            # ``len(_table) == 0``
            asked = summary.sites[asked[1]].arguments[0] if summary.sites[asked[1]].arguments else None
        return (asked in kept or (ITEM, asked, None) in kept) and holds is (test[1] in ("Is", "Eq"))
    return False


def _is_iterated_above(summary: FunctionSummary, number: int) -> bool:
    """True where the name that a loop, by its number, goes over was gone over on every path to it."""
    wanted = summary.sites[number].target
    if wanted is None or wanted[0] != LOCAL:
        return False
    around = {-1, *guards_around(summary, summary.sites[number].guard)}
    return any(
        site.what == SITE_ITERATE and site.target == wanted and site.guard in around for site in summary.sites[:number]
    )


def _waited_above(summary: FunctionSummary, number: int, entry: Entry) -> str:
    """Return the method of the same object, called on every path to a call, that has waited for the same."""
    methods = WAITS_FOR_THE_SAME.get(entry.name)
    site = summary.sites[number]
    if methods is None or site.target is None or site.target[0] != ATTRIBUTE:
        return ""
    around = {-1, *guards_around(summary, site.guard)}
    for one in summary.sites[:number]:
        target = one.target
        same = target is not None and target[0] == ATTRIBUTE and target[1] == site.target[1] and target[2] in methods
        # One that may give up after a while is none.
        if target is not None and same and one.guard in around and not one.arguments and not one.keywords:
            return str(target[2])
    return ""


def _says_ready(summary: FunctionSummary, site: Site, entry: Entry, guards: list[Guard]) -> str:
    """Return the method under whose test a call need not wait, as ``done`` for ``x.result()``; else nothing."""
    tests = READY.get(last(entry.name))
    if tests is None or site.target is None:
        return ""
    if site.what == SITE_ENTER:
        receiver: Expression = site.target
    elif site.target[0] == ATTRIBUTE:
        receiver = site.target[1]
    else:
        return ""
    for guard in guards:
        for test, holds in atoms(guard.test, guard.holds):
            for name, wanted in tests:
                if _is_answer(summary, test, holds, (ATTRIBUTE, receiver, name), wanted):
                    return name
    return ""


def _is_answer(
    summary: FunctionSummary, test: Tagged, holds: bool, asked: Expression, wanted: bool | None
) -> bool:  # fmt: skip
    """True where a condition says that a method, without arguments, gives what is wanted."""
    if test[0] == OPERATION and len(test) > 3 and test[3] is not None and test[3][0] == CONSTANT:
        name, constant = test[1], test[3]
        if wanted is None:
            is_none = constant[1] == "NoneType" and name in ("Is", "IsNot", "Eq", "NotEq")
            return is_none and holds is (name in ("IsNot", "NotEq")) and _calls(summary, test[2], asked)
        # ``q.qsize() > 0``, ``q.empty() is False``
        if constant[2] in (0, False) and name in _DIFFERENT:
            return holds is (_DIFFERENT[name] is wanted) and _calls(summary, test[2], asked)
        return False
    return wanted is not None and holds is wanted and _calls(summary, test, asked)


_DIFFERENT: Final = {"Gt": True, "NotEq": True, "IsNot": True, "Eq": False, "Is": False, "LtE": False}
"""Comparisons with nothing, and whether one that holds says that there is something."""


def _calls(summary: FunctionSummary, expression: Expression, callee: Expression) -> bool:
    if expression is not None and expression[0] == LOCAL and expression[1] >= len(summary.parameters):
        expression = summary.bindings[expression[1]][1]
    if expression is None or expression[0] != CALL or expression[1] < 0:
        return False
    return summary.sites[expression[1]].target == callee


def _is_awaited(where: Where) -> bool:
    """True for a call whose result is awaited, at once or later, or stands where a coroutine is expected."""
    return bool(where.site.flags & (AWAITED | AWAITED_LATER)) or _is_consumed(where)


def _is_consumed(where: Where) -> bool:
    """True for a call that stands as an argument where a coroutine is expected."""
    if where.touched:
        return False
    wanted = (CALL, where.number)
    for number, site in enumerate(where.subject.unit.summary.sites):
        if wanted in site.arguments:
            record = where.subject.calls[number]
            return record is not None and record.callee in CONSUMERS
    return False
