"""The last lines of the text formats: how many findings, what can be fixed, what was not analysed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.findings.report import Report
from blocklint.kinds import Level
from blocklint.renderers.escaping import terminal_path, visible
from blocklint.renderers.options import RenderOptions


def with_footer(lines: Iterable[str], report: Report, options: RenderOptions) -> str:
    """Return a text format's lines and the closing ones; the latter are left out where only findings are wanted."""
    return "".join(f"{line}\n" for line in (*lines, *(() if options.quiet else footer(report, options))))


def footer(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yield the closing lines of a report."""
    if options.statistics:
        yield from _statistics(report)
    reported = {finding.path for finding in report.findings if finding.code == "BL999"}
    for error in report.errors:
        if error.path not in reported:
            yield f"not analysed: {terminal_path(options.prefix + error.path)}:{error.line}: {visible(error.reason)}"
    yield _found(report)


def plural(count: int, noun: str) -> str:
    """Return ``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def suggested(finding: Finding) -> Remedy | None:
    """Return the remedy that is preferred for a finding."""
    return finding.remedies[0] if finding.remedies else None


def fixable(finding: Finding, applicability: Applicability) -> bool:
    """Whether the suggested remedy of a finding can be written, with exactly this promise."""
    remedy = suggested(finding)
    return remedy is not None and remedy.rewrite is not None and remedy.applicability is applicability


def _found(report: Report) -> str:
    findings = report.findings
    known = f" {report.known}." if report.known is not None else ""
    if not findings:
        new = " new" if report.known is not None and report.known.known else ""
        return f"Found nothing{new} that blocks the event loop in {plural(report.statistics.files, 'file')}.{known}"
    levels = Counter(finding.level for finding in findings)
    counts = ", ".join(plural(levels[level], str(level)) for level in reversed(Level) if levels[level])
    files = plural(len({finding.path for finding in findings}), "file")
    return f"Found {plural(len(findings), 'finding')} ({counts}) in {files}{_fixes(findings)}.{known}"


def _fixes(findings: Sequence[Finding]) -> str:
    safe = sum(fixable(finding, Applicability.SAFE) for finding in findings)
    unsafe = sum(fixable(finding, Applicability.UNSAFE) for finding in findings)
    if safe and unsafe:
        return f"; {safe} fixable with `--fix`, {unsafe} more with `--unsafe-fixes`"
    if safe:
        return f"; {safe} fixable with `--fix`"
    return f"; {unsafe} fixable with `--fix --unsafe-fixes`" if unsafe else ""


def _statistics(report: Report) -> Iterator[str]:
    codes = Counter((finding.code, finding.name) for finding in report.findings)
    for (code, name), count in sorted(codes.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>6}  {code} {name}"
    numbers = report.statistics
    yield f"{numbers.files} files, {numbers.lines} lines, {numbers.functions} functions"
    yield f"{numbers.calls} calls: {numbers.resolved} resolved, {numbers.unresolved} not"
    reasons = sorted(numbers.unresolved_by_reason.items(), key=lambda item: (-item[1], item[0]))
    for title, counts in (("why not", reasons), ("most often", numbers.unresolved_names)):
        if counts:
            yield f"{title}: " + ", ".join(f"{visible(what)} ({count})" for what, count in counts)
    if numbers.seconds:
        yield ", ".join(f"{stage} {seconds:.2f} s" for stage, seconds in numbers.seconds.items())
