"""What containers, iterators, context managers and operators give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program import attributes, belongings, calls, declarations, evaluation
from blocklint.program.values import (
    AWAITABLE,
    BOUND,
    CLASS,
    ENTERABLE,
    EXTERNAL,
    GENERATED,
    INSTANCE,
    LAZY,
    LITERAL,
    NONE,
    OBJECT,
    SEVERAL,
    UNKNOWN,
    Types,
    Value,
)

if TYPE_CHECKING:
    from blocklint.program.linker import Linker
    from blocklint.program.units import ClassUnit

SEQUENCES = frozenset(
    [
        "builtins.list",
        "builtins.set",
        "builtins.frozenset",
        "builtins.generator",
        "builtins.tuple",
        "collections.deque",
        "builtins.async_generator",
    ]
)
DICTIONARIES = frozenset(("builtins.dict", "collections.defaultdict"))
HOLDERS = frozenset(
    [
        "asyncio.Future",
        "asyncio.Queue",
        "asyncio.Task",
        "concurrent.futures.Future",
        "contextvars.ContextVar",
        "queue.Queue",
        "queue.SimpleQueue",
    ]
)
"""Library types that hold what they were given, and give it back."""
TAKING = frozenset(("get", "get_nowait", "result"))
"""Methods by which they give it back."""
FILLABLE = SEQUENCES | DICTIONARIES | HOLDERS
"""Containers that statements fill."""
OF_ELEMENTS: Final = SEQUENCES | HOLDERS
"""Those of them whose elements are alike."""
_KEPT = {"builtins.str": "builtins.str", "builtins.bytes": "builtins.int"}


def plain(linker: Linker, types: Types) -> Types:
    """Return the set with literals turned into their types."""
    store = linker.store
    if not any(value.sort == LITERAL for value in types.values):
        return types
    return store.several(
        (store.value(OBJECT, value.a, ()) if value.sort == LITERAL else value for value in types.values), types.sure
    )


def telling(linker: Linker, types: Types) -> Types:
    """Return the values of a set that are worth following through parameters and containers.

    What is a string or a number has no method that waits, and there are very many of them.
    """
    known = linker.telling.get(types)
    if known is None:
        values = tuple([value for value in types.values if _tells(value)])
        known = types if len(values) == len(types.values) else linker.store.of(values, types.sure)
        linker.telling[types] = known
    return known


def _tells(value: Value) -> bool:
    if value.sort in (UNKNOWN, NONE, LITERAL):
        return False
    if value.sort == OBJECT and value.a.startswith("builtins."):
        return any(part.values for part in value.b) and any(_tells(v) for part in value.b for v in part.values)
    if value.sort == SEVERAL:
        return any(_tells(v) for part in value.a for v in part.values)
    return True


def iterator(linker: Linker, inner: Types) -> Types:
    """Return the type of something that yields `inner`."""
    return linker.store.one(linker.store.value(OBJECT, "builtins.generator", (inner,)))


def sequence(linker: Linker, inner: Types, kind: str = "list") -> Types:
    """Return the type of a container of `inner`."""
    return linker.store.one(linker.store.value(OBJECT, f"builtins.{kind}", (inner,)))


def each(linker: Linker, types: Types) -> Types:
    """Return what iterating gives."""
    store = linker.store
    result = store.empty
    for value in types.values:
        result = store.join(result, store.weakened(_each(linker, value), types.sure))
    return result


def _each(linker: Linker, value: Value) -> Types:
    store = linker.store
    if value.sort == GENERATED:
        return linker.yielded(value.a) if value.b is None else evaluation.element_of(linker, value.a, value.b)
    if value.sort == LAZY:
        found: Types = value.b
        return found
    if value.sort == SEVERAL:
        result = store.empty
        for part in value.a:
            result = store.join(result, part)
        return result
    if value.sort == OBJECT:
        if value.a in SEQUENCES:
            return value.b[0] if value.b else store.unknown
        if value.a == "builtins.dict":
            return value.b[0] if value.b else store.unknown
        if value.a in _KEPT:
            return store.one(store.value(OBJECT, _KEPT[value.a], ()))
        return _library_each(linker, value)
    if value.sort == LITERAL and value.a in _KEPT:
        return store.one(store.value(OBJECT, _KEPT[value.a], ()))
    if value.sort == INSTANCE:
        return _each_of_instance(linker, value)
    if value.sort == CLASS and is_enumeration(value.a):
        return store.one(store.value(INSTANCE, value.a, True))
    return store.unknown


def is_enumeration(cls: ClassUnit) -> bool:
    """True for a class of which the names in its body are the only instances."""
    return not _ENUMERATIONS.isdisjoint(cls.external)


_ENUMERATIONS = frozenset(("enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"))


def _each_of_instance(linker: Linker, value: Value) -> Types:
    """Return what iterating a first-party object gives: its iterator's next items, or its numbered ones."""
    store = linker.store
    if attributes.find_in_class(linker, value.a, "__iter__") is None:
        if NAMED_TUPLE in value.a.external:
            return _all_fields(linker, value)
        return calls.result_of_method(linker, value, "__getitem__")
    result = store.empty
    iterators = calls.result_of_method(linker, value, "__iter__")
    for one in iterators.values:
        found = calls.result_of_method(linker, one, "__next__") if one.sort == INSTANCE else _each(linker, one)
        result = store.join(result, store.weakened(found, iterators.sure))
    return result


NAMED_TUPLE = "typing.NamedTuple"


def _all_fields(linker: Linker, value: Value) -> Types:
    store = linker.store
    result = store.empty
    for name in value.a.fields:
        result = store.join(result, attributes.of_value(linker, value, name))
    return result


def _library_each(linker: Linker, value: Value) -> Types:
    entry = linker.catalogue.type(value.a)
    if entry is not None and entry.each:
        return declarations.library_types(linker, entry.each, receiver=value)
    return linker.store.unknown


def each_async(linker: Linker, types: Types) -> Types:
    """Return what `async for` gives."""
    return each(linker, types)


CONTEXT = "contextlib.AbstractContextManager"
"""A context of which only an annotation is known: what it hands over, and nothing of what it runs."""
HANDING_OVER = frozenset(("contextlib.closing", "contextlib.nullcontext", CONTEXT))
"""Contexts that hand over what they were made with."""


def entered(linker: Linker, types: Types, asynchronous: bool) -> Types:
    """Return what ``with x as y`` gives to ``y``."""
    store = linker.store
    result = store.empty
    for value in types.values:
        if value.sort == ENTERABLE:
            part = linker.yielded(value.a)
        elif value.sort == INSTANCE:
            name = "__aenter__" if asynchronous else "__enter__"
            part = calls.result_of_method(linker, value, name)
            if asynchronous:
                part = evaluation.awaited(linker, part)
        elif value.sort == OBJECT:
            entry = linker.catalogue.type(value.a)
            if entry is not None and entry.entered:
                part = declarations.library_types(linker, entry.entered, receiver=value)
            elif value.a in HANDING_OVER and value.b:
                part = value.b[0]
            else:
                part = store.one(value)
        elif value.sort == AWAITABLE and asynchronous:
            # `async with session.get(u) as r`: what is awaited is also what is entered.
            part = value.a
        else:
            part = store.unknown
        result = store.join(result, store.weakened(part, types.sure))
    return result


def item(linker: Linker, types: Types, key: object) -> Types:
    """Return what ``x[key]`` gives; `key` is a literal, the values of a key that is none, or None."""
    store = linker.store
    result = store.empty
    for value in types.values:
        result = store.join(result, store.weakened(_item(linker, value, key), types.sure))
    return result


def is_keyed(types: Types) -> bool:
    """True where what a constant stands for as a key tells which item it is."""
    return any(
        value.sort == OBJECT
        and (value.c is not None if value.a == "builtins.dict" else not value.a.startswith("builtins."))
        for value in types.values
    )


def _item(linker: Linker, value: Value, key: object) -> Types:
    store = linker.store
    if value.sort == SEVERAL:
        if isinstance(key, int) and -len(value.a) <= key < len(value.a):
            part: Types = value.a[key]
            return part
        return _each(linker, value)
    if value.sort == OBJECT:
        if value.a == "builtins.dict":
            if value.c and key is not None:
                for name, types in value.c:
                    if name == key:
                        found: Types = types
                        return found
            return value.b[-1] if value.b else store.unknown
        if value.a in SEQUENCES:
            return value.b[0] if value.b else store.unknown
        if value.a in _KEPT:
            return store.one(value)
        entry = linker.catalogue.type(value.a)
        if entry is not None and entry.item:
            return declarations.library_types(linker, entry.item, receiver=value)
        kept = belongings.item(linker, value, key)
        return kept if kept is not None else store.unknown
    if value.sort == INSTANCE:
        if isinstance(key, str) and is_typed_dictionary(value.a):
            return attributes.of_value(linker, value, key)
        if isinstance(key, int) and NAMED_TUPLE in value.a.external:
            return _field(linker, value, key)
        return calls.result_of_method(linker, value, "__getitem__")
    if value.sort == CLASS or (value.sort == EXTERNAL and value.a.rpartition(".")[2][:1].isupper()):
        # A subscripted class, such as `Repository[User]`, is still the class.
        return store.one(value)
    return store.unknown


_TYPED_DICTIONARIES = frozenset(("typing.TypedDict", "typing_extensions.TypedDict"))


def is_typed_dictionary(cls: ClassUnit) -> bool:
    """True for a class of which the fields are keys."""
    return not _TYPED_DICTIONARIES.isdisjoint(cls.external)


def _field(linker: Linker, value: Value, index: int) -> Types:
    fields = value.a.fields
    if -len(fields) <= index < len(fields):
        return attributes.of_value(linker, value, fields[index])
    return linker.store.unknown


def values_of(linker: Linker, types: Types) -> Types:
    """Return the values of a mapping."""
    return item(linker, types, None)


def part(linker: Linker, types: Types, index: int) -> Types:
    """Return one element of an unpacked value."""
    store = linker.store
    result = store.empty
    for value in types.values:
        if value.sort == SEVERAL and 0 <= index < len(value.a):
            found = value.a[index]
        elif value.sort == SEVERAL:
            found = sequence(linker, _each(linker, value))
        elif value.sort == INSTANCE and index >= 0 and NAMED_TUPLE in value.a.external:
            found = _field(linker, value, index)
        else:
            found = _each(linker, value)
            if index < 0:
                found = sequence(linker, found)
        result = store.join(result, store.weakened(found, types.sure))
    return result


def filled(linker: Linker, types: Types, contents: Types) -> Types:
    """Return containers with further contents."""
    store = linker.store
    changed: list[Value] = []
    for value in types.values:
        if value.sort == OBJECT and value.a in FILLABLE:
            inner = store.join(value.b[-1] if value.b else store.empty, contents)
            parts = (store.unknown, inner) if value.a in DICTIONARIES else (inner,)
            changed.append(store.value(OBJECT, value.a, parts, None if value.a in DICTIONARIES else value.c))
        else:
            changed.append(value)
    return store.several(changed, types.sure)


def awaited_object(linker: Linker, value: Value) -> Types:
    """Return what awaiting a library's object gives: tasks and futures carry their result."""
    if value.a in ("asyncio.Task", "asyncio.Future") and value.b:
        result: Types = value.b[0]
        return result
    return linker.store.unknown


def _with(linker: Linker, value: Value, added: Types) -> Types:
    """Return a container to which another one is added."""
    store = linker.store
    keys = dict(value.c) if value.a == "builtins.dict" and value.c else {}
    inner = store.empty
    for one in added.values:
        if one.sort == OBJECT and one.a == "builtins.dict":
            inner = store.join(inner, telling(linker, one.b[-1]) if one.b else store.empty)
            keys.update(one.c or ())
        elif one.sort == SEVERAL or (one.sort == OBJECT and one.a in SEQUENCES):
            inner = store.join(inner, telling(linker, _each(linker, one)))
    if value.a in _KEPT or not inner.values:
        return store.one(value)
    if value.a != "builtins.dict":
        return filled(linker, store.one(value), inner)
    whole = store.join(value.b[-1] if value.b else store.empty, inner)
    known = tuple(sorted(keys.items())) if keys else None
    return store.one(store.value(OBJECT, value.a, (store.unknown, whole), known))


_ARITHMETIC = frozenset(("__add__", "__mul__", "__mod__", "__sub__", "__or__", "__and__"))


def operate(linker: Linker, left: Types, name: str, right: Types) -> Types:
    """Return what an operator gives."""
    store = linker.store
    result = store.empty
    for value in left.values:
        if value.sort == INSTANCE:
            found = calls.result_of_method(linker, value, name)
        elif value.sort == OBJECT and (value.a in SEQUENCES or value.a in _KEPT or value.a == "builtins.dict"):
            found = _with(linker, value, right) if name in ("__add__", "__or__") else store.one(value)
        elif value.sort == OBJECT:
            entry = linker.catalogue.method(value.a, name)
            found = (
                declarations.library_types(linker, entry.returns, receiver=value)
                if entry and entry.returns
                else store.unknown
            )
        elif value.sort == LITERAL and name in _ARITHMETIC:
            found = store.one(store.value(OBJECT, value.a, ()))
            if name == "__truediv__":
                found = store.unknown
        elif value.sort in (EXTERNAL, BOUND, UNKNOWN):
            found = store.unknown
        else:
            found = store.one(value)
        result = store.join(result, store.weakened(found, left.sure))
    if not result.values:
        return right if right.values and name in ("__or__", "__add__") else result
    return result
