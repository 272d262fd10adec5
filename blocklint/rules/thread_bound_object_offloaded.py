"""Moving an object to a thread that it must not be used from.

What: A method of an object that belongs to the thread that made it (a `sqlite3` connection, a synchronous
Playwright object, a Selenium driver) is passed to an offload.

Why: sqlite3 raises ProgrammingError in another thread. Playwright raises as well, and the worker thread it was
called in believes from then on that a loop runs there. Calls that come from several workers of a pool interleave on
one connection.

Example:

    import asyncio
    import sqlite3

    from fastapi import FastAPI

    app = FastAPI()
    connection = sqlite3.connect("shop.db")


    @app.post("/orders")
    async def order(title: str) -> None:
        await asyncio.to_thread(connection.execute, "insert into orders (title) values (?)", (title,))

Use instead:

    import asyncio
    import sqlite3

    from fastapi import FastAPI

    app = FastAPI()


    def insert(title: str) -> None:
        connection = sqlite3.connect("shop.db")
        with connection:
            connection.execute("insert into orders (title) values (?)", (title,))
        connection.close()


    @app.post("/orders")
    async def order(title: str) -> None:
        await asyncio.to_thread(insert, title)

How blocklint decides: The receiver is followed by type, and the catalogue says which types belong to a thread. The
method is passed itself, or a lambda or nested function calls it on an object that it did not make. A function that
makes, uses and closes the object itself is right to offload, and silent; so is a connection made with
`check_same_thread=False`. Where it cannot be seen how the object was made, or an executor of one's own is named, which
may have a single thread, the finding is *possible* only.

When it is right to ignore: All calls go to one executor of a single thread, which also made the object.

References:

- Connections and threads, sqlite3: https://docs.python.org/3/library/sqlite3.html#sqlite3.connect
- Threading, Playwright for Python: https://playwright.dev/python/docs/library#threading
"""

from collections.abc import Iterator, Sequence

from blocklint.catalogue.model import Entry
from blocklint.deployment.setting import ServerSetting
from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.kinds import Level
from blocklint.names import parent
from blocklint.program.facts import Where, calls_of
from blocklint.program.program import Program
from blocklint.program.values import BOUND, FUNCTION, LITERAL, OBJECT, PARTIAL, Value
from blocklint.rules.offloads import handed_to_threads
from blocklint.rules.placing import finding_at, lowered
from blocklint.rules.rule import Family, Rule, summary_of
from blocklint.summaries.expressions import ATTRIBUTE, CONSTANT, NAME, Expression
from blocklint.summaries.summary import Site

_REMEDY = Remedy("make, use and close the object in one function, and run that in a thread", Applicability.DISPLAY)


def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield the offloads that use an object in a thread which is not its own."""
    for where, record, handed in handed_to_threads(program):
        if handed.callback.runs != "thread" or where.subject.given:
            continue
        for value in handed.values.values:
            found = _used(program, value)
            if found is None:
                continue
            entry, sure = found
            sure = min(sure, handed.values.sure, 0 if _names_executor(where) else 2)
            yield finding_at(
                where, RULE.code, RULE.name, lowered(program, RULE.level, where), sure,
                f"`{entry.name}` is called in another thread than the object's own",
                api=entry.name, callee=record.callee, remedies=(_REMEDY,), notes=(entry.note,) if entry.note else (),
            )  # fmt: skip
            break


def _used(program: Program, value: Value) -> tuple[Entry, int] | None:
    """Return the method of a thread's own object that a handed value calls, and how sure that is."""
    if value.sort == PARTIAL:
        return _used(program, value.a)
    if value.sort == BOUND and value.a.sort == OBJECT:
        entry = program.catalogue.method(value.a.a, value.b)
        return _judged(entry, value.a) if entry is not None else None
    if value.sort == FUNCTION and value.b is not None and value.b.unit.number:
        return _used_in(program, value)
    return None


def _used_in(program: Program, value: Value) -> tuple[Entry, int] | None:
    """Look for such a call in a lambda or nested function: its object is a name that the function does not bind."""
    for subject in program.views_of(value.a):
        for where, record in calls_of(subject) if subject.parent is value.b else ():
            site = where.site
            if not _is_on_free_name(site.target if isinstance(site, Site) else (ATTRIBUTE, site.base, site.name)):
                continue
            for target in record.targets:
                entry = target.entry
                if entry is not None and program.catalogue.type(parent(entry.name)) is not None:
                    found = _judged(entry, None)
                    if found is not None:
                        return entry, min(found[1], target.sure)
    return None


def _judged(entry: Entry, receiver: Value | None) -> tuple[Entry, int] | None:
    if entry.thread != "owned" or entry.kind is None:
        return None
    if not entry.movable:
        return entry, 2
    made = receiver.c if receiver is not None else None
    if made is None:
        return entry, 0
    positional, keywords = made
    for condition in entry.movable:
        given = dict(keywords).get(condition.argument)
        if given is None and condition.position is not None and condition.position < len(positional):
            given = positional[condition.position]
        if given is not None and any(one.sort != LITERAL or one.b == condition.value for one in given.values):
            return None
    return entry, 2


def _is_on_free_name(target: Expression) -> bool:
    if target is None or target[0] != ATTRIBUTE:
        return False
    while target[0] == ATTRIBUTE:
        target = target[1]
        if target is None:
            return False
    return bool(target[0] == NAME)


def _names_executor(where: Where) -> bool:
    """True where the call names an executor: `run_in_executor` its first argument, `submit` its receiver."""
    site, record = where.site, where.resolution
    if not isinstance(site, Site) or record is None:
        return False
    if record.callee.endswith(".run_in_executor"):
        first = site.arguments[0] if site.arguments else None
        return first is None or first[:2] != (CONSTANT, "NoneType")
    return record.callee.endswith(".submit")


RULE = Rule(
    code="BL203",
    name="thread-bound-object-offloaded",
    since="0.1",
    summary=summary_of(__doc__),
    doc=__doc__,
    level=Level.ERROR,
    check=check,
    family=Family.OFFLOADS,
)
