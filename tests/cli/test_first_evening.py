"""The first evening on a real terminal: every question, every way out, and what is there afterwards."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import BROKEN_OFF, ENTER, Open, done, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
WELCOME, WHICH, LEAN, ABOUT, COUNTRY = "Enter: go on", "Enter: 1", "gets shaky", "mostly about", "phone lines"
TONIGHT = "enough for tonight"
# (what stands there, what is typed): the whole evening with an answer of its own to each question.
TURNS = ((WELCOME, ENTER), (WHICH, "2"), (LEAN, "2"), (ABOUT, "1"), (COUNTRY, "ger" + ENTER))


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that is not even a folder yet."""
    monkeypatch.setenv("REPAIRJOURNAL_HOME", str(home / "new"))
    return home / "new"


def the_run(home: Path) -> tuple[str, str | None]:
    """(lean, about) of the one run."""
    with sqlite3.connect(home / "journal.db") as db:
        [found] = db.execute("SELECT lean, about FROM run").fetchall()
    return found


def settings(home: Path) -> dict[str, object]:
    return json.loads((home / "settings.json").read_text()) if (home / "settings.json").exists() else {}


# -- the whole of it --------------------------------------------------------------------------------------------------


def test_the_first_evening_from_an_empty_home_to_day_one(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS)
    shown = screen.see(TONIGHT)
    assert "Day 1 of 50 is today, Sunday 22 November." in shown
    assert "Germany" in shown
    screen.press(ENTER)
    assert screen.ended() == 0
    assert "Tomorrow: rj" in screen.shown
    assert the_run(empty) == ("avoidant", "partner")
    assert settings(empty)["country"] == "DE"
    assert (empty.stat().st_mode & 0o777, (empty / "journal.db").stat().st_mode & 0o777) == (0o700, 0o600)
    day = told("today", at=NIGHT)
    assert (day["day"], day["days"], day["open"]) == (1, 50, [])
    assert "neuroplasticity" in done("config", "--json", at=NIGHT) or the_program(empty) == "neuroplasticity-50"


def the_program(home: Path) -> str:
    with sqlite3.connect(home / "journal.db") as db:
        return str(db.execute("SELECT program_id FROM program_text").fetchone()[0])


def test_enter_everywhere_is_safe_and_records_nothing_about_the_person(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*((question, ENTER) for question, _ in TURNS), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert the_run(empty) == ("unsure", None)
    assert settings(empty) == {}
    assert the_program(empty) == "integrative-50"
    assert told("log", at=NIGHT) == []


def test_start_with_everything_given_asks_only_what_is_left(empty: Path, opened: Open) -> None:
    screen = opened("start", "integrative-50", "--lean", "anxious", "--about", "family", at=NIGHT)
    screen.talk((WELCOME, ENTER), (COUNTRY, ENTER), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert not any(question in screen.left_behind for question in (WHICH, LEAN, ABOUT))
    assert the_run(empty) == ("anxious", "family")


# -- before a program is chosen nothing is made -----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["q", ".", "<", *BROKEN_OFF])
@pytest.mark.parametrize("question", [WELCOME, WHICH])
def test_left_before_a_program_is_chosen_no_folder_and_no_file(
    question: str, way: str, empty: Path, opened: Open
) -> None:
    screen = opened(at=NIGHT)
    screen.see(WELCOME)
    if question == WHICH:
        screen.press(ENTER, WHICH)
    if way in BROKEN_OFF:
        assert screen.break_off(way) == BROKEN_OFF[way]
    else:
        if question == WHICH and way in ("q", "<"):
            screen.press("<").see(WELCOME, 2)
        screen.press(way)
        assert screen.ended() == 0
        assert "Nothing was made." in screen.shown
    assert not empty.exists()


# -- broken off -------------------------------------------------------------------------------------------------------

LATER = TURNS[2:]


@pytest.mark.parametrize("way", BROKEN_OFF)
@pytest.mark.parametrize("answered", range(len(LATER)))
def test_broken_off_at_any_question_it_goes_on_there_and_no_answer_is_lost(
    answered: int, way: str, empty: Path, opened: Open
) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS[: 2 + answered]).see(LATER[answered][0])
    assert screen.break_off(way) == BROKEN_OFF[way]
    again = opened(at=NIGHT)
    again.talk(*LATER[answered:], (TONIGHT, ENTER))
    assert again.ended() == 0
    assert not any(question in again.left_behind for question, _ in TURNS[: 2 + answered])
    assert the_run(empty) == ("avoidant", "partner")
    assert settings(empty)["country"] == "DE"
    assert told("today", at=NIGHT)["open"] == []


@pytest.mark.parametrize("way", BROKEN_OFF)
def test_broken_off_at_the_offers_of_tonight_the_run_stands(way: str, empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS).see(TONIGHT)
    assert screen.break_off(way) == BROKEN_OFF[way]
    assert the_run(empty) == ("avoidant", "partner")
    assert told("today", at=NIGHT)["day"] == 1


# -- keys that hold everywhere ----------------------------------------------------------------------------------------


def test_p_makes_it_plain_at_once_and_from_then_on(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.see(WELCOME)
    assert "\x1b[" in screen.left_behind
    screen.press("p", WELCOME, 2)
    before = len(screen.raw)
    screen.talk((WELCOME, ENTER), (WHICH, "2" + ENTER), (LEAN, "2" + ENTER), (ABOUT, "1" + ENTER))
    screen.talk((COUNTRY, "ger" + ENTER), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert b"\x1b[" not in screen.raw[before:]
    assert settings(empty)["plain"] is True
    assert the_run(empty) == ("avoidant", "partner")


def test_less_than_goes_back_and_the_earlier_answer_can_be_changed_or_stays(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT, size=(80, 60))
    screen.talk((WELCOME, ENTER), (WHICH, "1"), (LEAN, "2"), (ABOUT, "4"))
    screen.see(COUNTRY)
    screen.press("<" + ENTER, ABOUT, 2).press("<", LEAN, 2).press("1", ABOUT, 3).press(ENTER, COUNTRY, 2)
    screen.press(ENTER, TONIGHT).press(ENTER)
    assert screen.ended() == 0
    assert the_run(empty) == ("anxious", "family")


@pytest.mark.parametrize("asked", range(len(TURNS)))
def test_people_to_call_stand_behind_every_question_and_it_comes_back(asked: int, empty: Path, opened: Open) -> None:
    question, answer = TURNS[asked]
    screen = opened(at=NIGHT, size=(100, 80))
    screen.talk(*TURNS[:asked]).see(question)
    screen.press("!" + ENTER * (question == COUNTRY), "Enter: back to the question")
    assert "findahelpline.com" in screen.shown
    screen.press(ENTER, question, 2).press(answer).talk(*TURNS[asked + 1 :], (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert the_run(empty) == ("avoidant", "partner")


@pytest.mark.parametrize("asked", range(1, len(TURNS)))
def test_why_stands_behind_every_question_after_the_welcome(asked: int, empty: Path, opened: Open) -> None:
    question, _ = TURNS[asked]
    screen = opened(at=NIGHT, size=(100, 60))
    screen.talk(*TURNS[:asked]).see(question)
    screen.press("?" + ENTER * (question == COUNTRY), question, 2)
    reasons = ("a little of each way", "offered first", "someone who is not there", "never guessed")
    assert reasons[asked - 1] in screen.shown
    assert empty.exists() == (asked > 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("de", "DE"), ("ger", "DE"), ("GERMANY", "DE"), ("united k", "GB"), ("aust" + ENTER + "austr" + "ia", "AT")],
)
def test_a_country_is_found_by_its_first_letters(typed: str, code: str, empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS[:4], (COUNTRY, typed + ENTER), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert settings(empty)["country"] == code


# -- one thing for tonight --------------------------------------------------------------------------------------------


def test_one_moment_of_the_last_days_counts_for_day_one(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS, (TONIGHT, "1"), ("How strong right now", "3"), ("camera", "没有回我的消息\r"))
    screen.talk(("Where in the body", ENTER), ("Which sentence", ENTER), ("a little more", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["day"], entry["answers"]) == ("trigger", 1, {"now": 3, "situation": "没有回我的消息"})
    assert [due["done"] for due in told("today", at=NIGHT)["due"] if due["kind"] == "trigger"] == [1]


def test_ten_quick_counts_count_for_day_one(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT, size=(80, 200))
    screen.talk(*TURNS, (TONIGHT, "2"))
    for n in range(10):
        screen.see("> ", 6 + n)
        screen.press(f"{n % 8}")
    print(screen.shown)
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["day"]) == ("assessment", 1)


def test_the_room_counts_for_day_one(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS, (TONIGHT, "3"), ("of 2:00", "f"), ("How strong now", "2"), ("What was it like", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["task"], entry["day"], entry["answers"]["after"]) == ("practice", "outward", 1, 2)
    assert "day one kept" or empty
