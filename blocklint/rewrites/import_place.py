"""Where a new import goes in a file."""

from __future__ import annotations

import ast
import sys
from itertools import dropwhile, takewhile

from blocklint.findings.remedy import Edit
from blocklint.names import root
from blocklint.rewrites.text import Text
from blocklint.sources.spans import character_column, split_lines


def import_edit(text: Text, tree: ast.Module, statement: str) -> Edit:
    """Return the edit that adds `statement`, an import of one module or name, to the file.

    It goes among the file's first imports: in order with those of its group (the standard library's, then others),
    otherwise between the groups; with no imports, below the docstring and ``from __future__``, or above the first code.
    """
    new = ast.parse(statement).body[0]
    line = statement + text.newline
    block = _first_block(tree)
    group = [each for each in block if _group(each) == _group(new)]
    alike = [each for each in group if type(each) is type(new)]
    later = [each for each in alike if _module(each) > _module(new)]
    if later:
        return _above(text, later[0], line)
    if alike:
        return _below(text, tree, alike[-1], line)
    if group:
        return _above(text, group[0], line) if isinstance(new, ast.Import) else _below(text, tree, group[-1], line)
    behind = [each for each in block if _group(each) > _group(new)]
    if behind:
        return _above(text, behind[0], line + text.newline)
    opening = block or _opening(tree)
    if opening:
        return _below(text, tree, opening[-1], text.newline + line)
    start = _comment_above(text, _start(text, tree.body[0]))
    return text.edit(start, start, line + text.newline)


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


def _group(statement: ast.stmt) -> int:
    """Return 0 for an import of the standard library, 1 for one of others, 2 for one of the package itself."""
    if isinstance(statement, ast.ImportFrom) and statement.level:
        return 2
    return int(root(_module(statement)) not in sys.stdlib_module_names)


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
