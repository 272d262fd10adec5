"""Which versions a file runs on: what is declared near it, else anywhere in the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blocklint.sources.requirements import is_requirements_file, requires


@pytest.fixture
def asked(tmp_path: Path) -> Callable[..., bool]:
    def ask(requirement: str, path: str, **files: str) -> bool:
        for name, text in files.items():
            file = tmp_path / name.replace("__", "/").replace("_", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        names = [each.relative_to(tmp_path).as_posix() for each in tmp_path.rglob("*") if each.is_file()]
        return requires(tmp_path, names)(requirement, path)

    return ask


@pytest.mark.parametrize(
    ("declared", "wanted"),
    [("mcp<2", True), ("mcp>=1.9", False), ("mcp==1.26.0", True), ("mcp~=1.9", True), ("mcp", False), ("httpx", False)],
)
def test_the_newest_allowed_version_decides(asked: Callable[..., bool], declared: str, wanted: bool) -> None:
    assert asked("mcp<2", "app.py", requirements_txt=f"{declared}\n") is wanted


def test_a_lock_decides(asked: Callable[..., bool]) -> None:
    lock = '[[package]]\nname = "mcp"\nversion = "1.9.4"\n'
    project = '[project]\ndependencies = ["mcp>=1"]\n'

    assert asked("mcp<2", "app.py", uv_lock=lock, pyproject_toml=project)


def test_projects_side_by_side_have_their_own(asked: Callable[..., bool]) -> None:
    files = {"old__requirements_txt": "mcp<2\n", "new__requirements_txt": "mcp==2.3.0\n"}

    assert asked("mcp<2", "old/server/app.py", **files)
    assert not asked("mcp<2", "new/app.py", **files)


def test_what_is_declared_elsewhere_counts_where_nothing_is_near(asked: Callable[..., bool]) -> None:
    assert asked("mcp<2", "src/app.py", deploy__requirements_txt="mcp<2\n")


def test_names_of_requirement_files() -> None:
    assert is_requirements_file("requirements-dev.txt")
    assert is_requirements_file("poetry.lock")
    assert not is_requirements_file("requirements.md")
