"""What a renderer may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from blocklint.findings.report import Report


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """Choices that change how a report looks, never what is in it.

    `color` (terminal formats) is decided by the command line. `show_fixes` puts the edits of remedies into JSON.
    `verbose` shortens nothing; `quiet` leaves out the closing lines of the text formats, to which `statistics` adds
    the counts. `prefix`, empty or ending in ``/``, is put before every path, for readers that resolve paths from
    elsewhere than the analysed root; JSON keeps to the root. `category` tells apart SARIF uploads for one commit.
    """

    color: bool = False
    show_fixes: bool = False
    verbose: bool = False
    quiet: bool = False
    statistics: bool = False
    prefix: str = ""
    category: str = "blocklint"


Renderer: TypeAlias = "Callable[[Report, RenderOptions], str]"
"""A report and options in, the whole text out, ending in a line end: pure."""
