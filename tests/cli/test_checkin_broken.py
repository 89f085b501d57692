"""A check-in that is broken off at every question and in every way, and goes on: nothing lost, nothing doubled."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

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
from tests.cli.terminal import AWAY, BROKEN_OFF, ENTER, SOAK, Terminal

DAY = 23
ON_WITH_IT, ANOTHER = "Enter: on with it", "Another?"
# The whole of an evening with two guests: (what is asked, what is typed).
TOLD = (
    (NOW, "5"),
    (SINCE, "y"),
    ("camera", "a door fell shut" + ENTER),
    ("Where in the body", "chest tight" + ENTER),
    ("Which sentence", "here it begins" + ENTER),
    (ANOTHER, ENTER),
    (GUEST_PRACTICE, "3"),
    ("How many minutes?", "12" + ENTER),
    ("How strong before?", "6"),
    ("And after?", "3"),
    (GUEST_OPEN, "y"),
    ("Did you try it?", "3"),
    ("What happened?", "a word came" + ENTER),
    ("expectation come true", "1"),
    ("How true is the old rule", "40" + ENTER),
    ("What do you take", "it passes" + ENTER),
    ("And the old rule?", "2"),
    (CLOSE, "enough" + ENTER),
)
# One with marks instead: a look that found nothing, a practice put off, an experiment let go.
LOOKED = ((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, "s"), (GUEST_OPEN, "s"), (CLOSE, "tired" + ENTER))
PREDICTED = {"belief": "If I wait, I am forgotten", "prediction": "No word until Sunday"}
evening = pytest.fixture(evenings)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    run("experiment", "new", day=DAY - 2, given=PREDICTED)
    kept(DAY - 1)
    return journal


def all_of_it(journal: Path) -> list[tuple[str, int, dict[str, Any]]]:
    """(task, day, answers) of what this evening kept, with marks."""
    found = [(row["task"], row["day"], row["answers"]) for row in entries(journal)]
    return sorted(found, key=lambda row: row[0])


OUTCOME = {"did": "yes", "outcome": "a word came", "came_true": "no", "belief_after": 40, "learning": "it passes"}
AREAS = {"areas": ["chest"], "sensations": ["tight"]}
WHOLE = [
    ("body-scan", DAY, {"seconds": 720, "planned": 600, "how": "finished", "before": 6, "after": 3}),
    ("checkin", DAY, {"now": 5, "text": "enough"}),
    ("experiment", DAY - 2, PREDICTED | OUTCOME | {"keep": "change"}),
    ("trigger-note", DAY, {"now": 5, "situation": "a door fell shut", "body": "chest tight"} | AREAS
     | {"thought": "here it begins"}),
]  # fmt: skip


def gone_on(screen: Terminal, turns: Sequence[tuple[str, str]], at_turn: int) -> int:
    """Which question the resumed evening stands at: the one it was broken off at, or the next one."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        shown = screen.shown
        if ON_WITH_IT in shown and not any(turns[n][0] in shown for n in (at_turn, at_turn + 1) if n < len(turns)):
            screen.press(ENTER)
            while screen.shown == shown:
                assert time.monotonic() < end, shown
                time.sleep(0.01)
            continue
        for n in (at_turn + 1, at_turn):
            if n < len(turns) and turns[n][0] in shown:
                return n
        if "check-in is kept" in shown or not screen.pty.isalive():
            return len(turns)
        time.sleep(0.01)
    raise AssertionError(f"neither {turns[at_turn][0]!r} nor the next on\n{screen.shown}")


# A number of several digits is a line of the terminal's own: there every key waits for Enter.
AWAY_LINES = (("ctrl-x", "How many minutes?"), ("ctrl-x", "How true is the old rule"))


def away_from_a_line(screen: Terminal) -> int:
    return screen.press(AWAY + ENTER).ended()


@pytest.mark.parametrize("ways", [[way] for way in BROKEN_OFF] if SOAK else [["ctrl-c", "closed", "term", "kill"]])
def test_broken_off_at_every_question_it_goes_on_there_and_keeps_each_answer_once(
    ways: list[str], journal: Path, evening: Evening
) -> None:
    screen = evening(DAY)
    for n, (question, answer) in enumerate(TOLD):
        screen.see(question)
        way = ways[n % len(ways)]
        code = away_from_a_line(screen) if (way, question) in AWAY_LINES else screen.break_off(way)
        assert code == BROKEN_OFF[way], screen.shown
        screen = evening(DAY)
        if n > 0:
            assert gone_on(screen, TOLD, n) == n
        screen.talk((question, answer))
    assert screen.ended() == 0
    assert all_of_it(journal) == WHOLE
    assert (drafts(journal), marks(journal)[1:]) == ([], [])


def test_broken_off_before_the_first_answer_nothing_is_there(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.see(NOW)
    screen.break_off("kill")
    assert (checkins(journal), drafts(journal)) == ([], [])


def test_marks_are_made_once_however_often_it_is_broken_off(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    for n, (question, answer) in enumerate(LOOKED):
        screen.talk((question, answer))
        if n + 1 < len(LOOKED):
            screen.see(LOOKED[n + 1][0])
            screen.break_off("kill")
            screen = evening(DAY)
    assert screen.ended() == 0
    today = at(DAY)[:10]
    assert marks(journal)[1:] == [(today, "body-scan", "skipped"), (today, "trigger-note", "none")]
    [experiment] = [row for row in entries(journal) if row["kind"] == "experiment"]
    assert (experiment["state"], experiment["answers"]["did"]) == ("kept", "chose not")
    assert [row["answers"] for row in checkins(journal)] == [{"now": 3, "text": "tired"}]


@pytest.mark.parametrize("seed", range(12) if SOAK else range(1))
def test_killed_at_random_moments_right_after_an_answer_nothing_is_lost_and_nothing_doubled(
    seed: int, journal: Path, evening: Evening
) -> None:
    chance, screen, n = random.Random(seed), evening(DAY), 0
    left = set(range(len(TOLD)) if SOAK else (0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 16, 17))
    while n < len(TOLD):
        screen.talk(TOLD[n])
        if n in left:
            left.remove(n)
            time.sleep(chance.random() * 0.1)
            screen.kill()
            screen = evening(DAY)
            n = gone_on(screen, TOLD, n)
        else:
            n += 1
    screen.ended()
    assert left == set()
    assert all_of_it(journal) == WHOLE
    assert drafts(journal) == []


# -- what is said -----------------------------------------------------------------------------------------------------


def test_ctrl_c_says_that_a_draft_is_kept_and_today_shows_it(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "3"), (SINCE, "\x03"))
    assert screen.ended() == 130
    assert "Kept as a draft; rj checkin goes on with it." in screen.shown
    assert "rj checkin" in run("today", day=DAY)
    [draft] = [row for row in data("today", day=DAY)["open"] if row["draft"]]
    assert (draft["task"], draft["date"]) == ("checkin", at(DAY)[:10])


def test_ctrl_x_leaves_an_empty_screen_and_the_draft(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "3"), (SINCE, "\x18"))
    assert screen.ended() == 130
    assert screen.shown == ""
    assert [row["answers"]["now"] for row in drafts(journal)] == [3]


def test_while_one_window_has_it_another_says_so(journal: Path, evening: Evening) -> None:
    one = evening(DAY)
    one.talk((NOW, "3"))
    one.see(SINCE)
    other = evening(DAY)
    assert other.ended() == 2
    assert "open in another window" in other.shown


# -- on another day ---------------------------------------------------------------------------------------------------


def left_after_the_look(evening: Evening, journal: Path) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "5"), (SINCE, "n"))
    screen.see(GUEST_PRACTICE)
    screen.break_off("closed")


@pytest.mark.parametrize("days", [1, 6])
def test_finished_later_its_entries_carry_the_day_on_which_it_was_begun(
    days: int, journal: Path, evening: Evening
) -> None:
    left_after_the_look(evening, journal)
    screen = evening(DAY + days)
    shown = screen.see(ON_WITH_IT)
    assert "The one of Wednesday 2 December waits, after question 2." in shown
    screen.press(ENTER)
    shown = screen.see(GUEST_PRACTICE)
    assert f"Day {DAY} of 50" in shown
    assert "minutes now" not in shown
    screen.talk(
        (GUEST_PRACTICE, "3"), ("How many minutes?", ENTER), ("How strong before?", ENTER), ("And after?", ENTER)
    )
    screen.talk((GUEST_OPEN, "n"), (CLOSE, "late" + ENTER))
    assert screen.ended() == 0
    assert f"Kept. Day {DAY}." in screen.shown
    assert "Today's: rj checkin" in screen.shown
    found = [row for row in entries(journal) if row["task"] in ("body-scan", "checkin")]
    assert {(row["date"], row["day"], row["written_date"]) for row in found} == {
        (at(DAY)[:10], DAY, at(DAY + days)[:10])
    }
    assert marks(journal)[-1] == (at(DAY)[:10], "trigger-note", "none")


def test_a_moment_told_in_it_on_the_next_day_belongs_to_the_day_before(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "5"), (SINCE, "\x03"))
    assert screen.ended() == 130
    screen = evening(DAY + 1)
    screen.talk((ON_WITH_IT, ENTER), (SINCE, "y"), ("camera", "a look" + ENTER), ("Where in the body", "." + ENTER))
    assert screen.ended() == 0
    [told] = [row for row in entries(journal) if row["kind"] == "trigger"]
    assert (told["day"], told["date"], told["written_date"]) == (DAY, at(DAY)[:10], at(DAY + 1)[:10])


def test_d_takes_today_instead_and_keeps_the_other(journal: Path, evening: Evening) -> None:
    left_after_the_look(evening, journal)
    screen = evening(DAY + 1)
    screen.talk((ON_WITH_IT, "d"), (NOW, "2"), (SINCE, ENTER), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, ENTER))
    screen.talk((CLOSE, ENTER))
    assert screen.ended() == 0
    assert f"Kept. Day {DAY + 1}." in screen.shown
    assert "The one of Wednesday 2 December waits" in screen.shown
    assert [row["day"] for row in checkins(journal)] == [DAY + 1]
    screen = evening(DAY + 1)
    shown = screen.see(ON_WITH_IT)
    assert "today instead" not in shown
    screen.talk((ON_WITH_IT, ENTER), (GUEST_PRACTICE, "."))
    assert screen.ended() == 0
    assert [row["day"] for row in checkins(journal)] == [DAY + 1, DAY]
    assert drafts(journal) == []
    assert GUEST_MOMENT not in screen.raw.decode()


def test_a_strong_number_of_yesterday_leads_to_one_line_and_not_to_the_room(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "9"))
    screen.see("Are you safe where you are?")
    screen.break_off("kill")
    screen = evening(DAY + 1)
    screen.talk((ON_WITH_IT, ENTER), ("One line, if you like.", ENTER))
    assert screen.ended() == 0
    assert "Are you safe" not in screen.raw.decode()
    assert [(row["day"], row["answers"]) for row in checkins(journal)] == [(DAY, {"now": 9})]


def test_broken_off_in_the_hard_way_the_same_evening_goes_on_there(journal: Path, evening: Evening) -> None:
    screen = evening(DAY)
    screen.talk((NOW, "9"), ("Are you safe where you are?", "1"))
    screen.see("first the room")
    screen.break_off("kill")
    screen = evening(DAY, clock="21:05")
    screen.talk(("first the room", "5"), ("One line, if you like.", ENTER))
    assert screen.ended() == 0
    assert [row["answers"] for row in checkins(journal)] == [{"now": 9}]
