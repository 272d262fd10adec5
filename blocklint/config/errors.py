"""What is said about a configuration that cannot be used."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable


class ConfigError(Exception):
    """A configuration is wrong. Its text is one line: file and line, variable or option, and what was expected."""


class WrongValueError(Exception):
    """A value has the wrong shape; its text says what was expected.

    `below` are the keys that lead from the option to the value, `needle` the text of the value where it is one
    of several: both serve to find the line.
    """

    def __init__(self, message: str, *, needle: str = "", below: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.needle = needle
        self.below = below


def unknown(what: str, word: str, valid: Iterable[str]) -> str:
    """Return the message for a word that is none of the valid ones, with the nearest of them."""
    near = difflib.get_close_matches(word.lower(), {each.lower(): each for each in valid}, n=1, cutoff=0.6)
    written = next((each for each in valid if near and each.lower() == near[0]), None)
    return f"unknown {what} `{word}`" + (f"; did you mean `{written}`?" if written else "")


def expected(what: str, value: object) -> str:
    """Return the message for a value that is not `what`."""
    return f"expected {what}, found {shown_value(value)}"


def shown_value(value: object) -> str:
    """Return a value on one line, shortened, in JSON's spelling, which is TOML's but for dates and tables."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:59]}…"
