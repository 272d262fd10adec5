"""The outputs that the README shows are what the command prints. `pytest tests/test_readme.py --update` renews them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
OUTPUT = re.compile(r"<!-- output of: (?P<command>.+?) -->\n(?P<shown>.*?)<!-- end of output -->", re.DOTALL)


def shown(match: re.Match[str]) -> str:
    """Return the README's passage with what the command prints now."""
    name, *arguments = shlex.split(match["command"])
    assert name == "blocklint"
    done = subprocess.run(
        [sys.executable, "-c", "from blocklint.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    text = f"```console\n$ {match['command']}\n{done.stdout.rstrip()}\n```"
    return f"<!-- output of: {match['command']} -->\n{text}\n<!-- end of output -->"


def test_the_outputs_shown_are_real(update: bool) -> None:
    text = README.read_text(encoding="utf-8")

    renewed, count = OUTPUT.subn(shown, text)
    if update:
        README.write_text(renewed, encoding="utf-8")

    assert count
    assert update or renewed == text
