"""Every mistake that a catalogue file can contain is refused, with the place and the nearest word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from blocklint.catalogue.loader import DATA, CatalogueError, load

HEAD = 'schema = 1\n[library]\nname = "x"\nroots = ["x"]\n'

MISTAKES = {
    "not toml": ("schema = ", "own.toml", "expected TOML"),
    "no schema": ('[library]\nname = "x"\nroots = ["x"]', "schema", "is missing, expected 1"),
    "another schema": ('schema = 2\n[library]\nname = "x"\nroots = ["x"]', "schema", "expected 1"),
    "no name": ('schema = 1\n[library]\nroots = ["x"]', "library.name", "is missing"),
    "no roots": ('schema = 1\n[library]\nname = "x"\nroots = []', "library.roots", "at least one import root"),
    "unknown table": (HEAD + "[function]", "function", "did you mean 'functions'?"),
    "unknown library key": (HEAD + "kinds = 1", "library.kinds", "did you mean 'kind'?"),
    "unknown kind": (HEAD + 'kind = "htp"', "library.kind", "did you mean 'http'?"),
    "unknown level": (HEAD + '[functions]\n"x.f" = {level = "high"}', 'functions."x.f".level', "note, warning"),
    "unknown row key": (
        HEAD + '[functions]\n"x.f" = {return = "A"}',
        'functions."x.f".return',
        "did you mean 'returns'?",
    ),
    "property of a function": (
        HEAD + '[functions]\n"x.f" = {property = true}',
        'functions."x.f".property',
        "Expected one of",
    ),
    "row is text": (HEAD + '[functions]\n"x.f" = "yes"', 'functions."x.f"', "true, false or a table"),
    "blocks": (HEAD + '[functions]\n"x.f" = {blocks = "maybe"}', 'functions."x.f".blocks', '"depends"'),
    "thread": (HEAD + '[functions]\n"x.f" = {thread = "never"}', 'functions."x.f".thread', "bound, ok"),
    "type expression": (
        HEAD + '[functions]\n"x.f" = {returns = "list["}',
        'functions."x.f".returns',
        "no type expression",
    ),
    "call as type": (HEAD + '[functions]\n"x.f" = {returns = "a()"}', 'functions."x.f".returns', "no type expression"),
    "no test": (
        HEAD + '[functions]\n"x.f" = {when = [{argument = "a"}]}',
        'functions."x.f".when.0',
        "exactly one of equals",
    ),
    "two tests": (
        HEAD + '[functions]\n"x.f" = {when = [{argument = "a", equals = 1, given = true}]}',
        'functions."x.f".when.0',
        "exactly one of equals",
    ),
    "no argument": (
        HEAD + '[functions]\n"x.f" = {when = [{equals = 1}]}',
        'functions."x.f".when.0',
        "argument, position",
    ),
    "negative position": (
        HEAD + '[functions]\n"x.f" = {when = [{position = -1, equals = 1}]}',
        'functions."x.f".when.0.position',
        "a position from 0",
    ),
    "regular expression": (
        HEAD + '[functions]\n"x.f" = {when = [{position = 0, matches = "("}]}',
        'functions."x.f".when.0.matches',
        "a regular expression",
    ),
    "conditions are a list": (HEAD + '[functions]\n"x.f" = {unless = {}}', 'functions."x.f".unless', "expected a list"),
    "unknown type key": (HEAD + '[types."x.C"]\nmethod_names = []', 'types."x.C".method_names', "did you mean"),
    "methods are a list": (HEAD + '[types."x.C"]\nmethods = "get"', 'types."x.C".methods', "expected a list"),
    "a method's row": (HEAD + '[types."x.C".method.get]\nwhen = 1', 'types."x.C".method.get.when', "expected a list"),
    "flag": (HEAD + '[types."x.C"]\nasync = "yes"', 'types."x.C".async', "true or false"),
    "phase": (HEAD + '[types."x.C"]\nenter = 1', 'types."x.C".enter', "true, false or a table"),
    "harmless without reason": (HEAD + '[harmless]\n"x.f" = " "', 'harmless."x.f"', "the reason"),
    "alias": (HEAD + '[aliases]\n"x.f" = 1', 'aliases."x.f"', "expected a string"),
    "offload without place": (HEAD + '[offloads]\n"x.f" = {}', 'offloads."x.f"', "where the callable stands"),
    "unknown callback key": (
        HEAD + '[offloads]\n"x.f" = {positon = 0}',
        'offloads."x.f".positon',
        "did you mean 'position'?",
    ),
    "enters without runs": (HEAD + '[enters]\n"x.f" = {position = 0}', 'enters."x.f".runs', "loop, thread"),
    "unknown runs": (
        HEAD + '[enters]\n"x.f" = [{position = 0, runs = "pool"}]',
        'enters."x.f".0.runs',
        "Expected one of",
    ),
    "unknown role": (HEAD + '[offloads]\n"x.f" = {position = 0, role = "view"}', 'offloads."x.f".role', "endpoint"),
    "hook without methods": (HEAD + '[hooks]\n"x.C" = [{runs = "loop"}]', 'hooks."x.C".0.methods', "is missing"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused(mistake: str, tmp_path: Path) -> None:
    text, place, said = MISTAKES[mistake]

    with pytest.raises(CatalogueError) as caught:
        load([], [("own.toml", text)], cache=tmp_path)

    assert str(caught.value).startswith("own.toml: ")
    assert place in str(caught.value)
    assert said in str(caught.value)


def test_the_example_of_the_format_is_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (DATA / "README.md").read_text(encoding="utf-8"), re.DOTALL)

    assert load([], [("README.md", example)], cache=tmp_path).knows("acme.loaders.PdfLoader")
