"""The data file `groups.toml` in: which libraries are installed together, and what cannot be seen, and why."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("groups.toml")


@dataclass(frozen=True, slots=True)
class Group:
    """Libraries that go together in one environment, by name; `also` is what else is installed there.

    `tier` is 1 for what every run of the tests verifies. `static` groups are unpacked and not built, and their names
    resolved in the source: they are large, or need what a machine may not have. `earlier` groups
    hold releases and companions of libraries of other groups: what those do not have is looked for there. The first
    `requirements` are those of the libraries, in their order, the rest are `also`.
    """

    name: str
    libraries: tuple[str, ...]
    requirements: tuple[str, ...]
    also: tuple[str, ...] = ()
    tier: int = 3
    static: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All of the data file.

    `unseen` maps names, or patterns of names, that exist at run time only, to the reason; `instances` classes whose
    methods are made at run time to expressions that build some; `others` import roots of packages that only
    replacements name to nothing but their group.
    """

    groups: tuple[Group, ...]
    unseen: dict[str, str] = field(default_factory=dict)
    instances: dict[str, list[str]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)


def read(path: Path = FILE) -> Plan:
    """Read the plan from its TOML file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    requirements = data.get("requirements", {})
    groups = tuple(_group(name, row, requirements) for name, row in data["groups"].items())
    rest = {key: data.get(key, {}) for key in ("unseen", "instances", "others")}
    return Plan(groups, **rest)


def _group(name: str, row: dict[str, Any], requirements: dict[str, str]) -> Group:
    libraries = tuple(row.get("libraries", ()))
    earlier = row.get("earlier", False)
    named = () if earlier else (requirements.get(one, one) for one in libraries)
    static = row.get("static", earlier)
    also = tuple(row.get("also", ()))
    return Group(name, libraries, (*named, *also), also, row.get("tier", 3), static, earlier)
