"""Summaries from several processes: each worker reads a share of the files and hands back plain data."""

from __future__ import annotations

import marshal
import multiprocessing
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.plain import from_plain, to_plain
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext


def summarise(sources: Sequence[Source], jobs: int) -> list[ModuleSummary | Unreadable]:
    """Return the summaries of all sources, in order, from this process and `jobs` - 1 others.

    A worker that dies (no memory, killed) loses nothing: its share is read here.
    """
    shares = _shares(sources, jobs)
    context: ForkContext | SpawnContext
    context = multiprocessing.get_context("fork") if _may_fork() else multiprocessing.get_context("spawn")
    workers = []
    for share in shares[1:]:
        here, there = context.Pipe(duplex=False)
        texts = [(sources[index].path, sources[index].text) for index in share]
        process = context.Process(target=_work, args=(texts, there, sys.getrecursionlimit()), daemon=True)
        process.start()
        there.close()
        workers.append((share, process, here))
    found: dict[int, ModuleSummary | Unreadable] = {index: summarise_source(sources[index]) for index in shares[0]}
    for share, process, here in workers:
        answers = _received(here)
        process.join()
        if answers is None:
            found.update((index, summarise_source(sources[index])) for index in share)
        else:
            found.update(zip(share, map(_unpacked, answers), strict=True))
    return [found[index] for index in range(len(sources))]


def _may_fork() -> bool:
    """Only Linux forks safely from Python, and only with one thread."""
    import threading

    return sys.platform == "linux" and threading.active_count() == 1


def _shares(sources: Sequence[Source], jobs: int) -> list[list[int]]:
    """Return the numbers of the sources for each process: the largest files first, each to the least loaded."""
    shares: list[list[int]] = [[] for _ in range(jobs)]
    # All get the same: what this process unpacks costs about as much as a worker's start and packing, and comes after.
    loads = [0] * jobs
    for index in sorted(range(len(sources)), key=lambda number: (-len(sources[number].text), number)):
        least = loads.index(min(loads))
        shares[least].append(index)
        loads[least] += len(sources[index].text)
    return [sorted(share) for share in shares]


def _work(texts: list[tuple[str, str]], answer: Connection, limit: int) -> None:
    import gc

    gc.disable()
    sys.setrecursionlimit(limit)
    rows: list[Any] = []
    for path, text in texts:
        one = summarise_source(Source(path, "", "", text, ""))
        if isinstance(one, Unreadable):
            rows.append((None, (one.path, one.reason, one.line, one.column)))
        else:
            rows.append((to_plain(one), None))
    # Only this process's own parent reads it: marshal is the fastest, and safe between the two.
    answer.send_bytes(marshal.dumps(rows))
    answer.close()


def _received(here: Connection) -> list[Any] | None:
    try:
        rows: list[Any] = marshal.loads(here.recv_bytes())
    except (EOFError, OSError):
        return None
    return rows


def _unpacked(row: tuple[Any, Any]) -> ModuleSummary | Unreadable:
    plain, unreadable = row
    return from_plain(plain) if unreadable is None else Unreadable(*unreadable)
