"""Code is read without running it, quietly, and an answer comes for what cannot be read."""

from __future__ import annotations

import pytest

from blocklint.rewrites.syntax import compiles, parsed


@pytest.mark.parametrize(
    ("code", "parses", "compiling"),
    [
        pytest.param("x = 1", True, True, id="code"),
        pytest.param("raise SystemExit", True, True, id="is not run"),
        pytest.param("async def f(): await x", True, True, id="await in its place"),
        pytest.param("def f(): await x", True, False, id="await out of place"),
        pytest.param("return", True, False, id="return out of place"),
        pytest.param("x = (", False, False, id="no Python"),
        pytest.param("x\0", False, False, id="null byte"),
        pytest.param("x = " + "(" * 5000 + ")" * 5000, False, False, id="nested too deep"),
        pytest.param(r"x = '\d' is 1", True, True, id="warnings are for others"),
    ],
)
def test_reading(code: str, parses: bool, compiling: bool) -> None:
    assert (parsed(code) is not None, compiles(code)) == (parses, compiling)
