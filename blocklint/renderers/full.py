"""The default text: findings by root cause, with source, path and help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from blocklint.findings.finding import Finding, Step
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.findings.report import Report
from blocklint.renderers.difference import difference
from blocklint.renderers.escaping import terminal_path, visible
from blocklint.renderers.excerpt import excerpt
from blocklint.renderers.footer import with_footer
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.root_causes import RootCause, by_root_cause
from blocklint.renderers.style import Style

_MOST_NAMES = 3
_MOST_SIBLINGS = 10
_MOST_STEPS = 8
_LONGEST_CALL = 80

_HOW = {
    Applicability.SAFE: " (`--fix`)",
    Applicability.UNSAFE: " (`--fix --unsafe-fixes`)",
    Applicability.DISPLAY: "",
}


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as text for people, ending in a summary."""
    page = _Page(report, options, Style(options.color))
    lines = [line for cause in by_root_cause(report.findings) for line in (*page.cause(cause), "")]
    return with_footer(lines, report, options)


@dataclass(frozen=True, slots=True)
class _Page:
    report: Report
    options: RenderOptions
    style: Style
    examples: set[str] = field(default_factory=set)
    """The titles of remedies whose example was shown: each stands on the page once."""

    def cause(self, cause: RootCause) -> Iterator[str]:
        """Yield one group: a heading where several findings share the cause, the first in full, the others short."""
        if len(cause.findings) > 1:
            yield self._heading(cause)
        in_full = len(cause.findings) if self.options.verbose else 1
        for finding in cause.findings[:in_full]:
            yield from self._finding(finding)
        others = cause.findings[in_full:]
        for finding in others[:_MOST_SIBLINGS]:
            yield f"{self._header(finding)} in `{visible(finding.function)}`"
        if len(others) > _MOST_SIBLINGS:
            yield f"… and {len(others) - _MOST_SIBLINGS} more; `--output-format concise` lists them all"

    def _heading(self, cause: RootCause) -> str:
        names = cause.functions
        listed = ", ".join(f"`{visible(name)}`" for name in names[:_MOST_NAMES])
        reached = f"{len(names)} async functions" if len(names) > 1 else f"{len(cause.findings)} calls of one function"
        more = ", …" if len(names) > _MOST_NAMES else ""
        return self.style.strong(
            f"`{visible(cause.api)}` in `{visible(cause.step.function)}`, reached from {reached}: {listed}{more}"
        )

    def _finding(self, finding: Finding) -> Iterator[str]:
        yield self._header(finding)
        yield from (f"  {line}" for line in self._body(finding))

    def _body(self, finding: Finding) -> Iterator[str]:
        yield visible(finding.message)
        yield from excerpt(self._lines(finding.path), finding.span, finding.level, self.style)
        if len(finding.trace) > 1:
            yield self.style.word("path:")
            yield from self._steps(finding.trace)
        for reach in finding.also:
            yield f"{self.style.word('also:')} {reach.code} `{visible(reach.api)}` [{reach.level}, {reach.confidence}]"
        for note in finding.notes:
            yield f"{self.style.word('note:')} {visible(note)}"
        yield from self._help(finding)

    def _header(self, finding: Finding) -> str:
        place = self._place(finding.path, finding.span.line, finding.span.column)
        code = self.style.level(finding.level, f"{finding.code} {finding.name}")
        return f"{place}: {code} [{finding.level}, {finding.confidence}]"

    def _place(self, path: str, line: int, column: int) -> str:
        return f"{self.style.strong(terminal_path(self.options.prefix + path))}:{line}:{column}"

    def _steps(self, trace: tuple[Step, ...]) -> Iterator[str]:
        shown: tuple[Step | None, ...] = trace
        if len(trace) > _MOST_STEPS and not self.options.verbose:
            half = _MOST_STEPS // 2
            shown = (*trace[:half], None, *trace[-half:])
        for step in shown:
            if step is None:
                yield f"  … {len(trace) - _MOST_STEPS} more calls …"
            else:
                place = self._place(step.path, step.span.line, step.span.column)
                yield f"  {place} in `{visible(step.function)}`: `{_short(step.call)}`"

    def _help(self, finding: Finding) -> Iterator[str]:
        for index, remedy in enumerate(finding.remedies):
            how = _HOW[remedy.applicability] if remedy.rewrite else ""
            yield f"{self.style.word('or:' if index else 'help:')} {visible(remedy.title)}{how}"
            if not index:
                yield from self._text_of(remedy, finding)

    def _text_of(self, remedy: Remedy, finding: Finding) -> Iterator[str]:
        if remedy.edits:
            yield from difference(remedy.edits, self.report.lines, finding.path, self.style)
        elif remedy.example and remedy.title not in self.examples:
            self.examples.add(remedy.title)
            yield from (f"    | {visible(line)}".rstrip() for line in remedy.example.strip("\n").split("\n"))

    def _lines(self, path: str) -> tuple[str, ...]:
        return tuple(self.report.lines.get(path, ()))


def _short(call: str) -> str:
    """Return a call as written on one line, cut where it is long."""
    text = visible(" ".join(call.split()))
    return text if len(text) <= _LONGEST_CALL else f"{text[: _LONGEST_CALL - 1]}…"
