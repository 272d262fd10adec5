"""Modules that import a name when it is first read: ``def __getattr__(name)`` over a table of names and submodules.

PEP 562. The table says in which module a name is (``"Agent": ".agent"``, ``"Agent": ("pkg.agent", "Agent")``), or which
names a module has (``".agent": ["Agent", "Tool"]``).
"""

from __future__ import annotations

from typing import Final

from blocklint.program.imports import ImportIndex
from blocklint.program.units import ModuleUnit
from blocklint.summaries.expressions import CONSTANT, DISPLAY, TUPLE, Expression, without_annotation

_READS: Final = "__getattr__"


def imports_lazily(module: ModuleUnit) -> bool:
    """True for a module that says itself what a name is that it does not bind."""
    return _READS in module.functions[0].summary.names


def lazily_imported(imports: ImportIndex, module: ModuleUnit, name: str) -> tuple[ModuleUnit, str] | None:
    """Return the module in which a name is that a table of a module lists, and the name that it has there."""
    for _, bound in module.functions[0].summary.bindings:
        table = without_annotation(bound)
        if table is None or table[0] != DISPLAY or table[1] != "dict":
            continue
        for key, value in zip(table[3], table[2], strict=False):
            if not isinstance(key, str):
                continue
            if key == name:
                found = _named(imports, module, _texts(value), name)
                if found is not None:
                    return found
            elif name in _texts(value):
                target = _module(imports, module, key)
                if target is not None:
                    return target, name
    return None


def _texts(expression: Expression) -> tuple[str, ...]:
    """Return a text, or the texts of a list or tuple."""
    expression = without_annotation(expression)
    if expression is None:
        return ()
    if expression[0] == CONSTANT:
        return (expression[2],) if isinstance(expression[2], str) else ()
    if expression[0] not in (TUPLE, DISPLAY) or expression[1] == "dict":
        return ()
    parts = expression[1] if expression[0] == TUPLE else expression[2]
    return tuple([part[2] for part in parts if part is not None and part[0] == CONSTANT and isinstance(part[2], str)])


def _named(
    imports: ImportIndex, module: ModuleUnit, texts: tuple[str, ...], name: str
) -> tuple[ModuleUnit, str] | None:
    """Return what an entry of a table says: a module, a module and a name, or a name with its module's in front."""
    if not texts:
        return None
    place, _, attribute = texts[0].partition(":")
    target = _module(imports, module, place)
    if target is not None:
        return target, attribute or (texts[1] if len(texts) > 1 else name)
    head, _, last = place.rpartition(".")
    target = _module(imports, module, head) if head.strip(".") else None
    return (target, last) if target is not None else None


def _module(imports: ImportIndex, module: ModuleUnit, place: str) -> ModuleUnit | None:
    """Return the module that ``.agent``, ``pkg.agent`` or, from within the package, ``agent`` names."""
    dotted = place.lstrip(".")
    level = len(place) - len(dotted)
    found = imports.relative(module, level, dotted) if level else imports.absolute(module, dotted)
    if not level and not isinstance(found, ModuleUnit):
        found = imports.relative(module, 1, dotted)
    return found if isinstance(found, ModuleUnit) and found is not module else None
