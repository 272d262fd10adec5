"""What is shipped: the wheel, the hooks, the gate, and numbers that agree."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder

from blocklint import __version__
from blocklint.rules import RULES

ROOT = Path(__file__).parents[1]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    return zipfile.ZipFile(path)


def test_wheel_holds_the_whole_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    files = {path for path in (ROOT / "blocklint").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert shipped == {path.relative_to(ROOT).as_posix() for path in files}
    assert "blocklint/py.typed" in shipped
    assert any(re.fullmatch(r"blocklint/catalogue/data/[\w-]+\.toml", name) for name in shipped)


def test_wheel_names_the_distribution_the_version_and_the_command(wheel: zipfile.ZipFile) -> None:
    folder = f"blocklint_async-{__version__}.dist-info"
    metadata = message_from_bytes(wheel.read(f"{folder}/METADATA"))

    assert metadata["Name"] == "blocklint-async"
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.10"
    assert metadata["License-Expression"] == "MIT"
    assert f"{folder}/licenses/LICENSE" in wheel.namelist()
    assert b"blocklint = blocklint.cli:main" in wheel.read(f"{folder}/entry_points.txt")


def test_versions_agree() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert re.findall(r"rev: v(\S+)", readme) == [__version__]
    assert released[0] in ("Unreleased", __version__)
    assert all(number(rule.since) <= number(__version__) for rule in RULES)


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_hooks_are_three_and_whole() -> None:
    assert list(HOOKS) == ["blocklint", "blocklint-fix", "blocklint-full"]
    assert HOOKS["blocklint"]["entry"] == "blocklint check --force-exclude --touching"
    assert HOOKS["blocklint-full"]["pass_filenames"] is False
    assert all(hook["language"] == "python" and hook["require_serial"] for hook in HOOKS.values())


@pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
def test_hook_reports_the_handler_of_a_changed_helper(hook: dict[str, Any], tmp_path: Path) -> None:
    tmp_path.joinpath("helper.py").write_text("import time\n\n\ndef pause():\n    time.sleep(1)\n", encoding="utf-8")
    tmp_path.joinpath("app.py").write_text(
        "from helper import pause\n\n\nasync def handler():\n    pause()\n", encoding="utf-8"
    )
    tmp_path.joinpath("pyproject.toml").write_text("[tool.blocklint]\n", encoding="utf-8")
    files = ["helper.py"] if hook.get("pass_filenames", True) else []

    done = run_hook(hook, files, tmp_path)

    assert done.returncode == 1, done.stderr
    assert "app.py" in done.stdout
    assert "BL102" in done.stdout


def run_hook(hook: dict[str, Any], files: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    command, *arguments = shlex.split(hook["entry"])
    assert command == "blocklint"
    return subprocess.run(
        [sys.executable, "-c", "from blocklint.cli import main; main()", *arguments, *hook["args"], *files],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_quick_start_is_the_two_make_targets() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    quick_start = readme.partition("## Quick start")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```console\n(.*?)```", quick_start, re.DOTALL)

    assert [line.partition("#")[0].split() for line in block.splitlines()] == [["make", "demo"], ["make", "test"]]


def test_make_help_comes_first_and_lists_the_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    listed = subprocess.run(["make", "--silent"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert targets[0] == "help"
    assert [line.split()[1] for line in listed.splitlines()] == targets


def test_gate_runs_the_readme_command() -> None:
    gate = ROOT / ".ci" / "run"

    assert os.access(gate, os.X_OK)
    assert " make test " in gate.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(gate)], check=True)
