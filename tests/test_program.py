"""Summaries and catalogue in, the linked program out: what calls resolve to, what runs on the loop, what may block.

The projects in fixtures/ go through every shape; here stands what each of them relies on, by one small program.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from dataclasses import replace

import pytest

from blocklint.findings.selection import Selection
from blocklint.kinds import Kind
from blocklint.pipeline import analyse, check_text, project_of, report
from tests.linked import entered, expected, facts, link, resolved, roots

# What calls resolve to

IMPORTS = {
    "app.py": (
        "import requests as r, urllib.request\nfrom requests import get as g\n"
        "from lib import *\nfrom lib.inner import load\nimport lib.inner as inner\n"
        "r.get('/')  # -> requests.get\n"
        "g('/')  # -> requests.get\n"
        "urllib.request.urlopen('/')  # -> urllib.request.urlopen\n"
        "load()  # -> lib.inner.load\n"
        "inner.load()  # -> lib.inner.load\n"
        "public()  # -> lib.inner.load\n"
        "_private()  # -> ?\n"
        "def f():\n    from time import sleep\n    sleep(1)  # -> time.sleep\n"
    ),
    "lib/__init__.py": "from .inner import load as public\nfrom .inner import load as _private\n",
    "lib/inner.py": "from . import other\ndef load():\n    other.ready()  # -> lib.other.ready\n",
    "lib/other.py": "def ready(): pass\n",
}
TYPES = """
import requests, httpx, functools
session = requests.Session()
session.get("/")  # -> requests.Session.get
def annotated(a: requests.Session, b: "requests.Session | None", *c: requests.Session):
    a.get("/")  # -> requests.Session.get likely
    b.get("/")  # -> requests.Session.get likely
    c[0].get("/")  # -> requests.Session.get likely
def make():
    return requests.Session()
made = make()
made.get("/")  # -> requests.Session.get likely
either = requests.Session() if made else httpx.Client()
either.get("/")  # -> requests.Session.get likely
for one in [session]:
    one.get("/")  # -> requests.Session.get
with requests.Session() as entered:
    entered.get("/")  # -> requests.Session.get
bound = session.get
bound("/")  # -> requests.Session.get
later = functools.partial(requests.get, "/")
later()  # -> requests.get
async def f():
    async with httpx.AsyncClient() as client:
        await client.get("/")  # -> httpx.AsyncClient.get
    def inner():
        session.get("/")  # -> requests.Session.get
    inner()  # -> app.f.<locals>.inner
"""
CLASSES = """
import requests
class Base:
    shared = requests.Session()
    def __init__(self):
        self.session = requests.Session()
    def load(self):
        self.session.get("/")  # -> requests.Session.get
        self.shared.get("/")  # -> requests.Session.get
    @staticmethod
    def fixed(): pass
    @classmethod
    def made(cls):
        return cls()
class Child(Base):
    def run(self):
        self.load()  # -> app.Base.load
        super().load()  # -> app.Base.load
Child().run()  # -> app.Child.run
Base.load(Child())  # -> app.Base.load
Base.fixed()  # -> app.Base.fixed
Child.made().run()  # -> app.Child.run likely
"""
NO_EVIDENCE = """
import requests
from elsewhere import client
def f(x, *y, **z):
    x.get("/")  # -> ?
    y[0].get("/")  # -> ?
    z["a"].get("/")  # -> ?
    x().get("/")  # -> ?
    client.get("/")  # -> elsewhere.client.get
    {}.get("/")  # -> builtins.dict.get
    get("/")  # -> ?
    requests.unheard_of("/")  # -> requests.unheard_of
"""


@pytest.mark.parametrize(
    "files",
    [IMPORTS, {"app.py": TYPES}, {"app.py": CLASSES}, {"app.py": NO_EVIDENCE}],
    ids=["imports", "types", "classes", "no evidence"],
)
def test_what_calls_resolve_to(files: Mapping[str, str]) -> None:
    assert resolved(files) == expected(files)


# What runs on the loop

ENTRIES = """
import asyncio
from concurrent.futures import ThreadPoolExecutor
from fastapi import BackgroundTasks, Depends, FastAPI
app = FastAPI()
def dependency(): pass
async def coroutine(): pass
@app.get("/a")
def plain_endpoint(needed=Depends(dependency)): pass
@app.get("/b")
async def endpoint(tasks: BackgroundTasks):
    tasks.add_task(task)
    loop = asyncio.get_running_loop()
    loop.call_soon(callback)
    loop.run_in_executor(None, in_executor)
    await asyncio.to_thread(in_thread)
def task(): pass
def callback(): pass
def in_executor(): pass
def in_thread(): pass
def nobody(): pass
"""


def test_loop_roots_are_coroutines_and_what_the_loop_is_given() -> None:
    assert roots(link(ENTRIES)) == ["callback", "coroutine", "endpoint"]


def test_a_callable_is_followed_to_where_it_is_handed_over() -> None:
    program = link(
        "import asyncio, functools, time\n"
        "class A:\n    def work(self): time.sleep(1)\n"
        "def run(function): function()\n"
        "async def offloaded(a: A):\n"
        "    await asyncio.to_thread(a.work)\n"
        "    await asyncio.to_thread(lambda: a.work())\n"
        "    await asyncio.to_thread(functools.partial(run, a.work))\n"
        "async def called(a: A):\n    run(a.work)\n"
    )

    assert entered(program, Kind.SLEEP) == ["run > function > time.sleep"]


# What may block

CHAIN = """
import time, requests
def one(): two()
def two():
    time.sleep(1)
    three()
def three(): requests.get("/")
def free(): pass
async def root():
    free()
    one()
async def other():
    await root()
"""


def test_facts_name_the_nearest_api_of_each_kind() -> None:
    assert facts(link(CHAIN)) == {
        "one": {"sleep": "two > time.sleep", "http": "two > three > requests.get"},
        "two": {"sleep": "time.sleep", "http": "three > requests.get"},
        "three": {"http": "requests.get"},
    }


def test_blocking_is_entered_in_the_coroutine_that_calls_it() -> None:
    program = link(CHAIN)

    assert entered(program, Kind.SLEEP) == ["one > two > time.sleep"]
    assert entered(program, Kind.HTTP) == ["one > two > three > requests.get"]
    assert entered(program, Kind.FILE) == []


def test_functions_that_call_each_other_come_to_an_end() -> None:
    program = link("import time\ndef a(n): b(n)\ndef b(n):\n    a(n - 1)\n    time.sleep(n)\nasync def root(): a(3)\n")

    assert entered(program, Kind.SLEEP) == ["a > b > time.sleep"]


def test_a_path_is_as_sure_as_its_weakest_step_and_a_sure_one_comes_first() -> None:
    program = link(
        "import time\ndef short(sure: 'Sure'): sure.wait()\nclass Sure:\n    def wait(self): time.sleep(1)\n"
        "def long(): longer()\ndef longer(): time.sleep(1)\n"
        "def both(sure: 'Sure'):\n    short(sure)\n    long()\nasync def root(sure: 'Sure'): both(sure)\n"
    )
    (call,) = program.blocking_calls(Kind.SLEEP)

    assert [step.call for step in call.steps] == ["both", "long", "longer", "time.sleep"]
    assert call.sure == 2


@pytest.mark.parametrize(
    ("body", "phases"),
    [
        ("for _ in rows(): pass", ["rows > time.sleep"]),
        ("rows()", []),
        ("with held(): pass", ["held > time.sleep"]),
        ("held()", []),
    ],
)
def test_a_generator_blocks_where_it_is_iterated_or_entered(body: str, phases: list[str]) -> None:
    program = link(
        "import time\nfrom contextlib import contextmanager\ndef rows():\n    time.sleep(1)\n    yield 1\n"
        f"@contextmanager\ndef held():\n    time.sleep(1)\n    yield\nasync def root():\n    {body}\n"
    )

    assert [path.replace("(…)", "").split(" > ")[-1] for path in entered(program, Kind.SLEEP)] == [
        path.split(" > ")[-1] for path in phases
    ]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n        asyncio.get_running_loop()\n    except RuntimeError:\n        time.sleep(1)",
        "if task.done():\n        task.result()",
        "time.sleep(0)",
        "await asyncio.to_thread(time.sleep, 1)",
    ],
    ids=["no loop", "done", "zero", "offloaded"],
)
def test_what_cannot_wait_there_is_no_finding(text: str) -> None:
    program = link(
        f"import asyncio, time\nfrom concurrent.futures import Future\nasync def root(task: Future):\n    {text}\n"
    )

    assert [entered(program, kind) for kind in Kind if entered(program, kind)] == []


# The whole

LEFT = {
    "left/app.py": "from helper import load\nasync def root(): load()\n",
    "left/helper.py": "import time\ndef load(): time.sleep(1)\n",
}
RIGHT = {
    "right/app.py": "from helper import load\nasync def root(): load()\n",
    "right/helper.py": "def load(): pass\n",
}


def test_projects_side_by_side_keep_to_themselves() -> None:
    assert [finding.path for finding in check_text({**LEFT, **RIGHT}).findings] == ["left/app.py"]
    assert [finding.path for finding in check_text(RIGHT).findings] == []


def test_nothing_is_kept_from_one_link_to_the_next() -> None:
    again = [check_text(files).findings for files in (LEFT, RIGHT, LEFT)]

    assert again[0] == again[2]
    assert again[1] == ()


def test_the_order_of_the_files_does_not_matter() -> None:
    project = project_of({**IMPORTS, **LEFT, **RIGHT, "types.py": TYPES, "entries.py": ENTRIES, "chain.py": CHAIN})
    wanted = report(project, analyse(project), Selection()).findings
    shuffled = list(project.sources)
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)
        other = replace(project, sources=tuple(shuffled))

        assert report(other, analyse(other), Selection()).findings == wanted


TYPE_PARAMETERS = """
import httpx, requests
class Box[T]:
    declared: T
    def __init__(self, given: T) -> None:
        self.given = given
    def get(self) -> T:
        return self.declared
class Sessions(Box[requests.Session]): ...
def first[T](items: list[T]) -> T: ...
type Session = requests.Session
async def main[S: requests.Session](
    box: Box[requests.Session], below: Sessions, other: Box[httpx.AsyncClient], alias: Session, bound: S,
    many: list[requests.Session],
):
    box.declared.get("/")
    box.given.get("/")
    box.get().get("/")
    below.declared.get("/")
    alias.get("/")
    bound.get("/")
    first(many).get("/")
    await other.declared.get("/")
    await other.get().get("/")
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters are new in Python 3.12")
def test_type_parameters_stand_for_what_is_given() -> None:
    found = check_text({"app.py": TYPE_PARAMETERS}).findings

    assert list(range(16, 23)) == [finding.span.line for finding in found if finding.code == "BL101"]
    assert 7 == len(found)


def test_what_is_not_resolved_is_counted() -> None:
    statistics = check_text(
        {"app.py": "import time\ndef f(x):\n    x.get()\n    time.sleep(1)\n    unknown()\n"}
    ).statistics

    assert (statistics.files, statistics.functions, statistics.calls) == (1, 1, 3)
    assert (statistics.resolved, statistics.unresolved) == (1, 2)
    assert dict(statistics.unresolved_names) == {"get": 1, "unknown": 1}


DECORATOR = """\
import time
from functools import partial
class Flow:
    def __init__(self, function, name=None, version=None, retries=None):
        self.function = function
        self.name = name or function.__name__
        self.version = version if version is not None else "1"
        self.retries = 3 if retries is None else retries
    def __call__(self, *arguments):
        time.sleep(1)
class FlowDecorator:
    def __call__(self, function=None, *, name=None, version=None, retries=None):
        if function:
            return Flow(function, name=name, version=version, retries=retries)
        else:
            return partial(flow, name=name, version=version, retries=retries)
flow: FlowDecorator = FlowDecorator()
"""


def test_a_decorator_with_many_choices_of_options_runs_nothing() -> None:
    uses = "import flows\nasync def main():\n"
    for number in range(250):
        options = f"retries={number % 2}" if number < 220 else f"version='{number % 3}'"
        uses += f"    @flows.flow(name='{number}', {options})\n"
        uses += f"    def flow_{number}(): pass\n"
    uses += "    flow_7()\n"

    found = check_text({"flows.py": DECORATOR, "app.py": uses}).findings

    assert [503] == [finding.span.line for finding in found]


DECORATORS = """
import time

PLACES = {}

def register(kind):
    def decorator(cls):
        PLACES[kind] = cls
        return cls
    return decorator

def stage(decorated=None, *, version=None):
    def apply(one, said):
        one.version = said
        return one
    if decorated is not None and callable(decorated):
        return apply(decorated, version)
    def wrapper(one):
        return apply(one, version)
    return wrapper
"""


def test_a_decorator_of_very_many_classes_gives_each_of_them_back() -> None:
    body = "\n\n".join(
        f"@stage\n@register({number})\nclass Part{number}:\n    @staticmethod\n    def wait():\n"
        f"        {'time.sleep(1)' if number == 255 else 'print(1)'}"
        for number in range(260)
    )
    calls = "async def main():\n    Part0.wait()\n    Part255.wait()\n"

    found = check_text({"app.py": f"{DECORATORS}\n\n{body}\n\n\n{calls}"})

    assert [one.trace[0].call for one in found.findings] == ["Part255.wait"]


def test_a_function_with_too_many_views_is_seen_as_far_as_the_calls_settle_its_conditions() -> None:
    parts = "\n\n".join(f"class Part{number}:\n    pass" for number in range(260))
    calls = "\n".join(f"    add(Part{number}())" for number in range(260))
    source = f"""
import time

{parts}


def make(part, text=None):
    if text is None:
        text = "none"
    return part, text


def add(part=None, folder=None, text=None):
    if part:
        return make(part, text)
    if part is None and folder is not None:
        time.sleep(1)


async def main():
{calls}
    add(None, "folder")
"""

    found = check_text({"app.py": source})

    assert [one.span.line for one in found.findings] == [len(source.rstrip().splitlines())]


def test_an_object_of_a_known_class_among_very_many_runs_its_own_methods() -> None:
    parts = "\n\n".join(
        f"class Part{number}(Part):\n    def work(self):\n        {'time.sleep(1)' if number % 2 else 'self.done = 1'}"
        for number in range(60)
    )
    source = f"""
import time


class Part:
    def run(self):
        return self.work()

    def work(self):
        raise NotImplementedError


{parts}


async def main(part: Part):
    Part0().run()
    Part1().run()
    Part2().run()
    part.run()
"""

    found = check_text({"app.py": source}).findings

    lines = source.splitlines()
    assert [lines[one.span.line - 1].strip() for one in found] == ["Part1().run()", "part.run()"]
