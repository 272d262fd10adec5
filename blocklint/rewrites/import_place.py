"""Where a new import of a standard-library module goes in a file."""

from __future__ import annotations

import ast
import sys
from itertools import dropwhile, takewhile

from blocklint.findings.remedy import Edit
from blocklint.names import root
from blocklint.rewrites.text import Text
from blocklint.sources.spans import character_column, split_lines


def import_edit(text: Text, tree: ast.Module, statement: str) -> Edit:
    """Return the edit that adds `statement`, an import of one module, to the file.

    It goes among the file's first imports: in order with those of the standard library, otherwise
    above those of others; with no imports, below the docstring and ``from __future__``, or above the first code.
    """
    block = _first_block(tree)
    standard = [each for each in block if _is_standard(each)]
    plain = [each for each in standard if isinstance(each, ast.Import)]
    later = [each for each in plain if _module(each) > root(statement.split()[1])]
    if later:
        return _above(text, later[0], statement + text.newline)
    if plain:
        return _below(text, tree, plain[-1], statement + text.newline)
    if standard:
        return _above(text, standard[0], statement + text.newline)
    if block:
        return _above(text, block[0], statement + 2 * text.newline)
    opening = _opening(tree)
    if opening:
        return _below(text, tree, opening[-1], text.newline + statement + text.newline)
    start = _comment_above(text, _start(text, tree.body[0]))
    return text.edit(start, start, statement + 2 * text.newline)


def _opening(tree: ast.Module) -> list[ast.stmt]:
    """Return what must stay first in a module: its docstring and its ``from __future__`` imports."""
    first = tree.body[:1] if ast.get_docstring(tree, clean=False) is not None else []
    return [*first, *takewhile(_is_future, tree.body[len(first) :])]


def _first_block(tree: ast.Module) -> list[ast.stmt]:
    """Return the first imports of the module that stand one after the other."""
    rest = tree.body[len(_opening(tree)) :]
    return list(takewhile(_is_import, dropwhile(lambda each: not _is_import(each), rest)))


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, (ast.Import, ast.ImportFrom))


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_standard(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom) and statement.level:
        return False
    return root(_module(statement)) in sys.stdlib_module_names


def _module(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Import):
        return statement.names[0].name
    return (statement.module or "") if isinstance(statement, ast.ImportFrom) else ""


def _above(text: Text, statement: ast.stmt, content: str) -> Edit:
    start = _start(text, statement)
    return text.edit(start, start, content)


def _below(text: Text, tree: ast.Module, statement: ast.stmt, content: str) -> Edit:
    """Return the edit that adds lines below a statement and all else that begins on its last line."""
    line = statement.end_lineno or statement.lineno
    for each in tree.body:
        if each.lineno <= line:
            line = max(line, each.end_lineno or each.lineno)
    if line == len(text.starts):
        return text.edit(len(text.content), len(text.content), text.newline + content)
    return text.edit(text.starts[line], text.starts[line], content)


def _start(text: Text, statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    if decorators:
        return text.offset(decorators[0].lineno, 1)
    line = text.content[text.offset(statement.lineno, 1) :]
    return text.offset(statement.lineno, character_column(line, statement.col_offset))


def _comment_above(text: Text, start: int) -> int:
    """Return the start of the comment lines right above `start`, which belong to what follows them.

    Those that begin the file belong to the file: a licence, an interpreter, an encoding.
    """
    lines = split_lines(text.content[:start])
    first = len(lines) - 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return text.starts[first] if first > 0 else start
