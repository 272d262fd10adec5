"""Program and findings in, an answer for every call on a line out: why it is reported, or why it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from blocklint.catalogue.model import Callback, Entry
from blocklint.findings.answer import Answer, Context, Place, Verdict
from blocklint.findings.finding import Finding
from blocklint.names import root
from blocklint.program.contexts import Contexts
from blocklint.program.facts import Where
from blocklint.program.guards import obstacle_to
from blocklint.program.program import Program, step_of
from blocklint.program.subjects import Dispatch, Resolution, Subject, Target
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.rules.placing import step
from blocklint.summaries.summary import ASYNC, AWAITED, SITE_CALL, SITE_DECORATE, SITE_ENTER, SITE_ITERATE, Site

Unselected = Callable[[Finding], str]
"""Returns why a finding is not reported, empty where it is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was found: all findings, those among them that comments suppress with the comments, and the selection."""

    findings: Sequence[Finding]
    suppressed: Sequence[tuple[Finding, str]]
    unselected: Unselected


def why(program: Program, known: Known, path: str, line: int) -> tuple[Answer, ...]:
    """Return an answer for every call that begins on a line, from left to right, else for the one around it."""
    module = next((one for one in program.modules if one.path == path), None)
    if module is None:
        return ()
    views = [one for unit in module.functions for one in _calls(program, unit)]
    here = [one for one in views if one[0].site.place[0] == line]
    if not here:
        around = [one for one in views if one[0].site.place[0] <= line <= one[0].site.place[2]]
        here = around[-1:]
    contexts = Contexts(program)
    answers = [_answer(program, contexts, known, module, several) for several in here]
    return tuple(sorted(answers, key=lambda one: one.span))


def _calls(program: Program, unit: FunctionUnit) -> Iterator[list[Where]]:
    """Yield each call of a function in all its views; attribute reads and operators where they call something."""
    views = program.views_of(unit)
    for number in range(len(unit.summary.sites)):
        yield [Where(one, number, False) for one in views]
    for number in range(len(unit.summary.touches)):
        touched = [Where(one, number, True) for one in views if number in one.touched]
        if any(where.resolution is not None and where.resolution.targets for where in touched):
            yield touched


def _answer(program: Program, contexts: Contexts, known: Known, module: ModuleUnit, several: list[Where]) -> Answer:
    where = next((one for one in several if one.resolution is not None and one.resolution.targets), several[0])
    unit, site = where.subject.unit, where.site
    records = [one.resolution for one in several if one.resolution is not None]
    handed = [one.callback.name for record in records for one in record.handed]
    callee = next((name for name in (*(record.callee for record in records), *handed) if name), "")
    places = tuple(_places(contexts, unit))
    entry = _entry(program, callee, records)
    span = module.span(site.place)
    here = [one for one in known.findings if any((a.path, a.span) == (module.path, span) for a in one.trace)]
    hidden = [pair for pair in known.suppressed if any((a.path, a.span) == (module.path, span) for a in pair[0].trace)]
    verdict, because = _verdict(program, _Asked(several, records, callee, entry, places), known, here, hidden)
    return Answer(
        path=module.path,
        span=span,
        call=_written(where),
        function=unit.summary.qualified_name if unit.number else "",
        places=places,
        callee=callee,
        bodies=_bodies(records),
        known=_said(program, callee, entry),
        verdict=verdict,
        because=because,
        findings=tuple(here),
    )


def _written(where: Where) -> str:
    """Return a call as it is written: its callee, with what makes it a call where that is no pair of brackets."""
    text = step_of(where).call
    what = where.site.what if isinstance(where.site, Site) else SITE_CALL
    return {SITE_DECORATE: f"@{text}", SITE_ENTER: f"with {text}", SITE_ITERATE: f"for … in {text}"}.get(what, text)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One call: all its views, what they resolved to, and where it runs."""

    several: list[Where]
    records: list[Resolution]
    callee: str
    entry: Entry | None
    places: tuple[Place, ...]


def _verdict(
    program: Program, asked: _Asked, known: Known, here: list[Finding], hidden: list[tuple[Finding, str]]
) -> tuple[Verdict, str]:
    if here:
        reasons = [known.unselected(one) for one in here]
        return (Verdict.REPORTED, "") if "" in reasons else (Verdict.NOT_SELECTED, reasons[0])
    if hidden:
        return Verdict.SUPPRESSED, hidden[0][1]
    blocked = _blocked(program, asked, known)
    if blocked is not None:
        return blocked
    if asked.records and not asked.callee:
        return Verdict.UNRESOLVED, next((one.reason for one in asked.records if one.reason), "unknown receiver")
    return _silent(program, asked)


def _blocked(program: Program, asked: _Asked, known: Known) -> tuple[Verdict, str] | None:
    """Return why a call that may wait is not reported, None for one that does not."""
    obstacle = ""
    for where in asked.several:
        for target in where.resolution.targets if where.resolution is not None else ():
            if not _waits(program, target):
                continue
            here = obstacle_to(where, target) or _replaced(program, where)
            if not here and not any(one.context is Context.LOOP for one in asked.places):
                return Verdict.NOT_ON_THE_LOOP, "; ".join(place.because for place in asked.places)
            if not here:
                return Verdict.COVERED, _covering(asked.places, known)
            obstacle = obstacle or here
    return (Verdict.GUARDED, obstacle) if obstacle else None


def _replaced(program: Program, where: Where) -> str:
    return "what it waits in is replaced around it, as `patch` does" if program.is_replaced(where) else ""


def _covering(places: tuple[Place, ...], known: Known) -> str:
    """Return where the finding stands that a call on the loop leaves to another of its kind."""
    entering = next((place.chain[0] for place in places if place.context is Context.LOOP and place.chain), None)
    found = entering is not None and any((a.path, a.span) == (entering.path, entering.span) for a in known.findings)
    where = f"at {entering.path}:{entering.span.line} " if entering is not None and found else ""
    return f"the finding {where}names a nearer call of the same kind"


def _waits(program: Program, target: Target) -> bool:
    if target.entry is not None:
        return target.entry.kind is not None
    return target.subject is not None and bool(program.facts.of(target.subject, target.phase))


def _silent(program: Program, asked: _Asked) -> tuple[Verdict, str]:
    """Return why a call that is resolved and does not wait is silent."""
    handed = [one for record in asked.records for one in record.handed]
    offload = next((one.callback for one in handed if one.callback.runs in ("thread", "process")), None)
    if offload is not None:
        return Verdict.OFFLOADED, f"what it is given runs in {_where(offload)}"
    if any(record.offloaded for record in asked.records):
        return Verdict.OFFLOADED, "it is wrapped to run in a thread"
    if any(record.coroutines for record in asked.records):
        return Verdict.COROUTINE, "an `async def` is judged by the calls in its own body"
    if asked.entry is not None and asked.entry.coroutine:
        awaited = any(where.site.flags & AWAITED for where in asked.several)
        return Verdict.COROUTINE, "an asynchronous API" + (", awaited here" if awaited else "")
    if asked.entry is not None and asked.entry.kind is not None:
        return Verdict.GUARDED, "its arguments, or those of the call that made its receiver, say that it does not wait"
    if asked.entry is not None:
        return Verdict.HARMLESS, asked.entry.note or "the catalogue lists it as one that does not wait"
    if _bodies(asked.records):
        return Verdict.QUIET, "none of the calls that it makes waits"
    reason = next((record.reason for record in asked.records if record.reason), "")
    if not reason and asked.callee and not program.catalogue.knows(root(asked.callee)):
        reason = "library not in the catalogue"
    if reason:
        return Verdict.UNRESOLVED, reason
    return Verdict.QUIET, "the catalogue knows nothing of it that waits"


def _places(contexts: Contexts, unit: FunctionUnit) -> Iterator[Place]:
    ways = (
        (Context.LOOP, contexts.on_loop(unit)),
        (Context.THREAD, contexts.in_thread(unit)),
        (Context.IMPORT, contexts.at_import(unit)),
    )
    for context, way in ways:
        if way is not None:
            yield Place(context, _because(context, way.root), tuple(step(step_of(one)) for one in way.calls))
    if all(way is None for _, way in ways):
        yield Place(Context.UNREACHED, "nothing that the program shows runs it")


def _because(context: Context, start: Subject) -> str:
    unit = start.unit
    name = f"`{unit.summary.qualified_name}`" if unit.number else f"the body of `{unit.dotted_name}`"
    if context is Context.IMPORT:
        return f"{name} runs when the module is imported"
    wanted = ("loop",) if context is Context.LOOP else ("thread", "process")
    callback = next((one for one in start.entries if one.runs in wanted), None)
    if unit.summary.flags & ASYNC or callback is None:
        return f"{name} is an `async def`" if unit.summary.flags & ASYNC else f"{name} runs {_plain(context)}"
    return f"`{callback.name}` runs {name} {_on(callback)}"


def _plain(context: Context) -> str:
    return "on the loop" if context is Context.LOOP else "in a thread"


def _on(callback: Callback) -> str:
    return "on the loop" if callback.runs == "loop" else f"in {_where(callback)}"


def _where(callback: Callback) -> str:
    return "another process" if callback.runs == "process" else "a thread"


def _bodies(records: list[Resolution]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for record in records:
        for target in record.targets:
            inner = target.subject
            several = inner.targets if isinstance(inner, Dispatch) else (inner,) if inner is not None else ()
            found.update(dict.fromkeys(one.unit.dotted_name for one in several))
        found.update(dict.fromkeys(one.unit.dotted_name for one in record.coroutines))
    return tuple(found)


def _entry(program: Program, callee: str, records: list[Resolution]) -> Entry | None:
    recorded = next((target.entry for one in records for target in one.targets if target.entry is not None), None)
    return recorded or (program.catalogue.function(callee) if callee else None)


def _said(program: Program, callee: str, entry: Entry | None) -> str:
    """Return what the catalogue says of a callee, in words."""
    if entry is None:
        callbacks = program.catalogue.callbacks(callee) if callee else ()
        return f"runs what it is given {_on(callbacks[0])}" if callbacks and callbacks[0].runs != "inline" else ""
    if entry.kind is None:
        return "does not wait" + (f": {entry.note}" if entry.note else " (a coroutine)" if entry.coroutine else "")
    words = [f"waits ({entry.kind})"]
    if not entry.certain:
        words.append("depending on what cannot be seen")
    if entry.unless or entry.when or entry.constructed:
        words.append("depending on arguments")
    if entry.note:
        words.append(entry.note)
    return ", ".join(words)
