"""The hard moment on a real pseudo-terminal: help on the first frame, two keys to an exercise, the way at 8 or more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, terminals
from tests.conftest import Cli

FIRST = "Both feet on the floor"


@pytest.fixture
def open_terminal() -> Iterator[Callable[..., Terminal]]:
    yield from terminals()


@pytest.fixture
def begun(cli: Cli) -> Cli:
    assert cli("start", "integrative-50", "--no-input").code == 0
    return cli


def entries(cli: Cli) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(cli("log", "--json").out)
    return found


def test_help_stands_on_the_first_frame_and_two_keys_later_an_exercise_runs(open_terminal, begun):
    terminal = open_terminal("now")
    shown = terminal.see("How strong right now")
    assert FIRST in shown
    terminal.press("7", see="5  people to call")
    shown = terminal.press("1", see="of 5:00").shown
    assert "Not for:" in shown
    terminal.press("q", see="How strong now").press("4", see="In touch").press("\r", see="What was it like").press("\r")
    assert terminal.ended() == 0
    (kept,) = entries(begun)
    assert (kept["kind"], kept["task"]) == ("practice", "soothe-5")
    answers = kept["answers"]
    assert isinstance(answers, dict)
    assert (answers["before"], answers["after"], answers["how"], answers["step"]) == (7, 4, "stopped", "settle")


def test_it_works_without_a_journal_and_leaves_nothing_behind(open_terminal, home: Path):
    terminal = open_terminal("now")
    terminal.see("How strong right now")
    terminal.press("\r", see="5  people to call").press("\r", see="of 2:00").press("q", see="How strong now").press("3")
    assert terminal.press("\r").ended() == 0
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("answer", ["2", "3", "4", "\r"])
def test_anything_but_yes_leads_to_people_to_call_and_keeps_nothing(open_terminal, begun, home: Path, answer: str):
    terminal = open_terminal("now")
    terminal.see("How strong right now")
    terminal.press("9", see="Are you safe where you are?").press(answer, see="findahelpline.com")
    terminal.press(".")
    assert terminal.ended() == 0
    assert "findahelpline" not in terminal.shown
    assert entries(begun) == []
    with sqlite3.connect(home / "journal.db") as journal:
        assert journal.execute("SELECT count(*) FROM setting").fetchone() == (0,)
        assert journal.execute("SELECT count(*) FROM draft").fetchone() == (0,)


def test_after_yes_the_room_comes_first_and_the_question_rests_for_twelve_hours(open_terminal, begun):
    at = "2026-11-22T20:00:00+00:00"
    terminal = open_terminal("now", at=at)
    terminal.see("How strong right now")
    terminal.press("9", see="Are you safe").press("1", see="first the room").press("\r", see="of 2:00").press("q")
    terminal.see("How strong now")
    terminal.press("\r").see("What was it like")
    assert terminal.press("\r").ended() == 0
    again = open_terminal("now", at="2026-11-23T07:55:00+00:00")
    again.see("How strong right now")
    assert "Are you safe" not in again.press("9", see="first the room").shown
    later = open_terminal("now", at="2026-11-23T08:01:00+00:00")
    later.see("How strong right now")
    later.press("9", see="Are you safe")


@pytest.mark.parametrize("args", [("now",), ("now", "--no-input")])
def test_without_a_terminal_the_doors_are_told_as_commands(cli: Cli, args: tuple[str, ...]):
    ran = cli(*args)
    assert (ran.code, ran.err) == (0, "")
    assert FIRST in ran.out
    for command in ("rj soothe", "rj practice outward", "rj trigger", "rj sos"):
        assert command in ran.out


def test_before_the_gate_the_second_door_is_leaving_well(open_terminal, begun):
    terminal = open_terminal("now")
    terminal.see("How strong right now")
    shown = terminal.press("5", see="5  people to call").shown
    assert "2  leaving well and coming back" in shown
    assert "one more minute" not in shown


def test_an_avoidant_lean_changes_the_first_two_doors_and_enter_stays_the_room(open_terminal, cli: Cli):
    assert cli("start", "integrative-50", "--no-input", "--lean", "avoidant").code == 0
    terminal = open_terminal("now")
    terminal.see("How strong right now")
    shown = terminal.press("5", see="Enter: 3").shown
    assert "1  leaving well" in shown
    assert "2  five minutes" in shown
    assert "Enter: 3" in shown


def test_in_plain_every_answer_ends_with_enter(open_terminal, begun):
    terminal = open_terminal("now", "--plain")
    terminal.see("How strong right now")
    terminal.press("6\r", see="5: people to call").press("5\r")
    terminal.see("findahelpline.com")
    assert terminal.ended() == 0
    assert b"\x1b" not in terminal.raw
