"""The option that rewrites expected outputs, and a line at the head of every run that says how large the code is.

The sizes are a report to look at, not a bound to keep.
"""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

import pytest
from hypothesis import settings

# The same examples in every run, at any speed: the gate's answer depends on the code only.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

PACKAGE = Path(__file__).parents[1] / "blocklint"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected outputs")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """True when expected outputs are to be rewritten rather than compared."""
    return bool(request.config.getoption("--update"))


def pytest_report_header() -> str:
    files = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    lengths = {name: text.count("\n") for name, text in files.items()}
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for text in files.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    longest = max(lengths, key=lambda name: lengths[name])
    return (
        f"blocklint: {len(files)} files of {spread(list(lengths.values()))} lines (longest {longest}), "
        f"{len(functions)} functions of {spread(functions)} lines"
    )


def spread(sizes: list[int]) -> str:
    return f"median {median(sizes):.0f}, 90 % below {quantiles(sizes, n=10)[-1]:.0f}, most {max(sizes)}"
