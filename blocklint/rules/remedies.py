"""Which remedies apply to a call that blocks, in order of preference."""

from __future__ import annotations

from collections.abc import Iterator

from blocklint.catalogue.model import Entry
from blocklint.findings.remedy import Applicability, Remedy, Rewrite
from blocklint.kinds import Kind
from blocklint.names import parent, root
from blocklint.program.program import BlockingCall, Program
from blocklint.program.subjects import Subject
from blocklint.summaries.expressions import ATTRIBUTE, AWAIT, CALL, ITEM, LOCAL, NAME, NARROWED, Expression
from blocklint.summaries.summary import AWAITS, SITE_CALL, FunctionSummary, Site

_ELSEWHERE = ("asyncio.to_thread", "await", "")
_HTTPX = """\
@asynccontextmanager
async def lifespan(app: FastAPI):
    async with httpx.AsyncClient() as client:
        yield {"client": client}

answer = await request.state.client.get(url)"""
_PLAYWRIGHT = """\
@asynccontextmanager
async def lifespan(app: FastAPI):
    async with async_playwright() as playwright:
        app.state.browser = await playwright.chromium.launch()
        yield
        await app.state.browser.close()"""
PLAYWRIGHT_LIFESPAN = Remedy(
    "start the asynchronous Playwright in the lifespan, and take it from `app.state`",
    Applicability.DISPLAY,
    example=_PLAYWRIGHT,
)
_STREAMS = ("io.", "tempfile.", "gzip.", "bz2.", "lzma.", "zipfile.", "tarfile.", "codecs.")


def remedies(program: Program, call: BlockingCall) -> tuple[Remedy, ...]:
    """Return the remedies of a call, the preferred one first."""
    return tuple(_remedies(program, call))


def _remedies(program: Program, call: BlockingCall) -> Iterator[Remedy]:
    entry = call.entry
    if call.kind is Kind.LOOP:
        yield Remedy("`await` the coroutine here: the loop is running already", Applicability.DISPLAY)
        return
    if call.called_back:
        yield Remedy(
            "hand over a function that starts it in a thread, such as `lambda: loop.run_in_executor(None, …)`",
            Applicability.DISPLAY,
        )
        return
    if _runs_later(call):
        yield Remedy("register a coroutine function that awaits `asyncio.to_thread(…)` instead", Applicability.DISPLAY)
        return
    direct = len(call.steps) == 1
    if entry.name == "time.sleep":
        if direct:
            yield Remedy("`await asyncio.sleep(…)` instead", Applicability.SAFE, Rewrite.AWAIT_SLEEP)
        else:
            yield Remedy("make the helper `async` and `await asyncio.sleep(…)` in it", Applicability.DISPLAY)
    if _may_be_plain(program, call.where.subject) and _stays_in_its_thread(program, call):
        yield Remedy(
            "make the function a plain `def`, which the framework runs in its thread pool",
            Applicability.UNSAFE,
            Rewrite.PLAIN_DEF,
        )
    asynchronous = tuple(_asynchronous(entry, direct))
    near = root(entry.replace or "") in (root(entry.name), "asyncio")
    yield from asynchronous if near else ()
    yield from _thread(call, direct)
    if call.kind is Kind.HTTP and root(entry.name) in ("requests", "urllib", "urllib3", "http"):
        yield Remedy(
            "use one `httpx.AsyncClient` that the lifespan opens and closes", Applicability.DISPLAY, example=_HTTPX
        )
    else:
        # Another library is a new dependency, which only a person can decide on.
        yield from asynchronous if not near else ()
    if call.kind is Kind.BROWSER and "playwright" in entry.name:
        yield PLAYWRIGHT_LIFESPAN


def _runs_later(call: BlockingCall) -> bool:
    """True where the call registers what waits: moved into a thread, it would register it all the same."""
    record = call.where.resolution
    return record is not None and any(handed.callback.later for handed in record.handed)


def _asynchronous(entry: Entry, direct: bool) -> Iterator[Remedy]:
    """The library's own async API, or what the catalogue names instead."""
    replacement = entry.replace or ""
    if replacement in _ELSEWHERE or replacement == "asyncio.sleep":
        return
    what = f"`{replacement}`" if _is_name(replacement) else replacement
    verb = "await" if direct else "make the helper `async` and await"
    yield Remedy(f"{verb} {what} instead", Applicability.DISPLAY)


def _is_name(text: str) -> bool:
    return all(part.isidentifier() for part in text.split("."))


def _thread(call: BlockingCall, direct: bool) -> Iterator[Remedy]:
    entry = call.entry
    if entry.thread != "ok":
        note = f": {entry.note}" if entry.note else ""
        yield Remedy(
            f"move the object's whole lifetime into one function and run that in a thread{note}", Applicability.DISPLAY
        )
        return
    site = call.where.site
    plain_call = isinstance(site, Site) and site.what == SITE_CALL
    if call.kind is Kind.LOCK:
        yield Remedy("use an `asyncio.Lock` where only coroutines share the state", Applicability.DISPLAY)
        return
    if direct and entry.attribute:
        text = call.steps[0].call
        yield Remedy(f"read it in a thread: `await asyncio.to_thread(lambda: {text})`", Applicability.DISPLAY)
        return
    if not plain_call or (direct and _gives_stream(entry)):
        yield Remedy(
            "move the whole block into a function and `await asyncio.to_thread(…)` that", Applicability.DISPLAY
        )
        return
    yield Remedy("run it in a thread: `await asyncio.to_thread(…)`", Applicability.UNSAFE, Rewrite.TO_THREAD)


def _gives_stream(entry: Entry) -> bool:
    """True for what opens a file: reading it blocks as well, so the call alone must not move."""
    return (entry.returns or "").startswith(_STREAMS)


def _may_be_plain(program: Program, subject: Subject) -> bool:
    """True for a function that awaits nothing, that a framework would run in a thread, and that nothing else awaits."""
    unit = subject.unit
    if not unit.asynchronous or unit.generates or unit.summary.flags & AWAITS or not subject.entries:
        return False
    if not all(
        callback.runs == "thread" and callback.role in ("endpoint", "dependency") for callback in subject.entries
    ):
        return False
    return not program.is_awaited(unit)


def _stays_in_its_thread(program: Program, call: BlockingCall) -> bool:
    """True where the object that waits may be used in any thread, or is made in the function that uses it."""
    if call.entry.thread == "ok":
        return True
    cause = call.steps[-1]
    summary = cause.function.summary
    site = next((one for one in summary.sites if one.place == cause.place), None)
    if site is None:
        return False
    # `sqlite3.connect` makes an object here; a method's object may have been made elsewhere.
    is_method = program.catalogue.type(parent(call.entry.name)) is not None
    return not is_method or _is_made_here(summary, site.target)


def _is_made_here(summary: FunctionSummary, expression: Expression) -> bool:
    """Tell whether what an expression starts from is a local variable, or a call that is no method of a global."""
    while expression is not None:
        tag = expression[0]
        if tag in (ATTRIBUTE, ITEM, AWAIT, NARROWED):
            inner = expression[1]
            if inner is not None and inner[0] == NAME and tag == ATTRIBUTE:
                return False
            expression = inner
        elif tag == CALL and expression[1] >= 0:
            target = summary.sites[expression[1]].target
            if target is not None and target[0] == ATTRIBUTE and target[1] is not None and target[1][0] == NAME:
                # `sqlite3.connect(…).execute(…)`, not `connection.execute(…).fetchall()`.
                return bool(target[2] in MAKERS)
            if target is not None and target[0] == NAME:
                return True
            expression = target
        else:
            return bool(tag == LOCAL and expression[1] >= len(summary.parameters))
    return False


MAKERS = frozenset(("connect", "Connection", "start", "Chrome", "Firefox", "Edge", "Safari", "Remote"))
"""Functions of modules that make objects which are bound to their thread."""


__all__ = ["PLAYWRIGHT_LIFESPAN", "remedies"]
