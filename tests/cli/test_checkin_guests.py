"""The guests of a check-in: which of the four rows apply on which day, and where their keys lead."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from repairjournal.cli import checkin, guests
from repairjournal.cli.desk import Desk
from tests.cli.evenings import (
    CLOSE,
    GUEST_MOMENT,
    GUEST_OPEN,
    GUEST_PRACTICE,
    NOW,
    SINCE,
    Evening,
    at,
    begin,
    data,
    drafts,
    entries,
    evenings,
    kept,
    marks,
    quiet,
    run,
    through,
)
from tests.cli.terminal import ENTER

EXPERIMENT = {"belief": "If I wait, I am forgotten", "prediction": "No word until Sunday", "sure": 70}
evening = pytest.fixture(evenings)
Act = Callable[[], object]


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def names(day: int) -> list[str]:
    """The rows that apply on a day, an experiment without its id."""
    desk = Desk(lambda: datetime.fromisoformat(at(day, "21:00")), no_input=True)
    try:
        found = [guest.name for guest in guests.of(checkin.Evening(desk, desk.day()))]
    finally:
        desk.close()
    return ["open" if name.startswith("open:") else name for name in found]


def scanned(day: int) -> Act:
    return lambda: run("scan", "--done", "10m", day=day)


def said(day: int, **answers: object) -> Act:
    return lambda: run("experiment", "new", day=day, given=EXPERIMENT | answers)


SCAN, SOOTHE, EXERCISE = "practice:body-scan", "practice:soothe-5", "practice:feet-and-chair"
MOMENT = "moment:moment"
# (what was done before, the day, the rows that apply)
ROWS: list[tuple[list[Act], int, list[str]]] = [
    # a sheet where it is core and due: the own check on day 1, the sheet of nine until it is there
    ([], 1, ["sheet:own-check"]),
    ([], 2, ["sheet:sheet"]),
    ([lambda: run("assess", "scores-only", day=2, given={"anxiety": 3, "avoidance": 2})], 2, []),
    # the close on a phase's last day and up to three days after, until it is answered
    ([], 9, [SCAN]),
    ([], 10, ["close:body", SCAN]),
    ([], 13, ["close:body", SOOTHE]),
    ([], 14, [SOOTHE]),
    ([lambda: run("reflect", "close", "--text", "it repeats", day=10)], 11, [SOOTHE]),
    ([], 52, ["close:ordinary"]),
    ([], 54, []),
    # a core practice that is due, neither tried nor put off on this day
    ([], 15, [SOOTHE]),
    ([lambda: run("soothe", "--done", "5m", day=15)], 15, []),
    ([lambda: run("soothe", "--done", "5m", day=14)], 15, [SOOTHE]),
    ([lambda: run("skip", "stay-minute", day=15)], 15, []),
    ([lambda: run("skip", "stay-minute", day=14)], 15, [SOOTHE]),
    ([partial(run, "soothe", "--done", "5m", day=d) for d in (11, 12, 13)], 15, []),
    ([scanned(23)], 23, [EXERCISE, MOMENT]),
    # optional practices are never asked: the scan of the third and of the fifth part
    ([lambda: run("soothe", "--done", "5m", day=15), lambda: run("write", "--text", "x", day=26)], 30, [MOMENT]),
    # the oldest open experiment once it has been open for a day
    ([said(15)], 15, [SOOTHE]),
    ([said(15)], 16, [SOOTHE, "open"]),
    ([said(14), lambda: run("experiment", "review", day=15, given={"did": "yes", "outcome": "a word"})], 16, [SOOTHE]),
    ([said(14), lambda: run("experiment", "review", day=15, given={"did": "chose not"})], 16, [SOOTHE]),
    ([said(14), lambda: run("experiment", "review", day=15, given={"did": "not yet"})], 16, [SOOTHE, "open"]),
    # a good moment where the phase asks for them
    ([], 22, [SCAN, MOMENT]),
    ([partial(run, "moment", "--text", "m", day=d) for d in (18, 19, 20)], 22, [SCAN]),
    ([], 39, [MOMENT]),
    ([lambda: run("moment", "--text", "m", day=39)], 39, []),
]


@pytest.mark.parametrize(("before", "day", "expected"), ROWS)
def test_each_row_applies_exactly_on_its_days(before: list[Act], day: int, expected: list[str], journal: Path) -> None:
    for act in before:
        act()
    assert names(day) == expected


def test_one_who_chose_neither_lean_is_not_asked_about_exercises_of_a_lean(home: Path) -> None:
    begin(home, lean="neither")
    assert names(15) == []


def test_a_task_that_rests_is_left_out(journal: Path) -> None:
    for day in (12, 13, 14):
        for task in ("soothe-5", "leaving-well"):
            run("practice", task, "--done", "1m", "--before", "4", "--after", "6", day=day - 5)
        kept(day)
    assert names(15) == []


def test_at_most_two_are_asked_and_the_others_are_not_mentioned(journal: Path, evening: Evening) -> None:
    said(17)()
    kept(17)
    assert names(18) == ["close:new", SCAN, "open", MOMENT]
    screen = through(evening(18), ("Which step comes next", ENTER), (GUEST_PRACTICE, ENTER))
    assert "come of it" not in screen.left_behind
    assert "moment today" not in screen.left_behind


# -- a phase closes ---------------------------------------------------------------------------------------------------


def test_the_close_shows_what_lies_behind_waits_when_left_open_and_is_kept_with_its_phase(
    journal: Path, evening: Evening
) -> None:
    run("trigger", "--situation", "a look", day=9)
    run("soothe", "--done", "5m", day=9)
    kept(10, 11)
    screen = evening(12)
    screen.talk((NOW, "3"), (SINCE, "n"), ("What comes round", ENTER))
    assert "Behind you: What my body knows already. 1 practice, 1 moment" in screen.raw.decode()
    screen.talk((GUEST_PRACTICE, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    through(evening(13), ("What comes round", "the waiting" + ENTER), (GUEST_PRACTICE, ENTER))
    [close] = [row for row in entries(journal) if row["task"] == "close"]
    assert (close["day"], close["answers"]) == (13, {"text": "the waiting", "phase": "body"})


def test_on_the_last_day_the_close_says_so(journal: Path, evening: Evening) -> None:
    kept(16)
    screen = evening(17)
    screen.talk((NOW, "3"), (SINCE, "n"))
    screen.see("The last day of: Something new, a little at a time.")


# -- a practice -------------------------------------------------------------------------------------------------------


def test_a_first_scan_asks_inward_or_outward_before_it_begins(journal: Path, evening: Evening) -> None:
    kept(22)
    screen = evening(23, size=(80, 50))
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, "1"), ("Looking inward is not for everybody", "2"))
    screen.talk(("How strong right now", ENTER), (" of 3:0", "q"))
    screen.talk(("How strong now", ENTER), ("Which way is your system", ENTER), ("What was it like", ENTER))
    screen.talk(("Did things feel unreal", ENTER), (GUEST_MOMENT, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [scan] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (scan["task"], scan["answers"]["variant"]) == ("body-scan", "short")


@pytest.mark.parametrize(
    ("day", "key", "of"),
    [(23, "1", "of 10:00"), (23, "2", "of 3:0"), (9, "2", "of 3:0"), (5, "1", "of 3:0"), (5, "2", "of 10:00")],
)
def test_a_key_leads_to_the_scan_of_that_length_and_on_days_four_to_six_the_short_one_stands_first(
    day: int, key: str, of: str, journal: Path, evening: Evening
) -> None:
    quiet(journal, "inward")
    kept(day - 1)
    screen = evening(day, size=(80, 60))
    screen.talk((NOW, "4"), (SINCE, "n"))
    if day == 5:
        screen.talk(("What surprised you", ENTER))
    screen.talk((GUEST_PRACTICE, key), (of, "q"), ("How strong now", "2"), ("Which way", ENTER), ("What was it", ENTER))
    screen.talk(("Did things feel unreal", ENTER))
    if day == 23:
        screen.talk((GUEST_MOMENT, ENTER))
    screen.talk((CLOSE, ENTER))
    assert screen.ended() == 0
    [scan] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (scan["day"], scan["answers"]["before"], scan["answers"]["after"]) == (day, 4, 2)


def test_who_chose_outward_is_led_outward(journal: Path, evening: Evening) -> None:
    quiet(journal, "inward")
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE setting SET value = 'outward' WHERE key = 'inward'")
    kept(22)
    screen = evening(23)
    screen.talk((NOW, "4"), (SINCE, "n"), (GUEST_PRACTICE, "1"))
    screen.see("Eyes open.")


def test_done_today_asks_minutes_before_and_after_and_each_may_stay_open(journal: Path, evening: Evening) -> None:
    kept(22)
    screen = evening(23)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, "3"), ("How many minutes?", "12" + ENTER))
    screen.talk(("How strong before?", ENTER), ("And after?", "2"), (GUEST_MOMENT, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [scan] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert scan["answers"] == {"seconds": 720, "planned": 600, "how": "finished", "after": 2}
    assert names(23) == [EXERCISE, MOMENT]


def test_whatever_needs_the_other_person_is_not_begun_from_the_check_in_and_no_gate_is_asked(
    home: Path, evening: Evening
) -> None:
    journal = begin(home, "neuroplasticity-50")
    quiet(journal)
    run("reflect", "ladder", day=14, given={"steps": "eyes-ten", "setting": "the kitchen"})
    screen = evening(15)
    screen.talk((NOW, "3"), (SINCE, "n"))
    shown = screen.see(GUEST_PRACTICE)
    assert "minutes now" not in shown
    screen.talk(
        (GUEST_PRACTICE, "3"), ("How many minutes?", ENTER), ("How strong before?", ENTER), ("And after?", ENTER)
    )
    screen.talk((GUEST_MOMENT, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [done] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (done["task"], done["answers"]["setting"]) == ("eyes-ten", "the kitchen")
    assert "nobody can see this screen" not in screen.raw.decode()


# -- an open experiment -----------------------------------------------------------------------------------------------


def test_not_yet_leaves_it_open_and_quiet_for_two_days(journal: Path, evening: Evening) -> None:
    said(14)()
    kept(14)
    through(evening(15), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, "n"))
    assert ["open" in names(day) for day in (16, 17, 18)] == [False, False, True]
    assert [row["state"] for row in entries(journal) if row["kind"] == "experiment"] == ["open"]


def test_let_it_go_closes_it_without_an_outcome(journal: Path, evening: Evening) -> None:
    said(14)()
    kept(14)
    through(evening(15), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, "s"))
    [found] = [row for row in entries(journal) if row["kind"] == "experiment"]
    assert (found["state"], found["answers"]["did"]) == ("kept", "chose not")


def test_tell_it_leads_through_the_outcome_with_the_prediction_above_and_out_of_sight(
    journal: Path, evening: Evening
) -> None:
    said(14)()
    kept(14)
    screen = evening(15)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, "y"))
    screen.talk(("The expectation was: No word until Sunday", "3"), ("What happened?", "a word came" + ENTER))
    screen.talk(("expectation come true", "1"), ("How true is the old rule", "40" + ENTER), ("What do you take", ENTER))
    screen.talk(("And the old rule?", ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [found] = [row for row in entries(journal) if row["kind"] == "experiment"]
    assert (found["state"], found["answers"]["outcome"], found["answers"]["belief_after"]) == (
        "kept",
        "a word came",
        40,
    )
    assert "No word until Sunday" not in screen.left_behind


def test_not_yet_inside_the_outcome_is_quiet_as_well(journal: Path, evening: Evening) -> None:
    said(14)()
    kept(14)
    through(evening(15), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, "y"), ("Did you try it?", "1"))
    assert ["open" in names(day) for day in (16, 17, 18)] == [False, False, True]


@pytest.mark.parametrize(("key", "back"), [("<", True), (".", False)])
def test_back_and_enough_inside_the_outcome(key: str, back: bool, journal: Path, evening: Evening) -> None:
    said(14)()
    kept(14)
    screen = evening(15)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, "y"), ("Did you try it?", key))
    if back:
        screen.talk((GUEST_OPEN, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    assert "Kept. Day 15." in screen.shown
    assert [row["state"] for row in entries(journal) if row["kind"] == "experiment"] == ["open"]


# -- the phase's own --------------------------------------------------------------------------------------------------


def test_no_good_moment_counts_as_a_look_and_a_good_one_is_told(journal: Path, evening: Evening) -> None:
    kept(39)
    through(evening(40), (GUEST_MOMENT, "n"))
    assert (at(40)[:10], "moment", "none") in marks(journal)
    screen = evening(41)
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_MOMENT, "y"), ("Which was it nearest to?", "3"))
    screen.talk(("What happened?", "a hand" + ENTER), ("How was it", ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    [moment] = [row for row in entries(journal) if row["kind"] == "moment"]
    assert (moment["day"], moment["answers"]) == (41, {"what": "took comfort", "text": "a hand"})
    [line] = [task for task in data("progress", day=41)["phases"][5]["tasks"] if task["task"] == "moment"]
    assert line["done"] == 2


def test_ten_counts_are_one_key_away_on_day_one(journal: Path, evening: Evening) -> None:
    screen = evening(1, size=(80, 100))
    screen.talk((NOW, "3"), (SINCE, "n"), ("Ten counts about last week?", "y"))
    for n in range(10):
        screen.see("In the last seven days", n + 1)
        screen.press("2")
    screen.talk((CLOSE, ENTER))
    assert screen.ended() == 0
    [sheet] = [row for row in entries(journal) if row["kind"] == "assessment"]
    assert sheet["answers"]["scores"] == {"reach": 8, "withdraw": 8, "steady": 4}


def test_a_sheet_answered_elsewhere_is_typed_as_its_two_numbers_or_put_off(journal: Path, evening: Evening) -> None:
    through(evening(2), ("A sheet of nine about one person?", "s"))
    assert (at(2)[:10], "sheet", "skipped") in marks(journal)
    screen = evening(3)
    screen.talk((NOW, "3"), (SINCE, "n"), ("What surprised you", ENTER), ("A sheet of nine", "y"))
    screen.talk(("Which one?", ENTER), ("s  only its results", "s"), ("Where did you", ENTER))
    screen.talk(("anxiety", "3" + ENTER), ("avoidance", "2" + ENTER))
    screen.talk((CLOSE, ENTER))
    assert screen.ended() == 0
    [sheet] = [row for row in entries(journal) if row["kind"] == "assessment"]
    assert (sheet["task"], sheet["answers"]["scores"]) == ("sheet", {"anxiety": 3, "avoidance": 2})
    assert drafts(journal) == []
