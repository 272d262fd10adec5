"""Which edits to carry out together: findings with edits in, changed files out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Edit, Remedy, Rewrite
from blocklint.rewrites.change import FileChange
from blocklint.rewrites.syntax import compiles, parsed
from blocklint.rewrites.text import Text, edited
from blocklint.sources.source import Source, Span


@dataclass(frozen=True, slots=True)
class Objections:
    """What an analysis of the changed files has against the changes.

    `standing` are findings that a change was to repair and that are still there; `new` are findings that were
    not there before, with the paths and functions of the text after the changes.
    """

    standing: tuple[Finding, ...] = ()
    new: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.standing or self.new)


Recheck = Callable[[Sequence[FileChange]], Objections]
"""Analyses the changes of all files together: one analysis is much, so it is asked as rarely as possible."""

_UNPARSED = "the result would not parse"
_STANDING = "the finding would still stand"
_NEW = "another finding would appear"


def plan(
    findings: Iterable[Finding], sources: Mapping[str, Source], *, unsafe: bool, recheck: Recheck | None = None
) -> list[FileChange]:
    """Return the change of every file for which a finding has an allowed remedy with edits, by path.

    Safe remedies are allowed, unsafe ones with `unsafe`, the others never. A finding gets the first
    of its remedies that agrees with those of the findings before it, by place. What together does not
    parse is halved until it does. Then `recheck` is asked about all files at once; what it objects to is left out,
    and it is asked again. What is left out is refused, with the reason.
    """
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    ordered = sorted(findings, key=_place)
    drafts = [
        _Draft(sources[path], tuple(choices)).parsing()
        for path, group in groupby(ordered, key=lambda finding: finding.path)
        if path in sources and (choices := _choices(group, path, allowed))
    ]
    return [draft.change() for draft in (drafts if recheck is None else _checked(drafts, recheck))]


@dataclass(frozen=True, slots=True, eq=False)
class _Choice:
    """A finding and the remedy that is carried out for it; each is itself only."""

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


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is to be carried out in one file, and what was refused there."""

    source: Source
    choices: tuple[_Choice, ...]
    refused: tuple[_Choice, ...] = ()
    reason: str = ""

    def change(self) -> FileChange:
        """Return the change that this makes."""
        source = self.source
        edits = dict.fromkeys(edit for choice in self.choices for edit in choice.remedy.edits)
        after = edited(Text.of(source.path, source.text), edits)
        findings = tuple(choice.finding for choice in self.choices)
        refused = tuple(sorted((choice.finding for choice in self.refused), key=_place))
        return FileChange(
            source.path, source.text, after, source.encoding, source.digest, findings, refused, self.reason
        )

    def line_before(self, line: int) -> int:
        """Return where a line of the text after the change stood before it."""
        for edit in sorted({edit for choice in self.choices for edit in choice.remedy.edits}, key=_start):
            more = edit.content.count("\n") - (edit.span.end_line - edit.span.line)
            if more and edit.span.line < line:
                line = max(edit.span.line, line - more)
        return line

    def without(self, unwanted: Collection[_Choice], reason: str) -> _Draft:
        """Return the draft with what is unwanted, and what does not parse without it, refused."""
        left = [choice for choice in self.choices if choice not in unwanted]
        refused = [choice for choice in self.choices if choice in unwanted]
        draft = replace(self, choices=tuple(left), refused=(*self.refused, *refused), reason=reason)
        return draft.parsing() if refused else self

    def parsing(self) -> _Draft:
        """Return the draft with what does not parse together refused."""
        kept = _without_objection(self.choices, lambda some: not some or _parses(replace(self, choices=some).change()))
        refused = tuple(choice for choice in self.choices if choice not in kept)
        return replace(self, choices=kept, refused=self.refused + refused, reason=_UNPARSED) if refused else self


def _checked(drafts: list[_Draft], recheck: Recheck) -> list[_Draft]:
    """Return the drafts without what an analysis of all of them objects to."""
    while objections := _asked(drafts, recheck):
        blamed = _blamed(drafts, objections)
        if not blamed:
            return _halved(drafts, recheck)
        reason = _STANDING if objections.standing else _NEW
        drafts = [draft.without(blamed, reason) for draft in drafts]
    return drafts


def _asked(drafts: list[_Draft], recheck: Recheck) -> Objections:
    changes = [draft.change() for draft in drafts if draft.choices]
    return recheck(changes) if changes else Objections()


def _blamed(drafts: list[_Draft], objections: Objections) -> set[_Choice]:
    """Return the choices that an objection is about: of a new finding those on its line, in its function or file."""
    choices = [choice for draft in drafts for choice in draft.choices]
    blamed = {choice for choice in choices if choice.finding in objections.standing}
    if blamed:
        return blamed
    for is_near in (_on_one_line, _in_one_function, _in_one_file):
        blamed = {
            choice for draft in drafts for choice in draft.choices for new in objections.new
            if is_near(draft, choice.finding, new)
        }  # fmt: skip
        if blamed:
            break
    return blamed


def _in_one_file(draft: _Draft, old: Finding, new: Finding) -> bool:  # noqa: ARG001 - one of three questions
    return old.path == new.path


def _in_one_function(draft: _Draft, old: Finding, new: Finding) -> bool:
    return _in_one_file(draft, old, new) and old.function == new.function


def _on_one_line(draft: _Draft, old: Finding, new: Finding) -> bool:
    return _in_one_file(draft, old, new) and old.span.line <= draft.line_before(new.span.line) <= old.span.end_line


def _halved(drafts: list[_Draft], recheck: Recheck) -> list[_Draft]:
    """Return the drafts with what together brings no objection, where an objection names none of them."""

    def kept_only(some: tuple[_Choice, ...]) -> list[_Draft]:
        others = set(choices).difference(some)
        return [draft.without(others, _NEW) for draft in drafts]

    choices = tuple(choice for draft in drafts for choice in draft.choices)
    return kept_only(_without_objection(choices, lambda some: not _asked(kept_only(some), recheck)))


def _without_objection(
    choices: tuple[_Choice, ...], holds: Callable[[tuple[_Choice, ...]], bool]
) -> tuple[_Choice, ...]:
    """Return choices that hold together, found by halving."""
    if holds(choices):
        return choices
    if len(choices) == 1:
        return ()
    middle = len(choices) // 2
    first, second = _without_objection(choices[:middle], holds), _without_objection(choices[middle:], holds)
    return first if first and second and not holds(first + second) else first + second


def _start(edit: Edit) -> Span:
    return edit.span


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.sort_key


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
