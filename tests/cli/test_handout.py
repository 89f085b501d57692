"""program handout on the command line: where it writes, what it refuses, and that no journal is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from repairjournal import library
from tests.cli.evenings import run
from tests.conftest import Cli
from tests.library.small import SMALL, changed

CODE = library.read_bytes(SMALL.encode(), "x").code
BEGINS = {"html": b"<!DOCTYPE html>\n", "md": b"# Four days\n", "pdf": b"%PDF-"}


@pytest.fixture
def here(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write in; a good program lies there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


def handout(*args: str, expect: int = 0) -> str:
    return run("program", "handout", *args, day=1, expect=expect)


@pytest.mark.parametrize("form", BEGINS)
def test_the_name_of_the_file_chooses_the_form_and_no_journal_is_made(here: Path, home: Path, form: str) -> None:
    assert handout("small.yaml", "-o", f"b.{form}") == f"written: b.{form}\n"
    path = here / f"b.{form}"
    assert path.read_bytes().startswith(BEGINS[form])
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(home.iterdir()) == []


def test_the_code_is_the_one_that_the_page_of_the_file_shows(here: Path) -> None:
    handout("small.yaml", "-o", "b.html")
    assert CODE in run("program", "show", "small.yaml", day=1)
    assert CODE in (here / "b.html").read_text("utf-8")


def test_a_day_is_one_sheet(here: Path) -> None:
    handout("small.yaml", "-o", "day.md", "--day", "3")
    text = (here / "day.md").read_text("utf-8")
    assert text.startswith("# Day 3 of 4: Go on\n")
    assert text.count("\n# ") == 0


def test_it_speaks_the_language_asked_for(here: Path) -> None:
    handout("integrative-50", "-o", "b.html", "--lang", "zh")
    text = (here / "b.html").read_text("utf-8")
    assert '<html lang="zh">' in text
    assert library.find("integrative-50", here).spoken("zh").program.title in text


def test_a_sheet_of_our_own_is_printed_and_a_published_one_is_not(here: Path) -> None:
    from repairjournal.library import instruments

    handout("integrative-50", "-o", "b.md")
    text = (here / "b.md").read_text("utf-8")
    own = instruments.shipped("own-check")
    assert own is not None
    assert all(item.ask in text for item in own.items)
    assert "The form you took, whom it is about, and your numbers" in text


def test_people_to_call_are_those_of_the_chosen_country_and_always_the_index(here: Path) -> None:
    handout("small.yaml", "-o", "b.md")
    assert "116 123" not in (here / "b.md").read_text("utf-8")
    assert "findahelpline" in (here / "b.md").read_text("utf-8")
    run("config", "country", "GB", day=1)
    handout("small.yaml", "-o", "b.md", "--force")
    assert "116 123" in (here / "b.md").read_text("utf-8")
    assert "findahelpline" in (here / "b.md").read_text("utf-8")


def test_a_program_on_standard_input_is_printed_as_well(cli: Cli, here: Path) -> None:
    done = cli("program", "handout", "-", "-o", "b.md", input=SMALL)
    assert (done.code, done.out) == (0, "written: b.md\n")
    assert CODE in (here / "b.md").read_text("utf-8")


REFUSED = {
    "no file": (("small.yaml",), "say where it goes"),
    "no ending": (("small.yaml", "-o", "booklet"), "say where it goes"),
    "another ending": (("small.yaml", "-o", "b.docx"), "say where it goes"),
    "the screen": (("small.yaml", "-o", "-"), "say where it goes"),
    "a day too many": (("small.yaml", "-o", "b.md", "--day", "5"), "from 1 to 4"),
    "a day below": (("small.yaml", "-o", "b.md", "--day", "-1"), "from 1 to 4"),
    "a file that is there": (("small.yaml", "-o", "there.md"), "--force"),
    "no program": (("nothing-50", "-o", "b.md"), "no program of this name"),
    "a faulty program": (("bad.yaml", "-o", "b.md"), "bad.yaml:"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_said_in_one_line_and_nothing_is_written(here: Path, case: str) -> None:
    (here / "there.md").write_text("mine", "utf-8")
    (here / "bad.yaml").write_text(changed("days: 4", "days: 5"), "utf-8")
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    args, words = REFUSED[case]
    line = handout(*args, expect=2)
    assert words in line
    assert line.count("\n") == 1
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before


def test_letters_without_a_font_leave_no_file(here: Path, cli: Cli) -> None:
    """Gothic stands for a script of which no computer in a test has letters; html has it whole."""
    words = "".join(chr(code) for code in range(0x10330, 0x10336))
    (here / "other.yaml").write_text(changed("title: Four days", f"title: {words}"), "utf-8")
    done = cli("program", "handout", "other.yaml", "-o", "b.pdf")
    assert done.code == 1
    assert "Gothic" in done.err
    assert done.err.count("\n") == 1
    assert words[0] not in done.err
    assert sorted(os.listdir(here)) == ["other.yaml", "small.yaml"]
    assert cli("program", "handout", "other.yaml", "-o", "b.html").code == 0
    assert words in (here / "b.html").read_text("utf-8")
