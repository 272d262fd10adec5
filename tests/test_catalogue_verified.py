"""The names of the standard library and of the first tier of libraries, looked up in what pip installs today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from verify_catalogue.sources import Sources

TOOLS = Path(__file__).parents[1] / "tools"


def verify(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "verify_catalogue", "--no-write", *arguments],
        capture_output=True, text=True, check=False, cwd=TOOLS.parent,
        env={**os.environ, "PYTHONPATH": f"{TOOLS}{os.pathsep}{TOOLS.parent}"},
    )  # fmt: skip


@pytest.mark.slow
def test_the_first_tier_is_what_the_catalogue_says() -> None:
    done = verify("--tier", "1")

    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unknown_library_is_bad_usage() -> None:
    done = verify("--only", "no-such-library")

    assert done.returncode == 2
    assert "no-such-library" in done.stderr


LIBRARY = {
    "acme/__init__.py": (
        "from typing import TYPE_CHECKING\n"
        "from .client import Client as Client\n"
        "if TYPE_CHECKING:\n    from .late import Late\n"
    ),
    "acme/client.py": (
        "from .base import Base\n"
        "class Client(Base):\n"
        "    def __init__(self):\n        self.files = Files()\n"
        "    @property\n    def chat(self) -> 'Chat | None': ...\n"
        "    async def wait(self): ...\n"
        "class Files:\n    def get(self): ...\n"
        "class Chat:\n    def send(self) -> 'Awaitable[int]': ...\n"
    ),
    "acme/base.py": "class Base:\n    def close(self): ...\n",
    "acme/late.pyi": "class Late: ...\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found", "waits"),
    [
        ("acme.Client", True, False),
        ("acme.Client.close", True, False),
        ("acme.Client.files.get", True, False),
        ("acme.Client.chat.send", True, True),
        ("acme.Client.wait", True, True),
        ("acme.Late", True, False),
        ("acme.client.Files", True, False),
        ("acme.Client.nothing", False, False),
        ("acme.nothing", False, False),
    ],
)
def test_names_are_found_in_source_text(tmp_path: Path, name: str, found: bool, waits: bool) -> None:
    for path, text in LIBRARY.items():
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")

    definition = Sources([tmp_path]).find(name)

    assert (definition is not None) == found
    assert bool(definition and definition.is_coroutine) == waits
