"""One file's text in, its summary out."""

from __future__ import annotations

import ast
import gc
import sys
import warnings
from typing import Final

from blocklint.sources.source import Source, Unreadable
from blocklint.summaries.older_syntax import in_older_syntax
from blocklint.summaries.read_statements import read_body
from blocklint.summaries.scope import NOWHERE, ModuleContents, Scope
from blocklint.summaries.summary import MODULE_BODY, ModuleSummary

_VERSION: Final = f"{sys.version_info[0]}.{sys.version_info[1]}"
"""The Python that runs blocklint: syntax that is newer, and not known otherwise, is as wrong as what is no Python."""
_READS_ALL: Final = hasattr(ast, "TemplateStr")
"""Python 3.14 reads everything that has an older form here."""


def summarise(text: str) -> ModuleSummary:
    """Return the summary of one file's text.

    Raises SyntaxError or ValueError (null bytes) where it is no Python, RecursionError where it is nested too deep.
    """
    collecting = gc.isenabled()
    # A tree is many small objects and no garbage: four times faster without the collector.
    gc.disable()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _tree(text)
        contents = ModuleContents()
        scope = Scope(contents, None, "<module>", "<module>", MODULE_BODY, -1)
        read_body(scope, tree.body)
        scope.finish((1, 0, 1, 0), NOWHERE, 1)
    finally:
        if collecting:
            gc.enable()
    return ModuleSummary(
        tuple(function for function in contents.functions if function is not None),
        tuple(cls for cls in contents.classes if cls is not None),
        tuple(contents.stars),
        contents.public,
        tuple(contents.imports),
        text.count("\n") + (text[-1:] not in ("", "\n")),
    )


def _tree(text: str) -> ast.Module:
    """Parse a text; what is newer than this Python is read in older syntax, at the same places."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        older = None if _READS_ALL else in_older_syntax(text)
        if older is None:
            raise
        try:
            return ast.parse(older)
        except SyntaxError:
            raise error from None


def summarise_source(source: Source) -> ModuleSummary | Unreadable:
    """Return the summary of a source, or the reason why there is none."""
    try:
        return summarise(source.text)
    except SyntaxError as error:
        reason = f"syntax error (read as Python {_VERSION}): {error.msg}"
        return Unreadable(source.path, reason, error.lineno or 1, error.offset or 1)
    except ValueError as error:
        return Unreadable(source.path, f"not Python source: {error}")
    except RecursionError:
        return Unreadable(source.path, "nested too deep to be analysed")
