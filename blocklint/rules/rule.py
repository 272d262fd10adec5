"""What a rule is: a code, a name, its page, and a pure check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from blocklint.findings.finding import Finding
from blocklint.kinds import LEVEL_OF, Kind, Level
from blocklint.rules.blocking import findings_of_kind

if TYPE_CHECKING:
    from blocklint.deployment.setting import ServerSetting
    from blocklint.program import Program

Check: TypeAlias = "Callable[[Program, Sequence[ServerSetting]], Iterator[Finding]]"
"""Program and server settings in, findings out: no disk, no tree, no configuration, no printing."""


class Family(str, Enum):
    """The families of rules, by the first digit of their codes."""

    BLOCKING = "blocking on the loop"
    OFFLOADS = "offloads done wrong"
    LIFETIMES = "browser and client lifetime"
    SERVERS = "server settings"
    HOUSEKEEPING = "housekeeping"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of mistake.

    `code` is what a selection and a suppression name (``BL101``), `name` reads as "allow
    blocking-http", `since` is the first release that has the rule. `summary` is one sentence without
    a final stop; `doc` is the docstring of the rule's module, which `blocklint.rules.page` reads.
    `level` is what a finding has before its context (start-up, scripts, tests) lowers it.
    """

    code: str
    name: str
    since: str
    summary: str
    doc: str
    level: Level
    check: Check
    family: Family


def kind_rule(kind: Kind, code: str, name: str, doc: str, since: str) -> Rule:
    """Return the rule that reports the calls of one kind that run on the event loop.

    `doc` is the rule's page; its first line gives the summary. The level is that of the kind.
    """

    def check(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
        return findings_of_kind(program, kind, code, name)

    return Rule(code, name, since, summary_of(doc), doc, LEVEL_OF[kind], check, Family.BLOCKING)


def summary_of(doc: str) -> str:
    """Return the first line of a rule's page without its final stop."""
    return doc.strip().partition("\n")[0].rstrip(".")


def noticed_elsewhere(program: Program, settings: Sequence[ServerSetting]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield nothing: the check of a rule whose findings are made where files and comments are read."""
    return iter(())
