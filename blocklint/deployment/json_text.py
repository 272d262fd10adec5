"""JSON text in, values and their places out; also that of editors, with comments and superfluous commas."""

from __future__ import annotations

import json
import re

from blocklint.deployment.command_line import MalformedError
from blocklint.deployment.places import Places

_TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])", re.DOTALL)


def cleaned(text: str) -> str:
    """Return the text with comments and superfluous commas blanked, all offsets as they were."""
    return _TOKEN.sub(lambda match: match[0] if match[0].startswith('"') else _blank(match[0]), text)


def parsed(text: str) -> object:
    """Return the value of a JSON text. Raises MalformedError."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedError(f"not valid JSON: {error.msg}", *Places(text).at(error.pos)) from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not valid JSON: {error}") from None


def place_of(text: str, key: str, value: str, position: int = 0) -> int:
    """Return the offset of a key with that value, from `position` on; `position` where it is not found."""
    pattern = rf"{re.escape(json.dumps(key))}\s*:\s*{re.escape(json.dumps(value, ensure_ascii=False))}"
    match = re.compile(pattern).search(text, position)
    return match.start() if match else position


def _blank(text: str) -> str:
    """Return white space with the same offsets and lines."""
    return re.sub(r"[^\r\n]", " ", text)
