"""People to call, on a terminal and in a pipe: whose lines stand first, how old they are, what it needs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from repairjournal.cli import people
from repairjournal.cli.term import Term
from repairjournal.library import shipped
from tests.cli.evenings import at, run
from tests.cli.terminal import ENTER, Open, terminals
from tests.conftest import Cli

INDEX, DANGER, ROOM = "findahelpline.com", "In danger right now", "look around the room with me"
opened = pytest.fixture(terminals)
CHECKED = max(line.checked_on for line in shipped.helplines(None))


@pytest.mark.parametrize(
    ("options", "first", "absent"),
    [
        (("--country", "GB"), "Samaritans: 116 123", "988"),
        (("--country", "uk"), "Samaritans: 116 123", "No lines of that country"),
        (("--country", "DE"), "116 123", "988"),
        (("--country", "XX"), "No lines of that country are kept here", "988"),
    ],
)
def test_the_lines_of_the_country_stand_first_and_the_index_always(
    options: tuple[str, ...], first: str, absent: str, home: Path
) -> None:
    told = run("sos", *options, day=3)
    assert told.index(DANGER) < told.index(first) < told.index(INDEX)
    assert absent not in told
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("size", [(80, 24), (40, 20)])
def test_the_chosen_country_fits_the_screen_with_the_room_one_key_away(
    size: tuple[int, int], home: Path, opened: Open
) -> None:
    run("config", "country", "DE", day=3)
    shown = opened("sos", at=at(3), size=size).see("Enter: leave")
    for words in (DANGER, "116 123", INDEX, f"Each checked on {CHECKED}", "1  " + ROOM):
        assert words.split("\n")[0] in shown
    opened("sos", at=at(3), size=size).talk(("Enter: leave", "1")).see("of 2:00")


def test_all_countries_fit_a_screen_of_24_lines(home: Path, opened: Open) -> None:
    shown = opened("sos", at=at(3)).see("Enter: leave")
    for words in (DANGER, "US  988 Lifeline: 988", "GB  Samaritans: 116 123", "CN  ", INDEX, "rj sos --country CC"):
        assert words in shown


Say = Callable[[str | None, date], str]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def said(country: str | None, today: date) -> str:
        people.show(Term(), country, today)
        return capsys.readouterr().out

    return said


@pytest.mark.parametrize(("years", "old"), [(0, False), (1, False), (2, True)])
def test_lines_of_more_than_a_year_ago_ask_to_be_checked(years: int, old: bool, say: Say) -> None:
    told = say("GB", CHECKED.replace(year=CHECKED.year + years))
    assert f"Each checked on {CHECKED}." in told
    assert ("more than a year ago: please check the numbers" in told) is old


def test_an_old_line_among_fresh_ones_says_so_itself(say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (shipped._DATA / "helplines.toml").read_text("utf-8")
    before, after = text.split('name = "Samaritans"', 1)
    fresh = CHECKED.isoformat()
    (tmp_path / "helplines.toml").write_text(
        before + 'name = "Samaritans"' + after.replace(fresh, "2020-01-01", 1), "utf-8"
    )
    monkeypatch.setattr(shipped, "_DATA", tmp_path)
    shipped._read.cache_clear()
    try:
        told = say("GB", CHECKED).splitlines()
    finally:
        shipped._read.cache_clear()
    assert [line for line in told if "please check" in line] == [
        line for line in told if line.startswith("Samaritans: 116 123") and line.endswith("last seen 2020-01-01")
    ]
    assert told[-1] == f"Each checked on {fresh}."


def test_it_needs_no_journal_no_run_and_no_readable_settings(home: Path, cli: Cli) -> None:
    (home / "journal.db").write_bytes(b"\x00" * 5000)
    (home / "settings.json").write_text("{", "utf-8")
    ran = cli("sos", "--country", "IE")
    assert ran.code == 0
    assert "Samaritans: 116 123" in ran.out
    assert json.loads(cli("sos", "--json").out)["lines"][-1]["kind"] == "index"


def test_it_opens_no_journal_and_asks_nothing_heavy(home: Path) -> None:
    import subprocess

    look = (
        "import sys; from repairjournal.cli import app; app.main(['sos', '--country', 'GB']);"
        "print([m for m in ('sqlite3', 'prompt_toolkit', 'rich', 'yaml', 'sqlmodel', 'pydantic') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, env=os.environ, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("key", [ENTER, "."])
def test_it_is_left_with_one_key(key: str, home: Path, opened: Open) -> None:
    screen = opened("sos", at=at(3)).talk(("Enter: leave", key))
    assert screen.ended() == 0
    assert list(home.iterdir()) == []
