"""The equations of one body: its calls, assignments and results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from blocklint.program import (
    attributes,
    awaited,
    belongings,
    calls,
    contents,
    declarations,
    elements,
    evaluation,
    generics,
    having,
    keeping,
    lazy,
    phases,
)
from blocklint.program.arguments import Arguments
from blocklint.program.constants import is_dead
from blocklint.program.subjects import ENTERED, EXITED, ITERATED, YIELDED_STATE, Cell, Resolution, Subject
from blocklint.program.units import ModuleUnit
from blocklint.program.values import (
    BOUND,
    CLASS,
    EXTERNAL,
    FUNCTION,
    GENERATED,
    GIVING,
    INSTANCE,
    LAZY,
    METHOD,
    NONE,
    OBJECT,
    PARTIAL,
    UNKNOWN,
    Types,
    Value,
)
from blocklint.summaries import expressions as e
from blocklint.summaries.summary import (
    AWAITED,
    AWAITED_LATER,
    ITEM_STORE,
    LAMBDA,
    SITE_CALL,
    SITE_DECORATE,
    SITE_ENTER,
    SITE_ITERATE,
    Site,
    Store,
)

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def activate(linker: Linker, subject: Subject) -> None:
    """Evaluate everything that a body does, for what it calls and what it assigns."""
    summary = subject.unit.summary
    if awaited.is_for_awaiting(subject):
        for expression in summary.returns:
            evaluation.evaluate(linker, subject, expression)
    for number, expression in enumerate(summary.stores):
        if expression.value is not None:
            linker.read(linker.store_cell(subject, number))
    for number, one in enumerate(summary.sites):
        if subject.sites[number] is None and one.what == SITE_CALL:
            callee, settled = linker.settled(evaluation.evaluate, subject, one.target)
            if settled:
                idle = linker.idle(callee)
                if idle is not None:
                    subject.calls[number] = idle
                    if summary.generators:
                        lazy.settle(subject, number, callee, idle)
                    continue
                linker.site(subject, number, callee)
                continue
        linker.site(subject, number)
    touched = linker.touched_names
    for number, touch in enumerate(summary.touches):
        sorts = touched.get(touch.name)
        if sorts is not None and not linker.settles(subject, touch.base, sorts):
            linker.touch(subject, number)


def site(linker: Linker, cell: Cell) -> Types:
    """Compute what one call goes to and gives back."""
    subject: Subject = cell.subject
    one = subject.unit.summary.sites[cell.index]
    record = Resolution()
    subject.calls[cell.index] = record
    target = cell.callee if cell.callee is not None else evaluation.evaluate(linker, subject, one.target)
    result = linker.store.unknown
    if one.what == SITE_ENTER:
        phases.touch_phase(linker, target, ENTERED, record)
        phases.touch_phase(linker, target, EXITED, record)
    elif one.what == SITE_ITERATE:
        # What may be a generator, and may be anything, is iterated as either.
        unsure = {GENERATED, UNKNOWN} <= {value.sort for value in target.values}
        phases.touch_phase(linker, linker.store.weakened(target, 0) if unsure else target, ITERATED, record)
    elif len(target.values) == 1 and target.values[0].sort == UNKNOWN and one.what != SITE_DECORATE:
        record.reason = "unknown"
    else:
        result = _called(linker, cell, one, target, record)
    if subject.unit.summary.generators:
        lazy.settle(subject, cell.index, target, record)
    return result


def _called(linker: Linker, cell: Cell, one: Site, callee: Types, record: Resolution) -> Types:
    """Call what a call goes to, or apply it as a decorator."""
    subject: Subject = cell.subject
    decorating = one.what == SITE_DECORATE
    arguments = Arguments(linker, subject, one.arguments, one.keywords, decorating)
    arguments.guard = one.guard
    arguments.awaited = bool(one.flags & (AWAITED | AWAITED_LATER)) or (
        awaited.is_for_awaiting(subject) and awaited.is_given_back(subject.unit.summary, cell.index)
    )
    if callee.values and (names := having.lacked(linker, arguments)):
        callee = having.remaining(linker, callee, names)
    result = calls.call(linker, callee, arguments, record)
    if one.target is not None and one.target[0] == e.ATTRIBUTE and one.target[2] in contents.PUTTING:
        contents.put_by_method(linker, subject, one, callee, arguments)
    if one.target is not None and one.target[0] == e.GENERIC:
        result = _with_type_arguments(linker, result, declarations.annotated(linker, subject, one.target))
    if not record.callee and not record.reason:
        record.reason = "unknown receiver"
    return _decorated(linker, arguments, record, result) if decorating else result


def _with_type_arguments(linker: Linker, made: Types, declared: Types) -> Types:
    """Return what ``Box[Session]()`` makes: the object, with what its type arguments say."""
    store = linker.store
    if len(declared.values) != 1:
        return made
    said = declared.values[0]
    if said.sort == INSTANCE:
        changed = [
            store.value(INSTANCE, one.a, one.b, (*(said.c or ()), *keeping.own_pairs(one)) or None)
            if one.a is said.a
            else one
            for one in made.values
        ]
        return store.several(changed, made.sure)
    if said.sort == OBJECT and said.b and not any(one.sort == OBJECT and one.b for one in made.values):
        return declared
    return made


def _decorated(linker: Linker, arguments: Arguments, record: Resolution, result: Types) -> Types:
    """A decorator of which nothing is known most likely calls what it wraps.

    One that gives classes gives back the class that it is given here, or one that it makes, and none of those that
    it is given elsewhere.
    """
    classes = [value for value in result.values if value.sort == CLASS]
    if classes or any(value.sort == UNKNOWN for value in result.values):
        original = arguments.at(0)
        if original is not None and original.values and all(value.sort == CLASS for value in original.values):
            modules = [one.subject.unit.module for one in record.targets if isinstance(one.subject, Subject)]
            made = [one for one in classes if one in original.values or _is_made_inside(one, modules)]
            return linker.store.of(tuple(made), result.sure) if made else linker.store.weakened(original, 1)
    if any(value.sort not in (UNKNOWN, NONE) and not _is_stray(value) for value in result.values):
        return result
    original = arguments.at(0)
    if original is None:
        return result
    for value in original.values:
        if value.sort == FUNCTION:
            value.a.is_wrapped = True
    return linker.store.weakened(original, 1)


def _is_made_inside(made: Value, modules: Sequence[ModuleUnit]) -> bool:
    """True for a class that a function of a decorator's module makes."""
    return made.a.module in modules and "<locals>" in made.a.summary.qualified_name


def _is_stray(value: object) -> bool:
    """True for an object of a library's type that a decorator cannot sensibly have made of a function."""
    return getattr(value, "sort", None) == OBJECT and value.a.startswith("builtins.")  # type: ignore[attr-defined]


def returned(linker: Linker, cell: Cell) -> Types:
    """Compute what a function returns: its annotation where that says something, else what its body returns."""
    subject: Subject = cell.subject
    summary = subject.unit.summary
    store = linker.store
    declared = _declared(linker, subject)
    if declared is not None and not _vague(declared):
        # A body may be more precise than its annotation, which then only says a base class.
        inferred = _inferred(linker, subject) if _first_party(declared) else store.empty
        if inferred.values and all(value.sort in _EXACT for value in inferred.values):
            # What a registry holds is of many classes, and each gets its own from it.
            by_receiver = generics.of_receiver(linker, subject) is not None
            return declared if by_receiver and _is_of_others(inferred, declared) else inferred
        of_classes = all(value.sort == CLASS for value in (*declared.values, *inferred.values))
        if of_classes and 0 < len(inferred.values) <= calls.FEW:
            return inferred
        return store.join(declared, _lazy_ones(linker, subject)) if _is_iterable(declared) else declared
    inferred = _inferred(linker, subject)
    if declared is not None and any(map(_is_sketch, declared.values)) and _vague(inferred):
        return declared
    if inferred.values:
        return store.weakened(inferred, 1) if not summary.flags & LAMBDA else inferred
    return declared if declared is not None else store.none


def _is_of_others(inferred: Types, declared: Types) -> bool:
    """True where a body also gives objects of other classes than its annotation says for its receiver."""
    told = [value.a for value in declared.values if value.sort == INSTANCE]
    return bool(told) and not all(
        value.sort == INSTANCE and any(cls in value.a.mro for cls in told) for value in inferred.values
    )


def _is_iterable(declared: Types) -> bool:
    return any(value.sort == OBJECT and value.a in elements.SEQUENCES for value in declared.values)


def _lazy_ones(linker: Linker, subject: Subject) -> Types:
    """Return what a body gives back that runs where it is iterated: ``Iterator[str]`` does not say that it does."""
    inferred = _inferred(linker, subject)
    lazy_ones = tuple(value for value in inferred.values if value.sort in (GENERATED, LAZY))
    return linker.store.of(lazy_ones, min(inferred.sure, 1))


_EXACT = frozenset((INSTANCE, FUNCTION, METHOD, PARTIAL))


def _vague(types: Types) -> bool:
    return all(value.sort in (UNKNOWN, NONE) or _is_sketch(value) for value in types.values)


def _is_sketch(value: Value) -> bool:
    """True for what an annotation says of a callable or a context: the result, and nothing of what runs."""
    return value.sort == GIVING or (value.sort == OBJECT and value.a == elements.CONTEXT)


def _first_party(types: Types) -> bool:
    return any(value.sort in (INSTANCE, CLASS) for value in types.values)


def _declared(linker: Linker, subject: Subject) -> Types | None:
    summary = subject.unit.summary
    if summary.annotation is None or subject.parent is None:
        return None
    annotation = summary.annotation
    if annotation[0] in (e.NAME, e.ATTRIBUTE, e.LOCAL) and subject.receiver is not None:
        types = evaluation.evaluate(linker, subject.parent, annotation)
        if any(value.sort == EXTERNAL and str(value.a).endswith(".Self") for value in types.values):
            receiver = subject.receiver
            if receiver.sort == CLASS:
                receiver = linker.store.value(INSTANCE, receiver.a, False)
            return linker.store.one(receiver)
    types = declarations.annotated(linker, subject.parent, annotation)
    if subject.unit.generates:
        return None
    for_receiver = generics.of_receiver(linker, subject)
    if for_receiver is not None:
        return for_receiver
    owner = subject.unit.owner
    if owner is not None and owner.is_generic and subject.receiver is not None:
        found = generics.substituted(linker, subject.parent, annotation, owner, subject.receiver)
        return types if found is None else found
    return types


def _inferred(linker: Linker, subject: Subject) -> Types:
    store = linker.store
    result = store.empty
    summary = subject.unit.summary
    for expression, guard in zip(summary.returns, summary.return_guards, strict=True):
        if is_dead(subject, guard):
            continue
        result = store.join(result, evaluation.evaluate(linker, subject, expression))
    return elements.plain(linker, result)


def yielded(linker: Linker, cell: Cell) -> Types:
    """Compute what a generator yields: its annotation where that says something, else its yields."""
    subject: Subject = cell.subject
    summary = subject.unit.summary
    store = linker.store
    if summary.annotation is not None and subject.parent is not None:
        declared = elements.each(linker, declarations.annotated(linker, subject.parent, summary.annotation))
        if not _vague(declared):
            return declared
    result = store.empty
    for expression, _, _ in summary.yields:
        result = store.join(result, evaluation.evaluate(linker, subject, expression))
    return elements.plain(linker, store.weakened(result, 1)) if result.values else store.unknown


def store(linker: Linker, cell: Cell) -> Types:
    """Carry out an assignment to an attribute or an item: what holds it grows."""
    subject: Subject = cell.subject
    if cell.index == YIELDED_STATE:
        for name in dict.fromkeys(one.yields_into for one in subject.entries if one.yields_into):
            _keep_state(linker, linker.yielded(subject), name)
        return linker.store.unknown
    one: Store = subject.unit.summary.stores[cell.index]
    base = evaluation.evaluate(linker, subject, one.base)
    value = evaluation.evaluate(linker, subject, one.value)
    if one.name == ITEM_STORE:
        contents.put(linker, subject, one.base, one.key if isinstance(one.key, str) else None, value)
        _keep_items(linker, subject, base, one, value)
        return linker.store.unknown
    kept = value if _is_precise(value) else elements.plain(linker, value)
    contents.assign(linker, base, one.name, kept, by_test=subject.unit.module.is_test)
    return linker.store.unknown


def _keep_items(linker: Linker, subject: Subject, base: Types, one: Store, value: Types) -> None:
    """Carry out ``app["db"] = x`` and ``app[KEY] = x`` on objects of a library that keep items."""
    if not any(holder.sort == OBJECT and linker.catalogue.is_open(holder.a) for holder in base.values):
        return
    key = one.key
    text = key if isinstance(key, str) else belongings.of_key(evaluation.evaluate(linker, subject, key))
    for holder in base.values:
        if holder.sort == OBJECT and isinstance(text, str):
            cell = belongings.keep_item(linker, holder, text)
            if cell is not None:
                linker.grow(cell, linker.store.weakened(elements.telling(linker, value), base.sure))


def _keep_state(linker: Linker, yielded: Types, type_name: str) -> None:
    """What a lifespan yields under a key stands on the objects of a type: the state of every request."""
    for value in yielded.values:
        if value.sort == OBJECT and value.a in elements.DICTIONARIES:
            parts = value.c or ()
        elif value.sort == INSTANCE and elements.is_typed_dictionary(value.a):
            parts = tuple((name, attributes.of_value(linker, value, name)) for name in value.a.fields)
        else:
            continue
        for name, types in parts:
            cell = belongings.keep(linker, linker.store.value(OBJECT, type_name, ()), name)
            if cell is not None:
                linker.grow(cell, elements.telling(linker, types))


def _is_precise(types: Types) -> bool:
    return all(value.sort in (FUNCTION, METHOD, BOUND, CLASS) for value in types.values)
