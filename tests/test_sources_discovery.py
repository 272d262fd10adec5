"""Discovery: which files a project has, and which of them were asked for."""

import os
import time
from pathlib import Path

import pytest

from blocklint.sources.discovery import PathError, discover


def tree(root: Path, *paths: str, **texts: str) -> Path:
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(texts.get(place.stem, ""))
    return root


def test_files_are_relative_sorted_and_python_only(tmp_path: Path) -> None:
    tree(tmp_path, "b.py", "a/z.py", "a/b.pyi", "a/c.txt", ".github/tool.py")

    found = discover(tmp_path)

    assert (".github/tool.py", "a/z.py", "b.py") == found.files
    assert frozenset(found.files) == found.selected
    assert () == found.warnings


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/x/a.py",
        "pkg/__pycache__/a.py",
        "lib/site-packages/a.py",
        ".tox/py/a.py",
        "env/pyvenv.cfg",
        "build/lib/pkg/a.py",
        "build/lib.linux-x86_64-3.12/pkg/a.py",
        "templates/{{cookiecutter.name}}/a.py",
    ],
)
def test_code_of_others_is_left_out(tmp_path: Path, path: str) -> None:
    tree(tmp_path, "app.py", path, str(Path(path).parent / "deep" / "b.py"))

    assert ("app.py",) == discover(tmp_path).files


def test_packages_that_only_look_like_others_code_are_kept(tmp_path: Path) -> None:
    tree(tmp_path, "venv/tool.py", "build/app.py", "pkg/build/wheel.py")

    assert ("build/app.py", "pkg/build/wheel.py", "venv/tool.py") == discover(tmp_path).files


def test_given_paths_select_and_do_not_narrow_the_project(tmp_path: Path) -> None:
    tree(tmp_path, "app/a.py", "app/sub/b.py", "apple.py", "c.py")

    found = discover(tmp_path, [tmp_path / "app", tmp_path / "c.py"])

    assert ("app/a.py", "app/sub/b.py", "apple.py", "c.py") == found.files
    assert {"app/a.py", "app/sub/b.py", "c.py"} == found.selected


def test_named_paths_beat_the_ignore_files_unless_exclusion_is_forced(tmp_path: Path) -> None:
    tree(tmp_path, "app.py", "gen/a.py", "gen/skip.py", "one.py", "two.py")
    (tmp_path / ".gitignore").write_text("gen/\none.py\n")
    (tmp_path / "gen/.gitignore").write_text("skip.py\n")
    named = [tmp_path / "gen", tmp_path / "one.py", tmp_path / "two.py"]

    found = discover(tmp_path, named, exclude=["two.py"])
    forced = discover(tmp_path, named, exclude=["two.py"], force_exclude=True)

    assert ("app.py", "gen/a.py", "one.py", "two.py") == found.files
    assert {"gen/a.py", "one.py", "two.py"} == found.selected
    assert ("app.py",) == forced.files
    assert frozenset() == forced.selected


def test_a_named_file_needs_no_suffix_but_must_not_have_another_one(tmp_path: Path) -> None:
    tree(tmp_path, "manage", "data.json")

    found = discover(tmp_path, [tmp_path / "manage", tmp_path / "data.json"])

    assert ("manage",) == found.files
    assert ("data.json is not a Python file; left out",) == found.warnings


def test_links_count_where_they_lead_and_never_outside(tmp_path: Path) -> None:
    project = tree(tmp_path / "project", "real.py", "pkg/a.py")
    tree(tmp_path / "outside", "secret.py")
    (project / "same.py").symlink_to("real.py")
    (project / "secret.py").symlink_to(tmp_path / "outside/secret.py")
    (project / "gone.py").symlink_to("nowhere.py")
    (project / "loop").symlink_to(".", target_is_directory=True)
    (project / "linked").symlink_to(tmp_path / "outside", target_is_directory=True)

    found = discover(project, [project / "same.py"])

    assert ("pkg/a.py", "real.py") == found.files
    assert {"real.py"} == found.selected
    assert (
        "gone.py is a broken link; left out",
        "secret.py links to a file outside of the project; left out",
    ) == found.warnings


def test_missing_and_outside_paths_are_errors_of_one_line(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "a.py")

    with pytest.raises(PathError, match=r"^no such file or folder: .*nope\.py$"):
        discover(root, [root / "nope.py"])
    with pytest.raises(PathError, match="lies outside of the project root"):
        discover(root, [tmp_path])


def test_other_files_come_along_when_asked_for(tmp_path: Path) -> None:
    tree(tmp_path, "a.py", "Dockerfile", "deploy/Dockerfile", "node_modules/Dockerfile")

    assert ("Dockerfile", "deploy/Dockerfile") == discover(
        tmp_path, others=lambda path: path.endswith("Dockerfile")
    ).others


def test_names_that_are_not_utf8_are_kept(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    try:
        tree(tmp_path, name)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    assert (name,) == discover(tmp_path).files


def test_two_thousand_files_are_found_at_once(tmp_path: Path) -> None:
    tree(tmp_path, *(f"pkg{number % 50}/sub/module_{number}.py" for number in range(2000)))
    (tmp_path / ".gitignore").write_text("\n".join(f"*.x{number}\nfolder{number}/" for number in range(40)))
    discover(tmp_path)

    start = time.process_time()
    found = discover(tmp_path)

    assert 2000 == len(found.files)
    assert time.process_time() - start < 0.5
