"""The gate as its users run it: baselines, revisions, comments that are written, outputs and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from blocklint.cli import app, with_reason

APP = """\
import time
from helper import pause


async def handler():
    pause()


async def other():
    time.sleep(1)
"""
HELPER = "import time\n\n\ndef pause():\n    time.sleep(1)\n"

Result = Any  # that of typer's own copy of Click
Run = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "blocklint.toml").write_text("output-format = ['concise']\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path) -> Run:
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        return runner.invoke(app, with_reason(list(arguments)), catch_exceptions=False)

    assert project.is_dir()
    return run


def last_line(result: Result) -> str:
    return result.stdout.rstrip("\n").rpartition("\n")[2]


# Baseline


def test_one_command_makes_the_gate_green_and_what_is_planted_red(run: Run, project: Path) -> None:
    assert 1 == run("check").exit_code

    written = run("baseline", "write")
    assert (0, True) == (written.exit_code, written.stdout.startswith("Wrote 2 findings to blocklint-baseline.jsonl"))
    green = run("check")
    assert (0, "Found nothing new that blocks the event loop in 2 files. 0 new, 2 known, 0 gone.") == (
        green.exit_code, last_line(green)
    )  # fmt: skip

    (project / "app.py").write_text("import urllib.request\n" + APP + "    urllib.request.urlopen('x')\n")
    red = run("check")
    assert (1, "app.py:12:5: BL101") == (red.exit_code, red.stdout[:18])
    assert last_line(red).endswith(". 1 new, 2 known, 0 gone.")
    assert 3 == run("check", "--no-baseline").stdout.count("BL10")


def test_a_baseline_shrinks_and_never_grows(run: Run, project: Path) -> None:
    file = project / "blocklint-baseline.jsonl"
    run("baseline", "write")
    before = file.read_text()
    edited = APP.replace("time.sleep(1)", "time.localtime()").replace(
        "    pause()", "    pause()\n    print(pause(), open('x'))"
    )
    (project / "app.py").write_text(edited)

    checked = run("baseline", "check")
    assert 1 == checked.exit_code
    lines = checked.stdout.splitlines()
    assert ["new: app.py:7:11: BL102", "new: app.py:7:20: BL104"] == [line.partition(" `")[0] for line in lines[:2]]
    assert ["gone: app.py: BL102 `time.sleep` in `other`", "2 new, 1 known, 1 gone."] == lines[2:4]
    pruned = run("baseline", "prune")
    assert (0, "Took 1 out of blocklint-baseline.jsonl, where 1 finding stays.") == (
        pruned.exit_code,
        last_line(pruned),
    )
    assert "2 findings not in the baseline" in pruned.stderr
    assert set(file.read_text().splitlines()) < set(before.splitlines())
    assert (1, "2 new, 1 known, 0 gone.") == outcome(run("check"))

    again = run("baseline", "write")
    assert (2, True) == (again.exit_code, "baseline write --force" in again.stderr)
    assert 0 == run("baseline", "write", "--force").exit_code
    assert (0, "0 new, 3 known, 0 gone.") == (run("baseline", "check").exit_code, last_line(run("baseline", "check")))


def test_a_baseline_that_cannot_be_used_is_a_usage_error(run: Run, project: Path) -> None:
    assert "blocklint baseline write` makes one" in run("check", "--baseline", "none.jsonl").stderr
    (project / "known.jsonl").write_text("{}\n")
    wrong = run("check", "--baseline", "known.jsonl")
    assert (2, True) == (wrong.exit_code, "known.jsonl:1: expected the head" in wrong.stderr)
    both = run("check", "--baseline", "known.jsonl", "--baseline-commit", "HEAD")
    assert (2, True) == (both.exit_code, "give one of them" in both.stderr)
    assert 2 == run("baseline", "prune").exit_code


def test_the_configuration_may_name_the_file(run: Run, project: Path) -> None:
    (project / "blocklint.toml").write_text("baseline = 'ci/known.jsonl'\n")
    (project / "ci").mkdir()

    assert 2 == run("check").exit_code
    assert 0 == run("baseline", "write").exit_code
    assert (project / "ci/known.jsonl").is_file()
    assert 0 == run("check").exit_code


# An earlier revision


@pytest.fixture
def repository(project: Path) -> Path:
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "first")
    return project


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment, capture_output=True)


def test_an_edited_helper_reports_the_untouched_handler(run: Run, repository: Path) -> None:
    assert (0, "0 new, 2 known, 0 gone.") == outcome(run("check", "--baseline-commit", "HEAD"))

    (repository / "helper.py").write_text(HELPER + "    open('x').read()\n")
    found = run("check", "--baseline-commit", "HEAD")
    assert (1, "1 new, 2 known, 0 gone.") == outcome(found)
    assert found.stdout.startswith("app.py:6:5: BL104")


def test_an_import_that_changes_what_a_name_is_reports_its_users(run: Run, repository: Path) -> None:
    (repository / "cache.py").write_text("from redis.asyncio import Redis\n\nclient = Redis()\n")
    (repository / "use.py").write_text("from cache import client\n\n\nasync def show():\n    client.get('x')\n")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "second")
    (repository / "cache.py").write_text("from redis import Redis\n\nclient = Redis()\n")

    found = run("check", "--baseline-commit", "HEAD")
    assert (1, "1 new, 2 known, 0 gone.") == outcome(found)
    assert found.stdout.startswith("use.py:5:5: BL106")


def test_a_renamed_file_and_a_removed_one(run: Run, repository: Path) -> None:
    (repository / "app.py").rename(repository / "server.py")
    assert (0, "0 new, 2 known, 0 gone.") == outcome(run("check", "--baseline-commit", "HEAD"))

    (repository / "server.py").unlink()
    assert (0, "0 new, 0 known, 2 gone.") == outcome(run("check", "--baseline-commit", "HEAD"))


def test_a_comment_taken_away_is_new(run: Run, repository: Path) -> None:
    (repository / "app.py").write_text(APP.replace("    pause()", "    pause()  # noqa: BL102"))
    git(repository, "commit", "--quiet", "--all", "--message", "second")
    (repository / "app.py").write_text(APP)

    assert (1, "1 new, 1 known, 0 gone.") == outcome(run("check", "--baseline-commit", "HEAD"))


def test_a_revision_may_come_from_a_variable_and_must_exist(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOCKLINT_BASELINE_COMMIT", "HEAD")
    assert 0 == run("check").exit_code
    monkeypatch.setenv("BLOCKLINT_BASELINE_COMMIT", "nowhere")
    assert (2, True) == (run("check").exit_code, "git knows no revision 'nowhere'" in run("check").stderr)
    assert repository.is_dir()


def outcome(result: Result) -> tuple[int, str]:
    return result.exit_code, " ".join(last_line(result).split(" ")[-6:])


# Comments


def test_comments_are_written_at_every_finding(run: Run, project: Path) -> None:
    done = run("check", "--add-ignore=old code, see #12")

    assert (0, "Suppressed 2 findings by comments in 1 file.") == (done.exit_code, last_line(done))
    assert "    pause()  # blocklint: ignore[BL102] old code, see #12\n" in (project / "app.py").read_text()
    assert 0 == run("check").exit_code
    assert 1 == run("check", "--no-ignores").exit_code


def test_a_reason_is_no_path(run: Run, project: Path) -> None:
    assert ["check", "--add-ignore=", "app.py"] == with_reason(["check", "--add-ignore", "app.py"])
    assert ["check", "--", "--add-ignore"] == with_reason(["check", "--", "--add-ignore"])
    assert 0 == run("check", "--add-ignore", "app.py").exit_code
    assert "    pause()  # blocklint: ignore[BL102]\n" in (project / "app.py").read_text()


def test_comments_that_suppress_nothing_are_found_and_removed(run: Run, project: Path) -> None:
    (project / "app.py").write_text(APP.replace("import time\n", "import time  # noqa: BL102\n"))
    run("check", "--add-ignore")
    found = run("check")
    assert (1, "app.py:1:14: BL901 [*]") == (found.exit_code, found.stdout.partition(" no finding")[0])

    fixed = run("check", "--fix")
    assert 0 == fixed.exit_code
    assert (project / "app.py").read_text().startswith("import time\nfrom helper")


def test_comments_are_not_judged_in_a_part_of_a_program(run: Run, project: Path) -> None:
    (project / "pkg").mkdir()
    (project / "pkg/__init__.py").write_text("")
    (project / "pkg/tool.py").write_text("x = 1  # noqa: BL101\n")

    assert "BL901" in run("check", "pkg/tool.py").stdout
    assert "BL901" not in run("check", "--isolated", "pkg/tool.py").stdout
    assert "BL901" not in run("check", "--no-ignores", "pkg/tool.py").stdout
    assert "BL901" not in run("check", "--ignore", "BL101", "pkg/tool.py").stdout


def test_what_is_suppressed_is_shown_on_request_only(run: Run, project: Path) -> None:
    (project / "app.py").write_text(APP.replace("    pause()", "    pause()  # blocklint: ignore[BL102] cheap"))
    run("baseline", "write")

    def results(*more: str) -> list[tuple[str, str]]:
        log = json.loads(run("check", "--output-format", "sarif", *more).stdout)
        return [
            (result["suppressions"][0]["kind"], result["suppressions"][0].get("justification", ""))
            for result in log["runs"][0]["results"]
        ]

    assert [] == results()
    assert [("external", "known before"), ("inSource", "cheap")] == results("--show-suppressed")


# Outputs and exit codes


def test_several_outputs_at_once(run: Run, project: Path) -> None:
    done = run(
        "check", "--output-format", "sarif:out.sarif", "--output-format", "concise", "--output-format", "json:o.json"
    )

    assert 1 == done.exit_code
    assert done.stdout.startswith("app.py:6:5: BL102")
    assert 2 == len(json.loads((project / "out.sarif").read_text())["runs"][0]["results"])
    assert 2 == len(json.loads((project / "o.json").read_text())["findings"])


def test_an_output_file_takes_one_output(run: Run, project: Path) -> None:
    assert (1, "") == (run("check", "-o", "out.txt").exit_code, run("check", "-o", "out.txt").stdout)
    assert (project / "out.txt").read_text().startswith("app.py:6:5")
    two = run("check", "-o", "out.txt", "--output-format", "concise", "--output-format", "github")
    assert (2, True) == (two.exit_code, "several outputs go to out.txt" in two.stderr)
    assert 2 == run("check", "-o", "missing/out.txt").exit_code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 1),
        (["--exit-zero"], 0),
        (["--fail-on", "never"], 0),
        (["--fail-on", "error"], 1),
        (["--fail-on", "error", "--ignore", "BL102"], 0),
        (["--select", "BL104"], 1),
        (["--select", "BL104", "--fail-on", "error"], 0),
        (["--select", "BL101"], 0),
        (["--select", "BL777"], 2),
        (["--exit-zero", "--select", "BL777"], 2),
        (["missing.py"], 2),
        (["helper.py"], 0),
        (["helper.py", "--touching"], 1),
    ],
)
def test_exit_codes(run: Run, project: Path, arguments: list[str], code: int) -> None:
    (project / "app.py").write_text(APP + "    open('x').read()\n")

    assert code == run("check", *arguments).exit_code


@pytest.mark.parametrize(
    ("arguments", "first", "second"),
    [
        (["--fix"], 1, 1),
        (["--fix", "--unsafe-fixes"], 0, 0),
        (["--fix", "--unsafe-fixes", "--exit-non-zero-on-fix"], 1, 0),
        (["--fix", "--unsafe-fixes", "--exit-non-zero-on-fix", "--exit-zero"], 0, 0),
        (["--diff", "--unsafe-fixes"], 1, 1),
        (["--diff", "--exit-zero"], 0, 0),
    ],
)
def test_exit_codes_of_fixes(run: Run, arguments: list[str], first: int, second: int) -> None:
    assert [first, second] == [run("check", *arguments).exit_code for _ in range(2)]


def test_files_and_settings_are_listed(run: Run, project: Path) -> None:
    assert "app.py\nhelper.py\n" == run("check", "--show-files").stdout
    assert "app.py\n" == run("check", "--show-files", "app.py").stdout
    settings = json.loads(run("check", "--show-settings", "--min-level", "note").stdout)
    assert ["note", ["concise"], str(project / "blocklint.toml"), str(project)] == [
        settings[key] for key in ("min-level", "output-format", "configuration-file", "project-root")
    ]


def test_statistics_end_the_text_formats(run: Run) -> None:
    lines = run("check", "--statistics").stdout.splitlines()

    assert "     2  BL102 blocking-sleep" in lines
    assert any(line.startswith("2 files, ") for line in lines)


def test_hosts_count_paths_from_the_top_of_the_repository(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = repository / "services/shop"
    service.mkdir(parents=True)
    for name in ("app.py", "helper.py", "blocklint.toml"):
        (repository / name).rename(service / name)
    monkeypatch.chdir(service)

    assert run("check").stdout.startswith("app.py:6:5:")
    assert "file=services/shop/app.py,line=6" in run("check", "--output-format", "github").stdout
    assert '"uri":"services/shop/app.py"' in run("check", "--output-format", "sarif").stdout
    (service / "inner").mkdir()
    monkeypatch.chdir(service / "inner")
    assert run("check", "..").stdout.startswith("../app.py:6:5:")
    monkeypatch.chdir(repository)
    assert run("check", "services/shop").stdout.startswith("services/shop/app.py:6:5:")
