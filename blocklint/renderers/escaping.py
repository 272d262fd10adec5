"""Everything that comes from outside (paths, source, names, messages) made safe, one function a format.

`visible` is the base of all: after it no character moves the cursor, hides, reverses the writing or cannot be encoded.
"""

from __future__ import annotations

import json
import re
from urllib.parse import quote

_COMMAND = re.compile(r"(##\w*)\[")
"""How a line that a CI runner prints becomes a command to that runner, wherever in the line it stands."""

_RUNNER_START = (":", "#")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    r"""Return `text` with escapes for what is not printable: ``\n``, ``\x1b``, ``\u202e``, a stray byte as ``\xe9``."""
    if not text.isprintable():
        text = "".join(character if character.isprintable() else _escape(character) for character in text)
    return without_commands(text)


def without_commands(text: str) -> str:
    """Return `text` so that no CI runner takes it for a command; for text put together from visible pieces."""
    return _COMMAND.sub(r"\1\\x5b", text)


def _escape(character: str) -> str:
    point = ord(character)
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    if 0xDC80 <= point <= 0xDCFF:  # a byte that is not UTF-8, as Python's file names carry it
        return f"\\x{point - 0xDC00:02x}"
    if point < 0x80:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def terminal_path(path: str) -> str:
    """Return a path fit to start a line: one like ``::error::x.py`` would be a command to a CI runner."""
    return f"./{visible(path)}" if path.startswith(_RUNNER_START) or path != path.lstrip() else visible(path)


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return `value` (of dicts, lists, strings, numbers) as ASCII JSON that may stand in HTML.

    Strings come back as they were, but for bytes that are not UTF-8: JSON cannot carry them, so they
    are made visible.
    """
    text = json.dumps(_encodable(value), indent=indent, separators=(",", ": ") if indent else (",", ":"))
    text = text.replace("<", "\\u003c").replace(">", "\\u003e")
    return _COMMAND.sub(r"\1\\u005b", text)


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub(lambda match: _escape(match[0]), value)
    if isinstance(value, dict):
        return {key: _encodable(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(each) for each in value]
    return value


def xml(text: str) -> str:
    """Return `text` for XML, as content or as an attribute in double quotes; what XML forbids is made visible."""
    text = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


def github_data(text: str) -> str:
    """Return `text` as the message of a GitHub workflow command."""
    return "%0A".join(visible(line).replace("%", "%25") for line in text.split("\n"))


def github_property(text: str) -> str:
    """Return `text` as a property of a GitHub workflow command."""
    return visible(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def azure_data(text: str) -> str:
    """Return `text` as the message of an Azure Pipelines logging command."""
    return "%0A".join(visible(line).replace("%", "%AZP25") for line in text.split("\n"))


def azure_property(text: str) -> str:
    """Return `text` as a property of an Azure Pipelines logging command."""
    return visible(text).replace("%", "%AZP25").replace(";", "%3B").replace("]", "%5D")


def markdown_code(text: str) -> str:
    """Return `text` as a Markdown code span that may stand in a table cell."""
    shown = visible(text).replace("|", "\\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if "`" in shown[:1] + shown[-1:] else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def uri(path: str) -> str:
    """Return a relative path as a URI reference: every byte of a name but letters, digits and ``-._~`` in per cent."""
    return "/".join(quote(part.encode("utf-8", "surrogateescape"), safe="") for part in path.split("/"))
