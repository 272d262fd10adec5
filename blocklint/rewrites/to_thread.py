"""``f(a, k=b)`` to ``await asyncio.to_thread(f, a, k=b)``."""

from __future__ import annotations

import libcst as cst

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Rewrite
from blocklint.rewrites.arguments import passed
from blocklint.rewrites.awaiting import after, before, may_await
from blocklint.rewrites.chain import Chain, chains
from blocklint.rewrites.frames import belongs_to_frame, below, changes_in_thread
from blocklint.rewrites.page import Page
from blocklint.rewrites.visitor import Place
from blocklint.sources.source import Span


def rewrite(finding: Finding, page: Page) -> tuple[Edit, ...]:
    """Return the edits that hand the function, as written, and its arguments to a worker thread.

    Nothing where `await` cannot stand or a lock is held, and for calls that a thread would change.
    Where the call's receiver is a nominated call itself, as in ``open(path).read()``, the whole chain
    goes to the thread as one lambda, by the same edits for each finding in it.
    """
    place = page.place(finding)
    if place is None or finding.nomination is None or not may_await(place, finding.nomination):
        return ()
    for chain in chains(place, lambda call: page.is_nominated(_span(call, place, page))):
        edits = _whole(chain, page)
        if edits or place.call in chain.calls:
            return edits
    if changes_in_thread(place.call):
        return ()
    return _offloaded(place, page, passed(place.call, place.tree, page.text))


def _whole(chain: Chain, page: Page) -> tuple[Edit, ...]:
    """Return the edits for a chain: what its receivers are bound to a thread by, or stream from, moves with them."""
    place = chain.place
    if not page.offers(Rewrite.TO_THREAD, _span(place.call, place, page)) or any(map(changes_in_thread, chain.calls)):
        return ()
    # A colon ends the expression of a formatted string.
    if any(isinstance(node, cst.FormattedStringExpression) for node in place.around):
        return ()
    if any(belongs_to_frame(node) for node in below(place.call)):
        return ()
    return _offloaded(place, page, (page.text.edit(place.end, place.end, ")"),), "lambda: ")


def _offloaded(place: Place, page: Page, inside: tuple[Edit, ...], start: str = "") -> tuple[Edit, ...]:
    module = page.imports.asyncio_at(page.text.line(place.start))
    if module is None:
        return ()
    name, imports = module
    opening = f"{before(place, page.text)}await {name}.to_thread({start}"
    return (
        *imports,
        page.text.edit(place.start, place.start, opening),
        *inside,
        *after(place, page.text),
    )


def _span(call: cst.Call, place: Place, page: Page) -> Span:
    return page.text.span(place.tree.start(call), place.tree.end(call))
