"""Handlers that the program gives to loggers: a call of a logger runs those that may wait for a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from blocklint.kinds import Kind
from blocklint.program import attributes, calls, elements, evaluation, library, log_config
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Cell, Resolution
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.program.values import EXTERNAL, FUNCTION, INSTANCE, LITERAL, OBJECT, SEVERAL, Types, Value
from blocklint.summaries.expressions import ATTRIBUTE, CALL, LOCAL, NAME, Expression
from blocklint.summaries.summary import FunctionSummary, Site

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

LOGGER: Final = "logging.Logger"
WRITING: Final = frozenset(("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"))
"""Methods of a logger, and functions of the module, that hand a record to the handlers."""
INSTALLING: Final = frozenset(("addHandler", "basicConfig", "dictConfig"))
_LEVELS: Final = {
    "debug": 10, "info": 20, "warning": 30, "warn": 30, "error": 40, "exception": 40, "critical": 50, "fatal": 50,
}  # fmt: skip
"""The level of what a method hands over; in capitals these are the names of levels."""
_LOCAL: Final = frozenset((Kind.FILE, Kind.METADATA, Kind.LOCK))
"""What every program's log does: it is no news at each of its calls."""


def are_installed(modules: Sequence[ModuleUnit]) -> bool:
    """Tell whether any statement of the program installs a handler."""
    return any(
        _called(function, site.target) in INSTALLING and _names_handlers(function, site)
        for module in modules
        for function in module.summary.functions
        for site in function.sites
    )


def _names_handlers(function: FunctionSummary, site: Site) -> bool:
    """False for a `basicConfig` that is given no handlers: its own writes to a stream or a file."""
    given = any(name in ("handlers", None) for name, _ in site.keywords)
    return given or _called(function, site.target) != "basicConfig"


def _called(function: FunctionSummary, target: Expression) -> str:
    """Return the last name of what is called."""
    if target is None or target[0] not in (ATTRIBUTE, NAME, LOCAL):
        return ""
    return function.bindings[target[1]][0] if target[0] == LOCAL else str(target[-1])


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


def configure_by_dictionary(linker: Linker, arguments: Arguments) -> None:
    """Carry out ``logging.config.dictConfig({…})``, of which the dictionary is written out."""
    subject = linker.current_subject()
    expression = arguments.expression(0) or arguments.expression("config")
    if subject is None or expression is None:
        return
    store = linker.store
    for one in log_config.loggers(linker, subject, expression):
        for handler, level in one.handlers:
            linker.grow(_installed(linker, one.name), _from_level(linker, handler, level))
        if one.last:
            linker.grow(_last(linker, one.name), store.none)


def install(linker: Linker, receiver: Value, arguments: Arguments) -> None:
    """Carry out ``logger.addHandler(handler)``."""
    handler = arguments.at(0)
    name = _remembered(receiver)
    if handler is not None and name is not None:
        level = _level_set(linker, arguments.expression(0)) or _own_level(linker, handler)
        linker.grow(_installed(linker, name), _from_level(linker, elements.telling(linker, handler), level))


def _from_level(linker: Linker, handler: Types, level: str) -> Types:
    """Return a handler as it is installed: with the least level that it takes, where that is known."""
    return linker.store.one(linker.store.value(SEVERAL, (handler,), level)) if level and handler.values else handler


def _level_set(linker: Linker, handler: Expression) -> str:
    """Return the level that the body which installs a handler sets for it, empty where it sets none that is known."""
    subject = linker.current_subject()
    if subject is None or handler is None:
        return ""
    found = ""
    for site in subject.unit.summary.sites:
        if site.target == (ATTRIBUTE, handler, "setLevel") and site.arguments:
            names = [_level(one) for one in evaluation.evaluate(linker, subject, site.arguments[0]).values]
            if len(names) != 1 or not names[0] or (found and names[0] != found):
                return ""
            found = names[0]
    return found


def _own_level(linker: Linker, handler: Types) -> str:
    """Return the level that the initialiser of a handler's class sets, empty where it sets none that is known."""
    if len(handler.values) != 1 or handler.values[0].sort != INSTANCE:
        return ""
    found = attributes.find_in_class(linker, handler.values[0].a, "__init__")
    units = [one.a for one in found[1].values if one.sort == FUNCTION] if found is not None else []
    names = {name for unit in units for part in _levels_in(unit.summary) for name in _named(linker, unit, part)}
    return names.pop() if len(names) == 1 else ""


def _levels_in(summary: FunctionSummary) -> Iterator[Expression]:
    """Yield what an initialiser gives to ``super().__init__`` as level, and to ``self.setLevel``."""
    for site in summary.sites:
        target = site.target
        if target is None or target[0] != ATTRIBUTE:
            continue
        if target == (ATTRIBUTE, (LOCAL, 0), "setLevel"):
            yield from site.arguments[:1]
        elif target[2] == "__init__" and _is_super(summary, target[1]):
            yield from site.arguments[:1]
            yield from (part for name, part in site.keywords if name == "level")


def _is_super(summary: FunctionSummary, base: Expression) -> bool:
    if base is None or base[0] != CALL or base[1] < 0:
        return False
    return summary.sites[base[1]].target == (NAME, "super")


def _named(linker: Linker, unit: FunctionUnit, part: Expression) -> list[str]:
    return [_level(one) for one in evaluation.evaluate(linker, linker.generic(unit), part).values]


def _level(value: Value) -> str:
    """Return the name of a level: ``logging.ERROR``, ``"ERROR"`` or 40."""
    if value.sort == EXTERNAL:
        return str(value.a).removeprefix("logging.")
    if value.sort != LITERAL:
        return ""
    names = (name for name, number in _LEVELS.items() if value.b in (number, name.upper()))
    return next(names, "").upper()


def write(linker: Linker, receiver: Value | None, method: str, record: Resolution, sure: int) -> None:
    """Record what a call of a logger runs: the handlers of the logger, and of the loggers above it."""
    if not linker.has_log_handlers:
        return
    name = _remembered(receiver) if receiver is not None else ""
    for above in _above(name or ""):
        types = linker.read(_installed(linker, above))
        for installed in types.values:
            if installed.sort != SEVERAL:
                _emit(linker, installed, record, min(sure, types.sure))
            elif _takes(installed.b, method):
                for handler in installed.a[0].values:
                    _emit(linker, handler, record, min(sure, types.sure, installed.a[0].sure))
        if linker.read(_last(linker, above)).values:
            return


def _takes(level: str, method: str) -> bool:
    """Tell whether a handler of a level takes what a method hands over, as far as both are known."""
    return _LEVELS.get(level.lower(), 0) <= _LEVELS.get(method, 50)


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
    return linker.contained_in(("log handlers", linker.import_roots()[0], name))


def _last(linker: Linker, name: str) -> Cell:
    """Return the cell that is not empty where the loggers above one are told nothing."""
    return linker.contained_in(("last logger", linker.import_roots()[0], name))


def _remembered(receiver: Value) -> str | None:
    if not receiver.c:
        return None
    value: Value = receiver.c[0][0].values[0]
    return str(value.b)


def _above(name: str) -> Iterator[str]:
    """Yield the names of a logger and of those above it, the root's last."""
    while name:
        yield name
        name = name.rpartition(".")[0]
    yield ""
