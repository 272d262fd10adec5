"""Which versions a file runs on: what is declared near it, else anywhere in the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from blocklint.sources.declarations import declared_by_script, declared_in, is_requirements_file
from blocklint.sources.requirements import requires


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


def test_the_nearest_declaration_counts_where_folders_do_not_agree(asked: Callable[..., bool]) -> None:
    files = {"requirements_txt": "mcp>=2\n", "old__requirements_txt": "mcp<2\n", "wide__requirements_txt": "mcp>=1\n"}

    assert asked("mcp<2", "old/app.py", **files)
    assert not asked("mcp<2", "app.py", **files)
    assert not asked("mcp<2", "wide/app.py", **{**files, "requirements_txt": "mcp<2\n"})


def test_a_lock_above_counts_where_it_agrees(asked: Callable[..., bool]) -> None:
    lock = '[[package]]\nname = "mcp"\nversion = "1.9.4"\n'

    assert asked("mcp<2", "member/app.py", uv_lock=lock, member__requirements_txt="mcp\n")
    assert not asked("mcp<2", "other/app.py", uv_lock=lock, other__requirements_txt="mcp>=2\n")


def test_the_header_of_a_script_counts_for_it_alone(asked: Callable[..., bool]) -> None:
    script = '# /// script\n# dependencies = ["mcp<2"]\n# ///\nimport mcp\n'
    files = {"one_py": script, "other_py": "", "requirements_txt": "mcp>=2\n"}

    assert asked("mcp<2", "one.py", **files)
    assert not asked("mcp<2", "other.py", **files)


def test_a_folder_of_requirements_counts_for_what_stands_around_it(asked: Callable[..., bool]) -> None:
    files = {"old__requirements__base_txt": "mcp<2\n", "requirements__base_txt": "mcp>=2\n"}

    assert asked("mcp<2", "old/server/app.py", **files)
    assert not asked("mcp<2", "app.py", **files)


SETUP = """
NEEDED: list[str] = [  # what it needs
    "one[extra]>=1",  # "not this"
    'two',
]
setup(name="x", install_requires=NEEDED, extras_require={"dev": ["three"]})
setup(install_requires=["four<2"])
"""
CONFIGURATION = """
[metadata]
name = x
[options]
install_requires =
    one>=1,<2  # why
    two[extra]
[options.extras_require]
dev = three==3
"""
ENVIRONMENT = """
channels:
  - conda-forge
dependencies:
  - python=3.11  # why
  - pytorch::two=2.1.*=py_0
  - three
  - pip:
    - "four[extra]==4.0"
"""
POETRY = """
[project]
optional-dependencies = "wrong"
[tool.poetry.dependencies]
one = "^1.2"
two = { version = "~2.3", optional = true }
three = "^0.3"
four = "*"
[tool.poetry.group.main.dependencies]
five = "5.0"
[tool.poetry.dev-dependencies]
six = ">=6"
"""


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("setup.py", SETUP, "one[extra]>=1 two four<2"),
        ("setup.py", "setup(install_requires=read('needed.txt'))", ""),
        ("setup.cfg", CONFIGURATION, "one>=1,<2 two[extra] three==3"),
        ("setup.cfg", "no section", ""),
        ("environment.yml", ENVIRONMENT, "conda-forge python==3.11.* two==2.1.* three four[extra]==4.0"),
        ("Pipfile", '[packages]\none = "==1.0"\ntwo = {version = "<2"}\nthree = "*"\n', "one==1.0 two<2 three"),
        ("Pipfile.lock", '{"default": {"one": {"version": "==1.0"}}, "develop": {}}', "one==1.0"),
        ("Pipfile.lock", "[]", ""),
        ("uv.lock", "package = 1\n[[packages]]\nname = 'one'\nversion = '1'\n", "one==1"),
        ("setup.py", "install_requires=[" + "# why\n" * 2000, ""),
        ("pyproject.toml", POETRY, "one>=1.2,<2 two>=2.3,<2.4 three>=0.3,<0.4 four six>=6 five==5.0"),
        ("pyproject.toml", "[", ""),
        ("requirements/base.txt", "one~=1.0 --hash=x\n# two\n", "one~=1.0"),
    ],
)
def test_what_each_format_declares(path: str, text: str, wanted: str) -> None:
    assert " ".join(one for one in declared_in(path, text) if one) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('#!/usr/bin/env python\n# /// script\n# dependencies = [\n#   "one<2",\n# ]\n#\n# ///\n', ["one<2"]),
        ('# /// script\r\n# dependencies = ["one"]\r\n# ///\r\n', ["one"]),
        ('# /// script\n# dependencies = "one"\n# ///\n', []),
        ("# /// script\n# [\n# ///\n", []),
        ('x = """\n # /// script\n"""', []),
    ],
)
def test_what_the_header_of_a_script_declares(text: str, wanted: list[str]) -> None:
    assert list(declared_by_script(text)) == wanted


@pytest.mark.parametrize(
    "path",
    [
        "requirements-dev.txt", "a/dev_requirements.in", "requirements/base.txt", "poetry.lock", "Pipfile",
        "Pipfile.lock", "a/setup.cfg", "setup.py", "environment.yml", "a/conda-dev.yaml",
    ],
)  # fmt: skip
def test_files_that_declare_requirements(path: str) -> None:
    assert is_requirements_file(path)


@pytest.mark.parametrize("path", ["requirements.md", "requirements/a/base.txt", "notes.txt", "a/environment.py"])
def test_files_that_declare_none(path: str) -> None:
    assert not is_requirements_file(path)
