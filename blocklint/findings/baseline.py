"""Known findings: which of today's findings were there before, which are new, and which are gone.

The identity of a finding holds no line number: it is the code, the file, the function and what is called there. The
text of the call only tells apart several calls of one function. A kind that is reached through another API than before
is the same finding: the same call blocks in the same way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from blocklint.findings.finding import Finding
from blocklint.names import last
from blocklint.sources.spans import text_at


class Entry(NamedTuple):
    """What is kept of one finding.

    `text` is a digest of the call as written, blanks aside; empty where the file is no source.
    """

    code: str
    path: str
    function: str
    callee: str
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings that are new, findings that are known, each in the order given, and the entries that are gone."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Entry, ...]


def entry_of(finding: Finding, lines: Mapping[str, Sequence[str]]) -> Entry:
    """Return what is kept of a finding; `lines` maps the paths of sources to their lines."""
    text = " ".join(text_at(lines.get(finding.path, ()), finding.span).split())
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() if text else ""
    return Entry(finding.code, finding.path, finding.function, finding.callee or finding.api, digest)


def compare(
    findings: Sequence[Finding], known: Iterable[Entry], lines: Mapping[str, Sequence[str]], files: Collection[str]
) -> Comparison:
    """Match findings with known entries, one to one, the most alike first.

    `files` are the paths of today's files: what was known of a file that is no longer there is looked for in the
    file, not known before, that most of it turns up in.
    """
    match = _Match([entry_of(finding, lines) for finding in findings], list(known))
    for key in _KEYS:
        match.by(key, key)
    for old, new in _renamed(match, files):
        for key in _KEYS:
            match.by(_moved(key, old, new), key)
    return Comparison(
        tuple(finding for finding, open_ in zip(findings, match.open_now, strict=True) if open_),
        tuple(finding for finding, open_ in zip(findings, match.open_now, strict=True) if not open_),
        tuple(sorted(entry for entry, open_ in zip(match.before, match.open_before, strict=True) if open_)),
    )


def places(entries: Iterable[Entry]) -> int:
    """Count the calls that entries stand for: a call that blocks in several ways has an entry for each."""
    counts: Counter[tuple[str, ...]] = Counter()
    for entry, count in Counter(entries).items():
        counts[entry[1:]] = max(counts[entry[1:]], count)
    return counts.total()


Key = Callable[[Entry], "tuple[str, ...] | None"]


def _same(entry: Entry) -> tuple[str, ...]:
    return entry


def _same_but_text(entry: Entry) -> tuple[str, ...]:
    return entry[:4]


def _same_name(entry: Entry) -> tuple[str, ...]:
    """What is called has moved to another module."""
    return (*entry[:3], last(entry.callee))


def _same_text(entry: Entry) -> tuple[str, ...] | None:
    return (*entry[:3], entry.text) if entry.text else None


_KEYS: tuple[Key, ...] = (_same, _same_but_text, _same_name, _same_text)
"""How entries are alike, the surest first."""


class _Match:
    """Which entries of before and of now have no partner yet."""

    def __init__(self, now: list[Entry], before: list[Entry]) -> None:
        self.now = now
        self.before = before
        self.open_now = [True] * len(now)
        self.open_before = [True] * len(before)

    def by(self, key_before: Key, key_now: Key) -> None:
        """Pair the open entries whose keys are equal, in order."""
        waiting: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, entry in enumerate(self.before):
            if self.open_before[number] and (key := key_before(entry)) is not None:
                waiting[key].append(number)
        for number, entry in enumerate(self.now):
            partners = waiting.get(key) if self.open_now[number] and (key := key_now(entry)) is not None else None
            if partners:
                self.open_before[partners.pop(0)] = False
                self.open_now[number] = False

    def left_before(self) -> list[Entry]:
        """Return the entries of before that have no partner."""
        return [entry for entry, open_ in zip(self.before, self.open_before, strict=True) if open_]

    def left_now(self) -> list[Entry]:
        """Return the entries of now that have no partner."""
        return [entry for entry, open_ in zip(self.now, self.open_now, strict=True) if open_]


def _moved(key: Key, old: str, new: str) -> Key:
    """Return the key of an entry as if its file had been renamed; None for entries of other files."""
    return lambda entry: key(entry._replace(path=new)) if entry.path == old else None


def _renamed(match: _Match, files: Collection[str]) -> list[tuple[str, str]]:
    """Return pairs of old and new path, those with most in common first; each path stands in one pair."""
    gone = _shapes(entry for entry in match.left_before() if entry.path not in files)
    fresh = {entry.path for entry in match.left_now()} - {entry.path for entry in match.before}
    made = _shapes(entry for entry in match.left_now() if entry.path in fresh)
    alike = [(sum((before & now).values()), old, new) for old, before in gone.items() for new, now in made.items()]
    pairs: dict[str, str] = {}
    for common, old, new in sorted(alike, key=lambda each: (-each[0], *each[1:])):
        if old not in pairs and new not in pairs.values() and 2 * common >= gone[old].total():
            pairs[old] = new
    return list(pairs.items())


def _shapes(entries: Iterable[Entry]) -> dict[str, Counter[tuple[str, ...]]]:
    """Count by path what entries say of themselves but for the path."""
    found: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for entry in entries:
        found[entry.path][entry.code, entry.function, last(entry.callee)] += 1
    return found
