"""What is said of a function as a whole: that it blocks, or that it does not.

It is said by a comment on its ``def`` (``# blocklint: nonblocking``), by a decorator of that name, wherever that comes
from, and by the configuration. A comment beats a decorator, which beats the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from blocklint.kinds import CODE_OF, Kind
from blocklint.program.facts import calls_of
from blocklint.program.subjects import Subject, Target
from blocklint.program.suppression import Cuts
from blocklint.program.units import FunctionUnit, ModuleUnit
from blocklint.sources.comments import MARKS
from blocklint.sources.source import Comment

_KIND_OF = {code: kind for kind, code in CODE_OF.items()}


def mark_functions(modules: Sequence[ModuleUnit], cuts: Cuts, assumed: Callable[[str], bool]) -> None:
    """Mark the functions of which something is said; a suppressing mark counts only where those are honoured."""
    for module in modules:
        comments = {one.target: one for one in module.source.comments if one.verb in MARKS}
        for unit in module.functions[1:]:
            comment = _comment_on(unit, comments) if comments else None
            decorator = next((name for name in reversed(unit.decorators) if name in MARKS), "")
            if comment is not None and _holds(comment.verb, cuts):
                _mark(unit, comment, cuts)
            elif decorator and _holds(decorator, cuts):
                unit.marked = decorator
            elif assumed(unit.dotted_name):
                unit.marked = "nonblocking"


def blocking_coroutines(modules: Iterable[ModuleUnit]) -> Iterator[tuple[FunctionUnit, Comment | None]]:
    """Yield the `async def`s that are marked as blocking, with the comment that says so, None for a decorator.

    The mark says nothing there: calling one runs nothing.
    """
    for module in modules:
        for unit in module.functions:
            if unit.asynchronous and unit.marked == "blocking":
                yield unit, _comment_on(unit, {one.target: one for one in module.source.comments if one.verb in MARKS})


def leave_out(subjects: Iterable[Subject], assumed: Callable[[str], bool]) -> None:
    """Forget that calls go to library APIs that are taken not to block."""
    for subject in subjects:
        for _, record in calls_of(subject):
            record.targets = tuple(target for target in record.targets if not _is_assumed(target, assumed))


def _is_assumed(target: Target, assumed: Callable[[str], bool]) -> bool:
    return target.entry is not None and assumed(target.entry.name)


def _comment_on(unit: FunctionUnit, comments: dict[int, Comment]) -> Comment | None:
    if unit.is_class_body:
        return None
    summary = unit.summary
    lines = range(summary.first_line, max(summary.header[2], summary.place[0]) + 1)
    return next((comments[line] for line in lines if line in comments), None)


def _holds(verb: str, cuts: Cuts) -> bool:
    return cuts.honoured or verb != "nonblocking"


def _mark(unit: FunctionUnit, comment: Comment, cuts: Cuts) -> None:
    unit.marked = comment.verb
    unit.marked_codes = tuple(cuts.code_of.get(code.lower(), code.upper()) for code in comment.codes)
    if comment.verb == "blocking":
        # Waiting is what remains where nothing is said of what is waited for; the catalogue's rows have it so, too.
        unit.marked_kind = next((_KIND_OF[code] for code in unit.marked_codes if code in _KIND_OF), Kind.WAIT)
