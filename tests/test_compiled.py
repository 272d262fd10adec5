"""The compiled wheel is the same tool: its linker is machine code, and its reports are those of the source."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as an index gets it, and unpack it into a folder that Python can import from."""
    folder = tmp_path_factory.mktemp("compiled")
    # From an sdist: built in the checkout, the compiled modules would stay there and hide the sources.
    command = [sys.executable, "-m", "build", "--quiet", "--outdir", str(folder / "dist"), str(ROOT)]
    environment = {**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"}
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert not built.returncode, built.stderr[-4000:]
    (path,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        wheel.extractall(folder / "packages")
    return folder / "packages"


def run(packages: Path, *arguments: str) -> str:
    """Run Python with the packages of a folder before all others; no module stands in the present folder."""
    environment = {**os.environ, "PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"}
    command, folder = [sys.executable, *arguments], ROOT / "fixtures"
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def report(packages: Path, *paths: Path) -> dict[str, Any]:
    """Return the JSON report of a check of the paths, without its times."""
    options = ["--isolated", "--no-cache", "--exit-zero", "--min-level", "note", "--min-confidence", "possible"]
    output = run(packages, "-m", "blocklint", "check", *options, "--output-format", "json", *map(str, paths))
    found: dict[str, Any] = json.loads(output)
    del found["statistics"]["seconds"]
    return found


@pytest.mark.parametrize(
    "package", ["catalogue.catalogue", "program.linker", "program.evaluation", "summaries.read_statements"]
)
def test_modules_that_run_hot_are_machine_code(compiled: Path, package: str) -> None:
    file = run(compiled, "-c", f"import blocklint.{package} as module; print(module.__file__)").strip()

    assert Path(file).is_relative_to(compiled)
    assert Path(file).suffix in (".so", ".pyd")


@pytest.mark.parametrize("folder", ["fixtures", "blocklint", "tests"])
def test_reports_are_the_same(compiled: Path, folder: str) -> None:
    ours, theirs = report(ROOT, ROOT / folder), report(compiled, ROOT / folder)

    assert ours["statistics"]["call_sites"] > 100
    assert theirs == ours


def test_explains_the_same(compiled: Path) -> None:
    project = ROOT / "fixtures/blocking-http/helper-three-modules-away"
    asked = ("-m", "blocklint", "why", "--isolated", "--project-root", str(project), f"{project / 'app.py'}:14")
    ours, theirs = (run(packages, *asked) for packages in (ROOT, compiled))

    assert "requests.get" in theirs
    assert theirs == ours
