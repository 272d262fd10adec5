"""Files in, a report out: what each stage hands to the next, and what stays the same whichever way it came."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from blocklint.config import Config
from blocklint.findings.report import Report
from blocklint.findings.selection import Selection
from blocklint.kinds import Confidence, Level
from blocklint.pipeline import analyse, check_text, open_project, project_of, report, selection_of, with_texts
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions

HELPER = "import time\n\n\ndef pause():\n    time.sleep(1)\n"
APP = "from helper import pause\n\n\nasync def handler():\n    pause()\n"
FILES = {"app.py": APP, "helper.py": HELPER, "other.py": "async def free():\n    return 1\n"}


def written(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def on_disk(folder: Path, config: Config | None = None, *paths: str) -> Report:
    config = config or Config(cache=False)
    project, found = open_project(folder, [folder / path for path in paths], config, isolated=not config.cache)
    return report(project, analyse(project), selection_of(config, found))


def shown(result: Report) -> str:
    """Return the JSON of a report without what differs from run to run: where it stands, and the seconds."""
    still = replace(result, root="", statistics=replace(result.statistics, seconds={}))
    return FORMATS["json"](still, RenderOptions())


def test_a_finding_goes_from_the_handler_to_the_call_of_the_api(tmp_path: Path) -> None:
    result = on_disk(written(tmp_path, FILES))
    (finding,) = result.findings

    assert (finding.code, finding.path, finding.span.line, finding.function) == ("BL102", "app.py", 5, "handler")
    assert [(step.path, step.call) for step in finding.trace] == [("app.py", "pause"), ("helper.py", "time.sleep")]
    assert (finding.entry, finding.callee, finding.api) == ("app.handler", "helper.pause", "time.sleep")
    assert set(result.lines) == {"app.py", "helper.py"}
    assert result.root == str(tmp_path)


def test_each_stage_takes_some_time(tmp_path: Path) -> None:
    seconds = on_disk(written(tmp_path, FILES)).statistics.seconds

    assert list(seconds) == ["summaries", "catalogue", "program", "rules"]
    assert min(seconds.values()) >= 0


def test_texts_and_files_give_the_same_report(tmp_path: Path) -> None:
    selection = selection_of(Config())

    assert shown(on_disk(written(tmp_path, FILES))) == shown(check_text(FILES, selection))


def test_summaries_that_are_known_are_used_again() -> None:
    project = project_of(FILES)
    first = analyse(project)

    second = analyse(with_texts(project, {"helper.py": "def pause(): pass\n"}), known=first.summaries)

    unchanged = [source for source in project.sources if source.path != "helper.py"]
    assert all(second.summaries[source] is first.summaries[source] for source in unchanged)
    assert [finding.code for finding in first.findings] == ["BL102"]
    assert second.findings == ()


def test_a_changed_text_is_as_if_it_had_been_read() -> None:
    project = project_of(FILES)
    changed = "import time\n\n\ndef pause():\n    time.sleep(1)  # noqa: BL102\n"

    assert with_texts(project, {"helper.py": changed}) == project_of({**FILES, "helper.py": changed})


def test_the_same_files_give_the_same_bytes_on_any_number_of_processes_and_from_the_cache(tmp_path: Path) -> None:
    """There is text enough for a second process."""
    generated = {f"part{number}.py": f'{HELPER}TEXT = """{"word " * 15_000}"""\n' for number in range(8)}
    written(tmp_path, {**FILES, **generated})
    outputs = {
        shown(on_disk(tmp_path, config))
        for config in (
            Config(cache=False, jobs=1),
            Config(cache=False, jobs=2),
            Config(cache_dir=tmp_path / "kept", jobs=1),
            Config(cache_dir=tmp_path / "kept", jobs=2),
        )
    }

    assert len(outputs) == 1
    assert (tmp_path / "kept").is_dir()


def test_the_order_in_which_folders_are_listed_does_not_matter(tmp_path: Path) -> None:
    names = [f"package{number}/module.py" for number in range(6)]
    outputs = set()
    for seed in range(3):
        random.Random(seed).shuffle(names)
        folder = tmp_path / str(seed)
        written(folder, {name: APP.replace("helper", name.partition("/")[0] + ".module") for name in names})
        written(folder, FILES)
        outputs.add(shown(on_disk(folder)))

    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("pyproject", "found"),
    [('dependencies = ["fastmcp<3"]', ["BL102"]), ('dependencies = ["fastmcp>=3"]', []), ("", [])],
    ids=["before 3", "from 3", "undeclared"],
)
def test_declared_requirements_decide_which_version_of_a_framework_it_is(
    pyproject: str, found: list[str], tmp_path: Path
) -> None:
    tool = (
        "import time\nfrom fastmcp import FastMCP\nserver = FastMCP()\n\n\n"
        "@server.tool()\ndef tool():\n    time.sleep(1)\n"
    )
    written(tmp_path, {"app.py": tool, "pyproject.toml": f"[project]\nname = 'x'\n{pyproject}\n"})

    assert [finding.code for finding in on_disk(tmp_path).findings] == found


def test_deployment_files_are_read_beside_the_code(tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            "app.py": "from playwright.sync_api import sync_playwright\nbrowser = sync_playwright().start()\n",
            "Dockerfile": 'FROM python\nCMD ["uvicorn", "app:app", "--reload"]\n',
        },
    )
    (finding,) = on_disk(tmp_path).findings

    assert finding.code == "BL301"
    assert "Dockerfile:2" in finding.notes[0]


def test_a_catalogue_of_the_user_is_read(tmp_path: Path) -> None:
    catalogue = tmp_path / "own.toml"
    catalogue.write_text(
        'schema = 1\n[library]\nname = "slowlib"\nroots = ["slowlib"]\nkind = "http"\nchecked = "1.0"\n\n'
        '[functions]\n"slowlib.fetch" = true\n'
    )
    written(tmp_path / "code", {"app.py": "import slowlib\n\n\nasync def f():\n    slowlib.fetch()\n"})

    assert on_disk(tmp_path / "code").findings == ()
    found = on_disk(tmp_path / "code", Config(cache=False, catalogue=(catalogue,))).findings
    assert [finding.code for finding in found] == ["BL101"]


@pytest.mark.parametrize(
    ("config", "lines"),
    [
        (Config(), [5, 6]),
        (Config(min_level=Level.NOTE), [5, 6, 7]),
        (Config(min_level=Level.ERROR), [5]),
        (Config(select=("BL104",)), [6]),
        (Config(ignore=("BL102",)), [6]),
        (Config(per_file_ignores=(("app.py", ("BL102",)),)), [6]),
        (Config(level=(("BL104", Level.NOTE),)), [5]),
        (Config(min_confidence=Confidence.CERTAIN), [5, 6]),
    ],
)
def test_a_configuration_selects(config: Config, lines: list[int], tmp_path: Path) -> None:
    text = "import os\nimport time\n\nasync def f():\n    time.sleep(1)\n    open('a')\n    os.stat('a')\n"
    written(tmp_path, {"app.py": text})

    assert [finding.span.line for finding in on_disk(tmp_path, replace(config, cache=False)).findings] == lines


def test_paths_select_files_and_folders(tmp_path: Path) -> None:
    written(tmp_path, {"a/app.py": APP, "a/helper.py": HELPER, "b/app.py": APP, "b/helper.py": HELPER})

    assert [one.path for one in on_disk(tmp_path, None, "a").findings] == ["a/app.py"]
    assert [one.path for one in on_disk(tmp_path, None, "b/app.py").findings] == ["b/app.py"]
    assert on_disk(tmp_path, None, "a/helper.py").findings == ()
    assert len(on_disk(tmp_path, None, "a/helper.py").lines) == 0


def test_a_broken_file_is_a_value(tmp_path: Path) -> None:
    written(tmp_path, {**FILES, "broken.py": "def f(:\n"})
    (tmp_path / "bytes.py").write_bytes(b"\xff")
    if os.name != "nt" and os.geteuid() != 0:
        (tmp_path / "closed.py").write_text("")
        (tmp_path / "closed.py").chmod(0)

    result = on_disk(tmp_path)

    assert [(one.path, one.code) for one in result.findings][:3] == [
        ("app.py", "BL102"), ("broken.py", "BL999"), ("bytes.py", "BL999")
    ]  # fmt: skip
    assert [error.path for error in result.errors][:2] == ["bytes.py", "broken.py"]
    assert result.statistics.files == 3


def test_nothing_at_all_is_clean() -> None:
    result = check_text({}, Selection())

    assert (result.findings, result.errors, result.statistics.files) == ((), (), 0)
