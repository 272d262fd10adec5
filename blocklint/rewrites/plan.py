"""Which edits to carry out together: findings with edits in, changed files out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Edit, Remedy, Rewrite
from blocklint.rewrites.change import FileChange
from blocklint.rewrites.syntax import compiles, parsed
from blocklint.rewrites.text import Text, edited
from blocklint.sources.source import Source, Span

Recheck = Callable[[FileChange], bool]
"""Tells whether the findings of a change are gone after it."""

RecheckAll = Callable[[Sequence[FileChange]], bool]
"""Tells the same of the changes of several files together, by one analysis."""

_UNPARSED = "the result would not parse"
_STANDING = "the finding would still stand"


def plan(
    findings: Iterable[Finding],
    sources: Mapping[str, Source],
    *,
    unsafe: bool,
    recheck: Recheck | None = None,
    recheck_all: RecheckAll | None = None,
) -> list[FileChange]:
    """Return the change of every file for which a finding has an allowed remedy with edits, by path.

    Safe remedies are allowed, unsafe ones with `unsafe`, the others never. A finding gets the first
    of its remedies that agrees with those of the findings before it, by place. What together does not
    parse, or does not pass `recheck`, is halved until it does; the rest is refused, with the reason.
    Where `recheck_all` passes the changes of all files at once, `recheck` is not asked.
    """
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    chosen = [
        (sources[path], choices)
        for path, group in groupby(ordered, key=lambda finding: finding.path)
        if path in sources and (choices := _choices(group, path, allowed))
    ]
    changes = [_sound_change(choices, source, None) for source, choices in chosen]
    if recheck is None or (recheck_all is not None and recheck_all(changes)):
        return changes
    return [_sound_change(choices, source, recheck) for source, choices in chosen]


@dataclass(frozen=True, slots=True)
class _Choice:
    finding: Finding
    remedy: Remedy


@dataclass(slots=True)
class _Accepted:
    """What was chosen so far in one file, and what that rules out for the rest."""

    choices: list[_Choice] = field(default_factory=list)
    edits: set[Edit] = field(default_factory=set)
    functions: dict[Span, bool] = field(default_factory=dict)
    """Functions that are changed, and whether they become plain: then nothing in them can be awaited."""

    def take(self, finding: Finding, remedies: Iterable[Remedy]) -> None:
        """Choose the first remedy that agrees with what was chosen before."""
        for remedy in remedies:
            if self._agrees(finding, remedy):
                self.choices.append(_Choice(finding, remedy))
                self.edits.update(remedy.edits)
                self.functions.update(_claims(finding, remedy))
                return

    def _agrees(self, finding: Finding, remedy: Remedy) -> bool:
        claims = _claims(finding, remedy)
        if any(self.functions.get(function, plain) is not plain for function, plain in claims):
            return False
        new = [edit for edit in remedy.edits if edit not in self.edits]
        return not any(_collide(edit.span, other.span) for edit in new for other in self.edits)


def _choices(findings: Iterable[Finding], path: str, allowed: set[Applicability]) -> list[_Choice]:
    accepted = _Accepted()
    for finding in findings:
        accepted.take(finding, (remedy for remedy in finding.remedies if _is_allowed(remedy, allowed, path)))
    return accepted.choices


def _sound_change(choices: list[_Choice], source: Source, recheck: Recheck | None) -> FileChange:
    text = Text.of(source.path, source.text)

    def objection(some: list[_Choice]) -> str:
        change = _carried_out(some, source, text)
        if not _parses(change):
            return _UNPARSED
        return _STANDING if recheck is not None and not recheck(change) else ""

    kept, reason = _without_objection(choices, objection)
    refused = tuple(choice.finding for choice in choices if choice not in kept)
    return replace(_carried_out(kept, source, text), refused=refused, reason=reason)


def _without_objection(choices: list[_Choice], objection: Callable[[list[_Choice]], str]) -> tuple[list[_Choice], str]:
    """Return the choices that hold together, found by halving, and why the others do not; empty where all do."""
    reason = objection(choices)
    if not reason:
        return choices, ""
    if len(choices) == 1:
        return [], reason
    middle = len(choices) // 2
    first, why_not_first = _without_objection(choices[:middle], objection)
    second, why_not_second = _without_objection(choices[middle:], objection)
    if first and second and objection(first + second):
        return first, reason
    return first + second, why_not_first or why_not_second or reason


def _carried_out(choices: list[_Choice], source: Source, text: Text) -> FileChange:
    edits = dict.fromkeys(edit for choice in choices for edit in choice.remedy.edits)
    findings = tuple(choice.finding for choice in choices)
    return FileChange(source.path, source.text, edited(text, edits), source.encoding, source.digest, findings)


def _parses(change: FileChange) -> bool:
    """Tell whether the text after the change compiles, or at least parses where the text before did no better."""
    return compiles(change.after) or (not compiles(change.before) and parsed(change.after) is not None)


def _claims(finding: Finding, remedy: Remedy) -> Iterator[tuple[Span, bool]]:
    """Yield the function that a remedy needs to become plain (True), or to stay asynchronous (False)."""
    if finding.nomination is not None and finding.nomination.function is not None:
        if remedy.rewrite is Rewrite.PLAIN_DEF:
            yield finding.nomination.function, True
        elif remedy.rewrite in (Rewrite.AWAIT_SLEEP, Rewrite.TO_THREAD):
            yield finding.nomination.function, False


def _collide(one: Span, other: Span) -> bool:
    """Tell whether two different edits cannot both be carried out, or not in a known order."""
    return one[:2] == other[:2] or (one[:2] < other[2:] and other[:2] < one[2:])


def _is_allowed(remedy: Remedy, allowed: set[Applicability], path: str) -> bool:
    """Only edits of the finding's own file are carried out: all of a remedy happens, or nothing."""
    return remedy.applicability in allowed and bool(remedy.edits) and all(edit.path == path for edit in remedy.edits)
