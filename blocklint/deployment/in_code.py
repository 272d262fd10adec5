"""The program in, the server settings that its own calls make out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from blocklint.deployment.calls import SERVER_CALLS, setting_from_call
from blocklint.deployment.setting import ServerSetting
from blocklint.program.facts import Where
from blocklint.program.program import Program
from blocklint.summaries.expressions import CONSTANT, Expression
from blocklint.summaries.summary import SITE_CALL, Site


def settings_in_code(program: Program) -> Iterator[ServerSetting]:
    """Yield the settings of calls such as ``uvicorn.run("app:app", reload=True)``, one a place."""
    seen: set[tuple[str, tuple[int, int, int, int]]] = set()
    for where in program.index.called(SERVER_CALLS):
        record = where.resolution
        key = (where.subject.unit.module.path, where.site.place)
        setting = _setting(where, record.callee) if record is not None else None
        if setting is not None and key not in seen:
            seen.add(key)
            yield setting


def _setting(where: Where, api: str) -> ServerSetting | None:
    site = where.site
    if not isinstance(site, Site) or site.what != SITE_CALL:
        return None
    module = where.subject.unit.module
    span = module.span(site.place)
    values = {name: _literal(part) for name, part in site.keywords if name is not None}
    keywords = {name: value for name, value in values.items() if value is not None}
    positional = [_literal(part) for part in site.arguments]
    return setting_from_call(api, keywords, positional, module.path, span.line, span.column)


def _literal(part: Expression) -> Any:
    return part[2] if part is not None and part[0] == CONSTANT else None
