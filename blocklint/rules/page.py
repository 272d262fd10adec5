"""A rule's docstring in, its documentation page out: parts, Markdown, terminal text."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blocklint.rules.rule import Rule

HEADS = (
    "What",
    "Why",
    "Example",
    "Use instead",
    "How blocklint decides",
    "When it is right to ignore",
    "References",
)
"""The sections of every page, in order."""

CODE_HEADS = frozenset({"Example", "Use instead"})
"""The sections that hold one Python file each."""


class PageError(ValueError):
    """A docstring does not have the shape of a page; the message names the rule and the head."""


@dataclass(frozen=True, slots=True)
class RulePage:
    """The parts of one rule's page.

    `example` and `use_instead` are whole Python files; the other parts are Markdown. `ignore` says
    when it is right to ignore the rule, `references` holds one entry a source.
    """

    title: str
    what: str
    why: str
    example: str
    use_instead: str
    decides: str
    ignore: str
    references: tuple[str, ...]


def page(rule: Rule) -> RulePage:
    """Return the parts of the rule's page. Raises PageError where a head is missing or out of order."""
    title, _, rest = inspect.cleandoc(rule.doc).partition("\n")
    sections = tuple(_sections(rest.splitlines()))
    heads = tuple(head for head, _ in sections)
    if heads != HEADS:
        raise PageError(f"{rule.code} {rule.name}: heads are {', '.join(heads)}; expected {', '.join(HEADS)}")
    empty = [head for head, body in sections if not body.strip()]
    if empty:
        raise PageError(f"{rule.code} {rule.name}: nothing under {', '.join(empty)}")
    what, why, example, use_instead, decides, ignore, references = (body for _, body in sections)
    return RulePage(title, what, why, example, use_instead, decides, ignore, tuple(_items(references)))


def as_markdown(rule: Rule) -> str:
    """Return the page as Markdown: a heading, a table of facts, and a heading a section."""
    parts = page(rule)
    lines = [
        f"# {rule.name} ({rule.code})",
        "",
        parts.title,
        "",
        "| Level | Family | Since |",
        "|---|---|---|",
        f"| {rule.level} | {rule.family} | {rule.since} |",
    ]
    for head, body in _bodies(parts):
        text = f"```python\n{body}```" if head in CODE_HEADS else body
        lines += ["", f"## {head}", "", text]
    return "\n".join(lines) + "\n"


def as_text(rule: Rule, width: int = 88) -> str:
    """Return the page as text for a terminal of `width` columns; code is never wrapped."""
    parts = page(rule)
    lines = [f"{rule.code} {rule.name}: {parts.title}", f"{rule.level}, {rule.family}, since {rule.since}"]
    for head, body in _bodies(parts):
        text = textwrap.indent(body, "    ") if head in CODE_HEADS else _wrapped(body, width)
        lines += ["", head, text.rstrip("\n")]
    return "\n".join(lines) + "\n"


def _bodies(parts: RulePage) -> Iterable[tuple[str, str]]:
    references = "\n".join(f"- {reference}" for reference in parts.references)
    bodies = (parts.what, parts.why, parts.example, parts.use_instead, parts.decides, parts.ignore, references)
    return zip(HEADS, bodies, strict=True)


def _sections(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    head, body = "", list[str]()
    for line in lines:
        found, colon, rest = line.partition(":")
        if colon and found in HEADS:
            if head or any(body):
                yield head, _body(head, body)
            head, body = found, [rest.strip()]
        else:
            body.append(line)
    if head or any(body):
        yield head, _body(head, body)


def _body(head: str, lines: list[str]) -> str:
    if head in CODE_HEADS:
        return textwrap.dedent("\n".join(lines)).strip("\n") + "\n"
    return "\n".join(lines).strip("\n")


def _items(text: str) -> Iterator[str]:
    for block in _blocks(text):
        yield block.removeprefix("- ")


def _blocks(text: str) -> Iterator[str]:
    """Yield the paragraphs and the list items of Markdown text, each as one line."""
    block: list[str] = []
    for line in text.splitlines():
        if block and (not line.strip() or line.startswith("- ")):
            yield " ".join(block)
            block = []
        if line.strip():
            block.append(line.strip())
    if block:
        yield " ".join(block)


def _wrapped(text: str, width: int) -> str:
    fill = textwrap.TextWrapper(width, initial_indent="  ", break_long_words=False, break_on_hyphens=False)
    lines = []
    for block in _blocks(text):
        fill.subsequent_indent = "    " if block.startswith("- ") else "  "
        lines.append(fill.fill(block))
    return "\n".join(lines)
