"""Blocking calls of one kind as findings: the check that the BL1xx rules share."""

from __future__ import annotations

from collections.abc import Iterator

from blocklint.findings.finding import Finding
from blocklint.kinds import LEVEL_OF, Kind
from blocklint.program.program import BlockingCall, Program
from blocklint.rules.placing import finding_at, lowered
from blocklint.rules.remedies import remedies

_SHOWN = 3


def findings_of_kind(program: Program, kind: Kind, code: str, name: str) -> Iterator[Finding]:
    """Yield a finding for every call on the loop from which an API of the kind is reached."""
    for call in program.blocking_calls(kind):
        level = lowered(program, call.entry.level or LEVEL_OF[kind], call.where)
        yield finding_at(
            call.where, code, name, level, call.sure, message(call), api=call.entry.name, callee=call.callee, kind=kind,
            steps=call.steps, remedies=remedies(program, call), notes=tuple(_notes(call)),
        )  # fmt: skip


def message(call: BlockingCall) -> str:
    """Return what is wrong, in one clause."""
    api = f"`{call.entry.name}`"
    direct = len(call.steps) == 1
    if call.kind is Kind.LOOP:
        what = f"{api} starts a loop where one is running"
    elif call.kind is Kind.CPU:
        what = f"{api} keeps the event loop busy"
    else:
        what = f"{api} blocks the event loop"
    if call.called_back:
        return f"{what}, which calls it back"
    if direct:
        return what
    through = [step.call for step in call.steps[:-1]]
    shown = " → ".join(f"`{one}`" for one in through[:_SHOWN])
    if len(through) > _SHOWN:
        shown += f" → … {len(through) - _SHOWN} more"
    return f"{what}, reached through {shown}"


def _notes(call: BlockingCall) -> Iterator[str]:
    for step in call.steps:
        if len(step.also) > 1:
            names = ", ".join(f"`{name}`" for name in step.also[:_SHOWN])
            more = f" and {len(step.also) - _SHOWN} more" if len(step.also) > _SHOWN else ""
            yield f"`{step.call}` may be any of {names}{more}"
    if call.entry.note:
        yield call.entry.note
