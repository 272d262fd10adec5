"""What statements put into containers: ``items.append(x)``, ``table["a"] = x``, wherever the container is held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from blocklint.program import belongings, elements, evaluation
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Cell, Subject
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.program.values import BOUND, CLASS, INSTANCE, MODULE, OBJECT, Types, Value
from blocklint.summaries import expressions as e
from blocklint.summaries.summary import ITEM_STORE, FunctionSummary, Site

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

PUTTING: Final = {
    "append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1, "extend": -1, "update": -1,
    "set": 0, "put": 0, "put_nowait": 0, "set_result": 0,
}  # fmt: skip
"""Methods that put an argument into a container: its position, -1 where it is the first one's elements."""

Keys = dict[str, set[str]]
"""The literal keys under which something is put, for each name of a container."""


class Filled:
    """Which names of which function hold containers that some statement fills: read once from all summaries.

    Only their bindings have to ask for contents, and to be asked again when more is put in.
    """

    def __init__(self, modules: Sequence[ModuleUnit]) -> None:
        self._own: dict[FunctionUnit, Keys] = {}
        self._shared: Keys = {}
        self.nested: set[str] = set()
        """Names of containers of containers into which statements put: ``handlers[event].append(f)``."""
        self.assigned: set[str] = set()
        """Names of modules that statements elsewhere assign: ``settings.client = x``."""
        for module in modules:
            for unit in module.functions:
                self._read(unit)

    def keys(self, unit: FunctionUnit, name: str) -> set[str] | None:
        """Return the literal keys put into the container of a name, None where nothing is put in."""
        own = self._own.get(unit)
        if own is not None and name in own:
            return own[name]
        return self._shared.get(name) if unit.owner is not None or not unit.number else None

    def _read(self, unit: FunctionUnit) -> None:
        summary = unit.summary
        for store in summary.stores:
            if store.name == ITEM_STORE:
                self._note(unit, store.base, store.key if isinstance(store.key, str) else None)
            elif _is_of_import(unit, store.base):
                self.assigned.add(store.name)
        for site in summary.sites:
            target = site.target
            if target is not None and target[0] == e.ATTRIBUTE and target[2] in PUTTING:
                self._note(unit, target[1], None)
                for key, _ in _updating(site) if target[2] == "update" else ():
                    self._note(unit, target[1], key)

    def _note(self, unit: FunctionUnit, base: e.Expression, key: str | None) -> None:
        base = e.as_written(base)
        outer = around(unit.summary, base)
        if outer is not None:
            base, key = outer[0], outer[1] if isinstance(outer[1], str) else None
            name = _named(unit.summary, base)
            if name:
                self.nested.add(name)
        if base is None:
            return
        if base[0] == e.LOCAL:
            keys = self._own.setdefault(unit, {}).setdefault(unit.summary.bindings[base[1]][0], set())
        elif base[0] == e.NAME:
            home = home_of(unit, base[1])
            summary = home.summary
            known = summary.exports.get(base[1])
            names = self._shared if _is_imported(summary, known) else self._own.setdefault(home, {})
            keys = names.setdefault(base[1], set())
        elif base[0] == e.ATTRIBUTE:
            keys = self._shared.setdefault(base[2], set())
        else:
            return
        if key is not None:
            keys.add(key)


def around(summary: FunctionSummary, container: e.Expression) -> tuple[e.Expression, object] | None:
    """Return the container of ``table[key]`` or ``table.setdefault(key, [])`` and the key, None for any other."""
    if container is None:
        return None
    if container[0] == e.ITEM:
        return container[1], container[2]
    if container[0] == e.CALL and container[1] >= 0:
        site = summary.sites[container[1]]
        if site.target is not None and site.target[0] == e.ATTRIBUTE and site.target[2] == "setdefault":
            return site.target[1], None
    return None


def _named(summary: FunctionSummary, container: e.Expression) -> str:
    if container is None:
        return ""
    if container[0] == e.LOCAL:
        return summary.bindings[container[1]][0]
    if container[0] == e.NAME:
        return str(container[1])
    return str(container[2]) if container[0] == e.ATTRIBUTE else ""


def _updating(site: Site) -> list[tuple[str, e.Expression]]:
    """Return the keys, and what stands under them, that ``table.update({"a": x}, b=y)`` shows."""
    found = [(name, part) for name, part in site.keywords if name is not None]
    for shown in site.arguments:
        if shown is not None and shown[0] == e.DISPLAY and shown[1] == "dict":
            for key, part in zip(shown[3], shown[2], strict=False):
                if isinstance(key, str):
                    found.append((key, part))
    return found


def home_of(unit: FunctionUnit, name: str) -> FunctionUnit:
    """Return the function or module body that binds a free name of a function."""
    functions = unit.module.functions
    while unit.summary.parent >= 0:
        unit = functions[unit.summary.parent]
        if name in unit.summary.names and not unit.is_class_body:
            return unit
    return unit


def _is_of_import(unit: FunctionUnit, base: e.Expression) -> bool:
    """True for an expression that starts with what an import binds."""
    while base is not None and base[0] == e.ATTRIBUTE:
        base = base[1]
    if base is None or base[0] not in (e.LOCAL, e.NAME):
        return False
    home = unit if base[0] == e.LOCAL else home_of(unit, base[1])
    return _is_imported(home.summary, base if base[0] == e.LOCAL else home.summary.exports.get(base[1]))


def _is_imported(summary: FunctionSummary, expression: e.Expression) -> bool:
    if expression is not None and expression[0] == e.LOCAL:
        expression = summary.bindings[expression[1]][1]
    return expression is not None and expression[0] == e.IMPORT


def with_contents(linker: Linker, subject: Subject, name: str, types: Types, keys: set[str]) -> Types:
    """Return what a binding holds, with what statements of their own put into it."""
    store = linker.store
    contents = linker.read(linker.contained_in((subject, name, None)))
    named = {key: linker.read(linker.contained_in((subject, name, key))) for key in sorted(keys)}
    if not contents.values and not any(part.values for part in named.values()):
        return types
    changed = []
    for value in types.values:
        if value.sort != OBJECT or value.a not in elements.FILLABLE:
            changed.append(value)
        elif value.a not in elements.DICTIONARIES:
            inner = store.join(value.b[0] if value.b else store.empty, contents)
            changed.append(store.value(OBJECT, value.a, (inner,), value.c))
        else:
            known = dict(value.c) if value.c else {}
            for key, part in named.items():
                known[key] = store.join(known.get(key, store.empty), part)
            inner = store.join(value.b[-1] if value.b else store.empty, contents)
            for part in named.values():
                inner = store.join(inner, part)
            by_key = not contents.values and 0 < len(known) <= evaluation.MOST_KEYS
            whole = tuple(sorted(known.items())) if by_key else None
            changed.append(store.value(OBJECT, "builtins.dict", (store.unknown, inner), whole))
    return store.several(changed, types.sure)


def assign(linker: Linker, base: Types, name: str, value: Types, by_test: bool = False) -> None:
    """Carry out ``base.name = value``: what holds the attribute grows.

    What a test (`by_test`) puts into an object of the program, such as a mock, is not what the program has there.
    """
    for holder in base.values:
        if by_test and holder.sort in (INSTANCE, CLASS) and not holder.a.module.is_test:
            continue
        cell = _holding(linker, holder, name)
        if cell is not None:
            linker.grow(cell, linker.store.weakened(value, base.sure))


def _holding(linker: Linker, holder: Value, name: str) -> Cell | None:
    if holder.sort in (INSTANCE, CLASS):
        return linker.held(holder.a, name)
    if holder.sort == OBJECT:
        return belongings.keep(linker, holder, name)
    if holder.sort == MODULE and name in linker.filled.assigned:
        return assigned_outside(linker, linker.generic(holder.a.functions[0]), name)
    return None


def assigned_outside(linker: Linker, body: Subject, name: str) -> Cell:
    """Return the cell of what other modules assign to a name of a module."""
    return linker.contained_in(("assigned", body, name))


def put_by_method(linker: Linker, subject: Subject, site: Site, callee: Types, arguments: Arguments) -> None:
    """Carry out ``items.append(x)``."""
    target = site.target
    if target is None:
        return
    receivers = [value.a for value in callee.values if value.sort == BOUND]
    if not any(receiver.sort == OBJECT and receiver.a in elements.FILLABLE for receiver in receivers):
        return
    if target[2] == "update" and any(one.sort == OBJECT and one.a in elements.DICTIONARIES for one in receivers):
        _update(linker, subject, site, target[1])
        return
    position = PUTTING[target[2]]
    types = arguments.at(max(position, 0))
    if types is not None:
        kinds = [one.a for one in receivers if one.sort == OBJECT and one.a in elements.FILLABLE]
        put(linker, subject, target[1], None, elements.each(linker, types) if position < 0 else types, kinds[0])


def _update(linker: Linker, subject: Subject, site: Site, container: e.Expression) -> None:
    """Carry out ``table.update(…)`` on a dictionary."""
    for key, part in _updating(site):
        put(linker, subject, container, key, evaluation.evaluate(linker, subject, part))
    for shown in site.arguments:
        if shown is not None and not (shown[0] == e.DISPLAY and all(isinstance(key, str) for key in shown[3])):
            types = evaluation.evaluate(linker, subject, shown)
            put(linker, subject, container, None, elements.values_of(linker, types))


def put(
    linker: Linker,
    subject: Subject,
    container: e.Expression,
    key: str | None,
    value: Types,
    kind: str = "builtins.dict",
) -> None:
    """Remember what a statement puts into a container, of a kind, that a name or an attribute holds, or another one."""
    store = linker.store
    container = e.as_written(container)
    told = elements.telling(linker, value)
    if not told.values and _named(subject.unit.summary, container) in linker.filled.nested:
        # What is empty here is filled where it is taken out.
        told = store.of(tuple(one for one in value.values if _is_empty(one)), value.sure)
    value = told
    if container is None or not value.values:
        return
    outer = around(subject.unit.summary, container)
    if outer is not None:
        if kind in elements.HOLDERS:
            # A queue in a table is the one that was put there: what it holds would make two of it.
            return
        inner = store.value(OBJECT, kind, (store.unknown, value) if kind in elements.DICTIONARIES else (value,))
        text = outer[1] if isinstance(outer[1], str) else None
        put(linker, subject, outer[0], text, store.one(inner, value.sure))
    elif container[0] == e.LOCAL:
        name = subject.unit.summary.bindings[container[1]][0]
        linker.grow(linker.contained_in((subject, name, key)), value)
    elif container[0] == e.NAME:
        _put_into_name(linker, subject, container[1], key, value)
    elif container[0] == e.ATTRIBUTE:
        base = evaluation.evaluate(linker, subject, container[1])
        for holder in base.values:
            if holder.sort == INSTANCE:
                _put_into_attribute(linker, holder.a, container[2], value, kind)
            elif holder.sort == CLASS:
                owner = linker.classes.defining(holder.a, container[2])
                if owner is not None:
                    body = linker.generic(owner.body)
                    linker.grow(linker.contained_in((body, container[2], key)), value)
            elif holder.sort == MODULE:
                _put_into_module(linker, linker.generic(holder.a.functions[0]), container[2], key, value)


def _is_empty(value: Value) -> bool:
    return value.sort == OBJECT and value.a in elements.FILLABLE


def _put_into_attribute(linker: Linker, cls: object, name: str, value: Types, kind: str) -> None:
    before = linker.held(cls, name)  # type: ignore[arg-type]
    types = linker.read(before)
    if types.values:
        types = elements.filled(linker, types, value)
    else:
        parts = (linker.store.unknown, value) if kind in elements.DICTIONARIES else (value,)
        types = linker.store.one(linker.store.value(OBJECT, kind, parts))
    linker.grow(before, types)


def _put_into_name(linker: Linker, subject: Subject, name: str, key: str | None, value: Types) -> None:
    home = home_of(subject.unit, name)
    outer = subject.parent
    while outer is not None and outer.unit is not home:
        outer = outer.parent
    if outer is None:
        return
    if outer.unit.number:
        linker.grow(linker.contained_in((outer, name, key)), value)
    else:
        _put_into_module(linker, outer, name, key, value)


def _put_into_module(linker: Linker, body: Subject, name: str, key: str | None, value: Types) -> None:
    """Put into a module's container, in the module that makes it."""
    for _ in range(8):
        summary = body.unit.summary
        known = summary.exports.get(name)
        if known is not None and known[0] == e.LOCAL:
            known = summary.bindings[known[1]][1]
        if known is None or known[0] != e.IMPORT or known[3] is None:
            break
        module = body.unit.module
        _, dotted, level, inner = known
        target = linker.imports.imported(module, level, dotted)
        if not isinstance(target, ModuleUnit) or target is module:
            return
        body, name = linker.generic(target.functions[0]), inner
    linker.grow(linker.contained_in((body, name, key)), value)
