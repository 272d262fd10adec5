"""Calls of libraries: what the catalogue says of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from blocklint.catalogue.model import Entry
from blocklint.kinds import Kind, Level
from blocklint.program import (
    attributes,
    belongings,
    calls,
    contents,
    declarations,
    elements,
    handing,
    language,
    lazy,
    logs,
    phases,
    single_dispatch,
)
from blocklint.program.arguments import Arguments, decided
from blocklint.program.subjects import CALLED, Resolution, Target
from blocklint.program.values import (
    AWAITABLE,
    BOUND,
    DISPATCHING,
    EXTERNAL,
    FUNCTION,
    INSTANCE,
    OBJECT,
    PROPERTY,
    UNKNOWN,
    Types,
    Value,
)

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


def call_external(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a library's function or class by its dotted name."""
    name: str = value.a
    if record is not None:
        record.callee = record.callee or name
    special = language.SPECIAL.get(name)
    if special is not None:
        found = special(linker, arguments)
        if found is not None:
            if name in _ITERATING:
                handing.hand_over(linker, linker.catalogue.callbacks(name), arguments, record, sure)
            return found
    catalogue = linker.catalogue
    callbacks = catalogue.callbacks(name)
    entry = catalogue.function(name)
    result = linker.store.unknown
    if entry is not None:
        result = record_entry(linker, entry, arguments, record, sure)
        if entry.returns == name:
            belongings.keep_keywords(linker, name, arguments)
    elif record is not None and not callbacks and catalogue.harmless(name) is None and not catalogue.knows(name):
        record.reason = record.reason or "library not in the catalogue"
    if callbacks:
        handed = handing.hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None and (entry is None or not result.values or result is linker.store.unknown):
            return handed
    if record is not None and name.startswith("logging."):
        if name == "logging.basicConfig":
            logs.configure(linker, arguments)
        elif name == "logging.config.dictConfig":
            logs.configure_by_dictionary(linker, arguments)
        elif name.rpartition(".")[2] in logs.WRITING:
            logs.write(linker, None, name.rpartition(".")[2], record, sure)
    if name in lazy.ROWS:
        return lazy.made(linker, name, result, arguments)
    if name in METHODS_CALLED and record is not None:
        _call_method(linker, METHODS_CALLED[name], arguments, record)
    return result


_ITERATING: Final = frozenset(("builtins.dict", "collections.OrderedDict"))
"""Callables with a meaning of their own that iterate what they are given."""

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "__format__": ("__format__", "__str__", "__repr__"),
    "__str__": ("__str__", "__repr__"),
    "__repr__": ("__repr__",),
}
"""For each way to make a text of an object the methods of which the first that its class defines runs."""
METHODS_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "builtins.len": ("__len__",),
    "builtins.bool": ("__bool__", "__len__"),
    "builtins.str": TEXTS["__str__"],
    "builtins.print": TEXTS["__str__"],
    "builtins.repr": TEXTS["__repr__"],
    "builtins.format": TEXTS["__format__"],
}
"""Built-in functions that call a method of their argument: the first of these that its class defines."""


def _call_method(linker: Linker, names: tuple[str, ...], arguments: Arguments, record: Resolution) -> None:
    shown = arguments.all_positional() if "__str__" in names else [arguments.at(0)]
    for types in shown:
        _call_method_of(linker, names, types, record)


def _call_method_of(linker: Linker, names: tuple[str, ...], types: Types | None, record: Resolution) -> None:
    for value in types.values if types is not None else ():
        if value.sort == INSTANCE and types is not None:
            defined = [name for name in names if attributes.find_in_class(linker, value.a, name) is not None]
            if defined:
                phases.touch_method(linker, value, defined[0], record, types.sure)


def call_bound(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a method of a library's object."""
    receiver: Value = value.a
    method: str = value.b
    if receiver.sort == PROPERTY:
        return language.property_part(linker, receiver, method, arguments)
    if receiver.sort == DISPATCHING:
        return single_dispatch.register(linker, receiver, arguments)
    type_name: str = receiver.a
    if record is not None:
        record.callee = record.callee or f"{type_name}.{method}"
    if type_name == logs.LOGGER and record is not None:
        if method in logs.WRITING:
            logs.write(linker, receiver, method, record, sure)
        elif method in logs.INSTALLING:
            logs.install(linker, receiver, arguments)
    if type_name in language.CONTAINER_TYPES:
        found = language.container_method(linker, receiver, method, arguments)
        if found is not None:
            handing.hand_over(linker, linker.catalogue.method_callbacks(type_name, method), arguments, record, sure)
            return found
    catalogue = linker.catalogue
    if method == "__init__":
        belongings.keep_keywords(linker, type_name, arguments)
    if method in belongings.GETTING:
        kept = belongings.by_method(linker, receiver, arguments.at(0))
        if kept is not None:
            return kept
    wrapped = _wrapped(linker, receiver, method, arguments, record, sure)
    if wrapped is not None:
        return wrapped
    entry = catalogue.method(type_name, method)
    callbacks = catalogue.method_callbacks(type_name, method)
    result = linker.store.unknown
    if entry is not None:
        result = record_entry(linker, entry, arguments, record, sure, receiver)
    if method in elements.TAKING and receiver.b and type_name in elements.HOLDERS:
        result = receiver.b[0]
        if entry is not None and entry.coroutine:
            result = linker.store.one(linker.store.value(AWAITABLE, result))
    if entry is None and record is not None and not callbacks and catalogue.type(type_name) is None:
        record.reason = record.reason or "library type not in the catalogue"
    if callbacks:
        handed = handing.hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None and (entry is None or not result.values or result is linker.store.unknown):
            return handed
    return result


def call_object(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a library's object: what the catalogue says that it gives."""
    head, _, last = value.a.rpartition(".")
    if linker.catalogue.attribute(head, last) == value.a:
        method = linker.store.value(BOUND, linker.store.value(OBJECT, head, ()), last)
        return call_bound(linker, method, arguments, record, sure)
    wrapped = _wrapped(linker, value, "__call__", arguments, record, sure)
    if wrapped is not None:
        return wrapped
    entry = linker.catalogue.method(value.a, "__call__")
    if entry is not None:
        return record_entry(linker, entry, arguments, record, sure, value)
    callbacks = linker.catalogue.method_callbacks(value.a, "__call__")
    if callbacks:
        handed = handing.hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None:
            return handed
    known = linker.catalogue.type(value.a)
    if known is not None and known.called:
        call = declarations.CallSite(arguments, None)
        return declarations.library_types(linker, known.called, receiver=value, call=call)
    if record is not None:
        record.reason = record.reason or "library object"
    return linker.store.unknown


def _wrapped(
    linker: Linker, receiver: Value, method: str, arguments: Arguments, record: Resolution | None, sure: int
) -> Types | None:
    """Call the function that an object was made of, such as a task's; None where the method does no such thing."""
    known = linker.catalogue.type(receiver.a) if receiver.b else None
    if known is None or method not in known.wraps:
        return None
    inner = elements.telling(linker, receiver.b[0])
    if not inner.values:
        return None
    result = linker.store.empty
    for value in inner.values:
        given = arguments.with_partial((linker.store.one(receiver),), ()) if _takes_itself(value) else arguments
        result = linker.store.join(result, calls.call_value(linker, value, given, record, min(sure, inner.sure)))
    return result


def _takes_itself(value: Value) -> bool:
    """True for a function that is no method and whose first parameter is `self`: the object that wraps it."""
    if value.sort != FUNCTION or value.a.owner is not None:
        return False
    parameters = value.a.summary.parameters
    return bool(parameters) and parameters[0].name == "self"


def blocks(linker: Linker, entry: Entry, arguments: Arguments, receiver: Value | None) -> int:
    """Tell how surely an entry waits with these arguments: -1 for not at all, else 2, 1 or 0."""
    if entry.kind is None or (entry.kind is Kind.FILE and _in_memory(arguments)):
        return -1
    sure = 2
    for condition in (*entry.unless, *entry.when):
        linker.switches.note_deciding(linker, arguments, condition)
    for condition in entry.unless:
        verdict = decided(condition, arguments)
        if verdict:
            return -1
        if verdict is None:
            sure = min(sure, 1)
    if entry.when:
        verdicts = [decided(condition, arguments) for condition in entry.when]
        if all(verdict is False for verdict in verdicts):
            return -1
        if not any(verdicts):
            sure = min(sure, 1)
    if entry.constructed:
        sure = min(sure, _by_construction(linker, entry, receiver))
        if sure < 0:
            return -1
    if not entry.certain:
        sure = min(sure, 1)
    if not entry.verified:
        sure = 0
    return sure


def _by_construction(linker: Linker, entry: Entry, receiver: Value | None) -> int:
    """Tell how surely an entry waits on an object that was made as its receiver was: -1 for not at all."""
    made = receiver.c if receiver is not None else None
    if made is None:
        verdicts: list[bool | None] = [None] * len(entry.constructed)
    else:
        verdicts = [decided(condition, _made_arguments(linker, made)) for condition in entry.constructed]
    if False in verdicts:
        return -1
    if any(one.test == "type" for one, verdict in zip(entry.constructed, verdicts, strict=True) if verdict is None):
        # An object that was made over anything at all is no evidence for one that was made over a file.
        return 0
    if entry.attribute and None in verdicts:
        # Such an attribute is read of objects of every making: that it is read says nothing of this one's.
        return 0
    if made is not None:
        return 2
    # Where its making is not seen, an object most likely has the default that the row states.
    nothing = Arguments(linker, None, (), ())
    return 0 if all(one.default is not None and decided(one, nothing) is False for one in entry.constructed) else 1


MEMORY_FILES: Final = frozenset(("io.BytesIO", "io.StringIO"))
_FILE_ARGUMENTS: Final = ("fileobj", "file", "fp", "filename", "io", "filepath_or_buffer", "path_or_buf", "source")


def _in_memory(arguments: Arguments) -> bool:
    """True where the file that is given is no file but memory."""
    return any(
        len(types.values) == 1 and types.values[0].sort == OBJECT and types.values[0].a in MEMORY_FILES
        for types in (arguments.at(0), arguments.at(1), *(arguments.named(name) for name in _FILE_ARGUMENTS))
        if types is not None
    )


def _remembered(asked: Collection[tuple[str | None, int | None]], arguments: Arguments) -> tuple[object, ...]:
    """Return what an object keeps of the arguments that made it: those that rows ask about, if they are literals."""
    count = 1 + max((position for _, position in asked if position is not None), default=-1)
    names = {name for name, _ in asked}
    positional = tuple(arguments.at(position) or None for position in range(min(count, len(arguments))))
    keywords = tuple((name, types) for name, types in arguments.keyword_items() if name in names)
    return (positional, keywords)


def _made_arguments(linker: Linker, made: tuple[object, ...]) -> Arguments:
    positional, keywords = made
    return Arguments(linker, None, positional, keywords)  # type: ignore[arg-type]


def record_entry(
    linker: Linker,
    entry: Entry,
    arguments: Arguments,
    record: Resolution | None,
    sure: int,
    receiver: Value | None = None,
) -> Types:
    """Record a library call that waits, and return what it gives."""
    store = linker.store
    over_memory = receiver if receiver is not None and is_over_memory(receiver) else None
    in_memory = over_memory is not None or (entry.kind is Kind.FILE and _in_memory(arguments))
    if over_memory is not None:
        entry = as_of_memory(linker, entry, over_memory)
    elif in_memory and entry.memory is not None:
        # All of it is parsed at once, and how much that is cannot be seen. What is made over memory goes on using it.
        in_memory = entry.returns == entry.name
        entry = replace(entry, kind=entry.memory, level=Level.WARNING)
    if record is not None:
        record.callee = record.callee or entry.name
        verdict = blocks(linker, entry, arguments, receiver)
        if verdict >= 0:
            record.targets += (Target(None, CALLED, entry, min(sure, verdict)),)
    for returns, conditions in entry.cases:
        if all(decided(condition, arguments) for condition in conditions):
            entry = replace(entry, returns=returns)
            break
    if entry.returns is None:
        return store.one(store.value(AWAITABLE, store.unknown)) if entry.coroutine else store.unknown
    made = None
    if "[" not in entry.returns and (asked := linker.catalogue.remembers(entry.returns)):
        made = _remembered(asked, arguments)
    if in_memory and over_memory is None and linker.catalogue.works_on_memory(entry.returns):
        made = _made_over_memory(linker, made)
        in_memory = False
    call = declarations.CallSite(arguments, made)
    types = declarations.library_types(linker, entry.returns, receiver, call)
    if in_memory:
        types = _without_files(linker, types)
    return store.one(store.value(AWAITABLE, types)) if entry.coroutine else types


_OVER_MEMORY: Final = ".memory"
"""What an object that was made over memory remembers of that: no keyword argument is named like this."""


def _made_over_memory(linker: Linker, made: tuple[object, ...] | None) -> tuple[object, ...]:
    positional, keywords = made if made is not None else ((), ())
    return (positional, (*keywords, (_OVER_MEMORY, linker.store.none)))  # type: ignore[misc]


def is_over_memory(value: Value) -> bool:
    """True for an object, such as an archive, that was made over memory and not over a file."""
    if value.sort != OBJECT or not value.c:
        return False
    keywords = value.c[-1]
    return bool(keywords) and keywords[-1][0] == _OVER_MEMORY


def as_of_memory(linker: Linker, entry: Entry, receiver: Value) -> Entry:
    """Return what a method does of an object that was made over memory."""
    if entry.kind is not Kind.FILE or entry.memory is Kind.FILE:
        return entry
    made = _made_arguments(linker, receiver.c)
    verdicts = [decided(condition, made) for condition in entry.memory_constructed]
    if False in verdicts:
        return replace(entry, kind=None)
    return replace(entry, kind=entry.memory, level=Level.WARNING, certain=entry.certain and None not in verdicts)


def _without_files(linker: Linker, types: Types) -> Types:
    """What is made over memory, such as an archive, waits no more than that does; an image keeps the processor busy."""
    store = linker.store
    kept = [one for one in types.values if one.sort != OBJECT or linker.catalogue.kind_of(one.a) is not Kind.FILE]
    return store.several(kept, types.sure) if kept else store.unknown


def idle_name(linker: Linker, value: Value) -> str | None:
    """Return the name of a callable of which a call runs, waits for and registers nothing; None for any other.

    It is empty for a callable of which nothing is known.
    """
    catalogue = linker.catalogue
    if value.sort == UNKNOWN:
        return ""
    if value.sort == EXTERNAL:
        entry, callbacks, name = catalogue.function(value.a), catalogue.callbacks(value.a), value.a
        if name in language.SPECIAL or not linker.touched_names.keys().isdisjoint(METHODS_CALLED.get(name, ())):
            return None
        if (linker.has_log_handlers and name.startswith("logging.")) or belongings.keeps_keywords(linker, name):
            return None
    elif value.sort == BOUND and value.a.sort == OBJECT:
        if value.a.a in elements.FILLABLE and value.b in contents.PUTTING:
            return None
        if value.b == "__init__" and belongings.keeps_keywords(linker, value.a.a):
            return None
        if linker.has_log_handlers and value.a.a == logs.LOGGER:
            return None
        known = catalogue.type(value.a.a) if value.a.b else None
        if known is not None and value.b in known.wraps:
            return None
        entry, callbacks = catalogue.method(value.a.a, value.b), catalogue.method_callbacks(value.a.a, value.b)
        name = f"{value.a.a}.{value.b}"
    else:
        return None
    if callbacks or (entry is not None and (entry.kind is not None or entry.coroutine)):
        return None
    return str(name)
