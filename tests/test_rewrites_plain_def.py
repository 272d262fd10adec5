"""``async def`` to ``def``: only the header changes, and only where the body waits for nothing."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Rewrite
from tests.nominations import rewritten


def plain(text: str) -> str:
    return rewritten(text, ("f",), Rewrite.PLAIN_DEF)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("async def g(): f()\n", "def g(): f()\n", id="one line"),
        pytest.param("async def g():\n    f()\n", "def g():\n    f()\n", id="two lines"),
        pytest.param("async   def g():\n    f()\n", "def g():\n    f()\n", id="blanks"),
        pytest.param(
            "@app.get('/')\nasync def g(a: int = 1, *, b=lambda: 2) -> dict[str, int]:\n    return f()\n",
            "@app.get('/')\ndef g(a: int = 1, *, b=lambda: 2) -> dict[str, int]:\n    return f()\n",
            id="decorator, defaults, annotations",
        ),
        pytest.param(
            "@app.get(\n    '/',  # root\n)\n# between\n@once\nasync def g(\n    a,  # first\n):  # header\n    f()\n",
            "@app.get(\n    '/',  # root\n)\n# between\n@once\ndef g(\n    a,  # first\n):  # header\n    f()\n",
            id="comments",
        ),
        pytest.param(
            "class A:\n    async def g(self):\n        '''\nText.\n'''\n        f()\n",
            "class A:\n    def g(self):\n        '''\nText.\n'''\n        f()\n",
            id="method",
        ),
        pytest.param("if x:\n\tasync def g():\n\t\tf()\n", "if x:\n\tdef g():\n\t\tf()\n", id="tabs"),
        pytest.param(
            "async def g():\n    async def h():\n        await x\n    y = lambda: (yield)\n    return f(h)\n",
            "def g():\n    async def h():\n        await x\n    y = lambda: (yield)\n    return f(h)\n",
            id="functions inside may wait",
        ),
        pytest.param(
            "async def g():\n    f()\n    f()\nasync def h():\n    f()\n",
            "def g():\n    f()\n    f()\ndef h():\n    f()\n",
            id="many calls, two functions",
        ),
        pytest.param(
            "async def h():\n    await g\n    async def g():\n        f()\n",
            "async def h():\n    await g\n    def g():\n        f()\n",
            id="the inner function only",
        ),
        pytest.param("async def g():\n    if f(): pass\n", "def g():\n    if f(): pass\n", id="call in a header"),
        pytest.param(
            'async def g():\n    x = f(\'é\'); y = f("""\n""")\n',
            'def g():\n    x = f(\'é\'); y = f("""\n""")\n',
            id="strings",
        ),
    ],
)
def test_async_is_taken_away(before: str, after: str) -> None:
    assert plain(before) == after


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("await x", id="await"),
        pytest.param("x = [await y for y in z]", id="await in a comprehension"),
        pytest.param("async for x in y: pass", id="async for"),
        pytest.param("async with x: pass", id="async with"),
        pytest.param("x = [y async for y in z]", id="asynchronous comprehension"),
        pytest.param("x = (y async for y in z)", id="asynchronous generator expression"),
        pytest.param("yield x", id="yield"),
        pytest.param("x = yield", id="yield as a value"),
        pytest.param("def h(a=await x): pass", id="default of a function inside"),
        pytest.param("def h(*, a=await x): pass", id="default of a keyword of a function inside"),
        pytest.param("@(await x)\n    def h(): pass", id="decorator of a function inside"),
        pytest.param("h = lambda a=await x: a", id="default of a lambda"),
        pytest.param("class A(await x): pass", id="base class"),
        pytest.param("if a:\n        try:\n            b\n        finally:\n            await x", id="deep inside"),
        pytest.param("f'{await x}'", id="formatted string"),
    ],
)
def test_a_body_that_waits_stays(body: str) -> None:
    text = f"async def g():\n    f()\n    {body}\n"

    assert plain(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def g():\n    f()\n", id="plain already"),
        pytest.param("f()\n", id="no function"),
        pytest.param("async \\\n  def g():\n    f()\n", id="a line that goes on after async"),
        pytest.param("class A:\n    async def __aenter__(self):\n        f()\n", id="awaited by the language"),
        pytest.param("async def g():\n    def h():\n        f()\n    await h\n", id="call in a plain function inside"),
    ],
)
def test_other_functions_stay(text: str) -> None:
    assert plain(text) == text
