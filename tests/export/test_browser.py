"""The html page in a real browser: nothing runs, nothing is fetched, nobody is kept from reading it.

Needs Chromium (Debian: `apt-get install chromium`, or named by REPAIRJOURNAL_BROWSER), and from the registry
`playwright` and `axe-playwright-python`, which brings axe-core along. Playwright's own browsers are not needed.
REPAIRJOURNAL_SHOTS names a folder where the screens are left for somebody to look at.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from repairjournal.export import handout
from tests.export.chromium import SCREENS, needed
from tests.export.hostile import a_hostile_home, exported
from tests.export.papers import hostile_program
from tests.store.made import NOW

SHOTS = os.environ.get("REPAIRJOURNAL_SHOTS", "")
pytestmark = needed


@pytest.fixture
def address(home: Path) -> str:
    a_hostile_home(home)
    exported(home, "html", name="page.html")
    return (home.parent / "page.html").as_uri()


@pytest.fixture(params=["journal", "booklet"])
def any_page(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of a page that leaves: a hostile journal, or a program on paper whose every word is hostile."""
    if request.param == "journal":
        return str(request.getfixturevalue("address"))
    path = home.parent / "booklet.html"
    path.write_bytes(b"".join(handout.render("html", handout.booklet(hostile_program(), "CODE", NOW.date()))))
    return path.as_uri()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_runs_nothing_is_fetched_and_nothing_is_wider_than_the_screen(
    browser: Any, any_page: str, screen: str
) -> None:
    page = browser.new_context(**SCREENS[screen]).new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append("a dialog"))
    page.goto(any_page)
    page.wait_for_load_state("networkidle")
    assert asked == [any_page]
    assert said == []
    assert page.locator("script, iframe, img, link, object, embed, form, base").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{Path(any_page).stem}-{screen}.png")


def test_a_script_in_the_page_would_not_run(browser: Any, address: str, home: Path) -> None:
    """The policy itself, should an escape ever be forgotten."""
    path = home.parent / "page.html"
    text = path.read_text("utf-8")
    bad = "<script>document.title = 'ran'</script><img src='https://example.invalid/x.png' onerror='document.title=1'/>"
    path.write_text(text.replace("<main>", f"<main>{bad}"), "utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(address)
    assert page.title() == "Journal"
    assert asked == [address]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_that_keeps_somebody_from_reading(browser: Any, any_page: str, screen: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # Axe is a script; the page's own policy would keep it out.
    page = browser.new_context(**SCREENS[screen], bypass_csp=True).new_page()
    page.goto(any_page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_keyboard_reaches_the_entries_and_the_numbers(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    reached = []
    for _ in range(8):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.tagName"))
    assert reached[0] == "A"
    assert "SUMMARY" in reached
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details table").first.is_visible()


def test_on_paper_it_is_black_on_white_without_what_needs_a_screen(browser: Any, address: str) -> None:
    page = browser.new_context(color_scheme="dark").new_page()
    page.goto(address)
    page.emulate_media(media="print", color_scheme="dark")
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{style}.color, {style}.backgroundColor]") == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert not page.locator("details").first.is_visible()
    if SHOTS:
        page.pdf(path=f"{SHOTS}/print.pdf", format="A4")
