"""What the pages of the rules promise: each example gives exactly its code, each repair is clean."""

from __future__ import annotations

import pytest

from blocklint.pipeline import check_text
from blocklint.rules import RULES
from blocklint.rules.page import page
from blocklint.rules.rule import Rule

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@every_rule
def test_example_gives_exactly_its_code(rule: Rule) -> None:
    report = check_text({"app.py": page(rule).example})

    assert {finding.code for finding in report.findings} == {rule.code}
    assert {finding.name for finding in report.findings} == {rule.name}


@every_rule
def test_use_instead_is_clean(rule: Rule) -> None:
    report = check_text({"app.py": page(rule).use_instead})

    assert [(finding.code, finding.api) for finding in report.findings] == []
    assert report.errors == ()
