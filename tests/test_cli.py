"""The command line: options in, text and exit codes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from blocklint import __version__
from blocklint.cli import app
from blocklint.rules import RULES

APP = """\
import os
import time
from typing import Protocol

from helper import pause


class Opener(Protocol):
    def open(self): ...


async def handler(opener: Opener):
    pause()
    with open("rates.json") as file:
        os.path.exists("rates.json")
        return file.read()
"""
HELPER = "import time\n\n\ndef pause():\n    time.sleep(1)\n"
FINDING = (
    "code", "name", "level", "confidence", "message", "path", "line", "column", "end_line", "end_column", "function",
    "api", "kind", "also", "trace", "root_cause", "remedies", "fingerprint",
)  # fmt: skip

Run = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "blocklint.toml").write_text("")
    (tmp_path / "lib").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def check(*arguments: str) -> list[str]:
    """Return the places, codes and levels that a check reports."""
    done = run("check", "--output-format", "json", "--no-cache", *arguments)
    report = json.loads(done.stdout)
    assert done.exit_code == (1 if report["findings"] else 0)
    return [f"{one['path']}:{one['line']} {one['code']} {one['level']}" for one in report["findings"]]


def report(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("check", "--output-format", "json", *arguments).stdout)
    return found


PAUSE, OPEN, EXISTS, READ = (
    "app.py:13 BL102 error", "app.py:14 BL104 warning", "app.py:15 BL115 note", "app.py:16 BL104 warning"
)  # fmt: skip


# What is reported


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), [PAUSE, OPEN, READ]),
        (("--min-level", "note"), [PAUSE, OPEN, EXISTS, READ]),
        (("--min-level", "error"), [PAUSE]),
        (("--select", "BL102"), [PAUSE]),
        (("--select", "blocking-file,BL102"), [PAUSE, OPEN, READ]),
        (("--select", "BL2"), []),
        (("--ignore", "BL104"), [PAUSE]),
        (("--ignore", "BL102", "--ignore", "blocking-file"), []),
        (("helper.py",), []),
        (("helper.py", "--touching"), [PAUSE]),
        (("app.py",), [PAUSE, OPEN, READ]),
        ((".",), [PAUSE, OPEN, READ]),
    ],
)
def test_what_is_reported(options: tuple[str, ...], found: list[str]) -> None:
    assert check(*options) == found


def test_confidence_is_asked_for(project: Path) -> None:
    (project / "app.py").write_text("import requests\n\n\nasync def f(s: requests.Session):\n    s.get('/')\n")

    assert len(check()) == len(check("--min-confidence", "possible")) == 1
    assert check("--min-confidence", "certain") == []


@pytest.mark.usefixtures("project")
def test_a_path_selects_what_is_reported_and_the_whole_project_is_analysed() -> None:
    assert report("app.py")["statistics"]["files"] == 2
    assert report("--isolated", "app.py")["statistics"]["files"] == 2


def test_the_root_is_that_of_the_configuration_file_unless_it_is_given(project: Path) -> None:
    (project / "lib" / "more.py").write_text(HELPER)

    assert report("lib")["root"] == str(project)
    assert report("lib", "--project-root", "lib")["root"] == str(project / "lib")
    assert report("lib", "--isolated")["root"] == str(project / "lib")


def test_isolated_reads_no_configuration_and_no_variables(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "blocklint.toml").write_text("ignore = ['BL104']\n")
    monkeypatch.setenv("BLOCKLINT_IGNORE", "BL102")

    assert check() == [OPEN, READ]
    assert check("--isolated") == [PAUSE, OPEN, READ]


def test_summaries_are_kept_unless_told_otherwise(project: Path) -> None:
    run("check", "--no-cache")
    assert not (project / ".blocklint_cache").exists()

    first, second = run("check"), run("check")
    assert (project / ".blocklint_cache").is_dir()
    assert first.stdout == second.stdout == run("check", "--no-cache").stdout


# Outputs


@pytest.mark.usefixtures("project")
def test_the_text_names_place_code_path_and_help() -> None:
    text = run("check").stdout

    assert "app.py:13:5: BL102 blocking-sleep [error, certain]" in text
    assert "helper.py:5:5 in `pause`: `time.sleep`" in text
    assert "help: " in text
    assert text.splitlines()[-1].startswith("Found 3 findings (1 error, 2 warnings) in 1 file")


@pytest.mark.usefixtures("project")
def test_several_outputs_go_to_files_of_their_own() -> None:
    done = run("check", "--output-format", "concise", "--output-format", "json:out.json")

    assert done.stdout.startswith("app.py:13:5: BL102 ")
    assert len(json.loads(Path("out.json").read_text())["findings"]) == 3


@pytest.mark.usefixtures("project")
def test_quiet_prints_findings_only_and_verbose_says_more() -> None:
    quiet = run("check", "-q", "--output-format", "concise")
    verbose = run("check", "-v", "--output-format", "concise")

    assert [line.split()[1] for line in quiet.stdout.splitlines()] == ["BL102", "BL104", "BL104"]
    assert run("check", "-q", "--select", "BL2").stdout == ""
    assert "2 files, 21 lines, 3 functions" in verbose.stdout
    assert f"blocklint: analysing {Path.cwd()}, configured by" in verbose.stderr


@pytest.mark.usefixtures("project")
def test_json_has_the_fields_that_are_promised() -> None:
    found = report()
    first, *_ = found["findings"]

    assert found["schema_version"] == 1
    assert found["root"] == str(Path.cwd())
    assert found["errors"] == []
    assert tuple(key for key in first if key in FINDING) == FINDING
    assert {"files", "lines", "functions", "call_sites", "resolved", "unresolved", "seconds"} <= set(
        found["statistics"]
    )
    assert sum(found["statistics"]["unresolved_by_reason"].values()) == found["statistics"]["unresolved"]
    assert {"sources", "summaries", "program", "rules"} <= set(found["statistics"]["seconds"])
    assert [list(step) for step in first["trace"]] == [["path", "line", "column", "function", "call"]] * 2
    assert first["root_cause"] == first["trace"][-1] == {
        "path": "helper.py", "line": 5, "column": 5, "function": "pause", "call": "time.sleep"
    }  # fmt: skip
    assert (first["api"], first["kind"], first["function"]) == ("time.sleep", "sleep", "handler")
    assert (first["line"], first["column"], first["end_line"], first["end_column"]) == (13, 5, 13, 12)


@pytest.mark.usefixtures("project")
def test_edits_are_shown_when_they_are_asked_for() -> None:
    plain, shown = report("--select", "BL102"), report("--select", "BL102", "--show-fixes")
    (remedy,) = [one for one in shown["findings"][0]["remedies"] if one["edits"]]

    assert all(list(one) == ["title", "applicability"] for one in plain["findings"][0]["remedies"])
    assert [edit["content"] for edit in remedy["edits"]] == ["import asyncio\n", "await asyncio.to_thread(", ""]
    assert all(list(edit) == ["path", "span", "content"] for edit in remedy["edits"])
    assert list(remedy["edits"][0]["span"]) == ["line", "column", "end_line", "end_column"]


@pytest.mark.usefixtures("project")
def test_two_runs_give_the_same_bytes() -> None:
    first, second = report("--show-fixes"), report("--show-fixes", "--no-cache")
    for one in (first, second):
        one["statistics"].pop("seconds")

    assert json.dumps(first) == json.dumps(second)
    assert {run("check", "--output-format", name).stdout for name in ("full", "full")} == {run("check").stdout}


# Exit codes


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--select", "BL2"), 0),
        (("--fail-on", "error"), 1),
        (("--fail-on", "error", "--select", "BL104"), 0),
        (("--fail-on", "never"), 0),
    ],
)
def test_exit_code(options: tuple[str, ...], code: int) -> None:
    assert run("check", *options).exit_code == code


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("ap.py",), "no such file or folder: ap.py; did you mean app.py?"),
        (("nowhere/at/all.py",), "no such file or folder: nowhere/at/all.py"),
        (("--project-root", "lib", "app.py"), "app.py lies outside of the project root"),
        (("--select", "BL1O1"), "did you mean"),
        (("--ignore", "blocking-htp"), "did you mean `blocking-http`?"),
        (("--min-level", "warn"), "did you mean `warning`?"),
        (("--min-confidence", "sure"), "possible, likely or certain"),
        (("--output-format", "jsn"), "did you mean `json`?"),
        (("--project-root", "nowhere"), "--project-root: no such folder: nowhere"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line_and_two(options: tuple[str, ...], message: str) -> None:
    done = run("check", *options)

    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.startswith("blocklint: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = ['BL1']\n", "did you mean `select`?"),
        ("select = 'BL9X'\n", "blocklint.toml:1"),
        ("min-level = 1\n", "min-level"),
        ("select = [\n", "blocklint.toml"),
        ("catalogue = ['nowhere.toml']\n", "nowhere.toml"),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line_and_two(text: str, message: str, project: Path) -> None:
    (project / "blocklint.toml").write_text(text)

    done = run("check")

    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_folder_without_python_is_clean_and_says_so(project: Path) -> None:
    done = run("check", "--isolated", str(project / "lib"))

    assert (done.exit_code, done.stderr) == (0, "blocklint: no Python files found\n")


# Files that cannot be read


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        (b"async def f(:\n", (1, 13), "syntax error"),
        (b"x = '\xff'\n", (1, 6), "not valid utf-8: byte 0xff"),
        (b"# coding: nowhere\n", (1, 1), "unknown encoding"),
        (b"x = '\0'\n", (1, 6), "null byte"),
        (b"x = " + b"(" * 500 + b")" * 500, None, ""),
    ],
    ids=["syntax", "bytes", "encoding", "null byte", "nesting"],
)
def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_is_analysed(
    content: bytes, place: tuple[int, int] | None, reason: str, project: Path
) -> None:
    (project / "broken.py").write_bytes(content)

    done = run("check", "--output-format", "json")
    found = json.loads(done.stdout)
    (broken,) = [finding for finding in found["findings"] if finding["code"] == "BL999"]
    (error,) = found["errors"]

    assert done.exit_code == 1
    assert len(found["findings"]) == 4
    assert (broken["path"], broken["level"], broken["confidence"]) == ("broken.py", "error", "certain")
    assert error["path"] == "broken.py"
    assert reason in error["reason"]
    assert error["reason"] in broken["message"]
    if place is not None:
        assert (broken["line"], broken["column"]) == (error["line"], error["column"]) == place
    text = run("check", "--output-format", "concise").stdout
    ignored = run("check", "--output-format", "concise", "--ignore", "BL999").stdout
    assert [text.count(error["reason"]), ignored.count("not analysed: broken.py:")] == [1, 1]


# The other commands


def test_rules_lists_every_rule() -> None:
    lines = run("rules").stdout.splitlines()

    assert [line.split()[:2] for line in lines] == [[rule.code, rule.name] for rule in RULES]
    assert [rule["code"] for rule in json.loads(run("rules", "--output-format", "json").stdout)] == [
        rule.code for rule in RULES
    ]


@pytest.mark.parametrize("name", ["BL102", "bl102", "blocking-sleep"])
def test_explain_prints_the_page_of_a_rule(name: str) -> None:
    done = run("explain", name)

    assert done.exit_code == 0
    assert "BL102" in done.stdout.splitlines()[0]
    assert "await asyncio.sleep" in done.stdout
    assert run("explain", name, "--output-format", "markdown").stdout.startswith("#")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("explain", "BL10Z"), "unknown rule 'BL10Z'; did you mean BL1"),
        (("explain", "blocking-slep"), "did you mean blocking-sleep?"),
        (("explain", "zzz"), "see `blocklint rules`"),
        (("explain", "BL102", "--output-format", "rst"), "expected text or markdown, not 'rst'"),
        (("rules", "--output-format", "rst"), "expected text or json, not 'rst'"),
    ],
)
def test_the_other_commands_name_mistakes_too(arguments: tuple[str, ...], message: str) -> None:
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_version() -> None:
    assert run("--version").stdout == f"blocklint {__version__}\n"


# The process


def process(*arguments: str, folder: Path, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "blocklint", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_the_module_runs_as_the_command_does(project: Path) -> None:
    done = process("check", "--output-format", "concise", folder=project)

    assert done.returncode == 1
    assert done.stdout == run("check", "--output-format", "concise").stdout
    assert process("check", "ap.py", folder=project).returncode == 2
    assert process("check", "--select", "BL2", folder=project).returncode == 0


def test_the_order_of_sets_decides_nothing() -> None:
    """Another seed for hashes is another order of every set: the report stays the same, on all that fixtures hold."""
    objects = Path(__file__).parents[1] / "fixtures" / "objects"
    options = ("--isolated", "--show-fixes", "--min-level", "note", "--min-confidence", "possible")
    reports = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "blocklint", "check", "--output-format", "json", *options, str(objects)],
            cwd=objects.parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        found = json.loads(done.stdout)
        found["statistics"].pop("seconds")
        reports.append(found)

    assert len(reports[0]["findings"]) > 100
    assert reports[0] == reports[1]


def test_names_that_the_terminal_cannot_show_do_not_end_the_run(project: Path) -> None:
    (project / "größe.py").write_text("import time\n\n\nasync def größe():\n    time.sleep(1)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "blocklint", "check", "--output-format", "concise"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"gr\\xf6\\xdfe.py:5:5: BL102" in done.stdout


def test_a_reader_that_leaves_is_no_mistake(project: Path) -> None:
    (project / "many.py").write_text("import time\n" + "async def f():\n    time.sleep(1)\n" * 3000)
    with subprocess.Popen(
        [sys.executable, "-m", "blocklint", "check", "--output-format", "json"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.read(10)
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait(60) == 1
