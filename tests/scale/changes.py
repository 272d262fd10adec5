"""Changes to a project that keep what it does: lines move, a file gets another name; and calls that are planted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TypeAlias

Files: TypeAlias = "dict[str, str]"
Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef"

PLANTS = (
    "import time as planted; planted.sleep(0.5)",
    "import urllib.request as planted; planted.urlopen('https://example.org')",
    "import subprocess as planted; planted.run(['true'])",
    "import sqlite3 as planted; planted.connect('planted.db')",
    "import socket as planted; planted.create_connection(('example.org', 80))",
)
"""Statements that block, each on one line, with names that no code around them has."""


def move_lines(files: Mapping[str, str], random: Random, times: int) -> Files:
    """Return the files after lines were put between statements and functions were swapped, so many times."""
    moved = dict(files)
    names = sorted(path for path, text in files.items() if len(_body(text)) > 1)
    done = 0
    while done < times:
        path = random.choice(names)
        change = random.choice((_lines_put, _functions_swapped))
        after = change(moved[path], random)
        done += after != moved[path]
        moved[path] = after
    return moved


def rename(files: Mapping[str, str], path: str) -> tuple[Files, str] | None:
    """Return the files with another name for one and its importers changed, and that name; None where it is hard."""
    name = path.removesuffix(".py").replace("/", ".")
    package, _, last = name.rpartition(".")
    renamed = f"{last}_renamed"
    after = {}
    for each, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import) and any(alias.name == name for alias in node.names):
                return None
            if isinstance(node, ast.ImportFrom) and node.level and last in ast.unparse(node):
                return None
        after[each] = _importing(text, name, package, last, renamed)
    new = f"{path.removesuffix('.py')}_renamed.py"
    after[new] = after.pop(path)
    return after, new


def plant(
    files: Mapping[str, str], random: Random, paths: Iterable[str], count: int
) -> tuple[Files, set[tuple[str, int]]]:
    """Return the files with so many blocking statements in async functions, and the places of those statements."""
    bodies = [(path, number) for path in sorted(paths) for number, _ in enumerate(_async_bodies(files[path]))]
    chosen: dict[str, list[int]] = {}
    for path, number in random.sample(bodies, count):
        chosen.setdefault(path, []).append(number)
    planted = dict(files)
    for path, numbers in chosen.items():
        planted[path] = _planted(files[path], sorted(numbers), random)
    found = {
        (path, line)
        for path in chosen
        for line, text in enumerate(planted[path].split("\n"), 1)
        if text.lstrip().startswith(PLANTS)
    }
    return planted, found


def _lines_put(text: str, random: Random) -> str:
    line = _first_line(random.choice(_body(text)[1:]))
    lines = text.split("\n")
    added = [random.choice(("", "# moved", "# noted while reading")) for _ in range(random.randrange(1, 6))]
    return "\n".join((*lines[: line - 1], *added, *lines[line - 1 :]))


def _functions_swapped(text: str, random: Random) -> str:
    """Swap two functions that follow one another, where neither is named by what runs when the other is defined."""
    body = _body(text)
    pairs = [
        (one, other)
        for one, other in pairwise(body)
        if isinstance(one, Function_) and isinstance(other, Function_) and one.name not in _defining(other)
    ]
    if not pairs:
        return text
    one, other = random.choice(pairs)
    lines = text.split("\n")
    start, middle, end = _first_line(one) - 1, _first_line(other) - 1, other.end_lineno or 0
    first_end = one.end_lineno or 0
    between = lines[first_end:middle]
    return "\n".join((*lines[:start], *lines[middle:end], *between, *lines[start:first_end], *lines[end:]))


Function_ = (ast.FunctionDef, ast.AsyncFunctionDef)


def _defining(function: Function) -> str:
    return " ".join(map(ast.unparse, (*function.decorator_list, function.args)))


def _importing(text: str, name: str, package: str, last: str, renamed: str) -> str:
    """Return a module's text with its imports of the renamed module changed."""
    text = re.sub(
        rf"\bfrom {re.escape(name)}(?=[. ])", f"from {package}.{renamed}" if package else f"from {renamed}", text
    )

    def one(match: re.Match[str]) -> str:
        return re.sub(rf"\b{last}\b(?! as)", f"{renamed} as {last}", match[0][match[0].index(" import ") :]).join(
            (match[0][: match[0].index(" import ")], "")
        )

    return re.sub(rf"(?m)^[ \t]*from {re.escape(package)} import (?:\([^)]*\)|[^\n]*)", one, text) if package else text


@dataclass
class _AsyncBodies(ast.NodeVisitor):
    found: list[ast.stmt] = field(default_factory=list)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        first = node.body[1] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body[0]
        if first.lineno > node.lineno and not isinstance(first, Function_) and ast.get_docstring(node) != first:
            self.found.append(first)
        self.generic_visit(node)


def _async_bodies(text: str) -> list[ast.stmt]:
    """Return the first statement, docstrings aside, of every async function that has one on a line of its own."""
    visitor = _AsyncBodies()
    visitor.visit(ast.parse(text))
    return [
        first for first in visitor.found if not (isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant))
    ]


def _planted(text: str, numbers: list[int], random: Random) -> str:
    lines = text.split("\n")
    bodies = _async_bodies(text)
    for number in reversed(numbers):
        first = bodies[number]
        indentation = " " * first.col_offset
        lines.insert(_first_line(first) - 1, indentation + random.choice(PLANTS))
    return "\n".join(lines)


def _body(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])
