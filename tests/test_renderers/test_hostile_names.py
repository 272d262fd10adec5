"""Names that try to forge output, in every format."""

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from blocklint.findings.report import Report
from blocklint.renderers import FORMATS
from blocklint.renderers.escaping import markdown_code, uri, visible
from blocklint.renderers.options import RenderOptions

OPTIONS = RenderOptions(show_fixes=True, statistics=True, verbose=True)
JSON = ("json", "json-lines", "sarif", "gitlab", "rdjson")


@pytest.mark.parametrize("name", FORMATS)
def test_no_line_is_added_and_no_character_acts(name: str, hostile: Report, harmless: Report) -> None:
    text = FORMATS[name](hostile, OPTIONS)

    assert all(line.isprintable() for line in text.encode("utf-8").decode("utf-8").split("\n"))
    assert FORMATS[name](harmless, OPTIONS).count("\n") == text.count("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_no_line_is_a_command_to_a_runner(name: str, hostile: Report) -> None:
    text = FORMATS[name](hostile, OPTIONS)

    commands = [line for line in text.split("\n") if line.lstrip().startswith("::")]
    azure = re.findall(r"##\w*\[", text)

    assert (1 if name == "github" else 0) == len(commands)
    assert (["##vso["] if name == "azure" else []) == azure


def test_github_properties_are_one_each(hostile: Report) -> None:
    (line,) = FORMATS["github"](hostile, OPTIONS).splitlines()
    command, properties, message = re.fullmatch(r"::(\w+) ((?:(?!::).)*)::(.*)", line).groups()  # type: ignore[union-attr]
    named = dict(each.split("=", 1) for each in properties.split(","))

    assert "error" == command
    assert ["title", "file", "line", "col", "endLine", "endColumn"] == list(named)
    assert visible(hostile.findings[0].path) == _decoded(named["file"])
    assert "blocks the event loop" in message


def _decoded(value: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        value = value.replace(code, character)
    return value


def test_azure_properties_are_one_each(hostile: Report) -> None:
    line = FORMATS["azure"](hostile, OPTIONS)
    properties = line.removeprefix("##vso[task.logissue ").partition("]")[0]

    assert ["type", "sourcepath", "linenumber", "columnnumber", "code", ""] == [
        each.partition("=")[0] for each in properties.split(";")
    ]


@pytest.mark.parametrize("name", JSON)
def test_json_parses_everywhere_and_closes_no_script(name: str, hostile: Report) -> None:
    text = FORMATS[name](hostile, OPTIONS)

    assert text.isascii()
    assert "<" not in text
    strings = list(_strings(json.loads(text)))
    assert all(each.encode("utf-8") is not None for each in strings)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (each for part in value.values() for each in _strings(part))
    elif isinstance(value, list):
        yield from (each for part in value for each in _strings(part))


def test_json_gives_names_back(hostile: Report) -> None:
    (finding,) = json.loads(FORMATS["json"](hostile, OPTIONS))["findings"]

    path = hostile.findings[0].path
    assert (path if path.isprintable() or "\udce9" not in path else path.replace("\udce9", "\\xe9")) == finding["path"]


def test_junit_has_the_elements_that_it_should(hostile: Report) -> None:
    root = ET.fromstring(FORMATS["junit"](hostile, OPTIONS))

    path = visible(hostile.findings[0].path)
    assert ["testsuites", "testsuite", "testcase", "failure", "testsuite", "testcase", "error"] == [
        each.tag for each in root.iter()
    ]
    assert [path, path] == [suite.get("name") for suite in root]


def test_markdown_keeps_names_in_code_and_cells(hostile: Report) -> None:
    text = FORMATS["markdown"](hostile, OPTIONS)
    outside = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)

    assert not re.search(
        r"error|::|script|http:|@|evil|gnp|##\w", outside.replace("| error |", "").replace("(1 error)", "")
    )
    assert {4, 3, 6} == {line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")}


@pytest.mark.parametrize(
    ("text", "span"), [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("``", "``` `` ```"), ("a|b", "`a\\|b`")]
)
def test_code_spans(text: str, span: str) -> None:
    assert span == markdown_code(text)


def test_uris_keep_every_byte() -> None:
    assert "a%20b/caf%E9/%C3%A9%23%25%3A" == uri("a b/caf\udce9/é#%:")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("é 😀", "é 😀"),
        ("\t\r\n\x07\x7f", "\\t\\r\\n\\x07\\x7f"),
        ("\x9b\xa0\u200d\u2066", "\\u009b\\u00a0\\u200d\\u2066"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert shown == visible(text)
