"""The page of the catalogue's format names every key that the loader accepts, and its examples are accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from blocklint.catalogue import compiled, schema
from blocklint.catalogue.schema import SHAPES

PAGE = (Path(__file__).parents[1] / "docs" / "catalogue-format.md").read_text(encoding="utf-8")
HEADINGS = {
    "The tables of a file": "file",
    "The library": "library",
    "What a library, a class and a row may say": "defaults",
    "A row": "row",
    "A class": "type",
    "A condition": "condition",
    "A callback": "callback",
    "A hook": "hook",
}
WRITTEN = {
    "row": '[types."acme.Client".method.get]\n{example}',
    "type": '[types."acme.Client"]\n{example}',
    "condition": '[functions]\n"acme.get" = {{ unless = [{example}] }}',
    "hook": '[hooks]\n"acme.View" = {example}',
}


def sections() -> Iterator[tuple[str, str, str]]:
    """Yield the shape, the key and the example of every row of the page's tables."""
    for heading, shape in HEADINGS.items():
        (text,) = re.findall(rf"^### {heading}\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE)
        for key, example in re.findall(r"^\| `([\w-]+)` \| .* \| `(.*)` \|$", text, re.MULTILINE):
            yield shape, key, example


@pytest.mark.parametrize("shape", SHAPES)
def test_the_page_names_the_keys_that_the_loader_accepts(shape: str) -> None:
    named = [key for where, key, _ in sections() if where == shape]

    shared = set() if shape == "defaults" else set(SHAPES["defaults"])
    assert sorted(named) == sorted(set(SHAPES[shape]) - shared)


def text_with(shape: str, key: str, example: str) -> str:
    """Return a catalogue file in which the example stands where its section says."""
    lines = {"schema": "schema = 1", "library": 'library = { name = "acme", roots = ["acme"] }'}
    if shape == "file":
        lines[key] = example
    elif shape in ("library", "defaults"):
        own = {"name": 'name = "acme"', "roots": 'roots = ["acme"]', key: example}
        lines["library"] = "\n".join(["[library]", *own.values()])
    elif shape == "callback":
        section = "enters" if "runs" in example else "offloads"
        lines[section] = f'[{section}]\n"acme.run" = {example}'
    elif (shape, key) == ("row", "except"):
        lines["functions"] = f'[functions."acme.db.*"]\n{example}'
    else:
        lines[shape] = WRITTEN[shape].format(example=example)
    return "\n".join(lines.values())


@pytest.mark.parametrize(("shape", "key", "example"), list(sections()))
def test_an_example_is_accepted_and_holds_its_key(shape: str, key: str, example: str) -> None:
    read = compiled.tables("page.toml", text_with(shape, key, example), None)

    assert f"'{key}':" in str(read)
    if shape == "defaults":
        for other in ("type", "row"):
            assert compiled.tables("page.toml", text_with(other, key, example), None)


@pytest.mark.parametrize("words", ["_RUNS", "_ROLES", "_TESTS"])
def test_the_page_names_the_words_of_the_format(words: str) -> None:
    named = set(re.findall(r"[\w-]+", PAGE))

    assert {word for word in getattr(schema, words) if word} <= named
