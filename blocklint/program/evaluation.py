"""What an expression stands for in one subject."""

from __future__ import annotations

import builtins
import typing
from collections.abc import Callable
from typing import TYPE_CHECKING

from blocklint.program import (
    attributes,
    belongings,
    contents,
    declarations,
    elements,
    expressed,
    lazy_modules,
    loaders,
    parameters,
)
from blocklint.program.subjects import Cell, Subject
from blocklint.program.units import ModuleUnit
from blocklint.program.values import (
    AWAITABLE,
    CLASS,
    EXTERNAL,
    FUNCTION,
    GENERATED,
    INSTANCE,
    LITERAL,
    MERGED,
    METHOD,
    MODULE,
    NAMESPACE,
    NONE,
    OBJECT,
    OFFLOADED,
    SEVERAL,
    UNKNOWN,
    VARIABLE,
    Types,
    Value,
)
from blocklint.summaries import expressions as e
from blocklint.summaries.expressions import RECEIVER, Expression, Tagged
from blocklint.summaries.summary import CLASS_BODY, MODULE_BODY

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def evaluate(linker: Linker, subject: Subject, expression: Expression) -> Types:
    """Return what the expression stands for in the subject."""
    if expression is None:
        return linker.store.unknown
    tag = expression[0]
    # Every third expression is a local name whose value is settled.
    if tag == e.LOCAL:
        known = subject.bindings[expression[1]]
        return known if known.__class__ is Types else linker.binding(subject, expression[1])
    handler: Handler = _TABLE[tag]
    return handler(linker, subject, expression)


def binding(linker: Linker, cell: Cell) -> Types:
    """Compute the value of one binding."""
    subject: Subject = cell.subject
    name, expression = subject.unit.summary.bindings[cell.index]
    types = evaluate(linker, subject, expression)
    keys = linker.filled.keys(subject.unit, name)
    if keys is not None:
        types = contents.with_contents(linker, subject, name, types, keys)
    return types


def export(linker: Linker, cell: Cell) -> Types:
    """Compute the value of a name at the end of a module or class body."""
    subject: Subject = cell.subject
    module = subject.unit.module
    expression = subject.unit.summary.exports.get(cell.index)
    types = evaluate(linker, subject, expression) if expression is not None else linker.store.empty
    if cell.index in linker.assigned_elsewhere(subject):
        types = linker.store.without_none(types)
        for unit in module.functions:
            for name, value in unit.summary.global_stores:
                if name == cell.index:
                    given = linker.store.without_none(evaluate(linker, linker.generic(unit), value))
                    types = linker.store.join(types, given)
    if not subject.unit.number and cell.index in linker.filled.assigned:
        given = linker.read(contents.assigned_outside(linker, subject, cell.index))
        types = linker.store.join(linker.store.without_none(types), given) if given.values else types
    return types


def _name(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return lookup(linker, subject, expression[1])


def lookup(linker: Linker, subject: Subject, name: str) -> Types:
    """Return the value of a free name: enclosing functions, then the module, then star imports, then builtins."""
    known = linker.names.get((subject.parent, name))
    if known is not None:
        return known
    types, settled = linker.settled(_looked_up, subject, name)
    if settled:
        linker.names[subject.parent, name] = types
    return types


def _looked_up(linker: Linker, subject: Subject, name: str) -> Types:
    outer = subject.parent
    store = linker.store
    if outer is None:
        outer = subject
    while outer.parent is not None:
        summary = outer.unit.summary
        if not summary.flags & CLASS_BODY:
            numbers = summary.names.get(name)
            if numbers is not None:
                types = store.empty
                for number in numbers:
                    types = store.join(types, linker.binding(outer, number))
                return types
        outer = outer.parent
    module = outer.unit.module
    summary = outer.unit.summary
    if name in summary.names or name in linker.assigned_elsewhere(outer):
        return linker.export(outer, name)
    found = _star(linker, module, name)
    if found is not None:
        return found
    if name not in _BUILTIN:
        return store.unknown
    return store.one(store.value(EXTERNAL, linker.catalogue.canonical(f"builtins.{name}")))


_BUILTIN = frozenset(dir(builtins))
_OF_TYPING = frozenset(typing.__all__)


def _star(linker: Linker, module: ModuleUnit, name: str) -> Types | None:
    """Return the value of a name that a star import of the module provides, None where none is known to."""
    for dotted, level in module.summary.stars:
        target = (
            linker.imports.relative(module, level, dotted) if level else linker.imports.absolute(module, dotted)
        )  # fmt: skip
        if isinstance(target, ModuleUnit) and target is not module:
            if provides(linker, target, name):
                return member(linker, target, name)
        elif target is None and dotted == "typing" and name in _OF_TYPING:
            return linker.store.one(linker.store.value(EXTERNAL, f"typing.{name}"))
        elif target is None:
            known = linker.catalogue.canonical(f"{dotted}.{name}")
            if linker.catalogue.knows(known):
                return linker.store.one(linker.store.value(EXTERNAL, known))
    return None


def provides(linker: Linker, module: ModuleUnit, name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a star import of the module would bind the name."""
    public = module.summary.public
    if public is not None:
        return name in public
    if name.startswith("_"):
        return False
    if name in module.functions[0].summary.names:
        return True
    for dotted, level in module.summary.stars:
        target = linker.imports.relative(module, level, dotted) if level else linker.imports.absolute(module, dotted)
        known = isinstance(target, ModuleUnit) and target.path not in seen
        if known and isinstance(target, ModuleUnit) and provides(linker, target, name, seen | {module.path}):
            return True
    return False


def member(linker: Linker, module: ModuleUnit, name: str) -> Types:
    """Return an attribute of a first-party module: a name of its body, a submodule, or a star import's."""
    body = linker.generic(module.functions[0])
    store = linker.store
    if name in body.unit.summary.names or name in linker.assigned_elsewhere(body):
        return linker.export(body, name)
    child = linker.imports.child(module, name)
    if isinstance(child, ModuleUnit):
        return store.one(store.value(MODULE, child))
    found = _star(linker, module, name)
    if found is not None:
        return found
    if child is not None:
        return store.one(store.value(NAMESPACE, child))
    if lazy_modules.imports_lazily(module):
        lazily = lazy_modules.lazily_imported(linker.imports, module, name)
        # One step: tables that send each other on would go round.
        if lazily is not None and not lazy_modules.imports_lazily(lazily[0]):
            return member(linker, *lazily)
    return store.unknown


def _import(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, dotted, level, name = expression
    module = subject.unit.module
    store = linker.store
    if level:
        target = linker.imports.relative(module, level, dotted)
    else:
        target = linker.imports.absolute(module, dotted)
        if isinstance(target, str) and linker.catalogue.knows(dotted.partition(".")[0]):
            target = None
    if target is None:
        if level:
            return store.unknown
        full = f"{dotted}.{name}" if name else dotted
        return external(linker, full)
    if name is None:
        return store.one(
            store.value(MODULE, target) if isinstance(target, ModuleUnit) else store.value(NAMESPACE, target)
        )
    if isinstance(target, ModuleUnit):
        if target is module:
            child = linker.imports.child(module, name)
            if isinstance(child, ModuleUnit):
                return store.one(store.value(MODULE, child))
        return member(linker, target, name)
    inner = linker.imports.inside(target, name)
    if isinstance(inner, ModuleUnit):
        return store.one(store.value(MODULE, inner))
    return store.one(store.value(NAMESPACE, inner)) if inner is not None else store.unknown


def external(linker: Linker, name: str) -> Types:
    """Return the value of a library's dotted name."""
    name = linker.catalogue.canonical(name)
    text = linker.catalogue.value(name)
    if text is not None:
        return declarations.library_types(linker, text)
    return linker.store.one(linker.store.value(EXTERNAL, name))


def _local(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return linker.binding(subject, expression[1])


def _join(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    store = linker.store
    types = store.empty
    for part in expression[1]:
        types = store.join(types, evaluate(linker, subject, part))
    return types


def _attribute(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    base = evaluate(linker, subject, expression[1])
    if base is linker.store.unknown:
        return base
    key = (base, expression[2])
    if expression[1] == RECEIVER and subject.unit.owner is not None:
        replacing = linker.classes.replacing(subject.unit)
        if replacing and base.values == (subject.receiver,):
            # Objects of these classes are none that this method has for its own.
            return attributes.of_own(linker, base.values[0], expression[2], replacing)
    known = linker.attributes.get(key)
    if known is None:
        known, settled = linker.settled(attributes.attribute, base, expression[2])
        if settled:
            linker.attributes[key] = known
    return known


def _call(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return linker.site(subject, expression[1])


def _item(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    base = evaluate(linker, subject, expression[1])
    key = expression[2]
    if isinstance(key, tuple):
        key = belongings.of_key(evaluate(linker, subject, key)) if elements.is_keyed(base) else None
    return elements.item(linker, base, key)


def _constant(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, kind, value = expression
    store = linker.store
    if kind == "NoneType":
        return store.none
    if value is not None:
        return store.one(store.value(LITERAL, f"builtins.{kind}", value))
    return store.one(store.value(OBJECT, f"builtins.{kind}", ()))


def _display(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, kind, values, keys = expression
    store = linker.store
    inner = store.empty
    parts: list[Types] = []
    loads = kind == "dict" and bool(linker.loaders)
    for value in values:
        if loads and value is not None and loaders.names_something(linker, subject.unit.module, value):
            parts.append(_constant(linker, subject, value))
            inner = store.join(inner, parts[-1])
            continue
        if value is None or value[0] in (e.CONSTANT, e.OPERATION):
            parts.append(store.empty)
            continue
        if value[0] == e.STARRED:
            spread = evaluate(linker, subject, value[1])
            part = elements.values_of(linker, spread) if kind == "dict" else elements.each(linker, spread)
        else:
            part = evaluate(linker, subject, value)
        part = elements.telling(linker, part)
        parts.append(part)
        if part.values:
            inner = store.join(inner, part)
    if kind != "dict":
        return store.one(store.value(OBJECT, f"builtins.{kind}", (inner,) if inner.values else ()))
    if not inner.values:
        return store.one(store.value(OBJECT, "builtins.dict", ()))
    named = tuple(zip(keys, parts, strict=False)) if len(keys) <= MOST_KEYS and all(map(_is_text, keys)) else None
    return store.one(store.value(OBJECT, "builtins.dict", (store.unknown, inner), named))


MOST_KEYS = 12
"""A dictionary display with more keys is a table, whose values are looked up by keys that are no literals."""


def _is_text(key: object) -> bool:
    return isinstance(key, str)


def _tuple(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    parts = tuple(evaluate(linker, subject, part) for part in expression[1])
    if len(parts) > 8:
        parts = parts[:8]
    return linker.store.one(linker.store.value(SEVERAL, parts))


def _function(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    unit = subject.unit.module.functions[expression[1]]
    return linker.store.one(linker.store.value(FUNCTION, unit, subject))


def _class(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return linker.store.one(linker.store.value(CLASS, subject.unit.module.classes[expression[1]]))


def _await(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return awaited(linker, evaluate(linker, subject, expression[1]))


def awaited(linker: Linker, types: Types) -> Types:
    """Return what awaiting gives."""
    store = linker.store
    result = store.empty
    for value in types.values:
        if value.sort == AWAITABLE:
            result = store.join(result, store.weakened(value.a, types.sure))
        elif value.sort == OBJECT:
            result = store.join(result, elements.awaited_object(linker, value))
        elif value.sort == UNKNOWN or value.sort in (INSTANCE, EXTERNAL, METHOD, FUNCTION, OFFLOADED):
            result = store.join(result, store.unknown)
    return result


def _each(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    types = evaluate(linker, subject, expression[1])
    return elements.each_async(linker, types) if expression[2] else elements.each(linker, types)


def _entered(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return elements.entered(linker, evaluate(linker, subject, expression[1]), expression[2])


def _operation(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, name, left, right = expression
    if name in ("Is", "IsNot", "Eq", "NotEq", "In", "NotIn", "Lt", "Gt", "LtE", "GtE", "not", "and", "or"):
        return linker.store.one(linker.store.value(OBJECT, "builtins.bool", ()))
    if name == "__or__" and subject.unit.summary.flags & (MODULE_BODY | CLASS_BODY):
        # In a module or class body `A | B` may be a type alias, which stands for itself as an annotation.
        return elements.operate(linker, evaluate(linker, subject, left), name, evaluate(linker, subject, right))
    if name == "slice":
        return evaluate(linker, subject, left)
    other = evaluate(linker, subject, right)
    return elements.operate(linker, evaluate(linker, subject, left), name, other)


def _narrowed(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, inner, how, what = expression
    types = evaluate(linker, subject, inner)
    if how in ("loop", "noloop"):
        return types
    if how in ("async", "not-async"):
        return _by_kind(linker, types, how == "async")
    wanted = declarations.classes_of(linker, subject, what)
    if not wanted:
        return types
    return declarations.narrow(linker, types, wanted, how == "isinstance")


def is_async(value: Value) -> bool | None:
    """Tell whether calling a value gives a coroutine; None where that is unknown."""
    if value.sort == FUNCTION:
        return bool(value.a.asynchronous)
    if value.sort == METHOD:
        return is_async(value.a)
    if value.sort == OFFLOADED:
        return True
    return None


def _by_kind(linker: Linker, types: Types, asynchronous: bool) -> Types:
    kept = [value for value in types.values if is_async(value) in (None, asynchronous)]
    return linker.store.of(tuple(kept), types.sure) if kept else linker.store.empty


def _part(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return elements.part(linker, evaluate(linker, subject, expression[1]), expression[2])


def _starred(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return elements.each(linker, evaluate(linker, subject, expression[1]))


def _declared(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, annotation, value = expression
    store = linker.store
    given = evaluate(linker, subject, value) if value is not None else store.empty
    if any(one.sort not in (UNKNOWN, NONE, LITERAL) and not is_bare(one) for one in given.values):
        return given
    declared = declarations.annotated(linker, subject, annotation)
    if any(one.sort not in (UNKNOWN, NONE) for one in declared.values):
        return _made_as_declared(linker, given, declared)
    return given if given.values else declared


def _made_as_declared(linker: Linker, given: Types, declared: Types) -> Types:
    """Return what an annotation says of a container, which remembers the call that made it."""
    store = linker.store
    made = {value.a: value.c for value in given.values if value.sort == OBJECT and value.c is not None}
    if not made:
        return declared
    return store.several(
        (
            store.value(OBJECT, value.a, value.b, made[value.a]) if value.sort == OBJECT and value.a in made else value
            for value in declared.values
        ),
        declared.sure,
    )


def is_bare(value: Value) -> bool:
    """True for an empty container, of which the annotation says more."""
    if value.sort != OBJECT or not (value.a in MERGED or value.a in elements.HOLDERS):
        return False
    return not any(part.values for part in value.b[-1:])


def _parameter(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return parameters.parameter(linker, subject, expression[1])


def _generic(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    """A subscripted class stands for the class; any other subscript for an item."""
    base = evaluate(linker, subject, expression[1])
    if any(value.sort in (CLASS, EXTERNAL) for value in base.values):
        return base
    arguments: tuple[Expression, ...] = expression[2]
    key: object = None
    if len(arguments) == 1 and elements.is_keyed(base):
        key = belongings.of_key(evaluate(linker, subject, arguments[0]))
    return elements.item(linker, base, key)


def _generator(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    number: int = expression[1]
    if expressed.runs_something(linker, subject, number):
        return linker.store.one(linker.store.value(GENERATED, subject, number))
    return elements.iterator(linker, element_of(linker, subject, number))


def element_of(linker: Linker, subject: Subject, number: int) -> Types:
    """Return the elements of a generator expression."""
    return elements.plain(linker, evaluate(linker, subject, subject.unit.summary.generators[number].element))


def _sent(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return linker.store.unknown


def _raised(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return declarations.instances_of(linker, subject, expression[1])


def _literal(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    return linker.store.unknown


def _assigned(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    """What a nested function assigns to a name of the function around it."""
    _, number, name = expression
    nested = linker.subject(subject.unit.module.functions[number], None, subject, ())
    types = linker.store.empty
    for binding_number in nested.unit.summary.names.get(name, ()):
        types = linker.store.join(types, linker.binding(nested, binding_number))
    return types


def _type_variable(linker: Linker, subject: Subject, expression: Tagged) -> Types:
    _, name, bound = expression
    store = linker.store
    types = declarations.annotated(linker, subject, bound)
    return store.one(store.value(VARIABLE, name, types))


Handler = Callable[["Linker", Subject, Tagged], Types]
_TABLE: tuple[Handler, ...] = (
    _name, _local, _join, _attribute, _call, _item, _constant, _display, _tuple, _function, _class, _await, _each,
    _entered, _operation, _narrowed, _part, _starred, _declared, _import, _parameter, _generic, _generator, _sent,
    _raised, _literal, _assigned, _type_variable,
)  # fmt: skip
