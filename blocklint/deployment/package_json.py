"""package.json in, its scripts out."""

from __future__ import annotations

from collections.abc import Iterable

from blocklint.deployment.command_line import CommandLine
from blocklint.deployment.development import hint
from blocklint.deployment.json_text import parsed, place_of


def read_package_json(_path: str, text: str) -> Iterable[CommandLine]:
    """Yield the scripts. Raises MalformedError."""
    package = parsed(text)
    scripts = package.get("scripts") if isinstance(package, dict) else None
    for name, script in scripts.items() if isinstance(scripts, dict) else ():
        if isinstance(script, str):
            start = place_of(text, name, script)
            yield CommandLine(script, start, len(text), f"package.json {name}", development=hint(name))
