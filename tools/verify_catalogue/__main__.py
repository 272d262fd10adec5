"""Install the libraries of the catalogue, look up every name that it declares, and say what is wrong.

Run as ``make verify-catalogue ARGS="--only requests"``. Exit 0: every name is what the catalogue says. 1: some are not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from blocklint.catalogue.index import STANDARD
from blocklint.catalogue.loader import DATA
from verify_catalogue import environments, groups, libraries, statistics, verdicts, versions
from verify_catalogue.groups import Group, Plan
from verify_catalogue.libraries import Library
from verify_catalogue.verdicts import Verdict

Result = tuple[Library, str, list[Verdict]]


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify_catalogue", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", action="append", metavar="LIBRARY", help="these libraries alone; repeat")
    parser.add_argument("--tier", type=int, default=9, help="groups up to this tier: 1 is what the tests run")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="environments at the same time")
    parser.add_argument("--environments", type=Path, help="keep the environments in this folder, and use them again")
    parser.add_argument("--no-write", action="store_true", help="change neither versions nor counts in the catalogue")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _arguments(given)
    plan = groups.read()
    tables = libraries.read_tables()
    known, strays = libraries.libraries(tables, plan)
    wanted = set(options.only) if options.only else None
    for name in sorted((wanted or set()) - set(known)):
        folded = {one.lower(): one for one in known}
        near = get_close_matches(name.lower(), folded, 1)
        hint = f"; did you mean {folded[near[0]]}?" if near else ""
        print(f"no library of the catalogue has the name {name}{hint}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="verify-catalogue-") as temporary:
        folder = options.environments or Path(temporary)
        chosen = [group for group in plan.groups if group.tier <= options.tier and not group.earlier]
        with ThreadPoolExecutor(options.jobs) as pool:
            done = list(pool.map(lambda group: _group(folder, group, known, plan, options), chosen))
        results = [result for group in done for result in group]
        if wanted is None or STANDARD in wanted:
            version, found = verdicts.judge(known[STANDARD], Path(sys.executable), plan, static=False)
            results.append((known[STANDARD], version, found))
        for group in plan.groups:
            if group.earlier and group.tier <= options.tier:
                results = _earlier(folder, group, plan, results)
    whole = wanted is None and options.tier >= max(group.tier for group in plan.groups)
    if not options.no_write:
        _write(results, tables)
    wrong = _report(results, strays if whole else [])
    if whole:
        every = [one for _, _, found in results for one in found]
        wrong += [f"[unseen] {name}: excuses nothing any more" for name in verdicts.stale(plan, every)]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def _group(
    folder: Path, group: Group, known: dict[str, Library], plan: Plan, options: argparse.Namespace
) -> list[Result]:
    names = [*group.libraries, *(root for root, name in plan.others.items() if name == group.name)]
    chosen = [known[name] for name in names if name in known and (not options.only or name in options.only)]
    if not chosen:
        return []
    environment = environments.prepare(folder / group.name, group)
    alone = {} if group.static else _held_back(environment.python, group, chosen)
    results: list[Result] = []
    for library in chosen:
        if library.name in alone:
            continue
        version, found = verdicts.judge(library, environment.python, plan, static=group.static)
        results.append((library, version, found))
    _done(folder / group.name, options)
    for requirement, why in environment.failures.items():
        print(f"{group.name}: {requirement}: {why}", file=sys.stderr)
    for library in (one for one in chosen if one.name in alone):
        name, requirements = f"{group.name}-{library.name}", (alone[library.name], *group.also)
        single = replace(group, name=name, libraries=(library.name,), requirements=requirements)
        print(f"{group.name}: {library.name} is held back by the others: on its own", file=sys.stderr)
        results.append(_single(folder, single, library, plan, options))
    wrong = sum(one.how == "wrong" for _, _, found in results for one in found)
    print(f"{group.name}: {len(chosen)} libraries, {wrong} claims wrong", file=sys.stderr)
    return results


def _single(folder: Path, group: Group, library: Library, plan: Plan, options: argparse.Namespace) -> Result:
    environment = environments.prepare(folder / group.name, group)
    version, found = verdicts.judge(library, environment.python, plan, static=group.static)
    _done(folder / group.name, options)
    return library, version, found


def _held_back(python: Path, group: Group, chosen: Sequence[Library]) -> dict[str, str]:
    """Return the libraries, with their requirements, of which the others of the group allow an old release only."""
    requirements = dict(zip(group.libraries, group.requirements, strict=False))
    wanted = {one.name: requirements[one.name] for one in chosen if one.name in requirements}
    late = environments.held_back(python, list(wanted.values()))
    return {name: text for name, text in wanted.items() if canonicalize_name(Requirement(text).name) in late}


def _done(folder: Path, options: argparse.Namespace) -> None:
    if options.environments is None:
        shutil.rmtree(folder, ignore_errors=True)


def _earlier(folder: Path, group: Group, plan: Plan, results: Sequence[Result]) -> list[Result]:
    if not any(one.how == "wrong" for library, _, found in results if library.name in group.libraries for one in found):
        return list(results)
    environment = environments.prepare(folder / group.name, group)
    return [
        (library, version, verdicts.again(library, environment.python, plan, found))
        if library.name in group.libraries
        else (library, version, found)
        for library, version, found in results
    ]


def _write(results: Sequence[Result], tables: dict[str, libraries.Tables]) -> None:
    for library, version, found in results:
        if not version or any(one.how == "wrong" for one in found):
            continue
        for file in library.files:
            text = (DATA / file).read_text(encoding="utf-8")
            if versions.is_lower(version, text):
                print(f"{file}: {version} is lower than what was checked before: not written")
                continue
            (DATA / file).write_text(versions.with_version(text, version), encoding="utf-8")
    files = {file: one["library"]["name"] for file, one in tables.items()}
    kept = statistics.read() if statistics.FILE.exists() else {}
    own = {files[file] for library, _, _ in results for file in library.files}
    seen = statistics.counted([one for _, _, found in results for one in found], files, own)
    counts = statistics.count(tables, {**kept, **seen})
    statistics.FILE.write_text(statistics.as_text(counts), encoding="utf-8")


def _report(results: Sequence[Result], strays: Sequence[object]) -> list[str]:
    """Print the counts and return a line for everything that is wrong."""
    every = [one for _, _, found in results for one in found]
    counts = Counter(one.how for one in every)
    names = {one.claim.full: one.how for one in every if one.claim.blocking and one.claim.expect != "pattern"}
    blocking = Counter(names.values())
    print(f"{len(results)} libraries, {len(every)} claims: {_shown(counts)}")
    print(f"{len(names)} blocking names declared: {_shown(blocking)}")
    print(f"{sum(one.names for one in every if one.claim.blocking)} names that patterns stand for")
    for reason, number in Counter(one.said for one in every if one.how in ("unseen", "other version")).items():
        print(f"  not seen, {number}: {reason}")
    wrong = [f"{one.claim.place}: {one.claim.full}: {one.said}" for one in every if one.how == "wrong"]
    return wrong + [f"{claim}: no library has its import root" for claim in strays]


def _shown(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {how}" for how, number in counts.most_common())


if __name__ == "__main__":
    sys.exit(main())
