"""Handlers that the program gives to loggers: a call of a logger runs those that may wait for a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from blocklint.kinds import Kind
from blocklint.program import attributes, calls, elements, library
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Cell, Resolution
from blocklint.program.units import ModuleUnit
from blocklint.program.values import EXTERNAL, INSTANCE, LITERAL, OBJECT, Types, Value
from blocklint.summaries.expressions import ATTRIBUTE

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

LOGGER: Final = "logging.Logger"
WRITING: Final = frozenset(("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"))
"""Methods of a logger, and functions of the module, that hand a record to the handlers."""
INSTALLING: Final = frozenset(("addHandler", "basicConfig"))
_LOCAL: Final = frozenset((Kind.FILE, Kind.METADATA, Kind.LOCK))
"""What every program's log does: it is no news at each of its calls."""


def are_installed(modules: Sequence[ModuleUnit]) -> bool:
    """Tell whether any statement of the program installs a handler."""
    return any(
        site.target is not None and site.target[0] == ATTRIBUTE and site.target[2] in INSTALLING
        for module in modules
        for function in module.summary.functions
        for site in function.sites
    )


def logger(linker: Linker, arguments: Arguments) -> Types | None:
    """Return the logger that ``logging.getLogger(name)`` gives: it remembers its name where that is known."""
    store = linker.store
    first = arguments.at(0)
    if first is None:
        name: str | None = ""
    else:
        names = [_name(linker, value) for value in first.values]
        name = names[0] if len(names) == 1 else None
    if name is None:
        return None
    made = ((store.one(store.value(LITERAL, "builtins.str", name)),), ())
    return store.one(store.value(OBJECT, LOGGER, (), made))


def _name(linker: Linker, value: Value) -> str | None:
    if value.sort == LITERAL:
        return str(value.b)
    subject = linker.current_subject()
    if value.sort == EXTERNAL and value.a == "builtins.__name__" and subject is not None:
        return subject.unit.module.source.module
    return None


def configure(linker: Linker, arguments: Arguments) -> None:
    """Carry out ``logging.basicConfig(handlers=[…])``."""
    handlers = arguments.named("handlers")
    if handlers is not None:
        linker.grow(_installed(linker, ""), elements.each(linker, handlers))


def install(linker: Linker, receiver: Value, arguments: Arguments) -> None:
    """Carry out ``logger.addHandler(handler)``."""
    handler = arguments.at(0)
    name = _remembered(receiver)
    if handler is not None and name is not None:
        linker.grow(_installed(linker, name), elements.telling(linker, handler))


def write(linker: Linker, receiver: Value | None, record: Resolution, sure: int) -> None:
    """Record what a call of a logger runs: the handlers of the logger, and of all loggers above it."""
    if not linker.has_log_handlers:
        return
    name = _remembered(receiver) if receiver is not None else ""
    for above in _above(name or ""):
        types = linker.read(_installed(linker, above))
        for handler in types.values:
            _emit(linker, handler, record, min(sure, types.sure))


def _emit(linker: Linker, handler: Value, record: Resolution, sure: int) -> None:
    nothing = Arguments(linker, None, (), ())
    if handler.sort == INSTANCE and attributes.find_in_class(linker, handler.a, "emit") is not None:
        emit = linker.store.weakened(attributes.of_value(linker, handler, "emit"), sure)
        calls.call(linker, emit, nothing, record)
        return
    names = handler.a.external if handler.sort == INSTANCE else (handler.a,) if handler.sort == OBJECT else ()
    for name in names:
        entry = linker.catalogue.method(name, "emit")
        if entry is not None and entry.kind not in _LOCAL:
            library.record_entry(linker, entry, nothing, record, sure, handler)
            return


def _installed(linker: Linker, name: str) -> Cell:
    """Return the cell of the handlers of one logger; projects side by side share none."""
    return linker.contained_in(("log handlers", linker.import_root(), name))


def _remembered(receiver: Value) -> str | None:
    if not receiver.c:
        return None
    value: Value = receiver.c[0][0].values[0]
    return str(value.b)


def _above(name: str) -> Iterable[str]:
    yield ""
    parts = name.split(".") if name else []
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])
