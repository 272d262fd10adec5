"""What a body asks of a text that it is given: whether it is another one, or how it begins and ends.

Hundreds of callers hand hundreds of texts, such as names of settings, through wrappers to where only one thing is asked
of them. All those for which every answer is no are alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blocklint.program.constants import TEXT_CHANGES, TEXT_TESTS, written_texts
from blocklint.program.tables import written_table
from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    JOIN,
    LOCAL,
    NAME,
    OPERATION,
    TUPLE,
    Expression,
    without_annotation,
)
from blocklint.summaries.summary import FunctionSummary

Question = tuple[str, tuple[str, ...]]
"""An operator or a method of a text, and the texts any of which it is compared with."""
Questions = dict[int, frozenset[Question]]
"""What is asked of parameters, by their numbers."""
IS_THERE: Final[Question] = ("", ())
"""Whether there is a text, and it is not empty."""
IS_NONE: Final[Question] = ("None", ())
"""Whether it is None."""
ANYTHING: Final[Question] = ("*", ())
"""Something that no comparison with another text says."""
OTHER: Final = "\0"
"""A text for which the answer to every question is no."""
_DEEPEST: Final = 5


def answer(text: str, question: Question) -> bool:
    """Tell whether the answer to a question is yes."""
    asked, others = question
    if asked in TEXT_TESTS:
        return TEXT_TESTS[asked](text, others)
    return asked == "In" and text in others


def questions_of(unit: FunctionUnit) -> Questions:
    """Return what the conditions of a body may ask of its parameters."""
    found: dict[int, set[Question]] = {}
    for guard in unit.summary.guards:
        for number, question in _in_test(unit, guard.test, 0):
            found.setdefault(number, set()).add(question)
    return {number: frozenset(questions) for number, questions in found.items()}


def _in_test(unit: FunctionUnit, test: Expression, depth: int) -> Iterator[tuple[int, Question]]:
    summary = unit.summary
    test = without_annotation(test)
    if test is None or depth > _DEEPEST:
        return
    if test[0] == OPERATION and test[1] in ("not", "and", "or"):
        yield from _in_test(unit, test[2], depth)
        yield from _in_test(unit, test[3], depth)
    elif test[0] == OPERATION and test[1] in ("In", "NotIn"):
        right = test[3]
        table = unit.module.tables.get(right[1]) if right is not None and right[0] == NAME else written_table(right)
        if table is not None:
            yield from _of(summary, test[2], ("In", tuple(sorted(table.texts))))
    elif test[0] == OPERATION and test[1] in ("Eq", "NotEq", "Is", "IsNot"):
        right = test[3]
        if right is not None and right[0] == CONSTANT:
            if right[1] == "NoneType":
                yield from _of(summary, test[2], IS_NONE)
            elif isinstance(right[2], str):
                yield from _of(summary, test[2], ("In", (right[2],)))
    elif test[0] == CALL and test[1] >= 0:
        site = summary.sites[test[1]]
        target = site.target
        if target is None or target[0] != ATTRIBUTE or target[2] not in TEXT_TESTS:
            return
        part = site.arguments[0] if len(site.arguments) == 1 else None
        texts = written_texts((part,) if part is None or part[0] != TUPLE else part[1])
        if texts:
            yield from _of(summary, target[1], (target[2], texts))
    elif test[0] == LOCAL and test[1] >= len(summary.parameters):
        yield from _in_test(unit, summary.bindings[test[1]][1], depth + 1)


def _of(summary: FunctionSummary, asked: Expression, question: Question) -> Iterator[tuple[int, Question]]:
    """Yield the question with the parameter of which it is asked, that of anything with those of which that is made."""
    asked = without_annotation(asked)
    if asked is not None and asked[0] == LOCAL and asked[1] < len(summary.parameters):
        yield asked[1], question
    else:
        for number in _made_of(summary, asked, 0):
            yield number, ANYTHING


def _made_of(summary: FunctionSummary, expression: Expression, depth: int) -> Iterator[int]:
    """Yield the parameters of which a text is made."""
    expression = without_annotation(expression)
    if expression is None or depth > _DEEPEST:
        return
    if expression[0] == LOCAL and expression[1] < len(summary.parameters):
        yield expression[1]
    elif expression[0] == LOCAL:
        yield from _made_of(summary, summary.bindings[expression[1]][1], depth + 1)
    elif expression[0] == JOIN:
        for part in expression[1]:
            yield from _made_of(summary, part, depth + 1)
    elif expression[0] == ATTRIBUTE:
        # A constructor that asks the attribute in which it has kept it.
        for one in summary.stores:
            if one.name == expression[2] and one.value is not None and one.value[0] == LOCAL:
                yield one.value[1]
    elif expression[0] == CALL and expression[1] >= 0:
        target = summary.sites[expression[1]].target
        if target is not None and target[0] == ATTRIBUTE and target[2] in TEXT_CHANGES:
            yield from _made_of(summary, target[1], depth + 1)
