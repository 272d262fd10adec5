"""What programs keep on a library's objects: ``app.state.client = x``, ``bot.database = x``, ``app["db"] = x``.

What one file keeps is found by all that import from the same folder or from one below it, so that projects side by
side share nothing. Of a type that the catalogue calls open, items are kept as well, under the same names, and what the
program's only subclass has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from blocklint.program.subjects import Cell
from blocklint.program.units import ClassUnit
from blocklint.program.values import LITERAL, OBJECT, Types, Value

if TYPE_CHECKING:
    from blocklint.program.arguments import Arguments
    from blocklint.program.linker import Linker

_BUILT_IN: Final = "builtins."
TYPED_KEYS: Final = frozenset(("aiohttp.web.AppKey", "aiohttp.web.RequestKey", "aiohttp.web.ResponseKey"))
"""Keys that say, by what they are made of, what stands under them."""
GETTING: Final = frozenset(("get", "pop", "setdefault"))
"""Methods that give what stands under a key, of objects that keep items."""


def attribute(linker: Linker, value: Value, name: str) -> Types | None:
    """Return what a program keeps on a library's object under a name; None where the name is the library's.

    It is empty where an open object has no such attribute that is known.
    """
    type_name: str = value.a
    catalogue = linker.catalogue
    is_open = catalogue.is_open(type_name)
    if not is_open and (name not in linker.keeping.set_outside or type_name.startswith(_BUILT_IN)):
        return None
    if name.startswith("__") or (is_open and name in GETTING) or catalogue.lists(type_name, name):
        return None
    types = _read(linker, type_name, name)
    return types if types.values or is_open else None


def only_subclass(linker: Linker, type_name: str) -> ClassUnit | None:
    """Return the only class of the program below a library's open class: what the library hands over is of that class.

    A library's row says that its bot is a `Bot`; that of a program with one class of bots is of that class.
    """
    below = linker.classes.below_library(type_name)
    if not below:
        return None
    roots = linker.import_roots()
    near = [cls for cls in below if _root_of(linker, cls) in roots]
    return near[0] if len(near) == 1 else None


def item(linker: Linker, value: Value, key: object) -> Types | None:
    """Return what stands on an open object under a key: a text, or the values of a typed key; None where unknown."""
    if isinstance(key, Types):
        for one in key.values:
            if one.sort == OBJECT and one.a in TYPED_KEYS and one.b and linker.catalogue.is_open(value.a):
                typed: Types = one.b[0]
                return typed
        return None
    if not isinstance(key, str) or not linker.catalogue.is_open(value.a):
        return None
    return _read(linker, value.a, key)


def by_method(linker: Linker, receiver: Value, key: Types | None) -> Types | None:
    """Return what a method of `GETTING` gives on an open object that keeps something there: ``app.get("db")``."""
    if key is None or not linker.catalogue.is_open(receiver.a):
        return None
    found = item(linker, receiver, of_key(key))
    return found if found is not None and found.values else None


def of_key(types: Types) -> object:
    """Return what is known of a key: its text or number where it is a constant, else its values."""
    if len(types.values) == 1 and types.values[0].sort == LITERAL:
        return types.values[0].b
    return types


def keep(linker: Linker, holder: Value, name: str) -> Cell | None:
    """Return the cell of an attribute that a program sets on a library's object."""
    type_name: str = holder.a
    if type_name.startswith(_BUILT_IN) or linker.catalogue.attribute(type_name, name) is not None:
        return None
    return _cell(linker, type_name, name, linker.import_roots()[0], _in_test(linker))


def keep_item(linker: Linker, holder: Value, key: str) -> Cell | None:
    """Return the cell of an item of an open object, None for an object of any other type."""
    if not linker.catalogue.is_open(holder.a):
        return None
    return _cell(linker, holder.a, key, linker.import_roots()[0], _in_test(linker))


def keeps_keywords(linker: Linker, type_name: str) -> bool:
    """True for a class whose objects keep what they are made with by keyword."""
    known = linker.catalogue.type(type_name)
    return known is not None and bool(known.keywords_into)


def keep_keywords(linker: Linker, type_name: str, arguments: Arguments) -> None:
    """Keep what an object is made with by keyword where its type says so: ``SimpleNamespace(client=x)``."""
    known = linker.catalogue.type(type_name)
    if known is None or not known.keywords_into:
        return
    root = linker.import_roots()[0]
    for name, types in arguments.keyword_items():
        linker.grow(_cell(linker, known.keywords_into, name, root, _in_test(linker)), types)


def _read(linker: Linker, type_name: str, name: str) -> Types:
    store = linker.store
    result = store.empty
    for root in linker.import_roots():
        for one in linker.catalogue.lineage(type_name):
            result = store.join(result, linker.read(_cell(linker, one, name, root, False)))
            if _in_test(linker):
                result = store.join(result, linker.read(_cell(linker, one, name, root, True)))
    return result


def _cell(linker: Linker, type_name: str, name: str, root: str, by_test: bool) -> Cell:
    return linker.contained_in(("belonging", type_name, name, root, by_test))


def _in_test(linker: Linker) -> bool:
    """True where a test's function is evaluated: what stands in for an object there is none of the program's."""
    subject = linker.current_subject()
    return subject is not None and subject.unit.module.is_test


def _root_of(linker: Linker, cls: ClassUnit) -> str:
    return linker.imports.roots_of(cls.module.path.rpartition("/")[0])[0]
