"""Every format against its golden file; ``pytest --update`` writes them anew."""

from pathlib import Path

import pytest

from blocklint.findings.report import Report
from blocklint.renderers import FORMATS
from blocklint.renderers.options import RenderOptions

GOLDENS = Path(__file__).parent / "golden"
PAGES = {name: RenderOptions() for name in FORMATS if name != "sarif"} | {
    "full-verbose": RenderOptions(verbose=True, statistics=True),
    "full-color": RenderOptions(color=True),
    "json-show-fixes": RenderOptions(show_fixes=True),
    "concise-prefix": RenderOptions(prefix="services/shop/"),
}


@pytest.mark.parametrize("page", PAGES)
def test_page(page: str, report: Report, request: pytest.FixtureRequest) -> None:
    name = page if page in FORMATS else page.partition("-")[0]
    text = FORMATS[name](report, PAGES[page])
    golden = GOLDENS / f"{page}.txt"
    if request.config.getoption("--update"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="")

    assert golden.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", FORMATS)
def test_a_clean_run_says_so_and_ends_its_line(name: str, clean: Report) -> None:
    text = FORMATS[name](clean, RenderOptions())

    assert text.endswith("\n") or name in ("github", "azure", "json-lines")
    assert text == FORMATS[name](clean, RenderOptions())
    assert "BL1" not in text
