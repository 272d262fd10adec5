"""The text of one file in, the requirements that it declares out, as a package index would be asked for them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LOCKS = frozenset(("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock"))
_OTHERS = frozenset(("pyproject.toml", "setup.py", "setup.cfg", "Pipfile"))
_CONDA = re.compile(r"(?:^|/)(?:conda[\w.-]*|environment[\w.-]*)\.ya?ml$")
_LISTED = re.compile(r"(?:^|/)(?:[^/]*requirements[^/]*|(requirements)/[^/]+)\.(?:txt|in)$")
_STRING = r"\"[^\"\n]*\"|'[^'\n]*'"
_LIST = rf"[\[(]((?:[^\])\"'#]|{_STRING}|#[^\n]*\n)*)[\])]"
_NEEDED = re.compile(rf"\binstall_requires\s*=\s*(?:{_LIST}|(\w+))")
_QUOTED = re.compile(rf"#[^\n]*|({_STRING})")
_CONDA_LINE = re.compile(r"^\s*-\s*[\"']?(?:[\w-]+::)?([A-Za-z0-9][\w.\[\],-]*)\s*([=<>!~][^\"'#]*)?[\"']?\s*(?:#.*)?$")
_SCRIPT = re.compile(r"^# /// script[ \t]*\n((?:#(?: .*)?\n)+?)# ///[ \t]*$", re.MULTILINE)


def is_requirements_file(path: str) -> bool:
    """True for a file that declares or locks requirements."""
    name = path.rpartition("/")[2]
    return name in _OTHERS or is_lock(path) or bool(_LISTED.search(path) or _CONDA.search(path))


def is_lock(path: str) -> bool:
    """True for a file that says which versions are installed."""
    return path.rpartition("/")[2] in _LOCKS


def folder_of(path: str) -> str:
    """Return the folder whose files a declaration counts for: that around a folder of requirements."""
    folder = path.rpartition("/")[0]
    match = _LISTED.search(path)
    return folder.rpartition("/")[0] if match is not None and match[1] else folder


def declared_in(path: str, text: str) -> Iterator[str]:
    """Yield the requirements that a file declares; what is not in the file's own format declares nothing."""
    name = path.rpartition("/")[2]
    if _LISTED.search(path):
        yield from (line.partition("#")[0].partition(" --")[0].strip() for line in text.splitlines())
    elif name == "setup.py":
        yield from _in_setup(text)
    elif name == "setup.cfg":
        yield from _in_configuration(text)
    elif _CONDA.search(path):
        yield from _in_environment(text)
    else:
        try:
            table = json.loads(text) if name == "Pipfile.lock" else tomllib.loads(text)
        except (ValueError, RecursionError):
            return
        if name == "Pipfile.lock":
            yield from _from_pip(table, ("default", "develop"))
        elif name == "Pipfile":
            yield from _from_pip(table, ("packages", "dev-packages"))
        else:
            yield from _locked(table) if name in _LOCKS else _projects(table)


def declared_by_script(text: str) -> Iterator[str]:
    """Yield what the header of a script (PEP 723) declares."""
    match = _SCRIPT.search(text.replace("\r\n", "\n"))
    if match is None:
        return
    lines = (line[2:] for line in match[1].splitlines())
    try:
        yield from _strings(tomllib.loads("\n".join(lines)).get("dependencies"))
    except (ValueError, RecursionError):
        return


def _in_setup(text: str) -> Iterator[str]:
    """Yield the literals of ``install_requires``, which may stand in a list of their own."""
    for match in _NEEDED.finditer(text):
        listed: str | None = match[1]
        if listed is None:
            named = re.search(rf"^{match[2]}\s*(?::[^=\n]*)?=\s*{_LIST}", text, re.MULTILINE)
            listed = named[1] if named is not None else ""
        yield from (quoted[1][1:-1] for quoted in _QUOTED.finditer(listed or "") if quoted[1])


def _in_configuration(text: str) -> Iterator[str]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except Error:
        return
    values = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        values += [value for _, value in parser.items("options.extras_require")]
    for value in values:
        yield from (line.partition("#")[0].strip() for line in value.splitlines())


def _in_environment(text: str) -> Iterator[str]:
    """Yield the entries of conda's file, where ``=`` is the start of a version."""
    for line in text.splitlines():
        match = _CONDA_LINE.match(line)
        if match is None:
            continue
        version = (match[2] or "").strip()
        if re.match(r"=[^=]", version):
            version = f"=={version[1:].partition('=')[0].strip().removesuffix('.*')}.*"
        yield f"{match[1]}{version}"


def _from_pip(table: Any, sections: Iterable[str]) -> Iterator[str]:
    for section in sections:
        for name, value in _items(table, section):
            version = value.get("version", "") if isinstance(value, dict) else value
            if isinstance(version, str):
                yield f"{name}{version.replace('*', '') if version == '*' else version}"


def _locked(table: Mapping[str, Any]) -> Iterator[str]:
    for key in ("package", "packages"):
        packages = table.get(key)
        for package in packages if isinstance(packages, list) else ():
            if isinstance(package, dict) and "name" in package and "version" in package:
                yield f"{package['name']}=={package['version']}"


def _projects(table: Mapping[str, Any]) -> Iterator[str]:
    project = table.get("project")
    yield from _strings(project.get("dependencies") if isinstance(project, dict) else None)
    groups = (*_items(project, "optional-dependencies"), *_items(table, "dependency-groups"))
    for _, group in groups:
        yield from _strings(group)
    tools = table.get("tool")
    poetry = tools.get("poetry") if isinstance(tools, dict) else None
    for section in ("dependencies", "dev-dependencies"):
        yield from _from_poetry(_items(poetry, section))
    for _, group in _items(poetry, "group"):
        yield from _from_poetry(_items(group, "dependencies"))


def _from_poetry(rows: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, value in rows:
        version = value.get("version", "") if isinstance(value, dict) else value
        if isinstance(version, str):
            yield f"{name}{_standard(version.strip())}"


def _standard(version: str) -> str:
    """Return Poetry's ``^1.2`` and ``~1.2`` as a standard specifier."""
    match = re.match(r"^[\^~](\d+)(?:\.(\d+))?(.*)$", version)
    if match is None:
        return "" if version == "*" else f"=={version}" if re.match(r"^\d", version) else version
    major, minor = int(match[1]), match[2]
    by_minor = minor is not None and (version[0] == "~" or (major == 0 and int(minor) > 0))
    upper = f"{major}.{int(minor) + 1}" if by_minor else f"{major + 1}"
    return f">={version[1:]},<{upper}"


def _items(table: Any, key: str) -> Iterable[tuple[str, Any]]:
    value = table.get(key) if isinstance(table, dict) else None
    return value.items() if isinstance(value, dict) else ()


def _strings(value: Any) -> Iterator[str]:
    yield from (one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
