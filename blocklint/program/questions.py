"""What a body asks of a text that it is given: whether it is another one, or how it begins and ends.

Hundreds of callers hand hundreds of texts, such as names of settings, through wrappers to where only one thing is asked
of them. All those for which every answer is no are alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from blocklint.program.constants import TEXT_CHANGES, TEXT_TESTS, without_annotation, written_texts
from blocklint.program.tables import written_table
from blocklint.program.units import FunctionUnit
from blocklint.summaries.expressions import ATTRIBUTE, CALL, CONSTANT, JOIN, LOCAL, NAME, OPERATION, TUPLE, Expression
from blocklint.summaries.summary import FunctionSummary

Question = tuple[str, tuple[str, ...]]
"""An operator or a method of a text, and the texts any of which it is compared with."""
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


def questions_about(unit: FunctionUnit, number: int) -> frozenset[Question]:
    """Return what the conditions of a body may ask of a parameter, by its number."""
    return frozenset(question for guard in unit.summary.guards for question in _in_test(unit, guard.test, number, 0))


def _in_test(unit: FunctionUnit, test: Expression, number: int, depth: int) -> Iterator[Question]:
    summary = unit.summary
    test = without_annotation(test)
    if test is None or depth > _DEEPEST:
        return
    if test[0] == OPERATION and test[1] in ("not", "and", "or"):
        yield from _in_test(unit, test[2], number, depth)
        yield from _in_test(unit, test[3], number, depth)
    elif test[0] == OPERATION and test[1] in ("In", "NotIn"):
        right = test[3]
        table = unit.module.tables.get(right[1]) if right is not None and right[0] == NAME else written_table(right)
        if table is not None:
            yield from _of(summary, test[2], number, ("In", tuple(sorted(table.texts))))
    elif test[0] == OPERATION and test[1] in ("Eq", "NotEq", "Is", "IsNot"):
        if test[3] is not None and test[3][:2] == (CONSTANT, "NoneType"):
            yield from _of(summary, test[2], number, IS_NONE)
        if test[3] is not None and test[3][0] == CONSTANT and isinstance(test[3][2], str):
            yield from _of(summary, test[2], number, ("In", (test[3][2],)))
    elif test[0] == CALL and test[1] >= 0:
        site = summary.sites[test[1]]
        target = site.target
        if target is None or target[0] != ATTRIBUTE or target[2] not in TEXT_TESTS:
            return
        part = site.arguments[0] if len(site.arguments) == 1 else None
        texts = written_texts((part,) if part is None or part[0] != TUPLE else part[1])
        if texts:
            yield from _of(summary, target[1], number, (target[2], texts))
    elif test[0] == LOCAL and test[1] >= len(summary.parameters):
        yield from _in_test(unit, summary.bindings[test[1]][1], number, depth + 1)


def _of(summary: FunctionSummary, asked: Expression, number: int, question: Question) -> Iterator[Question]:
    """Yield the question where it is asked of the parameter, that of anything where of what is made of it."""
    asked = without_annotation(asked)
    if asked is not None and asked[0] == LOCAL and asked[1] == number:
        yield question
    elif _is_made_of(summary, asked, number, 0):
        yield ANYTHING


def _is_made_of(summary: FunctionSummary, expression: Expression, number: int, depth: int) -> bool:
    expression = without_annotation(expression)
    if expression is None or depth > _DEEPEST:
        return False
    if expression[0] == LOCAL:
        if expression[1] < len(summary.parameters):
            return bool(expression[1] == number)
        return _is_made_of(summary, summary.bindings[expression[1]][1], number, depth + 1)
    if expression[0] == JOIN:
        return any(_is_made_of(summary, part, number, depth + 1) for part in expression[1])
    if expression[0] == ATTRIBUTE:
        # A constructor that asks the attribute in which it has kept it.
        return any(one.name == expression[2] and one.value == (LOCAL, number) for one in summary.stores)
    if expression[0] == CALL and expression[1] >= 0:
        target = summary.sites[expression[1]].target
        if target is not None and target[0] == ATTRIBUTE and target[2] in TEXT_CHANGES:
            return _is_made_of(summary, target[1], number, depth + 1)
    return False
