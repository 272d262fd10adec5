"""Which attributes an object lacks where a call is made on it: a test such as ``hasattr(x, "close")`` has failed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from blocklint.program.arguments import Arguments
from blocklint.program.conditions import atoms, guards_of
from blocklint.program.units import ASKS, ClassUnit
from blocklint.program.values import INSTANCE, METHOD, VIRTUAL, Types, Value
from blocklint.summaries.expressions import CALL, CONSTANT

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_NOTHING: Final[frozenset[str]] = frozenset()


def lacked(linker: Linker, arguments: Arguments) -> frozenset[str]:
    """Return the attributes that the object does not have on whose method the present call is made."""
    subject = linker.current_subject()
    if subject is None or arguments.guard < 0 or arguments.subject is not subject:
        return _NOTHING
    if not subject.unit.asks_for_attributes:
        return _NOTHING
    base = linker.current_base()
    if base is None:
        return _NOTHING
    sites = subject.unit.summary.sites
    found: set[str] = set()
    for guard in guards_of(subject.unit.summary, arguments.guard):
        for test, holds in atoms(guard.test, guard.holds):
            site = sites[test[1]] if test[0] == CALL and test[1] >= 0 and not holds else None
            if site is None or site.target != ASKS or len(site.arguments) != 2 or site.arguments[0] != base:
                continue
            name = site.arguments[1]
            if name is not None and name[0] == CONSTANT and isinstance(name[2], str):
                found.add(name[2])
    return frozenset(found)


def without(linker: Linker, classes: Iterable[ClassUnit], names: frozenset[str]) -> list[ClassUnit]:
    """Return the classes that define none of the names, nor inherit one."""
    return [cls for cls in classes if all(linker.classes.defining(cls, name) is None for name in names)]


def remaining(linker: Linker, callee: Types, names: frozenset[str]) -> Types:
    """Return the methods of objects whose classes define none of the names."""
    kept = tuple(
        value for value in callee.values if (cls := _class_of(value)) is None or without(linker, (cls,), names)
    )
    return linker.store.of(kept, callee.sure)


def _class_of(method: Value) -> ClassUnit | None:
    if method.sort == VIRTUAL:
        virtual: ClassUnit = method.a
        return virtual
    if method.sort == METHOD and method.b.sort == INSTANCE:
        own: ClassUnit = method.b.a
        return own
    return None
