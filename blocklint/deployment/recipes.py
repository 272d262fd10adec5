"""Makefile or justfile in, the lines of its recipes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.shell import LogicalLine, expand, logical_lines

_MAKE_VARIABLE = re.compile(r"\$\((?P<round>[\w.-]+)\)|\$\{(?P<curly>[\w.-]+)\}")
_JUST_VARIABLE = re.compile(r"\{\{\s*(?P<name>[\w-]+)\s*\}\}")
_MAKE_ASSIGNMENT = re.compile(
    r"(?:override\s+)?(?P<export>export\s+)?(?P<name>[\w.-]+)\s*(?P<sign>[:?+!]*)=\s*(?P<value>.*)", re.DOTALL
)
_JUST_ASSIGNMENT = re.compile(r"(?P<export>export\s+)?(?P<name>[\w-]+)\s*(?P<sign>:)=\s*(?P<value>.*)", re.DOTALL)
_TARGET = re.compile(r"@?(?P<name>[\w./%$(){}-][^:=\n]*?)\s*::?(?!=)(?P<rest>.*)", re.DOTALL)


_DEEPEST = 4
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class _Recipes:
    """The variables that have been read so far, by shell-like names, and those that are exported."""

    kind: str
    assignment: re.Pattern[str]
    indents: tuple[str, ...]
    variables: dict[str, str] = field(default_factory=dict)
    exported: set[str] = field(default_factory=set)


def read_makefile(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the lines of a Makefile's recipes, with its own variables for what they expand."""
    return _lines(path, text, _Recipes("Makefile", _MAKE_ASSIGNMENT, ("\t",)))


def read_justfile(path: str, text: str) -> Iterable[CommandLine]:
    """Yield the lines of a justfile's recipes, with its own variables for what they expand."""
    return _lines(path, text, _Recipes("justfile", _JUST_ASSIGNMENT, (" ", "\t")))


def _lines(path: str, text: str, recipes: _Recipes) -> Iterator[CommandLine]:
    target = ""
    for line in logical_lines(text):
        content = line.text.strip()
        if not content or content.startswith("#"):
            continue
        if line.text.startswith(recipes.indents):
            yield _line(path, recipes, target, line, content)
        elif found := recipes.assignment.fullmatch(content):
            _assign(recipes, found)
        elif found := _TARGET.match(line.text):
            target = found["name"].split()[0]
            inline = found["rest"].partition(";")[2].strip()
            if inline:
                yield _line(path, recipes, target, line, inline)


def _assign(recipes: _Recipes, found: re.Match[str]) -> None:
    name, value = _name(found["name"]), _as_shell(found["value"].strip().strip("'\""))
    if "+" in found["sign"]:
        value = f"{recipes.variables.get(name, '')} {value}"
    recipes.variables[name] = value
    if found["export"]:
        recipes.exported.add(name)


def _as_shell(text: str) -> str:
    """Spell the variables of make and just as the shell does; ``$$`` is the shell's own dollar."""
    text = _MAKE_VARIABLE.sub(lambda match: f"${{{_name(match['round'] or match['curly'])}}}", text)
    return _JUST_VARIABLE.sub(lambda match: f"${{{_name(match['name'])}}}", text).replace("$$", "$")


def _name(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _line(path: str, recipes: _Recipes, target: str, line: LogicalLine, content: str) -> CommandLine:
    return CommandLine(
        command=_expanded(_as_shell(content.lstrip("@-+")), recipes.variables),
        start=line.start,
        end=line.end,
        source=f"{recipes.kind} {target}".rstrip(),
        environment={name: recipes.variables[name] for name in recipes.exported},
        development=hint(target, path.rpartition("/")[2]),
    )


def _expanded(command: str, variables: Mapping[str, str]) -> str:
    """Expand variables that name further variables, to a small depth and length: ``RUN = $(POETRY) run``."""
    for _ in range(_DEEPEST):
        longer = expand(command, variables)
        if longer == command or len(longer) > _LONGEST:
            break
        command = longer
    return command
