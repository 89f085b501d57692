"""The person's own small steps: the same again by Enter, a second place, and what needs the gate."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, data, entries, quiet, run
from tests.cli.terminal import ENTER, Open, Terminal, terminals

WHICH, WHENEVER, PLACE = "Which small step?", "Whenever it suits.", "Where, or with whom?"
BEFORE, AFTER, WAS_IT = "How strong right now", "How strong now", "What was it"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home, "neuroplasticity-50")
    quiet(journal)
    return journal


def own_list(day: int = 14, **answers: str) -> None:
    run("ladder", day=day, given={"steps": "plain-answer, 1, kind-message", "setting": "the kitchen"} | answers)


def tried(journal: Path) -> list[tuple[str, str | None]]:
    """(task, place) of each attempt."""
    return [(row["task"], row["answers"].get("setting")) for row in entries(journal) if row["kind"] == "practice"]


def to_the_end(screen: Terminal) -> None:
    """Enter at whatever is asked after an attempt."""
    screen.talk((AFTER, ENTER))
    while screen.pty.isalive() and "kept" not in screen.left_behind:
        screen.press(ENTER)
        screen.drain()
    assert screen.ended() == 0


def test_the_own_list_stands_in_its_own_order_and_the_lowest_is_the_first(journal: Path, opened: Open) -> None:
    own_list()
    piped = run("step", day=15).splitlines()
    assert [row.split(": ")[0] for row in piped] == ["1 plain-answer", "2 soothe-5", "3 kind-message"]
    shown = opened("step", at=at(15)).see("l  my list")
    assert [f"{n}  {row.split(': ', 1)[1]}" in shown for n, row in enumerate(piped, 1)] == [True] * 3


def test_enter_is_the_same_step_again_and_a_known_place_is_one_key_away(journal: Path, opened: Open) -> None:
    own_list(second="on a walk")
    screen = opened("step", at=at(15))
    screen.talk((WHICH, ENTER), (WHENEVER, "1"), (BEFORE, ENTER), ("2  on a walk", "1"))
    to_the_end(screen)
    screen = opened("step", at=at(16))
    screen.see("again")
    screen.talk((WHICH, ENTER), (WHENEVER, "1"), (BEFORE, ENTER), ("2  on a walk", "2"))
    to_the_end(screen)
    assert tried(journal) == [("plain-answer", "the kitchen"), ("plain-answer", "on a walk")]
    due = {line["task"]: line["done"] for line in data("today", day=16)["due"]}
    assert due["kind-message"] == 2


def test_a_new_place_is_typed_and_an_open_one_does_not_forget_the_last(journal: Path, opened: Open) -> None:
    own_list()
    screen = opened("step", at=at(15))
    screen.talk(
        (WHICH, "3"), (WHENEVER, "1"), (BEFORE, ENTER), ("a new place", "n"), ("Where, or with whom", "at work" + ENTER)
    )
    to_the_end(screen)
    screen = opened("step", at=at(16))
    screen.talk((WHICH, ENTER), (WHENEVER, "1"), (BEFORE, ENTER), ("1  at work", ENTER))
    to_the_end(screen)
    assert tried(journal) == [("kind-message", "at work"), ("kind-message", None)]
    assert "(at work), again" in opened("step", at=at(17)).see("again")


def test_today_says_which_time_it_is_and_no_place_unless_own_words_are_shown(journal: Path, opened: Open) -> None:
    own_list()
    assert "Step 1: the first time" in run("today", day=15)
    screen = opened("step", at=at(15))
    screen.talk((WHICH, ENTER), (WHENEVER, "1"), (BEFORE, ENTER), (PLACE, "1"))
    to_the_end(screen)
    shown = run("today", day=16)
    assert "Step 1: time 2" in shown
    assert "kitchen" not in shown
    run("config", "own_words", "on", day=16)
    assert "Step 1, the kitchen: time 2" in run("today", day=16)


def test_later_today_keeps_nothing(journal: Path, opened: Open) -> None:
    own_list()
    screen = opened("step", at=at(15))
    screen.talk((WHICH, ENTER), (WHENEVER, ENTER))
    assert screen.ended() == 0
    assert tried(journal) == []


@pytest.mark.parametrize("key", [".", "<"])
def test_left_at_the_list_nothing_is_kept(key: str, journal: Path, opened: Open) -> None:
    screen = opened("step", at=at(15))
    screen.talk((WHICH, key))
    assert screen.ended() == 0
    assert tried(journal) == []


def test_the_list_is_looked_at_and_changed_behind_l(journal: Path, opened: Open) -> None:
    screen = opened("step", at=at(15), size=(80, 60))
    screen.talk((WHICH, "l"), ("Which steps feel safe?", "wait-five, thank-note" + ENTER))
    screen.talk(("would the lowest one be easiest?", "at home" + ENTER), ("a second place", ENTER))
    assert screen.ended() == 0
    assert run("step", day=15).splitlines()[0].startswith("1 wait-five: ")


def test_a_step_towards_the_other_stands_behind_the_gate(journal: Path, opened: Open) -> None:
    own_list(steps="eyes-ten, kind-message")
    screen = opened("step", at=at(15), size=(80, 50))
    screen.talk((WHICH, "1"))
    for n in range(4):
        screen.see("Enter: rather not say", n + 1)
        screen.press(ENTER)
    screen.talk((BEFORE, ENTER), ("a new place", ENTER))
    screen.see("of 5:00")
    screen.press("q").talk((AFTER, "."))
    assert screen.ended() == 0
    assert [task for task, _ in tried(journal)] == ["leaving-well"]


def test_once_the_gate_was_passed_the_step_is_the_step(journal: Path, opened: Open) -> None:
    own_list(steps="eyes-ten, kind-message")
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE run SET variant = 'a'")
        db.execute("INSERT INTO setting VALUES ('next_check', '29')")
    screen = opened("step", at=at(15))
    screen.talk((WHICH, "1"), ("Is it safe for you and for the other", "y"))
    screen.talk((WHENEVER, "1"), (BEFORE, ENTER), ("1  the kitchen", "1"))
    to_the_end(screen)
    assert tried(journal) == [("eyes-ten", "the kitchen")]


def test_a_step_that_stands_out_of_sight_again_is_no_stumbling_block(journal: Path) -> None:
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE run SET variant = 'a'")
    run("stay", "--done", "1m", day=14)
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE run SET variant = 'b'")
    assert "stay-minute" not in run("step", day=15)
    assert "Step" in run("today", day=15) or "first time" in run("today", day=15)


def test_by_name_and_what_is_no_step(journal: Path, home: Path, opened: Open) -> None:
    screen = opened("step", "thank-note", at=at(15))
    screen.see(WHENEVER)
    assert run("step", "thank-not", day=15, expect=2).startswith(
        "rj: no small step 'thank-not'; did you mean thank-note?"
    )


def test_a_program_without_a_list_has_no_steps(home: Path) -> None:
    journal = begin(home)
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE program_text SET parsed = json_remove(parsed, '$.ladder')")
    assert "no list of small steps" in run("step", day=15, expect=2)
