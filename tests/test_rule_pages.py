"""Every rule's docstring is a page with all its parts, and a page renders in two forms."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from blocklint.kinds import CODE_OF, LEVEL_OF
from blocklint.rules import RULES
from blocklint.rules.page import HEADS, PageError, as_markdown, as_text, page
from blocklint.rules.rule import Family, Rule

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)

PAGE = """Resting.

What: A rest.
It is long.

Why: It is late.

Example:

    rest()


    rest()

Use instead:

    work()

How blocklint decides: By looking.

- Twice,
  at least.

When it is right to ignore: Never.

References:

- One: https://example.org/one
- Two:
  https://example.org/two
"""


def rule_with(doc: str) -> Rule:
    return replace(RULES[0], doc=doc)


@every_rule
def test_page_has_all_its_parts(rule: Rule) -> None:
    parts = page(rule)

    assert parts.title == f"{rule.summary}."
    assert parts.references
    assert all("https://" in reference for reference in parts.references)


@every_rule
def test_example_and_use_instead_are_whole_files(rule: Rule) -> None:
    parts = page(rule)

    compile(parts.use_instead, "app.py", "exec")
    if rule.code == "BL999":
        with pytest.raises(SyntaxError):
            compile(parts.example, "app.py", "exec")
    else:
        compile(parts.example, "app.py", "exec")


@every_rule
def test_module_is_named_for_the_rule(rule: Rule) -> None:
    module = importlib.import_module(f"blocklint.rules.{rule.name.replace('-', '_')}")

    assert rule is module.RULE
    assert rule.doc == module.__doc__


def test_every_rule_file_is_in_the_tuple_in_code_order() -> None:
    folder = Path(importlib.import_module("blocklint.rules").__path__[0])
    files = {path.stem for path in folder.glob("*.py") if "\nRULE = " in path.read_text(encoding="utf-8")}
    codes = [rule.code for rule in RULES]

    assert files == {rule.name.replace("-", "_") for rule in RULES}
    assert codes == sorted(set(codes))


def test_each_kind_has_its_rule_with_its_level() -> None:
    blocking = {rule.code: rule.level for rule in RULES if rule.family is Family.BLOCKING}

    assert blocking == {CODE_OF[kind]: LEVEL_OF[kind] for kind in CODE_OF}


def test_parts_keep_code_and_join_references() -> None:
    parts = page(rule_with(PAGE))

    assert parts.title == "Resting."
    assert parts.what == "A rest.\nIt is long."
    assert parts.example == "rest()\n\n\nrest()\n"
    assert parts.decides == "By looking.\n\n- Twice,\n  at least."
    assert parts.references == ("One: https://example.org/one", "Two: https://example.org/two")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Why: It is late.\n", "", "heads are What, Example"),
        ("Why: It", "When it is right to ignore: It", "heads are What, When it is right to ignore"),
        ("What: A rest.\nIt is long.", "What:", "nothing under What"),
        ("What: A rest.", "A rest.\n\nWhat: A rest.", "heads are , What"),
    ],
    ids=["missing", "out of order", "empty", "text before the first"],
)
def test_a_page_of_another_shape_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        page(rule_with(PAGE.replace(old, new)))


@every_rule
def test_markdown_has_a_heading_for_each_part(rule: Rule) -> None:
    text = as_markdown(rule)

    assert text.startswith(f"# {rule.name} ({rule.code})\n")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == list(HEADS)
    assert text.count("```python\n") == text.count("\n```\n") == 2


def test_terminal_text_wraps_prose_and_leaves_code() -> None:
    text = as_text(rule_with(PAGE.replace("It is long.", "It is long. " * 9)), width=40)
    prose, _, code = text.partition("\nExample\n")

    assert max(map(len, prose.splitlines()[2:])) <= 40
    assert code.startswith("    rest()\n\n\n    rest()\n\nUse instead\n    work()\n")
    assert "\n  By looking.\n  - Twice, at least.\n" in text
