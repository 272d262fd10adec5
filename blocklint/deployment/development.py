"""Names in, a hint out: whether a place is for development or serves in production."""

from __future__ import annotations

import re

_DEVELOPMENT = frozenset(
    (
        *("dev", "devel", "develop", "developer", "development", "devserver", "debug", "local", "localhost"),
        *("watch", "hot", "reload", "override"),
    )
)
_PRODUCTION = frozenset(("prod", "production", "deploy", "deployment", "release", "live"))


def hint(*names: str) -> bool | None:
    """Return True where a name says development, False for production, None where none of them says either.

    The first name that says something decides, so that callers give the nearest one first: the recipe, then the file.
    """
    for name in names:
        words = set(re.split(r"[^a-z]+", name.lower()))
        if words & _DEVELOPMENT:
            return True
        if words & _PRODUCTION:
            return False
    return None
