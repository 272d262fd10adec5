"""Handing a call's arguments on: ``f(a, b)`` becomes ``f, a, b`` inside of another call."""

from __future__ import annotations

import libcst as cst

from blocklint.findings.remedy import Edit
from blocklint.rewrites.text import Text
from blocklint.rewrites.visitor import Parsed


def passed(call: cst.Call, tree: Parsed, text: Text) -> tuple[Edit, ...]:
    """Return the edits that make ``f, a, b)`` of ``f(a, b)``: whoever opens a parenthesis uses the closing one.

    The function's and the arguments' text is kept, with comments and white space between them.
    """
    start = tree.start(call)
    behind = start + len(tree.code(call.func))
    opening = behind + len(tree.code(call.whitespace_after_func))
    closing = tree.end(call) - 1
    inner = text.content[opening + 1 : closing]
    # A gap of blanks before the parenthesis goes; one with a comment in it stays.
    gap = behind if not text.content[behind:opening].strip(" \t") else opening
    if not call.args:
        return (text.edit(gap, opening + 1 if inner.strip() else closing, ""),)
    comma = "," if inner[0].isspace() else ", "
    return (text.edit(gap, opening + 1, comma), *_parenthesised(call, tree, text))


def only_positional(call: cst.Call) -> bool:
    """Tell whether every argument is passed by position, unpacked sequences included."""
    return not any(argument.keyword is not None or argument.star == "**" for argument in call.args)


def _parenthesised(call: cst.Call, tree: Parsed, text: Text) -> tuple[Edit, ...]:
    """Return the edits that give a generator expression the parentheses that it needs beside other arguments."""
    value = call.args[0].value
    if not isinstance(value, cst.GeneratorExp) or value.lpar:
        return ()
    start, end = tree.start(value), tree.end(value)
    return text.edit(start, start, "("), text.edit(end, end, ")")
