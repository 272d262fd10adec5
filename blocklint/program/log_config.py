"""Handlers that a literal dictionary gives to loggers: what `logging.config.dictConfig` reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from blocklint.program import calls, declarations, evaluation
from blocklint.program.subjects import Subject
from blocklint.program.values import UNKNOWN, Types
from blocklint.summaries import expressions as e
from blocklint.summaries.expressions import Expression

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


class Configured(NamedTuple):
    """One logger's part: its name, its handlers, each with the name of the least level that it takes.

    A level is empty where nothing is said; after a `last` logger, those above it are not asked.
    """

    name: str
    handlers: tuple[tuple[Types, str], ...]
    last: bool


class _Part(NamedTuple):
    """An expression, and the body in which its names are read."""

    subject: Subject
    expression: Expression


def loggers(linker: Linker, subject: Subject, expression: Expression) -> Iterator[Configured]:
    """Yield the loggers that a configuration names, as far as it is written out."""
    whole = _entries(linker, _Part(subject, expression))
    handlers = {name: _handler(linker, part) for name, part in _entries(linker, whole.get("handlers")).items()}
    named = _entries(linker, whole.get("loggers"))
    if "root" in whole:
        named[""] = whole["root"]
    for name, part in named.items():
        entries = _entries(linker, part)
        chosen = [handlers[one] for one in _texts(linker, entries.get("handlers")) if one in handlers]
        last = _constant(linker, entries.get("propagate")) is False
        if chosen or last:
            yield Configured(name, tuple((types, level) for types, level in chosen if types.values), last)


def _handler(linker: Linker, part: _Part) -> tuple[Types, str]:
    """Return the object that an entry of ``handlers`` makes, an empty set where that is unknown, and its level."""
    entries = _entries(linker, part)
    made = entries.get("()") or entries.get("class")
    if made is None:
        return linker.store.empty, ""
    text = _constant(linker, made)
    expression = made.expression
    if isinstance(text, str):
        module, _, name = text.rpartition(".")
        expression = (e.IMPORT, module, 0, name)
        own = made.subject.unit.module
        if module == own.source.module:
            made, expression = made._replace(subject=linker.generic(own.functions[0])), (e.NAME, name)
    types = calls.result_of_calling(linker, evaluation.evaluate(linker, made.subject, expression))
    known = [value for value in types.values if value.sort != UNKNOWN]
    level = _constant(linker, entries.get("level"))
    return linker.store.several(known, types.sure), level if isinstance(level, str) else ""


def _written(linker: Linker, part: _Part | None) -> _Part | None:
    """Follow a name to what it is bound to."""
    if part is None or part.expression is None:
        return None
    if part.expression[0] in (e.LOCAL, e.NAME, e.ATTRIBUTE):
        found = declarations.definition(linker, part.subject, part.expression)
        return _Part(*found) if found is not None and found[1] is not None else None
    return part


def _entries(linker: Linker, part: _Part | None) -> dict[str, _Part]:
    """Return the entries of a dictionary that is written out, by key."""
    written = _written(linker, part)
    if written is None or written.expression is None or written.expression[:2] != (e.DISPLAY, "dict"):
        return {}
    _, _, values, keys = written.expression
    pairs = zip(keys, values, strict=False)
    return {key: _Part(written.subject, value) for key, value in pairs if isinstance(key, str)}


def _texts(linker: Linker, part: _Part | None) -> Iterator[str]:
    """Yield the texts of a list or tuple that is written out."""
    written = _written(linker, part)
    if written is None or written.expression is None or written.expression[0] not in (e.DISPLAY, e.TUPLE):
        return
    for one in written.expression[2] if written.expression[0] == e.DISPLAY else written.expression[1]:
        text = _constant(linker, _Part(written.subject, one))
        if isinstance(text, str):
            yield text


def _constant(linker: Linker, part: _Part | None) -> object:
    """Return the value of a constant, None for anything else."""
    written = _written(linker, part)
    if written is None or written.expression is None or written.expression[0] != e.CONSTANT:
        return None
    return written.expression[2]
