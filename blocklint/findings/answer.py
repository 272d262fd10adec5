"""What is known of one call: where it runs, what it resolved to, and why there is a finding or none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from blocklint.findings.finding import Finding, Step
from blocklint.sources.source import Span


class Context(str, Enum):
    """Where a call runs."""

    LOOP = "loop"
    THREAD = "thread"
    IMPORT = "import"
    UNREACHED = "unreached"
    """Nothing that the program shows runs it."""

    def __str__(self) -> str:
        return self.value


class Verdict(str, Enum):
    """Why there is a finding for a call, or none."""

    REPORTED = "reported"
    NOT_SELECTED = "not selected"
    """There is a finding, which the level, confidence, code or path that is asked for leaves out."""
    COVERED = "covered"
    """It waits, and who reaches it has a finding for a nearer call of the same kind."""
    SUPPRESSED = "suppressed"
    OFFLOADED = "offloaded"
    """It hands what it is given to a thread or a process."""
    COROUTINE = "coroutine"
    """It makes a coroutine, which blocks nobody by itself."""
    GUARDED = "guarded"
    """What stands around it, or its arguments, say that it does not wait."""
    HARMLESS = "harmless"
    """The catalogue says that it does not wait."""
    QUIET = "quiet"
    """Nothing that it runs waits."""
    NOT_ON_THE_LOOP = "not on the loop"
    UNRESOLVED = "unresolved"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Place:
    """One context of a call: what runs there, in words, and the calls that lead from it to the call's function."""

    context: Context
    because: str
    chain: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one call.

    `call` is its callee as written, `function` the qualified name of the function around it. `callee` is the dotted
    name that it resolved to, empty where it did not; `bodies` are the first-party functions that it runs. `known` is
    what the catalogue says, empty where that is nothing. `because` gives the reason of the verdict; `findings` are
    those whose trace goes through the call.
    """

    path: str
    span: Span
    call: str
    function: str
    places: tuple[Place, ...]
    callee: str
    bodies: tuple[str, ...]
    known: str
    verdict: Verdict
    because: str
    findings: tuple[Finding, ...] = ()
