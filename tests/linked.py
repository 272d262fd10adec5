"""Files given as text in, their linked program out, and what it says in short words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from blocklint.kinds import Kind
from blocklint.pipeline import analyse, project_of
from blocklint.program.facts import Where, calls_of
from blocklint.program.program import Program
from blocklint.program.subjects import CALLED, Resolution

SURE = ("possible", "likely", "certain")
ARROW = re.compile(r"#\s*->\s*(.+?)\s*$")


def link(files: Mapping[str, str] | str) -> Program:
    """Link files by path, or one `app.py`."""
    return analyse(project_of({"app.py": files} if isinstance(files, str) else files)).program


def resolutions(program: Program) -> Iterator[tuple[Where, Resolution]]:
    """Yield every call of the functions as they stand, without the views that single callers get."""
    for subject in program.subjects:
        if not subject.given:
            yield from calls_of(subject)


def said(record: Resolution) -> str:
    """Return what a call resolved to, and how surely where that is less than certain."""
    if not record.callee:
        return "?"
    sure = min([target.sure for target in record.targets], default=2)
    return record.callee if sure == 2 else f"{record.callee} {SURE[sure]}"


def resolved(files: Mapping[str, str]) -> dict[str, str]:
    """Return what the last call on each line that says ``# -> name`` resolved to, by place."""
    places: dict[str, str] = {}
    for where, record in resolutions(link(files)):
        line = where.site.place[0]
        path = where.subject.unit.module.path
        if ARROW.search(files[path].splitlines()[line - 1]):
            places[f"{path}:{line}"] = said(record)
    return places


def expected(files: Mapping[str, str]) -> dict[str, str]:
    """Return what the comments ``# -> name`` say, by place."""
    return {
        f"{path}:{number}": match[1]
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := ARROW.search(line))
    }


def roots(program: Program) -> list[str]:
    """Return the plain and asynchronous functions that run on the loop of their own, by qualified name."""
    return sorted({root.unit.summary.qualified_name for root in program.loop_roots})


def facts(program: Program) -> dict[str, dict[str, str]]:
    """Return for each function what may block when it is called: by kind, the calls up to the API."""
    found: dict[str, dict[str, str]] = {}
    for subject in program.subjects:
        for kind, fact in program.facts.of(subject, CALLED).items():
            path = [step.call for step in program.path_from(fact)]
            found.setdefault(subject.unit.summary.qualified_name, {})[kind.value] = " > ".join(path)
    return found


def entered(program: Program, kind: Kind) -> list[str]:
    """Return the paths of the calls on the loop that reach a kind."""
    return [" > ".join(step.call for step in call.steps) for call in program.blocking_calls(kind)]
