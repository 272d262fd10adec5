"""One file's bytes in, `Source` or `Unreadable` out."""

from __future__ import annotations

import codecs
import io
import re
from hashlib import blake2b
from pathlib import Path

from blocklint.sources.comments import find_comments
from blocklint.sources.modules import Layout, module_name
from blocklint.sources.source import Source, Unreadable

LARGEST = 5_000_000
"""Bytes. Larger files are generated data; parsing one takes seconds and a gigabyte of memory."""

_REFUSED = frozenset(("idna", "punycode"))
"""Encodings that Python takes a time to decode which grows with the square of the length."""

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]")
_NO_LAYOUT = Layout()


def read(root: Path, path: str, layout: Layout = _NO_LAYOUT) -> Source | Unreadable:
    """Read the file at `path` (relative to `root`, with ``/``); `layout` gives its module name.

    The encoding is that of the byte order mark or of the PEP 263 comment, otherwise UTF-8.
    """
    try:
        with open(root / path, "rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return Unreadable(path, f"cannot be read: {error.strerror or type(error).__name__}")
    return decode(path, data, layout)


def read_overlay(path: str, text: str, layout: Layout = _NO_LAYOUT) -> Source | Unreadable:
    """Give back `text` as the source at `path`: what an editor holds, or what came by standard input.

    Its digest is that of the same text saved as UTF-8.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        return _undecodable(path, text[: error.start], "half of a surrogate pair")
    if len(data) > LARGEST or "\0" in text:
        return decode(path, data, layout)
    encoding = "utf-8-sig" if text.startswith("\ufeff") else "utf-8"
    return _source(path, text.removeprefix("\ufeff"), data, encoding, layout)


def decode(path: str, data: bytes, layout: Layout = _NO_LAYOUT) -> Source | Unreadable:
    """Give back `data` as the source at `path`, or say why it cannot be analysed."""
    if len(data) > LARGEST:
        return Unreadable(path, f"larger than {LARGEST // 1_000_000} MB")
    if (null := data.find(b"\0")) >= 0:
        return _undecodable(path, data[:null].decode("latin-1"), "null byte")
    encoding = "utf-8"
    try:
        encoding = _encoding(data)
        if encoding in _REFUSED:
            raise LookupError(encoding)
        return _source(path, data.decode(encoding), data, encoding, layout)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(error.encoding, "replace")
        return _undecodable(path, before, f"not valid {error.encoding}: byte 0x{data[error.start]:02x}")
    except SyntaxError as error:
        return Unreadable(path, str(error))
    except LookupError:
        return Unreadable(path, f"encoding not supported: {encoding}")


def digest(data: bytes) -> str:
    """Return the identity of a file's content: 32 hexadecimal digits."""
    return blake2b(data, digest_size=16).hexdigest()


def _source(path: str, text: str, data: bytes, encoding: str, layout: Layout) -> Source:
    name = module_name(path, layout)
    return Source(path, name.module, name.import_root, text, digest(data), encoding, find_comments(text))


def _encoding(data: bytes) -> str:
    """Return the encoding by the rules of PEP 263; raises SyntaxError where they name none."""
    if not data.startswith(codecs.BOM_UTF8) and not any(map(_COOKIE.match, data.split(b"\n", 2)[:2])):
        return "utf-8"
    from tokenize import detect_encoding  # 8 ms, and most files need it not

    return detect_encoding(io.BytesIO(data).readline)[0]


def _undecodable(path: str, before: str, reason: str) -> Unreadable:
    line = before.count("\n") + 1
    return Unreadable(path, reason, line, len(before) - (before.rfind("\n") + 1) + 1)
