"""What hosts and their schemas ask of the formats that they read."""

import json
from xml.etree import ElementTree as ET

from blocklint.findings.report import Report
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions

PREFIXED = RenderOptions(prefix="services/shop/")

JUNIT = {
    "testsuites": {"name", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name", "classname"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
}
"""The attributes of junit-10.xsd that are used, all of those that it requires among them."""


def test_junit_keeps_to_its_schema_and_counts_right(report: Report) -> None:
    root = ET.fromstring(FORMATS["junit"](report, RenderOptions()))

    assert all(JUNIT[each.tag] == set(each.attrib) for each in root.iter())
    for suite in root:
        assert [suite.get("tests"), suite.get("failures"), suite.get("errors")] == [
            str(len(suite.findall(path))) for path in ("testcase", "testcase/failure", "testcase/error")
        ]
    assert ("4", "3", "1") == (root.get("tests"), root.get("failures"), root.get("errors"))


def test_gitlab_entries_have_the_required_keys_and_unique_fingerprints(report: Report) -> None:
    entries = json.loads(FORMATS["gitlab"](report, PREFIXED))

    assert all({"description", "check_name", "fingerprint", "severity", "location"} == set(each) for each in entries)
    assert {"info", "minor", "major"} >= {each["severity"] for each in entries}
    assert 3 == len({each["fingerprint"] for each in entries})
    assert {"path": "services/shop/app.py", "lines": {"begin": 5, "end": 5}} == entries[0]["location"]


def test_rdjson_counts_bytes_and_suggests_only_what_one_edit_does(report: Report) -> None:
    diagnostics = json.loads(FORMATS["rdjson"](report, PREFIXED))["diagnostics"]

    assert {"start": {"line": 14, "column": 22}, "end": {"line": 14, "column": 35}} == diagnostics[2]["location"][
        "range"
    ]
    assert [] == diagnostics[2]["suggestions"]
    assert "services/shop/shop/store.py" == diagnostics[0]["related_locations"][0]["location"]["path"]


def test_json_knows_no_prefix_and_says_its_version(report: Report) -> None:
    top = json.loads(FORMATS["json"](report, PREFIXED))

    assert 1 == top["schema_version"]
    assert "app.py" == top["findings"][0]["path"]
    assert json.loads(FORMATS["json-lines"](report, PREFIXED).splitlines()[0]) == top["findings"][0]


def test_github_leaves_out_columns_of_several_lines(report: Report) -> None:
    one, several, *_ = FORMATS["github"](report, PREFIXED).splitlines()

    assert ",line=5,col=12,endLine=5,endColumn=23::" in one
    assert "file=services/shop/app.py,line=8,endLine=10::" in several
