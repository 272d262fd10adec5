"""Ways to repair a finding, and the edits that carry them out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from blocklint.sources.source import Span


class Applicability(str, Enum):
    """What a rewrite promises."""

    SAFE = "safe"
    """Nothing but the loop's freedom changes."""
    UNSAFE = "unsafe"
    """More may change: threads, cancellation, redirects, time-outs."""
    DISPLAY = "display-only"
    """A person must decide."""

    def __str__(self) -> str:
        return self.value


class Rewrite(str, Enum):
    """The rewrites that the visitor knows how to write; each has its file in `blocklint.rewrites`."""

    AWAIT_SLEEP = "await-sleep"
    """``time.sleep(x)`` to ``await asyncio.sleep(x)``."""
    PLAIN_DEF = "plain-def"
    """``async def`` to ``def`` where the framework runs plain functions in its thread pool."""
    TO_THREAD = "to-thread"
    """``f(a, k=b)`` to ``await asyncio.to_thread(f, a, k=b)``."""
    PASS_CALLABLE = "pass-callable"
    """``offload(f(a))`` to ``offload(f, a)``."""
    REMOVE_SUPPRESSION = "remove-suppression"
    """A suppressing comment, or a code in one, taken away."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `span` of the file at `path` (relative to the root) by `content`."""

    path: str
    span: Span
    content: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to repair a finding.

    `title` is a verb phrase. `rewrite` is None where only text is shown; `example` is a short
    example in that case. `edits` is empty until the visitor has confirmed the place and written them.
    """

    title: str
    applicability: Applicability
    rewrite: Rewrite | None = None
    example: str = ""
    edits: tuple[Edit, ...] = ()
