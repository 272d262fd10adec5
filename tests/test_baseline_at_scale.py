"""A baseline of a large project stays valid through months of moves, and everything that is planted is new.

``BLOCKLINT_CORPUS=path pytest tests/test_baseline_at_scale.py`` runs the same on the Python files of a real project.
"""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path
from random import Random

import pytest

from blocklint.config import Config
from blocklint.findings.baseline import Comparison
from blocklint.findings.baseline_text import parsed, written
from blocklint.findings.finding import Finding
from blocklint.pipeline import Project, analyse, project_of, selection_of
from blocklint.reporting import compared, entries_of, judge
from tests.scale.changes import move_lines, plant, rename
from tests.scale.synthetic import service

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:invalid escape sequence")]

MODULES, MOVES, PLANTED = 290, 200, 20
"""As many modules as the largest project that this was tried on; it has 128 thousand lines."""


@cache
def before() -> dict[str, str]:
    corpus = os.environ.get("BLOCKLINT_CORPUS")
    if corpus is None:
        return service(MODULES)
    root = Path(corpus)
    texts = {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}
    return {path: text for path, text in texts.items() if can_be_changed(text)}


def can_be_changed(text: str) -> bool:
    try:
        return bool(ast.parse(text))
    except SyntaxError:
        return False


def found(files: dict[str, str]) -> tuple[Project, list[Finding]]:
    project = project_of(files)
    return project, judge(project, analyse(project), selection_of(Config()))


@cache
def baseline() -> str:
    project, findings = found(before())
    assert len(findings) > 20
    return written(entries_of(project, findings))


def compare(files: dict[str, str]) -> Comparison:
    project, findings = found(files)
    return compared(project, findings, parsed(baseline(), "baseline"))


def renamed(files: dict[str, str], random: Random) -> tuple[dict[str, str], str]:
    paths = sorted({entry.path for entry in parsed(baseline(), "baseline")})
    random.shuffle(paths)
    return next(
        done for path in paths if not path.endswith("__init__.py") and (done := rename(files, path)) is not None
    )


@pytest.mark.parametrize("seed", range(2))
def test_moves_and_a_rename_change_nothing_and_what_is_planted_is_new(seed: int) -> None:
    random = Random(seed)
    files, new = renamed(move_lines(before(), random, MOVES), random)

    moved = compare(files)
    assert ([], [], True) == (shown(moved.new), list(moved.gone), new in files)

    files, places = plant(files, random, files, PLANTED)
    assert PLANTED == len(places)
    planted = compare(files)
    assert sorted(places) == sorted({(finding.path, finding.span.line) for finding in planted.new})
    assert (PLANTED, ()) == (len(planted.new), planted.gone)


def shown(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{one.path}:{one.span.line}: {one.code} {one.callee}" for one in findings]
