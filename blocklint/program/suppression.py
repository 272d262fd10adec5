"""Suppression comments as cuts: a kind that is suppressed at a call goes no further through it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from blocklint.kinds import CODE_OF, Kind
from blocklint.sources.source import Comment, Source
from blocklint.sources.suppressions import Suppressions, Used

if TYPE_CHECKING:
    from blocklint.program.program import Program
    from blocklint.program.subjects import Subject
    from blocklint.program.units import FunctionUnit
    from blocklint.summaries.summary import Site, Touch


class Cuts:
    """The comments of all files that suppress something, by path; `code_of` maps the names of rules to their codes.

    `honoured` is False where no suppression is to be honoured, that of a function as a whole among them.
    """

    def __init__(
        self, sources: Iterable[Source] = (), code_of: Mapping[str, str] | None = None, *, honoured: bool = True
    ) -> None:
        self.code_of = code_of or {}
        self.honoured = honoured
        self.by_path = {
            one.path: Suppressions(one.comments, self.code_of) for one in sources if one.comments and honoured
        }

    def __call__(self, unit: FunctionUnit, site: Site | Touch, kind: Kind) -> bool:
        """Tell whether a kind is hidden at a call: by the mark of its function, or by a comment."""
        code = CODE_OF[kind]
        if unit.marked == "nonblocking" and (not unit.marked_codes or code in unit.marked_codes):
            return True
        found = self.by_path.get(unit.module.path)
        return found is not None and bool(found.suppressing(code, site.place[0], site.place[2]))


NO_CUTS = Cuts()
"""No suppression at all."""


def used_by(program: Program, cuts: Cuts) -> frozenset[Used]:
    """Return the suppressions that cut something: the callee would block, and the caller runs on the loop.

    What a comment behind it cuts already does not make a comment used: taking that one away would change nothing.
    """
    if not cuts.by_path:
        return frozenset()
    used: set[Used] = set()
    for subject in _on_the_loop(program):
        path = subject.unit.module.path
        found = cuts.by_path.get(path)
        if found is not None:
            used.update(Used(path, comment, code) for comment, code in _cut_in(program, subject, found))
    return frozenset(used)


def _cut_in(program: Program, subject: Subject, found: Suppressions) -> Iterator[tuple[Comment, str]]:
    """Yield the comments that suppress something in the body of a subject."""
    for where, kinds in program.blocking_in(subject):
        line, _, end_line, _ = where.site.place
        if found.codes_at(line, end_line):
            for kind in kinds:
                code = CODE_OF[kind]
                yield from ((comment, code) for comment in found.suppressing(code, line, end_line))


def _on_the_loop(program: Program) -> Iterator[Subject]:
    """Yield the subjects that run on the loop, or hand it something, cut or not: loop roots, and what they call."""
    scheduling = (where.subject for where, record in program.index.handing if record.scheduled)
    open_subjects = list(dict.fromkeys((*program.loop_roots, *scheduling)))
    seen = set(open_subjects)
    while open_subjects:
        subject = open_subjects.pop()
        yield subject
        for target in program.entered_from(subject):
            if target not in seen:
                seen.add(target)
                open_subjects.append(target)
