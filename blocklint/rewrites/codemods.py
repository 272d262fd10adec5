"""The codemod of each rewrite."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Edit, Rewrite
from blocklint.rewrites import await_sleep, pass_callable, plain_def, remove_suppression, to_thread
from blocklint.rewrites.page import Page

CODEMODS: Mapping[Rewrite, Callable[[Finding, Page], tuple[Edit, ...]]] = {
    Rewrite.AWAIT_SLEEP: await_sleep.rewrite,
    Rewrite.PLAIN_DEF: plain_def.rewrite,
    Rewrite.TO_THREAD: to_thread.rewrite,
    Rewrite.PASS_CALLABLE: pass_callable.rewrite,
    Rewrite.REMOVE_SUPPRESSION: remove_suppression.rewrite,
}
"""A codemod gives the edits that carry out its rewrite for one finding of a page, none where it cannot confirm it."""
