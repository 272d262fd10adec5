"""What annotations, class tests and the catalogue's type expressions stand for."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from blocklint.names import parent, root
from blocklint.program import calls, elements, evaluation, generics
from blocklint.program.arguments import Arguments
from blocklint.program.subjects import Subject
from blocklint.program.units import ClassUnit, ModuleUnit
from blocklint.program.values import (
    AWAITABLE,
    CLASS,
    EXTERNAL,
    FUNCTION,
    GIVING,
    INSTANCE,
    LITERAL,
    METHOD,
    MODULE,
    NONE,
    OBJECT,
    SEVERAL,
    VARIABLE,
    Types,
    Value,
)
from blocklint.summaries import expressions as e
from blocklint.summaries.expressions import Expression, Tagged

if TYPE_CHECKING:
    from blocklint.program.linker import Linker

ANNOTATED_SURE = 1
"""A value that only an annotation describes is likely, not certain."""

_LISTS = frozenset(
    [
        "list",
        "List",
        "Sequence",
        "MutableSequence",
        "Iterable",
        "Iterator",
        "Collection",
        "Set",
        "FrozenSet",
        "set",
        "frozenset",
        "AbstractSet",
        "Deque",
        "deque",
        "Generator",
        "Reversible",
        "KeysView",
        "ValuesView",
        "AsyncIterator",
        "AsyncIterable",
        "AsyncGenerator",
    ]
)
_DICTS = frozenset(
    [
        "dict",
        "Dict",
        "Mapping",
        "MutableMapping",
        "DefaultDict",
        "defaultdict",
        "OrderedDict",
        "Counter",
        "ChainMap",
        "TypedDict",
    ]
)
_AWAITABLES = frozenset(["Awaitable", "Coroutine", "Future", "Task"])
_WRAPPERS = frozenset(["Annotated", "Optional", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar"])
_MODULES = (
    "typing",
    "typing_extensions",
    "collections",
    "collections.abc",
    "builtins",
    "contextlib",
    "asyncio",
    "dataclasses",
)
_CONTEXTS = frozenset(
    [
        "AbstractContextManager",
        "ContextManager",
        "AbstractAsyncContextManager",
        "AsyncContextManager",
        "_GeneratorContextManager",
        "_AsyncGeneratorContextManager",
    ]
)


def annotated(linker: Linker, subject: Subject, annotation: Expression) -> Types:
    """Return the values that an annotation, read in the subject's scope, allows: unknown where it says nothing."""
    if annotation is None:
        return linker.store.unknown
    return linker.store.weakened(_annotated(linker, subject, annotation, 0), ANNOTATED_SURE)


def _annotated(linker: Linker, subject: Subject, annotation: Expression, depth: int) -> Types:
    store = linker.store
    if annotation is None or depth > 8:
        return store.unknown
    tag = annotation[0]
    if tag == e.JOIN:
        return _union(linker, subject, annotation[1], depth)
    if tag == e.CONSTANT:
        return store.none if annotation[1] == "NoneType" else store.unknown
    if tag == e.GENERIC:
        return _subscripted(linker, subject, annotation, depth)
    if tag == e.TYPE_VARIABLE:
        return _instances(linker, subject, _values(linker, subject, annotation))
    if tag in (e.NAME, e.LOCAL, e.ATTRIBUTE):
        alias = _alias(linker, subject, annotation, depth)
        if alias is not None:
            return alias
        return _instances(linker, subject, _values(linker, subject, annotation))
    if tag == e.OPERATION and annotation[1] == "__or__":
        return _union(linker, subject, annotation[2:4], depth)
    return store.unknown


def _union(linker: Linker, subject: Subject, parts: tuple[Expression, ...], depth: int) -> Types:
    store = linker.store
    result = store.empty
    for part in parts:
        result = store.join(result, _annotated(linker, subject, part, depth + 1))
    return result


def _values(linker: Linker, subject: Subject, expression: Expression) -> Types:
    return evaluation.evaluate(linker, subject, expression)


def _alias(linker: Linker, subject: Subject, annotation: Tagged, depth: int) -> Types | None:
    """Follow a name to the annotation that it was bound to, such as ``SessionDep = Annotated[...]``."""
    found = definition(linker, subject, annotation)
    if found is None:
        return None
    scope, expression = found
    if expression is not None and expression[0] == e.DECLARED:
        expression = expression[2]
    if expression is None or expression[0] not in (e.GENERIC, e.JOIN, e.OPERATION, e.NAME, e.LOCAL, e.ATTRIBUTE):
        return _new_type(linker, scope, expression, depth)
    return _annotated(linker, scope, expression, depth + 1)


def _new_type(linker: Linker, scope: Subject, expression: Expression, depth: int) -> Types | None:
    """Return what ``UserId = NewType("UserId", int)`` stands for as an annotation."""
    if expression is None or expression[0] != e.CALL or expression[1] < 0:
        return None
    site = scope.unit.summary.sites[expression[1]]
    if len(site.arguments) != 2 or not any(
        value.sort == EXTERNAL and value.a in NEW_TYPES for value in _values(linker, scope, site.target).values
    ):
        return None
    return _annotated(linker, scope, site.arguments[1], depth + 1)


NEW_TYPES = frozenset(("typing.NewType", "typing_extensions.NewType"))


def definition(linker: Linker, subject: Subject, annotation: Tagged) -> tuple[Subject, Expression] | None:
    """Return the expression that a name of an annotation is bound to, and the subject that binds it."""
    if annotation[0] == e.LOCAL:
        return _followed(linker, subject, subject.unit.summary.bindings[annotation[1]][1])
    if annotation[0] == e.NAME:
        outer = subject.parent or subject
        while outer.parent is not None:
            numbers = outer.unit.summary.names.get(annotation[1])
            if numbers is not None and not outer.unit.is_class_body:
                return _followed(linker, outer, outer.unit.summary.bindings[numbers[-1]][1])
            outer = outer.parent
        exported = outer.unit.summary.exports.get(annotation[1])
        return None if exported is None else _followed(linker, outer, exported)
    base = evaluation.evaluate(linker, subject, annotation[1])
    for value in base.values:
        if value.sort == MODULE:
            body = linker.generic(value.a.functions[0])
            exported = body.unit.summary.exports.get(annotation[2])
            return None if exported is None else _followed(linker, body, exported)
    return None


def _followed(
    linker: Linker, subject: Subject, expression: Expression, depth: int = 0
) -> tuple[Subject, Expression] | None:
    """Follow local names and imports of an alias to where it is written."""
    if expression is None or depth > 8:
        return None
    if expression[0] == e.LOCAL:
        return _followed(linker, subject, subject.unit.summary.bindings[expression[1]][1], depth + 1)
    if expression[0] == e.IMPORT and expression[3] is not None:
        module = subject.unit.module
        _, dotted, level, name = expression
        target = linker.imports.imported(module, level, dotted)
        if isinstance(target, ModuleUnit) and target is not module:
            body = linker.generic(target.functions[0])
            exported = body.unit.summary.exports.get(name)
            return None if exported is None else _followed(linker, body, exported, depth + 1)
        return None
    return subject, expression


def _instances(linker: Linker, subject: Subject, classes: Types) -> Types:
    """Return instances of the classes that a set names."""
    store = linker.store
    result = store.empty
    for value in classes.values:
        if value.sort == CLASS:
            part = store.one(store.value(INSTANCE, value.a, False))
        elif value.sort == EXTERNAL:
            part = _external_instance(linker, subject, value.a, ())
        elif value.sort == VARIABLE:
            part = value.b
        elif value.sort == NONE:
            part = store.none
        else:
            part = store.unknown
        result = store.join(result, part)
    return result


def _external_instance(linker: Linker, subject: Subject, name: str, arguments: tuple[Types, ...]) -> Types:
    store = linker.store
    module, _, last = name.rpartition(".")
    if module in _MODULES:
        if last in _LISTS:
            return store.one(store.value(OBJECT, "builtins.list", arguments[:1]))
        if last in ("tuple", "Tuple"):
            return (
                store.one(store.value(SEVERAL, arguments))
                if arguments
                else store.one(store.value(OBJECT, "builtins.tuple", ()))
            )
        if last in _DICTS:
            return store.one(store.value(OBJECT, "builtins.dict", arguments[:2]))
        if last in _AWAITABLES:
            inner = arguments[-1] if arguments else store.unknown
            if module == "asyncio":
                return store.one(store.value(OBJECT, name, (inner,)))
            return store.one(store.value(AWAITABLE, inner))
        if last in ("Self",):
            return store.one(subject.receiver) if subject.receiver is not None else store.unknown
        if last in _CONTEXTS:
            inner = elements.telling(linker, arguments[0]) if arguments else store.empty
            return store.one(store.value(OBJECT, elements.CONTEXT, (inner,))) if inner.values else store.unknown
        if module in ("typing", "typing_extensions", "collections.abc") or last == "object":
            return store.unknown
    if _is_of_unknown_library(linker, name):
        # Stubs, for one: what is assigned, passed or returned says what the object is.
        return store.unknown
    return store.one(store.value(OBJECT, name, arguments))


def _is_of_unknown_library(linker: Linker, name: str) -> bool:
    """True for a class, by its dotted name, of a library of which the catalogue knows nothing."""
    known = linker.unknown_libraries.get(name)
    if known is None:
        known = linker.unknown_libraries[name] = not (
            root(name) in sys.stdlib_module_names
            or linker.catalogue.type(name) is not None
            or any(map(linker.catalogue.knows, _beginnings(name)))
        )
    return known


def _beginnings(name: str) -> Iterator[str]:
    """Yield a dotted name and all of its beginnings: libraries that share a first one are known by longer ones."""
    while name:
        yield name
        name = parent(name)


def _subscripted(linker: Linker, subject: Subject, annotation: Tagged, depth: int) -> Types:
    store = linker.store
    _, base, arguments = annotation
    classes = _values(linker, subject, base)
    result = store.empty
    for value in classes.values:
        if value.sort == EXTERNAL:
            result = store.join(result, _special(linker, subject, value.a, arguments, depth))
        elif value.sort == CLASS:
            inner = tuple(_annotated(linker, subject, part, depth + 1) for part in arguments)
            result = store.join(result, store.one(generics.instance(linker, value.a, inner)))
        else:
            alias = (
                _alias(linker, subject, base, depth)
                if base is not None and base[0] in (e.NAME, e.LOCAL, e.ATTRIBUTE)
                else None
            )
            result = store.join(result, alias if alias is not None else store.unknown)
    return result


def of_arguments(linker: Linker, subject: Subject, base: Expression, arguments: tuple[Types, ...]) -> Types:
    """Return what a subscripted annotation says, of which the arguments are known as types."""
    store = linker.store
    result = store.empty
    for value in _values(linker, subject, base).values:
        last = str(value.a).rpartition(".")[2] if value.sort == EXTERNAL else ""
        if value.sort == CLASS:
            part = store.one(generics.instance(linker, value.a, arguments))
        elif last in _WRAPPERS:
            part = arguments[0]
        elif last == "Union":
            part = store.empty
            for one in arguments:
                part = store.join(part, one)
        elif last in ("type", "Type", "Callable"):
            part = store.unknown
        else:
            part = _external_instance(linker, subject, value.a, arguments) if last else store.unknown
        result = store.join(result, part)
    return result


def argument_of(linker: Linker, name: str, number: int, types: Types) -> Types | None:
    """Return what a value says of one argument of its subscripted annotation, such as the elements of ``list[T]``."""
    module, _, last = name.rpartition(".")
    if module not in _MODULES:
        return None
    if last in _LISTS or (last in ("tuple", "Tuple") and number == 0):
        return elements.each(linker, types) if number == 0 else None
    if last in _DICTS:
        return elements.values_of(linker, types) if number == 1 else None
    if last in _WRAPPERS and number == 0:
        return linker.store.without_none(types)
    if last in ("type", "Type"):
        return _instances(linker, linker.subjects[0], types)
    if last in ("Callable", "Awaitable", "Coroutine"):
        called = last == "Callable" and number == 1
        return calls.result_of_calling(linker, types) if called else (
            evaluation.awaited(linker, types) if last != "Callable" else None
        )  # fmt: skip
    return None


def _special(linker: Linker, subject: Subject, name: str, arguments: tuple[Expression, ...], depth: int) -> Types:
    store = linker.store
    module, _, last = name.rpartition(".")
    if module in _MODULES:
        if last in ("Union",):
            return _union(linker, subject, arguments, depth)
        if last == "Annotated":
            return _annotated_with(linker, subject, arguments, depth)
        if last in _WRAPPERS:
            return _annotated(linker, subject, arguments[0], depth + 1)
        if last in ("type", "Type"):
            return _class_objects(linker, subject, arguments[0])
        if last == "Callable":
            return _callable(linker, subject, arguments, depth)
        if last == "Literal":
            return store.unknown
    inner = tuple(_annotated(linker, subject, part, depth + 1) for part in arguments)
    if last in ("tuple", "Tuple") and len(inner) == 2 and arguments[1] is not None and arguments[1][0] == e.LITERAL:
        return store.one(store.value(OBJECT, "builtins.tuple", inner[:1]))
    return _external_instance(linker, subject, name, inner)


def _callable(linker: Linker, subject: Subject, arguments: tuple[Expression, ...], depth: int) -> Types:
    """``Callable[..., X]``: what calling it gives."""
    gives = _annotated(linker, subject, arguments[1], depth + 1) if len(arguments) == 2 else linker.store.unknown
    if not elements.telling(linker, gives).values:
        return linker.store.unknown
    return linker.store.one(linker.store.value(GIVING, gives))


def _annotated_with(linker: Linker, subject: Subject, arguments: tuple[Expression, ...], depth: int) -> Types:
    """``Annotated[X, Depends(f)]``: X, or what the injector hands over where X says nothing."""
    store = linker.store
    declared = _annotated(linker, subject, arguments[0], depth + 1)
    provided = store.empty
    for extra in arguments[1:]:
        if extra is not None and extra[0] == e.CALL:
            provided = store.join(provided, _values(linker, subject, extra))
    if any(value.sort in (INSTANCE, OBJECT) and value.a != "builtins.object" for value in provided.values) and not any(
        value.sort in (INSTANCE, OBJECT) for value in declared.values
    ):
        return provided
    return declared


def _class_objects(linker: Linker, subject: Subject, expression: Expression) -> Types:
    found = _annotated(linker, subject, expression, 1)
    store = linker.store
    return store.several(
        (
            store.value(CLASS, value.a, True) if value.sort == INSTANCE
            else store.value(EXTERNAL, value.a) if value.sort == OBJECT
            else store.unknown_value
            for value in found.values
        ),
        found.sure,
    )  # fmt: skip


def classes_of(linker: Linker, subject: Subject, expression: Expression) -> tuple[Value, ...]:
    """Return the classes that the second argument of `isinstance` names."""
    if expression is None:
        return ()
    if expression[0] == e.TUPLE:
        return tuple(value for part in expression[1] for value in classes_of(linker, subject, part))
    types = _values(linker, subject, expression)
    found: list[Value] = []
    for value in types.values:
        found.extend((inner for part in value.a for inner in part.values) if value.sort == SEVERAL else (value,))
    # Where one of them is unknown, the test says nothing.
    return tuple(found) if all(value.sort in (CLASS, EXTERNAL) for value in found) else ()


def instances_of(linker: Linker, subject: Subject, expression: Expression) -> Types:
    """Return instances of the classes that an `except` clause names."""
    store = linker.store
    result = store.empty
    for value in classes_of(linker, subject, expression):
        result = store.join(result, _instances(linker, subject, store.one(value)))
    return store.weakened(result, ANNOTATED_SURE) if result.values else store.unknown


def narrow(linker: Linker, types: Types, classes: tuple[Value, ...], holds: bool) -> Types:
    """Return the values that are, or are not, instances of one of the classes."""
    store = linker.store
    if not holds:
        kept = [value for value in types.values if not any(is_a(linker, value, cls) is True for cls in classes)]
        return store.of(tuple(kept), types.sure) if kept else store.unknown
    kept = [value for value in types.values if any(is_a(linker, value, cls) is True for cls in classes)]
    if kept:
        return store.of(tuple(kept), types.sure)
    result = store.empty
    for cls in classes:
        if cls.sort == CLASS:
            result = store.join(result, store.one(store.value(INSTANCE, cls.a, False)))
        else:
            result = store.join(result, store.one(store.value(OBJECT, cls.a, ())))
    return store.weakened(result, ANNOTATED_SURE)


def is_a(linker: Linker, value: Value, cls: Value) -> bool | None:
    """Tell whether a value is an instance of a class; None where that is unknown."""
    if value.sort == INSTANCE:
        unit: ClassUnit = value.a
        if cls.sort == CLASS:
            return cls.a in unit.mro
        return cls.a in unit.external
    if value.sort in (OBJECT, LITERAL):
        if cls.sort != EXTERNAL:
            return False
        return derives(linker, value.a, cls.a)
    if value.sort == NONE:
        return False
    if value.sort in (FUNCTION, METHOD):
        return False
    return None


def derives(linker: Linker, name: str, base: str) -> bool:
    """Tell whether one of the catalogue's classes is another or derives from it."""
    if name == base:
        return True
    entry = linker.catalogue.type(name)
    return entry is not None and any(derives(linker, parent, base) for parent in entry.bases if parent != name)


# The catalogue's type expressions


@functools.lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


class CallSite:
    """The call for which a type expression is worked out: its arguments, and what its object remembers of them."""

    __slots__ = ("arguments", "made")

    def __init__(self, arguments: Arguments, made: tuple[object, ...] | None) -> None:
        self.arguments = arguments
        self.made = made


def library_types(linker: Linker, text: str, receiver: Value | None = None, call: CallSite | None = None) -> Types:
    """Return the values that a type expression of the catalogue stands for."""
    if call is not None and call.made is not None:
        return _library(linker, _parsed(text), receiver, call)
    known = linker.library_texts.get(text)
    if known is None:
        node = _parsed(text)
        known = _library(linker, node, receiver, call)
        if _depends(node):
            return known
        linker.library_texts[text] = known
    return known


@functools.lru_cache(maxsize=4096)
def _depends(node: ast.expr) -> bool:
    """True for an expression that stands for another type with each receiver or call."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return not names.isdisjoint((*OF_ARGUMENT, "Self", "self", HELD))


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _library(linker: Linker, node: ast.expr, receiver: Value | None, call: CallSite | None) -> Types:
    store = linker.store
    if isinstance(node, ast.BinOp):
        return store.join(_library(linker, node.left, receiver, call), _library(linker, node.right, receiver, call))
    if isinstance(node, ast.Constant):
        return store.none if node.value is None else store.unknown
    if isinstance(node, ast.BoolOp):
        first = next((part for part in node.values[:-1] if not _is_missing(part, receiver, call)), node.values[-1])
        return _library(linker, first, receiver, call)
    if isinstance(node, ast.Subscript):
        return _library_subscript(linker, node, receiver, call)
    name = _dotted(node)
    if name in ("Self", "self"):
        return store.one(receiver) if receiver is not None else store.unknown
    if name == HELD:
        return _held(linker, receiver)
    if name in ("Any", "object", "typing.Any", "builtins.object"):
        return store.unknown
    if "." not in name:
        name = f"builtins.{name}"
    name = linker.catalogue.canonical(name)
    made = call.made if call is not None else None
    return store.one(store.value(OBJECT, name, (), made) if made is not None else store.value(OBJECT, name, ()))


def _argument(index: ast.expr, call: CallSite | None) -> Types | None:
    """Return the argument of a call that a position or the name of a keyword stands for, None where it is not given."""
    if call is None:
        return None
    if isinstance(index, ast.Name):
        return call.arguments.named(index.id)
    return call.arguments.at(index.value) if isinstance(index, ast.Constant) and isinstance(index.value, int) else None


HELD: Final = "Held"
"""The form for what the receiver holds: its first type argument."""


def _held(linker: Linker, receiver: Value | None) -> Types:
    found: Types = receiver.b[0] if receiver is not None and receiver.sort == OBJECT and receiver.b else (
        linker.store.unknown
    )  # fmt: skip
    return found


def _is_missing(node: ast.expr, receiver: Value | None, call: CallSite | None) -> bool:
    """True for a form that stands for an argument which is not given, or for what the receiver is not known to hold."""
    if isinstance(node, ast.Name) and node.id == HELD:
        return receiver is None or receiver.sort != OBJECT or not receiver.b
    if not isinstance(node, ast.Subscript) or _dotted(node.value) not in OF_ARGUMENT:
        return False
    return _argument(node.slice, call) is None


def _library_subscript(linker: Linker, node: ast.Subscript, receiver: Value | None, call: CallSite | None) -> Types:
    store = linker.store
    base = _dotted(node.value)
    index = node.slice
    if base in OF_ARGUMENT:
        argument = _argument(index, call)
        return OF_ARGUMENT[base](linker, argument) if argument is not None else store.unknown
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    last = base.rpartition(".")[2]
    if last in ("type", "Type"):
        inner = _library(linker, parts[0], receiver, None)
        return store.several(
            (store.value(EXTERNAL, value.a) for value in inner.values if value.sort == OBJECT), inner.sure
        )
    types = [_library(linker, part, receiver, call) for part in parts]
    if last == "Callable":
        return store.unknown
    if last in ("tuple", "Tuple"):
        if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is ...:
            return store.one(store.value(OBJECT, "builtins.tuple", (types[0],)))
        return store.one(store.value(SEVERAL, tuple(types)))
    if last in _LISTS:
        kind = "builtins.generator" if "Iter" in last or "Generator" in last else "builtins.list"
        return store.one(store.value(OBJECT, kind, (types[0],)))
    if last in _DICTS:
        return store.one(store.value(OBJECT, "builtins.dict", (types[0], types[-1])))
    if last in _AWAITABLES and base.rpartition(".")[0] in ("", "typing", "collections.abc"):
        return store.one(store.value(AWAITABLE, types[-1]))
    name = linker.catalogue.canonical(base if "." in base else f"builtins.{base}")
    return store.one(store.value(OBJECT, name, tuple(types)))


OF_ARGUMENT: Final[dict[str, Callable[[Linker, Types], Types]]] = {
    "arg": lambda linker, argument: elements.plain(linker, argument),
    "called": lambda linker, argument: calls.result_of_calling(linker, argument),
    "provided": lambda linker, argument: calls.provided(linker, argument),
    "element": lambda linker, argument: elements.each(linker, argument),
    "entered": lambda linker, argument: elements.entered(linker, argument, False),
    # A class is a class wherever its name stands: the scope does not matter.
    "instance": lambda linker, argument: _instances(linker, linker.subjects[0], argument),
}
"""What each of the catalogue's forms takes from the argument that it names."""
