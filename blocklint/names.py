"""Dotted names: the one word that every stage shares."""

from __future__ import annotations

from typing import NewType

Name = NewType("Name", str)
"""A dotted name as an import statement would spell it, such as ``requests.Session.get``."""


def is_dunder(name: str) -> bool:
    """Tell whether the language calls a method of this name by itself: ``__len__``, not ``__private``."""
    return name[:2] == "__" == name[-2:]


def last(name: str) -> str:
    """Return the last part of a dotted name: ``get`` of ``requests.get``."""
    return name.rpartition(".")[2]


def parent(name: str) -> str:
    """Return all but the last part of a dotted name, empty where there is one part only."""
    return name.rpartition(".")[0]


def root(name: str) -> str:
    """Return the first part of a dotted name: ``google`` of ``google.cloud.storage``."""
    return name.partition(".")[0]
