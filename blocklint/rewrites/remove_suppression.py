"""A suppressing comment, or a code in one, taken away."""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit
from blocklint.rewrites.page import Page
from blocklint.rewrites.text import Text
from blocklint.sources.comments import without_codes


def rewrite(finding: Finding, page: Page) -> tuple[Edit, ...]:
    """Return the edit that takes a finding's codes out of the comment at its place, with the last one all of it.

    A comment that stood alone takes its line with it, one behind code the blanks before it; what another tool
    reads in the same comment stays.
    """
    start, end = page.text.bounds(finding.span)
    codes = tuple(code for code in finding.api.split(",") if code)
    left = without_codes(page.text.content[start:end], codes) if codes else ""
    return (page.text.edit(start, end, left) if left else _removed(page.text, start, end),)


def _removed(text: Text, start: int, end: int) -> Edit:
    line = text.line(start)
    first, last = text.starts[line - 1], text.line_end(line)
    rest = text.content[end:last]
    if rest.strip():
        # Another directive follows, which takes this one's place.
        return text.edit(start, end + len(rest) - len(rest.lstrip()), "")
    before = text.content[first:start]
    if not before.strip():
        return text.edit(first, last, "")
    return text.edit(first + len(before.rstrip()), end + len(rest.rstrip("\r\n")), "")
