"""Every example of every page runs, every command is told, and the picture in the README is a real screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from repairjournal.cli import app, table
from tests.docs.pages import PAGES, README, ROOT, blocks, fits, shell

WRITTEN_BY_HAND = [page for page in PAGES if page.name not in ("commands.md", "decisions.md")]
INSTALLS = ("first", "test")  # blocks that fetch from a package registry; .ci/run and the packaging tests run those


def examples(page: Path) -> Iterator[tuple[str, str | None, int]]:
    """(script, what the page says it prints, line) of each sh block; a text block right behind it is the output."""
    found = blocks(page)
    for block, behind in zip(found, [*found, None][1:], strict=True):
        if block.lang == "sh" and block.marker not in INSTALLS:
            told = behind.body if behind and behind.lang == "text" and behind.marker == "prints" else None
            yield block.body, told, block.line


@pytest.mark.parametrize("page", [p for p in PAGES if any(examples(p))], ids=lambda page: page.name)
def test_every_example_of_a_page_works_from_top_to_bottom_in_an_empty_home(page: Path, home: Path) -> None:
    for script, told, line in examples(page):
        ran = shell(home.parent, script)
        assert ran.returncode == 0, f"{page.name}:{line}: {ran.stderr}"
        assert told is None or fits(told, ran.stdout), f"{page.name}:{line} prints\n{ran.stdout}"


def test_the_first_command_of_the_readme_begins_a_program_and_shows_the_day(home: Path) -> None:
    (block,) = (block for block in blocks(README) if block.marker == "first")
    installed, _, typed = block.body.partition(" && .venv/bin/rj ")
    assert installed == "python3 -m venv .venv && .venv/bin/pip install -q ."
    ran = shell(home.parent, "rj " + typed.replace(".venv/bin/rj", "rj"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Day 1 of 50 is today, Sunday 22 November." in ran.stdout


@pytest.mark.parametrize("name", table.COMMANDS)
def test_every_command_is_told_on_a_page_and_its_help_has_an_example(
    name: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = "\n".join(page.read_text("utf-8") for page in WRITTEN_BY_HAND)
    assert re.search(rf"\brj {name}\b", told), f"no page says what rj {name} is for"
    paths: list[tuple[str, ...]] = [(name,)]
    if name in table.GROUPS:
        app.main([name, "--help"])
        listed = capsys.readouterr().out.partition("Commands:")[2]
        paths = [(name, below) for below in re.findall(r"^  (\w+)", listed, re.MULTILINE)]
        assert paths
    for path in paths:
        assert app.main([*path, "--help"]) == 0
        assert f"rj {' '.join(path)}" in capsys.readouterr().out.partition("Example:")[2], path


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in (*PAGES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            assert target.startswith("https://") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_no_page_shouts_and_no_line_is_longer_than_120_columns_outside_tables_and_blocks() -> None:
    for page in WRITTEN_BY_HAND:
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        prose = [line for line in text.splitlines() if not line.startswith("|")]
        assert [line for line in prose if len(line) > 120] == [], page.name
        assert [line for line in prose if re.search(r"\w!(\s|$)", line)] == [], page.name


def test_the_day_in_the_readme_is_the_screen_that_the_goldens_hold() -> None:
    (block,) = (block for block in blocks(README) if block.marker == "today")
    golden = ROOT / "tests" / "cli" / "goldens" / "today-ordinary.80.txt"
    assert block.body + "\n" == golden.read_text("utf-8")
