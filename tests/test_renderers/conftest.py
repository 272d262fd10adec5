"""Reports that every format must be able to show."""

import pytest

from blocklint.findings.finding import Finding, Reach, Step
from blocklint.findings.remedy import Applicability, Edit, Remedy, Rewrite
from blocklint.findings.report import Report, Statistics
from blocklint.kinds import Confidence, Kind, Level
from blocklint.sources.source import Span, Unreadable
from blocklint.sources.spans import split_lines

APP = """\
import time
from shop.store import Store

async def list_items(path):
    return Store(path)

async def show_item(path, number):
    store = Store(
        path,
    )
    return store.rows[number]

async def wait():
    naïve = "😀"; time.sleep(1)
"""

STORE = """\
import sqlite3

class Store:
    def __init__(self, path):
        self.connection = sqlite3.connect(path)
"""

CONNECT = Step("shop/store.py", Span(5, 27, 5, 48), "Store.__init__", "sqlite3.connect(path)")


def reaching(function: str, span: Span) -> Finding:
    enter = Step("app.py", span, function, "Store(path)")
    return Finding(
        code="BL105",
        name="blocking-database",
        level=Level.ERROR,
        confidence=Confidence.CERTAIN,
        message="`Store` reaches `sqlite3.connect`, which waits for the database",
        path="app.py",
        span=span,
        function=function,
        entry=f"app.{function}",
        callee="shop.store.Store",
        api="sqlite3.connect",
        kind=Kind.DATABASE,
        trace=(enter, CONNECT),
        remedies=(
            Remedy("open the database in a lifespan", Applicability.DISPLAY, example="async def lifespan():\n    ..."),
        ),
        notes=("a sqlite3 connection belongs to the thread that made it",),
    )


def sleeping() -> Finding:
    span = Span(14, 18, 14, 31)
    step = Step("app.py", span, "wait", "time.sleep(1)")
    edits = (Edit("app.py", Span(1, 1, 1, 1), "import asyncio\n"), Edit("app.py", span, "await asyncio.sleep(1)"))
    return Finding(
        code="BL102",
        name="blocking-sleep",
        level=Level.WARNING,
        confidence=Confidence.LIKELY,
        message="`time.sleep` blocks the event loop",
        path="app.py",
        span=span,
        function="wait",
        entry="app.wait",
        callee="time.sleep",
        api="time.sleep",
        kind=Kind.SLEEP,
        trace=(step,),
        also=(Reach("BL115", Level.NOTE, Confidence.POSSIBLE, "os.stat", Kind.METADATA, (step,)),),
        remedies=(
            Remedy("await `asyncio.sleep`", Applicability.SAFE, Rewrite.AWAIT_SLEEP, edits=edits),
            Remedy("offload it with `asyncio.to_thread`", Applicability.UNSAFE, Rewrite.TO_THREAD),
        ),
    )


@pytest.fixture
def report() -> Report:
    """Two findings with one root cause, one direct call with a fix, one file that could not be read."""
    return Report(
        root="/project",
        findings=(
            reaching("list_items", Span(5, 12, 5, 23)),
            reaching("show_item", Span(8, 13, 10, 6)),
            sleeping(),
        ),
        errors=(Unreadable("bad.py", "not valid utf-8: byte 0xff", 3, 1),),
        statistics=Statistics(3, 20, 5, 9, 7, 2, {"summaries": 0.01234}, {"parameter": 2}, (("f", 2),)),
        lines={"app.py": split_lines(APP), "shop/store.py": split_lines(STORE)},
    )


@pytest.fixture
def clean() -> Report:
    return Report("/project", (), statistics=Statistics(files=3))


NAMES = (
    "a\n::error::forged.py",
    "::error::forged.py",
    " ::set-output name=x::y.py",
    "##[error]forged.py",
    "a##vso[task.complete result=Failed]b.py",
    "a\x1b[31mred\x1b]8;;http://evil\x07.py",
    "]]></failure><script>alert(1)</script>.py",
    "a|b`c`|@team [x](http://evil).py",
    'a"b;c,d%0Ae].py',
    "\u202egnp.py",
    "caf\udce9\u2028\x85.py",
    "a\r\nb\tc.py",
)
"""File names (and so function names, calls and messages) that try to forge output."""


@pytest.fixture(params=NAMES)
def hostile(request: pytest.FixtureRequest) -> Report:
    """A report in which every text from outside is one hostile name."""
    return named(request.param)


@pytest.fixture
def harmless() -> Report:
    """The same report with a name that means no harm."""
    return named("x.py")


def named(name: str) -> Report:
    steps = (Step(name, Span(1, 1, 1, 4), name, name), Step(name, Span(2, 1, 2, 4), name, name))
    finding = Finding(
        code="BL101",
        name="blocking-http",
        level=Level.ERROR,
        confidence=Confidence.CERTAIN,
        message=f"`{name}` blocks the event loop",
        path=name,
        span=Span(1, 1, 1, 4),
        function=name,
        entry=name,
        callee=name,
        api=name,
        kind=Kind.HTTP,
        trace=steps,
        remedies=(Remedy(f"await `{name}`", Applicability.DISPLAY),),
        notes=(name,),
    )
    second = split_lines(name)[-1]
    return Report("/project", (finding,), (Unreadable(name, name),), lines={name: (second, second)})
