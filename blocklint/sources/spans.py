"""Lines and columns in the units that each tool counts in.

blocklint counts lines and columns from 1 and columns in characters (code points). The standard library's `ast` counts
columns from 0 in UTF-8 bytes; SARIF as GitHub reads it and the language server protocol count UTF-16 units.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from blocklint.sources.source import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> tuple[str, ...]:
    """Split text as Python's tokenizer counts lines.

    `str.splitlines` would also split at form feeds, U+2028 and their kind, where Python sees no line end.
    The line ends are not part of the lines; text that ends in one gives an empty last line.
    """
    return tuple(_LINE_END.split(text) if "\r" in text else text.split("\n"))


def character_column(line: str, byte_offset: int) -> int:
    """Return the column (from 1, in characters) of a UTF-8 byte offset (from 0) in `line`, as `ast` gives it."""
    if line.isascii():
        return byte_offset + 1
    return len(line.encode("utf-8", "surrogatepass")[:byte_offset].decode("utf-8", "ignore")) + 1


def utf16_column(line: str, column: int) -> int:
    """Return a column (from 1, in characters) in UTF-16 units (from 1)."""
    if line.isascii():
        return column
    return column + sum(character > "\uffff" for character in line[: column - 1])


def character_column_of_utf16(line: str, column: int) -> int:
    """Return a column in UTF-16 units (from 1) in characters (from 1); inside of a pair it is the pair's own."""
    if line.isascii():
        return column
    units = line.encode("utf-16-le", "surrogatepass")[: 2 * (column - 1)]
    return len(units.decode("utf-16-le", "ignore")) + 1


def text_at(lines: Sequence[str], span: Span) -> str:
    r"""Return the text that `span` covers in `lines` (of `split_lines`), its lines joined by ``\n``."""
    covered = list(lines[span.line - 1 : span.end_line])
    if not covered:
        return ""
    covered[-1] = covered[-1][: span.end_column - 1]
    covered[0] = covered[0][span.column - 1 :]
    return "\n".join(covered)


def byte_column(line: str, column: int) -> int:
    """Return a column (from 1, in characters) in UTF-8 bytes (from 1)."""
    return column if line.isascii() else len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1
