"""The rule table of the hard moment, row by row, on a real pseudo-terminal."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from tests.cli.evenings import at, begin, drafts, entries, quiet, run
from tests.cli.terminal import BROKEN_OFF, ENTER, Open, terminals

STRONG, LIST, AFTER, WAS_IT = "How strong right now", "5  people to call", "How strong now", "What was it like"
SOOTHE, LEAVE = "five minutes before I reach out", "leaving well and coming back"
STAY = "one more minute, if it is safe"
ROOM, CALL, SAFE = "look around the room", "findahelpline.com", "Are you safe where you are?"
A_LOT = "That was a lot. It can get louder when one listens."
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def passed(journal: Path) -> None:
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE run SET variant = 'a'")


@pytest.mark.parametrize("gate", ["passed", "never asked"])
@pytest.mark.parametrize(
    ("lean", "first"), [("anxious", 1), ("both", 1), ("unsure", 1), ("neither", 1), ("avoidant", 2)]
)
def test_the_order_follows_the_lean_and_the_second_choice_the_gate(
    lean: str, first: int, gate: str, home: Path, opened: Open
) -> None:
    journal = begin(home, lean=lean)
    if gate == "passed":
        passed(journal)
    shown = opened("now", at=at(3)).talk((STRONG, "5")).see("Enter: 3")
    other = STAY if gate == "passed" else LEAVE
    for text in (f"{first}  {SOOTHE}", f"{3 - first}  {other}", f"3  {ROOM}, two minutes", "4  write down", LIST):
        assert text in shown
    assert (STAY in shown) is (gate == "passed")


WRITES = "writing: how strong is answered already"
# row: (keys from the first question on, what stands there then, what does not)
ROWS = {
    "no number: nothing is assumed, the list follows": ([ENTER], "Enter: 3", SAFE),
    "seven: no direct question": (["7"], "Enter: 3", SAFE),
    "eight: the direct question": (["8"], "4  rather not say", LIST),
    "safe: the room first": (["9", "1"], "1  five minutes", CALL),
    "not sure: people, nothing more asked": (["9", "2"], CALL, WAS_IT),
    "no: people": (["10", "3"], CALL, WAS_IT),
    "rather not say: people": (["9", "4"], CALL, WAS_IT),
    "Enter at the direct question: people": (["9", ENTER], "Enter: 1", WAS_IT),
    "at eight Enter is the room": (["9", "1", ENTER], "of 2:00", "of 5:00"),
    "at eight 1 is the five minutes": (["9", "1", "1"], "of 5:00", "of 2:00"),
    "at eight 5 is people": (["9", "1", "5"], CALL, "of 2:00"),
    "Enter is the room for everybody": (["5", ENTER], "of 2:00", "of 5:00"),
    "the five minutes, and whom they are not for": (["5", "1"], "someone who turns frightening", "of 2:00"),
    "leaving well": (["5", "2"], "of 5:00", "nobody can see this screen"),
    WRITES: (["5", "4"], "What happened", "0-10"),
    "people to call": (["5", "5"], CALL, "of 2:00"),
    "! at the first question: people, then back to it": (["!"], "Enter: back to the question", WAS_IT),
    "! at the list": ([ENTER, "!"], "Enter: back to the question", WAS_IT),
}


@pytest.mark.parametrize(
    ("row", "kept"), [(row, kept) for row in ROWS for kept in (True, False) if kept or row != WRITES]
)
def test_each_way_through_the_hard_moment(row: str, kept: bool, home: Path, opened: Open) -> None:
    """With a run, and without a journal: the same, and then nothing is made."""
    if kept:
        quiet(begin(home))
    keys, stands, absent = ROWS[row]
    screen = opened("now", at=at(3))
    questions = [STRONG, SAFE if keys[0] in ("8", "9", "10") else LIST, "Enter: start"]
    screen.talk(*zip(questions, keys, strict=False))
    shown = screen.see(stands)
    assert absent not in shown
    if not kept:
        assert list(home.iterdir()) == []


def test_writing_without_a_program_is_no_error(home: Path, opened: Open) -> None:
    screen = opened("now", at=at(3)).talk((STRONG, "5"), (LIST, "4"))
    assert screen.ended() == 0
    assert "rj start begins one" in screen.shown


@pytest.mark.parametrize(
    ("before", "after", "loud"), [("3", "6", True), ("3", "5", False), (ENTER, "8", True), ("7", "8", True)]
)
def test_after_a_rise_there_is_the_room_and_people_and_no_praise(
    before: str, after: str, loud: bool, journal: Path, opened: Open
) -> None:
    screen = opened("now", at=at(3)).talk((STRONG, before), (LIST, "1"), ("of 5:00", "q"), (AFTER, after))
    if loud:
        shown = screen.see("Enter: the room, two minutes")
        said = shown.split(A_LOT)[1]
        assert "5  people to call" in said
        assert not any(words in said.lower() for words in ("kept", "whole record", "to its end", "in words"))
        screen.press("5").see(CALL)
    else:
        screen.talk(("In touch", "2"), (WAS_IT, ENTER))
    assert screen.ended() == 0
    left = screen.left_behind
    assert (A_LOT in left) is loud
    for words in ("That is a whole record.", "In words, tonight or tomorrow"):
        assert (words in left) is not loud
    [entry] = entries(journal)
    assert (entry["task"], entry["answers"]["after"], entry["state"]) == ("soothe-5", int(after), "kept")


@pytest.mark.parametrize("way", ["closed", "kill", "ctrl-c"])
def test_broken_off_the_attempt_stands_and_nothing_is_asked_next_day(way: str, journal: Path, opened: Open) -> None:
    screen = opened("now", at=at(3)).talk((STRONG, "6"), (LIST, "1"))
    screen.see("0:01 of 5:00")
    assert screen.break_off(way) == BROKEN_OFF[way]
    entry = entries(journal)[-1]
    assert (entry["answers"]["before"], entry["answers"]["how"], entry["answers"]["step"]) == (6, "stopped", "settle")
    assert drafts(journal) == []
    assert "Draft" not in run("today", day=4)


def test_plain_says_the_same_one_a_line_and_every_answer_ends_with_enter(journal: Path, opened: Open) -> None:
    screen = opened("now", "--plain", at=at(3)).talk((STRONG, "5\r"))
    rows = screen.see("Enter: 3").splitlines()
    for row in (f"1: {SOOTHE}", f"2: {LEAVE}", f"3: {ROOM}, two minutes", "5: people to call"):
        assert row in rows
    screen.press("3\r").see("Let your head turn")
    screen.press("stop\r").see(AFTER)
    assert b"\x1b" not in screen.raw


@pytest.mark.parametrize("damage", ["a newer journal", "not a journal"])
def test_a_journal_that_cannot_be_read_is_done_without(damage: str, journal: Path, opened: Open) -> None:
    if damage == "a newer journal":
        with contextlib.closing(sqlite3.connect(journal)) as db:
            db.execute("PRAGMA user_version = 999")
    else:
        journal.write_bytes(b"not a journal, but long enough to be looked at as one" * 100)
    before = journal.read_bytes()
    screen = opened("now", at=at(3), size=(80, 30)).talk((STRONG, "5"), (LIST, "1"), ("of 5:00", "q"), (AFTER, "3"))
    screen.talk(("In touch", "1"), (WAS_IT, ENTER))
    assert screen.ended() == 0
    assert screen.left_behind.count("without the journal: ") == 1
    assert journal.read_bytes() == before
