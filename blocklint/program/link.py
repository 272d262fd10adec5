"""Summaries and catalogue in, the linked program out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence

from blocklint.catalogue.catalogue import Catalogue
from blocklint.names import is_dunder
from blocklint.program.handover import enter_hooks, give_receivers
from blocklint.program.imported import note_imported
from blocklint.program.imports import ImportIndex
from blocklint.program.library import TEXTS
from blocklint.program.linker import Linker
from blocklint.program.marks import leave_out, mark_functions
from blocklint.program.models import enter_models
from blocklint.program.program import Program
from blocklint.program.suppression import NO_CUTS, Cuts
from blocklint.program.tables import find_tables
from blocklint.program.touches import ITEM_METHODS
from blocklint.program.units import ModuleUnit
from blocklint.program.values import GENERATED, INSTANCE, LAZY, OBJECT
from blocklint.sources.import_roots import NO_ROOTS, ImportRoots
from blocklint.sources.requirements import never
from blocklint.sources.source import Source
from blocklint.summaries.expressions import ATTRIBUTE, CALL, FUNCTION, NAME
from blocklint.summaries.summary import SEARCHED, SITE_DECORATE, FunctionSummary, ModuleSummary


def link(
    summaries: Sequence[tuple[Source, ModuleSummary]],
    catalogue: Catalogue,
    requires: Callable[[str, str], bool] = never,
    cuts: Cuts = NO_CUTS,
    assumed: Callable[[str], bool] = never,
    roots: ImportRoots = NO_ROOTS,
) -> Program:
    """Link all modules of a project, in the order of their paths.

    `requires` tells whether the requirements declared for a file allow the versions named by a
    requirement such as ``mcp<2``; `cuts` are the suppressions; `assumed` tells whether a function or an API
    is taken not to block, by its dotted name; `roots` are folders from which files elsewhere import, too.
    """
    ordered = sorted(summaries, key=lambda pair: pair[0].path)
    modules = [ModuleUnit(index, source, summary) for index, (source, summary) in enumerate(ordered)]
    mark_functions(modules, cuts, assumed)
    imports = ImportIndex(modules, catalogue.knows, roots)
    find_tables(modules, imports)
    linker = Linker(modules, catalogue, imports, touched_names(modules, catalogue), requires)
    collecting = gc.isenabled()
    # Everything that is made here lives until the end: the collector would only walk over it again and again.
    gc.disable()
    try:
        linker.run()
        enter_hooks(linker)
        give_receivers(linker)
        enter_models(linker)
        linker.run()
        if assumed is not never:
            leave_out(linker.subjects, assumed)
        note_imported(linker.subjects)
        return Program(modules, catalogue, imports, linker.subjects, linker.loop_roots, cuts)
    finally:
        if collecting:
            gc.enable()


_OF_PROGRAM = frozenset((INSTANCE,))
_OF_LIBRARY = frozenset((INSTANCE, OBJECT))
_LAZY = frozenset((GENERATED, LAZY))


def touched_names(modules: Sequence[ModuleUnit], catalogue: Catalogue) -> dict[str, frozenset[int]]:
    """Return the attribute and operator names that do something, and the sorts of values on which they may.

    They call a function of some class of the program, are properties that a library of the catalogue declares, read or
    fill a store of such a library by its items, or run an iterator.
    """
    touched = dict.fromkeys(_names_of_classes(modules), _OF_PROGRAM)
    touched.update(dict.fromkeys(catalogue.properties, _OF_LIBRARY))
    roots = {name.partition(".")[0] for name in catalogue.stores}
    imported = {name.partition(".")[0] for module in modules for name, level in module.summary.imports if not level}
    if not roots.isdisjoint(imported):
        touched.update(dict.fromkeys(ITEM_METHODS, _OF_LIBRARY))
    touched[SEARCHED] = _LAZY
    return touched


def _names_of_classes(modules: Sequence[ModuleUnit]) -> set[str]:
    names: set[str] = set()
    descriptors = False
    for module in modules:
        for cls in module.classes:
            summary = cls.body.summary
            for name in summary.exports:
                if is_dunder(name) and name not in TEXTS:
                    names.add(name)
                    descriptors = descriptors or name in ("__get__", "__set__")
            names.update(_properties(summary, module))
    names.update(_texts(modules, names))
    if "__len__" in names:
        names.add("__bool__")
    if "__iter__" in names:
        names.add("__contains__")
    if descriptors:
        for module in modules:
            for cls in module.classes:
                for name, value in cls.body.summary.bindings:
                    if value is not None and value[0] == CALL:
                        names.update((name, f"{name}="))
    return names


def _texts(modules: Sequence[ModuleUnit], names: set[str]) -> set[str]:
    """Return the methods that make a text, if one of some class calls something: most only put attributes together."""
    found: set[str] = set()
    for module in modules:
        for unit in module.functions:
            name = unit.summary.name
            if unit.owner is None or name not in TEXTS:
                continue
            if unit.summary.sites or any(touch.name in names for touch in unit.summary.touches):
                # What has no `__str__` is written as by `__repr__`, and formatted as written.
                found.update([one for one, methods in TEXTS.items() if name in methods])
    return found


def _properties(summary: FunctionSummary, module: ModuleUnit) -> set[str]:
    found: set[str] = set()
    for name, value in summary.bindings:
        # ``name = property(get, set)``
        if value is not None and value[0] == CALL and value[1] >= 0:
            target = summary.sites[value[1]].target
            if target is not None and target[0] in (NAME, ATTRIBUTE) and "property" in target[-1]:
                found.update((name, f"{name}="))
    for site in summary.sites:
        if site.what != SITE_DECORATE or site.target is None or site.target[0] not in (NAME, ATTRIBUTE):
            continue
        name = site.target[-1]
        if "property" in name or name in ("setter", "deleter"):
            argument = site.arguments[0]
            while argument is not None and argument[0] == CALL and argument[1] >= 0:
                argument = summary.sites[argument[1]].arguments[0]
            if argument is not None and argument[0] == FUNCTION:
                function = module.functions[argument[1]].summary.name
                found.update((function, f"{function}="))
    return found
