"""Other functions than `asyncio.to_thread` that a blocking call is put into a thread with, and their imports."""

from __future__ import annotations

import pytest

from blocklint.findings.remedy import Rewrite
from blocklint.pipeline import check_text
from blocklint.rewrites.apply import plan
from blocklint.rewrites.suggest import suggest
from tests.nominations import PATH, nominate, source_of

POOL, ANYIO = "run_in_threadpool", "anyio.to_thread.run_sync"
STARLETTE = "from starlette.concurrency import run_in_threadpool\n"


def offloaded(text: str, offload_with: str, *calls: str) -> str:
    source = source_of(text)
    findings = nominate(text, calls or ("f", "open", "open('a').read"), Rewrite.TO_THREAD)
    (change,) = plan(suggest(findings, {PATH: source}, offload_with), {PATH: source}, unsafe=True) or [None]
    return change.after if change else text


def statement(text: str, offload_with: str, head: str) -> str:
    """Return what becomes of a statement of an `async def` in a file that has the import."""
    after = offloaded(f"{head}async def g():\n    {text}\n", offload_with)
    return after.removeprefix(f"{head}async def g():\n    ").removesuffix("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, *b, k=c)", "await run_in_threadpool(f, a, *b, k=c)"),
        ("x = f().y", "x = (await run_in_threadpool(f)).y"),
        ("open('a').read()", "await run_in_threadpool(lambda: open('a').read())"),
        ("f(func=a)", "await run_in_threadpool(lambda: f(func=a))"),
        ("f(**a)", "await run_in_threadpool(lambda: f(**a))"),
        ("f(h(), func=a)", "f(h(), func=a)"),
    ],
)
def test_the_thread_pool_of_starlette(before: str, after: str) -> None:
    assert statement(before, POOL, STARLETTE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(a, *b)", "await anyio.to_thread.run_sync(f, a, *b)"),
        ("f(a, k=c)", "await anyio.to_thread.run_sync(lambda: f(a, k=c))"),
        ("f(h(), k=c)", "f(h(), k=c)"),
        ("f(await h(), k=c)", "f(await h(), k=c)"),
        ("f'{f(k=c)}'", "f'{f(k=c)}'"),
    ],
)
def test_anyio_hands_no_keyword_arguments_on(before: str, after: str) -> None:
    assert statement(before, ANYIO, "import anyio\n") == after


@pytest.mark.parametrize(
    ("offload_with", "before", "after"),
    [
        (POOL, "", STARLETTE + "\n"),
        (POOL, "import time\n", f"import time\n\n{STARLETTE}"),
        (POOL, "import time\n\nimport starlette\n", f"import time\n\nimport starlette\n{STARLETTE}"),
        (
            POOL,
            "from pydantic import X\nfrom uvicorn import run\n",
            f"from pydantic import X\n{STARLETTE}from uvicorn import run\n",
        ),
        (POOL, "import time\n\nfrom . import own\n", f"import time\n\n{STARLETTE}\nfrom . import own\n"),
        (
            POOL,
            "from fastapi import FastAPI\n",
            "from fastapi import FastAPI\nfrom fastapi.concurrency import run_in_threadpool\n",
        ),
        (ANYIO, "import time\nimport httpx\n", "import time\nimport anyio.to_thread\nimport httpx\n"),
        (ANYIO, "from fastapi import FastAPI\n", "import anyio.to_thread\nfrom fastapi import FastAPI\n"),
    ],
)  # fmt: skip
def test_the_import_goes_to_its_group(offload_with: str, before: str, after: str) -> None:
    code = "async def g():\n    f(a)\n"

    assert offloaded(before + code, offload_with) == after + code.replace("f(a)", f"await {offload_with}(f, a)")


@pytest.mark.parametrize(
    ("offload_with", "head", "name"),
    [
        (POOL, "from fastapi.concurrency import run_in_threadpool\n", "run_in_threadpool"),
        (POOL, "from starlette.concurrency import run_in_threadpool as pool\n", "pool"),
        (ANYIO, "import anyio\n", "anyio.to_thread.run_sync"),
        (ANYIO, "import anyio as a\n", "a.to_thread.run_sync"),
    ],
)
def test_an_import_that_the_file_has_is_used(offload_with: str, head: str, name: str) -> None:
    text = f"{head}async def g():\n    f(b)\n"

    assert offloaded(text, offload_with) == text.replace("f(b)", f"await {name}(f, b)")


@pytest.mark.parametrize(
    ("offload_with", "head", "added", "name"),
    [
        (POOL, "run_in_threadpool = 1\n", f"{STARLETTE.rstrip()} as run_in_threadpool_", "run_in_threadpool_"),
        (ANYIO, "anyio = 1\n", "import anyio as anyio_", "anyio_.to_thread.run_sync"),
    ],
)
def test_another_name_is_bound_where_the_usual_one_is_taken(
    offload_with: str, head: str, added: str, name: str
) -> None:
    after = offloaded(f"{head}async def g():\n    f(b)\n", offload_with)

    assert after == f"{added}\n\n{head}async def g():\n    await {name}(f, b)\n"


@pytest.mark.parametrize("offload_with", [POOL, ANYIO])
def test_the_result_is_clean_and_the_remedy_names_the_function(offload_with: str) -> None:
    text = "import time\n\n\ndef pause(seconds):\n    time.sleep(seconds)\n\n\nasync def g():\n    pause(1)\n"
    source = source_of(text)
    findings = suggest(check_text({PATH: text}).findings, {PATH: source}, offload_with)
    (change,) = plan(findings, {PATH: source}, unsafe=True)

    assert f"await {offload_with}(pause, 1)" in change.after
    assert check_text({PATH: change.after}).findings == ()
    assert f"run it in a thread: `await {offload_with}(…)`" in [one.title for one in findings[0].remedies]
