"""The first evening on a real terminal: every question, every way out, and what is there afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import BROKEN_OFF, ENTER, SOAK, Open, Terminal, terminals, told

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


@pytest.fixture(scope="module")
def broken_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose first evening was left at its last question."""
    home = tmp_path_factory.mktemp("first") / "daybook"
    screen = Terminal(at=NIGHT, REPAIRJOURNAL_HOME=str(home), HOME=str(home.parent))
    screen.talk((WELCOME, ENTER), (WHICH, ENTER), (LEAN, ENTER), (ABOUT, ENTER)).see(COUNTRY)
    screen.break_off("kill")
    return home


@pytest.fixture
def last_question(broken_off: Path, empty: Path) -> Path:
    """The same in a home of this test's own."""
    shutil.copytree(broken_off, empty)
    os.chmod(empty, 0o700)
    return empty


def the_run(home: Path) -> tuple[str, str | None]:
    """(lean, about) of the one run."""
    with sqlite3.connect(home / "journal.db") as db:
        [(lean, about)] = db.execute("SELECT lean, about FROM run").fetchall()
    return lean, about


def the_program(home: Path) -> str:
    with sqlite3.connect(home / "journal.db") as db:
        return str(db.execute("SELECT program_id FROM program_text").fetchone()[0])


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
    assert the_program(empty) == "neuroplasticity-50"


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


@pytest.mark.parametrize("way", ["q", ".", *BROKEN_OFF])
def test_left_at_the_welcome_there_is_no_folder_and_no_file(way: str, empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.see(WELCOME)
    if way in BROKEN_OFF:
        assert screen.break_off(way) == BROKEN_OFF[way]
    else:
        assert screen.press(way).ended() == 0
        assert "Nothing was made." in screen.shown
    assert not empty.exists()


@pytest.mark.parametrize("way", ["<q", "ctrl-c", "kill"])
def test_left_where_the_program_is_chosen_there_is_no_folder_and_no_file(way: str, empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk((WELCOME, ENTER)).see(WHICH)
    if way in BROKEN_OFF:
        assert screen.break_off(way) == BROKEN_OFF[way]
    else:
        for key in way:
            screen.press(key)
            screen.see("Nothing was made." if key != "<" else WELCOME, 1 + (key == "<"))
        assert screen.ended() == 0
    assert not empty.exists()


# -- broken off -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", BROKEN_OFF if SOAK else ["ctrl-c", "closed", "kill"])
def test_broken_off_at_each_question_in_turn_it_goes_on_there_and_no_answer_is_lost(
    way: str, empty: Path, opened: Open
) -> None:
    screen = opened(at=NIGHT)
    screen.talk(*TURNS[:2])
    for at, (question, answer) in enumerate(TURNS[2:], 3):
        screen.see(question)
        assert screen.break_off(way) == BROKEN_OFF[way]
        screen = opened(at=NIGHT)
        screen.talk((question, answer))
        screen.see(TURNS[at][0] if at < len(TURNS) else TONIGHT)
        assert not any(earlier in screen.left_behind for earlier, _ in TURNS[: at - 1])
    assert screen.break_off(way) == BROKEN_OFF[way]
    assert (the_run(empty), the_program(empty)) == (("avoidant", "partner"), "neuroplasticity-50")
    assert settings(empty)["country"] == "DE"
    day = told("today", at=NIGHT)
    assert (day["day"], day["open"]) == (1, [])


# -- keys that hold everywhere ----------------------------------------------------------------------------------------


def test_p_makes_it_plain_at_once_and_from_then_on(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.see(WELCOME)
    assert "\x1b[" in screen.left_behind
    screen.press("p", WELCOME, 2)
    before = len(screen.raw)
    screen.talk(*((question, answer.removesuffix(ENTER) + ENTER) for question, answer in TURNS), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert b"\x1b[" not in screen.raw[before:]
    assert settings(empty)["plain"] is True
    assert the_run(empty) == ("avoidant", "partner")


def test_less_than_goes_back_and_an_earlier_answer_changes_or_stays(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT, size=(80, 70))
    screen.talk((WELCOME, ENTER), (WHICH, "1"), (LEAN, "2"), (ABOUT, "4")).see(COUNTRY)
    screen.press("<" + ENTER, ABOUT, 2).press("<", LEAN, 2).press("1", ABOUT, 3).press(ENTER, COUNTRY, 2)
    screen.press(ENTER, TONIGHT).press(ENTER)
    assert screen.ended() == 0
    assert the_run(empty) == ("anxious", "family")


REASONS = ("a little of each way", "offered first", "someone who is not there", "never guessed")


def test_behind_every_question_stand_people_to_call_and_why_and_it_comes_back(empty: Path, opened: Open) -> None:
    screen = opened(at=NIGHT, size=(100, 250))
    for at, (question, answer) in enumerate(TURNS):
        ended = ENTER if question == COUNTRY else ""
        screen.see(question)
        screen.press("!" + ended, "Enter: back to the question", at + 1)
        assert screen.shown.count("findahelpline.com") == at + 1
        screen.press(ENTER, question, 2)
        if at:
            screen.press("?" + ended, question, 3)
            assert REASONS[at - 1] in screen.shown
        screen.press(answer)
    screen.talk((TONIGHT, ENTER))
    assert screen.ended() == 0
    assert the_run(empty) == ("avoidant", "partner")


@pytest.mark.parametrize(("typed", "code"), [(("de",), "DE"), (("GERM",), "DE"), (("aust", "austri"), "AT")])
def test_a_country_is_found_by_its_first_letters(
    typed: tuple[str, ...], code: str, last_question: Path, opened: Open
) -> None:
    screen = opened(at=NIGHT)
    for asked, letters in enumerate(typed, 1):
        screen.see(COUNTRY, asked)
        screen.press(letters + ENTER)
    screen.talk((TONIGHT, ENTER))
    assert screen.ended() == 0
    assert settings(last_question)["country"] == code


def test_a_country_without_lines_of_its_own_is_no_obstacle(last_question: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk((COUNTRY, "Atlantis" + ENTER), (TONIGHT, ENTER))
    assert screen.ended() == 0
    assert "country" not in settings(last_question)


# -- one thing for tonight --------------------------------------------------------------------------------------------


def test_one_moment_of_the_last_days_counts_for_day_one(last_question: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk((COUNTRY, ENTER), (TONIGHT, "1"), ("How strong right now", "3"), ("camera", "没有回我的消息\r"))
    screen.talk(("Where in the body", ENTER), ("Which sentence", ENTER), ("a little more", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["day"], entry["answers"]) == ("trigger", 1, {"now": 3, "situation": "没有回我的消息"})
    assert [due["done"] for due in told("today", at=NIGHT)["due"] if due["kind"] == "trigger"] == [1]
    assert last_question.exists()


def test_ten_quick_counts_count_for_day_one(last_question: Path, opened: Open) -> None:
    screen = opened(at=NIGHT, size=(80, 200))
    screen.talk((COUNTRY, ENTER), (TONIGHT, "2"))
    for n in range(10):
        screen.see("In the last seven days", n + 1)
        screen.press(f"{n % 5}")
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["task"], entry["day"]) == ("assessment", "own-check", 1)
    assert [due["done"] for due in told("today", at=NIGHT)["due"] if due["task"] == "own-check"] == [1]
    assert last_question.exists()


def test_the_room_counts_for_day_one(last_question: Path, opened: Open) -> None:
    screen = opened(at=NIGHT)
    screen.talk((COUNTRY, ENTER), (TONIGHT, "3"), ("of 2:00", "f"), ("How strong now", "2"), ("What was it", ENTER))
    assert screen.ended() == 0
    [entry] = told("log", at=NIGHT)
    assert (entry["kind"], entry["task"], entry["day"], entry["answers"]["after"]) == ("practice", "outward", 1, 2)
    assert last_question.exists()
