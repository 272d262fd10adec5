"""Files of earlier revisions come from git's objects, whatever the work tree holds."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from blocklint.sources.revision import RevisionError, read_revision


def git(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "service").mkdir()
    (tmp_path / "service/app.py").write_bytes(b"x = 1\r\n")
    (tmp_path / 'service/\u00e9 "quoted"\n.py').write_bytes(b"")
    (tmp_path / "service/link.py").symlink_to("app.py")
    (tmp_path / "other.py").write_text("y = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    return tmp_path


def everything(path: str) -> bool:
    return bool(path)


def test_bytes_come_as_they_were(repository: Path) -> None:
    (repository / "service/app.py").unlink()

    expected = {"app.py": b"x = 1\r\n", '\u00e9 "quoted"\n.py': b""}
    assert expected == read_revision(repository / "service", "HEAD", everything)


def test_only_what_is_wanted_is_read(repository: Path) -> None:
    assert {"other.py": b"y = 1\n"} == read_revision(repository, "main", lambda path: path == "other.py")
    assert {} == read_revision(repository, "main", lambda path: not path)


def test_the_variables_of_a_hook_do_not_matter(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "elsewhere")

    assert 3 == len(read_revision(repository, "HEAD", everything))


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "", "HEAD~1"])
def test_an_unknown_revision_is_named(repository: Path, revision: str) -> None:
    with pytest.raises(RevisionError, match="no revision"):
        read_revision(repository, revision, everything)


def test_a_shallow_clone_is_named_as_the_reason(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))

    with pytest.raises(RevisionError, match="shallow clone"):
        read_revision(clone, "HEAD~1", everything)


def test_a_folder_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(RevisionError, match="not a git repository"):
        read_revision(tmp_path, "HEAD", everything)
