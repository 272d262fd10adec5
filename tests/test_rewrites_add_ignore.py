"""Comments that suppress findings are put where they suppress them, and change nothing else."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from blocklint.pipeline import check_text
from blocklint.rewrites.add_ignore import add_ignores
from blocklint.sources.reading import read_overlay
from blocklint.sources.source import Source


def ignored(text: str, reason: str = "") -> str:
    source = read_overlay("app.py", text)
    assert isinstance(source, Source)
    findings = check_text({"app.py": text}).findings
    assert findings
    change = add_ignores(findings, source, reason)
    assert change is not None
    assert findings == change.findings
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(change.after))
    assert () == check_text({"app.py": change.after}).findings
    return change.after


def body(text: str, reason: str = "") -> str:
    head = "import time\nimport urllib.request\nasync def f(g):\n"
    return ignored(head + text, reason).removeprefix(head)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    time.sleep(1)\n", "    time.sleep(1)  # blocklint: ignore[BL102]\n"),
        ("    time.sleep(1)", "    time.sleep(1)  # blocklint: ignore[BL102]"),
        ("    time.sleep(1)  \r\n", "    time.sleep(1)  # blocklint: ignore[BL102]\r\n"),
        ("    time.sleep(1)  # why\n", "    time.sleep(1)  # why  # blocklint: ignore[BL102]\n"),
        ("    time.sleep(1)  # type: ignore\n", "    time.sleep(1)  # type: ignore  # blocklint: ignore[BL102]\n"),
        ("    time.sleep(\n        1\n    )\n", "    time.sleep(  # blocklint: ignore[BL102]\n        1\n    )\n"),
        ("    time.sleep(\\\n        1)\n", "    time.sleep(\\\n        1)  # blocklint: ignore[BL102]\n"),
        (
            "    g(1, time.sleep(\\\n 1)); \\\n    g()\n",
            "    # blocklint: ignore[BL102]\n    g(1, time.sleep(\\\n 1)); \\\n    g()\n",
        ),
        (
            '    urllib.request.urlopen("""x\n""")\n',
            '    urllib.request.urlopen("""x\n""")  # blocklint: ignore[BL101]\n',
        ),
        (
            '    g("""{}""".format(time.sleep(1)), """\n""")\n',
            '    # blocklint: ignore[BL102]\n    g("""{}""".format(time.sleep(1)), """\n""")\n',
        ),
        (
            '    g(f"""{time.sleep(1)}\n""")\n',
            '    # blocklint: ignore[BL102]\n    g(f"""{time.sleep(1)}\n""")\n',
        ),
        (
            "    time.sleep(1), urllib.request.urlopen(g)\n",
            "    time.sleep(1), urllib.request.urlopen(g)  # blocklint: ignore[BL101, BL102]\n",
        ),
        (
            "    time.sleep(1), urllib.request.urlopen(g)  # blocklint: ignore[BL102] known\n",
            "    time.sleep(1), urllib.request.urlopen(g)  # blocklint: ignore[BL101, BL102] known\n",
        ),
    ],
)
def test_where_the_comment_stands(before: str, after: str) -> None:
    assert after == body(before)


def test_the_reason_is_one_line() -> None:
    assert "    time.sleep(1)  # blocklint: ignore[BL102] until 2.0\n" == body("    time.sleep(1)\n", " until  2.0\nx")


def test_all_kinds_of_a_call_are_named() -> None:
    text = """\
    import time
    import urllib.request

    def both():
        time.sleep(1)
        urllib.request.urlopen("x")

    async def handler():
        both()
    """

    assert "    both()  # blocklint: ignore[BL101, BL102]\n" in ignored(dedent(text))


def test_a_file_that_cannot_be_read_as_tokens_is_left_alone() -> None:
    source = read_overlay("app.py", "def f(:\n")
    assert isinstance(source, Source)

    assert add_ignores(check_text({"app.py": source.text}).findings, source) is None
