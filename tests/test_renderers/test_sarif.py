"""SARIF: what GitHub code scanning needs, and what it must not be told."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

from blocklint.findings.finding import Finding
from blocklint.findings.report import Report
from blocklint.renderers import FORMATS, sarif
from blocklint.renderers.options import RenderOptions
from blocklint.sources.source import Span


def run(report: Report, options: RenderOptions | None = None) -> dict[str, Any]:
    log = json.loads(sarif.render(report, options or RenderOptions()))
    assert ("2.1.0", 1) == (log["version"], len(log["runs"]))
    result: dict[str, Any] = log["runs"][0]
    return result


def test_the_run_declares_its_units_its_root_and_its_category(report: Report) -> None:
    found = run(report, RenderOptions(category="blocklint-api"))

    assert "utf16CodeUnits" == found["columnKind"]
    assert ["%SRCROOT%"] == list(found["originalUriBaseIds"])
    assert {"id": "blocklint-api/"} == found["automationDetails"]
    assert "/project" not in json.dumps(found)


def test_rules_carry_their_page(report: Report) -> None:
    found = run(report)
    rules = found["tool"]["driver"]["rules"]

    assert ["BL102", "BL105"] == [rule["id"] for rule in rules]
    for rule in rules:
        assert rule["help"]["markdown"].startswith(f"# {rule['properties']['tags'][-1]} ({rule['id']})")
        assert {"precision", "problem.severity", "tags"} == set(rule["properties"])
        assert len(rule["fullDescription"]["text"]) <= 1024
    for result in found["results"]:
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"]


def test_columns_are_utf16_and_regions_are_one_line(report: Report) -> None:
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in run(report)["results"]]

    assert [
        {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 23},
        {"startLine": 8, "startColumn": 13, "endLine": 8, "endColumn": 19},
        {"startLine": 14, "startColumn": 19, "endLine": 14, "endColumn": 32},
    ] == regions


def test_a_path_is_a_code_flow_and_its_end_a_linked_location(report: Report) -> None:
    indirect, _, direct = run(report)["results"]
    (flow,) = indirect["codeFlows"]
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]

    assert ["app.py", "shop/store.py"] == [step["physicalLocation"]["artifactLocation"]["uri"] for step in steps]
    assert "`list_items` calls `Store(path)`." == steps[0]["message"]["text"]
    assert [1] == [location["id"] for location in indirect["relatedLocations"]]
    assert "](1)" in indirect["message"]["text"]
    assert not {"codeFlows", "relatedLocations"} & set(direct)


def test_long_paths_are_cut_in_the_middle(report: Report) -> None:
    finding = report.findings[0]
    steps = tuple(replace(finding.trace[0], call=f"f{number}()") for number in range(50))
    (result,) = run(replace(report, findings=(replace(finding, trace=steps),)))["results"]
    texts = [step["location"]["message"]["text"] for step in result["codeFlows"][0]["threadFlows"][0]["locations"]]

    assert 20 == len(texts)
    assert ("`list_items` calls `f0()`.", "`list_items` calls `f49()`.") == (texts[0], texts[-1])


def test_fixes_are_the_edits(report: Report) -> None:
    (fix,) = run(report)["results"][2]["fixes"]
    (change,) = fix["artifactChanges"]

    assert "Await `asyncio.sleep` (safe)." == fix["description"]["text"]
    assert [
        ({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}, "import asyncio\n"),
        ({"startLine": 14, "startColumn": 19, "endLine": 14, "endColumn": 32}, "await asyncio.sleep(1)"),
    ] == [(each["deletedRegion"], each["insertedContent"]["text"]) for each in change["replacements"]]


def test_fingerprints_are_two_and_unique(report: Report) -> None:
    twice = replace(report, findings=(report.findings[0], replace(report.findings[0], span=Span(8, 13, 8, 18))))
    prints = [result["partialFingerprints"] for result in run(twice)["results"]]

    assert all({"primaryLocationLineHash", "blocklint/v1"} == set(each) for each in prints)
    assert [":1", ":2"] == [each["blocklint/v1"][-2:] for each in prints]
    assert 2 == len({each["primaryLocationLineHash"] for each in prints})


def test_files_not_analysed_are_notifications_of_a_run_that_succeeded(report: Report) -> None:
    (invocation,) = run(report)["invocations"]
    (notice,) = invocation["toolExecutionNotifications"]

    assert invocation["executionSuccessful"] is True
    assert "This file was not analysed: not valid utf-8: byte 0xff." == notice["message"]["text"]
    assert "bad.py" == notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_more_results_than_github_takes_are_left_out_with_a_warning(report: Report) -> None:
    weak, strong = report.findings[2], report.findings[0]
    many = replace(report, findings=(weak,) * 25_000 + (strong,), errors=())
    found = run(many)

    assert 25_000 == len(found["results"])
    assert "BL105" == found["results"][0]["ruleId"]
    (notice,) = found["invocations"][0]["toolExecutionNotifications"]
    assert (notice["message"]["text"],) == tuple(f"{text}." for text in sarif.left_out(many))
    assert "1 of 25001 findings are left out" in notice["message"]["text"]


def test_hostile_names_make_no_link_and_lose_no_byte(hostile: Report) -> None:
    (result,) = run(hostile)["results"]
    path = hostile.findings[0].path

    assert "](1)" in result["message"]["text"]
    assert "[x](http" not in result["message"]["text"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert path.encode("utf-8", "surrogateescape") == unquote_to_bytes(uri)


def test_a_rule_of_a_newer_name_needs_no_descriptor(report: Report) -> None:
    unknown: Finding = replace(report.findings[0], code="BL777")

    assert "ruleIndex" not in run(replace(report, findings=(unknown,)))["results"][0]


def test_prefix_leads_to_the_repository(report: Report) -> None:
    found = json.loads(FORMATS["sarif"](report, RenderOptions(prefix="services/a b/")))["runs"][0]["results"][0]

    assert "services/a%20b/app.py" == found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
