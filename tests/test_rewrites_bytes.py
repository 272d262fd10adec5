"""Everything outside of the edits stays byte for byte: line ends, tabs, marks, encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from blocklint.findings.remedy import Rewrite
from blocklint.rewrites.apply import plan, write
from blocklint.rewrites.suggest import suggest
from blocklint.sources.reading import read
from blocklint.sources.source import Source
from tests.nominations import nominate

CALLS = {"time.sleep": "time.sleep", "f": "f"}
REWRITES = (Rewrite.AWAIT_SLEEP, Rewrite.TO_THREAD)


def repaired(folder: Path, data: bytes) -> bytes:
    """Return a file's bytes after its repair went all the way through the disk."""
    path = folder / "app.py"
    path.write_bytes(data)
    source = read(folder, "app.py")
    assert isinstance(source, Source)
    findings = suggest(nominate(source.text, CALLS, *REWRITES), {"app.py": source})
    for change in plan(findings, {"app.py": source}, unsafe=True):
        write(change, folder)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            b"import asyncio\r\nasync def g():\r\n\ttime.sleep(1)\r\n\tf(\r\n\t\ta,\r\n\t)\r\n",
            b"import asyncio\r\nasync def g():\r\n\tawait asyncio.sleep(1)\r\n"
            b"\tawait asyncio.to_thread(\r\n\t\tf,\r\n\t\ta,\r\n\t)\r\n",
            id="carriage returns and tabs",
        ),
        pytest.param(
            b"import time\r\nasync def g():\r\n  time.sleep(1)\r\n",
            b"import asyncio\r\nimport time\r\nasync def g():\r\n  await asyncio.sleep(1)\r\n",
            id="an import among carriage returns",
        ),
        pytest.param(
            b"import asyncio\rasync def g():\r  f(\r   a)\r",
            b"import asyncio\rasync def g():\r  await asyncio.to_thread(\r   f,\r   a)\r",
            id="carriage returns only",
        ),
        pytest.param(
            b"import asyncio\nasync def g():\r\n  f(a)\r\n  f(b)\n",
            b"import asyncio\nasync def g():\r\n  await asyncio.to_thread(f, a)\r\n  await asyncio.to_thread(f, b)\n",
            id="mixed line ends",
        ),
        pytest.param(
            b"\xef\xbb\xbfimport time\nasync def g():\n  time.sleep(1)",
            b"\xef\xbb\xbfimport asyncio\nimport time\nasync def g():\n  await asyncio.sleep(1)",
            id="byte order mark, no final newline",
        ),
        pytest.param(
            b"\xef\xbb\xbfasync def g(): f('\xc3\xa9'); f(b)",
            b"\xef\xbb\xbfimport asyncio\n\n"
            b"async def g(): await asyncio.to_thread(f, '\xc3\xa9'); await asyncio.to_thread(f, b)",
            id="byte order mark on the line of the call",
        ),
        pytest.param(
            b"# coding: latin-1\nimport asyncio\nasync def g():\n  x = '\xe9'; f('\xfc', a)\n",
            b"# coding: latin-1\nimport asyncio\nasync def g():\n  x = '\xe9'; await asyncio.to_thread(f, '\xfc', a)\n",
            id="PEP 263",
        ),
        pytest.param(
            "# -*- coding: shift_jis -*-\nasync def g():\n  f('日本')  # 語\n".encode("shift_jis"),
            "# -*- coding: shift_jis -*-\nimport asyncio\n\n"
            "async def g():\n  await asyncio.to_thread(f, '日本')  # 語\n".encode("shift_jis"),
            id="wide characters",
        ),
        pytest.param(
            "import asyncio\nasync def g():\n  '😀'; f('é😀', '\u2028'); f(1)\n".encode(),
            "import asyncio\nasync def g():\n  '😀'; await asyncio.to_thread(f, 'é😀', '\u2028'); "
            "await asyncio.to_thread(f, 1)\n".encode(),
            id="characters of many bytes, a separator that is no line end",
        ),
        pytest.param(
            b"import asyncio\n\x0c\nasync def g():\n    \x0c f(a)\n\x0c\n",
            b"import asyncio\n\x0c\nasync def g():\n    \x0c await asyncio.to_thread(f, a)\n\x0c\n",
            id="form feeds",
        ),
        pytest.param(
            b"import   asyncio ;  \nasync  def  g ( )  :\n\n\n   x  =  f( a )   ;  \n  \n# end",
            b"import   asyncio ;  \nasync  def  g ( )  :\n\n\n   x  =  await asyncio.to_thread(f, a )   ;  \n  \n# end",
            id="odd spacing",
        ),
    ],
)
def test_bytes_outside_of_the_edits_stay(tmp_path: Path, before: bytes, after: bytes) -> None:
    assert repaired(tmp_path, before) == after


def test_nothing_is_written_where_nothing_is_repaired(tmp_path: Path) -> None:
    data = b"async def g():\r\n  x = lambda: f(a)"

    assert repaired(tmp_path, data) == data


def test_a_repaired_file_is_left_alone(tmp_path: Path) -> None:
    once = repaired(tmp_path, b"async def g():\n  time.sleep(1)\n  x = f(f(1)).y\n")

    assert repaired(tmp_path, once) == once
