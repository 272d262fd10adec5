"""Iterators that run nothing when they are made: what they call and iterate, they do where they are iterated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from blocklint.program import calls, elements, expressed, phases
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import EXPRESSED, ITERATED, Resolution, Subject
from blocklint.program.values import (
    BOUND,
    EXTERNAL,
    GIVING,
    LAZY,
    LITERAL,
    NONE,
    OBJECT,
    PARTIAL,
    UNKNOWN,
    Types,
    Value,
)
from blocklint.summaries.expressions import GENERATOR

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


class Row(NamedTuple):
    """A function that makes a lazy iterator: where its callable stands, where its iterables start, and whether
    there may be several. `given` is True where the callable receives the elements.
    """

    callable: int | None
    source: int
    several: bool = False
    given: bool = False


ROWS: Final = {
    "builtins.map": Row(0, 1, several=True, given=True),
    "builtins.filter": Row(0, 1, given=True),
    "builtins.enumerate": Row(None, 0),
    "builtins.zip": Row(None, 0, several=True),
    "builtins.iter": Row(None, 0),
    "builtins.reversed": Row(None, 0),
    "itertools.accumulate": Row(1, 0),
    "itertools.batched": Row(None, 0),
    "itertools.chain": Row(None, 0, several=True),
    "itertools.chain.from_iterable": Row(None, 0),
    "itertools.compress": Row(None, 0, several=True),
    "itertools.cycle": Row(None, 0),
    "itertools.dropwhile": Row(0, 1, given=True),
    "itertools.filterfalse": Row(0, 1, given=True),
    "itertools.groupby": Row(1, 0),
    "itertools.islice": Row(None, 0),
    "itertools.pairwise": Row(None, 0),
    "itertools.starmap": Row(0, 1),
    "itertools.takewhile": Row(0, 1, given=True),
    "itertools.zip_longest": Row(None, 0, several=True),
}
"""Functions of the standard library, by dotted name."""


def made(linker: Linker, name: str, result: Types, arguments: Arguments) -> Types:
    """Return the iterator that a call makes: a plain one where its iteration cannot run anything of interest."""
    row = ROWS[name]
    if name == "builtins.iter" and len(arguments) == 2:
        # With a sentinel, each step calls the first argument.
        called = _present(linker, arguments.at(0))
        return _lazy(linker, called, calls.result_of_calling(linker, called), linker.store.empty)
    called = _present(linker, arguments.at(row.callable)) if row.callable is not None else linker.store.empty
    sources = [arguments.at(number) for number in range(row.source, len(arguments) if row.several else row.source + 1)]
    given = [elements.each(linker, source) for source in sources if source is not None] if row.given else []
    iterated = linker.store.empty
    for source in sources:
        if source is not None:
            iterated = linker.store.join(iterated, expressed.running(linker, source))
    if not called.values and not iterated.values:
        return result
    if called.values and given:
        called = _with_elements(linker, called, given)
    return _lazy(linker, called, elements.each(linker, result), iterated)


def _lazy(linker: Linker, called: Types, gives: Types, iterated: Types) -> Types:
    return linker.store.one(linker.store.value(LAZY, called, gives, iterated))


def _present(linker: Linker, types: Types | None) -> Types:
    store = linker.store
    if types is None:
        return store.empty
    return store.of(tuple(value for value in types.values if value.sort not in (UNKNOWN, NONE, LITERAL)), types.sure)


def _with_elements(linker: Linker, called: Types, given: list[Types]) -> Types:
    """Return the callables with the elements that they will receive."""
    store = linker.store
    return store.several((store.value(PARTIAL, value, tuple(given), ()) for value in called.values), called.sure)


def iterate(linker: Linker, value: Value, record: Resolution, sure: int) -> None:
    """Record what a step of the iteration runs."""
    nothing = Arguments(linker, None, (), ())
    for one in value.a.values:
        calls.call_value(linker, one, nothing, record, min(sure, value.a.sure))
    phases.touch_phase(linker, linker.store.weakened(value.c, sure), ITERATED, record)


# Generator expressions


_OUTSIDE: Final = frozenset((BOUND, EXTERNAL, GIVING, OBJECT, UNKNOWN))
"""Callees whose bodies are not seen: most likely they iterate at once what they are given."""


def settle(subject: Subject, number: int, callee: Types, record: Resolution) -> None:
    """Decide for the generator expressions that a call is given, or a loop runs over, whether they are iterated there.

    What is written and iterated in one place is charged as a list comprehension is: by the calls in it.
    """
    site = subject.unit.summary.sites[number]
    for part in (site.target, *site.arguments, *(value for _, value in site.keywords)):
        if part is not None and part[0] == GENERATOR:
            _settle_one(subject, number, part[1], callee, record)


def _settle_one(subject: Subject, number: int, generator: int, callee: Types, record: Resolution) -> None:
    subject.iterated.pop(generator, None)
    phase = EXPRESSED + generator
    own = [target for target in record.targets if target.subject is subject and target.phase == phase]
    if own:
        record.targets = tuple(target for target in record.targets if target not in own)
        subject.iterated[generator] = (number, max(target.sure for target in own))
    elif not record.handed and all(value.sort in _OUTSIDE for value in callee.values) and record.callee not in ROWS:
        subject.iterated[generator] = (number, 1)
