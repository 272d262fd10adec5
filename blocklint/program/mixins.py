"""What abstract classes of mappings add to a class of the program: methods that run its own, such as `__getitem__`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program import attributes, calls
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Resolution
from blocklint.program.units import ClassUnit
from blocklint.program.values import LAZY, MIXED_IN, SEVERAL, Types, Value

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_READING: Final = frozenset(("collections.abc.Mapping", "typing.Mapping"))
_WRITING: Final = frozenset(("collections.abc.MutableMapping", "typing.MutableMapping", "collections.UserDict"))
_RUNS: Final[dict[str, tuple[str, ...]]] = {"get": ("__getitem__",), "keys": (), "values": (), "items": ()}
_RUNS_WRITING: Final[dict[str, tuple[str, ...]]] = {
    "pop": ("__getitem__", "__delitem__"),
    "popitem": ("__iter__", "__getitem__", "__delitem__"),
    "clear": ("__iter__", "__getitem__", "__delitem__"),
    "update": ("__setitem__",),
    "setdefault": ("__getitem__", "__setitem__"),
}
"""For each method the methods of the class that a call runs."""
_VIEWS: Final = frozenset(("keys", "values", "items"))
"""Methods that give what runs something only where it is iterated."""


def is_mapping(cls: ClassUnit) -> bool:
    """True for a class that an abstract class makes a mapping."""
    return not _READING.isdisjoint(cls.external) or not _WRITING.isdisjoint(cls.external)


def method(linker: Linker, receiver: Value, name: str) -> Types | None:
    """Return a method that an object has from the abstract class alone; None where there is none of that name."""
    cls: ClassUnit = receiver.a
    known = name in _RUNS or (name in _RUNS_WRITING and not _WRITING.isdisjoint(cls.external))
    if not known or not is_mapping(cls):
        return None
    return linker.store.one(linker.store.value(MIXED_IN, receiver, name))


def call(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call such a method: it runs the ones of the class, or gives an iterator that does."""
    receiver: Value = value.a
    name: str = value.b
    store = linker.store
    if record is not None:
        record.callee = record.callee or f"{receiver.a.dotted_name}.{name}"
    if name in _VIEWS:
        return _view(linker, receiver, name)
    result = store.unknown
    for part in (_RUNS.get(name) or _RUNS_WRITING.get(name)) or ():
        given = _own(linker, receiver, part, record, sure)
        if part == "__getitem__" and given.values:
            default = arguments.at(1)
            result = given if default is None else store.join(given, default)
    return result


def _own(linker: Linker, receiver: Value, name: str, record: Resolution | None, sure: int) -> Types:
    if attributes.find_in_class(linker, receiver.a, name) is None:
        return linker.store.empty
    bound = linker.store.weakened(attributes.of_value(linker, receiver, name), sure)
    return calls.call(linker, bound, Arguments(linker, None, (), ()), record)


def _view(linker: Linker, receiver: Value, name: str) -> Types:
    """Return what iterating runs: `__iter__` of the object, and `__getitem__` where values are asked for."""
    store = linker.store
    called, key, item = store.empty, store.unknown, store.unknown
    if name != "keys" and attributes.find_in_class(linker, receiver.a, "__getitem__") is not None:
        called = attributes.of_value(linker, receiver, "__getitem__")
        item = calls.result_of_method(linker, receiver, "__getitem__")
    gives = {"keys": key, "values": item}.get(name) or store.one(store.value(SEVERAL, (key, item)))
    return store.one(store.value(LAZY, called, gives, store.one(receiver)))


def searched(cls: ClassUnit) -> tuple[str, ...]:
    """Return the methods of which ``key in mapping`` runs the first that the class defines."""
    return ("__contains__", "__getitem__") if is_mapping(cls) else ("__contains__", "__iter__")
