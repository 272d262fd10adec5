"""Repairs from end to end, on copies of the fixtures and on small projects: what is written, and what never is."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from blocklint import pipeline
from blocklint.cli import app
from blocklint.config import Config
from blocklint.fixing import Fixing, write_all
from blocklint.rewrites.syntax import compiles

FIXTURES = Path(__file__).parents[1] / "fixtures"
ALL = ("--min-level", "note", "--min-confidence", "possible")
SLEEPER = "import time\n\n\nasync def handler():\n    time.sleep(1)\n"
OPENER = "async def handler():\n    return open('a').read()\n"


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["check", "--isolated", "--no-cache", *options, str(folder)])


def found(folder: Path, *options: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(check(folder, "--output-format", "json", *options).stdout)
    return report


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def project(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@cache
def repaired() -> tuple[dict[str, Any], dict[str, bytes], dict[str, Any], dict[str, bytes], str]:
    """Repair a copy of the fixtures: what is found and stands there before, after, and in a second repair."""
    with TemporaryDirectory() as name:
        copy = Path(name) / "fixtures"
        shutil.copytree(FIXTURES, copy)
        before, texts = found(copy, *ALL), files(copy)
        check(copy, "--fix", "--unsafe-fixes", *ALL)
        after, changed = found(copy, *ALL), files(copy)
        return before, texts, after, changed, check(copy, "--diff", "--unsafe-fixes", *ALL).stdout


def identities(report: dict[str, Any]) -> Counter[str]:
    return Counter(finding["fingerprint"].partition(":")[0] for finding in report["findings"])


def test_what_is_repaired_is_gone_and_nothing_is_new() -> None:
    before, _, after, _, _ = repaired()

    assert len(after["findings"]) < len(before["findings"]) / 2
    assert identities(after) - identities(before) == Counter()


def test_a_second_repair_has_nothing_to_do() -> None:
    *_, again = repaired()

    assert again == ""


def test_what_was_repaired_still_compiles() -> None:
    _, before, _, after, _ = repaired()
    changed = [path for path in before if before[path] != after[path]]

    assert len(changed) > 20
    assert [path for path in changed if not compiles(after[path].decode())] == []


def test_only_lines_of_findings_change_and_only_imports_are_added() -> None:
    report, before, _, after, _ = repaired()
    assert before.keys() == after.keys()
    for path, text in before.items():
        allowed = set(lines_of_findings(report, path))
        for start, end, new in changes(text.decode(errors="replace"), after[path].decode(errors="replace")):
            assert set(range(start + 1, end + 1)) <= allowed, path
            assert start < end or all(line.startswith("import asyncio") or not line.strip() for line in new), path


def changes(before: str, after: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield what differs: the lines before, from 0, and the new text in their place."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start, end, new[first:last]


def lines_of_findings(report: dict[str, Any], path: str) -> Iterator[int]:
    """Yield the lines of the calls that were found, and those of the headers of the functions around them."""
    lines = (FIXTURES / path).read_text(encoding="utf-8", errors="replace").splitlines()
    for finding in report["findings"]:
        if finding["path"] == path:
            yield from range(finding["line"], finding["end_line"] + 1)
            headers = [n for n in range(1, finding["line"] + 1) if lines[n - 1].lstrip().startswith("async def")]
            yield from headers[-1:]


def test_without_more_only_what_is_safe_is_written(tmp_path: Path) -> None:
    project(tmp_path, a=SLEEPER, b=OPENER)

    done = check(tmp_path, "--fix")

    assert (tmp_path / "a.py").read_text() == (
        "import asyncio\nimport time\n\n\nasync def handler():\n    await asyncio.sleep(1)\n"
    )
    assert (tmp_path / "b.py").read_text() == OPENER
    assert "fixed 1 finding in 1 file" in done.stderr
    assert done.exit_code == 1  # the file is still read on the loop


def test_a_chain_goes_to_the_thread_as_a_whole(tmp_path: Path) -> None:
    project(tmp_path, b=OPENER)

    done = check(tmp_path, "--fix", "--unsafe-fixes")

    assert (tmp_path / "b.py").read_text() == (
        "import asyncio\n\nasync def handler():\n    return await asyncio.to_thread(lambda: open('a').read())\n"
    )
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Found nothing that blocks the event loop in 1 file.")


def test_the_configuration_says_what_takes_calls_off_the_loop(tmp_path: Path) -> None:
    project(tmp_path, b="from fastapi import FastAPI\n\n\nasync def handler():\n    return input()\n")
    (tmp_path / "blocklint.toml").write_text("offload-with = 'run_in_threadpool'\nunsafe-fixes = true\n")

    done = CliRunner().invoke(app, ["check", "--no-cache", "--fix", str(tmp_path)])

    assert (tmp_path / "b.py").read_text() == (
        "from fastapi import FastAPI\nfrom fastapi.concurrency import run_in_threadpool\n\n\n"
        "async def handler():\n    return await run_in_threadpool(input)\n"
    )
    assert done.exit_code == 0


def test_what_is_left_is_shown_where_it_stands_now(tmp_path: Path) -> None:
    project(tmp_path, a=f"{SLEEPER}    return input()\n")

    done = check(tmp_path, "--fix", "--output-format", "concise")

    assert done.stdout.startswith(f"{tmp_path.name}/a.py:7:12: ") or "a.py:7:12: " in done.stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--fix",), 0),
        (("--fix", "--exit-non-zero-on-fix"), 1),
        (("--diff",), 1),
        (("--diff", "--exit-zero"), 0),
        (("--diff", "--select", "BL101"), 0),
        (("--fix", "--exit-non-zero-on-fix", "--select", "BL101"), 0),
    ],
)
def test_exit_code(options: tuple[str, ...], code: int, tmp_path: Path) -> None:
    assert check(project(tmp_path, a=SLEEPER), *options).exit_code == code


def test_a_diff_writes_nothing(tmp_path: Path) -> None:
    project(tmp_path, a=SLEEPER)

    done = check(tmp_path, "--diff")

    assert files(tmp_path) == {"a.py": SLEEPER.encode()}
    assert "--- a/a.py\n+++ b/a.py\n" in done.stdout
    assert "-    time.sleep(1)\n+    await asyncio.sleep(1)\n" in done.stdout
    assert "would fix 1 finding in 1 file" in done.stderr


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8", "\n"), ("utf-8", "\r"), ("utf-8-sig", "\r\n"), ("latin-1", "\r\n")]
)
def test_all_else_stays_byte_for_byte(encoding: str, newline: str, tmp_path: Path) -> None:
    cookie = f"# -*- coding: {encoding} -*-\n"
    text = f"{cookie}import asyncio\nimport time  \n\x0c\nasync def handler():\n\ttime.sleep(1) # größer\n\n\n"
    (tmp_path / "a.py").write_bytes(text.replace("\n", newline).encode(encoding))

    done = check(tmp_path, "--fix")

    expected = text.replace("time.sleep(1)", "await asyncio.sleep(1)").replace("\n", newline).encode(encoding)
    assert (done.exit_code, (tmp_path / "a.py").read_bytes()) == (0, expected)


def test_an_unreadable_file_is_left_and_the_rest_is_repaired(tmp_path: Path) -> None:
    broken = "import time\nasync def handler(:\n    time.sleep(1)\n"
    project(tmp_path, a=SLEEPER, broken=broken)
    (tmp_path / "bytes.py").write_bytes(b"# \xff\n")

    done = check(tmp_path, "--fix", "--output-format", "concise")

    assert (tmp_path / "broken.py").read_text() == broken
    assert (tmp_path / "bytes.py").read_bytes() == b"# \xff\n"
    assert "await asyncio.sleep(1)" in (tmp_path / "a.py").read_text()
    assert done.exit_code == 1
    assert done.stdout.count(" BL999 ") == 2


def test_only_selected_files_are_written(tmp_path: Path) -> None:
    project(tmp_path, a=SLEEPER, b=SLEEPER)

    CliRunner().invoke(app, ["check", "--project-root", str(tmp_path), "--fix", str(tmp_path / "a.py")])

    assert "await" in (tmp_path / "a.py").read_text()
    assert (tmp_path / "b.py").read_text() == SLEEPER


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    project(tmp_path, a=SLEEPER, b=SLEEPER)
    opened, discovery = pipeline.open_project(tmp_path, [], Config())
    analysis = pipeline.analyse(opened)
    selection = pipeline.selection_of(Config(), discovery)
    fixing = Fixing(opened, analysis, selection)
    changes = fixing.plan(pipeline.report(opened, analysis, selection).findings, unsafe=False)
    project(tmp_path, a=f"{SLEEPER}# saved meanwhile\n")

    written, refused = write_all(changes, tmp_path)

    assert [change.path for change in written] == ["b.py"]
    assert refused == ["a.py has changed since it was read"]
    assert (tmp_path / "a.py").read_text().endswith("# saved meanwhile\n")


def test_a_repair_that_would_make_another_finding_is_left_out(tmp_path: Path) -> None:
    """The connection from the thread would be entered and left on the loop."""
    text = (
        "from sqlalchemy import create_engine\n\nengine = create_engine('sqlite://')\n\n\n"
        "async def main():\n    with engine.connect() as one:\n        one.info\n    input()\n"
    )
    project(tmp_path, a=text)

    done = check(tmp_path, "--fix", "--unsafe-fixes")

    assert "    with engine.connect() as one:\n" in (tmp_path / "a.py").read_text()
    assert "    await asyncio.to_thread(input)\n" in (tmp_path / "a.py").read_text()
    assert "a.py: 1 rewrite left out: another finding would appear" in done.stderr
