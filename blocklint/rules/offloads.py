"""The checks of the BL2xx rules: work that was meant to leave the loop and did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blocklint.catalogue.model import Callback
from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy, Rewrite
from blocklint.kinds import Level
from blocklint.program.facts import Where
from blocklint.program.guards import runs
from blocklint.program.imported import is_imported
from blocklint.program.program import Program
from blocklint.program.subjects import Handed, Resolution
from blocklint.program.units import ClassUnit
from blocklint.program.values import AWAITABLE, GENERATED, INSTANCE, LITERAL, NONE, OBJECT, SEVERAL, UNKNOWN, Value
from blocklint.rules.placing import finding_at, lowered
from blocklint.summaries.expressions import CALL
from blocklint.summaries.summary import SITE_CALL, Place, Site

COROUTINE = "a coroutine that nobody awaits"
_BLOCKED = "its result, after it has blocked the event loop"
_BLOCKED_THE_IMPORT = "its result, after it has blocked the import"
PASS = Remedy("pass the function itself", Applicability.UNSAFE, Rewrite.PASS_CALLABLE)
AWAIT = Remedy("`await` the coroutine here: it needs no thread, and none would run it", Applicability.DISPLAY)
"""For offloads: unlike a framework's background task they call the function and await nothing."""
_ELSEWHERE = ("thread", "process")
_RESULTS = frozenset((AWAITABLE, GENERATED, LITERAL, NONE, SEVERAL))
"""Values that nobody can call; what is none of them nor an object may be a function."""
_NEVER_CALLED = frozenset(
    (
        "abc.ABC", "builtins.Exception", "builtins.dict", "builtins.list", "builtins.object", "builtins.str",
        "enum.Enum", "pydantic.BaseModel", "typing.Generic", "typing.NamedTuple", "typing.Protocol", "typing.TypedDict",
    )
)  # fmt: skip
"""Library classes below which a class is only callable where it says so itself."""


def is_offload(callback: Callback) -> bool:
    """True for what only makes threads or processes: unlike a framework's task it awaits nothing that it is given."""
    return callback.runs in _ELSEWHERE and not callback.role and not callback.iterates and not callback.enters


def handed_to_threads(program: Program) -> Iterator[tuple[Where, Resolution, Handed]]:
    """Yield what is handed to offloads, once a place, with the call that hands it over."""
    seen: set[tuple[str, Place]] = set()
    for where, record in program.index.handing:
        key = (where.subject.unit.module.path, where.site.place)
        for handed in record.handed:
            if is_offload(handed.callback) and key not in seen and not where.touched:
                seen.add(key)
                yield where, record, handed


def called_not_passed(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the calls that stand where an offload wants a function."""
    seen: set[tuple[str, tuple[int, int, int, int]]] = set()
    for where, record in program.index.handing:
        for handed in record.handed:
            inner = _argument(where, handed)
            if inner is None or (inner.subject.unit.module.path, inner.site.place) in seen:
                continue
            called = inner.resolution
            why = _why(program, inner, called, handed) if called is not None else ""
            if called is not None and why:
                seen.add((inner.subject.unit.module.path, inner.site.place))
                remedy = AWAIT if why == COROUTINE and is_offload(handed.callback) else PASS
                yield _finding(program, inner, called, record.callee, why, remedy)


def _argument(where: Where, handed: Handed) -> Where | None:
    """Return the call that stands as the handed argument, None where it is no call."""
    callback = handed.callback
    if callback.runs not in _ELSEWHERE or callback.iterates or callback.enters or callback.decorator or where.touched:
        return None
    site = where.site
    if not isinstance(site, Site) or site.what != SITE_CALL:
        return None
    if isinstance(handed.position, int):
        part = site.arguments[handed.position] if handed.position < len(site.arguments) else None
    else:
        part = next((one for name, one in site.keywords if name == handed.position), None)
    if part is None or part[0] != CALL or part[1] < 0:
        return None
    return Where(where.subject, part[1], False)


def _why(program: Program, inner: Where, called: Resolution, handed: Handed) -> str:
    """Return what the call gives that cannot be called, empty where it may give a function."""
    values = handed.values.values
    if values and all(value.sort == AWAITABLE for value in values):
        return COROUTINE
    known = [value for value in values if value.sort != UNKNOWN]
    if not all(_is_result(program, value, handed.callback) for value in known):
        return ""
    blocked = _BLOCKED_THE_IMPORT if is_imported(inner.subject) else _BLOCKED
    for target in called.targets:
        if runs(inner, target) <= 0:
            continue
        # What a library's call gives is known by the catalogue, or nothing; what a function gives is read in it.
        if target.entry is not None:
            return blocked
        is_read = bool(values) and len(known) == len(values)
        if is_read and target.subject is not None and program.facts.of(target.subject, target.phase):
            return blocked
    return ""


def _is_result(program: Program, value: Value, callback: Callback) -> bool:
    """True for a value that cannot be called, as far as it is known what it is."""
    if value.sort == INSTANCE:
        return not _may_be_callable(value.a)
    if value.sort == OBJECT:
        # A framework takes any object that is callable; a thread is seldom given a library's object on purpose.
        known = is_offload(callback) or value.a.startswith("builtins.")
        return known and program.catalogue.method(value.a, "__call__") is None
    return value.sort in _RESULTS


def _may_be_callable(cls: ClassUnit) -> bool:
    """True where the class, one above it or one below it has `__call__`, or inherits from what is not known."""
    lineage = (*cls.mro, *cls.children)
    return (
        any("__call__" in one.body.summary.exports for one in lineage)
        or not _NEVER_CALLED.issuperset(cls.external)
        or (bool(cls.summary.bases) and not cls.external and len(cls.mro) == 1)
    )


def _finding(program: Program, inner: Where, called: Resolution, offload: str, why: str, remedy: Remedy) -> Finding:
    text = called.callee.rpartition(".")[2] or "the call"
    return finding_at(
        inner, "BL201", "called-not-passed", lowered(program, Level.ERROR, inner), 2 if called.targets else 1,
        f"`{text}` is called here and not passed: `{offload}` receives {why}",
        api=called.callee, callee=called.callee,
        remedies=(remedy,),
    )  # fmt: skip
