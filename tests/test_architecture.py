"""The invariants of docs/architecture.md that can be read from the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "blocklint").rglob("*.py"))
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

READS = {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "os.listdir", "os.scandir", "os.walk"}
WRITES = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmtree", "os.remove", "os.rename", "os.replace"}
CACHES = ("summaries/cache", "catalogue/compiled")
MAY_READ = ("sources/", "catalogue/", "deployment/", "config/", "rewrites/apply", "cli", *CACHES)
MAY_WRITE = ("rewrites/apply", "cli", *CACHES)
LATE_IMPORTS = ("deployment/formats.py", "renderers/__init__.py")
# Modules that import one of their siblings when it is needed.
STARTS_CODE = {"__import__", "eval", "exec", "import_module", "run_module", "run_path", "exec_module", "load_module"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT / "blocklint").as_posix()


def called(path: Path) -> Iterator[tuple[str, int]]:
    """Yield what every call in the file calls, as written, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def places(names: set[str], allowed: tuple[str, ...] = ()) -> list[str]:
    """Return the calls of these names, whole or last parts of names, in modules that are not allowed to make them."""
    return [
        f"{relative(path)}:{line} {name}"
        for path in MODULES
        if not relative(path).startswith(allowed)
        for name, line in called(path)
        if {name, name.rpartition(".")[2]} & names
    ]


def test_imports_go_down_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    code = lint_imports(no_cache=True)

    assert code == 0, capsys.readouterr().out


def test_the_layers_in_the_documentation_are_those_of_the_contract() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```\n(__main__\n.*?)```", text, re.DOTALL)
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = configuration["tool"]["importlinter"]["contracts"][0]["layers"]
    planned = {"server"} - {path.name for path in (ROOT / "blocklint").iterdir()}

    assert block.splitlines() == [plain for layer in layers if (plain := re.sub(r"[()]", "", layer)) not in planned]


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_module_says_what_it_is_for(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert doc is not None
    assert doc.partition("\n")[0].endswith((".", ":"))


def test_only_the_command_line_prints_or_exits() -> None:
    assert places({"print", "exit", "_exit", "echo", "secho"}, ("cli", "server")) == []


def test_disk_is_read_in_few_places() -> None:
    assert places(READS, MAY_READ) == []


def test_disk_is_written_in_few_places() -> None:
    assert places(WRITES, MAY_WRITE) == []


def test_linted_code_is_never_imported_or_executed() -> None:
    assert places(STARTS_CODE, LATE_IMPORTS) == []


@pytest.mark.parametrize("name", LATE_IMPORTS)
def test_a_late_import_is_of_our_own(name: str) -> None:
    tree = ast.parse((ROOT / "blocklint" / name).read_text(encoding="utf-8"))
    every = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls = [node for node in every if "import_module" in ast.unparse(node.func)]

    assert len(calls) == 1
    name_of_module = calls[0].args[0]
    assert isinstance(name_of_module, ast.JoinedStr)
    assert ast.unparse(name_of_module.values[0]).strip("'").startswith("blocklint.")


def test_importing_the_command_line_imports_nothing_slow() -> None:
    slow = {"libcst", "asyncio", "importlib.metadata"}
    program = f"import sys, blocklint.cli; print(*sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.split() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_in_the_documentation_exists(page: Path) -> None:
    missing = [name for name in paths_named(page) if not any(base.joinpath(name).exists() for base in bases(page))]

    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_in_the_documentation_exists(page: Path) -> None:
    missing = [
        f"{file}::{test}"
        for file, test in re.findall(r"(tests/[\w/]+\.py)::(\w+)", page.read_text(encoding="utf-8"))
        if f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]

    assert missing == []


def bases(page: Path) -> tuple[Path, ...]:
    return (ROOT, ROOT / "blocklint", page.parent)


def paths_named(page: Path) -> Iterator[str]:
    """Yield link targets, and inline code whose first part is a file or folder of the project."""
    text = page.read_text(encoding="utf-8")
    yield from (target for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in target)
    tops = {entry.name for base in (ROOT, ROOT / "blocklint") for entry in base.iterdir()}
    for code in re.findall(r"`([\w./-]+)`", re.sub(r"(?s)^```.*?^```", "", text, flags=re.MULTILINE)):
        name = code.partition("::")[0]
        if "/" in name and name.partition("/")[0] in tops:
            yield name
