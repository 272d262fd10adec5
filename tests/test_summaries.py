"""One file's text in, its summary out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries import expressions as e
from blocklint.summaries import summary as s
from blocklint.summaries.imports import import_roots
from blocklint.summaries.reading import summarise_all
from blocklint.summaries.summarise import summarise, summarise_source
from tests.summarised import conditions, function_of, names, reaching, site_of

_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"

STANDARD_LIBRARY = Path(os.__file__).parent

# Which bindings reach a use


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use(x)", "outer x"),
        ("x = 1\nuse(x)\nx = 2", "1"),
        ("x = 1\nx = 2\nuse(x)", "2"),
        ("x = y = 1\nuse(x)", "1"),
        ("x, y = 1, 2\nuse(x)", "1"),
        ("x, *y = c\nuse(x)", "part"),
        ("x: int = 1\nuse(x)", "1"),
        ("x = 1\nx += 2\nuse(x)", "__add__"),
        ("x = 1\ndel x\nuse(x)", "outer x"),
        ("x = 1 if c else 2\nuse(x)", "1 2"),
        ("x = c or 2\nuse(x)", "2 outer c"),
        ("x = c and 2\nuse(x)", "2"),
        ("x = 1\nif c:\n    x = 2\nuse(x)", "1 2"),
        ("if c:\n    x = 1\nelse:\n    x = 2\nuse(x)", "1 2"),
        ("x = 1\nif c:\n    x = 2\nelif d:\n    x = 3\nuse(x)", "1 2 3"),
        ("x = 1\nif c:\n    x = 2\n    raise E\nuse(x)", "1"),
        ("x = 1\nif c:\n    pass\nelse:\n    x = 2\n    raise E\nuse(x)", "1"),
        ("x = f()\nif isinstance(x, A):\n    use(x)", "call:isinstance"),
        ("x = f()\nif not isinstance(x, A):\n    use(x)", "call:not-isinstance"),
    ],
)
def test_the_bindings_that_reach_a_use(text: str, expected: str) -> None:
    assert reaching(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in c:\n    use(x)", "each"),
        ("x = 1\nfor _ in c:\n    x = 2\nuse(x)", "1 2"),
        ("x = 1\nfor _ in c:\n    use(x)\n    x = 2", "1 2"),
        ("x = 1\nfor _ in c:\n    x = 2\nelse:\n    x = 3\nuse(x)", "3"),
        ("x = 1\nfor _ in c:\n    x = 2\n    break\nelse:\n    x = 3\nuse(x)", "1 2 3"),
        ("for _ in c:\n    x = 2\n    break\nelse:\n    raise E\nuse(x)", "2"),
        ("x = 1\nwhile c:\n    use(x)\n    x = 2", "1 2"),
        ("x = 1\nwhile c:\n    x = 2\nuse(x)", "1 2"),
    ],
)
def test_a_loop_may_run_again_or_not_at_all(text: str, expected: str) -> None:
    assert reaching(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\ntry:\n    x = 2\nexcept E:\n    use(x)", "1 2"),
        ("x = 1\ntry:\n    x = 2\nexcept E:\n    x = 3\nuse(x)", "2 3"),
        ("try:\n    x = 1\nexcept E:\n    raise\nelse:\n    x = 2\nuse(x)", "2"),
        ("x = 1\ntry:\n    f()\nfinally:\n    x = 2\nuse(x)", "2"),
        ("try:\n    import a as x\nexcept ImportError:\n    x = None\nuse(x)", "None import"),
        ("try:\n    f()\nexcept E as x:\n    use(x)", "raised"),
    ],
)
def test_a_try_may_end_anywhere(text: str, expected: str) -> None:
    assert reaching(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("with f() as x:\n    use(x)", "entered"),
        ("with f() as (x, y):\n    use(x)", "part"),
        ("match s:\n    case 1:\n        x = 1\n    case _:\n        x = 2\nuse(x)", "1 2"),
        ("x = 0\nmatch s:\n    case 1:\n        x = 1\nuse(x)", "0 1"),
        ("match s:\n    case [x, *_]:\n        use(x)", "part"),
        ("match s:\n    case {'a': 1, **x}:\n        use(x)", "unknown"),
        ("match f():\n    case A() as x:\n        use(x)", "call:isinstance"),
    ],
)
def test_with_and_match_bind_names(text: str, expected: str) -> None:
    assert reaching(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if (x := 1):\n    use(x)", "1"),
        ("[y for y in c if (x := 1)]\nuse(x)", "1"),
        ("x = 0\n[[(x := 1) for y in c] for z in d]\nuse(x)", "0 1"),
        ("x = 1\n[x for x in c]\nuse(x)", "1"),
        ("[use(x) for x in c]", "each"),
        ("x = 1\ndef f():\n    x = 2\nuse(x)", "1"),
        ("x = 1\nclass A:\n    x = 2\nuse(x)", "1"),
        ("x = 1\nf(lambda x: x)\nuse(x)", "1"),
    ],
)
def test_inner_scopes_keep_their_names_and_a_walrus_does_not(text: str, expected: str) -> None:
    assert reaching(text) == expected


def test_a_closure_reads_the_names_around_it() -> None:
    assert reaching("def f(x):\n    def g():\n        use(x)\n", "f.<locals>.g") == "outer x"
    assert reaching("class A:\n    x = 1\n    def f(self):\n        use(x)\n", "A.f") == "outer x"


def test_a_global_is_assigned_in_the_module() -> None:
    function = function_of("def f():\n    global x\n    x = 1\n    use(x)\n", "f")

    assert [name for name, _ in function.global_stores] == ["x"]
    assert function.bindings == ()


# Conditions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use()", ""),
        ("if c:\n    use()", "c"),
        ("if c:\n    pass\nelse:\n    use()", "not c"),
        ("if c:\n    pass\nelif d:\n    use()", "not c, d"),
        ("if c:\n    if d():\n        use()", "c, d()"),
        ("if c:\n    pass\nuse()", ""),
        ("if c:\n    raise E\nuse()", "not c"),
        ("for x in y:\n    if c:\n        continue\n    use()", "not c"),
        ("for x in y:\n    if c:\n        continue\nuse()", ""),
        ("with a:\n    if c:\n        raise E\nuse()", ""),
        ("c and use()", "c"),
        ("c or use()", "not c"),
        ("use() if c else d", "c"),
        ("c if d else use()", "not d"),
        ("while c:\n    use()", "c"),
        ("assert c\nuse()", "assert c"),
        ("if not c:\n    use()", "not(c)"),
        ("if __name__ == '__main__':\n    use()", "main"),
        ("try:\n    get_running_loop()\nexcept RuntimeError:\n    use()", "noloop"),
        ("try:\n    get_running_loop()\nexcept RuntimeError:\n    pass\nelse:\n    use()", ""),
        ("try:\n    other()\nexcept RuntimeError:\n    use()", "…"),
    ],
)
def test_the_conditions_under_which_a_call_runs(text: str, expected: str) -> None:
    assert conditions(text) == expected


def test_what_only_a_type_checker_reads_is_bound_and_never_runs() -> None:
    module = function_of("if TYPE_CHECKING:\n    import a\n    f()\n")

    assert "a" in module.exports
    assert module.sites == ()


# Sites


def test_a_with_a_for_and_a_decorator_are_sites_too() -> None:
    module = function_of("with a: pass\nfor x in b: pass\n@c\ndef f(): pass\nd()\n")

    assert [site.what for site in module.sites] == [s.SITE_ENTER, s.SITE_ITERATE, s.SITE_DECORATE, s.SITE_CALL]
    assert [site.target for site in module.sites] == [(e.NAME, name) for name in "abcd"]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("use()", s.DISCARDED),
        ("x = use()", 0),
        ("await use()", s.AWAITED),
        ("x = use()\nawait x", s.AWAITED_LATER),
        ("x = use()\nif c:\n    await x", s.AWAITED_LATER),
        ("await (use() if c else other())", s.AWAITED_LATER),
        ("x = use()\nassert is_one(x)\nawait x", s.AWAITED_LATER),
        ("x = use()\nif is_one(x):\n    await x", 0),
        ("x = use()\nx = other()\nawait x", 0),
        ("return use()", 0),
        ("if use(): pass", s.COMPOUND),
        ("with use() as x: pass", s.COMPOUND),
        ("[use() for x in y]", 0),
        ("list(use() for x in y)", s.NO_AWAIT),
        ("def inner(x=use()): pass", s.COMPOUND | s.NO_AWAIT),
        ("@use()\ndef inner(): pass", s.COMPOUND | s.NO_AWAIT),
        ("class Inner(use()): pass", s.COMPOUND | s.NO_AWAIT),
    ],
)
def test_the_place_of_a_call_says_whether_it_is_awaited_and_may_be(text: str, flags: int) -> None:
    body = text.replace("\n", "\n    ")

    _, site = site_of(f"async def f():\n    {body}\n", name="f")

    assert site.flags == flags


def test_a_lambda_is_a_function_in_which_nothing_can_be_awaited() -> None:
    _, site = site_of("async def f():\n    g(lambda: use())\n", name="f.<locals>.<lambda>")

    assert site.flags == s.NO_AWAIT
    assert site.statement == (2, 4, 2, 20)


def test_the_withs_around_a_call_and_the_waits_inside_of_them() -> None:
    function, site = site_of("async def f():\n    with a, b:\n        await c\n        use()\n", name="f")

    assert [function.sites[number].target for number in site.within] == [(e.NAME, "a"), (e.NAME, "b")]
    assert function.waits == (((3, 8, 3, 15), site.within),)


@pytest.mark.parametrize(
    ("text", "place", "statement"),
    [
        ("x = use(\n    1,\n)\n", (1, 4, 3, 1), (1, 0, 3, 1)),
        ("é = 'ü'; use()\n", (1, 11, 1, 16), (1, 11, 1, 16)),
        ("if use():\n    pass\n", (1, 3, 1, 8), (1, 0, 2, 4)),
        ("for x in use():\n    @a\n    def f(): pass\n", (1, 9, 1, 14), (1, 0, 2, 4)),
        ("try:\n    use()\nfinally: pass\n", (2, 4, 2, 9), (2, 4, 2, 9)),
        ("match x:\n    case 1: pass\n    case 2 if use(): pass\n", (3, 14, 3, 19), (1, 0, 3, 25)),
    ],
)
def test_places_are_those_of_ast(text: str, place: s.Place, statement: s.Place) -> None:
    _, site = site_of(text)

    assert (site.place, site.statement) == (place, statement)


# Functions and classes


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("def f(): g()", 0),
        ("async def f(): g()", s.ASYNC),
        ("async def f(): await g()", s.ASYNC | s.AWAITS),
        ("async def f():\n    async for x in g(): h()", s.ASYNC | s.AWAITS),
        ("async def f():\n    async with g(): h()", s.ASYNC | s.AWAITS),
        ("async def f(): return [x async for x in g()]", s.ASYNC | s.AWAITS),
        ("def f(): yield g()", s.GENERATES),
        ("async def f(): yield g()", s.ASYNC | s.GENERATES),
        ("def f(): return lambda: (yield)", 0),
        ("def f(): ...", s.STUB),
        ("def f(): raise NotImplementedError('why')", s.STUB),
    ],
)
def test_what_sort_of_function_it_is(text: str, flags: int) -> None:
    assert function_of(text, "f").flags == flags


def test_functions_are_named_by_where_they_stand_and_counted() -> None:
    text = "def f():\n    def g(): pass\n    class C:\n        def m(self): pass\nif x:\n    def f(): pass\n"

    found = [(function.qualified_name, function.ordinal) for function in summarise(text).functions]

    assert found == [
        ("<module>", 0),
        ("f", 0),
        ("f.<locals>.g", 0),
        ("f.<locals>.C", 0),
        ("f.<locals>.C.m", 0),
        ("f", 1),
    ]


def test_decorators_are_applied_from_the_inside_out() -> None:
    module = function_of("@a\n@b(1)\ndef f(): pass\n")
    outer, inner = module.exports["f"], None
    applied = []
    value = module.bindings[outer[1]][1]
    while value[0] == e.CALL:
        site = module.sites[value[1]]
        applied.append(e.callee_text(site.target, names(module)))
        value = inner = site.arguments[0]

    assert applied == ["a", "(…)"]
    assert inner is not None
    assert inner[0] == e.FUNCTION
    assert function_of("@a\n@b(1)\ndef f(): pass\n", "f").first_line == 1


def test_parameters_have_their_sort_annotation_and_default() -> None:
    function = function_of("def f(a, /, b: A = 1, *c, d, **g): pass\n", "f")

    assert [(one.name, one.sort) for one in function.parameters] == [
        ("a", s.POSITIONAL_ONLY), ("b", s.POSITIONAL), ("c", s.STAR), ("d", s.KEYWORD_ONLY), ("g", s.DOUBLE_STAR)
    ]  # fmt: skip
    assert function.parameters[1].annotation == (e.NAME, "A")
    assert function.parameters[1].default == (e.CONSTANT, "int", 1)


@pytest.mark.parametrize(
    ("body", "used"),
    [("a()", s.USED_CALLED), ("b(a)", s.USED_PASSED), ("a.b()", s.USED_METHOD), ("1 if a else 2", s.USED_TESTED)],
)
def test_how_a_parameter_is_used(body: str, used: int) -> None:
    assert function_of(f"def f(a):\n    {body}\n", "f").parameters[0].used & used


def test_a_class_has_bases_keywords_and_a_body_that_runs_where_it_stands() -> None:
    module = summarise("class A(B, m.C[int], metaclass=M):\n    x = f()\n    def g(self): self.y = 1\n")
    (cls,) = module.classes
    body = module.functions[cls.body]

    assert [e.callee_text(base, ()) for base in cls.bases] == ["B", "m.C[…]"]
    assert [name for name, _ in cls.keywords] == ["metaclass"]
    assert (body.flags, body.owner, list(body.exports)) == (s.CLASS_BODY, 0, ["x", "g"])
    (store,) = module.functions[2].stores
    assert (store.name, module.functions[2].owner) == ("y", 0)


def test_quoted_annotations_are_read() -> None:
    function = function_of("def f(a: 'm.A | None', b: 'not an annotation ('): pass\n", "f")

    assert function.parameters[0].annotation == (
        e.JOIN, ((e.ATTRIBUTE, (e.NAME, "m"), "A"), (e.CONSTANT, "NoneType", None))
    )  # fmt: skip
    assert function.parameters[1].annotation is None


# Files


def test_imports_stay_as_they_are_written() -> None:
    summary = summarise("import a.b\nimport c as d\nfrom . import e\nfrom ..f import g as h\nfrom i import *\n")

    assert summary.imports == (("a.b", 0), ("c", 0), ("", 1), ("f", 2), ("i", 0))
    assert summary.stars == (("i", 0),)
    assert dict(summary.functions[0].bindings) == {
        "a": (e.IMPORT, "a", 0, None),
        "d": (e.IMPORT, "c", 0, None),
        "e": (e.IMPORT, "", 1, "e"),
        "h": (e.IMPORT, "f", 2, "g"),
    }


def test_public_names_are_those_of_a_literal_all() -> None:
    assert summarise("__all__ = ['a', 'b']\n").public == ("a", "b")
    assert summarise("__all__ = names()\n").public is None


def test_the_roots_of_imports_are_one_and_two_parts_long() -> None:
    summary = summarise("import a.b.c\nfrom google import genai\nfrom . import own\n")

    assert import_roots([summary]) == {"a", "a.b", "google", "google.genai"}


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("def f(:\n", f"syntax error (read as Python {_PYTHON}): ", 1),
        ("x = 1\n  y = 2\n", f"syntax error (read as Python {_PYTHON}): unexpected indent", 2),
        ("x = '\0'\n", "", 1),
        ("(" * 400 + ")" * 400, "", 1),
    ],
    ids=["syntax", "indentation", "null byte", "nesting"],
)
def test_a_file_that_cannot_be_read_is_a_value(text: str, reason: str, line: int) -> None:
    found = summarise_source(Source("app.py", "app", "", text, ""))

    assert isinstance(found, Unreadable)
    assert (found.path, found.line) == ("app.py", line)
    assert found.reason.startswith(reason)


def test_a_summary_depends_on_the_text_only() -> None:
    text = "from . import a\nasync def f(x: a.B):\n    return x.c()\n"
    here, there = Source("app.py", "app", "", text, "1"), Source("lib/x.py", "x", "lib", text, "2", "latin-1")

    assert summarise_source(here) == summarise_source(there)


def test_the_same_text_gives_the_same_summary_in_another_process() -> None:
    text = "a = {1, 2}\nclass B(C, D): pass\ndef f(*, x, y): return [z for z in {x, y}]\n"
    program = f"from blocklint.summaries.summarise import summarise; print(summarise({text!r}))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(outputs) == 1


def test_many_files_come_in_order_with_those_that_cannot_be_read() -> None:
    sources = [Source(f"{name}.py", name, "", text, "") for name, text in (("a", "x = 1"), ("b", "("), ("c", ""))]

    found = summarise_all(sources)

    assert [isinstance(one, Unreadable) for one in found] == [False, True, False]


def test_summaries_of_several_processes_are_those_of_one() -> None:
    paths = sorted((STANDARD_LIBRARY / "asyncio").glob("*.py"))
    sources = [Source(path.name, path.stem, "", path.read_text(encoding="utf-8"), "") for path in paths]

    assert summarise_all(sources, jobs=2) == summarise_all(sources, jobs=1)


# Any Python


@pytest.mark.parametrize("folder", [".", "asyncio", "email", "json", "xml/dom"])
def test_the_standard_library_is_read(folder: str) -> None:
    for path in sorted((STANDARD_LIBRARY / folder).glob("*.py")):
        check_invariants(path.read_text(encoding="utf-8"))


def check_invariants(text: str) -> None:
    summary = summarise(text)
    assert set(kinds(summary)) <= {str, int, bool, float, type(None), bytes}
    for function in summary.functions:
        for site in (*function.sites, *function.touches):
            line, column, end_line, end_column = site.place
            assert (line, column) < (end_line, end_column)
            first, start, last, end = site.statement
            assert (first, start) <= (line, column), (function.qualified_name, site)
            assert (end_line, end_column) <= (last, end), (function.qualified_name, site)
            assert site.guard < len(function.guards)
            assert all(number < len(function.sites) for number in site.within)


def kinds(value: Any) -> Iterator[type]:
    """Yield the types of what a summary is made of: no tree is among them."""
    if isinstance(value, tuple):
        for part in value:
            yield from kinds(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from kinds(key)
            yield from kinds(part)
    else:
        yield type(value)


NAMES = st.sampled_from(["a", "b", "self", "x", "asyncio", "é"])
ATOMS = st.one_of(NAMES, st.sampled_from(["1", "'s'", "None", "...", "b''", "1j", "f'{a!r:>{b}}'", "-1", "[]", "{}"]))


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        st.sampled_from([
            "{}.a", "{}()", "({})", "not {}", "[*{}]", "{{**{}}}", "(lambda a=1, *b, **c: {})", "({},)", "{}[1:2]",
            "[a async for a in {}]", "(await {})", "(yield {})", "f'{{{}}}'", "(a := {})", "(yield from {})",
        ]).flatmap(lambda form: inner.map(form.format)),
        st.sampled_from([
            "{}({})", "{}(*{}, k=1)", "{}(k={}, **b)", "{} + {}", "{} and {}", "{} or {}", "{} if a else {}",
            "[{} for a in {}]", "{{{}: {} for a, (b, *x) in b}}", "({} for a in b if {})", "{}[{}]", "{} < {} != a",
            "{} in {}", "{} is not {}",
        ]).flatmap(lambda form: two.map(lambda pair: form.format(*pair))),
    )  # fmt: skip


EXPRESSIONS = st.recursive(ATOMS, wrapped, max_leaves=6)
SIMPLE = st.one_of(
    EXPRESSIONS,
    st.sampled_from([
        "pass", "a = b = 1", "a, *b = x", "a.b[x] += 1", "del a, b[1]", "import a.b as c", "from .. import *",
        "from .a import b as c", "return a", "raise a from b", "assert a, b", "global g", "x: 'a.B[c]' = 1", "x: int",
        "a.b = c", "break", "continue", "[a, b.c] = x", "type X = a[b]", "return", "raise",
    ]),
    EXPRESSIONS.map("a = {}".format),
    EXPRESSIONS.map("return {}".format),
)  # fmt: skip
HEADS = st.sampled_from([
    "if {}:", "while {}:", "for a, b in {}:", "with {} as a, b:", "async with {}:", "async for a in {}:",
    "def f(a, b={}, *c, d: x, **e) -> 'y':", "async def f(self, a={}):", "class A({}, metaclass=b):", "try:",
    "@a.b({})\nclass A:", "@a\nasync def f():", "match {}:",
])  # fmt: skip
TAILS = {
    "if": ["", "elif a:", "else:"],
    "while": ["", "else:"],
    "for": ["", "else:"],
    "try": ["except a as b:", "except (a, b):", "finally:", "except:"],
}
PATTERNS = st.sampled_from(["1", "[a, *b]", "{'k': x, **b}", "a.B(x, y=1) as b", "_", "x if a", "1 | 2", "'s'"])


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    @st.composite
    def block(draw: st.DrawFn) -> str:
        head = draw(HEADS).format(draw(EXPRESSIONS))
        body = indented("\n".join(draw(st.lists(inner, min_size=1, max_size=3))))
        if head.startswith("match"):
            return f"{head}\n    case {draw(PATTERNS)}:\n{indented(body)}\n    case _: pass"
        tail = draw(st.sampled_from(TAILS.get(head.split()[0].rstrip(":"), [""])))
        return f"{head}\n{body}" + (f"\n{tail}\n{indented(draw(inner))}" if tail else "")

    return block()


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


@given(st.lists(st.recursive(SIMPLE, blocks, max_leaves=12), max_size=4).map("\n".join))
def test_generated_python_is_read_or_refused(text: str) -> None:
    try:
        check_invariants(text)
    except (SyntaxError, RecursionError):
        with pytest.raises((SyntaxError, RecursionError)):
            compile(text, "generated", "exec", 0x400)
