"""A file is replaced whole or not at all, and its diff is one that other tools accept."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from blocklint.rewrites.apply import FileChange, WriteError, diff, write
from blocklint.sources.reading import digest


def change(before: str, after: str, path: str = "app.py", encoding: str = "utf-8") -> FileChange:
    return FileChange(path, before, after, encoding, digest(before.encode(encoding)), ())


def test_a_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes(b"old\r\n")

    write(change("old\r\n", "new\r\n"), tmp_path)

    assert (tmp_path / "app.py").read_bytes() == b"new\r\n"
    assert os.listdir(tmp_path) == ["app.py"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps one bit of the mode")
@pytest.mark.parametrize("mode", [0o755, 0o640, 0o600])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "app.py"
    path.write_text("old")
    path.chmod(mode)

    write(change("old", "new"), tmp_path)

    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("found", [b"other", b"old\n", b"", b"\xef\xbb\xbfold"])
def test_a_file_that_has_changed_is_left(tmp_path: Path, found: bytes) -> None:
    (tmp_path / "app.py").write_bytes(found)

    with pytest.raises(WriteError, match=r"app\.py has changed since it was read"):
        write(change("old", "new"), tmp_path)

    assert (tmp_path / "app.py").read_bytes() == found
    assert os.listdir(tmp_path) == ["app.py"]


def test_a_file_whose_encoding_does_not_come_back_is_left(tmp_path: Path) -> None:
    data = b"+AGE-"
    (tmp_path / "app.py").write_bytes(data)

    with pytest.raises(WriteError, match="has changed"):
        write(FileChange("app.py", "a", "b", "utf-7", digest(data), ()), tmp_path)

    assert (tmp_path / "app.py").read_bytes() == data


def test_a_text_that_the_encoding_lacks_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_bytes(b"old")

    with pytest.raises(WriteError, match="cannot be written"):
        write(change("old", "€", encoding="latin-1"), tmp_path)

    assert (tmp_path / "app.py").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["app.py"]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be written"):
        write(change("", "new"), tmp_path)

    assert os.listdir(tmp_path) == []


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "app.py").mkdir()

    with pytest.raises(WriteError, match="no file that may be written"):
        write(change("", "new"), tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everything")
def test_a_read_only_file_is_left(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("old")
    path.chmod(0o444)

    with pytest.raises(WriteError, match="no file that may be written"):
        write(change("old", "new"), tmp_path)

    assert path.read_text() == "old"


def test_a_link_inside_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "code.py").write_text("old")
    link = tmp_path / "app.py"
    link.symlink_to(tmp_path / "real" / "code.py")

    write(change("old", "new"), tmp_path)

    assert link.is_symlink()
    assert (tmp_path / "real" / "code.py").read_text() == "new"


def test_a_root_that_is_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "app.py").write_text("old")
    (tmp_path / "root").symlink_to(tmp_path / "real")

    write(change("old", "new"), tmp_path / "root")

    assert (tmp_path / "real" / "app.py").read_text() == "new"


@pytest.mark.parametrize("path", ["app.py", "folder/code.py", "../outside/code.py"])
def test_nothing_outside_of_the_root_is_written(tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside" / "code.py"
    outside.parent.mkdir()
    outside.write_text("old")
    root = tmp_path / "root"
    root.mkdir()
    (root / "app.py").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)

    with pytest.raises(WriteError, match="leads out of the project"):
        write(change("old", "new", path), root)

    assert outside.read_text() == "old"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "app.py").symlink_to(tmp_path / "b.py")
    (tmp_path / "b.py").symlink_to(tmp_path / "app.py")

    with pytest.raises(WriteError, match="cannot be written"):
        write(change("old", "new"), tmp_path)


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    texts = ["a" * 2_000_000, "b" * 3_000_000]
    path = tmp_path / "app.py"
    path.write_text(texts[0])
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            text = path.read_text()
            seen.add(text if text in texts else f"half: {len(text)}")

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(10):
        write(change(texts[turn % 2], texts[(turn + 1) % 2]), tmp_path)
    done.set()
    reader.join()

    assert seen <= set(texts)


DIFFS = [
    pytest.param("a\nb\nc\n", "a\nB\nc\n", id="one line"),
    pytest.param("a\nb", "a\nB", id="no final newline"),
    pytest.param("a\nb", "a\nb\n", id="a final newline added"),
    pytest.param("a\nb\n", "a\nb", id="a final newline taken away"),
    pytest.param("a\r\nb\r\n", "a\r\nB\r\n", id="carriage returns"),
    pytest.param("a\rb\r", "a\rB\r", id="carriage returns only"),
    pytest.param("a\n\x0c\nb\u2028c\n", "a\n\x0c\nB\u2028c\n", id="form feed and separator"),
    pytest.param("x\n" * 50 + "b\n" + "y\n" * 50 + "c\n", "x\n" * 50 + "B\n" + "y\n" * 50 + "C\n", id="two places"),
    pytest.param("b\n", "-- b\n++ c\n", id="lines like a header"),
]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("path", ["app.py", "a folder/my app.py", "ünï.py", 'q"uo\\te.py', "tab\tin.py"])
@pytest.mark.parametrize(("before", "after"), DIFFS)
def test_git_accepts_the_diff(tmp_path: Path, before: str, after: str, path: str) -> None:
    target = tmp_path / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(before.encode())
    applied = ["git", "apply", "--whitespace=nowarn", "-"]

    subprocess.run(applied, input=diff(change(before, after, path)).encode(), cwd=tmp_path, check=True)

    assert target.read_bytes() == after.encode()


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize("path", ["app.py", "my app.py", "ünï.py"])
@pytest.mark.parametrize(("before", "after"), DIFFS)
def test_patch_accepts_the_diff(tmp_path: Path, before: str, after: str, path: str) -> None:
    target = tmp_path / path
    target.write_bytes(before.encode())
    applied = ["patch", "--binary", "--silent", "-p1"]

    subprocess.run(applied, input=diff(change(before, after, path)).encode(), cwd=tmp_path, check=True)

    assert target.read_bytes() == after.encode()


def test_the_diff_looks_as_usual() -> None:
    assert diff(change("a\nb\nc", "a\nB\nc", "src/app.py")) == (
        "--- a/src/app.py\n+++ b/src/app.py\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n\\ No newline at end of file\n"
    )


def test_no_change_gives_no_diff() -> None:
    assert diff(change("a", "a")) == ""
