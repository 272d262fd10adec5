"""Answers about calls as text for a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from blocklint.findings.answer import Answer, Context, Place
from blocklint.findings.finding import Finding, Step
from blocklint.renderers.escaping import json_text, terminal_path, visible

_RUNS = {
    Context.LOOP: "on the loop",
    Context.THREAD: "in a thread",
    Context.IMPORT: "at import",
    Context.UNREACHED: "nowhere",
}


def as_text(answers: Sequence[Answer], prefix: str = "") -> str:
    """Return a paragraph for each answer; `prefix`, empty or ending in ``/``, is put before every path."""
    return "\n".join("".join(f"{line}\n" for line in _lines(answer, prefix)) for answer in answers)


def _lines(answer: Answer, prefix: str) -> Iterator[str]:
    inside = f" in `{answer.function}`" if answer.function else ""
    start = f"{terminal_path(prefix + answer.path)}:{answer.span.line}:{answer.span.column}"
    yield f"{start}: {visible(f'`{answer.call}`{inside}')}"
    for place in answer.places:
        yield visible(f"  runs {_RUNS[place.context]}: {place.because}")
        for step in place.chain:
            yield visible(f"    through {prefix}{step.path}:{step.span.line} `{step.call}`")
    yield visible(f"  resolved to {_resolved(answer)}")
    if answer.known:
        yield visible(f"  the catalogue says: {answer.known}")
    yield visible(f"  {answer.verdict}{': ' if answer.because else ''}{answer.because}")
    shown: Counter[str] = Counter()
    for finding in answer.findings:
        shown[finding.code] += 1
        if shown[finding.code] <= MOST_ENTRIES:
            yield visible(f"    {_finding(answer, finding, prefix)}")
    for code, number in shown.items():
        if number > MOST_ENTRIES:
            yield visible(f"    {code}: {number - MOST_ENTRIES} more, entered elsewhere; JSON names them all")


MOST_ENTRIES: Final = 5
"""Findings of one code that go through a call and are written out: a helper may be entered from hundreds of places."""


def _resolved(answer: Answer) -> str:
    if not answer.callee:
        return "nothing"
    others = [name for name in answer.bodies if name != answer.callee]
    return f"`{answer.callee}`" + (f", which runs {', '.join(f'`{name}`' for name in others)}" if others else "")


def _finding(answer: Answer, finding: Finding, prefix: str) -> str:
    entered = (finding.path, finding.span) == (answer.path, answer.span)
    where = "" if entered else f", entered at {prefix}{finding.path}:{finding.span.line} in `{finding.function}`"
    return f"{finding.code} {finding.level} ({finding.confidence}): {finding.message}{where}"


def as_json(answers: Sequence[Answer]) -> str:
    """Return the answers as one JSON document."""
    return json_text({"answers": [_data(answer) for answer in answers]}, indent=2) + "\n"


def _data(answer: Answer) -> dict[str, Any]:
    return {
        "path": answer.path,
        "line": answer.span.line,
        "column": answer.span.column,
        "call": answer.call,
        "function": answer.function,
        "contexts": [_place(place) for place in answer.places],
        "callee": answer.callee,
        "bodies": list(answer.bodies),
        "catalogue": answer.known,
        "verdict": str(answer.verdict),
        "because": answer.because,
        "findings": [
            {
                "code": one.code,
                "level": str(one.level),
                "confidence": str(one.confidence),
                "path": one.path,
                "line": one.span.line,
            }
            for one in answer.findings
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"context": str(place.context), "because": place.because, "chain": [_step(step) for step in place.chain]}


def _step(step: Step) -> dict[str, Any]:
    return {"path": step.path, "line": step.span.line, "function": step.function, "call": step.call}
