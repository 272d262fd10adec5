"""What runs while modules are imported, and which server imports them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from blocklint.deployment.setting import ServerSetting
from blocklint.program.facts import Where, calls_of
from blocklint.program.guards import is_under_main
from blocklint.program.program import Program
from blocklint.program.subjects import Resolution, Subject
from blocklint.program.units import ModuleUnit
from blocklint.summaries.summary import CLASS_BODY


def import_bodies(program: Program) -> Iterator[Subject]:
    """Yield the bodies of modules, and of the classes in them, that a server may import.

    A test runner imports its modules where no loop runs, and serves none.
    """
    for subject in program.subjects:
        unit = subject.unit
        is_body = unit.number == 0 or (unit.summary.flags & CLASS_BODY and _at_module_level(subject))
        if is_body and not unit.module.is_test:
            yield subject


def _at_module_level(subject: Subject) -> bool:
    parent = subject.parent
    while parent is not None and parent.unit.summary.flags & CLASS_BODY:
        parent = parent.parent
    return parent is not None and parent.unit.number == 0


def calls_at_import(body: Subject, *, going_somewhere: bool = False) -> Iterator[tuple[Where, Resolution]]:
    """Yield the calls of such a body, those under ``if __name__ == "__main__"`` left out; all, or see `calls_of`."""
    for where, record in calls_of(body, going_somewhere=going_somewhere):
        if not is_under_main(where):
            yield where, record


def served_by(setting: ServerSetting) -> str:
    """Return where and how a module is served, as a note of a finding."""
    return f"served by {setting.source} at {setting.path}:{setting.line}{_how(setting)}"


def _how(setting: ServerSetting) -> str:
    how = ["with reload"] if setting.reload else []
    if (setting.workers or 1) > 1:
        how.append(f"with {setting.workers} workers")
    return " " + " and ".join(how) if how else ""


def serving(module: ModuleUnit, settings: Sequence[ServerSetting]) -> ServerSetting | None:
    """Return the setting that serves the module: one that names it, else one near it; the most telling first."""
    folder = module.path.rpartition("/")[0]
    named, near = [], []
    for setting in settings:
        if setting.path != module.path and not _is_near(setting.path, folder):
            continue
        target = setting.module
        if target is not None and (module.source.module == target or module.source.module.endswith(f".{target}")):
            named.append(setting)
        elif target is None or setting.path == module.path:
            near.append(setting)
        else:
            near.append(setting)
    for group in (named, near):
        if group:
            return min(group, key=lambda one: (not one.reload, not one.many_processes, one.path, one.line))
    return None


def _is_near(path: str, folder: str) -> bool:
    """True for a file in the module's own folder or one above it."""
    home = path.rpartition("/")[0]
    return folder == home or folder.startswith(f"{home}/") or not home
