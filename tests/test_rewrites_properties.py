"""Generated statements around calls: the rewritten program is the same program, with its calls in threads."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import re
import threading
from dataclasses import replace
from types import GeneratorType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Rewrite
from blocklint.rewrites.apply import plan
from blocklint.rewrites.suggest import suggest
from blocklint.rewrites.text import Text, edited
from tests.nominations import PATH, Nominator, nominate, source_of, undone

HEAD = "import asyncio\nasync def main(f, g, h, a, b):\n"
ATOMS = ["a", "b", "1", "'s'", "'é'", "None", '"""x\ny"""']
SHAPES = [(), ("",), ("", ""), ("", "k="), ("*(b,),", "k="), ("k=", "*a, "), ("**{'n': b}, k=",)]
"""What stands before each argument of a call."""
GAPS = st.sampled_from(["", "", "", " ", "\n  ", "  # why\n "])
"""What may stand between tokens inside of parentheses."""


FORMS = [
    "({})",
    "({}).m",
    "({})[a]",
    "-({})",
    "not ({})",
    "[{}]",
    "{{a: {}}}",
    "[{} for x in (a, b)]",
    "[x for x in (a, b) if {}]",
    "(await h({}))",
    "(await ({}))",
    "(lambda: {})",
    "(y := {})",
    "(x for x in [{}])",
    "[[{} for x in (a,)] for w in (b,)]",
    "{}.m",
    "{}[b]",
    "({}) + ({})",
    "({}) ** ({})",
    "({}) if ({}) else b",
    "({}) or ({})",
    "({}, {})",
    "({}) == ({})",
    "g(*[{}], k={})",
]


@st.composite
def expressions(draw: st.DrawFn, depth: int) -> str:
    if not depth or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(ATOMS))
    if draw(st.booleans()):
        return draw(calls(depth - 1))
    form = draw(st.sampled_from(FORMS))
    return form.format(*(draw(expressions(depth - 1)) for _ in range(form.replace("{{", "").count("{"))))


@st.composite
def calls(draw: st.DrawFn, depth: int) -> str:
    function = draw(st.sampled_from(["f", "f", "f", "g", "(f)", "a.m"]))
    gap, inner = draw(st.sampled_from(["", "", " "])), expressions(depth)
    if draw(st.integers(0, 5)) == 0:
        return f"{function}{gap}({draw(GAPS)}{draw(inner)} for z in (a, b){draw(GAPS)})"
    given = [f"{form}{draw(inner)}" for form in draw(st.sampled_from(SHAPES))]
    text = f",{draw(GAPS)}".join(given) + draw(st.sampled_from(["", ","]) if given else st.just(""))
    return f"{function}{gap}({draw(GAPS)}{text}{draw(GAPS)})"


SIMPLE = ["{}", "x = {}", "x = {}  # behind", "a.n = {}", "return {}", "return({})", "x: int = {}", "assert {}, a"]
SIMPLE += ["x = {}; y = {}"]
COMPOUND = [
    "if {}: x = {}",
    "if not a: pass\n    elif {}:\n        x = {}",
    "for x in [{}]: y = {}",
    "with a as x, {} as y: z = x, y",
    "with (\n      {} as y, a\n    ): x = {}",
    "match {}:\n        case x if {}: y = x",
    "try: x = {}\n    finally: y = {}",
    "while {}:\n        x = {}\n        break",
    "class X(type(a)):\n        pass\n    x = {}",
    "def k(x=a): return {}\n    y = k()",
]
STATEMENTS = st.tuples(st.sampled_from([*SIMPLE, *COMPOUND]), expressions(3), expressions(3)).map(
    lambda drawn: drawn[0].format(drawn[1], drawn[2])
)


class Value:
    """Stands for any value: what is done with it is logged, for calls with the thread, and gives a further value."""

    def __init__(self, name: str, log: list[str], threads: set[int]) -> None:
        self.__dict__.update(name=name, log=log, threads=threads)

    def _next(self, name: str) -> Value:
        self.log.append(name)
        return Value(name, self.log, self.threads)

    def __repr__(self) -> str:
        return self.name

    def __call__(self, *given: object, **named: object) -> Value:
        self.threads.add(threading.get_ident())
        shown = [list(each) if isinstance(each, GeneratorType) else each for each in given]
        return self._next(f"{self.name}({named_types(shown)}, {named_types(list(named.values()))})")

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._next(f"{self.name}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        self.log.append(f"{self.name}.{name} = {named_types([value])}")

    def __getitem__(self, key: object) -> Value:
        if isinstance(key, int) and key > 1:
            raise IndexError
        return self._next(f"{self.name}[{named_types([key])}]")

    def __add__(self, other: object) -> Value:
        return self._next(f"{self.name} + {named_types([other])}")

    def __neg__(self) -> Value:
        return self._next(f"-{self.name}")

    def __pow__(self, other: object) -> Value:
        return self._next(f"{self.name} ** {named_types([other])}")

    def __eq__(self, other: object) -> bool:
        self.log.append(f"{self.name} == {named_types([other])}")
        return True

    def __hash__(self) -> int:
        return hash(self.name)

    def __bool__(self) -> bool:
        self.log.append(f"bool({self.name})")
        return True

    def __await__(self) -> Any:
        self.log.append(f"await {self.name}")
        yield from asyncio.sleep(0).__await__()
        return self

    def __enter__(self) -> Value:
        return self._next(f"enter {self.name}")

    def __exit__(self, *_: object) -> None:
        self.log.append(f"exit {self.name}")


def named_types(values: list[object]) -> str:
    """Return the values' text, without the addresses of functions and generators."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(values))


def outcome(program: str) -> tuple[list[str], str, set[int]]:
    """Run a program; return what it did, how it ended, and the threads in which it made calls."""
    scope: dict[str, Any] = {}
    exec(compile(program, "<program>", "exec"), scope)
    log: list[str] = []
    threads: set[int] = set()
    values = [Value(name, log, threads) for name in "fghab"]
    try:
        ended = named_types([asyncio.run(scope["main"](*values))])
    except Exception as error:
        ended = type(error).__name__
    return log, ended, threads


def compiles(program: str) -> bool:
    try:
        compile(program, "<program>", "exec")
    except SyntaxError:
        return False
    return True


def has_call(program: str) -> bool:
    return bool(nominate(program, ("f",)))


def repaired(program: str) -> tuple[str, list[Edit]]:
    """Return the program with its calls of `f` in threads, and the edits that did it, in order."""
    source = source_of(program)
    findings = suggest(nominate(program, ("f",), Rewrite.TO_THREAD), {PATH: source})
    changes = plan(findings, {PATH: source}, unsafe=True)
    assert not any(change.refused for change in changes)
    edits = {edit for finding in findings for remedy in finding.remedies for edit in remedy.edits}
    return (changes[0].after if changes else program), sorted(edits, key=lambda edit: edit.span)


def offset(text: str, line: int, column: int) -> int:
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


PROGRAMS = STATEMENTS.map(lambda statement: f"{HEAD}    {statement}\n").filter(compiles).filter(has_call)
GENERATED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@GENERATED
@given(PROGRAMS)
def test_only_the_calls_change(program: str) -> None:
    after, _ = repaired(program)

    assert compiles(after)
    assert undone(after) == ast.dump(ast.parse(program))


@GENERATED
@given(PROGRAMS)
def test_the_text_outside_of_the_edits_stays(program: str) -> None:
    after, edits = repaired(program)
    places = [(offset(program, *edit.span[:2]), offset(program, *edit.span[2:])) for edit in edits]

    expected, done = "", 0
    for (start, end), edit in zip(places, edits, strict=True):
        assert re.fullmatch(r"[(),\s]*", program[start:end])
        expected += program[done:start] + edit.content
        done = end
    assert after == expected + program[done:]


@GENERATED
@given(PROGRAMS)
def test_the_program_does_the_same(program: str) -> None:
    after, edits = repaired(program)
    log, ended, threads = outcome(program)

    new_log, new_ended, new_threads = outcome(after)

    assert (new_log, new_ended) == (log, ended)
    assert threads <= {threading.get_ident()}
    assert new_threads <= threads or edits


@GENERATED
@given(PROGRAMS)
def test_a_second_repair_changes_nothing(program: str) -> None:
    after, _ = repaired(program)

    assert repaired(after)[0] == after


@pytest.mark.parametrize("module", ["asyncio.base_events", "asyncio.streams", "http.client", "argparse", "dataclasses"])
def test_calls_of_real_code_are_found_and_change_alone(module: str) -> None:
    text = inspect.getsource(importlib.import_module(module))
    page = Nominator(text)
    calls = [call for call in page.calls if not any(isinstance(node, ast.JoinedStr) for node in page.around(call))]
    findings = [on_loop(page.finding(call, "f", (Rewrite.TO_THREAD,))) for call in calls[::5]]

    found = suggest(findings, {PATH: source_of(text)})

    edits = dict.fromkeys(edit for finding in found for remedy in finding.remedies for edit in remedy.edits)
    after = edited(Text.of(PATH, text), [edit for edit in edits if "import" not in edit.content])
    assert undone(after.replace("asyncio_.", "asyncio.")) == ast.dump(ast.parse(text))
    assert len(edits) > len(findings)


def on_loop(finding: Finding) -> Finding:
    assert finding.nomination is not None
    return replace(finding, nomination=replace(finding.nomination, awaitable=True, locked=None))
