"""The fields of data models: which of them a validator sees, and what makes those that a call leaves out."""

from __future__ import annotations

from typing import Final, NamedTuple

from blocklint.program.units import ClassUnit, FunctionUnit
from blocklint.summaries.expressions import CALL, CONSTANT, DECLARED, FUNCTION, LOCAL, Expression, without_annotation
from blocklint.summaries.summary import SITE_DECORATE, FunctionSummary

_ALL: Final = "*"
_ALWAYS: Final = ("always", "pre")
"""Options of pydantic 1 with which a validator may see what was not given."""


class FieldDefault(NamedTuple):
    """A field of which a call in the body of `owner` says what it holds: ``jobs: list[Job] = field(…)``.

    `call` is the number of that call's site.
    """

    name: str
    owner: ClassUnit
    call: int


def defaults_of(cls: ClassUnit) -> tuple[FieldDefault, ...]:
    """Return the fields of a class and its bases for which a call says what they hold; what is below replaces them."""
    found: dict[str, FieldDefault] = {}
    seen: set[str] = set()
    for owner in cls.mro:
        summary = owner.body.summary
        for name, expression in summary.exports.items():
            if name in seen:
                continue
            seen.add(name)
            if expression is not None and expression[0] == LOCAL:
                expression = summary.bindings[expression[1]][1]
            value = without_annotation(expression)
            is_declared = expression is not None and expression[0] == DECLARED
            if is_declared and value is not None and value[0] == CALL and value[1] >= 0:
                found[name] = FieldDefault(name, owner, value[1])
    return tuple(found.values())


def validated_fields(unit: FunctionUnit) -> tuple[str, ...]:
    """Return the fields that the decorators of a method name; none where it sees the model or may see every field.

    A validator of fields runs where one of them is given: the default of a field is not validated.
    """
    if unit.owner is None:
        return ()
    body = unit.owner.body.summary
    for site in body.sites:
        if site.what != SITE_DECORATE or not _decorates(body, site.arguments[0], unit.number):
            continue
        target = site.target
        if target is None or target[0] != CALL or target[1] < 0:
            continue
        made = body.sites[target[1]]
        names = [part[2] for part in made.arguments if part is not None and part[0] == CONSTANT]
        fields = tuple(name for name in names if isinstance(name, str))
        if fields:
            known = len(fields) == len(made.arguments) and _ALL not in fields
            return fields if known and not any(name in _ALWAYS for name, _ in made.keywords) else ()
    return ()


def _decorates(body: FunctionSummary, value: Expression, number: int) -> bool:
    """True where what a decorator receives is the function, through the decorators below it."""
    while value is not None and value[0] == CALL and value[1] >= 0 and body.sites[value[1]].what == SITE_DECORATE:
        value = body.sites[value[1]].arguments[0]
    return value is not None and value[0] == FUNCTION and int(value[1]) == number
