"""The page for a therapist in a real browser: inert, readable at every width, and one sheet of A4 on paper.

Needs what tests/export/test_browser.py needs, and skips without it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from repairjournal.export import page
from tests.export.chromium import SCREENS, needed
from tests.export.test_page import WORDS, composed

pytestmark = needed


def written(folder: Path, text: str) -> str:
    path = folder / "page.html"
    path.write_bytes(page.render(composed(text), "html"))
    return path.as_uri()


@pytest.mark.parametrize("screen", SCREENS)
def test_hostile_words_run_nothing_fetch_nothing_and_fit_the_screen(browser: Any, tmp_path: Path, screen: str) -> None:
    address = written(tmp_path, "\n".join(WORDS))
    opened = browser.new_context(**SCREENS[screen]).new_page()
    asked: list[str] = []
    said: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("dialog", lambda dialog: said.append("a dialog"))
    opened.goto(address)
    opened.wait_for_load_state("networkidle")
    assert asked == [address]
    assert said == []
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_that_keeps_somebody_from_reading(browser: Any, tmp_path: Path, screen: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # Axe is a script; the page's own policy would keep it out.
    opened = browser.new_context(**SCREENS[screen], bypass_csp=True).new_page()
    opened.goto(written(tmp_path, "a plain line"))
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_on_paper_it_is_one_sheet_of_a4(browser: Any, tmp_path: Path) -> None:
    opened = browser.new_page()
    opened.goto(written(tmp_path, "A line of about the length that people write into such a field in the evening."))
    sheet = opened.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[45](\.\d+)? 84[12]", sheet)
