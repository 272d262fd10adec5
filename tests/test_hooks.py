"""The hooks as pre-commit and prek run them: installed from a clone, on a project of two files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
SHIPPED = ("blocklint", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
HELPER = "import time\n\n\ndef pause():\n    {}\n"
APP = "from helper import pause\n\n\nasync def handler():\n    pause()\n"
RUNNERS = ("pre-commit", "prek")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository that holds what a clone of this one would."""
    folder = tmp_path_factory.mktemp("clone")
    for name in SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the runners keep the environments of hooks."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "helper.py").write_text(HELPER.format("return None"))
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / ".gitignore").write_text(".blocklint_cache/\n")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "all")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment(folder))


def environment(home: Path) -> dict[str, str]:
    names = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "BLOCKLINT_"))}
    homes = {"PRE_COMMIT_HOME": str(home / "pre-commit"), "PREK_HOME": str(home / "prek")}
    return {**own, **names, **homes, "GIT_CONFIG_GLOBAL": os.devnull, "NO_COLOR": "1"}


@pytest.mark.parametrize("runner", RUNNERS)
def test_an_edited_helper_reports_the_handler_in_another_file(
    runner: str, clone: Path, home: Path, project: Path
) -> None:
    code, said = run(runner, "blocklint", clone, home, project)
    assert 0 == code, said

    (project / "helper.py").write_text(HELPER.format("time.sleep(1)"))
    git(project, "add", "helper.py")
    code, said = run(runner, "blocklint", clone, home, project)

    assert 1 == code, said
    assert "app.py:5:5: BL102" in said


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_fix_hook_rewrites_and_fails_once_then_passes(runner: str, clone: Path, home: Path, project: Path) -> None:
    (project / "app.py").write_text("import time\n\n\nasync def handler():\n    time.sleep(1)\n")
    git(project, "add", "app.py")

    code, said = run(runner, "blocklint-fix", clone, home, project)
    assert 1 == code, said
    assert "    await asyncio.sleep(1)\n" in (project / "app.py").read_text()

    git(project, "add", "app.py")
    code, said = run(runner, "blocklint-fix", clone, home, project)
    assert 0 == code, said


def test_the_whole_project_is_reported_whatever_was_changed(clone: Path, home: Path, project: Path) -> None:
    (project / "helper.py").write_text(HELPER.format("time.sleep(1)"))
    git(project, "commit", "--quiet", "--all", "--message", "not checked")

    code, said = run("prek", "blocklint-full", clone, home, project)
    assert (1, True) == (code, "app.py:5:5: BL102" in said), said


def run(runner: str, hook: str, clone: Path, home: Path, project: Path) -> tuple[int, str]:
    """Return exit code and output of a hook over the staged files."""
    command = shutil.which(runner, path=str(Path(sys.executable).parent)) or shutil.which(runner)
    assert command is not None, f"{runner} is not installed"
    done = subprocess.run(
        [command, "try-repo", str(clone), hook, "--verbose"],
        cwd=project,
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
