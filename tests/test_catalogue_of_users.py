"""A project's own catalogue, as `docs/catalogue-format.md` shows it, through the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from blocklint.catalogue.expressions import FORMS
from blocklint.cli import app
from blocklint.program.declarations import OF_ARGUMENT

PAGE = (Path(__file__).parents[1] / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
CATALOGUE, CONFIGURATION = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
(PROGRAM,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "acme.toml").write_text(CATALOGUE, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(CONFIGURATION, encoding="utf-8")
    (tmp_path / "app.py").write_text(PROGRAM, encoding="utf-8")
    return tmp_path


def check(folder: Path) -> Result:
    return CliRunner().invoke(app, ["check", str(folder), "--output-format", "json", "--no-cache"])


def test_the_example_of_the_page_is_found(project: Path) -> None:
    result = check(project)
    findings = json.loads(result.stdout)["findings"]

    assert result.exit_code == 1
    assert [finding["code"] for finding in findings] == ["BL101"]
    assert "acme.AsyncClient.get" in result.stdout


def test_without_the_catalogue_nothing_is_known(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.blocklint]\n", encoding="utf-8")

    assert check(project).exit_code == 0


def test_a_row_replaces_the_shipped_one(project: Path) -> None:
    (project / "app.py").write_text(
        "import requests\n\n\nasync def handler():\n    requests.get('https://a.example')\n", encoding="utf-8"
    )
    found = check(project).exit_code
    text = 'schema = 1\n[library]\nname = "own"\nroots = ["requests"]\n[functions]\n"requests.get" = false\n'
    (project / "acme.toml").write_text(text, encoding="utf-8")

    assert (found, check(project).exit_code) == (1, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (CATALOGUE.replace("methods = ", "method = "), 'types."acme.Client".method'),
        (CATALOGUE.replace('kind = "http"', 'kind = "htpp"'), "did you mean 'http'?"),
        (CATALOGUE.replace("schema = 1", "schema = 7"), "schema"),
        ("not toml", "expected TOML"),
    ],
)
def test_a_wrong_key_is_one_clear_line(project: Path, wrong: str, said: str) -> None:
    (project / "acme.toml").write_text(wrong, encoding="utf-8")

    result = check(project)

    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert "acme.toml" in line
    assert said in line


def test_a_missing_catalogue_is_one_clear_line(project: Path) -> None:
    (project / "acme.toml").unlink()

    result = check(project)

    assert result.exit_code == 2
    assert "acme.toml" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_page_names_the_forms_that_the_linker_knows() -> None:
    named = set(re.findall(r"^\| `(\w+)\[0\]`", PAGE, re.MULTILINE))

    assert named == FORMS == set(OF_ARGUMENT)


@pytest.mark.parametrize(
    ("returns", "argument", "waits"),
    [
        ("arg[0]", "requests.Session()", True),
        ("instance[0]", "requests.Session", True),
        ("instance[0]", "requests.Session()", False),
        ("called[0]", "lambda: requests.Session()", True),
        ("element[0]", "[requests.Session()]", True),
        ("entered[0]", "requests.Session()", True),
        ("provided[0]", "lambda: requests.Session()", True),
        ("list[arg[0]]", "requests.Session()", False),
        ("instance[of]", "of=requests.Session", True),
        ("arg[of] or acme.Client", "of=requests.Session()", True),
        ("arg[of] or requests.Session", "", True),
        ("arg[of] or requests.Session", "of=unknown", False),
    ],
)
def test_what_an_argument_says(project: Path, returns: str, argument: str, waits: bool) -> None:
    row = f'"acme.made" = {{ blocks = false, returns = "{returns}" }}'
    (project / "acme.toml").write_text(CATALOGUE.replace("[functions]", f"[functions]\n{row}"), encoding="utf-8")
    call = f"acme.made({argument}).get('https://a.example', timeout=1)"
    text = f"import acme\nimport requests\n\n\nasync def handler():\n    {call}\n"
    (project / "app.py").write_text(text, encoding="utf-8")

    assert [one["api"] for one in json.loads(check(project).stdout)["findings"]] == ["requests.Session.get"] * waits
