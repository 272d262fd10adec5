"""The libcst visitor: finds a nominated call again in its statement's text, and confirms it.

The program nominates by place alone. Here the smallest piece of text around that place is parsed,
and the call must stand exactly there; what cannot be confirmed is not rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from blocklint.findings.finding import Finding
from blocklint.rewrites.piece import Piece, pieces
from blocklint.rewrites.text import Text

_UNREADABLE = (cst.ParserSyntaxError, cst.CSTValidationError, RecursionError, TypeError)
"""What libcst raises on a text that it cannot read; the last on ``return((lambda: x))``, by a mistake of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A call found again in the text.

    `around` holds the nodes around it, outermost first. Offsets are those of the file.
    """

    call: cst.Call
    around: tuple[cst.CSTNode, ...]
    tree: Parsed

    @property
    def start(self) -> int:
        """Where the call starts: at its function, behind parentheses of its own."""
        return self.tree.start(self.call)

    @property
    def end(self) -> int:
        """Where the call ends, behind its closing parenthesis."""
        return self.tree.end(self.call)


@dataclass(frozen=True)
class Parsed:
    """A piece of a file as a tree, with its places as offsets in the file."""

    module: cst.Module
    piece: Piece

    def start(self, node: cst.CSTNode) -> int:
        """Return where `node` starts, behind its own parentheses."""
        place = self._ranges[node].start
        return self._lines.offset(place.line, place.column + 1) + self.piece.shift

    def end(self, node: cst.CSTNode) -> int:
        """Return where `node` ends, before its own closing parentheses."""
        place = self._ranges[node].end
        return self._lines.offset(place.line, place.column + 1) + self.piece.shift

    def code(self, node: cst.CSTNode) -> str:
        """Return the text of `node` with its own parentheses."""
        return self.module.code_for_node(node)

    @cached_property
    def _lines(self) -> Text:
        return Text.of("", self.piece.code)

    @cached_property
    def _ranges(self) -> Mapping[cst.CSTNode, CodeRange]:
        # No node of a fresh tree is shared, so the copy that guards against that can be spared.
        return MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)


def parse(piece: Piece) -> Parsed | None:
    """Return the tree of a piece, or None where it does not parse or does not come back byte for byte."""
    try:
        module = cst.parse_module(piece.code)
    except _UNREADABLE:
        return None
    return Parsed(module, piece) if module.code == piece.code else None


def find(finding: Finding, text: Text) -> Place | None:
    """Return the place of a finding's entering call, or None where no call stands exactly there."""
    if finding.nomination is None:
        return None
    try:
        target = text.bounds(finding.span)
        tried = tuple(pieces(text, finding.nomination))
    except IndexError:
        return None
    return next(_found(tried, target), None)


def _found(tried: tuple[Piece, ...], target: tuple[int, int]) -> Iterator[Place]:
    for piece in tried:
        tree = parse(piece)
        if tree is not None:
            visitor = _Finder(tree, target)
            tree.module.visit(visitor)
            if visitor.place is not None:
                yield visitor.place


class _Finder(cst.CSTVisitor):
    """Walks down to the one call that covers exactly `target`, through what surrounds it only."""

    def __init__(self, tree: Parsed, target: tuple[int, int]) -> None:
        super().__init__()
        self.place: Place | None = None
        self._tree = tree
        self._target = target
        self._around: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        start, end = self._tree.start(node), self._tree.end(node)
        if self.place is None and (start, end) == self._target and isinstance(node, cst.Call):
            self.place = Place(node, tuple(self._around), self._tree)
        self._around.append(node)
        return self.place is None and start <= self._target[0] and self._target[1] <= end

    def on_leave(self, original_node: cst.CSTNode) -> None:  # noqa: ARG002 - libcst's own signature
        self._around.pop()
