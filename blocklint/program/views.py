"""With which subject a call enters a function: as it stands, or seen with what this call gives to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from blocklint.program import awaited, declarations, elements, keywords, parameters
from blocklint.program.arguments import Arguments
from blocklint.program.constants import SETTLED, Given, as_settled, deciding, settled_by
from blocklint.program.subjects import Subject
from blocklint.program.switches import NO_CONSTANTS
from blocklint.program.units import NOTHING_COLLECTED, ClassUnit, FunctionUnit
from blocklint.program.values import (
    CALLABLE,
    CLASS,
    ENTERABLE,
    EXTERNAL,
    GENERATED,
    INSTANCE,
    LAZY,
    LITERAL,
    MODULE,
    NONE,
    OBJECT,
    UNKNOWN,
    Types,
    Value,
    is_its_own,
)
from blocklint.summaries.summary import USED_CALLED, USED_ITERATED, USED_KIND, USED_METHOD, USED_PASSED, USED_TESTED

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

MOST_SEEN: Final = 3
"""So many classes of objects that one call gives are worth a view of their own; more say little of any one of them."""


def view(
    linker: Linker, unit: FunctionUnit, receiver: Value | None, parent: Subject | None, arguments: Arguments, skip: int
) -> Subject:
    """Return the subject that a call enters, and pass the arguments on to it."""
    receiver = seen_receiver(linker, unit, receiver)
    target = linker.subject(unit, receiver, parent, ())
    matched = arguments.to_parameters(unit, skip)
    tested, switched = (
        NO_CONSTANTS if unit.asynchronous else linker.switches.constants(linker, unit, arguments, matched)
    )
    given: list[tuple[int, Types]] = []
    if unit.collecting != NOTHING_COLLECTED:
        given = arguments.collected(unit, skip)
        keywords.collect(linker, target, arguments)
    if arguments.awaited and not unit.asynchronous and not unit.generates and awaited.chooses(unit.summary):
        given.append((awaited.MARK, linker.store.none))
    if not matched and not tested and not switched and not given:
        return target
    passed: list[tuple[int, Types]] = []
    declared = unit.summary.parameters
    for number, part in matched.items():
        used = declared[number].used
        if not used & ~USED_TESTED:
            continue
        is_open = parameters.is_open(linker, target, number)
        if not is_open and not used & (USED_CALLED | USED_PASSED | USED_METHOD | USED_ITERATED | USED_KIND):
            continue
        types = arguments.evaluated(part)
        if not types.values:
            continue
        if used & USED_KIND and _is_plain(types) and _is_told_apart(unit, number, types):
            given.append((number, elements.plain(linker, types)))
            continue
        if not is_open and len(types.values) == 1 and types.values[0].sort in _SILENT:
            continue
        if (_travels(types) and used & (USED_CALLED | USED_PASSED)) or _is_among(linker, types, target, number):
            given.append((number, types))
        elif is_open:
            told = elements.telling(linker, types)
            if told.values:
                passed.append((number, told))
            elif parameters.replaces_default(linker, target, number, types) or _differs(linker, target, number, types):
                given.append((number, elements.plain(linker, types)))
        elif (
            (used & USED_METHOD and _closer(linker, types, target, number))
            or _is_told_apart(unit, number, types)
            or any(map(_is_lazy, types.values))
            or _is_closer_class(linker, types, target, number)
        ):
            given.append((number, types))
    for number, types in passed:
        cell = linker.given(target, number)
        linker.grow(cell, types)
        # Only what may get a view of its own asks what the other callers pass.
        if len(types.values) <= MOST_SEEN and _is_object(types):
            known = linker.read(cell)
            closer = len(types.values) < len(known.values) or (
                any(map(is_its_own, types.values)) and types.values != known.values
            )
            if closer or known is linker.store.many or _is_told_apart(unit, number, types):
                given.append((number, types))
    if tested or switched:
        taken = dict(given)
        tested = tuple(one for one in tested if one[0] not in taken)
        constants = deciding(unit, tested, tuple(given)) if tested else ()
        constants += tuple(one for one in switched if one[0] not in taken)
        if constants:
            for one in _choices(linker, unit, tuple(given), constants, tested):
                whole = linker.subject(unit, receiver, parent, tuple(sorted(one, key=_first)))
                if whole.given:
                    return whole
            return target
    if not given:
        return target
    whole = linker.subject(unit, receiver, parent, tuple(sorted(given, key=_first)))
    if whole.given:
        return whole
    return next(
        (linker.subject(unit, receiver, parent, one) for one in _settled(linker, unit, (*given, *tested))), whole
    )


def _settled(linker: Linker, unit: FunctionUnit, given: Given) -> Iterator[Given]:
    """Yield the conditions that a call settles by whatever it gives, where it settles one."""
    settled = settled_by(unit, tuple(sorted(given, key=_first))) if unit.summary.guards else None
    if settled:
        yield ((SETTLED, linker.store.one(linker.store.value(LITERAL, "builtins.frozenset", settled))),)


def _choices(
    linker: Linker, unit: FunctionUnit, given: Given, constants: Given, tested: Given
) -> Iterator[Given]:  # fmt: skip
    """Yield less and less of a call, what its constants settle last of all, for a function with too many views."""
    yield (*given, *constants)
    settled = tuple(as_settled(linker.store, unit, constants))
    for part in settled:
        yield (*given, *part)
    yield given
    if given:
        yield from _settled(linker, unit, (*given, *tested, *(one for one in constants if one not in tested)))
    yield constants
    yield from settled


def _first(item: tuple[int, Types]) -> int:
    return item[0]


_SILENT = frozenset((LITERAL, NONE, UNKNOWN))
_OBJECTS = frozenset((INSTANCE, GENERATED, ENTERABLE, CLASS, OBJECT, EXTERNAL, MODULE))


def _travels(types: Types) -> bool:
    """True for values that are worth a view of their own wherever they are handed: callables."""
    return all(value.sort in CALLABLE for value in types.values)


def _is_lazy(value: Value) -> bool:
    """True for what runs where it is iterated: an annotation such as ``Iterable[str]`` does not say that it does."""
    return value.sort in (GENERATED, LAZY)


def _is_object(types: Types) -> bool:
    return all(value.sort in _OBJECTS for value in types.values)


def _is_plain(types: Types) -> bool:
    """True for texts, numbers, containers and None."""
    return all(
        value.sort in (LITERAL, NONE) or (value.sort == OBJECT and value.a.startswith("builtins."))
        for value in types.values
    )


def _is_class(types: Types) -> bool:
    return all(value.sort == CLASS for value in types.values)


def _differs(linker: Linker, target: Subject, number: int, types: Types) -> bool:
    """True where a call passes a mere text, number or empty container, and others pass objects."""
    if any(value.sort in (UNKNOWN, NONE) for value in types.values):
        return False
    return bool(linker.read(linker.given(target, number)).values)


def _closer(linker: Linker, types: Types, target: Subject, number: int) -> bool:
    """True where an argument is known better than by its parameter's class: by one below, or by what it keeps."""
    if len(types.values) != 1 or types.values[0].sort != INSTANCE:
        return False
    if is_its_own(types.values[0]):
        return True
    declared = parameters.parameter(linker, target, number)
    cls: ClassUnit = types.values[0].a
    return any(
        value.sort == INSTANCE and value.a is not cls and cls in linker.classes.descendants(value.a)
        for value in declared.values
    )


def _is_told_apart(unit: FunctionUnit, number: int, types: Types) -> bool:
    """True where a body asks a parameter for its class, and what is given settles that.

    A coroutine is judged by itself, whoever calls it.
    """
    if unit.asynchronous or not unit.summary.parameters[number].used & USED_KIND:
        return False
    return bool(settled_by(unit, ((number, types),)))


def _is_among(linker: Linker, types: Types, target: Subject, number: int) -> bool:
    """True where a parameter's annotation allows several classes, ``Sync | Async``, and the argument has fewer."""
    if target.unit.summary.parameters[number].annotation is None:
        return False
    several = parameters.annotation(linker, target, number).values
    if len(several) < 2:
        return False
    allowed = [value for value in several if value.sort in _OBJECTS]
    if len(allowed) < 2:
        return False
    met: set[Value] = set()
    for value in types.values:
        found = [one for one in allowed if _is_kind_of(linker, value, one)]
        if not found:
            return False
        met.update(found)
    return len(met) < len(allowed)


def _is_kind_of(linker: Linker, value: Value, allowed: Value) -> bool:
    if value.sort != allowed.sort:
        return False
    if value.sort == INSTANCE:
        return allowed.a in value.a.mro
    return value.a == allowed.a or (value.sort == OBJECT and declarations.derives(linker, value.a, allowed.a))


def _is_closer_class(linker: Linker, types: Types, target: Subject, number: int) -> bool:
    """True where an argument is one class, and the parameter's annotation, ``type[Base]``, any of several."""
    if len(types.values) != 1 or types.values[0].sort != CLASS:
        return False
    declared = parameters.parameter(linker, target, number)
    return any(value.sort == CLASS and value.b for value in declared.values) and types.values[0] not in declared.values


def seen_receiver(linker: Linker, unit: FunctionUnit, receiver: Value | None) -> Value | None:
    """Return the receiver as far as the function is seen per receiver, None for the generic one."""
    if receiver is None or unit.owner is None:
        return None
    if receiver.sort == CLASS:
        return receiver if unit.owner in receiver.a.mro and not linker.classes.shared(unit.owner) else None
    if receiver.sort != INSTANCE or unit.owner not in receiver.a.mro:
        return None
    if linker.classes.shared(unit.owner) and not receiver.b:
        return None
    if is_its_own(receiver) or (receiver.c and unit.owner.is_generic):
        return receiver
    if receiver.a is unit.owner and (not receiver.b or not linker.classes.descendants(unit.owner)):
        return None
    return receiver
