"""Which parameters decide what runs: in the body, in a function inside of it, or in what they are handed on to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from blocklint.program import keywords, something
from blocklint.program.arguments import Arguments
from blocklint.program.constants import EMPTY, GIVEN, LEFT_OUT, SOMETHING, Given, is_constant, is_switch
from blocklint.program.options import FIRST, default_of, is_empty
from blocklint.program.questions import ANYTHING, IS_NONE, IS_THERE, OTHER, Question, answer, questions_of
from blocklint.program.subjects import CONTAINED, DONE, Cell
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.program.values import LITERAL, Store, Types
from blocklint.summaries.expressions import CONSTANT, LOCAL, NAME, NARROWED, OPERATION, Expression, is_none
from blocklint.summaries.summary import CLASS_BODY, DOUBLE_STAR, STAR, USED_PASSED, USED_TESTED, Parameter

if TYPE_CHECKING:
    from blocklint.catalogue.model import Condition
    from blocklint.program.linker import Linker

_NOTHING: Final[frozenset[int]] = frozenset()
_NO_QUESTIONS: Final[frozenset[Question]] = frozenset()
_PLAIN: Final = frozenset((IS_THERE,))
_NONE: Final = frozenset((IS_NONE,))
_NOT_OF_TEXTS: Final = frozenset((IS_THERE, IS_NONE))
_ANY: Final = frozenset((ANYTHING,))


class Constants(NamedTuple):
    """What a call gives, or leaves at its default, for parameters that the body tests, and for the other switches."""

    tested: Given
    others: Given


class _Switch(NamedTuple):
    """A parameter that may switch something: in a test of the body, of a function inside, or where it is handed on.

    `may_be_none` is True where being None or not may decide; `default` is its default where that is a constant;
    `own` are the questions that the body asks of it.
    """

    number: int
    tested: bool
    inside: bool
    handed_on: bool
    may_be_none: bool
    default: Types | None
    own: frozenset[Question]


_NOT_GIVEN: Final[Expression] = ("not given",)
SMALL: Final = 6
"""Calls in a function that is seen with each text that it hands on: to look at it once more costs next to nothing."""
NO_CONSTANTS: Final = Constants((), ())


class Switches:
    """The parameters of each function, by number, that decide something further inside or further on.

    What a flag is handed on to is learnt while calls are linked: who passed a constant is asked again.
    """

    def __init__(self, modules: Sequence[ModuleUnit]) -> None:
        self._inside: dict[FunctionUnit, set[int]] = {}
        self._flags: dict[FunctionUnit, frozenset[int]] = {}
        self._switches: dict[FunctionUnit, tuple[_Switch, ...]] = {}
        self._handed_on: dict[tuple[FunctionUnit, int], Cell] = {}
        for module in modules:
            for unit in module.functions:
                for name in _tested_names(unit):
                    self._note_inside(unit, name)

    def _note_inside(self, unit: FunctionUnit, name: str) -> None:
        """Note the parameter of a function around `unit` that a test in it reads."""
        functions = unit.module.functions
        while unit.summary.parent > 0:
            unit = functions[unit.summary.parent]
            numbers = () if unit.summary.flags & CLASS_BODY else unit.summary.names.get(name, ())
            if numbers:
                if len(numbers) == 1 and numbers[0] < len(unit.summary.parameters):
                    self._inside.setdefault(unit, set()).add(numbers[0])
                return

    def constants(
        self, linker: Linker, unit: FunctionUnit, arguments: Arguments, matched: dict[int, Expression | Types]
    ) -> Constants:
        """Return the constants that a call gives, or leaves at their default, for parameters that switch something.

        A flag of the calling function that is handed on to such a parameter is noted as one of these itself.
        """
        tested: list[tuple[int, Types]] = []
        others: list[tuple[int, Types]] = []
        if unit.options:
            tested.extend(_options(linker, unit, arguments))
        for switch in self._switches_of(linker, unit):
            number = switch.number
            part = matched.get(number, _NOT_GIVEN)
            name = unit.summary.parameters[number].name
            if part is not _NOT_GIVEN:
                types = arguments.constant(part)
                flag = arguments.flag_of_caller(part) if types is None else -1
            else:
                types, flag = switch.default, -1
                if types is not None and not keywords.leaves_out(linker, arguments, name):
                    types = None
            if types is None and flag < 0 and not switch.may_be_none:
                continue
            further = self._asked_further_on(linker, unit, number) if switch.handed_on else _NO_QUESTIONS
            asked = switch.own | further
            if types is None and asked >= _NONE and _is_something(linker, arguments, part):
                types, flag = linker.store.one(linker.store.value(LITERAL, "builtins.object", SOMETHING)), -1
            if types is None and flag < 0:
                continue
            decides = switch.inside or (bool(further) and (types is None or _is_worth_handing_on(unit, types, asked)))
            if flag >= 0 and (switch.tested or decides):
                self._note_handed_on(linker, arguments, flag, asked | (_ANY if switch.inside else _PLAIN))
            elif types is not None and decides:
                others.append((number, types if switch.inside else _as_asked(linker.store, types, asked)))
            elif types is not None and switch.tested:
                tested.append((number, types))
        return Constants(tuple(tested), tuple(others)) if tested or others else NO_CONSTANTS

    def _switches_of(self, linker: Linker, unit: FunctionUnit) -> tuple[_Switch, ...]:
        known = self._switches.get(unit)
        if known is None:
            known = self._switches[unit] = tuple(self._find_switches(linker, unit))
        return known

    def _find_switches(self, linker: Linker, unit: FunctionUnit) -> Iterator[_Switch]:
        inside = self._inside.get(unit, _NOTHING)
        flags = self._flags_of(unit)
        asked = questions_of(unit) if unit.summary.guards else {}
        for number, parameter in enumerate(unit.summary.parameters):
            tested = bool(parameter.used & USED_TESTED and unit.summary.guards)
            if tested or number in inside or number in flags:
                own = asked.get(number, _NO_QUESTIONS) if tested else _NO_QUESTIONS
                may_be_none = own >= _NONE or (number in flags and is_none(parameter.default))
                default = _default(linker, parameter.default)
                yield _Switch(number, tested, number in inside, number in flags, may_be_none, default, own)

    def _flags_of(self, unit: FunctionUnit) -> frozenset[int]:
        known = self._flags.get(unit)
        if known is None:
            known = self._flags[unit] = frozenset(_flags_handed_on(unit))
        return known

    def _asked_further_on(self, linker: Linker, unit: FunctionUnit, number: int) -> frozenset[Question]:
        """Return what is asked of a flag where a function hands it on, nothing where it decides nothing there."""
        known = linker.read(self._cell(linker, unit, number))
        return _ANY if known is linker.store.many else frozenset(value.b for value in known.values)

    def note_deciding(self, linker: Linker, arguments: Arguments, condition: Condition) -> None:
        """Note that a library's call, which waits or not as an argument says, is handed a flag of the caller."""
        part = arguments.expression(condition.argument)
        if part is None and condition.position is not None:
            part = arguments.expression(condition.position)
        flag = arguments.flag_of_caller(part)
        if flag >= 0:
            self._note_handed_on(linker, arguments, flag, frozenset((_question_of(condition),)))

    def _note_handed_on(
        self, linker: Linker, arguments: Arguments, number: int, asked: frozenset[Question]
    ) -> None:  # fmt: skip
        if arguments.subject is None or number not in self._flags_of(arguments.subject.unit):
            return
        values = [linker.store.value(LITERAL, "builtins.tuple", one) for one in sorted(asked)]
        linker.grow(self._cell(linker, arguments.subject.unit, number), linker.store.several(values, 2))

    def _cell(self, linker: Linker, unit: FunctionUnit, number: int) -> Cell:
        cell = self._handed_on.get((unit, number))
        if cell is None:
            cell = self._handed_on[unit, number] = linker.new_cell(CONTAINED, unit, number)
            cell.state = DONE
        return cell


def _options(linker: Linker, unit: FunctionUnit, arguments: Arguments) -> Iterator[tuple[int, Types]]:
    """Yield what a call gives for the keyword arguments that a function collects and asks for by their names."""
    store = linker.store
    given = arguments.names
    for number, name in enumerate(unit.options):
        if name in given:
            part = arguments.expression(name)
            types = arguments.constant(part)
            if types is None:
                known = GIVEN if not _is_something(linker, arguments, part) else SOMETHING
                types = store.one(store.value(LITERAL, "builtins.object", known))
            yield FIRST + number, types
        elif arguments.written:
            written = default_of(unit.summary, name)
            default = _default(linker, written)
            if default is None and is_empty(unit.summary, name, written):
                default = store.one(store.value(LITERAL, "builtins.list", EMPTY))
            yield FIRST + number, store.one(store.value(LITERAL, "builtins.object", LEFT_OUT, default))


def _is_something(linker: Linker, arguments: Arguments, part: Expression | Types) -> bool:
    if part is _NOT_GIVEN:
        return False
    if isinstance(part, Types):
        return something.holds_something(part)
    return arguments.subject is not None and something.is_something(linker, arguments.subject, part, arguments.guard)


def _is_worth_handing_on(unit: FunctionUnit, types: Types, asked: frozenset[Question]) -> bool:
    """True for any switch; for a text where it is cheap, or where something is asked of the text itself."""
    if is_switch(types) or len(unit.summary.sites) <= SMALL:
        return True
    return not asked >= _ANY and not asked <= _NOT_OF_TEXTS


def _as_asked(store: Store, types: Types, asked: frozenset[Question]) -> Types:
    """Return a constant as far as what is asked of it tells it apart from others."""
    value = types.values[0]
    if is_switch(types) or not value.b or asked >= _ANY or any(answer(value.b, one) for one in asked):
        return types
    return store.one(store.value(LITERAL, "builtins.str", OTHER))


def _question_of(condition: Condition) -> Question:
    """Return what a condition of the catalogue asks of a text."""
    if condition.test == "matches":
        return ANYTHING
    return ("In", (condition.value,)) if isinstance(condition.value, str) else IS_THERE


def _default(linker: Linker, default: Expression) -> Types | None:
    """Return a default that is a constant."""
    if default is None or default[0] != CONSTANT:
        return None
    types = linker.constant(default)
    return types if is_constant(types) else None


def _tested_names(unit: FunctionUnit) -> list[str]:
    """Return the free names that conditions of a body read."""
    found: list[str] = []
    for guard in unit.summary.guards:
        _collect_names(guard.test, found)
    return found


def _collect_names(test: Expression, found: list[str]) -> None:
    while test is not None and test[0] == NARROWED:
        test = test[1]
    if test is None:
        return
    if test[0] == NAME:
        found.append(test[1])
    elif test[0] == OPERATION:
        _collect_names(test[2], found)
        _collect_names(test[3], found)


def _flags_handed_on(unit: FunctionUnit) -> Iterator[int]:
    """Yield the parameters that may be flags and that some call of the body is given as they are."""
    if unit.asynchronous:
        return
    summary = unit.summary
    may_be = {number for number, one in enumerate(summary.parameters) if one.used & USED_PASSED and _may_be_flag(one)}
    if not may_be:
        return
    for site in summary.sites:
        for part in (*site.arguments, *(value for _, value in site.keywords)):
            if part is not None and part[0] == LOCAL and part[1] in may_be:
                yield part[1]


def _may_be_flag(parameter: Parameter) -> bool:
    if parameter.sort in (STAR, DOUBLE_STAR):
        return False
    default = parameter.default
    return default is None or (default[0] == CONSTANT and (default[1] in ("bool", "NoneType") or default[2] == 0))
