"""Functions that import what a text names: ``load("app.stores.Redis")``, ``load("app.stores", "Redis")``.

Plug-ins, providers and back ends are listed by their dotted names, in tables from which a setting chooses one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from blocklint.program import evaluation
from blocklint.program.arguments import Arguments
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.program.values import LITERAL, Types
from blocklint.summaries.expressions import (
    ATTRIBUTE,
    CALL,
    CONSTANT,
    LOCAL,
    NAME,
    Expression,
    Tagged,
    alternatives,
    without_annotation,
)
from blocklint.summaries.summary import FunctionSummary

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_IMPORTS: Final = frozenset(("import_module", "__import__"))
_SPLITS: Final = frozenset(("rsplit", "split", "rpartition", "partition"))
_GETATTR: Final[Expression] = (NAME, "getattr")


class Loader(NamedTuple):
    """The parameters, by number, that name a module and what is taken from it; `name` -1: one text names both."""

    module: int
    name: int


def find_loaders(modules: Sequence[ModuleUnit]) -> dict[FunctionUnit, Loader]:
    """Return the functions that give back an attribute of a module which they import by a parameter's text."""
    found: dict[FunctionUnit, Loader] = {}
    for module in modules:
        if any(name == "importlib" for name, _ in module.summary.imports):
            for unit in module.functions:
                loader = _loader(unit.summary) if unit.number and not unit.generates else None
                if loader is not None:
                    found[unit] = loader
    return found


def _loader(summary: FunctionSummary) -> Loader | None:
    for returned in summary.returns:
        for one in alternatives(returned):
            taken = _bound(summary, one)
            if taken is None or taken[0] != CALL or taken[1] < 0:
                continue
            site = summary.sites[taken[1]]
            if site.target != _GETATTR or len(site.arguments) < 2:
                continue
            module = _imported_by(summary, site.arguments[0])
            if module is None:
                continue
            names = [_parameter(summary, part) for part in (module, site.arguments[1])]
            if names[0] >= 0 and names[1] >= 0:
                return Loader(*names)
            dotted = next(_split(summary), -1)
            if dotted >= 0:
                return Loader(dotted, -1)
    return None


def _bound(summary: FunctionSummary, expression: Expression) -> Expression:
    """Return what an expression stands for where it is a local name."""
    expression = without_annotation(expression)
    if expression is not None and expression[0] == LOCAL and expression[1] >= len(summary.parameters):
        return without_annotation(summary.bindings[expression[1]][1])
    return expression


def _imported_by(summary: FunctionSummary, expression: Expression) -> Expression:
    """Return the argument of the import that gives an expression, None where it is no import."""
    module = _bound(summary, expression)
    if module is None or module[0] != CALL or module[1] < 0:
        return None
    site = summary.sites[module[1]]
    imports = site.target is not None and site.target[0] in (NAME, ATTRIBUTE) and site.target[-1] in _IMPORTS
    return site.arguments[0] if imports and site.arguments else None


def _parameter(summary: FunctionSummary, expression: Expression) -> int:
    expression = without_annotation(expression)
    if expression is None or expression[0] != LOCAL or expression[1] >= len(summary.parameters):
        return -1
    return int(expression[1])


def _split(summary: FunctionSummary) -> Iterator[int]:
    """Yield the parameters that a body splits."""
    for site in summary.sites:
        if site.target is not None and site.target[0] == ATTRIBUTE and site.target[2] in _SPLITS:
            number = _parameter(summary, site.target[1])
            if number >= 0:
                yield number


def loaded(linker: Linker, unit: FunctionUnit, loader: Loader, arguments: Arguments, skip: int) -> Types:
    """Return what a call of a loader gives, empty where the texts that it is given are not known."""
    matched = arguments.to_parameters(unit, skip)
    result = linker.store.empty
    places = _texts(arguments, matched.get(loader.module))
    if loader.name < 0:
        pairs = [place.rpartition(":" if ":" in place else ".")[::2] for place in places]
    else:
        pairs = [(place, name) for place in places for name in _texts(arguments, matched.get(loader.name))]
    for place, name in pairs:
        result = linker.store.join(result, named(linker, unit.module, place, name))
    return linker.store.weakened(result, 1)


def _texts(arguments: Arguments, part: Expression | Types) -> list[str]:
    if part is None:
        return []
    values = arguments.evaluated(part).values
    return [value.b for value in values if value.sort == LITERAL and isinstance(value.b, str)]


def named(linker: Linker, module: ModuleUnit, place: str, name: str) -> Types:
    """Return what a module, as another one would import it, has under a name; empty where it is not known."""
    if not place or not name.isidentifier():
        return linker.store.empty
    target = linker.imports.absolute(module, place)
    if isinstance(target, ModuleUnit):
        return evaluation.member(linker, target, name)
    if linker.catalogue.knows(place.partition(".")[0]):
        return evaluation.external(linker, f"{place}.{name}")
    return linker.store.empty


def names_something(linker: Linker, module: ModuleUnit, value: Tagged) -> bool:
    """True for a text that is the dotted name of something in a module of the program."""
    if value[0] != CONSTANT or not isinstance(value[2], str) or "." not in value[2]:
        return False
    place, _, name = value[2].rpartition(":" if ":" in value[2] else ".")
    return name.isidentifier() and isinstance(linker.imports.absolute(module, place), ModuleUnit)
