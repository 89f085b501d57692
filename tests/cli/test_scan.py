"""The way through the body: inward or outward first, its forms, the state after it, and what unreal leads to."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import at, begin, entries, quiet
from tests.cli.terminal import ENTER, Open, terminals

FIRST, BEFORE, AFTER = "Looking inward is not for everybody", "How strong right now", "How strong now"
STATE, WAS_IT, UNREAL = "Which way is your system now?", "What was it like", "feel unreal"
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home)
    quiet(journal)
    return journal


def way(journal: Path) -> str | None:
    with contextlib.closing(sqlite3.connect(journal)) as db:
        found = db.execute("SELECT value FROM setting WHERE key = 'inward'").fetchone()
    return found[0] if found else None


def chosen_before(journal: Path, value: str) -> None:
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        db.execute("INSERT INTO setting (key, value) VALUES ('inward', ?)", (value,))


@pytest.mark.parametrize("command", [("scan",), ("scan", "--short"), ("practice", "body-scan"), ("do", "body-scan")])
@pytest.mark.parametrize(
    ("key", "task", "form", "kept"),
    [
        (ENTER, "outward-10", None, "outward"),
        ("3", "outward-10", None, "outward"),
        ("2", "body-scan", "short", "inward"),
    ],
)
def test_before_a_first_one_by_whatever_name_inward_or_outward_is_the_question(
    command: tuple[str, ...], key: str, task: str, form: str | None, kept: str, journal: Path, opened: Open
) -> None:
    screen = opened(*command, at=at(3)).talk((FIRST, key), (BEFORE, ENTER)).press("", see="of ")
    assert (way(journal), entries(journal)[0]["task"]) == (kept, task)
    assert entries(journal)[0]["answers"].get("variant") == form
    assert screen.break_off("ctrl-c") == 130


@pytest.mark.parametrize(
    ("before", "enter", "length"), [("inward", "Enter: 1", "of 10:00"), ("outward", "Enter: 3", "of 10:00")]
)
def test_later_the_way_chosen_last_is_one_key_away(
    before: str, enter: str, length: str, journal: Path, opened: Open
) -> None:
    chosen_before(journal, before)
    screen = opened("scan", at=at(3))
    assert FIRST not in screen.see(enter)
    screen.press(ENTER).talk((BEFORE, ENTER)).see(length)
    assert entries(journal)[0]["task"] == ("body-scan" if before == "inward" else "outward-10")


def test_a_length_given_stands_once_inward_was_chosen(journal: Path, opened: Open) -> None:
    chosen_before(journal, "inward")
    opened("scan", "--short", at=at(3)).talk((BEFORE, ENTER)).see("of 3:00")


@pytest.mark.parametrize(("key", "turned"), [("y", "outward"), (ENTER, "inward")])
def test_the_state_is_asked_after_it_and_unreal_turns_the_next_one_outward(
    key: str, turned: str, journal: Path, opened: Open
) -> None:
    chosen_before(journal, "inward")
    screen = opened("scan", "--short", at=at(3)).talk((BEFORE, "4"), ("of 3:00", "f"), (AFTER, "3"), (STATE, "2"))
    screen.talk((WAS_IT, ENTER), (UNREAL, key))
    if key == "y":
        screen.talk(("of 2:00", "q"))
    assert screen.ended() == 0
    answers: dict[str, Any] = entries(journal)[0]["answers"]
    assert answers["state"]
    assert "unreal" not in str(answers)
    assert way(journal) == turned
    assert f"Enter: {'3' if turned == 'outward' else '1'}" in opened("scan", at=at(4)).see("Enter: ")


def test_without_a_journal_both_ways_are_offered_and_nothing_is_made(home: Path, opened: Open) -> None:
    opened("scan", at=at(3)).talk((FIRST, "2"), (BEFORE, ENTER)).see("of 3:00")
    assert list(home.iterdir()) == []


def test_at_eight_the_room_comes_first(journal: Path, opened: Open) -> None:
    chosen_before(journal, "inward")
    screen = opened("scan", "--short", at=at(3)).talk((BEFORE, "8"), ("Are you safe", "1"))
    assert "1  this exercise all the same" in screen.see("Enter: the room")
    screen.press(ENTER).see("of 2:00")
    assert entries(journal) == []
