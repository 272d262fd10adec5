"""What a rule reports: plain, frozen data."""

from __future__ import annotations

from dataclasses import dataclass, field

from blocklint.findings.remedy import Remedy
from blocklint.kinds import Confidence, Kind, Level
from blocklint.sources.source import Span


@dataclass(frozen=True, slots=True)
class Step:
    """One call on a trace: where it stands, in which function, and what is called there as written."""

    path: str
    span: Span
    function: str
    call: str


@dataclass(frozen=True, slots=True)
class Reach:
    """A further API that the same entering call reaches."""

    code: str
    level: Level
    confidence: Confidence
    api: str
    kind: Kind | None
    trace: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Nomination:
    """What the rewriting visitor is told about the place of a finding.

    `statement` is the smallest statement around the call (its header where it is compound),
    `function` the whole `def` with its decorators (None at module level). `awaitable` says whether
    `await` may stand at the call: in the body of an `async def` itself, not in a lambda, a
    comprehension that is a generator, a default value or a decorator. `locked` names the lock
    whose `with` surrounds the call. `discarded` says that the value of the call is not used.
    """

    statement: Span
    function: Span | None
    awaitable: bool
    locked: str | None = None
    discarded: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one entering call.

    `function` is the qualified name of the function that the call stands in, `entry` the dotted
    name of that function with its module; `callee` the dotted name that the entering call
    resolved to, `api` the blocking API's canonical name; `trace` goes from the entering call to
    the call of the API, one step a call; its last step is the root cause.
    """

    code: str
    name: str
    level: Level
    confidence: Confidence
    message: str
    path: str
    span: Span
    function: str
    entry: str
    callee: str
    api: str
    kind: Kind | None
    trace: tuple[Step, ...]
    also: tuple[Reach, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    notes: tuple[str, ...] = ()
    nomination: Nomination | None = field(default=None, compare=False)

    @property
    def root_cause(self) -> Step:
        """The last first-party step: the call of the blocking API itself."""
        return self.trace[-1]

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Order of a report: by place, then code."""
        return (self.path, self.span, self.code, self.api)
