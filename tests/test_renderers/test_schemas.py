"""Each host's format against its schema, with names that try to break it."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft7Validator

from blocklint.findings.report import Report
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions
from tests.test_renderers.schemas import GITLAB, RDJSON

SCHEMAS = {"gitlab": GITLAB, "rdjson": RDJSON}
COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^:]*(?:%3A[^:]*)*)::(?P<message>.*)")
PROPERTIES = {"file", "line", "col", "endLine", "endColumn", "title"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_json_formats_keep_to_their_schema(name: str, report: Report, hostile: Report, clean: Report) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])
    for each in (report, hostile, clean):
        value = json.loads(FORMATS[name](each, RenderOptions()))
        assert [] == [error.message for error in Draft7Validator(SCHEMAS[name]).iter_errors(value)]


def test_github_prints_commands_and_nothing_else(report: Report, hostile: Report) -> None:
    for each in (report, hostile):
        for line in FORMATS["github"](each, RenderOptions()).splitlines():
            match = COMMAND.fullmatch(line)
            assert match is not None, line
            names = [pair.partition("=")[0] for pair in match["properties"].split(",")]
            assert set(names) <= PROPERTIES
            assert len(set(names)) == len(names)
