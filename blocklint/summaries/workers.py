"""Summaries from several processes: they draw the files from one queue, and hand back plain data file by file."""

from __future__ import annotations

import contextlib
import marshal
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.plain import from_plain, to_plain
from blocklint.summaries.summarise import summarise_source
from blocklint.summaries.summary import ModuleSummary

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_TICKET: Final = 4
"""Bytes that stand for one batch in the queue: a read of as many is one step for the kernel."""
_MOST_BATCHES: Final = 8_000
"""Their tickets fit into a pipe of 64 KiB, so that it can be filled before anybody reads."""
_ROOM: Final = 1 << 20
"""Bytes of answers that wait while this process is busy with a large file: the most that Linux gives to everybody."""

_Summary: TypeAlias = "ModuleSummary | Unreadable"


class Others(Protocol):
    """Processes that have begun to read."""

    def joined(self) -> list[_Summary]:
        """Take part in the reading; return the summaries of all sources, in order."""


def begin(sources: Sequence[Source], jobs: int) -> Others:
    """Start `jobs` - 1 processes that read sources.

    One that dies (no memory, killed) loses nothing: what it has not answered is read here.
    """
    return _Forked(sources, jobs) if _may_fork() else _Spawned(sources, jobs)


def _may_fork() -> bool:
    """Only Linux forks safely from Python, and only with one thread."""
    import threading

    return sys.platform == "linux" and threading.active_count() == 1


def _largest_first(sources: Sequence[Source]) -> list[int]:
    return sorted(range(len(sources)), key=lambda number: (-len(sources[number].text), number))


class _Forked:
    """Every process takes the next file when it is done with one: the largest come first, so that all end together.

    What a worker has answered is unpacked here between two files, not at the end while it waits.
    """

    def __init__(self, sources: Sequence[Source], jobs: int) -> None:
        self._sources = sources
        order = _largest_first(sources)
        size = -(-len(order) // _MOST_BATCHES)
        self._batches = [order[start : start + size] for start in range(0, len(order), size)]
        self._queue, tickets = os.pipe()
        os.write(tickets, b"".join([number.to_bytes(_TICKET, "little") for number in range(len(self._batches))]))
        os.close(tickets)
        context = multiprocessing.get_context("fork")
        self._workers: list[tuple[BaseProcess, Connection]] = []
        for _ in range(jobs - 1):
            here, there = context.Pipe(duplex=False)
            _widen(there)
            given = (sources, self._batches, self._queue, there, here)
            process = context.Process(target=_draw, args=given, daemon=True)
            process.start()
            there.close()
            self._workers.append((process, here))

    def joined(self) -> list[_Summary]:
        found: dict[int, _Summary] = {}
        for number in _drawn(self._batches, self._queue):
            found[number] = summarise_source(self._sources[number])
            for _, here in self._workers:
                _receive(here, found, waiting=False)
        os.close(self._queue)
        return _finished(self._workers, found, self._sources)


def _finished(
    workers: Sequence[tuple[BaseProcess, Connection]], found: dict[int, _Summary], sources: Sequence[Source]
) -> list[_Summary]:
    for process, here in workers:
        _receive(here, found, waiting=True)
        process.join()
        here.close()
    return [found[number] if number in found else summarise_source(source) for number, source in enumerate(sources)]


def _widen(there: Connection) -> None:
    import fcntl

    set_size = getattr(fcntl, "F_SETPIPE_SZ", None)  # Python knows its name from 3.10 on, on Linux
    if set_size is not None:
        with contextlib.suppress(OSError):  # the user's pipes hold too much already: the worker waits more often
            fcntl.fcntl(there.fileno(), set_size, _ROOM)


def _drawn(batches: Sequence[Sequence[int]], queue: int) -> Iterator[int]:
    """Yield numbers of sources as long as there are some that no process has taken."""
    while ticket := os.read(queue, _TICKET):
        yield from batches[int.from_bytes(ticket, "little")]


def _draw(
    sources: Sequence[Source], batches: Sequence[Sequence[int]], queue: int, there: Connection, here: Connection
) -> None:
    here.close()  # else nobody would tell a worker that its reader has gone
    _prepare(sys.getrecursionlimit())
    with contextlib.suppress(BrokenPipeError):  # nobody waits for the answers any more: the run could not go on
        for number in _drawn(batches, queue):
            _answer(there, number, sources[number])
    there.close()


class _Spawned:
    """Every process has an equal share beforehand: what is not inherited cannot be drawn from."""

    def __init__(self, sources: Sequence[Source], jobs: int) -> None:
        self._sources = sources
        shares: list[list[int]] = [[] for _ in range(jobs)]
        loads = [0] * jobs
        for number in _largest_first(sources):
            least = loads.index(min(loads))
            shares[least].append(number)
            loads[least] += len(sources[number].text)
        self._own = shares[0]
        context = multiprocessing.get_context("spawn")
        self._workers: list[tuple[BaseProcess, Connection]] = []
        for share in shares[1:]:
            here, there = context.Pipe(duplex=False)
            texts = [(number, sources[number].path, sources[number].text) for number in share]
            process = context.Process(target=_work, args=(texts, there, sys.getrecursionlimit()), daemon=True)
            process.start()
            there.close()
            self._workers.append((process, here))

    def joined(self) -> list[_Summary]:
        found: dict[int, _Summary] = {number: summarise_source(self._sources[number]) for number in self._own}
        return _finished(self._workers, found, self._sources)


def _work(texts: Sequence[tuple[int, str, str]], there: Connection, limit: int) -> None:
    _prepare(limit)
    with contextlib.suppress(BrokenPipeError):
        for number, path, text in texts:
            _answer(there, number, Source(path, "", "", text, ""))
    there.close()


def _prepare(limit: int) -> None:
    import gc

    gc.disable()
    sys.setrecursionlimit(limit)


def _answer(there: Connection, number: int, source: Source) -> None:
    one = summarise_source(source)
    if isinstance(one, Unreadable):
        row: tuple[Any, ...] = (number, None, (one.path, one.reason, one.line, one.column))
    else:
        row = (number, to_plain(one), None)
    # Only this process's own parent reads it: marshal is the fastest, and safe between the two.
    there.send_bytes(marshal.dumps(row))


def _receive(here: Connection, found: dict[int, _Summary], *, waiting: bool) -> None:
    """Unpack what a worker has answered so far, or all that it will."""
    with contextlib.suppress(EOFError, OSError):  # the worker is done, or has died
        while waiting or here.poll():
            number, plain, unreadable = marshal.loads(here.recv_bytes())
            found[number] = from_plain(plain) if unreadable is None else Unreadable(*unreadable)
