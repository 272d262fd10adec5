"""Reports of every sample application and of three real projects, through the tools that judge the formats.

``make formats`` installs Microsoft's SARIF Multitool and the JUnit schema; ``FORMATS`` names their folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from blocklint.config import Config
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.pipeline import analyse, open_project, report, selection_of
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions
from blocklint.rewrites.suggest import suggest
from tests.test_renderers.conftest import NAMES, named

pytestmark = pytest.mark.slow

TOOL = ("Sarif.Multitool", "Sarif.Multitool.exe")

ROOT = Path(__file__).parents[1]
PROJECTS = ("fastapi", "httpx", "playwright")
"""Packages that the sample applications need, and so real code that is there: their own sources are checked."""


@pytest.fixture(scope="module")
def tools() -> Path:
    folder = Path(os.environ.get("FORMATS") or ROOT / ".venv/formats")
    if not folder.is_dir() and "FORMATS" not in os.environ:
        pytest.skip("`make formats` installs what judges the formats")
    return folder


@cache
def reports() -> dict[str, Report]:
    """Return a report of every fixture, with all levels and edits, of the configured default, and of real projects."""
    roots = {f"fixture-{rule.name}": rule for rule in sorted((ROOT / "fixtures").iterdir())}
    for name in PROJECTS:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            roots[name] = Path(spec.submodule_search_locations[0])
    found = {name: whole(root, Selection()) for name, root in roots.items()}
    return {**found, "fixtures-by-default": whole(ROOT / "fixtures", selection_of(Config()))}


def whole(root: Path, selection: Selection) -> Report:
    project, _ = open_project(root, [], Config(), isolated=True)
    found = report(project, analyse(project), selection)
    sources = {source.path: source for source in project.sources}
    return replace(found, findings=tuple(suggest(found.findings, sources)))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sarif")
    for name, found in reports().items():
        text = FORMATS["sarif"](found, RenderOptions(prefix="services/a b/"))
        (folder / f"{name}.sarif").write_text(text, encoding="utf-8")
    assert "FORMATS" not in os.environ or set(PROJECTS) <= set(reports())
    return folder


def test_sarif_is_valid(tools: Path, logs: Path) -> None:
    (file,) = tools.glob("node_modules/@microsoft/sarif-multitool-*/sarif-2.1.0.json")
    schema = json.loads(file.read_text(encoding="utf-8-sig"))
    validator = jsonschema.validators.validator_for(schema)(schema)

    for log in logs.iterdir():
        assert [] == [error.message for error in validator.iter_errors(json.loads(log.read_text()))], log.name


def test_the_multitool_finds_no_error_and_no_warning(tools: Path, logs: Path) -> None:
    assert [] == verdicts(tools, logs)


def test_the_multitool_would_have_found_some(tools: Path, logs: Path, tmp_path: Path) -> None:
    log = json.loads((logs / "fixtures-by-default.sarif").read_text())
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        del rule["fullDescription"]
    (tmp_path / "bad.sarif").write_text(json.dumps(log))

    assert "GH2012 error" in {" ".join(each.split(" ")[:2]) for each in verdicts(tools, tmp_path)}


def verdicts(tools: Path, logs: Path) -> list[str]:
    """Return the errors and warnings that the Multitool writes to its file: its exit code says nothing."""
    folders = tools.glob("node_modules/@microsoft/sarif-multitool-*")
    (tool,) = (file for folder in folders for name in TOOL if (file := folder / name).is_file())
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [
                *(str(tool), "validate", str(logs / "*.sarif"), "--rule-kind", "Sarif;Ghas"),
                *("--level", "Error;Warning", "--output", f"{place}/verdict.sarif", "--log", "ForceOverwrite"),
            ],
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
        (run,) = json.loads(Path(place, "verdict.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert f"{len(list(logs.glob('*.sarif')))} files scanned" in done.stdout.replace(
        "1 file scanned", "1 files scanned"
    )
    return [*map(shown, run.get("results", ())), *(each["message"]["text"] for each in notices(run))]


def shown(result: dict[str, Any]) -> str:
    return f"{result['ruleId']} {result.get('level', 'warning')} {result['message']}"


def notices(run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for invocation in run.get("invocations", ()):
        yield from invocation.get("toolExecutionNotifications", ())


def test_sarif_tools_summarises_and_compares(logs: Path, tmp_path: Path) -> None:
    log = logs / "fixtures-by-default.sarif"
    fewer = tmp_path / "fewer.sarif"
    some = json.loads(log.read_text())
    dropped = some["runs"][0]["results"].pop(0)
    fewer.write_text(json.dumps(some))

    counts = dict(re.findall(r"(?m)^(error|warning|note): (\d+)$", sarif("summary", str(log))))
    expected = Counter(str(finding.level) for finding in reports()["fixtures-by-default"].findings)
    assert {level: str(expected[level]) for level in ("error", "warning", "note")} == counts
    assert dropped["ruleId"] in sarif("diff", str(fewer), str(log))
    assert "no changes" in sarif("diff", str(log), str(log))


def sarif(*arguments: str) -> str:
    command = shutil.which("sarif", path=str(Path(sys.executable).parent)) or shutil.which("sarif")
    assert command is not None, "sarif-tools is not installed"
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=True).stdout


def test_junit_is_valid(tools: Path, hostile_reports: list[Report]) -> None:
    import xmlschema  # of the group that only slow tests need

    schema = xmlschema.XMLSchema(tools / "junit-10.xsd")

    for found in (*reports().values(), *hostile_reports):
        schema.validate(FORMATS["junit"](found, RenderOptions()))


@pytest.fixture
def hostile_reports() -> list[Report]:
    return [named(name) for name in NAMES]
