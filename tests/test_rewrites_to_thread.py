"""``f(a)`` to ``await asyncio.to_thread(f, a)``: what is written, and where nothing is."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Rewrite
from tests.nominations import rewritten

HEAD = "import asyncio\nasync def handler():\n    "


def offloaded(statement: str, *calls: str) -> str:
    after = rewritten(f"{HEAD}{statement}\n", calls or ("f",), Rewrite.TO_THREAD)
    assert after.startswith(HEAD)
    return after[len(HEAD) : -1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("f()", "await asyncio.to_thread(f)", id="no argument"),
        pytest.param("f(a)", "await asyncio.to_thread(f, a)", id="one argument"),
        pytest.param("f(a, *b, k=c, **d)", "await asyncio.to_thread(f, a, *b, k=c, **d)", id="every kind of argument"),
        pytest.param("f(k=c, *b)", "await asyncio.to_thread(f, k=c, *b)", id="unpacked behind a keyword"),
        pytest.param("f(a,)", "await asyncio.to_thread(f, a,)", id="trailing comma"),
        pytest.param("f (a)", "await asyncio.to_thread(f, a)", id="blank before the parenthesis"),
        pytest.param("f( a )", "await asyncio.to_thread(f, a )", id="blanks inside"),
        pytest.param("f(  )", "await asyncio.to_thread(f)", id="blanks only"),
        pytest.param("(f)(a)", "await asyncio.to_thread((f), a)", id="function in parentheses"),
        pytest.param("f(x for x in y)", "await asyncio.to_thread(f, (x for x in y))", id="bare generator"),
        pytest.param("f( x for x in y )", "await asyncio.to_thread(f, (x for x in y) )", id="bare generator, blanks"),
        pytest.param("f((x for x in y))", "await asyncio.to_thread(f, (x for x in y))", id="generator in parentheses"),
        pytest.param("f(x := 1)", "await asyncio.to_thread(f, x := 1)", id="walrus argument"),
        pytest.param("f(await g())", "await asyncio.to_thread(f, await g())", id="awaited argument"),
        pytest.param("f((yield))", "await asyncio.to_thread(f, (yield))", id="yielded argument"),
        pytest.param("f(lambda: f)", "await asyncio.to_thread(f, lambda: f)", id="lambda argument"),
    ],
)
def test_arguments_are_handed_on(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(\n  a,  # first\n  b,\n)", "await asyncio.to_thread(\n  f,\n  a,  # first\n  b,\n)"),
        ("f(\n\n      a)", "await asyncio.to_thread(\n      f,\n\n      a)"),
        ("f(  # why\n  a\n)", "await asyncio.to_thread(f,  # why\n  a\n)"),
        ("f(  # nothing\n)", "await asyncio.to_thread(f  # nothing\n)"),
        ("f(# nothing\n)", "await asyncio.to_thread(f# nothing\n)"),
        ("(f  # function\n  (a))", "(await asyncio.to_thread(f  # function\n  , a))"),
        ("(f\n  (a))", "(await asyncio.to_thread(f\n  , a))"),
        ("f(a)  # behind", "await asyncio.to_thread(f, a)  # behind"),
        ("f(\\\n  a)", "await asyncio.to_thread(f, \\\n  a)"),
        ("f\\\n  (a)", "await asyncio.to_thread(f\\\n  , a)"),
        ('f("""\n  text\n""")', 'await asyncio.to_thread(f, """\n  text\n""")'),
    ],
)
def test_comments_and_lines_stay(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a).b", "(await asyncio.to_thread(f, a)).b"),
        ("f(a).b.c()", "(await asyncio.to_thread(f, a)).b.c()"),
        ("f(a)[0]", "(await asyncio.to_thread(f, a))[0]"),
        ("f(a)(b)", "(await asyncio.to_thread(f, a))(b)"),
        ("await f(a)", "await (await asyncio.to_thread(f, a))"),
        ("del f(a).b", "del (await asyncio.to_thread(f, a)).b"),
        ("f(a).b = 1", "(await asyncio.to_thread(f, a)).b = 1"),
        ("(f(a)).b", "(await asyncio.to_thread(f, a)).b"),
        ("(\n  f(a)\n).b", "(\n  await asyncio.to_thread(f, a)\n).b"),
        ("-f(a)", "-await asyncio.to_thread(f, a)"),
        ("not f(a)", "not await asyncio.to_thread(f, a)"),
        ("f(a) ** 2", "await asyncio.to_thread(f, a) ** 2"),
        ("2 ** f(a)", "2 ** await asyncio.to_thread(f, a)"),
        ("f(a) + f(b)", "await asyncio.to_thread(f, a) + await asyncio.to_thread(f, b)"),
        ("x = y if f(a) else z", "x = y if await asyncio.to_thread(f, a) else z"),
        ("g(*f(a), **f(b))", "g(*await asyncio.to_thread(f, a), **await asyncio.to_thread(f, b))"),
        ("x[f(a)] = 1", "x[await asyncio.to_thread(f, a)] = 1"),
        ("x = [*f(a)]", "x = [*await asyncio.to_thread(f, a)]"),
        ("(x := f(a))", "(x := await asyncio.to_thread(f, a))"),
        ("return(f)(a)", "return await asyncio.to_thread((f), a)"),
        ("return f(a)", "return await asyncio.to_thread(f, a)"),
        ("yield f(a)", "yield await asyncio.to_thread(f, a)"),
        ("raise f(a) from f(b)", "raise await asyncio.to_thread(f, a) from await asyncio.to_thread(f, b)"),
        ("assert f(a), f(b)", "assert await asyncio.to_thread(f, a), await asyncio.to_thread(f, b)"),
        ("x: int = f(a)", "x: int = await asyncio.to_thread(f, a)"),
        ("x += f(a)", "x += await asyncio.to_thread(f, a)"),
        ("f(a); f(b)", "await asyncio.to_thread(f, a); await asyncio.to_thread(f, b)"),
    ],
)
def test_precedence_is_kept(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if f(a): pass", "if await asyncio.to_thread(f, a): pass"),
        ("if x: pass\n    elif f(a): pass", "if x: pass\n    elif await asyncio.to_thread(f, a): pass"),
        ("if x: f(a)", "if x: await asyncio.to_thread(f, a)"),
        ("if lambda: x and f(a): pass", "if lambda: x and f(a): pass"),
        ("while f(a):\n        pass", "while await asyncio.to_thread(f, a):\n        pass"),
        ("for x in f(a): pass", "for x in await asyncio.to_thread(f, a): pass"),
        ("with f(a) as x: pass", "with await asyncio.to_thread(f, a) as x: pass"),
        ("with (f(a) as x, y): pass", "with (await asyncio.to_thread(f, a) as x, y): pass"),
        (
            "with (\n      x,\n      f(a),\n    ):\n        pass",
            "with (\n      x,\n      await asyncio.to_thread(f, a),\n    ):\n        pass",
        ),
        ("async with f(a) as x: pass", "async with await asyncio.to_thread(f, a) as x: pass"),
        ("async for x in f(a): pass", "async for x in await asyncio.to_thread(f, a): pass"),
        ("try: pass\n    except f(a): pass", "try: pass\n    except await asyncio.to_thread(f, a): pass"),
        ("match f(a):\n        case _: pass", "match await asyncio.to_thread(f, a):\n        case _: pass"),
        ("match (f(a)):\n        case _: pass", "match (await asyncio.to_thread(f, a)):\n        case _: pass"),
        ("match x:\n        case 1 if f(a): pass", "match x:\n        case 1 if await asyncio.to_thread(f, a): pass"),
        ("match(f(a))", "match(await asyncio.to_thread(f, a))"),
        ("class X(f(a)): pass", "class X(await asyncio.to_thread(f, a)): pass"),
        ("if f({'k': a[1:2]}): pass", "if await asyncio.to_thread(f, {'k': a[1:2]}): pass"),
    ],
)
def test_headers_are_rewritten(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = [f(a) for a in b]", "x = [await asyncio.to_thread(f, a) for a in b]"),
        ("x = [a for a in b if f(a)]", "x = [a for a in b if await asyncio.to_thread(f, a)]"),
        ("x = {f(a): 1 for a in b}", "x = {await asyncio.to_thread(f, a): 1 for a in b}"),
        ("x = [a for a in f(b)]", "x = [a for a in await asyncio.to_thread(f, b)]"),
        ("x = (a for a in f(b))", "x = (a for a in await asyncio.to_thread(f, b))"),
        ("x = [[a for a in f(b)] for b in c]", "x = [[a for a in await asyncio.to_thread(f, b)] for b in c]"),
    ],
)
def test_comprehensions_are_rewritten(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('f"{f(a)}"', 'f"{await asyncio.to_thread(f, a)}"'),
        ('f"{f(a)!r:>{f(b)}}"', 'f"{await asyncio.to_thread(f, a)!r:>{await asyncio.to_thread(f, b)}}"'),
        ('f"{f(a).b}"', 'f"{(await asyncio.to_thread(f, a)).b}"'),
    ],
)
def test_formatted_strings_are_rewritten(before: str, after: str) -> None:
    assert offloaded(before) == after


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("x = lambda: f(a)", id="lambda"),
        pytest.param("x = lambda a=f(b): a", id="default of a lambda"),
        pytest.param("x = (f(a) for a in b)", id="generator expression"),
        pytest.param("x = (a for b in c for a in f(b))", id="second iterable of a generator expression"),
        pytest.param("x = [[f(a) for a in b] for b in c]", id="comprehension in a comprehension"),
        pytest.param("return((lambda: f(a)))", id="a statement that some versions of libcst cannot read"),
        pytest.param("def g(): f(a)", id="nested function"),
        pytest.param("def g(a=f(b)): pass", id="default"),
        pytest.param("@f(a)\n    def g(): pass", id="decorator"),
        pytest.param("class X:\n        f(a)", id="class body"),
        pytest.param('f"{f(a)=}"', id="string with its own expression's text"),
        pytest.param("with lock: f(a)", id="under a lock"),
        pytest.param("with self.lock:\n        if x:\n            f(a)", id="deep under a lock"),
    ],
)
def test_nothing_is_written_where_await_cannot_stand(statement: str) -> None:
    assert offloaded(statement) == statement


@pytest.mark.parametrize(
    ("statement", "call"),
    [
        ("next(it)", "next"),
        ("it.__next__()", "it.__next__"),
        ("exec(code)", "exec"),
        ("eval(code)", "eval"),
        ("locals()", "locals"),
        ("super().save()", "super().save"),
    ],
)
def test_nothing_is_written_for_what_a_thread_would_change(statement: str, call: str) -> None:
    assert offloaded(statement, call) == statement


@pytest.mark.parametrize(
    ("statement", "call", "after"),
    [
        ("next(it, None)", "next", "await asyncio.to_thread(next, it, None)"),
        ("super(A, self).save()", "super(A, self).save", "await asyncio.to_thread(super(A, self).save)"),
        ("(await g()).read(1)", "(await g()).read", "await asyncio.to_thread((await g()).read, 1)"),
        ("(g := h)(1)", "(g := h)", "await asyncio.to_thread((g := h), 1)"),
        ("table[key](1)", "table[key]", "await asyncio.to_thread(table[key], 1)"),
        ("self.session.get(url)", "self.session.get", "await asyncio.to_thread(self.session.get, url)"),
        ("make()(1)", "make()", "await asyncio.to_thread(make(), 1)"),
        ("a[1:2].b()", "a[1:2].b", "await asyncio.to_thread(a[1:2].b)"),
        (
            "(a\n      .b(1)  # one\n      .c(2))",
            "a.b(1).c",
            "(await asyncio.to_thread(a\n      .b(1)  # one\n      .c, 2))",
        ),
    ],
)
def test_the_function_is_kept_as_written(statement: str, call: str, after: str) -> None:
    assert offloaded(statement, call) == after


@pytest.mark.parametrize(
    ("before", "calls", "after"),
    [
        pytest.param(
            "x = open(p).read()",
            ("open", "open(p).read"),
            "x = await asyncio.to_thread(lambda: open(p).read())",
            id="a call on a call",
        ),
        pytest.param(
            "x = g(a)[0].h(b).k",
            ("g", "g(a)[0].h"),
            "x = (await asyncio.to_thread(lambda: g(a)[0].h(b))).k",
            id="an item in between, an attribute behind",
        ),
        pytest.param(
            "a().b().c()",
            ("a", "a().b().c"),
            "await asyncio.to_thread(lambda: a().b().c())",
            id="a call in between",
        ),
        pytest.param(
            "load(open(p))",
            ("load", "open"),
            "await asyncio.to_thread(load, await asyncio.to_thread(open, p))",
            id="a call in an argument is no chain",
        ),
        pytest.param(
            "load(open(p).read())",
            ("load", "open", "open(p).read"),
            "await asyncio.to_thread(load, await asyncio.to_thread(lambda: open(p).read()))",
            id="a chain in an argument",
        ),
        pytest.param(
            "open(find(p)).read()",
            ("open", "find", "open(find(p)).read"),
            "await asyncio.to_thread(lambda: open(find(p)).read())",
            id="an argument in a chain goes with it",
        ),
        pytest.param(
            "open(p).read(await n())",
            ("open", "open(p).read"),
            "open(p).read(await n())",
            id="await cannot move into a lambda",
        ),
        pytest.param(
            "open(n := p).read()",
            ("open", "open((n := p)).read"),
            "open(n := p).read()",
            id="a name bound in a lambda stays in it",
        ),
        pytest.param(
            "open(locals()).read()",
            ("open", "open(locals()).read"),
            "open(locals()).read()",
            id="a lambda has a frame of its own",
        ),
        pytest.param(
            'f"{open(p).read()}"',
            ("open", "open(p).read"),
            'f"{open(p).read()}"',
            id="a colon ends the expression of a formatted string",
        ),
    ],
)
def test_a_chain_goes_to_the_thread_as_a_whole(before: str, calls: tuple[str, ...], after: str) -> None:
    assert offloaded(before, *calls) == after
