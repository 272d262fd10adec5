"""What making an object of a class runs and gives: initialisers, validators, what fills fields that are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blocklint.program import attributes, calls, elements, evaluation, keeping, library
from blocklint.program.arguments import Arguments
from blocklint.program.fields import FieldDefault, validated_fields
from blocklint.program.subjects import Resolution
from blocklint.program.units import ClassUnit, method_sort
from blocklint.program.values import CLASS, CLASSMETHOD, EXTERNAL, FUNCTION, INSTANCE, STATIC, Types, Value

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def make(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Make an instance: `__new__`, `__init__`, `__post_init__`, or the fields of a dataclass."""
    cls: ClassUnit = value.a
    store = linker.store
    exact = not value.b or not linker.classes.descendants(cls)
    if not exact:
        _class_below(linker, cls, arguments, record, sure)
    instance = store.value(INSTANCE, cls, exact)
    initialiser: Value | None = None
    if record is not None:
        record.callee = record.callee or cls.dotted_name
    found = attributes.find_in_class(linker, cls, "__init__")
    if found is not None:
        for one in found[1].values:
            if one.sort == FUNCTION:
                initialiser = one
                calls.run(linker, one.a, instance, one.b, arguments, 1, record, sure)
    else:
        _fields(linker, cls, arguments)
        _make_defaults(linker, cls, arguments, record)
        for base in cls.external:
            entry = linker.catalogue.function(base)
            if entry is not None and entry.kind is not None:
                library.record_entry(linker, entry, arguments, record, sure)
                break
        if cls.external and record is not None:
            _validate(linker, cls, instance, arguments, record, sure)
    for name in ("__new__", "__post_init__", "model_post_init"):
        made = attributes.find_in_class(linker, cls, name)
        if made is None:
            continue
        for one in made[1].values:
            inner = one.a if one.sort in (STATIC, CLASSMETHOD) else one
            if inner.sort == FUNCTION:
                receiver = value if name == "__new__" else instance
                given = arguments if name == "__new__" else Arguments(linker, None, (), ())
                calls.run(linker, inner.a, receiver, inner.b, given, 1, record, sure)
    if not exact or (found is not None and initialiser is None):
        return store.one(instance)
    return store.one(keeping.made(linker, cls, initialiser, arguments))


def _class_below(linker: Linker, cls: ClassUnit, arguments: Arguments, record: Resolution | None, sure: int) -> None:
    """What is called may be a subclass: its own initialiser may run."""
    makers = linker.classes.overriders(cls, "__init__")
    if len(makers) > calls.FEW:
        if record is not None:
            calls.dispatched(linker, cls, "__init__", makers, arguments, record, min(sure, 1))
        return
    for one in makers:
        make(linker, linker.store.value(CLASS, one), arguments, record, min(sure, 1))


def _validate(
    linker: Linker, cls: ClassUnit, instance: Value, arguments: Arguments, record: Resolution, sure: int
) -> None:
    """Making a data model runs its validators, those of fields as far as these are given."""
    for unit in linker.classes.registered(cls, "validators"):
        receiver = linker.store.value(CLASS, cls) if method_sort(unit) == "class" else instance
        parent = linker.generic(unit).parent
        fields = validated_fields(unit)
        seen = [Arguments(linker, None, (), ())]
        if fields and not arguments.spread and not len(arguments):
            seen = [arguments.only(name) for name in fields if arguments.named(name) is not None]
        for one in seen:
            calls.run(linker, unit, receiver, parent, one, 1, record, min(sure, 1))


def _fields(linker: Linker, cls: ClassUnit, arguments: Arguments) -> None:
    """What is passed to a class without `__init__` (a dataclass, a model) is held by its fields."""
    keywords = arguments.keyword_items()
    for name, types in keywords:
        linker.grow(linker.held(cls, name), elements.plain(linker, types))
    if not len(arguments):
        return
    for name, types in zip(cls.fields, arguments.all_positional(), strict=False):
        linker.grow(linker.held(cls, name), elements.plain(linker, types))


def _make_defaults(linker: Linker, cls: ClassUnit, arguments: Arguments, record: Resolution | None) -> None:
    """What makes the fields that a call leaves out runs with it: ``field(default_factory=load)``."""
    defaults = linker.classes.defaults(cls)
    if not defaults or arguments.spread:
        return
    fields = cls.fields
    given = {*fields[: len(arguments)], *arguments.names}
    if not given.issubset(fields):
        # Fields may be given by other names than their own.
        return
    for field in defaults:
        if field.name not in given:
            calls.call(linker, _made_with(linker, field), Arguments(linker, None, (), ()), record)


def _made_with(linker: Linker, field: FieldDefault) -> Types:
    """Return the callable that makes what a field holds where it is left out."""
    scope = linker.generic(field.owner.body)
    site = scope.unit.summary.sites[field.call]
    for value in evaluation.evaluate(linker, scope, site.target).values:
        entry = linker.catalogue.function(value.a) if value.sort == EXTERNAL else None
        for name, part in site.keywords:
            if entry is not None and entry.returns is not None and entry.returns.startswith(f"called[{name}]"):
                return evaluation.evaluate(linker, scope, part)
    return linker.store.empty
