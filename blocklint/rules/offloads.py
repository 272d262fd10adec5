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
from blocklint.program.program import Program
from blocklint.program.subjects import Handed, Resolution
from blocklint.program.values import AWAITABLE, CLASS, EXTERNAL, FUNCTION, METHOD, OFFLOADED, PARTIAL
from blocklint.rules.placing import finding_at, lowered
from blocklint.summaries.expressions import CALL
from blocklint.summaries.summary import SITE_CALL, Place, Site

COROUTINE = "a coroutine that nobody awaits"
PASS = Remedy("pass the function itself", Applicability.UNSAFE, Rewrite.PASS_CALLABLE)
AWAIT = Remedy("`await` the coroutine here: it needs no thread, and none would run it", Applicability.DISPLAY)
"""For offloads: unlike a framework's background task they call the function and await nothing."""
_ELSEWHERE = ("thread", "process")
_CALLABLES = frozenset((FUNCTION, METHOD, PARTIAL, OFFLOADED, CLASS, EXTERNAL))


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
    if any(value.sort in _CALLABLES for value in handed.values.values):
        return ""
    if handed.values.values and all(value.sort == AWAITABLE for value in handed.values.values):
        return COROUTINE
    for target in called.targets:
        if runs(inner, target) <= 0:
            continue
        if target.entry is not None or (target.subject is not None and program.facts.of(target.subject, target.phase)):
            return "its result, after it has blocked the event loop"
    return ""


def _finding(program: Program, inner: Where, called: Resolution, offload: str, why: str, remedy: Remedy) -> Finding:
    text = called.callee.rpartition(".")[2] or "the call"
    return finding_at(
        inner, "BL201", "called-not-passed", lowered(program, Level.ERROR, inner), 2 if called.targets else 1,
        f"`{text}` is called here and not passed: `{offload}` receives {why}",
        api=called.callee, callee=called.callee,
        remedies=(remedy,),
    )  # fmt: skip
