"""Where `import asyncio` goes, and by which name the module is used."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Rewrite
from tests.nominations import rewritten

CODE = "async def g():\n    time.sleep(1)\n"
AFTER = "async def g():\n    await asyncio.sleep(1)\n"


def awaited(text: str) -> str:
    return rewritten(text, ("time.sleep",), Rewrite.AWAIT_SLEEP)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "import asyncio\n\n", id="no head"),
        pytest.param('"""Doc."""\n', '"""Doc."""\n\nimport asyncio\n', id="docstring"),
        pytest.param('"""Doc."""\n\n\n', '"""Doc."""\n\nimport asyncio\n\n\n', id="docstring and blank lines"),
        pytest.param("'''\nDoc.\n'''\n", "'''\nDoc.\n'''\n\nimport asyncio\n", id="docstring of many lines"),
        pytest.param(
            '"""Doc."""; x = """\n"""\n', '"""Doc."""; x = """\n"""\n\nimport asyncio\n', id="a statement beside it"
        ),
        pytest.param(
            "from __future__ import annotations\n",
            "from __future__ import annotations\n\nimport asyncio\n",
            id="future",
        ),
        pytest.param(
            '"""Doc."""\nfrom __future__ import annotations\nimport time\n',
            '"""Doc."""\nfrom __future__ import annotations\nimport asyncio\nimport time\n',
            id="docstring, future, import",
        ),
        pytest.param("import time\n", "import asyncio\nimport time\n", id="before a later name"),
        pytest.param("import abc\nimport time\n", "import abc\nimport asyncio\nimport time\n", id="in order"),
        pytest.param("import abc\n", "import abc\nimport asyncio\n", id="behind an earlier name"),
        pytest.param("import abc; x = 1\n", "import abc; x = 1\nimport asyncio\n", id="behind what stands beside it"),
        pytest.param("import abc  # why\n", "import abc  # why\nimport asyncio\n", id="behind a comment"),
        pytest.param("from time import sleep\n", "import asyncio\nfrom time import sleep\n", id="before from-imports"),
        pytest.param("import requests\n", "import asyncio\n\nimport requests\n", id="above others' modules"),
        pytest.param("from . import x\n", "import asyncio\n\nfrom . import x\n", id="above the package's own"),
        pytest.param(
            "import os\nimport time\n\nimport fastapi\n",
            "import asyncio\nimport os\nimport time\n\nimport fastapi\n",
            id="among the standard library's",
        ),
        pytest.param(
            "# Licence.\n\nimport time\n", "# Licence.\n\nimport asyncio\nimport time\n", id="below the licence"
        ),
        pytest.param(
            "#!/usr/bin/python\n# coding: utf-8\n",
            "#!/usr/bin/python\n# coding: utf-8\nimport asyncio\n\n",
            id="cookie",
        ),
        pytest.param("x = 1\n# About g.\n", "import asyncio\n\nx = 1\n# About g.\n", id="above the first code"),
        pytest.param(
            "# Licence.\n\n# About g.\n", "# Licence.\n\nimport asyncio\n\n# About g.\n", id="above its comment"
        ),
        pytest.param(
            "__all__ = []\nimport time\n", "__all__ = []\nimport asyncio\nimport time\n", id="imports further down"
        ),
        pytest.param("import time, os\n", "import asyncio\nimport time, os\n", id="several names"),
        pytest.param("\x0cimport time\n", "\x0cimport asyncio\nimport time\n", id="form feed"),
        pytest.param("é = 1; import time\n", "é = 1; import asyncio\nimport time\n", id="in the middle of a line"),
        pytest.param(
            "try:\n    import asyncio\nexcept ImportError:\n    pass\n",
            "import asyncio\n\ntry:\n    import asyncio\nexcept ImportError:\n    pass\n",
            id="imported conditionally",
        ),
        pytest.param(
            "import typing\nif typing.TYPE_CHECKING:\n    import asyncio\n",
            "import asyncio\nimport typing\nif typing.TYPE_CHECKING:\n    import asyncio\n",
            id="imported for the type checker",
        ),
        pytest.param(
            "from asyncio import sleep\n", "import asyncio\nfrom asyncio import sleep\n", id="names of it imported"
        ),
        pytest.param(
            "import asyncio.subprocess as s\n", "import asyncio\nimport asyncio.subprocess as s\n", id="a part of it"
        ),
        pytest.param("'import asyncio'\n", "'import asyncio'\n\nimport asyncio\n", id="in a string"),
    ],
)
def test_the_import_is_added(before: str, after: str) -> None:
    assert awaited(f"{before}{CODE}") == f"{after}{AFTER}"


def test_the_import_stays_above_decorators() -> None:
    assert awaited(f"@once\n{CODE}") == f"import asyncio\n\n@once\n{AFTER}"


@pytest.mark.parametrize(
    "head",
    [
        "import asyncio\n",
        "import time, asyncio\n",
        "import asyncio as asyncio\n",
        "import asyncio.subprocess\n",
        "import asyncio; import asyncio.queues\n",
        "try:\n    import asyncio\nexcept ImportError:\n    pass\nimport asyncio\n",
    ],
)
def test_a_module_level_import_is_used(head: str) -> None:
    assert awaited(f"{head}{CODE}") == f"{head}{AFTER}"


def test_another_name_is_used() -> None:
    assert awaited(f"import asyncio as aio\n{CODE}") == f"import asyncio as aio\n{AFTER.replace('asyncio', 'aio')}"


def test_an_import_in_the_function_is_used() -> None:
    text = "async def g():\n    import asyncio\n    time.sleep(1)\n"

    assert awaited(text) == text.replace("time.sleep", "await asyncio.sleep")


def test_an_import_in_the_function_around_is_used() -> None:
    text = "def make():\n    import asyncio\n    async def g():\n        time.sleep(1)\n    return g\n"

    assert awaited(text) == text.replace("time.sleep", "await asyncio.sleep")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("async def g(asyncio):\n    time.sleep(1)\n", id="parameter"),
        pytest.param("async def g(*asyncio):\n    time.sleep(1)\n", id="further parameters"),
        pytest.param("async def g():\n    asyncio = 1\n    time.sleep(1)\n", id="variable"),
        pytest.param("async def g():\n    time.sleep(1)\n    import asyncio\n", id="imported below"),
        pytest.param(
            "async def g():\n    if x:\n        import asyncio\n    time.sleep(1)\n", id="imported conditionally"
        ),
        pytest.param("async def g():\n    for asyncio in x:\n        time.sleep(1)\n", id="loop variable"),
        pytest.param("async def g():\n    with x as asyncio:\n        time.sleep(1)\n", id="target of with"),
        pytest.param("async def g():\n    try: pass\n    except E as asyncio: pass\n    time.sleep(1)\n", id="caught"),
        pytest.param("async def g():\n    [0 for asyncio in x if time.sleep(1)]\n", id="comprehension"),
        pytest.param("async def g():\n    def asyncio(): pass\n    time.sleep(1)\n", id="function"),
        pytest.param("async def g():\n    global asyncio\n    time.sleep(1)\n", id="global"),
        pytest.param("async def g():\n    match x:\n        case {**asyncio}: time.sleep(1)\n", id="rest of a mapping"),
        pytest.param("async def g():\n    match x:\n        case [asyncio]: time.sleep(1)\n", id="captured"),
        pytest.param(
            "def h(asyncio):\n    async def g():\n        time.sleep(1)\n", id="parameter of the function around"
        ),
    ],
)
@pytest.mark.parametrize(
    ("head", "new_head"),
    [("", "import asyncio as asyncio_\n\n"), ("import asyncio\n", "import asyncio\nimport asyncio as asyncio_\n")],
    ids=["not imported", "imported"],
)
def test_a_name_that_means_something_else_in_the_function_is_avoided(head: str, new_head: str, text: str) -> None:
    assert awaited(f"{head}{text}") == new_head + text.replace("time.sleep", "await asyncio_.sleep")


@pytest.mark.parametrize(
    "head",
    [
        "import anyio as asyncio\n",
        "from compat import asyncio\n",
        "asyncio = None\n",
        "import asyncio\nasyncio = None\n",
        "class asyncio: pass\n",
        "if x:\n    import trio as asyncio\n",
    ],
)
def test_a_name_that_means_something_else_in_the_module_is_avoided(head: str) -> None:
    after = awaited(f"{head}{CODE}")

    assert "import asyncio as asyncio_\n" in after
    assert after.endswith(AFTER.replace("asyncio", "asyncio_"))


def test_an_earlier_repair_is_used() -> None:
    once = awaited("async def g(asyncio):\n    time.sleep(1)\n")
    text = f"{once}    time.sleep(2)\n"

    assert awaited(text) == f"{once}    await asyncio_.sleep(2)\n"


@pytest.mark.parametrize("head", ["asyncio_ = 1\n", "from compat import asyncio as asyncio_\n"])
def test_nothing_is_written_where_both_names_are_taken(head: str) -> None:
    text = f"{head}async def g(asyncio):\n    time.sleep(1)\n"

    assert awaited(text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def h(asyncio): pass\nasync def g():\n    time.sleep(1)\n", id="another function"),
        pytest.param("class A:\n    asyncio = 1\n    async def g(self):\n        time.sleep(1)\n", id="class body"),
        pytest.param("async def g():\n    def h(asyncio): pass\n    time.sleep(1)\n", id="function inside"),
        pytest.param("async def g():\n    x = lambda asyncio: 1\n    time.sleep(1)\n", id="lambda inside"),
        pytest.param(
            "async def g():\n    self.asyncio = 1\n    time.sleep(asyncio=1)\n    time.sleep(1)\n", id="attribute"
        ),
    ],
)
def test_bindings_elsewhere_do_not_count(text: str) -> None:
    assert awaited(f"import asyncio\n{text}") == "import asyncio\n" + text.replace(
        "time.sleep(1)", "await asyncio.sleep(1)"
    )


def test_one_import_serves_all_findings() -> None:
    assert awaited(f"import time\n{CODE}{CODE}{CODE}") == f"import asyncio\nimport time\n{AFTER}{AFTER}{AFTER}"
