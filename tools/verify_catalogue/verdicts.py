"""Libraries and environments in, a verdict on every claim out."""

from __future__ import annotations

import fnmatch
import importlib.util
import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from packaging.requirements import Requirement

from blocklint.catalogue.index import STANDARD
from verify_catalogue.claims import Claim
from verify_catalogue.groups import Plan
from verify_catalogue.libraries import Library

_SECONDS = 400
_TOOLS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one claim.

    `how` is ``import``, ``source``, ``earlier`` (in the source of an earlier release), ``unseen`` (named in the plan,
    for the reason `said`), ``other version`` (the row holds for another one than the installed) or ``wrong``.
    `names` counts what a pattern stands for.
    """

    claim: Claim
    how: str
    said: str = ""
    names: int = 0


def judge(library: Library, python: Path, plan: Plan, *, static: bool) -> tuple[str, list[Verdict]]:
    """Return the installed version of `library` and a verdict on each of its claims."""
    claims = list(library.claims)
    task = {
        "standard": library.name == STANDARD,
        "distributions": [library.name],
        "roots": library.roots,
        "stubs": str(_typeshed() or "") if library.name == STANDARD else "",
        "instances": plan.instances,
        "static": static,
        "claims": [asdict(claim) for claim in claims],
    }
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DJANGO_"))}
    environment |= {"PYTHONPATH": str(_TOOLS), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        # Some libraries write into the working folder when they are imported.
        with tempfile.TemporaryDirectory(prefix="verify-catalogue-") as folder:
            done = subprocess.run(
                [str(python), "-m", "verify_catalogue.probe"], cwd=folder,
                input=json.dumps(task), capture_output=True, text=True, env=environment, timeout=_SECONDS, check=False,
            )  # fmt: skip
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        if not static:
            # Importing it hangs or ends the process: its source is read instead.
            return judge(library, python, plan, static=True)
        return "", [Verdict(claim, "wrong", f"the probe gave no answer: {error}") for claim in claims]
    version = str(answer["version"])
    found = [
        Verdict(claim, one["verdict"], one.get("said", ""), one.get("names", 0))
        for claim, one in zip(claims, answer["verdicts"], strict=True)
    ]
    return version, [_excused(verdict, plan, version) for verdict in found]


def again(library: Library, python: Path, plan: Plan, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return `verdicts` with those that were wrong judged in an environment that has an earlier release."""
    wrong = {verdict.claim: None for verdict in verdicts if verdict.how == "wrong"}
    if not wrong:
        return list(verdicts)
    _, found = judge(replace(library, claims=wrong), python, plan, static=True)
    better = {one.claim: replace(one, how="earlier") for one in found if one.how in ("import", "source")}
    return [better.get(verdict.claim, verdict) for verdict in verdicts]


def stale(plan: Plan, verdicts: Sequence[Verdict]) -> list[str]:
    """Return the names of the plan's ``unseen`` that excuse nothing any more."""
    said = {verdict.said for verdict in verdicts if verdict.how == "unseen"}
    used = {
        pattern
        for pattern, reason in plan.unseen.items()
        if reason in said and any(_names(pattern, one.claim) for one in verdicts if one.how == "unseen")
    }
    return sorted(set(plan.unseen) - used)


def _excused(verdict: Verdict, plan: Plan, version: str) -> Verdict:
    if verdict.how != "wrong":
        return verdict
    requires = verdict.claim.requires
    if requires and version and not Requirement(requires).specifier.contains(version, prereleases=True):
        return replace(verdict, how="other version", said=f"holds for {requires}")
    reason = next((reason for pattern, reason in plan.unseen.items() if _names(pattern, verdict.claim)), None)
    return replace(verdict, how="unseen", said=reason) if reason is not None else verdict


def _names(pattern: str, claim: Claim) -> bool:
    return fnmatch.fnmatchcase(claim.full, pattern)


def _typeshed() -> Path | None:
    """Return the standard library's stubs that mypy brings along."""
    spec = importlib.util.find_spec("mypy")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "typeshed" / "stdlib"
