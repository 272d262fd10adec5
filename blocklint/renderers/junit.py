"""JUnit XML: a test suite a file, a failed test case a finding.

The form is that of junit-10.xsd: https://github.com/jenkinsci/xunit-plugin
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.renderers.escaping import xml
from blocklint.renderers.options import RenderOptions
from blocklint.renderers.sentence import sentence
from blocklint.sources.source import Unreadable


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as XML. A clean run is one passed test case, since some readers refuse an empty report."""
    counts = f'tests="{len(report.findings) + len(report.errors)}" failures="{len(report.findings)}"'
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<testsuites name="blocklint" {counts} errors="{len(report.errors)}">',
    ]
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        lines += _suite(options.prefix + path, tuple(findings), options)
    for error in report.errors:
        lines += _broken(options.prefix + error.path, error)
    if not report.findings and not report.errors:
        lines += ['  <testsuite name="blocklint" tests="1" failures="0" errors="0">']
        lines += ['    <testcase name="nothing found" classname="blocklint"/>', "  </testsuite>"]
    return "\n".join((*lines, "</testsuites>")) + "\n"


def _suite(path: str, findings: tuple[Finding, ...], options: RenderOptions) -> Iterator[str]:
    count = len(findings)
    yield f'  <testsuite name="{xml(path)}" tests="{count}" failures="{count}" errors="0">'
    for finding in findings:
        name = xml(f"{finding.code} {finding.name} in {finding.function}")
        text = f"{path}:{finding.span.line}:{finding.span.column}: {sentence(finding, options)}"
        yield f'    <testcase name="{name}" classname="{xml(path)}">'
        yield f'      <failure message="{xml(finding.message)}" type="{finding.code}">{xml(text)}</failure>'
        yield "    </testcase>"
    yield "  </testsuite>"


def _broken(path: str, error: Unreadable) -> Iterator[str]:
    place = f"{path}:{error.line}:{error.column}: {error.reason}"
    yield f'  <testsuite name="{xml(path)}" tests="1" failures="0" errors="1">'
    yield f'    <testcase name="not analysed" classname="{xml(path)}">'
    yield f'      <error message="{xml(error.reason)}" type="BL999">{xml(place)}</error>'
    yield "    </testcase>"
    yield "  </testsuite>"
