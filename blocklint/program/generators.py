"""Where a call in a generator expression runs: with its function, or where the generator is iterated, if at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.summaries.summary import Generator

if TYPE_CHECKING:
    from blocklint.program.facts import Where


def around(where: Where) -> int:
    """Return the number of the generator expression around a call that is iterated elsewhere, -1 for none."""
    return _position(where)[0]


def sureness(where: Where) -> int:
    """Tell how surely a call runs where the generator expressions stand in which it is written: 2 for in none."""
    return _position(where)[1]


def _position(where: Where) -> tuple[int, int]:
    subject = where.subject
    generators = subject.unit.summary.generators
    sure = 2
    number, touched = where.number, where.touched
    while generators:
        found = _innermost(generators, number, touched)
        if found < 0:
            break
        consumer = subject.iterated.get(found)
        if consumer is None:
            return found, sure
        # The call that iterates it stands outside of it, perhaps in a further generator expression.
        (number, own), touched = consumer, False
        sure = min(sure, own)
    return -1, sure


def _innermost(generators: tuple[Generator, ...], number: int, touched: bool) -> int:
    for index in range(len(generators) - 1, -1, -1):
        one = generators[index]
        first, end = (one.first_touch, one.end_touch) if touched else (one.first_site, one.end_site)
        if one.lazy and first <= number < end:
            return index
    return -1
