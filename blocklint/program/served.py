"""Which modules belong to an application that a server imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from blocklint.program.imports import ImportIndex
from blocklint.program.program import Program
from blocklint.program.units import ModuleUnit
from blocklint.summaries.expressions import IMPORT


def served_modules(program: Program, named: Collection[str]) -> frozenset[ModuleUnit]:
    """Return the modules that make an application, those that are `named` by a server, and all that they import."""
    served = {
        module
        for module in program.modules
        if any(module.source.module == name or module.source.module.endswith(f".{name}") for name in named)
    }
    served.update(subject.unit.module for subject in program.index.calling(program.catalogue.is_served))
    waiting = list(served)
    while waiting:
        for found in _imported(program.imports, waiting.pop()):
            if found not in served:
                served.add(found)
                waiting.append(found)
    return frozenset(served)


def _imported(index: ImportIndex, module: ModuleUnit) -> Iterator[ModuleUnit]:
    """Yield the modules that a module imports, wherever in it."""
    wanted: list[tuple[str, int, str | None]] = [(dotted, level, None) for dotted, level in module.summary.imports]
    for function in module.summary.functions:
        wanted.extend(value[1:] for _, value in function.bindings if value is not None and value[0] == IMPORT)
    for dotted, level, name in wanted:
        found = index.relative(module, level, dotted) if level else index.absolute(module, dotted)
        if isinstance(found, ModuleUnit):
            yield found
        inner = _inside(index, found, name) if name is not None else None
        if isinstance(inner, ModuleUnit):
            yield inner


def _inside(index: ImportIndex, found: ModuleUnit | str | None, name: str) -> ModuleUnit | str | None:
    """Return what ``from package import name`` brings, where that is a module."""
    if found is None:
        return None
    return index.child(found, name) if isinstance(found, ModuleUnit) else index.inside(found, name)
