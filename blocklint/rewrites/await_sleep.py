"""``time.sleep(x)`` to ``await asyncio.sleep(x)``."""

from __future__ import annotations

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit
from blocklint.rewrites.arguments import only_positional
from blocklint.rewrites.awaiting import after, before, may_await
from blocklint.rewrites.imports import ASYNCIO
from blocklint.rewrites.page import Page
from blocklint.rewrites.visitor import Place


def rewrite(finding: Finding, page: Page) -> tuple[Edit, ...]:
    """Return the edits that put `asyncio.sleep` in the place of the function; its argument stays as it is.

    Nothing for a call that is not of `time.sleep` with one positional argument: `asyncio.sleep` names
    its parameter ``delay``, and takes a second one.
    """
    place = page.place(finding)
    if place is None or finding.nomination is None or not may_await(place, finding.nomination):
        return ()
    if finding.callee != "time.sleep" or not _has_one_argument(place):
        return ()
    function = place.tree.code(place.call.func)
    module = page.imports.bound_at(ASYNCIO, finding.span.line)
    if module is None or "\n" in function or "\r" in function:  # a comment could stand in between
        return ()
    name, imports = module
    content = f"{before(place, page.text)}await {name}.sleep"
    return (
        *imports,
        page.text.edit(place.start, place.start + len(function), content),
        *after(place, page.text),
    )


def _has_one_argument(place: Place) -> bool:
    arguments = place.call.args
    return len(arguments) == 1 and not arguments[0].star and only_positional(place.call)
