"""What rewrites put a blocking call into a thread with, as the configuration's `offload-with` names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from blocklint.rewrites.imports import ASYNCIO, Needed


@dataclass(frozen=True, slots=True)
class Offload:
    """A function that runs another one in a thread.

    `needed` is what a file must have for it; `attribute` leads from that name to the function. `keywords` is False
    where it hands no keyword arguments on; `taken` names a parameter of its own that a keyword argument would meet.
    """

    needed: Needed
    attribute: str
    keywords: bool = True
    taken: str = ""


DEFAULT = "asyncio.to_thread"
OFFLOADS: Mapping[str, Offload] = {
    DEFAULT: Offload(ASYNCIO, ".to_thread"),
    "run_in_threadpool": Offload(
        Needed(
            "run_in_threadpool",
            ("starlette.concurrency.run_in_threadpool", "fastapi.concurrency.run_in_threadpool"),
            "from starlette.concurrency import run_in_threadpool",
            (("fastapi", "from fastapi.concurrency import run_in_threadpool"),),
        ),
        "",
        taken="func",
    ),
    "anyio.to_thread.run_sync": Offload(
        Needed("anyio", ("anyio",), "import anyio.to_thread"), ".to_thread.run_sync", keywords=False
    ),
}
"""By the words of the configuration. https://anyio.readthedocs.io/en/stable/threads.html, starlette/concurrency.py"""
