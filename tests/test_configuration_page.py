"""The page and the schema of the configuration say what the code says; ``pytest --update`` renews both."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import typer.main
from jsonschema import Draft7Validator

from blocklint.cli import app
from blocklint.config import json_schema, load
from blocklint.config.config import OPTIONS, Option
from blocklint.rules import RULES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PAGE, SCHEMA = ROOT / "docs/configuration.md", ROOT / "docs/blocklint.schema.json"
NAMES = {rule.code: rule.name for rule in RULES}
PASSAGE = re.compile(r"(?<=<!-- options -->\n).*?(?=<!-- end of options -->)", re.DOTALL)

ON_THE_COMMAND_LINE = {"cache": "--no-cache", "ignores": "--no-ignores"}
IN_FILES_ONLY = {"contexts", "level", "per-file-ignores"}
"""Tables, which neither a variable nor an option can hold."""


def test_the_page_lists_every_option(update: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    renewed = PASSAGE.sub(lambda _: "\n".join(map(listed, OPTIONS)), text)
    if update:
        PAGE.write_text(renewed, encoding="utf-8")

    assert update or renewed == text


def listed(option: Option) -> str:
    schema = json_schema(NAMES)["properties"][option.key]
    lines = [f"### `{option.key}`", "", option.doc, ""]
    lines.append(f"- Type: {typed(schema)}")
    lines.append(f"- Default: `{json.dumps(schema['default'])}`" if "default" in schema else "- Default: none")
    if option.key not in IN_FILES_ONLY:
        given = ON_THE_COMMAND_LINE.get(option.key, f"--{option.key}")
        lines.append(f"- Command line: `{given}`; variable: `BLOCKLINT_{option.field.upper()}`")
    return "\n".join((*lines, ""))


def typed(schema: Mapping[str, Any]) -> str:
    """Return what a schema allows, in words."""
    if "$ref" in schema:
        return "rule"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if "anyOf" in schema:
        return "a format, `format:file`, or a list of them"
    if schema["type"] == "array":
        return f"list of {typed(schema['items'])}s"
    if schema["type"] == "object":
        return "table, as in the example above"
    return {"string": "string", "boolean": "true or false", "integer": "whole number"}[schema["type"]]


def test_every_option_is_on_the_command_line() -> None:
    command = typer.main.get_command(app).commands["check"]  # type: ignore[attr-defined]
    given = {name for parameter in command.params for name in parameter.opts}
    wanted = {ON_THE_COMMAND_LINE.get(each.key, f"--{each.key}") for each in OPTIONS if each.key not in IN_FILES_ONLY}

    assert wanted <= given
    assert {each.key for each in OPTIONS if not each.shape.in_variables} == IN_FILES_ONLY


def test_the_schema_is_that_of_the_code(update: bool) -> None:
    text = json.dumps(json_schema(NAMES), indent=2, ensure_ascii=False) + "\n"
    if update:
        SCHEMA.write_text(text, encoding="utf-8")

    assert update or SCHEMA.read_text(encoding="utf-8") == text


def test_the_page_s_example_is_valid_for_the_schema_and_for_the_loader(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "pyproject.toml"
    file.write_text(example, encoding="utf-8")

    assert ("migrations/",) == load(file, NAMES).exclude
    assert [] == errors(tomllib.loads(example)["tool"]["blocklint"])


@pytest.mark.parametrize(
    "wrong",
    [
        "selct = []",
        "select = 'BL101'",
        "select = ['BL1O1']",
        "min-level = 'warn'",
        "jobs = -1",
        "cache = 1",
        "output-format = 'sarfi'",
        "output-format = ['json', 'sarif:']",
        "level = { BL101 = 'hint' }",
        "level = { bloking = 'note' }",
        "per-file-ignores = { 'tests/' = 'BL101' }",
        "contexts = { enter = {} }",
        "contexts.enters = { a = -1 }",
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(wrong: str) -> None:
    assert errors(tomllib.loads(wrong))


@pytest.mark.parametrize(
    "right",
    [
        "select = ['ALL', 'BL1', 'BL201', 'blocking-http']",
        "output-format = 'json'",
        "output-format = ['json:a.json', 'full']",
        "fail-on = 'never'",
        "contexts.enters = { a = 0, b = 'handler', c = true }",
    ],
)
def test_the_schema_takes_what_the_loader_takes(right: str, tmp_path: Path) -> None:
    file = tmp_path / "blocklint.toml"
    file.write_text(right, encoding="utf-8")
    load(file, NAMES)

    assert [] == errors(tomllib.loads(right))


def errors(value: object) -> list[str]:
    schema = json_schema(NAMES)
    Draft7Validator.check_schema(schema)
    return [error.message for error in Draft7Validator(schema).iter_errors(value)]
