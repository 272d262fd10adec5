"""Findings about the run itself: made where files and comments are read, described by their rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby

from blocklint.findings.finding import Finding, Step
from blocklint.findings.remedy import Applicability, Remedy, Rewrite
from blocklint.findings.suppression import HOUSEKEEPING
from blocklint.kinds import Confidence, Level
from blocklint.program.marks import blocking_coroutines
from blocklint.program.program import Program
from blocklint.sources.comments import MARKS, VERBS
from blocklint.sources.source import Comment, Source, Span, Unreadable
from blocklint.sources.suppressions import Notice, Suppressions, Used


def unreadable(error: Unreadable) -> Finding:
    """Return the finding for a file that could not be analysed."""
    span = Span(error.line, error.column, error.line, error.column + 1)
    message = f"this file was not analysed: {error.reason}"
    return _finding("BL999", "unreadable-file", Level.ERROR, message, error.path, span)


def unknown_codes(source: Source, suppressions: Suppressions, known: Collection[str]) -> Iterator[Finding]:
    """Yield a finding for every comment of a file in which something means nothing."""
    for comment, group in groupby(suppressions.notices(known), key=lambda notice: notice.comment):
        notices = tuple(group)
        message = "; ".join(f"{one.message}{_meant(one)}" for one in notices)
        codes = ",".join(one.code for one in notices if one.code is not None)
        yield _about(comment, source, *_UNKNOWN, message, codes, _correction(comment, notices))


def meaningless_marks(program: Program) -> Iterator[Finding]:
    """Yield a finding for every `async def` that is marked as blocking."""
    for unit, comment in blocking_coroutines(program.modules):
        source = unit.module.source
        if comment is not None:
            yield _about(comment, source, *_UNKNOWN, _NO_CALL, "", _PLAIN)
        else:
            line, column = unit.summary.place[:2]
            span = unit.module.span((line, column, line, column + len("async def")))
            yield _finding(*_UNKNOWN, Level.WARNING, _NO_CALL, source.path, span, source.module, "", (_PLAIN,))


_UNKNOWN = ("BL902", "unknown-code")
_NO_CALL = "`blocking` says nothing of a coroutine function: a call of it runs nothing"
_PLAIN = Remedy("mark the plain function that waits", Applicability.DISPLAY)


def unused_suppressions(
    source: Source, suppressions: Suppressions, used: Collection[Used],
    selected: Collection[str], known: Collection[str],
) -> Iterator[Finding]:  # fmt: skip
    """Yield a finding for every comment of a file that suppresses nothing, or names a code for nothing.

    `selected` are those of the `known` codes that are reported in the file: the others are not judged, and a comment
    that names no code only where all are. A bare ``noqa`` may speak to another tool, and is never judged.
    """
    in_use = {(one.comment, one.code) for one in used if one.path == source.path}
    commenting = {comment for comment, _ in in_use}
    judged = frozenset(selected) - HOUSEKEEPING
    for comment in suppressions.comments:
        if comment.verb not in _SUPPRESSING or (comment.verb == "noqa" and not comment.codes):
            continue
        if not comment.codes and comment not in commenting and judged >= frozenset(known) - HOUSEKEEPING:
            yield _about(comment, source, *_UNUSED, "this suppresses nothing", "", _remove(""))
        written = [
            one for one in comment.codes if (code := suppressions.code(one)) in judged and (comment, code) not in in_use
        ]
        if written:
            yield _unused(comment, source, written)


_SUPPRESSING = frozenset(VERBS) - {"enable", *MARKS}
_UNUSED = ("BL901", "unused-suppression")


def _unused(comment: Comment, source: Source, written: list[str]) -> Finding:
    named = _named(written)
    remedy = _remove("" if len(written) == len(comment.codes) else named)
    return _about(comment, source, *_UNUSED, f"no finding of {named} is suppressed by this", ",".join(written), remedy)


def _meant(notice: Notice) -> str:
    return f"; did you mean `{notice.nearest}`?" if notice.nearest else ""


def _correction(comment: Comment, notices: Collection[Notice]) -> Remedy:
    """Return what takes the unknown out; a directive that is none may be prose, of which a person must decide."""
    if comment.verb not in VERBS:
        return Remedy("correct the directive, or write the comment without `blocklint:`", Applicability.DISPLAY)
    written = [one.code for one in notices if one.code is not None]
    return _remove(_named(written) if written and len(written) < len(comment.codes) else "")


def _remove(named: str) -> Remedy:
    title = f"remove {named} from the comment" if named else "remove the comment"
    return Remedy(title, Applicability.SAFE, Rewrite.REMOVE_SUPPRESSION)


def _named(codes: Collection[str]) -> str:
    return ", ".join(f"`{one}`" for one in codes)


def _about(comment: Comment, source: Source, code: str, name: str, message: str, codes: str, remedy: Remedy) -> Finding:
    span = Span(comment.line, comment.column, comment.line, comment.end_column)
    return _finding(code, name, Level.WARNING, message, source.path, span, source.module, codes, (remedy,))


def _finding(
    code: str, name: str, level: Level, message: str, path: str, span: Span, entry: str = "", api: str = "",
    remedies: tuple[Remedy, ...] = (),
) -> Finding:  # fmt: skip
    return Finding(
        code=code,
        name=name,
        level=level,
        confidence=Confidence.CERTAIN,
        message=message,
        path=path,
        span=span,
        function="",
        entry=entry,
        callee="",
        api=api,
        kind=None,
        trace=(Step(path, span, "", ""),),
        remedies=remedies,
    )
