"""The callables to which the language itself gives a meaning, and what containers give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from blocklint.program import (
    attributes,
    calls,
    contents,
    declarations,
    elements,
    evaluation,
    logs,
    named_tuples,
)
from blocklint.program.arguments import Arguments
from blocklint.program.values import (
    AWAITABLE,
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
    OBJECT,
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
from blocklint.summaries.expressions import IMPORT, NAME

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


_CALLABLES: Final = (FUNCTION, METHOD, PARTIAL)
CONTAINER_TYPES: Final = elements.SEQUENCES | {"builtins.dict"}


def container_method(linker: Linker, receiver: Value, method: str, arguments: Arguments) -> Types | None:
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
            found = elements.item(linker, store.one(receiver), literal)
            default = arguments.at(1)
            if default is not None and (method == "setdefault" or elements.telling(linker, default).values):
                found = store.join(found, elements.plain(linker, default))
            return found
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


def property_part(linker: Linker, value: Value, name: str, arguments: Arguments) -> Types:
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


def _property(linker: Linker, arguments: Arguments) -> Types | None:
    """``@property``, and ``property(get, set)``."""
    if arguments.decorating:
        return _simple_property(linker, arguments)
    getter, setter = arguments.at(0) or arguments.named("fget"), arguments.at(1) or arguments.named("fset")
    parts = [
        [one for one in types.values if one.sort in _CALLABLES or one.sort == EXTERNAL] if types is not None else []
        for types in (getter, setter)
    ]
    if any(len(part) > 1 for part in parts) or not any(parts):
        return None
    reads, writes = (part[0] if part else None for part in parts)
    return linker.store.one(linker.store.value(PROPERTY, reads, writes, False))


_simple_property: Final = _wrapping(PROPERTY, None, False)


def _dispatching_method(linker: Linker, arguments: Arguments) -> Types | None:
    """``@singledispatchmethod``: a method, or one of the class, that chooses by the argument behind the receiver."""
    types = arguments.at(0)
    if types is None or any(value.sort not in (FUNCTION, CLASSMETHOD) for value in types.values):
        return _same(linker, arguments)
    store = linker.store
    return store.several((store.value(DISPATCHING, value, 1) for value in types.values), types.sure)


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


def _setattr(linker: Linker, arguments: Arguments) -> Types | None:
    base, name, value = arguments.at(0), arguments.at(1), arguments.at(2)
    if base is not None and name is not None and value is not None:
        for one in name.values:
            if one.sort == LITERAL:
                contents.assign(linker, base, str(one.b), elements.telling(linker, value))
    return linker.store.none


def _getattr(linker: Linker, arguments: Arguments) -> Types | None:
    base, name = arguments.at(0), arguments.at(1)
    if base is None or name is None or len(name.values) != 1 or name.values[0].sort != LITERAL:
        return None
    found = attributes.attribute(linker, base, str(name.values[0].b))
    return linker.store.weakened(found, 1)


def _import_module(linker: Linker, arguments: Arguments) -> Types | None:
    """``importlib.import_module("pkg.part")``, also relative to a package: an import statement with a value."""
    given, literal, name = arguments.literal(0, "name")
    if not given or not literal or not isinstance(name, str):
        return None
    dotted = name.lstrip(".")
    level = len(name) - len(dotted)
    if not level:
        return _imported(linker, dotted, 0)
    anchor = arguments.expression(1) or arguments.expression("package")
    if anchor == (NAME, "__package__"):
        return _imported(linker, dotted, level)
    package = arguments.literal(1, "package")[2]
    subject = linker.current_subject()
    if anchor == (NAME, "__name__") and subject is not None:
        package = subject.unit.module.source.module
    above = package.split(".") if isinstance(package, str) else []
    if len(above) < level:
        return None
    return _imported(linker, ".".join((*above[: len(above) - level + 1], dotted)), 0)


def _import(linker: Linker, arguments: Arguments) -> Types | None:
    """``__import__("pkg.part")``: the package, and no finding, as of the statement."""
    given, literal, name = arguments.literal(0, "name")
    if not given or not literal or not isinstance(name, str) or arguments.literal(4, "level")[0]:
        return None
    return _imported(linker, name.partition(".")[0], 0)


def _imported(linker: Linker, dotted: str, level: int) -> Types | None:
    subject = linker.current_subject()
    if subject is None or not dotted:
        return None
    return evaluation.evaluate(linker, subject, (IMPORT, dotted, level, None))


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
    if not types.values or any(value.sort != INSTANCE for value in types.values):
        return store.unknown
    return store.several((attributes.class_of(linker, value) for value in types.values), types.sure)


def _wraps(linker: Linker, arguments: Arguments) -> Types | None:
    return linker.store.one(linker.store.value(REGISTERS, ()))


def _type_variable(linker: Linker, arguments: Arguments) -> Types | None:
    bound = arguments.named("bound")
    store = linker.store
    name = arguments.literal(0, None)[2]
    types = declarations._instances(linker, linker.subjects[0], bound) if bound is not None else store.unknown
    return store.one(store.value(VARIABLE, str(name), types))


def _cast(linker: Linker, arguments: Arguments) -> Types | None:
    """A callable that is cast stays what it is: ``Callable[…]`` says less."""
    types = arguments.at(1)
    if types is None or not types.values or any(value.sort not in _CALLABLES for value in types.values):
        return None
    return types


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
        inner = store.empty
        for types in arguments.all_positional():
            inner = store.join(inner, evaluation.awaited(linker, types))
        return store.one(store.value(AWAITABLE, elements.sequence(linker, inner))) if inner.values else None
    parts = tuple(evaluation.awaited(linker, types) for types in arguments.all_positional()[:8])
    return store.one(store.value(AWAITABLE, store.one(store.value(SEVERAL, parts))))


def _wait(linker: Linker, arguments: Arguments) -> Types | None:
    """``done, pending = await asyncio.wait(tasks)``: two sets of the tasks."""
    inner = _results(linker, arguments)
    if inner is None:
        return None
    store = linker.store
    tasks = elements.sequence(linker, store.one(store.value(OBJECT, "asyncio.Task", (inner,))), "set")
    return store.one(store.value(AWAITABLE, store.one(store.value(SEVERAL, (tasks, tasks)))))


def _as_completed(linker: Linker, arguments: Arguments) -> Types | None:
    inner = _results(linker, arguments)
    if inner is None:
        return None
    return elements.iterator(linker, linker.store.one(linker.store.value(AWAITABLE, inner)))


def _results(linker: Linker, arguments: Arguments) -> Types | None:
    """Return what awaiting the elements of the first argument gives, None where nothing of that is known."""
    first = arguments.at(0)
    if first is None:
        return None
    inner = elements.telling(linker, evaluation.awaited(linker, elements.each(linker, first)))
    return inner if inner.values else None


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


SPECIAL: dict[str, Special] = {
    "builtins.property": _property,
    "abc.abstractproperty": _wrapping(PROPERTY, None, False),
    "functools.cached_property": _wrapping(PROPERTY, None, True),
    "builtins.staticmethod": _wrapping(STATIC),
    "builtins.classmethod": _wrapping(CLASSMETHOD),
    "contextlib.contextmanager": _wrapping(FACTORY, False),
    "contextlib.asynccontextmanager": _wrapping(FACTORY, True),
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.object.__setattr__": _setattr,
    "builtins.super": _super,
    "builtins.__import__": _import,
    "importlib.import_module": _import_module,
    "builtins.type": _type_of,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "collections.defaultdict": _defaultdict,
    "collections.namedtuple": named_tuples.named_tuple,
    named_tuples.MAKING: named_tuples.made,
    "functools.wraps": _wraps,
    "functools.lru_cache": _same,
    "functools.cache": _same,
    "functools.singledispatch": _wrapping(DISPATCHING, 0),
    "functools.singledispatchmethod": _dispatching_method,
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
    "typing.cast": _cast,
    "typing_extensions.cast": _cast,
    "typing.NewType": _new_type,
    "typing_extensions.NewType": _new_type,
    "contextvars.ContextVar": _context_variable,
    "logging.getLogger": logs.logger,
    "typing.TypeVar": _type_variable,
    "typing_extensions.TypeVar": _type_variable,
    "asyncio.gather": _gather,
    "asyncio.wait": _wait,
    "asyncio.as_completed": _as_completed,
    "asyncio.wait_for": _awaits_first,
    "asyncio.shield": _awaits_first,
    "asyncio.create_task": _task,
    "asyncio.ensure_future": _task,
}
