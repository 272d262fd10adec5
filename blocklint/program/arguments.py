"""The arguments of one call, evaluated when they are asked for, and how they meet the parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from blocklint.catalogue.model import Callback, Condition
from blocklint.program import evaluation
from blocklint.program.constants import is_constant, is_something
from blocklint.program.subjects import Subject
from blocklint.program.units import FunctionUnit
from blocklint.program.values import CALLABLE, EXTERNAL, LITERAL, NONE, OBJECT, SEVERAL, Types
from blocklint.summaries.expressions import (
    CONSTANT,
    DISPLAY,
    JOIN,
    LOCAL,
    OPERATION,
    PARAMETER,
    STARRED,
    TUPLE,
    Expression,
    without_annotation,
)
from blocklint.summaries.summary import DOUBLE_STAR, KEYWORD_ONLY, STAR, FunctionSummary

if TYPE_CHECKING:
    from blocklint.program.linker import Linker


class Arguments:
    """Positional and keyword arguments: expressions of the calling subject, or values that are known already.

    `decorating` is True where the only argument is what stands below a decorator; `awaited` where the result of the
    call is awaited. `guard` is the number of the innermost condition around the call, -1 for none.
    """

    __slots__ = ("_keywords", "_linker", "_positional", "_stars", "_subject", "awaited", "decorating", "guard")

    def __init__(
        self,
        linker: Linker,
        subject: Subject | None,
        positional: Sequence[Expression | Types],
        keywords: Sequence[tuple[str | None, Expression | Types]],
        decorating: bool = False,
    ) -> None:
        self.decorating = decorating
        self.awaited = False
        self.guard = -1
        self._stars: bool | None = None
        self._linker = linker
        self._subject = subject
        self._positional = positional
        self._keywords = keywords

    @property
    def spread(self) -> bool:
        """True where ``*args`` or ``**kwargs`` hide which parameters are given."""
        return self._is_spread() or any(name is None for name, _ in self._keywords)

    @property
    def written(self) -> bool:
        """True where the code shows every argument of the call: what it leaves out has its default."""
        return self._subject is not None and not self.decorating and not self.spread

    @property
    def are_constants(self) -> bool:
        """True where every argument is written as a constant: each call gives the same."""
        parts = (*self._positional, *(part for _, part in self._keywords))
        return bool(parts) and all(
            not isinstance(part, Types) and part is not None and part[0] == CONSTANT and part[2] is not None
            for part in parts
        )

    @property
    def names(self) -> frozenset[str]:
        """The names of the keyword arguments that are written out."""
        return frozenset([name for name, _ in self._keywords if name is not None])

    @property
    def spreads_positions(self) -> bool:
        """True where ``*args`` may fill any parameter that has a position."""
        return self._is_spread()

    def spread_keywords(self) -> list[Expression | Types]:
        """Return what stands behind ``**``."""
        return [part for name, part in self._keywords if name is None]

    def __len__(self) -> int:
        return len(self._positional)

    def _evaluated(self, part: Expression | Types) -> Types:
        if isinstance(part, Types):
            return part
        if self._subject is None:
            return self._linker.store.unknown
        return evaluation.evaluate(self._linker, self._subject, part)

    def at(self, position: int) -> Types | None:
        """Return a positional argument, None where it is not given or hidden behind a star."""
        positional = self._spread_out()
        if position >= len(positional):
            return None
        if self._is_spread() and any(_is_starred(one) for one in positional[: position + 1]):
            return None
        return self._evaluated(positional[position])

    def named(self, name: str) -> Types | None:
        """Return a keyword argument, None where it is not given."""
        for keyword, part in self._keywords:
            if keyword == name:
                return self._evaluated(part)
        return None

    def expression(self, position: int | str | None) -> Expression:
        """Return the expression of an argument, None where there is none."""
        if isinstance(position, int):
            found = self._positional[position] if position < len(self._positional) else None
        else:
            found = next((part for name, part in self._keywords if name == position), None)
        return None if isinstance(found, Types) else found

    def displayed(self, position: int | str | None) -> list[Types]:
        """Return the elements of an argument that is written as a list, tuple, set or dictionary, each by itself."""
        expression = self.expression(position)
        if expression is None or expression[0] not in (DISPLAY, TUPLE):
            return []
        parts = expression[2] if expression[0] == DISPLAY else expression[1]
        return [self._evaluated(part) for part in parts if part is not None and part[0] != STARRED]

    def literal(self, position: int | None, name: str | None) -> tuple[bool, bool, object]:
        """Return (is it given, is it a literal, its value).

        A parameter of the caller is one only where the caller is seen with a constant for it: its default holds only in
        calls that leave it out.
        """
        flag = self._flag(position, name)
        if flag >= 0 and self._subject is not None:
            known = next((types for number, types in self._subject.given if number == flag), None)
            if known is None or not is_constant(known) or is_something(known):
                return True, False, None
            return True, True, known.values[0].b if known.values[0].sort == LITERAL else None
        types = self.at(position) if position is not None else None
        if types is None and name is not None:
            types = self.named(name)
        if types is None:
            return self.spread, False, None
        if len(types.values) == 1:
            value = types.values[0]
            if value.sort == LITERAL:
                return True, True, value.b
            if value.sort == NONE:
                return True, True, None
        return True, False, None

    def _flag(self, position: int | None, name: str | None) -> int:
        return self.flag_of_caller(self._written(position, name))

    def _written(self, position: int | None, name: str | None) -> Expression:
        plain = position is not None and not self._is_spread()
        part = self.expression(position) if plain else None
        return self.expression(name) if part is None and name is not None else part

    def has_flag(self, condition: Condition) -> bool | None:
        """Tell whether an argument is one of the constants that a condition names, or combines one with others.

        None where it cannot be seen.
        """
        written = self._written(condition.position, condition.argument)
        if written is not None:
            return self._combines(written, condition.value)
        types = self.at(condition.position) if condition.position is not None else None
        if types is None and condition.argument is not None:
            types = self.named(condition.argument)
        if types is None:
            return None if self.spread else False
        return _names_flag(types, condition.value)

    def _combines(self, part: Expression, names: object) -> bool | None:
        part = without_annotation(part)
        if part is not None and part[0] == LOCAL and self._subject is not None:
            if self.flag_of_caller(part) >= 0:
                return _names_flag(self.constant(part) or self._evaluated(part), names)
            return self._combines(self._subject.unit.summary.bindings[part[1]][1], names)
        if part is None or part[0] not in (OPERATION, JOIN):
            return _names_flag(self._evaluated(part), names)
        if part[0] == OPERATION and part[1] != "__or__":
            return None
        found = [self._combines(one, names) for one in (part[2:] if part[0] == OPERATION else part[1])]
        if part[0] == OPERATION and True in found:
            return True
        return found[0] if found and all(one is found[0] for one in found) else None

    def after(self, count: int) -> Arguments:
        """Return the arguments behind the first `count` positional ones."""
        return Arguments(self._linker, self._subject, self._positional[count:], self._keywords)

    def without(self, callbacks: Iterable[Callback]) -> Arguments:
        """Return the arguments with nothing in the places where callables are handed over."""
        places = {place for one in callbacks for place in (one.position, one.keyword)}
        nothing = self._linker.store.empty
        positional = [nothing if number in places else part for number, part in enumerate(self._positional)]
        keywords = [(name, nothing if name in places and name is not None else part) for name, part in self._keywords]
        return Arguments(self._linker, self._subject, positional, keywords)

    def only(self, name: str) -> Arguments:
        """Return one keyword argument as the only, positional one."""
        found = [part for keyword, part in self._keywords if keyword == name]
        return Arguments(self._linker, self._subject, found[:1], ())

    def all_positional(self) -> list[Types]:
        """Return every positional argument in order."""
        return [self._evaluated(part) for part in self._positional]

    def keyword_items(self) -> list[tuple[str, Types]]:
        """Return the keyword arguments that have a name."""
        return [(name, self._evaluated(part)) for name, part in self._keywords if name is not None]

    def with_partial(self, positional: tuple[Types, ...], keywords: tuple[tuple[str, Types], ...]) -> Arguments:
        """Return the arguments of the wrapped callable of a partial."""
        given = {name for name, _ in self._keywords}
        whole = Arguments(
            self._linker,
            self._subject,
            [*positional, *self._positional],
            [*self._keywords, *[(name, types) for name, types in keywords if name not in given]],
        )
        whole.awaited, whole.guard = self.awaited, self.guard
        return whole

    def to_parameters(self, unit: FunctionUnit, skip: int) -> dict[int, Expression | Types]:
        """Match arguments to the numbers of a function's parameters, `skip` of which are taken by a receiver."""
        matched: dict[int, Expression | Types] = {}
        parameters = unit.summary.parameters
        number = skip
        spread = self._is_spread()
        for part in self._spread_out():
            if spread and _is_starred(part):
                break
            if number >= len(parameters) or parameters[number].sort in (STAR, KEYWORD_ONLY, DOUBLE_STAR):
                break
            matched[number] = part
            number += 1
        if self._keywords:
            names = unit.parameter_numbers
            for name, part in self._named_ones():
                index = names.get(name)
                if index is not None and parameters[index].sort not in (STAR, DOUBLE_STAR):
                    matched[index] = part
        return matched

    def _is_spread(self) -> bool:
        """True where an argument is spread over several positions."""
        if self._stars is None:
            self._stars = any(map(_is_starred, self._positional))
        return self._stars

    def _spread_out(self) -> Sequence[Expression | Types]:
        """Return the positional arguments, those of known tuples in the place of ``*args``."""
        if not self._is_spread():
            return self._positional
        found: list[Expression | Types] = []
        for part in self._positional:
            types = self._evaluated(part[1]) if _is_starred(part) else None  # type: ignore[index]
            if types is not None and len(types.values) == 1 and types.values[0].sort == SEVERAL:
                found.extend(types.values[0].a)
            else:
                found.append(part)
        return found

    def _named_ones(self) -> Iterator[tuple[str, Expression | Types]]:
        """Yield the keyword arguments, those of known dictionaries in the place of ``**kwargs``."""
        for name, part in self._keywords:
            if name is not None:
                yield name, part
                continue
            for value in self._evaluated(part).values:
                if value.sort == OBJECT and value.c:
                    yield from value.c

    def further(self, unit: FunctionUnit) -> Iterator[tuple[str, Types]]:
        """Yield the keyword arguments for which a function has no parameter."""
        for name, part in self._named_ones() if self._keywords else ():
            if name not in unit.parameter_numbers:
                yield name, self._evaluated(part)

    def collected(self, unit: FunctionUnit, skip: int) -> list[tuple[int, Types]]:
        """Return what parameters such as ``*args`` and ``**kwargs`` collect, where callables are among it."""
        star, double_star = unit.collecting
        store = self._linker.store
        found: list[tuple[int, Types]] = []
        if star is not None:
            parts = [self._callables(part) for part in self._spread_out()[star - skip :]]
            if any(part.values for part in parts):
                rest = tuple(part if part.values else store.unknown for part in parts)
                found.append((star, store.one(store.value(SEVERAL, rest))))
        if double_star is not None and self._keywords:
            names = unit.parameter_numbers
            by_name: dict[str, Types] = {}
            for name, part in self._named_ones():
                if name not in names:
                    # Dictionaries of which one or the other is spread may have a key in common.
                    by_name[name] = store.join(by_name.get(name, store.empty), self._callables(part))
            kept = tuple((name, by_name[name]) for name in sorted(by_name) if by_name[name].values)
            if kept:
                inner = store.empty
                for _, part in kept:
                    inner = store.join(inner, part)
                whole = store.value(OBJECT, "builtins.dict", (store.unknown, inner), kept)
                found.append((double_star, store.one(whole)))
        return found

    def _callables(self, part: Expression | Types) -> Types:
        types = self._linker.store.empty if _is_starred(part) else self._evaluated(part)
        if all(value.sort in CALLABLE for value in types.values):
            return types
        return self._linker.store.empty

    def constant(self, part: Expression | Types) -> Types | None:
        """Return the constant that a matched argument is: as it is written, in a local name, or given to the caller."""
        if isinstance(part, Types):
            return part if is_constant(part) else None
        if part is None or self._subject is None:
            return None
        if part[0] == LOCAL:
            flag = self.flag_of_caller(part)
            if flag >= 0:
                found = next((types for number, types in self._subject.given if number == flag), None)
                return found if found is not None and is_constant(found) else None
            part = self._subject.unit.summary.bindings[part[1]][1]
        if part is None or part[0] != CONSTANT:
            return None
        types = self._linker.constant(part)
        return types if is_constant(types) else None

    @property
    def subject(self) -> Subject | None:
        """The subject in which the call stands, None for arguments that are known already."""
        return self._subject

    def flag_of_caller(self, part: Expression | Types) -> int:
        """Return the number of the caller's parameter that an argument hands on as it is, -1 for none."""
        if isinstance(part, Types) or part is None or part[0] != LOCAL or self._subject is None:
            return -1
        number: int = part[1]
        return number if self._subject.unit.summary.bindings[number][1] == (PARAMETER, number) else -1

    def evaluated(self, part: Expression | Types) -> Types:
        """Return the value of a matched argument."""
        return self._evaluated(part)


def _is_starred(part: Expression | Types) -> bool:
    return not isinstance(part, Types) and part is not None and part[0] == STARRED


def by_signature(callbacks: Iterable[Callback], summary: FunctionSummary, skip: int) -> tuple[Callback, ...]:
    """Return callbacks of a first-party function with both ways in which its callable may be given."""
    names = [parameter.name for parameter in summary.parameters[skip:] if parameter.sort not in (STAR, DOUBLE_STAR)]
    return tuple(_placed(callback, names) for callback in callbacks)


def _placed(callback: Callback, names: list[str]) -> Callback:
    if callback.decorator:
        return callback
    if callback.position is None:
        return replace(callback, position=names.index(callback.keyword)) if callback.keyword in names else callback
    return replace(callback, keyword=names[callback.position]) if callback.position < len(names) else callback


def decided(condition: Condition, arguments: Arguments) -> bool | None:
    """Tell whether a condition holds; None where the argument cannot be seen."""
    if condition.test == "type":
        return _is_of(condition, arguments)
    if condition.test == "flag":
        return arguments.has_flag(condition)
    given, literal, found = arguments.literal(condition.position, condition.argument)
    value: object = found
    if condition.test == "given":
        return given is bool(condition.value)
    if not given:
        value = condition.default
        if value is None and condition.default is None and condition.test in ("equals", "differs"):
            return (value == condition.value) is (condition.test == "equals") if condition.value is None else (
                condition.test == "differs"
            )  # fmt: skip
    elif not literal:
        return None
    return _test(condition, value)


def _is_of(condition: Condition, arguments: Arguments) -> bool | None:
    """Tell whether an argument's class is one of those that the condition names."""
    types = arguments.at(condition.position) if condition.position is not None else None
    if types is None and condition.argument is not None:
        types = arguments.named(condition.argument)
    if types is None:
        return None if arguments.spread else False
    classes = {value.a if value.sort in (OBJECT, LITERAL) else None for value in types.values}
    if not classes or None in classes:
        return None
    named = classes.intersection(condition.value if isinstance(condition.value, tuple) else ())
    return bool(named) if not named or named == classes else None


def _names_flag(types: Types, names: object) -> bool | None:
    """Tell whether a value is one of the named constants; None where it may be another, or what several make up."""
    if len(types.values) != 1 or types.values[0].sort not in (EXTERNAL, LITERAL) or is_something(types):
        return None
    value = types.values[0]
    return value.sort == EXTERNAL and isinstance(names, tuple) and value.a in names


def _test(condition: Condition, value: object) -> bool:
    if condition.test == "matches":
        import re

        return isinstance(value, str) and re.search(str(condition.value), value) is not None
    if condition.test == "below":
        return isinstance(value, (int, float)) and isinstance(condition.value, int) and value < condition.value
    equal = value == condition.value and (
        isinstance(value, bool) is isinstance(condition.value, bool) or value in (0, 1)
    )
    return equal if condition.test == "equals" else not equal
