"""What a parameter holds: what was given, what its annotation says, what its default injects, what callers pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import declarations, elements, evaluation, keywords
from blocklint.program.constants import is_constant
from blocklint.program.subjects import Subject
from blocklint.program.units import method_sort
from blocklint.program.values import GENERATED, LAZY, LITERAL, NONE, OBJECT, SEVERAL, UNKNOWN, Types, Value
from blocklint.summaries.expressions import CALL, CONSTANT
from blocklint.summaries.summary import DOUBLE_STAR, STAR

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def parameter(linker: Linker, subject: Subject, number: int) -> Types:
    """Return the value of a parameter in a subject."""
    store = linker.store
    unit = subject.unit
    declared = unit.summary.parameters[number]
    for given, types in subject.given:
        # A constant decides conditions; what the parameter may be is said better by its annotation.
        if given == number and not is_constant(types):
            if declared.sort == DOUBLE_STAR:
                return keywords.collected(linker, subject, number, types, annotation(linker, subject, number))
            return types
    if number == 0 and subject.receiver is not None and unit.owner is not None and method_sort(unit) != "static":
        return store.one(subject.receiver)
    if declared.sort == STAR:
        return store.one(store.value(OBJECT, "builtins.tuple", (annotation(linker, subject, number),)))
    if declared.sort == DOUBLE_STAR:
        return keywords.collected(linker, subject, number, None, annotation(linker, subject, number))
    types = annotation(linker, subject, number)
    if _says(types) and not _is_bare(types):
        return types
    default = _default(linker, subject, number)
    if default is not None and _says(default):
        return default
    whole = linker.subject(unit, subject.receiver, subject.parent, ()) if subject.given else subject
    passed = linker.read(linker.given(whole, number))
    if _says(types):
        entered = any(value.sort == OBJECT and value.a == elements.CONTEXT for value in types.values)
        contained = tuple(value for value in passed.values if entered or _is_known_container(value))
        return store.of(contained, min(passed.sure, 1)) if contained else types
    if passed.values:
        return store.weakened(store.without_none(passed), 1)
    return default if default is not None and default.values else store.unknown


def is_open(linker: Linker, subject: Subject, number: int) -> bool:
    """True where neither an annotation nor an injected default says what the parameter is, or what it contains."""
    types = annotation(linker, subject, number)
    if _says(types) and not _is_bare(types):
        return False
    declared = subject.unit.summary.parameters[number]
    return declared.default is None or declared.default[0] != CALL


def replaces_default(linker: Linker, subject: Subject, number: int, passed: Types) -> bool:
    """True where a parameter's default is an object, and what is passed in its place is known to be none."""
    declared = subject.unit.summary.parameters[number].default
    if declared is None or declared[0] == CONSTANT or any(value.sort == UNKNOWN for value in passed.values):
        return False
    default = _default(linker, subject, number)
    return default is not None and _says(default)


def annotation(linker: Linker, subject: Subject, number: int) -> Types:
    """Return the value that a parameter's annotation stands for, unknown where it has none."""
    declared = subject.unit.summary.parameters[number]
    if declared.annotation is None or subject.parent is None:
        return linker.store.unknown
    key = (subject.parent, subject.unit, number)
    known = linker.annotations.get(key)
    if known is None:
        known, settled = linker.settled(declarations.annotated, subject.parent, declared.annotation)
        if settled:
            linker.annotations[key] = known
    return known


def _default(linker: Linker, subject: Subject, number: int) -> Types | None:
    declared = subject.unit.summary.parameters[number]
    if declared.default is None or subject.parent is None:
        return None
    types = evaluation.evaluate(linker, subject.parent, declared.default)
    return linker.store.weakened(types, 1)


def _is_bare(types: Types) -> bool:
    """True for containers of anything, such as ``list`` and ``Iterable[Any]``: what is passed says what they hold."""
    for value in types.values:
        if value.sort in (UNKNOWN, NONE, LITERAL) or _is_of_anything(value):
            continue
        # What is passed says what entering it runs.
        if value.sort != OBJECT or value.a != elements.CONTEXT:
            return False
    return True


def _is_known_container(value: Value) -> bool:
    """True for a container whose elements are known."""
    if value.sort == OBJECT and value.a in elements.FILLABLE:
        return bool(value.b) and value.a not in elements.DICTIONARIES
    return value.sort in (SEVERAL, GENERATED, LAZY)


def _is_of_anything(value: Value) -> bool:
    """True for a container that is not known to hold anything of a type.

    Dictionaries are left out: a parameter for one is most often a record of texts, and there are many of these.
    """
    if value.sort != OBJECT or value.a not in elements.OF_ELEMENTS:
        return False
    for part in value.b[-1:]:
        for one in part.values:
            if one.sort != UNKNOWN:
                return False
    return True


def _says(types: Types) -> bool:
    """True where a set names at least one type that is worth following."""
    for value in types.values:
        if value.sort not in (UNKNOWN, NONE, LITERAL) and not (value.sort == SEVERAL and not value.a):
            return True
    return False
