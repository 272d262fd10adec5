"""What `blocklint why` says of a call: where it runs, what it is, and why it is reported or not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from blocklint.asking import answers_of
from blocklint.cli import app
from blocklint.config import Config
from blocklint.findings.answer import Answer, Context, Verdict
from blocklint.kinds import Level
from blocklint.pipeline import analyse, project_of

Ask = Callable[..., Sequence[Answer]]
APP = """\
import asyncio, io, queue, time, unittest.mock
import requests
import unheard_of
from fastapi import FastAPI

app = FastAPI()
jobs = queue.Queue()


def load():
    time.sleep(1)


def quiet():
    return len("text")


@app.get("/plain")
def plain():
    load()


@app.get("/blocked")
async def blocked(anything, future):
    load()
    await asyncio.to_thread(load)
    await asyncio.sleep(1)
    await coroutine()
    jobs.get(block=False)
    io.StringIO("text")
    quiet()
    unheard_of.call()
    anything.get()
    load()  # noqa: BL102 the demonstration stops here
    file = open("a.txt")
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        load()
    with unittest.mock.patch("app.time.sleep"):
        load()
    requests.get(
        "https://example.org",
    )


async def coroutine():
    return


def unreached():
    load()


load()
"""


def line_of(text: str, nth: int = 1) -> int:
    lines = [number for number, line in enumerate(APP.splitlines(), 1) if line.strip().startswith(text)]
    return lines[nth - 1]


@pytest.fixture(scope="module")
def ask() -> Ask:
    project = project_of({"app.py": APP})
    analysis = analyse(project)

    def asked(line: int, config: Config | None = None) -> Sequence[Answer]:
        return answers_of(project, analysis, config or Config(), "app.py", line)

    return asked


@pytest.mark.parametrize(
    ("line", "verdict", "because"),
    [
        (line_of("load()", 2), Verdict.REPORTED, ""),
        (line_of("load()", 1), Verdict.NOT_ON_THE_LOOP, "`fastapi.FastAPI.get` runs `plain` in a thread"),
        (line_of("await asyncio.to_thread"), Verdict.OFFLOADED, "what it is given runs in a thread"),
        (line_of("await asyncio.sleep"), Verdict.COROUTINE, "an asynchronous API, awaited here"),
        (line_of("await coroutine"), Verdict.COROUTINE, "an `async def` is judged by the calls in its own body"),
        (line_of("jobs.get"), Verdict.GUARDED, "its arguments"),
        (line_of("io.StringIO"), Verdict.HARMLESS, "is memory"),
        (line_of("quiet()"), Verdict.QUIET, "none of the calls that it makes waits"),
        (line_of("unheard_of.call"), Verdict.UNRESOLVED, "library not in the catalogue"),
        (line_of("anything.get"), Verdict.UNRESOLVED, "unknown"),
        (line_of("load()  # noqa"), Verdict.SUPPRESSED, "the comment at app.py:34 hides BL102"),
        (line_of("load()", 4), Verdict.GUARDED, "a test around it says that no loop runs there"),
        (line_of("load()", 5), Verdict.GUARDED, "what it waits in is replaced around it"),
        (line_of("load()", 6), Verdict.NOT_ON_THE_LOOP, "nothing that the program shows runs it"),
        (line_of("load()", 7), Verdict.NOT_ON_THE_LOOP, "the body of `app` runs when the module is imported"),
    ],
)
def test_verdicts(ask: Ask, line: int, verdict: Verdict, because: str) -> None:
    (answer,) = ask(line)

    assert answer.verdict is verdict
    assert answer.because.startswith(because)


def test_contexts_come_with_the_shortest_way(ask: Ask) -> None:
    (answer,) = ask(line_of("time.sleep"))

    assert [(place.context, [step.call for step in place.chain]) for place in answer.places] == [
        (Context.LOOP, ["load"]),
        (Context.THREAD, []),
        (Context.IMPORT, ["load"]),
    ]
    assert answer.places[1].because == "`asyncio.to_thread` runs `load` in a thread"


def test_a_finding_is_shown_at_every_step(ask: Ask) -> None:
    (answer,) = ask(line_of("time.sleep"))

    assert answer.verdict is Verdict.REPORTED
    assert {finding.function for finding in answer.findings} == {"blocked"}


def test_what_the_selection_leaves_out(ask: Ask) -> None:
    line = line_of("file = open(")

    assert [answer.verdict for answer in ask(line)] == [Verdict.REPORTED]
    (opened,) = ask(line, Config(min_level=Level.ERROR))
    assert (opened.verdict, opened.because) == (Verdict.NOT_SELECTED, "level warning is below error")


def test_a_nearer_call_of_the_same_kind_covers_another() -> None:
    text = "import time\nasync def f(): g()\ndef g():\n    time.sleep(1)\n    h()\ndef h(): time.sleep(2)\n"
    project = project_of({"app.py": text})
    (answer,) = answers_of(project, analyse(project), Config(), "app.py", 6)

    assert (answer.verdict, answer.because) == (
        Verdict.COVERED,
        "the finding at app.py:2 names a nearer call of the same kind",
    )


def test_calls_of_a_line_come_from_left_to_right(ask: Ask) -> None:
    assert [answer.call for answer in ask(line_of("app = "))] == ["FastAPI"]
    assert [answer.call for answer in ask(line_of("@app.get"))] == ["app.get", "@app.get(…)"]
    assert [answer.call for answer in ask(line_of("requests.get(") + 1)] == ["requests.get"]
    assert [answer.call for answer in ask(line_of("return len"))] == ["len"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["why", "--isolated", *arguments], catch_exceptions=False)


def test_a_file_in_a_folder_is_seen_with_the_files_of_the_working_folder(project: Path) -> None:
    (project / "shop").mkdir()
    (project / "shop" / "views.py").write_text("from app import load\n\n\nasync def view() -> None:\n    load()\n")
    assert "resolved to `app.load`" in run("shop/views.py:5").stdout


@pytest.mark.usefixtures("project")
def test_the_command_prints_a_paragraph_a_call() -> None:
    result = run(f"app.py:{line_of('load()', 2)}")

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        f"app.py:{line_of('load()', 2)}:5: `load` in `blocked`",
        "  runs on the loop: `blocked` is an `async def`",
        "  resolved to `app.load`",
        "  reported",
        "    BL102 error (certain): `time.sleep` blocks the event loop, reached through `load`",
    ]


def test_a_helper_that_many_enter_names_a_few_of_them(project: Path) -> None:
    entries = "".join(f"async def entry_{number}():\n    helper()\n" for number in range(8))
    (project / "app.py").write_text(f"import time\ndef helper():\n    time.sleep(1)\n{entries}")

    lines = run("app.py:3").output.splitlines()
    assert [line for line in lines if "entered at" in line] == [
        f"    BL102 error (certain): `time.sleep` blocks the event loop, reached through `helper`, "
        f"entered at app.py:{5 + 2 * number} in `entry_{number}`"
        for number in range(5)
    ]
    assert lines[-1] == "    BL102: 3 more, entered elsewhere; JSON names them all"
    assert len(json.loads(run("app.py:3", "--output-format", "json").output)["answers"][0]["findings"]) == 8


@pytest.mark.usefixtures("project")
def test_the_command_prints_json() -> None:
    (answer,) = json.loads(run(f"app.py:{line_of('load()', 1)}", "--output-format", "json").output)["answers"]

    assert (answer["call"], answer["verdict"]) == ("load", "not on the loop")
    assert [place["context"] for place in answer["contexts"]] == ["thread"]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["app.py"], "expected PATH:LINE"),
        (["app.py:two"], "expected PATH:LINE"),
        (["other.py:2"], "no such file or folder: other.py"),
        (["app.py:2", "--output-format", "xml"], "expected text or json"),
    ],
)
def test_bad_usage(arguments: list[str], said: str) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.usefixtures("project")
def test_a_line_without_a_call() -> None:
    assert run("app.py:8").output == "app.py:8: no call here, or none that ever runs\n"
