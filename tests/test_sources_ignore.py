"""Ignore files: the same verdicts as git's, and its own rules where git has none."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocklint.sources.discovery import discover


def tree(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", errors="surrogateescape")
    return root


NAMES = ("a", "b", "keep", "build")
FILES = tuple(
    f"{folder}{name}.py" for folder in ("", "a/", "build/", "a/b/", "a/build/", "build/keep/") for name in NAMES
)
SEGMENTS = st.sampled_from((*NAMES, "*", "**", "*.py", "a.py", "keep.py", "[ab]", "b*", "?", "a?.py", r"\a"))


@st.composite
def patterns(draw: st.DrawFn) -> str:
    body = "/".join(draw(st.lists(SEGMENTS, min_size=1, max_size=3)))
    return (
        draw(st.sampled_from(("", "", "!")))
        + draw(st.sampled_from(("", "/")))
        + body
        + draw(st.sampled_from(("", "/")))
    )


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outer=st.lists(patterns(), max_size=4), inner=st.lists(patterns(), max_size=3))
def test_verdicts_are_those_of_git(
    tmp_path_factory: pytest.TempPathFactory, outer: list[str], inner: list[str]
) -> None:
    root = tree(tmp_path_factory.mktemp("repository"), dict.fromkeys(FILES, ""))
    tree(root, {".gitignore": "\n".join(outer), "a/.gitignore": "\n".join(inner)})
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)

    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], cwd=root, check=True, capture_output=True, text=True
    )

    assert sorted(path for path in listed.stdout.splitlines() if path.endswith(".py")) == list(discover(root).files)


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ("*\n!*/\n!*.py", {"app.py", "data/keep.py", "data/x.py"}),
        ("data/**\n!data/keep.py", {"app.py", "data/keep.py"}),
        ("data/\n!data/keep.py", {"app.py"}),
        ("*.py\n!/app.py", {"app.py"}),
        ("# *.py\n\n!\n/", {"app.py", "data/keep.py", "data/x.py"}),
        ("\ufeffdata/\r\n", {"app.py"}),
    ],
)
def test_idioms(tmp_path: Path, lines: str, kept: set[str]) -> None:
    tree(tmp_path, {"app.py": "", "data/keep.py": "", "data/x.py": "", ".gitignore": lines})

    assert kept == set(discover(tmp_path).files)


def test_ignore_beats_gitignore_and_the_repositorys_exclude_is_weakest(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "one.py": "",
            "two.py": "",
            "three.py": "",
            ".git/info/exclude": "one.py\ntwo.py\nthree.py",
            ".gitignore": "!one.py\n!two.py",
            ".ignore": "one.py",
        },
    )

    assert ("two.py",) == discover(tmp_path).files


def test_exclude_of_a_linked_work_tree_stands_in_the_common_folder(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "main/.git/info/exclude": "local.py",
            "main/.git/worktrees/w/commondir": "../..\n",
            "w/.git": f"gitdir: {tmp_path}/main/.git/worktrees/w\n",
            "w/local.py": "",
            "w/app.py": "",
        },
    )

    assert ("app.py",) == discover(tmp_path / "w").files


def test_rules_above_the_root_hold_but_not_against_the_root_itself_and_not_when_isolated(tmp_path: Path) -> None:
    tree(
        tmp_path, {".git/HEAD": "", ".gitignore": "gen.py\nout/", "svc/gen.py": "", "svc/app.py": "", "out/gen.py": ""}
    )

    assert ("app.py",) == discover(tmp_path / "svc").files
    assert ("gen.py",) == discover(tmp_path / "out").files
    assert ("app.py", "gen.py") == discover(tmp_path / "svc", isolated=True).files
