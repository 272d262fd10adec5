"""``f(a, k=b)`` to ``await asyncio.to_thread(f, a, k=b)``, or to what is configured in its place."""

from __future__ import annotations

import re

import libcst as cst

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Rewrite
from blocklint.rewrites.arguments import only_positional, passed
from blocklint.rewrites.awaiting import after, before, may_await
from blocklint.rewrites.chain import Chain, chains
from blocklint.rewrites.frames import belongs_to_frame, below, changes_in_thread
from blocklint.rewrites.offload import Offload
from blocklint.rewrites.page import Page
from blocklint.rewrites.text import Text
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
    if _hands_on(page.offload, place.call):
        return _offloaded(place, page, passed(place.call, place.tree, page.text), _line_break(place, page.text))
    return _as_lambda(place, page) if _is_simple(place.call) else ()


def _whole(chain: Chain, page: Page) -> tuple[Edit, ...]:
    """Return the edits for a chain: what its receivers are bound to a thread by, or stream from, moves with them."""
    place = chain.place
    if not page.offers(Rewrite.TO_THREAD, _span(place.call, place, page)) or any(map(changes_in_thread, chain.calls)):
        return ()
    return _as_lambda(place, page)


def _as_lambda(place: Place, page: Page) -> tuple[Edit, ...]:
    # A colon ends the expression of a formatted string.
    if any(isinstance(node, cst.FormattedStringExpression) for node in place.around):
        return ()
    if any(belongs_to_frame(node) for node in below(place.call)):
        return ()
    return _offloaded(place, page, (page.text.edit(place.end, place.end, ")"),), "lambda: ")


def _line_break(place: Place, text: Text) -> str:
    """Return what must stand before the function where the arguments begin on a line of their own: it joins them."""
    call = place.call
    if not call.args:
        return ""
    start = place.start + len(place.tree.code(call.func)) + len(place.tree.code(call.whitespace_after_func)) + 1
    before = text.content[start : place.tree.start(call.args[0])]
    line = re.split(r"[\r\n]", before)[-1]
    return "" if before.strip() or line == before else text.newline + line


def _hands_on(offload: Offload, call: cst.Call) -> bool:
    """Tell whether the offload takes the call's arguments as they are."""
    if not offload.keywords:
        return only_positional(call)
    return not offload.taken or all(
        argument.star != "**" and (argument.keyword is None or argument.keyword.value != offload.taken)
        for argument in call.args
    )


def _is_simple(call: cst.Call) -> bool:
    """True where no argument is computed by a call, which a lambda would move to the thread as well."""
    return not any(isinstance(node, cst.Call) for argument in call.args for node in below(argument.value))


def _offloaded(place: Place, page: Page, inside: tuple[Edit, ...], start: str = "") -> tuple[Edit, ...]:
    bound = page.imports.bound_at(page.offload.needed, page.text.line(place.start))
    if bound is None:
        return ()
    name, imports = bound
    opening = f"{before(place, page.text)}await {name}{page.offload.attribute}({start}"
    return (
        *imports,
        page.text.edit(place.start, place.start, opening),
        *inside,
        *after(place, page.text),
    )


def _span(call: cst.Call, place: Place, page: Page) -> Span:
    return page.text.span(place.tree.start(call), place.tree.end(call))
