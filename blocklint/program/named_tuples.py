"""Classes that `collections.namedtuple` makes: tuples whose parts have names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program import elements
from blocklint.program.arguments import Arguments
from blocklint.program.values import EXTERNAL, LITERAL, PARTIAL, SEVERAL, Types
from blocklint.summaries.expressions import CONSTANT, DISPLAY, TUPLE

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

MAKING: Final = "collections.namedtuple.__new__"
"""What a class that `collections.namedtuple` makes calls, with the names of its fields in front."""


def named_tuple(linker: Linker, arguments: Arguments) -> Types | None:
    """``Point = namedtuple("Point", "x y")``: a callable that knows the names."""
    store = linker.store
    shown = arguments.expression(1) if len(arguments) > 1 else arguments.expression("field_names")
    if shown is None:
        return None
    if shown[0] == CONSTANT and isinstance(shown[2], str):
        names = shown[2].replace(",", " ").split()
    elif shown[0] in (DISPLAY, TUPLE):
        parts = shown[2] if shown[0] == DISPLAY else shown[1]
        names = [part[2] for part in parts if part is not None and part[0] == CONSTANT and isinstance(part[2], str)]
    else:
        return None
    literals = tuple(store.one(store.value(LITERAL, "builtins.str", name)) for name in names)
    fields = store.one(store.value(SEVERAL, literals))
    return store.one(store.value(PARTIAL, store.value(EXTERNAL, MAKING), (fields,), ()))


def made(linker: Linker, arguments: Arguments) -> Types | None:
    """Make a tuple whose parts have names."""
    store = linker.store
    fields = arguments.at(0)
    if fields is None or len(fields.values) != 1 or fields.values[0].sort != SEVERAL:
        return None
    names = tuple(part.values[0].b for part in fields.values[0].a)
    parts = []
    for number, name in enumerate(names, 1):
        types = arguments.at(number) or arguments.named(name)
        parts.append(elements.plain(linker, types) if types is not None else store.unknown)
    return store.one(store.value(SEVERAL, tuple(parts), names))
