"""Calls of libraries: what the catalogue says of them, and the few that the language itself gives a meaning."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from blocklint.catalogue.model import Callback, Entry
from blocklint.kinds import Kind
from blocklint.program import (
    attributes,
    calls,
    contents,
    declarations,
    elements,
    evaluation,
    lazy,
    logs,
    single_dispatch,
)
from blocklint.program.arguments import Arguments, decided
from blocklint.program.subjects import CALLED, ENTERED, EXITED, ITERATED, Handed, Resolution, Target
from blocklint.program.values import (
    AWAITABLE,
    BOUND,
    CLASS,
    CLASSMETHOD,
    DISPATCHING,
    ENTERABLE,
    EXTERNAL,
    FACTORY,
    FUNCTION,
    GENERATED,
    INSTANCE,
    LAZY,
    LITERAL,
    METHOD,
    OBJECT,
    OFFLOADED,
    PARTIAL,
    PROPERTY,
    REGISTERS,
    SEVERAL,
    STATIC,
    SUPER,
    UNKNOWN,
    VARIABLE,
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
    special = _SPECIAL.get(name)
    if special is not None:
        found = special(linker, arguments)
        if found is not None:
            return found
    catalogue = linker.catalogue
    callbacks = catalogue.callbacks(name)
    entry = catalogue.function(name)
    result = linker.store.unknown
    if entry is not None:
        result = record_entry(linker, entry, arguments, record, sure)
    elif record is not None and not callbacks and catalogue.harmless(name) is None and not catalogue.knows(name):
        record.reason = record.reason or "library not in the catalogue"
    if callbacks:
        handed = hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None and (entry is None or not result.values or result is linker.store.unknown):
            return handed
    if record is not None and name.startswith("logging."):
        if name == "logging.basicConfig":
            logs.configure(linker, arguments)
        elif name.rpartition(".")[2] in logs.WRITING:
            logs.write(linker, None, record, sure)
    if name in lazy.ROWS:
        return lazy.made(linker, name, result, arguments)
    if name in METHODS_CALLED and record is not None:
        _call_method(linker, METHODS_CALLED[name], arguments, record)
    return result


METHODS_CALLED: Final = {"builtins.len": ("__len__",), "builtins.bool": ("__bool__", "__len__")}
"""Built-in functions that call a method of their argument: the first of these that its class defines."""


def _call_method(linker: Linker, names: tuple[str, ...], arguments: Arguments, record: Resolution) -> None:
    types = arguments.at(0)
    for value in types.values if types is not None else ():
        if value.sort == INSTANCE and types is not None:
            defined = [name for name in names if attributes.find_in_class(linker, value.a, name) is not None]
            if defined:
                _touch_method(linker, value, defined[0], record, types.sure)


def call_bound(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a method of a library's object."""
    receiver: Value = value.a
    method: str = value.b
    if receiver.sort == PROPERTY:
        return _property_part(linker, receiver, method, arguments)
    if receiver.sort == DISPATCHING:
        return single_dispatch.register(linker, receiver, arguments)
    type_name: str = receiver.a
    if record is not None:
        record.callee = record.callee or f"{type_name}.{method}"
    if type_name == logs.LOGGER and record is not None:
        if method in logs.WRITING:
            logs.write(linker, receiver, record, sure)
        elif method in logs.INSTALLING:
            logs.install(linker, receiver, arguments)
    if type_name in _CONTAINER_TYPES:
        found = _container_method(linker, receiver, method, arguments)
        if found is not None:
            hand_over(linker, linker.catalogue.method_callbacks(type_name, method), arguments, record, sure)
            return found
    catalogue = linker.catalogue
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
        handed = hand_over(linker, callbacks, arguments, record, sure)
        if handed is not None and (entry is None or not result.values or result is linker.store.unknown):
            return handed
    return result


def call_object(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None, sure: int) -> Types:
    """Call a library's object: what the catalogue says that it gives."""
    head, _, last = value.a.rpartition(".")
    if linker.catalogue.attribute(head, last) == value.a:
        method = linker.store.value(BOUND, linker.store.value(OBJECT, head, ()), last)
        return call_bound(linker, method, arguments, record, sure)
    entry = linker.catalogue.method(value.a, "__call__")
    if entry is not None:
        return record_entry(linker, entry, arguments, record, sure, value)
    known = linker.catalogue.type(value.a)
    if known is not None and known.called:
        return declarations.library_types(linker, known.called, receiver=value)
    if record is not None:
        record.reason = record.reason or "library object"
    return linker.store.unknown


def blocks(linker: Linker, entry: Entry, arguments: Arguments, receiver: Value | None) -> int:
    """Tell how surely an entry waits with these arguments: -1 for not at all, else 2, 1 or 0."""
    if entry.kind is None or (entry.kind is Kind.FILE and _in_memory(arguments)):
        return -1
    sure = 2
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
        made = receiver.c if receiver is not None else None
        if made is None:
            sure = min(sure, 1) if receiver is None or receiver.b != () else sure
            sure = min(sure, 1)
        else:
            verdicts = [decided(condition, _made_arguments(linker, made)) for condition in entry.constructed]
            if any(verdict is False for verdict in verdicts):
                return -1
    if not entry.certain:
        sure = min(sure, 1)
    if not entry.verified:
        sure = 0
    return sure


MEMORY_FILES: Final = frozenset(("io.BytesIO", "io.StringIO"))
_FILE_ARGUMENTS: Final = ("fileobj", "file", "fp")


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
    if record is not None:
        record.callee = record.callee or entry.name
        verdict = blocks(linker, entry, arguments, receiver)
        if verdict >= 0:
            record.targets.append(Target(None, CALLED, entry, min(sure, verdict)))
    if entry.returns is None:
        return store.one(store.value(AWAITABLE, store.unknown)) if entry.coroutine else store.unknown
    if entry.kind is Kind.FILE and _in_memory(arguments):
        # What is made over memory, such as an archive, waits no more than that does.
        return store.unknown
    made = None
    if "[" not in entry.returns and (asked := linker.catalogue.remembers(entry.returns)):
        made = _remembered(asked, arguments)
    call = declarations.CallSite(arguments, made)
    types = declarations.library_types(linker, entry.returns, receiver, call)
    return store.one(store.value(AWAITABLE, types)) if entry.coroutine else types


# Callables that are handed over


def hand_over(
    linker: Linker, callbacks: tuple[Callback, ...], arguments: Arguments, record: Resolution | None, sure: int
) -> Types | None:
    """Follow what is given to a call that runs callables; return what the call gives where that says it."""
    store = linker.store
    result: Types | None = None
    deferred: list[Callback] = []
    for callback in callbacks:
        if callback.requires and not linker.requires(callback.requires):
            continue
        if not _applies(callback, arguments):
            continue
        position, types = _handed(callback, arguments)
        if types is None:
            if callback.decorator:
                deferred.append(callback)
            continue
        if record is not None:
            record.handed.append(Handed(callback, position, types))
        _run_handed(linker, callback, types, arguments, position, record, sure)
        if callback.returns_wrapped:
            result = store.several((store.value(OFFLOADED, one, callback.awaited) for one in types.values), types.sure)
        elif callback.decorator and arguments.decorating:
            result = types
    if deferred and result is None:
        result = store.one(store.value(REGISTERS, tuple(deferred)))
    return result


def _applies(callback: Callback, arguments: Arguments) -> bool:
    if any(decided(condition, arguments) for condition in callback.unless):
        return False
    return not callback.when or any(decided(condition, arguments) is not False for condition in callback.when)


def _handed(callback: Callback, arguments: Arguments) -> tuple[int | str | None, Types | None]:
    if callback.decorator and arguments.decorating:
        return 0, arguments.at(0)
    if callback.position is not None:
        found = arguments.at(callback.position)
        if found is not None:
            return callback.position, found
    if callback.keyword is not None:
        found = arguments.named(callback.keyword)
        if found is not None:
            return callback.keyword, found
    return None, None


def register(linker: Linker, value: Value, arguments: Arguments, record: Resolution | None) -> Types:
    """Apply a decorator such as ``app.get("/")``, which was called before, to the function below it."""
    types = arguments.at(0)
    if types is None:
        return linker.store.unknown
    for callback in value.a:
        if record is not None:
            record.handed.append(Handed(callback, 0, types))
        _run_handed(linker, callback, types, arguments, 0, record, 2)
        if callback.returns_wrapped:
            return linker.store.several((linker.store.value(OFFLOADED, one, callback.awaited) for one in types.values), types.sure)
    return types


def _run_handed(
    linker: Linker, callback: Callback, types: Types, arguments: Arguments, position: int | str | None,
    record: Resolution | None, sure: int,
) -> None:  # fmt: skip
    """Enter what is handed over as the row says: at once, on the loop, or elsewhere."""
    if callback.runs == "inline":
        if record is None:
            return
        if callback.iterates:
            touch_phase(linker, types, ITERATED, record)
        elif callback.enters:
            touch_phase(linker, types, ENTERED, record)
        else:
            behind = (
                arguments.after(position + 1)
                if callback.arguments and isinstance(position, int)
                else Arguments(linker, None, (), ())
            )
            before = len(record.targets)
            for value in types.values:
                if value.sort != UNKNOWN:
                    calls.call_value(linker, value, behind, record, min(sure, types.sure))
            if callback.spares is not None:
                record.targets[before:] = [one._replace(spares=callback.spares) for one in record.targets[before:]]
        return
    if record is None or callback.iterates or callback.enters:
        return
    behind = Arguments(linker, None, (), ())
    if callback.arguments and isinstance(position, int):
        behind = arguments.after(position + 1)
    for value in _flattened(types, arguments.displayed(position)):
        linker.enter(value, callback, behind)


def _flattened(types: Types, displayed: list[Types]) -> list[Value]:
    """Return the callables of a set, those in a list or dictionary among them, which may be `displayed` as written."""
    found = [value for part in displayed for value in part.values]
    for value in types.values:
        if value.sort == OBJECT and (value.a in elements.SEQUENCES or value.a == "builtins.dict") and value.b:
            found.extend(value.b[-1].values)
        else:
            found.append(value)
    return list(dict.fromkeys(found))


def touch_phase(linker: Linker, types: Types, phase: int, record: Resolution) -> None:
    """Record what iterating, entering or leaving every value of a set runs."""
    for value in types.values:
        _touch_value(linker, value, phase, record, types.sure)


_METHODS = {ITERATED: ("__iter__", "__getitem__", "__next__"), ENTERED: ("__enter__",), EXITED: ("__exit__",)}
_PHASE_NAMES = {ITERATED: "iterate", ENTERED: "enter", EXITED: "exit"}


def _touch_value(linker: Linker, value: Value, phase: int, record: Resolution, sure: int) -> None:
    if value.sort == LAZY and phase == ITERATED:
        lazy.iterate(linker, value, record, sure)
    elif value.sort == GENERATED and phase == ITERATED:
        record.targets.append(Target(value.a, ITERATED, None, sure))
        record.callee = record.callee or value.a.unit.dotted_name
    elif value.sort == ENTERABLE and not value.b and phase in (ENTERED, EXITED):
        record.targets.append(Target(value.a, phase, None, sure))
        record.callee = record.callee or value.a.unit.dotted_name
    elif value.sort == OBJECT:
        entry = linker.catalogue.phase(value.a, _PHASE_NAMES[phase])
        if entry is not None:
            verdict = blocks(linker, entry, Arguments(linker, None, (), ()), value)
            if verdict >= 0:
                record.targets.append(Target(None, phase, entry, min(sure, verdict)))
        record.callee = record.callee or value.a
        if value.a == "contextlib.closing" and value.b and phase == EXITED:
            close = linker.store.weakened(attributes.attribute(linker, value.b[0], "close"), sure)
            calls.call(linker, close, Arguments(linker, None, (), ()), record)
    elif value.sort == INSTANCE:
        _touch_instance(linker, value, phase, record, sure)


def _touch_instance(linker: Linker, value: Value, phase: int, record: Resolution, sure: int) -> None:
    for name in _METHODS[phase]:
        if attributes.find_in_class(linker, value.a, name) is not None:
            gives = _touch_method(linker, value, name, record, sure)
            if name == "__iter__":
                for one in gives.values:
                    if one.sort == INSTANCE:
                        _touch_method(linker, one, "__next__", record, min(sure, gives.sure))
                    else:
                        _touch_value(linker, one, ITERATED, record, min(sure, gives.sure))
            return
    for base in value.a.external:
        entry = linker.catalogue.phase(base, _PHASE_NAMES[phase])
        if entry is not None and blocks(linker, entry, Arguments(linker, None, (), ()), None) >= 0:
            record.targets.append(Target(None, phase, entry, sure))
            return


def _touch_method(linker: Linker, value: Value, name: str, record: Resolution, sure: int) -> Types:
    bound = linker.store.weakened(attributes.of_value(linker, value, name), sure)
    return calls.call(linker, bound, Arguments(linker, None, (), ()), record)


# What the language itself gives a meaning

_CONTAINER_TYPES: Final = elements.SEQUENCES | {"builtins.dict"}


def _container_method(linker: Linker, receiver: Value, method: str, arguments: Arguments) -> Types | None:
    """Return what a container's method gives, in terms of its elements."""
    store = linker.store
    if receiver.a == "builtins.dict":
        inner = store.unknown if not receiver.b else receiver.b[-1]
        key = store.unknown if len(receiver.b) < 2 else receiver.b[0]
        if method in ("get", "pop", "setdefault"):
            first = arguments.at(0)
            literal = (
                first.values[0].b if first is not None and first.values and first.values[0].sort == LITERAL else None
            )
            return elements.item(linker, store.one(receiver), literal)
        if method == "values":
            return elements.iterator(linker, inner)
        if method == "keys":
            return elements.iterator(linker, key)
        if method == "items":
            return elements.iterator(linker, store.one(store.value(SEVERAL, (key, inner))))
        if method == "copy":
            return store.one(receiver)
        return store.unknown
    inner = receiver.b[0] if receiver.b else store.unknown
    if method in ("pop", "popleft", "__next__"):
        return inner
    if method in ("copy", "union", "difference", "intersection"):
        return store.one(receiver)
    return store.unknown


def _property_part(linker: Linker, value: Value, name: str, arguments: Arguments) -> Types:
    """``@x.setter``: the same property with one more part."""
    first = arguments.at(0)
    store = linker.store
    if first is None or not first.values:
        return store.unknown
    if name == "setter":
        return store.one(store.value(PROPERTY, value.a, first.values[0], value.c))
    if name == "getter":
        return store.one(store.value(PROPERTY, first.values[0], value.b, value.c))
    return store.one(value)


Special = Callable[["Linker", Arguments], "Types | None"]


def _wrapping(sort: int, *more: object) -> Special:
    def wrap(linker: Linker, arguments: Arguments) -> Types | None:
        types = arguments.at(0)
        if types is None:
            return None
        store = linker.store
        made = [
            store.value(sort, value, *more)
            for value in types.values
            if value.sort in (FUNCTION, METHOD, PARTIAL, EXTERNAL, STATIC, CLASSMETHOD, CLASS, BOUND, FACTORY)
        ]
        return store.several(made, types.sure) if made else None

    return wrap


def _same(linker: Linker, arguments: Arguments) -> Types | None:
    """A decorator that gives back what it is given, or, called with options only, such a decorator."""
    types = arguments.at(0)
    if types is not None and any(
        value.sort in (FUNCTION, CLASS, METHOD, PARTIAL, STATIC, CLASSMETHOD) for value in types.values
    ):
        return types
    if arguments.decorating:
        return types
    return linker.store.one(linker.store.value(REGISTERS, ()))


def _partial(linker: Linker, arguments: Arguments) -> Types | None:
    first = arguments.at(0)
    if first is None:
        return None
    store = linker.store
    positional = tuple(arguments.all_positional()[1:])
    keywords = tuple(arguments.keyword_items())
    return store.several(
        (store.value(PARTIAL, value, positional, keywords) for value in first.values if value.sort != UNKNOWN),
        first.sure,
    )


def _getattr(linker: Linker, arguments: Arguments) -> Types | None:
    base, name = arguments.at(0), arguments.at(1)
    if base is None or name is None or len(name.values) != 1 or name.values[0].sort != LITERAL:
        return None
    found = attributes.attribute(linker, base, str(name.values[0].b))
    return linker.store.weakened(found, 1)


def _super(linker: Linker, arguments: Arguments) -> Types | None:
    subject = linker.current_subject()
    store = linker.store
    while subject is not None and subject.receiver is None and subject.parent is not None:
        subject = subject.parent
    if subject is None or subject.receiver is None or subject.unit.owner is None:
        return store.unknown
    return store.one(store.value(SUPER, subject.unit.owner, subject.receiver))


def _type_of(linker: Linker, arguments: Arguments) -> Types | None:
    types = arguments.at(0)
    if types is None or len(arguments) != 1:
        return None
    store = linker.store
    return store.several(
        (store.value(CLASS, value.a) for value in types.values if value.sort == INSTANCE), types.sure
    ) if all(value.sort == INSTANCE for value in types.values) and types.values else store.unknown  # fmt: skip


def _wraps(linker: Linker, arguments: Arguments) -> Types | None:
    return linker.store.one(linker.store.value(REGISTERS, ()))


def _type_variable(linker: Linker, arguments: Arguments) -> Types | None:
    bound = arguments.named("bound")
    store = linker.store
    name = arguments.literal(0, None)[2]
    types = declarations._instances(linker, linker.subjects[0], bound) if bound is not None else store.unknown
    return store.one(store.value(VARIABLE, str(name), types))


def _new_type(linker: Linker, arguments: Arguments) -> Types | None:
    """Calling what ``NewType`` gives is a cast."""
    cls = arguments.at(1)
    store = linker.store
    cast = store.value(EXTERNAL, "typing.cast")
    return store.one(store.value(PARTIAL, cast, (cls,), ())) if cls is not None else None


def _dict(linker: Linker, arguments: Arguments) -> Types | None:
    store = linker.store
    inner = store.empty
    first = arguments.at(0)
    if first is not None:
        inner = elements.values_of(linker, first)
    for _, types in arguments.keyword_items():
        inner = store.join(inner, elements.plain(linker, types))
    return store.one(store.value(OBJECT, "builtins.dict", (store.unknown, inner)))


def _defaultdict(linker: Linker, arguments: Arguments) -> Types | None:
    store = linker.store
    first = arguments.at(0)
    inner = calls.result_of_calling(linker, first) if first is not None else store.empty
    return store.one(store.value(OBJECT, "builtins.dict", (store.unknown, inner)))


def _context_variable(linker: Linker, arguments: Arguments) -> Types | None:
    store = linker.store
    default = arguments.named("default")
    inner = elements.telling(linker, default) if default is not None else store.empty
    return store.one(store.value(OBJECT, "contextvars.ContextVar", (inner,) if inner.values else ()))


def _gather(linker: Linker, arguments: Arguments) -> Types | None:
    store = linker.store
    if arguments.spread:
        return None
    parts = tuple(evaluation.awaited(linker, types) for types in arguments.all_positional()[:8])
    return store.one(store.value(AWAITABLE, store.one(store.value(SEVERAL, parts))))


def _awaits_first(linker: Linker, arguments: Arguments) -> Types | None:
    first = arguments.at(0)
    if first is None:
        return None
    return linker.store.one(linker.store.value(AWAITABLE, evaluation.awaited(linker, first)))


def _task(linker: Linker, arguments: Arguments) -> Types | None:
    first = arguments.at(0)
    if first is None:
        return None
    return linker.store.one(linker.store.value(OBJECT, "asyncio.Task", (evaluation.awaited(linker, first),)))


def idle_name(linker: Linker, value: Value) -> str | None:
    """Return the name of a callable of which a call runs, waits for and registers nothing; None for any other.

    It is empty for a callable of which nothing is known.
    """
    catalogue = linker.catalogue
    if value.sort == UNKNOWN:
        return ""
    if value.sort == EXTERNAL:
        entry, callbacks, name = catalogue.function(value.a), catalogue.callbacks(value.a), value.a
        if name in _SPECIAL or not linker.touched_names.isdisjoint(METHODS_CALLED.get(name, ())):
            return None
        if linker.has_log_handlers and name.startswith("logging."):
            return None
    elif value.sort == BOUND and value.a.sort == OBJECT:
        if value.a.a in elements.FILLABLE and value.b in contents.PUTTING:
            return None
        if linker.has_log_handlers and value.a.a == logs.LOGGER:
            return None
        entry, callbacks = catalogue.method(value.a.a, value.b), catalogue.method_callbacks(value.a.a, value.b)
        name = f"{value.a.a}.{value.b}"
    else:
        return None
    if callbacks or (entry is not None and (entry.kind is not None or entry.coroutine)):
        return None
    return str(name)


_SPECIAL: dict[str, Special] = {
    "builtins.property": _wrapping(PROPERTY, None, False),
    "abc.abstractproperty": _wrapping(PROPERTY, None, False),
    "functools.cached_property": _wrapping(PROPERTY, None, True),
    "django.utils.functional.cached_property": _wrapping(PROPERTY, None, True),
    "builtins.staticmethod": _wrapping(STATIC),
    "builtins.classmethod": _wrapping(CLASSMETHOD),
    "contextlib.contextmanager": _wrapping(FACTORY, False),
    "contextlib.asynccontextmanager": _wrapping(FACTORY, True),
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "builtins.getattr": _getattr,
    "builtins.super": _super,
    "builtins.type": _type_of,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _defaultdict,
    "functools.wraps": _wraps,
    "functools.lru_cache": _same,
    "functools.cache": _same,
    "functools.singledispatch": _wrapping(DISPATCHING),
    "functools.singledispatchmethod": _same,
    "functools.total_ordering": _same,
    "abc.abstractmethod": _same,
    "typing.overload": _same,
    "typing.override": _same,
    "typing.final": _same,
    "typing.no_type_check": _same,
    "typing.runtime_checkable": _same,
    "typing_extensions.override": _same,
    "typing_extensions.overload": _same,
    "dataclasses.dataclass": _same,
    "typing.NewType": _new_type,
    "typing_extensions.NewType": _new_type,
    "contextvars.ContextVar": _context_variable,
    "logging.getLogger": logs.logger,
    "typing.TypeVar": _type_variable,
    "typing_extensions.TypeVar": _type_variable,
    "asyncio.gather": _gather,
    "asyncio.wait_for": _awaits_first,
    "asyncio.shield": _awaits_first,
    "asyncio.create_task": _task,
    "asyncio.ensure_future": _task,
}
