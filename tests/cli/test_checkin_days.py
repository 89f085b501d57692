"""The days on which a check-in is more than that: back after a gap, a border, day fifty, and what is asked once."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.evenings import (
    CLOSE,
    GUEST_MOMENT,
    GUEST_PRACTICE,
    NOW,
    SINCE,
    Evening,
    at,
    begin,
    checkins,
    data,
    drafts,
    entries,
    evenings,
    kept,
    marks,
    quiet,
    run,
)
from tests.cli.terminal import ENTER

evening = pytest.fixture(evenings)
GAP, ON, OWN_WORDS, LEAN = (
    "Nothing is owed for them.",
    "Enter: on with today",
    "May your own words",
    "What do you notice",
)
FIFTY, LETTER = "with something kept. Whatever they held", "A letter to yourself"


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


# -- back after a gap -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_kept", "today", "open_days"), [(22, 23, None), (21, 23, None), (20, 23, "2"), (19, 23, "3"), (None, 3, "2")]
)
def test_open_days_are_asked_about_from_two_whole_ones_on(
    last_kept: int | None, today: int, open_days: str | None, journal: Path, evening: Evening
) -> None:
    if last_kept:
        kept(last_kept)
    screen = evening(today)
    shown = screen.see(NOW if open_days is None else ON)
    assert (f"{open_days} days are open. {GAP}" in shown) == (open_days is not None)


def test_what_was_kept_this_morning_does_not_hide_the_open_days(journal: Path, evening: Evening) -> None:
    kept(19)
    run("trigger", "--situation", "a look", day=23, clock="09:00")
    evening(23).see("3 days are open")


def test_it_is_asked_once_and_enter_goes_on_with_today(journal: Path, evening: Evening) -> None:
    kept(19)
    screen = evening(23)
    screen.see(ON)
    screen.press(ENTER, NOW)
    screen.press("\x03")
    assert screen.ended() == 130
    assert GAP not in evening(23).see(NOW)
    assert GAP not in evening(24).see(NOW)
    assert "6 days are open" in evening(26).see(ON)


def test_broken_off_at_that_question_it_is_asked_again(journal: Path, evening: Evening) -> None:
    kept(19)
    screen = evening(23)
    screen.see(ON)
    screen.break_off("kill")
    evening(23).see(ON)


def test_a_dot_there_is_enough_for_today(journal: Path, evening: Evening) -> None:
    kept(19)
    screen = evening(23)
    screen.talk((ON, "<"), (ON, "."))
    assert screen.ended() == 0
    assert (checkins(journal), drafts(journal)) == ([], [])


@pytest.mark.parametrize(("answer", "day"), [("y", 20), (ENTER, 23)])
def test_p_makes_those_days_a_pause_once_the_new_number_is_confirmed(
    answer: str, day: int, journal: Path, evening: Evening
) -> None:
    kept(19)
    screen = evening(23)
    screen.talk((ON, "p"), ("Then today is day 20. Is that right?", answer))
    screen.see(f"Day {day} of 50 · about")
    assert data("today", day=23)["day"] == day
    if answer == "y":
        run("undo", day=23, clock="21:10")
        assert data("today", day=23)["day"] == 23


def test_e_gives_the_part_some_more_days_and_goes_on(journal: Path, evening: Evening) -> None:
    kept(19)
    screen = evening(23)
    screen.talk((ON, "e"), ("How many more days, 1 to 30?", "3" + ENTER))
    screen.see("Day 23 of 53 · about")
    assert data("today", day=23)["phase"]["last_day"] == 28


def test_y_keeps_a_line_with_the_last_of_those_days(journal: Path, evening: Evening) -> None:
    kept(19)
    screen = evening(23)
    screen.talk((ON, "y"), ("A line about those days", "a cold, and much sleep" + ENTER), (NOW, "3"))
    assert "In the last days" in screen.see(SINCE)
    screen.talk((SINCE, "n"), (GUEST_PRACTICE, ENTER), (GUEST_MOMENT, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    assert [(row["day"], row["answers"]) for row in checkins(journal)] == [
        (22, {"text": "a cold, and much sleep"}),
        (23, {"now": 3}),
    ]


# -- a border ---------------------------------------------------------------------------------------------------------


def test_the_first_day_of_a_part_says_what_is_new_and_what_lies_behind(journal: Path, evening: Evening) -> None:
    run("soothe", "--done", "5m", day=16)
    kept(17)
    screen = evening(18)
    shown = screen.see(NOW)
    assert "Day 18 of 50 · about 2 minutes" in shown
    assert "Now: Settling (8 days)." in shown
    assert "New: Ten minutes through the body; An exercise." in shown
    assert "rj read" in shown
    screen.talk((NOW, "3"), (SINCE, "n"))
    screen.see("Behind you: Something new, a little at a time. 1 practice")
    screen.talk(("Which step comes next", ENTER), (GUEST_PRACTICE, "."))
    assert screen.ended() == 0
    assert "Now:" not in evening(19).see(NOW)


# -- day fifty and after ----------------------------------------------------------------------------------------------


def test_day_fifty_opens_with_what_was_kept_and_enter_is_just_the_day(journal: Path, evening: Evening) -> None:
    kept(3)
    run("moment", "--text", "we laughed", day=48)
    kept(49)
    screen = evening(50)
    shown = screen.see("just the day")
    assert f"50 days. 3 {FIFTY}" in shown
    screen.talk(
        ("just the day", ENTER), (NOW, "2"), (SINCE, "n"), (LETTER, ENTER), (GUEST_MOMENT, ENTER), (CLOSE, ENTER)
    )
    assert screen.ended() == 0
    assert "Kept. Day 50." in screen.shown


def test_a_letter_of_several_lines_is_the_close_of_the_last_part(journal: Path, evening: Evening) -> None:
    kept(49)
    screen = evening(50)
    screen.talk(
        ("just the day", "1"), (LETTER, "Dear you," + ENTER), ("Dear you,", "it went." + ENTER), ("it went.", ENTER)
    )
    screen.talk(("just the day", ENTER), (NOW, "2"), (SINCE, "n"), (GUEST_MOMENT, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [letter] = [row for row in entries(journal) if row["task"] == "close"]
    assert (letter["day"], letter["answers"]) == (50, {"text": "Dear you,\nit went.", "phase": "ordinary"})
    assert "Dear you" not in screen.left_behind


def test_a_letter_broken_off_waits_and_goes_on(journal: Path, evening: Evening) -> None:
    kept(49)
    screen = evening(50)
    screen.talk(("just the day", "1"), (LETTER, "Dear you," + ENTER)).see("Dear you,")
    screen.break_off("kill")
    screen = evening(50)
    screen.talk(("just the day", "1"), ("Enter: on with it", ENTER), ("Dear you,", "yours" + ENTER), ("yours", ENTER))
    screen.see("just the day")
    [letter] = [row for row in entries(journal) if row["task"] == "close"]
    assert letter["answers"]["text"] == "Dear you,\nyours"


@pytest.mark.parametrize("options", [(), ("--plain",)])
def test_the_story_stands_first_and_now_beside_each_other_and_out_of_sight(
    options: tuple[str, ...], journal: Path, evening: Evening
) -> None:
    kept(49)
    run("write", "formed", "--text", "One listened for the key in the door.", day=27)
    run("write", "formed", "--text", "The key meant someone was home.", day=40)
    screen = evening(50, *options, size=(80, 60))
    ended = ENTER if options else ""
    screen.talk(("just the day", "2" + ended))
    shown = screen.see("The key meant")
    if options:
        assert shown.index("One listened") < shown.index("The key meant")
    else:
        assert any("One listened" in row and "The key meant" in row for row in shown.splitlines())
        screen.press(ENTER)
        screen.see("just the day")
        assert "One listened" not in screen.left_behind


def test_what_helped_is_told_in_the_persons_own_words_and_out_of_sight(journal: Path, evening: Evening) -> None:
    kept(49)
    run("soothe", "--done", "5m", "--before", "7", "--after", "4", "--note", "the long breath", day=20)
    run("experiment", "new", day=20, given={"prediction": "p"})
    run("experiment", "review", day=22, given={"did": "yes", "outcome": "o", "learning": "waiting ends"})
    screen = evening(50)
    screen.talk(("just the day", "3"))
    shown = screen.see("waiting ends")
    assert "Five minutes before I reach out: the long breath" in shown
    screen.press(ENTER)
    screen.see("just the day")
    assert "breath" not in screen.left_behind


def test_a_last_day_with_nothing_to_look_back_on_says_so_kindly(journal: Path, evening: Evening) -> None:
    kept(49)
    screen = evening(50)
    screen.talk(("just the day", "2"), ("No page of the story yet", "3"), ("No line about that yet", "."))
    assert screen.ended() == 0


def test_after_the_last_day_the_check_in_counts_nothing_and_asks_no_open_days(journal: Path, evening: Evening) -> None:
    kept(40)
    screen = evening(60)
    shown = screen.see(NOW)
    assert "The 50 days are through. All of it stays usable" in shown
    assert "of 50" not in shown
    screen.talk((NOW, "2"), (SINCE, "n"), (CLOSE, "fine" + ENTER))
    assert screen.ended() == 0
    assert "Kept." in screen.shown
    assert "Day 60" not in screen.raw.decode()
    assert [row["answers"] for row in checkins(journal)] == [{"now": 2, "text": "fine"}]


# -- asked once -------------------------------------------------------------------------------------------------------


def own_words(home: Path) -> object:
    return json.loads((home / "settings.json").read_text())["own_words"] if (home / "settings.json").exists() else None


@pytest.mark.parametrize(("answer", "setting"), [("y", True), ("n", False), (ENTER, None), (".", None), ("<", None)])
def test_own_words_on_the_daily_pages_are_asked_once_from_day_four_on(
    answer: str, setting: bool | None, home: Path, evening: Evening
) -> None:
    journal = begin(home)
    run_id = run_of(journal)
    quiet(journal, f"asked_lean:{run_id}")
    kept(13, 14)
    screen = evening(15)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, ENTER), (CLOSE, ENTER), (OWN_WORDS, answer))
    assert screen.ended() == 0
    assert "Kept. Day 15." in screen.shown
    assert own_words(home) is setting
    screen = evening(16)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    assert OWN_WORDS not in screen.raw.decode()


def run_of(journal: Path) -> str:
    with contextlib.closing(sqlite3.connect(journal)) as db:
        return str(db.execute("SELECT id FROM run").fetchone()[0])


def lean_of(journal: Path) -> str:
    with contextlib.closing(sqlite3.connect(journal)) as db:
        return str(db.execute("SELECT lean FROM run").fetchone()[0])


def test_at_the_end_of_the_first_part_the_lean_is_asked_again_beside_the_sheets(home: Path, evening: Evening) -> None:
    journal = begin(home)
    run("assess", "scores-only", day=1, given={"anxiety": 4, "avoidance": 2})
    run("assess", "own-check", day=1, given={f"c{n}": 1 for n in range(1, 11)})
    kept(2)
    screen = evening(3)
    screen.talk((NOW, "3"), (SINCE, "n"), ("What surprised you", ENTER), (CLOSE, ENTER))
    shown = screen.see(LEAN)
    assert "cannot say yet" in shown
    assert "Day 1: anxiety 4, avoidance 2" in shown
    assert "Day 1: reach 4, steady 2, withdraw 4" in shown
    screen.press("2")
    assert screen.ended() == 0
    assert lean_of(journal) == "avoidant"
    screen = evening(4)
    screen.talk((NOW, "3"), (SINCE, "n"), ("What surprised you", ENTER), (GUEST_PRACTICE, ENTER), (CLOSE, ENTER))
    screen.talk((OWN_WORDS, ENTER))
    assert screen.ended() == 0
    assert LEAN not in screen.raw.decode()
    run("undo", day=4, clock="22:00")
    run("undo", day=4, clock="22:01")
    assert lean_of(journal) == "unsure"


def test_before_day_three_nothing_is_asked_after_the_close(home: Path, evening: Evening) -> None:
    begin(home)
    kept(1)
    screen = evening(2)
    screen.talk((NOW, "3"), (SINCE, "n"), ("A sheet of nine", ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    assert LEAN not in screen.raw.decode()
    assert OWN_WORDS not in screen.raw.decode()
    assert marks(home / "journal.db")[-1][0] == at(2)[:10]
