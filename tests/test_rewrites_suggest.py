"""Remedies get the edits that the visitor confirms, in order of preference, and libcst is loaded for nothing less."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from blocklint.findings.finding import Finding
from blocklint.findings.remedy import Applicability, Edit, Remedy, Rewrite
from blocklint.rewrites.codemods import CODEMODS
from blocklint.rewrites.suggest import suggest
from blocklint.sources.source import Span
from tests.nominations import PATH, nominate, source_of

TEXT = "import asyncio\n@app.get('/')\nasync def g():\n    {}\n"
ADVICE = Remedy("use another library", Applicability.DISPLAY, example="...")


def suggested(statement: str, *remedies: Remedy) -> list[Remedy]:
    text = TEXT.format(statement)
    findings = [replace(finding, remedies=remedies) for finding in nominate(text, ("f",))]
    (found,) = suggest(findings, {PATH: source_of(text)})
    return list(found.remedies)


def remedy(rewrite: Rewrite) -> Remedy:
    return Remedy(f"use {rewrite}", Applicability.UNSAFE, rewrite)


PLAIN, THREAD = remedy(Rewrite.PLAIN_DEF), remedy(Rewrite.TO_THREAD)


@pytest.mark.parametrize("rewrite", Rewrite)
def test_every_rewrite_has_its_codemod(rewrite: Rewrite) -> None:
    assert CODEMODS[rewrite].__module__ == f"blocklint.rewrites.{rewrite.name.lower()}"


def test_edits_are_given_in_places_of_the_file() -> None:
    (found,) = suggested("f(a)", THREAD)

    assert found.edits == (
        Edit(PATH, Span(4, 5, 4, 5), "await asyncio.to_thread("),
        Edit(PATH, Span(4, 6, 4, 7), ", "),
    )


@pytest.mark.parametrize(
    ("statement", "given", "titles"),
    [
        pytest.param("f(a)", (PLAIN, THREAD), [PLAIN, THREAD], id="the first is confirmed"),
        pytest.param("f(a); await b", (PLAIN, THREAD), [THREAD, PLAIN], id="the second is confirmed"),
        pytest.param("f(a); await b", (PLAIN, ADVICE, THREAD), [ADVICE, PLAIN, THREAD], id="advice comes before"),
        pytest.param("f(a)", (ADVICE, THREAD), [ADVICE, THREAD], id="advice stays first"),
        pytest.param("with lock: f(a); await b", (PLAIN, THREAD), [PLAIN, THREAD], id="none is confirmed"),
    ],
)
def test_the_first_that_can_be_shown_is_suggested(
    statement: str, given: tuple[Remedy, ...], titles: list[Remedy]
) -> None:
    assert [found.title for found in suggested(statement, *given)] == [each.title for each in titles]


def test_what_is_not_confirmed_is_kept_without_code() -> None:
    thread, plain = suggested("f(a); await b", PLAIN, THREAD)

    assert thread.edits
    assert plain == PLAIN


def test_findings_stay_in_their_order() -> None:
    text = TEXT.format("f(1); f(2); f(3)")
    given = list(reversed(nominate(text, ("f",), Rewrite.TO_THREAD)))

    assert [found.span for found in suggest(given, {PATH: source_of(text)})] == [finding.span for finding in given]


def test_findings_of_many_files_get_their_own_edits() -> None:
    texts = {f"{name}.py": TEXT.format(f"f({name})") for name in "abc"}
    findings = [found for path, text in texts.items() for found in nominate(text, ("f",), Rewrite.TO_THREAD, path=path)]

    found = suggest(findings, {path: source_of(text, path=path) for path, text in texts.items()})

    assert [{edit.path for edit in each.remedies[0].edits} for each in found] == [{"a.py"}, {"b.py"}, {"c.py"}]


def test_a_file_that_is_not_given_is_left() -> None:
    findings = nominate(TEXT.format("f(a)"), ("f",), Rewrite.TO_THREAD)

    assert suggest(findings, {}) == findings


def chain(inner: tuple[Rewrite, ...], outer: tuple[Rewrite, ...]) -> list[tuple[str, ...]]:
    text = TEXT.format("f(a).g(b)")
    given = [*nominate(text, ("f",), *inner), *nominate(text, ("f(a).g",), *outer)]
    found: list[Finding] = suggest(given, {PATH: source_of(text)})
    return [tuple(edit.content for each in finding.remedies for edit in each.edits) for finding in found]


def test_a_receiver_goes_with_the_call_that_may_go_to_a_thread() -> None:
    assert chain((), (Rewrite.TO_THREAD,)) == [(), ("await asyncio.to_thread(lambda: ", ")")]


def test_a_receiver_does_not_go_alone() -> None:
    assert chain((Rewrite.TO_THREAD,), ()) == [(), ()]


def test_a_receiver_that_does_not_block_does_not_stop_the_rewrite() -> None:
    text = TEXT.format("f(a).g(b)")
    receiver = [replace(finding, kind=None) for finding in nominate(text, ("f",))]
    call = nominate(text, ("f(a).g",), Rewrite.TO_THREAD)

    *_, found = suggest([*receiver, *call], {PATH: source_of(text)})

    assert found.remedies[0].edits


PROGRAM = """
import sys
from blocklint.findings.remedy import Applicability, Remedy
from blocklint.rewrites.apply import plan
from blocklint.rewrites.suggest import suggest
from tests.nominations import nominate, source_of

text = "async def g():\\n    f(a)\\n"
found = suggest(nominate(text, ("f",), *{rewrites}), {{"app.py": source_of(text)}})
plan(found, {{"app.py": source_of(text)}}, unsafe=True)
print("libcst" in sys.modules, "libcst.matchers" in sys.modules)
"""


@pytest.mark.parametrize(("rewrites", "loaded"), [("[]", "False False"), ("[Rewrite.TO_THREAD]", "True False")])
def test_libcst_is_loaded_when_there_is_something_to_write(rewrites: str, loaded: str) -> None:
    program = "from blocklint.findings.remedy import Rewrite\n" + PROGRAM.format(rewrites=rewrites)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == loaded
