"""A heavy week and the fifth hard moment of a day: said plainly, not too often, and with nothing kept about them."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from repairjournal.cli import care
from repairjournal.cli.desk import Desk
from tests.cli.evenings import at, begin, quiet, run
from tests.cli.terminal import Open, dump, terminals

HEAVY, PAUSE = "a lot to carry alone", "A pause needs no reason: rj pause"
BEFORE, VOICE = "How strong right now", "Would a voice help? 5: people to call"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def rated(*days: tuple[int, int]) -> None:
    """(program day, how strong) of a trigger moment each."""
    for day, now in days:
        run("trigger", "--situation", "x", "--now", str(now), day=day)


@pytest.mark.parametrize(
    ("days", "day", "said"),
    [
        ([(3, 9), (4, 8), (5, 9)], 6, True),
        ([(3, 9), (4, 8), (5, 9)], 5, True),  # a hard day as well
        ([(3, 9), (4, 8), (5, 7)], 6, False),
        ([(1, 9), (2, 8), (3, 9), (4, 2), (5, 3), (6, 3)], 7, False),
        ([(3, 9), (4, 8), (5, 9)], 16, True),
        ([(3, 9), (4, 8), (5, 9)], 19, False),  # longer ago than two weeks
    ],
)
def test_three_hard_days_of_the_last_five_are_said_on_the_days_page(
    days: list[tuple[int, int]], day: int, said: bool, journal: Path
) -> None:
    rated(*days)
    page = run("today", day=day)
    assert (HEAVY in page) is said
    assert (PAUSE in page) is said
    assert (page.count("rj sos") == 3) is said


def test_a_pause_is_silent_and_the_worst_of_a_moment_does_not_count(journal: Path) -> None:
    for day in (3, 4, 5):
        run("trigger", "--situation", "x", "--distress", "10", "--now", "3", day=day)
    assert HEAVY not in run("today", day=6)
    rated((6, 9), (7, 9), (8, 9))
    assert HEAVY in run("today", day=9)
    run("pause", day=9)
    assert HEAVY not in run("today", day=9)


def ended_checkin(day: int) -> str:
    """What the end of a check-in says of it."""
    desk = Desk(lambda: datetime.fromisoformat(at(day)))
    out = io.StringIO()
    with contextlib.closing(desk), contextlib.redirect_stdout(out):
        care.heavy_after_checkin(desk, desk.day())
    return out.getvalue()


def test_after_a_check_in_it_is_said_once_and_the_days_page_leaves_it_at_that(journal: Path) -> None:
    rated((3, 9), (4, 8), (5, 9))
    assert HEAVY in ended_checkin(6)
    assert ended_checkin(6) == ""
    assert HEAVY not in run("today", day=6)
    assert HEAVY in run("today", day=7)
    with contextlib.closing(sqlite3.connect(journal)) as db:
        assert db.execute("SELECT value FROM setting WHERE key = 'heavy_told'").fetchall() == [("2026-11-15",)]


def test_a_light_week_says_nothing_and_keeps_nothing(journal: Path) -> None:
    rated((3, 4), (4, 5))
    before = dump(journal)
    assert ended_checkin(6) == ""
    assert dump(journal) == before


def test_the_fifth_hard_moment_of_a_day_offers_a_voice_once(journal: Path, opened: Open) -> None:
    said = []
    for n in range(6):
        screen = opened("now", at=at(3, f"18:{n:02d}")).talk((BEFORE, "4"))
        said.append(VOICE in screen.see("Enter: 3"))
        screen.press(".").ended()
    assert said == [False, False, False, False, True, False]
    fresh = opened("now", at=at(4)).talk((BEFORE, "4"))
    assert VOICE not in fresh.see("Enter: 3")
    fresh.press(".").ended()
    with contextlib.closing(sqlite3.connect(journal)) as db:
        assert db.execute("SELECT value FROM setting WHERE key = 'nows'").fetchall() == [("2026-11-13 1",)]


def test_a_journal_that_cannot_be_written_does_not_stand_before_help(journal: Path, opened: Open) -> None:
    with contextlib.closing(sqlite3.connect(journal)) as other:
        other.execute("BEGIN IMMEDIATE")
        opened("now", at=at(3)).talk((BEFORE, "4")).see("5  people to call", seconds=5)
