"""Newer syntax in older: what is read, that it stands at the same places, and what stays an error."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.older_syntax import in_older_syntax
from blocklint.summaries.summarise import summarise_source


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("def f[T](x: T): g()", "def f(   x: T): g()"),
        ("async def f[**P, *Ts]() -> P: g()", "async def f(          ) -> P: g()"),
        ("class A[T]: pass", "class A( ): pass"),
        ("class A[T: (int, str) = int](B): pass", "class A(                     B): pass"),
        ("def f[\n  T,  # why\n](x): g()", "def f(\n           \n  x): g()"),
        ("class A[\r\n  T\r\n]: pass", "class A(\r\n   \r\n): pass"),
        ("class A['é']: pass", None),
        ("class A[é]: pass", "class A(  ): pass"),
        ("type X = int", "X      = int"),
        ("if a: type X = g()", "if a: X      = g()"),
        ("x; type X[T] = list[T]", "x; (X      ) = list[T]"),
        ("type X[\n T\n] = g()", "(X     \n  \n) = g()"),
        ("try: x\nexcept A, b.C: g()", "try: x\nexcept A| b.C: g()"),
        ("try: x\nexcept* A: g()", "try: x\nexcept  A: g()"),
        ('f"{d["k"]} {\', \'.join(x)}"', "f\"{d['k']} {', '.join(x)}\""),
        ("f'{d['k']}'", "f'{d[\"k\"]}'"),
        ('f"{"\\n".join(x)}"', "f\"{'_n'.join(x)}\""),
        ('f"{d["it\'s"]:{"é"}>{w}}"', "f\"{d['it_s']:{'é'}>{w}}\""),
        ('f"""{x  # why\n}"""', 'f"""{x       \n}"""'),
        ('f"{f"é {x!r:>{w}} {y=}"}"', 'f"{(     x,    w,   y, )}"'),
        ('f"{f"{f"{x["a"]}"}"}"', "f\"{(  (  x['a'],),)}\""),
        ("f'{\n x\n}' 'é'", "(  \n x\n,     )"),
        ('rf"\\{d["k"]}" f"\\N{EM DASH}{{}}{d["k"]}"', "rf\"\\{d['k']}\" f\"\\N{EM DASH}{{}}{d['k']}\""),
        ('t"{a} é"', 'f"{a} é"'),
    ],
)
def test_newer_syntax_has_an_older_form(newer: str, older: str | None) -> None:
    assert in_older_syntax(newer) == older
    assert older is None or len(newer.encode()) == len(older.encode())
    if older is not None:
        ast.parse(older)


@pytest.mark.parametrize(
    "text",
    [
        "", "x = 1\n", "type = 3\ntype(x)\ntype[x] = 3\ntype.x = [type]", "f'{x}' \"{y}\"; rb'\\''", "a[b](c)",
        "try: x\nexcept (A, B) as e: y\nexcept A as e: z", "x = f'''{d['k']:{w}}'''", "lambda: (type, x)",
    ],
)  # fmt: skip
def test_what_has_no_newer_syntax_has_no_older_form(text: str) -> None:
    ast.parse(text)

    assert in_older_syntax(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "def f[T]: pass", "def f[T](", "class A[]: pass", "class A[1]: pass", "type X", "type X[T]", "type X[T] == 1",
        "except A, B: x", "try: x\nexcept A, B as e: y", "f'{x'", "f'{x}", 'f"{x!}}"', "f'{}}'", "'", "'''", "(]",
        "def f[T)(x]: pass", "f'{x:{y}'", "print 'x'", 'f"{' * 200, "x = \\",
    ],
)  # fmt: skip
def test_garbage_stays_an_error(text: str) -> None:
    error = summarise_source(Source("app.py", "app", "", text, ""))

    assert isinstance(error, Unreadable)
    with pytest.raises(SyntaxError) as original:
        ast.parse(text)
    assert error.reason.endswith(original.value.msg)
    assert (error.line, error.column) == (original.value.lineno or 1, original.value.offset or 1)


MIXED = """
type Rows[T] = list[T]
async def f[T](rows: Rows[T], é=call(1)) -> T: return f"é {rows["é"]} {call(2)}", call(3)
class A[
    T,
](call(4)):
    try: call(5)
    except A, call(6): call(7)
    x = f"{f"é {call(8)}" + call(9, "é")}é" "é", call(10)
    y = f"{
        call(11)  # é
    }é", call(12)
"""


def test_calls_keep_their_places() -> None:
    older = in_older_syntax(MIXED)
    assert older is not None

    calls = [node for node in ast.walk(ast.parse(older)) if isinstance(node, ast.Call)]
    lines = [line.encode() for line in MIXED.split("\n")]
    written = [lines[node.lineno - 1][node.col_offset : node.end_col_offset].decode() for node in calls]

    assert sorted(written) == sorted(re.findall(r"call\(\d+[^)]*\)", MIXED))


PIECES = st.sampled_from([
    "def f", "class A", "[", "]", "(", ")", "{", "}", ":", ",", "=", "T", "type ", "X", " ", "\n", "\r\n", "\r",
    "except ", "A, B", "f'", 'f"', "'", '"', '"""', "f'''", "t'", "rb'", "\\", "#", "é", "𝒳", "!r", "x", "*", "as", ";",
    "call()", "\f", "f'{d['k']}'", 'f"{f"{x}"}"', "def f[T](x): y\n", "type X = int\n", "try: x\nexcept A, B: y\n",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_line_keeps_its_bytes(text: str) -> None:
    older = in_older_syntax(text)

    if older is not None:
        assert [len(line.encode()) for line in ends(older)] == [len(line.encode()) for line in ends(text)]
        assert re.findall(r"[\r\n]+", older) == re.findall(r"[\r\n]+", text)


def ends(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)
