"""Objects that hand on what they lack: ``def __getattr__(self, name): return getattr(self._client, name)``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from blocklint.program import attributes, evaluation, views
from blocklint.program.units import ClassUnit, FunctionUnit
from blocklint.program.values import FUNCTION, Types, Value
from blocklint.summaries.expressions import CALL, LOCAL, NAME, Expression

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

_HANDS_ON: Final = "__getattr__"
_NAME: Expression = (LOCAL, 1)
_LIKELY: Final = 1


def handed_on(linker: Linker, receiver: Value, name: str) -> Types | None:
    """Return the attribute of the object that an instance hands the name on to, None where it does no such thing."""
    cls: ClassUnit = receiver.a
    asking = (cls, name)
    if name.startswith("__") or linker.classes.defining(cls, _HANDS_ON) is None or asking in linker.asking:
        return None
    found = attributes.find_in_class(linker, cls, _HANDS_ON)
    result = linker.store.empty
    # Two proxies may hand a name on to each other.
    linker.asking.add(asking)
    for one in found[1].values if found is not None else ():
        if one.sort == FUNCTION:
            for wrapped in _objects(one.a):
                body = linker.subject(one.a, views.seen_receiver(linker, one.a, receiver), one.b, ())
                types = evaluation.evaluate(linker, body, wrapped)
                result = linker.store.join(result, attributes.attribute(linker, types, name))
    linker.asking.discard(asking)
    return linker.store.weakened(result, _LIKELY) if result.values else None


def _objects(unit: FunctionUnit) -> Iterator[Expression]:
    """Yield the objects of which a body returns the attribute of the name that it is asked for."""
    summary = unit.summary
    for expression in summary.returns:
        if expression is None or expression[0] != CALL or expression[1] < 0:
            continue
        site = summary.sites[expression[1]]
        if site.target == (NAME, "getattr") and len(site.arguments) >= 2 and site.arguments[1] == _NAME:
            yield site.arguments[0]
