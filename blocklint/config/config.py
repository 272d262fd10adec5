"""All options: the fields of `Config`, each with its default, its shape and its description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

from blocklint.config.shapes import (
    FLAG,
    NUMBER,
    PATH,
    PATHS,
    TEXT,
    TEXTS,
    Shape,
    choice,
    read_text,
    table_of,
    words_of,
)
from blocklint.config.special_shapes import CALLBACKS, OUTPUTS, RULE, SELECTORS, Output, read_selector
from blocklint.kinds import Confidence, Level
from blocklint.sources.ignore import PathMatcher, path_matcher

if TYPE_CHECKING:
    from blocklint.catalogue.model import Callback

_LEVEL = choice(words_of(Level))
_CONFIDENCE = choice(words_of(Confidence))
_FAIL_ON = choice({**words_of(Level), "never": None})
_WHEN = choice({word: word for word in ("auto", "always", "never")})
_OFFLOADS = ("asyncio.to_thread", "run_in_threadpool", "anyio.to_thread.run_sync")
_OFFLOAD = choice({word: word for word in _OFFLOADS})


@dataclass(frozen=True, slots=True)
class Config:
    """What a run is told. A key in a file is the field's name with ``-`` for ``_``."""

    select: Annotated[tuple[str, ...], SELECTORS, "Rules to report: codes, starts of codes, or names."] = ("BL",)
    ignore: Annotated[tuple[str, ...], SELECTORS, "Rules not to report. Of two selectors the longer wins."] = ()
    per_file_ignores: Annotated[
        tuple[tuple[str, tuple[str, ...]], ...],
        table_of(SELECTORS, read_text),
        "Rules not to report in files that match a pattern in gitignore's syntax.",
    ] = ()
    level: Annotated[
        tuple[tuple[str, Level], ...],
        table_of(_LEVEL, read_selector, RULE),
        "The level of a rule's findings, in place of the one that it has.",
    ] = ()
    min_level: Annotated[Level, _LEVEL, "The weakest level to report."] = Level.WARNING
    min_confidence: Annotated[Confidence, _CONFIDENCE, "The weakest confidence to report."] = Confidence.LIKELY
    fail_on: Annotated[Level | None, _FAIL_ON, "The weakest reported level that gives exit code 1."] = Level.NOTE
    output_format: Annotated[
        tuple[Output, ...], OUTPUTS, "The output format, or several with a file each: `sarif:out.sarif`."
    ] = (Output("full"),)
    output_file: Annotated[Path | None, PATH, "The file to write to instead of standard output."] = None
    color: Annotated[str, _WHEN, "When to use colours."] = "auto"
    project_root: Annotated[Path | None, PATH, "The folder to analyse, where it is not that of this file."] = None
    exclude: Annotated[tuple[str, ...], TEXTS, "Files to leave out, as patterns in gitignore's syntax."] = ()
    force_exclude: Annotated[bool, FLAG, "Leave excluded files out even where they are given by name."] = False
    catalogue: Annotated[tuple[Path, ...], PATHS, "Further catalogue files: what other libraries block on."] = ()
    contexts: Annotated[
        tuple[Callback, ...],
        CALLBACKS,
        "Functions that run a function handed to them on the loop (`enters`) or in a thread (`offloads`).",
    ] = ()
    assume_nonblocking: Annotated[tuple[str, ...], TEXTS, "Dotted names, with `*`, that are taken not to block."] = ()
    offload_with: Annotated[str, _OFFLOAD, "What rewrites put a blocking call into a thread with."] = _OFFLOADS[0]
    ignores: Annotated[bool, FLAG, "Honour the comments that suppress findings."] = True
    baseline: Annotated[
        Path | None, PATH, "The file of known findings, which are not reported; `blocklint-baseline.jsonl` by default."
    ] = None
    baseline_commit: Annotated[
        str, TEXT, "A revision that git knows: what was found there is known, and no file of known findings is read."
    ] = ""
    touching: Annotated[bool, FLAG, "Report findings with any step in the given paths, not only the entry."] = False
    show_fixes: Annotated[bool, FLAG, "Show the edits of remedies in every format that can."] = False
    unsafe_fixes: Annotated[bool, FLAG, "Let `--fix` write what may change more than the loop's freedom."] = False
    show_suppressed: Annotated[
        bool, FLAG, "Show in SARIF and JSON what comments suppress and what was known before, marked as such."
    ] = False
    statistics: Annotated[bool, FLAG, "Show counts of files, calls and unresolved names."] = False
    exit_zero: Annotated[bool, FLAG, "Exit with code 0 whatever was found."] = False
    exit_non_zero_on_fix: Annotated[bool, FLAG, "Exit with code 1 when a fix was written."] = False
    cache: Annotated[bool, FLAG, "Keep summaries for the next run."] = True
    cache_dir: Annotated[Path | None, PATH, "Where to keep them; `.blocklint_cache` in the root by default."] = None
    jobs: Annotated[int, NUMBER, "How many processes read files; 0 for as many as there are cores."] = 0

    def selects(self, code: str, path: str = "") -> bool:
        """Whether findings of `code` in the file at `path` (relative to the root) are to be reported."""
        wanted = _longest(self.select, code)
        unwanted = _longest((*self.ignore, *self._ignored_in(path)), code)
        return wanted > unwanted

    def level_of(self, code: str) -> Level | None:
        """Return the level that the configuration gives to `code`, None where it gives none."""
        fitting = [(selector, level) for selector, level in self.level if code.startswith(selector)]
        return max(fitting, key=lambda pair: len(pair[0]))[1] if fitting else None

    def _ignored_in(self, path: str) -> Iterator[str]:
        for pattern, selectors in self.per_file_ignores:
            if path and _matcher(pattern)(path):
                yield from selectors


class Option(NamedTuple):
    """One option as files, variables and the command line know it."""

    field: str
    key: str
    default: Any
    shape: Shape
    doc: str


def _options() -> Iterator[Option]:
    # Only the annotations' other parts are read: the catalogue's model is imported where it is needed.
    hints = get_type_hints(Config, localns={"Callback": object}, include_extras=True)
    for each in fields(Config):
        shape, doc = hints[each.name].__metadata__
        yield Option(each.name, each.name.replace("_", "-"), each.default, shape, doc)


OPTIONS: tuple[Option, ...] = tuple(_options())


def _longest(selectors: Iterable[str], code: str) -> int:
    return max((len(selector) for selector in selectors if code.startswith(selector)), default=0)


@cache
def _matcher(pattern: str) -> PathMatcher:
    return path_matcher((pattern,))
