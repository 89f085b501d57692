"""The check-in on a real terminal: a quiet day, keys that hold everywhere, a strong number, a moment told."""

from __future__ import annotations

from pathlib import Path

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
    drafts,
    entries,
    evenings,
    kept,
    marks,
    quiet,
    run,
    through,
)
from tests.cli.terminal import ENTER, Open, terminals

EXPERIMENT = {"belief": "If I wait, I am forgotten", "prediction": "No word until Sunday", "exercise": "soothe-5"}
SITUATION, BODY, THOUGHT, OWN = "camera", "Where in the body", "Which sentence", "safest small new thing"
ANOTHER, SAFE, LINE = "Another?", "Are you safe where you are?", "One line, if you like."
QUIET = ((GUEST_PRACTICE, ENTER), (GUEST_MOMENT, ENTER))  # day 23 without an experiment
evening = pytest.fixture(evenings)
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    """Day 23 lies ahead: the scan is core and due, the days before are kept, nothing asked once is left."""
    journal = begin(home)
    quiet(journal)
    kept(21, 22)
    return journal


# -- a quiet day ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "keys"), [((), 5), (("--plain",), 7)])
def test_a_quiet_day_with_two_guests_is_five_keys_and_seven_when_plain(
    options: tuple[str, ...], keys: int, journal: Path, evening: Evening
) -> None:
    run("experiment", "new", day=21, given=EXPERIMENT)
    screen = evening(23, *options, size=(80, 60))
    ended = ENTER if options else ""
    typed = [("3" + ended), ("n" + ended), ENTER, ENTER, ENTER]
    screen.talk(*zip((NOW, SINCE, GUEST_PRACTICE, GUEST_OPEN, CLOSE), typed, strict=True))
    assert screen.ended() == 0
    assert len("".join(typed)) == keys
    assert screen.shown.splitlines()[-2 if options else -1].startswith("Kept. Day 23.")
    assert "about 2 minutes on a quiet day" in screen.left_behind
    assert [(row["day"], row["answers"]) for row in checkins(journal)][-1] == (23, {"now": 3})
    assert marks(journal)[-1] == (at(23)[:10], "trigger-note", "none")
    assert drafts(journal) == []


def test_enter_at_every_question_keeps_nothing(journal: Path, evening: Evening) -> None:
    before = (checkins(journal), marks(journal))
    screen = evening(23)
    screen.talk((NOW, ENTER), (SINCE, ENTER), *QUIET, (CLOSE, ENTER))
    assert screen.ended() == 0
    assert "Nothing written, nothing kept." in screen.shown
    assert (checkins(journal), marks(journal), drafts(journal)) == (*before, [])


def test_a_second_check_in_of_the_day_says_that_it_is_kept_and_asks_nothing(journal: Path, evening: Evening) -> None:
    kept(23)
    run("checkin", day=23, given={"now": 2})
    screen = evening(23)
    assert screen.ended() == 0
    assert "Tonight's check-in is kept." in screen.shown
    assert [row["answers"] for row in checkins(journal)] == [{"now": 2}]
    assert "is kept" in run("checkin", day=23, given={"now": 5}, expect=2)


def test_two_windows_at_once_still_make_one_entry_of_the_day(journal: Path, evening: Evening) -> None:
    one, other = evening(23), evening(23)
    for screen in (one, other):
        screen.see(NOW)
    for screen, key in ((one, "3"), (other, "5")):
        screen.talk((NOW, key), (SINCE, ENTER), *QUIET).see(CLOSE)
    for screen, words in ((one, "a"), (other, "b")):
        assert screen.press(words + ENTER).ended() == 0
    assert [row["answers"] for row in checkins(journal)] == [{"now": 5, "text": "b"}]


def test_nothing_is_asked_in_a_pause(journal: Path, evening: Evening) -> None:
    run("pause", "--yes", day=22)
    screen = evening(24)
    assert screen.ended() == 0
    assert "A pause; nothing is asked." in screen.shown
    assert NOW not in screen.shown


def test_one_undo_takes_the_whole_check_in_back(journal: Path, evening: Evening) -> None:
    before = (checkins(journal), marks(journal))
    through(evening(23), (GUEST_PRACTICE, "s"), (GUEST_MOMENT, ENTER))
    assert marks(journal)[-2:] == [(at(23)[:10], "body-scan", "skipped"), (at(23)[:10], "trigger-note", "none")]
    run("undo", day=23, clock="21:10")
    assert (checkins(journal), marks(journal)) == before


# -- keys that hold everywhere ----------------------------------------------------------------------------------------

ASKED = ((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, ENTER), (GUEST_OPEN, ENTER), (CLOSE, ENTER))


def test_behind_every_question_stand_people_to_call_and_why_and_it_comes_back(journal: Path, evening: Evening) -> None:
    run("experiment", "new", day=21, given=EXPERIMENT)
    screen = evening(23, size=(80, 200))
    for at_question, (question, answer) in enumerate(ASKED):
        ended = ENTER if question == CLOSE else ""
        screen.see(question)
        screen.press("!" + ended, "Enter: back to the question", 1 if question == CLOSE else at_question + 1)
        screen.press(ENTER, question, 2).press("?" + ended, question, 3).press(answer)
    assert screen.ended() == 0
    assert [row["answers"] for row in checkins(journal)] == [{"now": 3}]


@pytest.mark.parametrize("at_question", range(5))
def test_a_dot_is_enough_at_every_question_and_keeps_all_before_it(
    at_question: int, journal: Path, evening: Evening
) -> None:
    run("experiment", "new", day=21, given=EXPERIMENT)
    screen = evening(23)
    screen.talk(*ASKED[:at_question])
    question = ASKED[at_question][0]
    screen.see(question)
    screen.press("." + (ENTER if question == CLOSE else ""))
    assert screen.ended() == 0
    assert ("Kept. Day 23." in screen.shown) == (at_question > 0)
    assert [row["answers"] for row in checkins(journal)] == ([{"now": 3}] if at_question else [])
    assert (len(marks(journal)) == 3) == (at_question > 1)
    assert drafts(journal) == []


def test_less_than_goes_back_through_every_answer_and_a_new_one_takes_its_place(
    journal: Path, evening: Evening
) -> None:
    run("experiment", "new", day=21, given=EXPERIMENT)
    screen = evening(23, size=(80, 100))
    screen.talk((NOW, "3"), (SINCE, "n"), (GUEST_PRACTICE, "s"), (GUEST_OPEN, "n"), (CLOSE, "<" + ENTER))
    screen.see(GUEST_OPEN)  # leaving the line has cleared what stood before
    screen.press("<", GUEST_PRACTICE).press("<", SINCE).press("<", NOW).press("<", NOW, 2)
    screen.press("4", SINCE, 2).press(ENTER, GUEST_PRACTICE, 2).press("3", "How many minutes?").press("<" + ENTER)
    screen.see(GUEST_PRACTICE, 3)
    screen.press("3", "How many minutes?", 2).press("4" + ENTER, "How strong before?").press(ENTER, "And after?")
    screen.press(ENTER, GUEST_OPEN, 2).press(ENTER).talk((CLOSE, ENTER))
    assert screen.ended() == 0
    assert [row["answers"] for row in checkins(journal)] == [{"now": 4}]
    assert marks(journal)[2:] == [(at(23)[:10], "trigger-note", "none")]
    [done] = [row for row in entries(journal) if row["kind"] == "practice"]
    assert (done["task"], done["answers"]["seconds"]) == ("body-scan", 240)


# -- a strong number --------------------------------------------------------------------------------------------------


def test_eight_or_more_goes_the_hard_way_and_asks_one_line_and_nothing_more(journal: Path, evening: Evening) -> None:
    run("experiment", "new", day=21, given=EXPERIMENT)
    screen = evening(23)
    screen.talk((NOW, "9"), (SAFE, "1"), ("first the room", ENTER), ("of 2:00", "f"), ("How strong now", "5"))
    screen.talk(("What was it like", ENTER), (LINE, "enough for one day" + ENTER))
    assert screen.ended() == 0
    assert "Kept. The rest can wait." in screen.shown
    assert SINCE not in screen.left_behind
    assert [row["answers"] for row in checkins(journal)] == [{"now": 9, "text": "enough for one day"}]
    assert [row["task"] for row in entries(journal)] == ["experiment", "outward", "checkin"]


@pytest.mark.parametrize("answer", ["2", "3", "4", ENTER])
def test_not_safe_shows_people_to_call_and_nothing_is_kept_or_asked(
    answer: str, journal: Path, evening: Evening
) -> None:
    screen = evening(23)
    screen.talk((NOW, "8"), (SAFE, answer), ("look around the room with me", "."))
    assert screen.ended() == 0
    assert screen.shown == ""
    assert (checkins(journal), drafts(journal)) == ([], [])


@pytest.mark.parametrize("own_words", [True, False])
def test_six_or_seven_shows_one_line_of_what_helped_only_with_own_words_on(
    own_words: bool, journal: Path, evening: Evening
) -> None:
    run("soothe", "--done", "5m", "--before", "7", "--after", "3", "--note", "the long breath", day=20)
    run("soothe", "--done", "5m", "--before", "7", "--after", "8", "--note", "it got louder", day=21)
    run("config", "own_words", "on" if own_words else "off", day=21)
    screen = evening(23)
    screen.talk((NOW, "6"), (SINCE, ENTER))
    shown = screen.see(GUEST_PRACTICE)
    assert ("What helped before: Five minutes before I reach out. the long breath" in shown) == own_words
    assert "louder" not in shown


# -- a moment ---------------------------------------------------------------------------------------------------------


def test_a_moment_told_is_a_short_trigger_of_that_day_and_then_another_may_follow(home: Path, evening: Evening) -> None:
    journal = begin(home)
    quiet(journal)
    kept(14)
    screen = evening(15)
    screen.talk((NOW, "5"), (SINCE, "y"), (SITUATION, "a door fell shut" + ENTER), (BODY, "chest tight" + ENTER))
    screen.talk((THOUGHT, "here it begins" + ENTER), (OWN, "to ask" + ENTER), (ANOTHER, "y"))
    screen.talk((SITUATION, "a look" + ENTER), (BODY, ENTER), (THOUGHT, ENTER), (OWN, ENTER))
    screen.talk((ANOTHER, ENTER), (GUEST_PRACTICE, ENTER), (CLOSE, ENTER))
    assert screen.ended() == 0
    told = [row for row in entries(journal) if row["kind"] == "trigger"]
    assert [row["answers"]["situation"] for row in told] == ["a door fell shut", "a look"]
    assert {(row["day"], row["answers"]["now"]) for row in told} == {(15, 5)}
    assert (told[0]["answers"]["safest-new"], told[0]["answers"]["areas"]) == ("to ask", ["chest"])
    assert "a door" not in screen.left_behind


def test_less_than_leaves_the_moment_for_the_question_before_it_and_a_dot_ends_the_evening(
    journal: Path, evening: Evening
) -> None:
    screen = evening(23, size=(80, 60))
    screen.talk((NOW, "5"), (SINCE, "y"), (SITUATION, "<" + ENTER))
    screen.talk((SINCE, "y"), (SITUATION, "a door" + ENTER), (BODY, "." + ENTER))
    assert screen.ended() == 0
    assert "Kept. Day 23." in screen.shown
    assert [row["answers"].get("situation") for row in entries(journal)] == ["a door", None]
    assert drafts(journal) == []


def test_yes_later_is_asked_once_on_the_next_day(journal: Path, evening: Evening) -> None:
    later = "One was to be told later"
    screen = evening(23)
    screen.talk((NOW, "3"), (SINCE, "l"), *QUIET)
    assert later not in screen.see(CLOSE)
    screen.press(ENTER)
    assert screen.ended() == 0
    screen = evening(24)
    screen.talk((NOW, "3"))
    assert "Since yesterday evening:" in screen.see(SINCE)
    assert later in screen.shown
    screen.talk((SINCE, ENTER), *QUIET, (CLOSE, ENTER))
    assert screen.ended() == 0
    screen = evening(25)
    screen.talk((NOW, "3"))
    assert later not in screen.see(SINCE)


@pytest.mark.parametrize(
    ("day", "words"), [(23, "In the last days:"), (24, "Since yesterday evening:"), (25, "Since Wednesday 2 December:")]
)
def test_the_span_of_the_look_is_named(day: int, words: str, journal: Path, evening: Evening) -> None:
    if day > 23:
        run("checkin", day=23, given={"now": 2})
    screen = evening(day)
    screen.talk((NOW, "3"))
    assert words in screen.see(SINCE)


# -- without a terminal -----------------------------------------------------------------------------------------------


def test_a_script_gives_the_same_answers_as_data(journal: Path) -> None:
    run("checkin", day=23, given={"now": 4, "text": "fine", "since": "none"})
    assert [row["answers"] for row in checkins(journal)] == [{"now": 4, "text": "fine"}]
    assert marks(journal)[-1] == (at(23)[:10], "trigger-note", "none")
    assert "since does not fit" in run("checkin", day=24, given={"since": "no"}, expect=2)
    assert "Nothing written" in run("checkin", day=24, given={}, expect=2)
    assert "terminal" in run("checkin", day=24, expect=2)


def test_without_a_run_the_check_in_offers_to_begin_one(home: Path, opened: Open) -> None:
    screen = opened("checkin", at=at(1))
    screen.talk(("No program is running yet", "q"))
    assert screen.ended() == 0
    assert list(home.iterdir()) == []
