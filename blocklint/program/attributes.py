"""What an attribute of a value is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from blocklint.program import (
    belongings,
    calls,
    declarations,
    elements,
    evaluation,
    generics,
    mixins,
    open_names,
    proxies,
)
from blocklint.program.keeping import own_attribute
from blocklint.program.subjects import Subject
from blocklint.program.units import ClassUnit, ModuleUnit
from blocklint.program.values import (
    BOUND,
    CLASS,
    CLASSMETHOD,
    DISPATCHING,
    EXTERNAL,
    FACTORY,
    FUNCTION,
    INSTANCE,
    LITERAL,
    METHOD,
    METHODS,
    MODULE,
    NAMESPACE,
    NONE,
    OBJECT,
    OFFLOADED,
    PARTIAL,
    PROPERTY,
    SEVERAL,
    STATIC,
    SUPER,
    UNKNOWN,
    VIRTUAL,
    Types,
    Value,
)
from blocklint.summaries.expressions import DECLARED, LOCAL, Expression

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def attribute(linker: Linker, types: Types, name: str) -> Types:
    """Return the attribute of every value of a set."""
    store = linker.store
    values = types.values
    if len(values) == 1:
        return store.weakened(of_value(linker, values[0], name), types.sure)
    result = store.empty
    for value in values:
        if value.sort != NONE:
            result = store.join(result, of_value(linker, value, name))
    return store.weakened(result, types.sure)


def of_value(linker: Linker, value: Value, name: str) -> Types:
    """Return the attribute of one value."""
    sort, store = value.sort, linker.store
    if sort == EXTERNAL:
        return evaluation.external(linker, f"{value.a}.{name}")
    if sort == INSTANCE:
        return _of_instance(linker, value, name)
    if sort == OBJECT:
        return _of_object(linker, value, name)
    if sort == MODULE:
        return evaluation.member(linker, value.a, name)
    if sort == CLASS:
        return _of_class(linker, value, name)
    if sort == LITERAL:
        return _of_object(linker, store.value(OBJECT, value.a, ()), name)
    if sort == SUPER:
        return _of_super(linker, value, name)
    if sort == NAMESPACE:
        return _of_namespace(linker, value, name)
    if sort == SEVERAL:
        if value.b and name in value.b:
            part: Types = value.a[value.b.index(name)]
            return part
        return _of_object(linker, store.value(OBJECT, "builtins.tuple", ()), name)
    if sort in (FUNCTION, METHOD, PARTIAL) and name == "__wrapped__":
        return store.one(value)
    if sort == DISPATCHING and name == "register":
        return store.one(store.value(BOUND, value, name))
    if sort in (PROPERTY,) and name in ("setter", "deleter", "getter"):
        return store.one(store.value(BOUND, value, name))
    return store.unknown


def _of_namespace(linker: Linker, value: Value, name: str) -> Types:
    store = linker.store
    inner = linker.imports.inside(value.a, name)
    if isinstance(inner, ModuleUnit):
        return store.one(store.value(MODULE, inner))
    return store.one(store.value(NAMESPACE, inner)) if inner is not None else store.unknown


def _of_object(linker: Linker, value: Value, name: str) -> Types:
    store, catalogue = linker.store, linker.catalogue
    text = catalogue.attribute(value.a, name)
    if text is not None:
        # In an attribute tree this may be a method as well: which one it is, a call of it decides.
        return declarations.library_types(linker, text, receiver=value)
    kept = belongings.attribute(linker, value, name)
    if kept is not None:
        return kept if kept.values else _of_only_subclass(linker, value, name)
    return store.one(store.value(BOUND, value, name))


def _of_only_subclass(linker: Linker, value: Value, name: str) -> Types:
    """Return what an open object has as one of the only class of the program that is below its own."""
    store = linker.store
    cls = belongings.only_subclass(linker, value.a)
    if cls is None or not (
        linker.classes.defining(cls, name) is not None
        or any(linker.read(linker.held(holder, name)).values for holder in cls.mro)
    ):
        return store.empty
    return store.weakened(_of_instance(linker, store.value(INSTANCE, cls, True), name), 1)


def of_own(linker: Linker, receiver: Value, name: str, replacing: frozenset[ClassUnit]) -> Types:
    """Return an attribute that a method reads of its own object, which is of none of some classes below."""
    if receiver.sort != INSTANCE or receiver.b:
        return of_value(linker, receiver, name)
    return _of_instance(linker, receiver, name, replacing)


def _of_instance(
    linker: Linker, value: Value, name: str, without: frozenset[ClassUnit] = frozenset()
) -> Types:  # fmt: skip
    cls: ClassUnit = value.a
    store = linker.store
    own = own_attribute(value, name) if value.c else None
    if own is not None:
        return own
    if name == "__class__":
        return store.one(class_of(linker, value))
    found = find_in_class(linker, cls, name)
    result = store.empty
    if found is not None:
        owner, types = found
        for one in types.values:
            bound = bind(linker, one, value, owner, name)
            if bound is not None:
                result = store.join(result, store.weakened(bound, types.sure))
        if any(one.sort in METHODS for one in types.values):
            return result
        result = store.without_none(result)
    held = store.empty
    for holder in cls.mro:
        held = store.join(held, linker.read(linker.held(holder, name)))
    if not value.b and all(one.sort in (NONE, UNKNOWN) or evaluation.is_bare(one) for one in held.values):
        # What the methods of a class leave open, those of its subclasses say.
        for holder in _below(linker, cls):
            if holder not in without:
                held = store.join(held, linker.read(linker.held(holder, name)))
    result = store.weakened(held, 1) if _says_better(linker, held, result) else store.join(result, held)
    if found is not None and not value.b and open_names.is_open(result):
        result = _or_below(linker, cls, name, result)
    told = bool(elements.telling(linker, result).values)
    if not told or cls.is_below_generic:
        by_argument = _by_type_argument(linker, value, name)
        if by_argument is not None:
            return _fitting(linker, result, by_argument) if told else by_argument
    if result.values:
        return result
    if found is None:
        external = _of_external_bases(linker, cls, value, name)
        if external is None and cls.external:
            external = mixins.method(linker, value, name)
        if external is not None:
            return external
        overriding = linker.classes.overriders(cls, name)
        if overriding:
            return store.one(store.value(VIRTUAL, cls, name, value))
        handed_on = proxies.handed_on(linker, value, name)
        if handed_on is not None:
            return handed_on
    return store.unknown


def _says_better(linker: Linker, held: Types, declared: Types) -> bool:
    """True where all that an attribute is ever given is known, and is of classes below the declared one.

    What tests alone give says nothing of the program.
    """
    below = [value for value in held.values if value.sort != NONE]
    classes = [value for value in declared.values if value.sort != NONE]
    if not below or len(classes) != 1 or classes[0].sort != INSTANCE or classes[0].b:
        return False
    if not all(value.sort == INSTANCE and value.a is not classes[0].a for value in below):
        return False
    if all(value.a.module.is_test for value in below):
        return False
    known = linker.classes.descendants(classes[0].a)
    return all(value.a in known for value in below)


def _or_below(linker: Linker, cls: ClassUnit, name: str, types: Types) -> Types:
    """Return what subclasses bind to a name that a class leaves open, or what the class itself says."""
    below = linker.bound_below(cls, name) if linker.classes.overriders(cls, name) else linker.store.empty
    return below if below.values else types


def _by_type_argument(linker: Linker, receiver: Value, name: str) -> Types | None:
    """Return an attribute that a generic class, or its initialiser, declares with a type variable."""
    for owner in receiver.a.mro:
        if owner.is_generic:
            for scope, annotation in _declarations(linker, owner, name):
                found = generics.substituted(linker, scope, annotation, owner, receiver)
                if found is not None:
                    return found
    return None


def _fitting(linker: Linker, held: Types, declared: Types) -> Types:
    """Return what an attribute holds for one class below a generic one: what others below that hold is none of it."""
    classes = [value.a for value in declared.values if value.sort == INSTANCE]
    if not classes or len(classes) < len(declared.values):
        return held
    below = {one for cls in classes for one in (cls, *linker.classes.descendants(cls))}
    fitting = [value for value in held.values if value.sort == INSTANCE and value.a in below]
    return linker.store.of(tuple(fitting), held.sure) if fitting else declared


def _declarations(linker: Linker, owner: ClassUnit, name: str) -> Iterator[tuple[Subject, Expression]]:
    """Yield the annotations of an attribute in a class body and in the methods of the class, with their scopes."""
    summary = owner.body.summary
    expression = summary.exports.get(name)
    if expression is not None and expression[0] == LOCAL:
        expression = summary.bindings[expression[1]][1]
    if expression is not None and expression[0] == DECLARED:
        yield linker.generic(owner.body), expression[1]
    for unit in owner.module.functions:
        if unit.owner is owner:
            for store in unit.summary.stores:
                if store.name != name or store.value is None:
                    continue
                if store.value[0] == DECLARED:
                    yield linker.generic(unit), store.value[1]
                elif store.value[0] == LOCAL and store.value[1] < len(unit.summary.parameters):
                    # What is kept is what the parameter is declared to be.
                    yield linker.generic(owner.body), unit.summary.parameters[store.value[1]].annotation


def _below(linker: Linker, cls: ClassUnit) -> tuple[ClassUnit, ...]:
    return () if linker.classes.shared(cls) else linker.classes.descendants(cls)


def find_in_class(linker: Linker, cls: ClassUnit, name: str) -> tuple[ClassUnit, Types] | None:
    """Return the class that defines a name for `cls`, and what its body binds to it."""
    owner = linker.classes.defining(cls, name)
    if owner is None:
        return None
    return owner, linker.classes.value(owner, name)


def _of_external_bases(linker: Linker, cls: ClassUnit, value: Value, name: str) -> Types | None:
    """Return what a library's base class gives: the row applies to the subclass that does not override it."""
    store = linker.store
    for base in cls.external:
        entry = linker.catalogue.type(base)
        if entry is None:
            continue
        if name in linker.keeping.set_outside:
            kept = belongings.attribute(linker, store.value(OBJECT, base, ()), name)
            if kept is not None and kept.values:
                return kept
        makes = name == "__init__" and bool(entry.keywords_into)
        if (
            makes
            or linker.catalogue.method(base, name) is not None
            or linker.catalogue.attribute(base, name) is not None
        ):
            return _of_object(linker, store.value(OBJECT, base, ()), name)
    return None


def bind(linker: Linker, attribute: Value, receiver: Value, owner: ClassUnit, name: str) -> Types | None:
    """Return what a class attribute becomes when it is read from an instance."""
    store = linker.store
    sort = attribute.sort
    if sort == FUNCTION:
        if not receiver.b and linker.classes.overriders(receiver.a, name):
            return store.one(store.value(VIRTUAL, receiver.a, name, receiver))
        if attribute.a.owner is None and attribute.a.summary.name != "<lambda>":
            return store.one(store.value(METHOD, attribute, receiver))
        return store.one(store.value(METHOD, attribute, receiver))
    if sort == FACTORY:
        return store.one(store.value(METHOD, attribute, receiver))
    if sort == PROPERTY:
        if attribute.a is None:
            return store.unknown
        if not receiver.b and linker.classes.overriders(receiver.a, name):
            return calls.result_of_value(linker, store.value(VIRTUAL, receiver.a, name, receiver))
        return calls.result_of_value(linker, store.value(METHOD, attribute.a, receiver))
    if sort in (STATIC, CLASSMETHOD) and not receiver.b and linker.classes.overriders(receiver.a, name):
        return store.one(store.value(VIRTUAL, receiver.a, name, receiver))
    if sort == STATIC:
        inner: Value = attribute.a
        return store.one(inner)
    if sort == CLASSMETHOD:
        return store.one(store.value(METHOD, attribute.a, store.value(CLASS, receiver.a)))
    if sort == DISPATCHING and attribute.b:
        through = store.value(CLASS, receiver.a) if attribute.a.sort == CLASSMETHOD else receiver
        return store.one(store.value(METHOD, attribute, through))
    if sort in (EXTERNAL, PARTIAL, METHOD, OFFLOADED):
        return store.one(attribute)
    if sort == INSTANCE:
        getter = find_in_class(linker, attribute.a, "__get__")
        if getter is not None:
            return calls.result_of_method(linker, attribute, "__get__")
    return store.one(attribute)


def class_of(linker: Linker, instance: Value) -> Value:
    """Return the class of an object: of one that may be a subclass's, the class that may be one below."""
    return linker.store.value(CLASS, instance.a, None if instance.b else True)


def _of_class(linker: Linker, value: Value, name: str) -> Types:
    cls: ClassUnit = value.a
    store = linker.store
    found = find_in_class(linker, cls, name)
    types = found[1] if found is not None else store.empty
    if not any(one.sort in METHODS for one in types.values):
        assigned = store.empty
        for holder in cls.mro:
            assigned = store.join(assigned, linker.read(linker.held(holder, name)))
        if assigned.values:
            types = store.join(store.without_none(types), assigned)
        elif found is None:
            return _of_external_class(linker, cls, name)
        elif open_names.is_open(types):
            types = _or_below(linker, cls, name, types)
    result = store.empty
    for one in types.values:
        if one.sort in (STATIC, CLASSMETHOD) and value.b and linker.classes.overriders(cls, name):
            part = store.one(store.value(VIRTUAL, cls, name, value))
        elif one.sort == STATIC:
            part = store.one(one.a)
        elif one.sort == CLASSMETHOD:
            part = store.one(store.value(METHOD, one.a, value))
        elif one.sort == DISPATCHING and one.b and one.a.sort == CLASSMETHOD:
            part = store.one(store.value(METHOD, one, value))
        elif one.sort == FUNCTION and one.a.owner is not None:
            # Through the class, the receiver is the first argument of the call.
            part = store.one(one)
        else:
            part = store.one(one)
        result = store.join(result, store.weakened(part, types.sure))
    if elements.is_enumeration(cls):
        return store.one(store.value(INSTANCE, cls, True))
    return result


def _of_external_class(linker: Linker, cls: ClassUnit, name: str) -> Types:
    """Return what a class inherits from a library's class: what gives its objects knows of which class they are."""
    store, catalogue = linker.store, linker.catalogue
    for base in cls.external:
        if catalogue.type(base) is None:
            continue
        holder = store.value(OBJECT, base, (store.one(store.value(INSTANCE, cls, False)),))
        text = catalogue.attribute(base, name)
        if text is not None:
            return declarations.library_types(linker, text, receiver=holder)
        entry = catalogue.method(base, name)
        if entry is not None and entry.returns is not None and declarations.HELD in entry.returns:
            return store.one(store.value(BOUND, holder, name))
        return store.one(store.value(EXTERNAL, catalogue.canonical(f"{base}.{name}")))
    return store.unknown


def _of_super(linker: Linker, value: Value, name: str) -> Types:
    """Return what ``super().name`` is: searched behind the class in the receiver's own order."""
    store = linker.store
    start: ClassUnit = value.a
    receiver: Value = value.b
    cls: ClassUnit = receiver.a
    order = cls.mro[cls.mro.index(start) + 1 :] if start in cls.mro else start.mro[1:]
    for one in order:
        if name in one.body.summary.exports:
            types = linker.classes.value(one, name)
            result = store.empty
            for attribute_value in types.values:
                if attribute_value.sort in (FUNCTION, FACTORY):
                    part: Types | None = store.one(store.value(METHOD, attribute_value, receiver))
                elif attribute_value.sort == CLASSMETHOD:
                    owner = receiver if receiver.sort == CLASS else store.value(CLASS, cls)
                    part = store.one(store.value(METHOD, attribute_value.a, owner))
                elif receiver.sort == INSTANCE:
                    part = bind(linker, attribute_value, receiver, one, name)
                else:
                    part = store.one(attribute_value)
                result = store.join(result, part if part is not None else store.unknown)
            return result
    if receiver.sort == INSTANCE:
        found = _of_external_bases(linker, start, receiver, name)
        if found is not None:
            return found
    return store.unknown
