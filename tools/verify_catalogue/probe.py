"""Claims about one library in, on standard input, and verdicts out: runs inside the library's environment.

A verdict is ``import`` (the name was imported and looked at), ``source`` (found in its source text or stub), or
``wrong`` with what is wrong. Names that a pattern stands for are counted.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import fnmatch
import importlib
import importlib.metadata
import inspect
import json
import os
import sys
import sysconfig
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from verify_catalogue.sources import AWAITABLE, Found, Sources, outermost

Verdict = dict[str, Any]

_MISSING = object()
_BRIDGES = (os.path.join("fsspec", "asyn.py"),)
"""Files whose functions wrap a coroutine function and wait for it: the wrapper is a plain function."""
_DEEP = 5
"""Attribute trees are walked this far: client.beta.threads.runs.steps.list."""


class Wrong(Exception):  # noqa: N818 - a verdict, not an accident
    """The claim does not hold; the text says why."""


class Probe:
    """Answers claims, by importing unless `static`, and from the source where that fails."""

    def __init__(self, stubs: Path | None, instances: dict[str, list[str]], *, static: bool) -> None:
        paths = [Path(sysconfig.get_path(key)) for key in ("purelib", "platlib", "stdlib")]
        paths += [Path(one) for one in sys.path if one]  # what was unpacked and not built stands in folders of its own
        self._sources = [Sources(dict.fromkeys(paths)), *([Sources([stubs])] if stubs else [])]
        self._instances = instances
        self._static = static
        self._kept: dict[str, Any] = {}

    def judge(self, claim: dict[str, Any]) -> Verdict:
        """Return the verdict on one claim."""
        verdicts = (self._judged({**claim, "name": name}) for name in (claim["name"], *claim["also"]))
        first = next(verdicts)
        if first["verdict"] != "wrong":
            return first
        return next((other for other in verdicts if other["verdict"] != "wrong"), first)

    def _judged(self, claim: dict[str, Any]) -> Verdict:
        try:
            return self._judge(**claim)
        except Wrong as wrong:
            return {"verdict": "wrong", "said": str(wrong)}
        except RecursionError:
            return {"verdict": "wrong", "said": "cannot be followed"}

    def _judge(self, name: str, expect: str, member: str, options: list[str], *, deep: bool, **_: object) -> Verdict:
        if expect in ("pattern", "coroutines"):
            return self._matching(name, member, options, deep=deep, coroutines=expect == "coroutines")
        if expect == "special":
            return self._special(name, options, member)
        value, found = self._look(f"{name}.{member}" if member else name)
        if value is _MISSING and found is None:
            raise Wrong("no such name")
        if expect == "class" and not _is_class(value, found):
            raise Wrong("is no class")
        if expect in ("callable", "method", "coroutine"):
            waits = _is_coroutine(value) if value is not _MISSING else bool(found and found.is_coroutine)
            if expect == "coroutine":
                waits = waits or bool(found and found.is_coroutine) or self._says_awaitable(f"{name}.{member}")
            if waits != (expect == "coroutine"):
                raise Wrong("is a coroutine function" if waits else "is no coroutine function")
        return {"verdict": "import" if value is not _MISSING else "source"}

    # Looking a name up

    def _look(self, name: str) -> tuple[Any, Found | None]:
        """Return the object of that name, or its definition where nothing can be imported."""
        value = _MISSING if self._static else self._import(name)
        if value is not _MISSING:
            return value, None
        return _MISSING, self._find(name)

    def _find(self, name: str) -> Found | None:
        for sources in self._sources:
            found = sources.find(name)
            if found is not None:
                return found
        return self._find_through_class(name)

    def _find_through_class(self, name: str) -> Found | None:
        """Look in the source of the class that importing gives, which may stand in another module."""
        head, path = name, ""
        while "." in head and not self._static:
            head, _, part = head.rpartition(".")
            path = f"{part}.{path}" if path else part
            owner = self._import(head)
            if inspect.isclass(owner):
                real = f"{owner.__module__}.{owner.__qualname__}"
                return self._sources[0].find(f"{real}.{path}") if real != head else None
        return None

    def _import(self, name: str) -> Any:
        if name not in self._kept:
            self._kept[name] = self._imported(name)
        return self._kept[name]

    def _imported(self, name: str) -> Any:
        head, _, last = name.rpartition(".")
        if head:
            owner = self._import(head)
            if owner is not _MISSING:
                value = self._member(owner, last)
                if value is not _MISSING:
                    return value
                if not isinstance(owner, types.ModuleType):
                    return _MISSING
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return importlib.import_module(name)
            except BaseException:  # a library may even exit when it is imported
                return vars(builtins).get(name, _MISSING)

    def _member(self, owner: Any, name: str) -> Any:
        for one in (*self._made(owner), owner):
            try:
                value = getattr(one, name, _MISSING)
            except BaseException:  # descriptors run code of the library
                value = inspect.getattr_static(one, name, _MISSING)
            if value is not _MISSING and not (inspect.isclass(owner) and _is_metaclass_only(owner, name)):
                return value
        if inspect.isclass(owner) and _is_field(owner, name):
            return None
        return _MISSING

    def _made(self, owner: Any) -> list[Any]:
        """Return instances of a class whose methods are made at run time."""
        if not inspect.isclass(owner):
            return []
        return [self._evaluated(one) for one in self._instances.get(f"{owner.__module__}.{owner.__qualname__}", ())]

    def _evaluated(self, expression: str) -> Any:
        if expression not in self._kept:
            dotted = expression.partition("(")[0].split(".")
            for length in range(1, len(dotted)):
                with contextlib.suppress(ImportError):
                    importlib.import_module(".".join(dotted[:length]))
            names = {dotted[0]: sys.modules[dotted[0]]}
            try:
                self._kept[expression] = eval(expression, names)
            except BaseException as error:
                raise Wrong(f"{expression}: {error!r}") from None
        return self._kept[expression]

    # Classes

    def _special(self, name: str, options: list[str], phase: str) -> Verdict:
        value, found = self._look(name)
        if value is not _MISSING:
            if any(hasattr(each, one) for each in (value, *self._made(value)) for one in options):
                return {"verdict": "import"}
            if phase != "called" and hasattr(value, "__getattr__"):
                return {"verdict": "import"}
        found = found or self._find(name)
        for sources in self._sources:
            inner = sources.find(name)
            owner = sources.type_of(inner) if inner is not None else None
            if owner is not None and any(one in sources.members(owner) for one in options):
                return {"verdict": "source"}
        raise Wrong(f"has none of {', '.join(options)}" if found or value is not _MISSING else "no such name")

    def _matching(self, name: str, pattern: str, excepted: list[str], *, deep: bool, coroutines: bool) -> Verdict:
        value, found = self._look(name)
        if value is _MISSING and found is None:
            raise Wrong("no such name")
        if deep or value is _MISSING:
            found = found or self._find(name)
            names = dict(self._tree(found, set()) if found else ()) if deep else self._flat(found)
            for one in self._made(value) if value is not _MISSING else ():
                names.update(_deep_callables(one))
        else:
            names = self._callables(value)
        matching = [
            one
            for one, waits in names.items()
            if fnmatch.fnmatchcase(one, pattern)
            and not any(fnmatch.fnmatchcase(one, other) for other in excepted)
            and (waits or not coroutines)
        ]
        if not matching:
            raise Wrong(f"no public member matches {pattern}")
        wrong = [one for one in matching if names[one]] if not coroutines else []
        if wrong:
            raise Wrong(f"{pattern} stands for coroutine functions: {', '.join(wrong[:8])}")
        return {"verdict": "source" if value is _MISSING else "import", "names": len(matching)}

    def _callables(self, value: Any) -> dict[str, bool]:
        names = _callables(value)
        for one in self._made(value):
            names.update(_callables(one))
        return names

    def _flat(self, found: Found | None) -> dict[str, bool]:
        members = self._sources[0].members(found) if found else {}
        return {
            name: one.is_coroutine
            for name, one in members.items()
            if not name.startswith("_") and type(one.tree).__name__ in ("FunctionDef", "AsyncFunctionDef")
        }

    def _tree(self, found: Found, seen: set[int], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, bool]]:
        sources = self._sources[0]
        if depth > _DEEP or id(found.tree) in seen:
            return
        for name, member in sources.members(found).items():
            if name.startswith("_"):
                continue
            is_function = type(member.tree).__name__ in ("FunctionDef", "AsyncFunctionDef")
            if is_function and not _is_property(member):
                yield f"{prefix}{name}", member.is_coroutine
                continue
            owner = sources.type_of(member)
            if owner is not None and owner.module.name.partition(".")[0] == found.module.name.partition(".")[0]:
                yield from self._tree(owner, seen | {id(found.tree)}, f"{prefix}{name}.", depth + 1)

    def _says_awaitable(self, name: str) -> bool:
        found = self._find(name) or self._find_through_class(name)
        return bool(found and found.is_coroutine)


def _is_property(found: Found) -> bool:
    return any(
        "property" in str(getattr(one, "id", getattr(one, "attr", "")))
        for one in getattr(found.tree, "decorator_list", ())
    )


def _is_class(value: Any, found: Found | None) -> bool:
    if value is _MISSING:
        return bool(found and (found.is_class or type(found.tree).__name__ == "Assign"))
    return inspect.isclass(value) or hasattr(value, "__origin__") or callable(value)


def _is_coroutine(value: Any) -> bool:
    function = getattr(value, "__func__", value)
    if getattr(getattr(function, "__code__", None), "co_filename", "").endswith(_BRIDGES):
        return False
    with contextlib.suppress(ValueError):
        function = inspect.unwrap(function)
    functions = [value, function, getattr(function, "func", function)]
    if any(inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one) for one in functions):
        return True
    says = getattr(function, "__annotations__", {}).get("return", "") if inspect.isfunction(function) else ""
    text = says if isinstance(says, str) else getattr(says, "__qualname__", str(says))
    return outermost(ast.Constant(text)) in AWAITABLE


def _is_metaclass_only(owner: type, name: str) -> bool:
    """Tell whether `name` is an attribute of the class object alone, such as ``mro``."""
    return hasattr(type, name) and not any(name in vars(one) for one in owner.__mro__)


def _is_field(owner: type, name: str) -> bool:
    declared = [vars(one) for one in owner.__mro__ if one is not object]
    tables = ("__annotations__", "__dataclass_fields__", "model_fields", "__pydantic_fields__")
    if any(name in fields for table in declared for key in tables if isinstance(fields := table.get(key), dict)):
        return True
    return any(name in _slots(table) for table in declared)


def _slots(table: Any) -> tuple[str, ...]:
    slots = table.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _callables(owner: Any) -> dict[str, bool]:
    """Return the public callables of a module, class or instance, each with whether it is a coroutine function."""
    found = {}
    for name in dir(owner):
        if name.startswith("_"):
            continue
        try:
            value = inspect.getattr_static(owner, name) if inspect.isclass(owner) else getattr(owner, name)
            value = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
        except BaseException:  # attributes run code of the library
            continue
        if callable(value) and not (inspect.isclass(value) and inspect.isclass(owner)):
            found[name] = _is_coroutine(value)
    return found


def _deep_callables(owner: Any, prefix: str = "", depth: int = 0) -> dict[str, bool]:
    """Return the callables of an instance and of the objects of the same package below it, by path."""
    found = {f"{prefix}{name}": waits for name, waits in _callables(owner).items()}
    root = type(owner).__module__.partition(".")[0]
    for name in dir(owner) if depth < _DEEP else ():
        if not name.startswith("_") and name not in found:
            with contextlib.suppress(BaseException):
                value = getattr(owner, name)
                if type(value).__module__.partition(".")[0] == root and not callable(value):
                    found.update(_deep_callables(value, f"{prefix}{name}.", depth + 1))
    return found


def _version(distributions: list[str], roots: list[str]) -> str:
    for name in distributions:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(name)
    owners = importlib.metadata.packages_distributions()
    for root in roots:
        for name in owners.get(root.partition(".")[0], ()):
            return importlib.metadata.version(name)
    return ""


def main() -> None:
    """Read a task from standard input and write its verdicts to standard output."""
    task = json.load(sys.stdin)
    answer = os.dup(1)
    # What a library prints when it is imported must not mix with the answer.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    if task["standard"]:
        version = ".".join(map(str, sys.version_info[:3]))
    else:
        version = _version(task["distributions"], task["roots"])
    stubs = Path(task["stubs"]) if task["stubs"] else None
    probe = Probe(stubs, task["instances"], static=task["static"])
    verdicts = [probe.judge(claim) for claim in task["claims"]]
    with os.fdopen(answer, "w") as file:
        json.dump({"version": version, "verdicts": verdicts}, file)
        file.flush()
        # Libraries leave threads behind that would keep the process alive.
        os._exit(0)


if __name__ == "__main__":
    main()
