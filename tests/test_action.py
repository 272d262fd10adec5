"""The GitHub action and the GitLab component: what they are made of, and a run of the action's own script."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from blocklint.cli import app
from blocklint.renderers import FORMATS

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
CHECK = next(step for step in STEPS if step.get("id") == "check")
SPEC, JOBS = yaml.safe_load_all((ROOT / "templates/blocklint.yml").read_text(encoding="utf-8"))

Step = Callable[..., "subprocess.CompletedProcess[str]"]


def test_no_input_is_text_of_a_script() -> None:
    scripts = [step["run"] for step in STEPS if "run" in step]

    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_every_input_is_used_and_every_use_is_an_input() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8").partition("\nruns:")[2]

    assert set(ACTION["inputs"]) == set(re.findall(r"inputs\.([\w-]+)", text))


def test_what_the_action_uses_is_pinned() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]

    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each) for each in used)


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Return a run of the action's second step, where the first one has installed this blocklint."""
    scripts = tmp_path / "temp/blocklint/bin"
    scripts.mkdir(parents=True)
    command = scripts / "blocklint"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m blocklint "$@"\n')
    command.chmod(0o755)
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_text("import time\n\n\nasync def handler():\n    time.sleep(1)\n")

    def run(**inputs: str) -> subprocess.CompletedProcess[str]:
        given = {name: spec.get("default", "") for name, spec in ACTION["inputs"].items()}
        given.update({name.replace("_", "-"): value for name, value in inputs.items()})
        variables = {
            name: given[value.removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in CHECK["env"].items()
        }
        places = {
            "RUNNER_TEMP": str(tmp_path / "temp"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "PYTHONPATH": str(ROOT),
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", CHECK["run"]],
            cwd=project,
            env={**os.environ, **variables, **places},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_script_reports_annotates_and_summarises(step: Step, tmp_path: Path) -> None:
    done = step(sarif="true")

    assert done.returncode == 1, done.stderr
    assert "app.py:5:5: BL102" in done.stdout
    assert "::error " in done.stdout
    assert (tmp_path / "summary").read_text().startswith("## blocklint\n")
    sarif = tmp_path / "temp/blocklint.sarif"
    assert (tmp_path / "output").read_text() == f"sarif-file={sarif}\nexit-code=1\n"
    assert sarif.is_file()


def test_the_script_takes_words_and_paths_as_they_are(step: Step, tmp_path: Path) -> None:
    assert step(args="--exit-zero\n --statistics", annotations="false", summary="false").returncode == 0
    assert not (tmp_path / "summary").exists()

    hostile = step(paths="$(touch forged)\n; touch forged\napp.py", args="`touch forged` * $HOME")
    assert hostile.returncode == 2
    assert not (tmp_path / "project/forged").exists()
    assert "exit-code=2" in (tmp_path / "output").read_text()


def test_the_component_uses_its_inputs_and_nothing_else() -> None:
    text = (ROOT / "templates/blocklint.yml").read_text(encoding="utf-8").partition("\n---\n")[2]

    assert set(SPEC["spec"]["inputs"]) == set(re.findall(r"\$\[\[ inputs\.([\w-]+) \]\]", text))
    job = JOBS["blocklint"]
    assert job["artifacts"]["reports"]["codequality"] in job["script"][0]
    assert job["artifacts"]["reports"]["junit"] in job["script"][0]


def test_the_formats_that_the_page_names_are_all() -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    sentence = page.partition("\nFormats are ")[2].partition(". ")[0]

    assert list(FORMATS) == re.findall(r"`([\w-]+)`", sentence)


OTHERS = {"--from-ref", "--to-ref", "--force"}
"""Options of other tools, and of other commands than `check`, that the page names."""


def test_every_option_that_the_page_names_exists() -> None:
    command = typer.main.get_command(app).commands["check"]  # type: ignore[attr-defined]
    options = {name for parameter in command.params for name in parameter.opts}
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page)) <= options | OTHERS


def test_every_recipe_is_yaml() -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    recipes = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]

    assert len(recipes) == 4
    assert all(isinstance(recipe, (dict, list)) for recipe in recipes)
