"""A folder and a configuration in, the opened project out, which other processes have begun to read.

A run opens its project before it imports what analyses it, so that the processes read files meanwhile. So this module
must import none of that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from blocklint.catalogue.errors import CatalogueError
from blocklint.config import Config
from blocklint.findings.clock import Clock
from blocklint.outcome import UnusableError
from blocklint.project import Project, begin_reading, open_project
from blocklint.sources.discovery import Discovery, PathError
from blocklint.summaries.reading import Reading


class Opened(NamedTuple):
    """A project, what was found of it, its files as they are being read (None: they are not), and the run's clock."""

    project: Project
    found: Discovery
    reading: Reading | None
    clock: Clock


def opened(root: Path, paths: Sequence[Path], config: Config, *, isolated: bool = False, reads: bool = True) -> Opened:
    """Find the files of a project, and have them read where `reads` says so. Raises UnusableError."""
    clock = Clock()
    try:
        project, found = open_project(root, paths, config, isolated=isolated)
    except (PathError, OSError, CatalogueError) as error:
        raise UnusableError(str(error)) from None
    clock.tick("sources")
    return Opened(project, found, begin_reading(project.sources, project) if reads else None, clock)
