"""BL301 names the place that shows how an application is served, and says what that server does with its import."""

from __future__ import annotations

import pytest

from blocklint.findings.finding import Finding
from blocklint.pipeline import check_text

APP = """\
from fastapi import FastAPI
from playwright.sync_api import sync_playwright

app = FastAPI()
browser = sync_playwright().start()
"""
RUN = "\n\nif __name__ == '__main__':\n    import uvicorn\n\n    uvicorn.run('app:app', {})\n"
INSIDE = "imports the application inside"
SCRIPT = "executes the script"


def finding(**files: str) -> Finding:
    named = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    (found,) = check_text({"app.py": APP, **named}).findings
    return found


@pytest.mark.parametrize(
    ("files", "place", "says"),
    [
        ({"app_py": APP + RUN.format("reload=True")}, "uvicorn.run at app.py:11 with reload", SCRIPT),
        ({"app_py": APP + RUN.format("workers=4")}, "uvicorn.run at app.py:11 with 4 workers", SCRIPT),
        (
            {"serve_py": "import uvicorn\nconfig = uvicorn.Config('app:app', reload=True)\n"},
            "uvicorn.Config at serve.py:2 with reload",
            INSIDE,
        ),
        (
            {"serve_py": "from granian import Granian\nGranian('app:app', reload=True).serve()\n"},
            "granian.Granian at serve.py:2 with reload",
            "Granian",
        ),
        ({"Dockerfile": 'FROM python\nCMD ["uvicorn", "app:app", "--reload"]\n'}, "Dockerfile:2 with reload", INSIDE),
        ({"compose_yaml": "services:\n  web:\n    command: uvicorn app:app --reload\n"}, "compose.yaml:3", INSIDE),
        ({"Procfile": "web: uvicorn app:app --workers 2\n"}, "Procfile:1 with 2 workers", INSIDE),
        ({"Makefile": "run:\n\tuvicorn app:app --reload\n"}, "Makefile:2 with reload", INSIDE),
        ({"run_sh": "#!/bin/sh\nexec uvicorn app:app --reload\n"}, "run.sh:2 with reload", INSIDE),
        ({"pyproject_toml": "[tool.poe.tasks]\ndev = 'uvicorn app:app --reload'\n"}, "pyproject.toml:2", INSIDE),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_place_is_named_and_what_the_server_does(files: dict[str, str], place: str, says: str) -> None:
    found = finding(**files)
    served, does = found.notes

    assert found.code == "BL301"
    assert served.startswith("served by ")
    assert place in served
    assert says in does


def test_without_any_place_both_ways_to_fail_are_told() -> None:
    (note,) = finding().notes

    assert "where the server imports the application inside its running loop" in note
    assert "where it does so before its loop runs" in note


def test_a_place_of_another_application_says_nothing() -> None:
    """A command in a folder beside the application's serves something else."""
    (note,) = finding(other__Procfile="web: uvicorn other:app --reload\n").notes

    assert "Procfile" not in note


def test_the_remedy_is_a_lifespan() -> None:
    (remedy,) = finding().remedies

    assert "lifespan" in remedy.title
    assert "async with async_playwright() as playwright:" in remedy.example
