"""Reading: encodings, refusals, columns."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocklint.sources.modules import layout
from blocklint.sources.reading import LARGEST, decode, digest, read, read_overlay
from blocklint.sources.source import Source, Span, Unreadable
from blocklint.sources.spans import (
    character_column,
    character_column_of_utf16,
    split_lines,
    text_at,
    utf16_column,
)


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"x = 1\r\n", "x = 1\r\n", "utf-8"),
        (b"\xef\xbb\xbfx = '\xc3\xa9'", "x = 'é'", "utf-8-sig"),
        (
            b"#!/bin/python\n# -*- coding: latin-1 -*-\nx = '\xe9'",
            "#!/bin/python\n# -*- coding: latin-1 -*-\nx = 'é'",
            "iso-8859-1",
        ),
        (b"# vim: set fileencoding=cp1252 :\n'\x80'", "# vim: set fileencoding=cp1252 :\n'€'", "cp1252"),
        (b"x = 1\ny = 2\n# coding: latin-1\n", "x = 1\ny = 2\n# coding: latin-1\n", "utf-8"),
    ],
)
def test_encodings_are_read_and_give_the_bytes_back(data: bytes, text: str, encoding: str) -> None:
    source = decode("a.py", data)

    assert isinstance(source, Source)
    assert (text, encoding, digest(data)) == (source.text, source.encoding, source.digest)
    assert data == source.text.encode(source.encoding)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x = 1\ny = '\xff'\n", Unreadable("a.py", "not valid utf-8: byte 0xff", 2, 6)),
        (b"'\xc3\xa9' + '\xe9'", Unreadable("a.py", "not valid utf-8: byte 0xe9", 1, 8)),
        (b"x = 1\n\x00", Unreadable("a.py", "null byte", 2, 1)),
        ("x = 1".encode("utf-16"), Unreadable("a.py", "null byte", 1, 4)),
        (b"# coding: klingon\n", Unreadable("a.py", "unknown encoding: klingon")),
        (b"# coding: punycode\n", Unreadable("a.py", "encoding not supported: punycode")),
        (b"# coding: zlib\n", Unreadable("a.py", "encoding not supported: zlib")),
        (b"\xef\xbb\xbf# coding: latin-1\n", Unreadable("a.py", "encoding problem: utf-8")),
        (b"#" * (LARGEST + 1), Unreadable("a.py", "larger than 5 MB")),
    ],
)
def test_refusals_say_why_and_where(data: bytes, expected: Unreadable) -> None:
    assert expected == decode("a.py", data)


def test_a_file_that_cannot_be_opened_is_a_value(tmp_path: Path) -> None:
    assert Unreadable("gone.py", "cannot be read: No such file or directory") == read(tmp_path, "gone.py")


def test_a_file_gets_its_module_name_and_comments(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").write_text("x()  # noqa: BL101\n")

    source = read(tmp_path, "src/app.py", layout(["src/app.py"]))

    assert isinstance(source, Source)
    assert ("app", "src") == (source.module, source.import_root)
    assert ["noqa"] == [comment.verb for comment in source.comments]


def test_an_overlay_equals_the_same_text_on_disk(tmp_path: Path) -> None:
    text = "é = 1  # noqa\n"
    (tmp_path / "a.py").write_text(text, encoding="utf-8", newline="")

    assert read(tmp_path, "a.py") == read_overlay("a.py", text)
    assert Unreadable("a.py", "half of a surrogate pair", 2, 2) == read_overlay("a.py", "\n'\ud800'")
    assert Unreadable("a.py", "null byte", 1, 2) == read_overlay("a.py", "x\0")


def test_lines_are_those_of_the_tokenizer() -> None:
    assert ("a\x0cb\u2028c", "d", "e", "") == split_lines("a\x0cb\u2028c\r\nd\re\n")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), st.integers(0, 30))
def test_columns_convert_and_come_back(line: str, offset: int) -> None:
    offset = min(offset, len(line))
    utf16 = utf16_column(line, offset + 1)

    assert character_column(line, len(line[:offset].encode())) == offset + 1
    assert utf16 == len(line[:offset].encode("utf-16-le")) // 2 + 1
    assert character_column_of_utf16(line, utf16) == offset + 1


def test_columns_of_ast_become_characters() -> None:
    line = "é = 'déjà 😀'; eval(é)"
    call = next(node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call))

    column = character_column(line, call.col_offset)

    assert (15, 16) == (column, utf16_column(line, column))
    assert "eval(é)" == text_at([line], Span(1, column, 1, len(line) + 1))
    assert "b\nc" == text_at(["ab", "cd"], Span(1, 2, 2, 2))
