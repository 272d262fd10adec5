"""Suppressing comments: what is found, what it speaks about, what it covers."""

from textwrap import dedent

import pytest

from blocklint.sources.comments import find_comments
from blocklint.sources.suppressions import Suppressions

KNOWN = {"BL101", "BL104"}
NAMES = {"blocking-http": "BL101"}


def found(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each.verb, each.codes, each.reason) for each in find_comments(text)]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", ("noqa", (), "")),
        ("#NOQA", ("noqa", (), "")),
        ("# noqa: BL101, E501, bl104", ("noqa", ("BL101", "BL104"), "")),
        ("# noqa:BL101 BL104 since it is short", ("noqa", ("BL101", "BL104"), "")),
        ("# noqa: BL1O1", ("noqa", ("BL1O1",), "")),
        ("# type: ignore  # noqa: BL101", ("noqa", ("BL101",), "")),
        ("# blocklint: ignore[BL101] cached, see #12", ("ignore", ("BL101",), "cached, see #12")),
        ("#blocklint:ignore [ blocking-http , BL104 ]", ("ignore", ("blocking-http", "BL104"), "")),
        ("# blocklint: ignore", ("ignore", (), "")),
        ("# blocklint: ignore[]", ("ignore", ("",), "")),
        ("# blocklint: ingore[BL101]", ("ingore", ("BL101",), "")),
        ("# blocklint: File-Ignore[BL101]", ("file-ignore", ("BL101",), "")),
    ],
)
def test_forms(comment: str, expected: tuple[str, tuple[str, ...], str]) -> None:
    assert [expected] == found(f"x()  {comment}\n")


@pytest.mark.parametrize(
    "text",
    [
        "x()  # noqa: E501",
        "x()  # noqa: BLK100",
        "x()  # noqa: see the docs",
        "# noqa\nx()",
        "# flake8: noqa\nx()",
        "x('# blocklint: ignore')",
        "'''\n# noqa: BL101\n'''",
        "x()  # blocklint is a linter",
    ],
)
def test_what_is_no_comment_of_ours(text: str) -> None:
    assert [] == found(text)


def test_two_directives_in_one_comment() -> None:
    both = find_comments("x()  # noqa: E501, BL104  # blocklint: ignore[BL101] on purpose\n")

    assert [("noqa", ("BL104",), 6), ("ignore", ("BL101",), 27)] == [(c.verb, c.codes, c.column) for c in both]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x()  # noqa", (1, 1)),
        ("# blocklint: ignore\n\n# other\nx(\n  1)\n", (4, 5)),
        ("x(  # noqa\n  1,\n)", (1, 1)),
        ("x(\n  a(),  # noqa\n  1,\n)", (2, 2)),
        ("x(\n  1,\n)  # noqa", (1, 3)),
        ("x(\n  # blocklint: ignore\n  a(),\n)", (3, 3)),
        ("if a:\n    b()\n    # blocklint: ignore\nc()\n", (4, 4)),
        ("# blocklint: nonblocking\n@d\n@e(\n  1)\nasync def f(\n  a):\n  pass\n", (5, 6)),
        ("def f(\n  a: int,\n) -> None:  # blocklint: blocking\n  pass\n", (1, 3)),
        ("@d  # blocklint: nonblocking\ndef f(): pass\n", (2, 2)),
        ("x()\n# blocklint: ignore", (2, 2)),
        ("x()  # noqa\nif (:\n", (1, 1)),
        ("x('''\n''')  # noqa\r\ny()", (1, 2)),
    ],
)
def test_lines_that_a_comment_speaks_about(text: str, lines: tuple[int, int]) -> None:
    (comment,) = find_comments(text)

    assert lines == (comment.target, comment.target_end)


def suppressions(text: str) -> Suppressions:
    return Suppressions(find_comments(dedent(text)), NAMES)


def test_ranges_end_for_the_codes_that_are_enabled_again() -> None:
    ranges = suppressions(
        """\
        # blocklint: disable[blocking-http, BL104]
        a()
        # blocklint: enable[BL101]
        b()
        # blocklint: enable
        c()
        """
    )
    at = {code: [line for line in (1, 2, 4, 6) if ranges.suppressing(code, line, line)] for code in KNOWN}

    assert {"BL101": [1, 2], "BL104": [1, 2, 4]} == at
    assert () == ranges.notices(KNOWN)


def test_a_blanket_range_may_leave_a_code_out() -> None:
    ranges = suppressions("# blocklint: disable\na()\n# blocklint: enable[BL101]\nb()\n")

    assert (False, True) == (bool(ranges.suppressing("BL101", 4, 4)), bool(ranges.suppressing("BL104", 4, 4)))


def test_calls_are_suppressed_by_lines_that_they_touch_and_by_the_file() -> None:
    text = "x(\n  a(),  # noqa: BL101\n)\ny()\n# blocklint: file-ignore[BL104]\n"
    comments = suppressions(text)

    assert ["noqa"] == [c.verb for c in comments.suppressing("BL101", 1, 3)]
    assert () == comments.suppressing("BL101", 3, 4)
    assert ["file-ignore"] == [c.verb for c in comments.suppressing("BL104", 4, 4)]
    assert ["noqa", "file-ignore"] == [c.verb for c in comments.codes_at(2, 2)]


def test_marks_are_found_by_the_line_of_their_def() -> None:
    marked = suppressions("@d\n# blocklint: nonblocking cached\ndef f(): pass\ndef g(): pass  # blocklint: blocking\n")

    assert {3: "nonblocking", 4: "blocking"} == {line: comment.verb for line, comment in marked.marks().items()}


def test_notices_name_what_means_nothing() -> None:
    wrong = suppressions(
        """\
        a()  # noqa: BL777
        a()  # blocklint: ingore[BL101]
        a()  # blocklint: ignore[]
        # blocklint: disable[BL101]
        # blocklint: enable[BL104]
        a()
        """
    )

    assert [
        (1, "unknown code `BL777`"),
        (2, "unknown directive `ingore`"),
        (3, "unknown code ``"),
        (5, "nothing is disabled here"),
    ] == [(notice.comment.line, notice.message) for notice in wrong.notices(KNOWN)]
