"""A small screen shows the same, and plain lines hold nothing that a screen reader stumbles over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import ENTER, Open, begun, done, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
OWN = ("她没有回我", "chest & throat (tight)", "“too much” <3")
ANSWERS = {"now": 7, "situation": OWN[0], "body": OWN[1], "thought": OWN[2]}
QUESTIONS = ("How strong", "camera", "Where in the body", "Which sentence", "a little more", "Five minutes now")
TYPED = ("7", *OWN, "", "")
SIGNS = re.compile(r"[^\w\s.,:?-]|_")  # `_` counts as a letter for \w


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    return begun(home, "--lean", "anxious", at=NIGHT)


def odd_lines(text: str, *own: str) -> list[str]:
    """Lines with a sign of ours outside letters, digits and . , : ? - (an apostrophe stands inside a word)."""
    for words in own:
        text = text.replace(words, "")
    return [line for line in text.splitlines() if SIGNS.search(re.sub(r"(?<=\w)'(?=\w)", "", line))]


@pytest.mark.parametrize("plain", [(), ("--plain",)], ids=["drawn", "plain"])
def test_the_same_moment_is_kept_on_forty_columns(plain: tuple[str, ...], journal: Path, opened: Open) -> None:
    screen = opened("trigger", *plain, at=NIGHT, size=(40, 20))
    for question, keys in zip(QUESTIONS, TYPED, strict=True):
        screen.see(question)
        screen.press(keys + ENTER * (keys != "7" or bool(plain)))
    if plain:
        screen.talk(("c: clear the screen", "c\r"))
    assert screen.ended() == 0
    assert not plain or screen.shown == ""
    [entry] = told("log", at=NIGHT)
    assert {name: entry["answers"][name] for name in ANSWERS} == ANSWERS
    assert journal.exists()


@pytest.mark.parametrize("command", ["today", "progress", "sos", "trigger", "soothe", "stay"])
def test_no_line_is_cut_or_broken_inside_a_word_on_forty_columns(command: str, journal: Path, opened: Open) -> None:
    done("trigger", "--situation", "one", "--now", "3", at=NIGHT)
    small, wide = (opened(command, at=NIGHT, size=size) for size in ((40, 60), (160, 60)))
    for screen in (small, wide):
        if command in ("today", "progress"):
            assert screen.ended() == 0
        else:
            screen.see("Enter")
    words = [set(re.findall(r"[\w-]{4,}", screen.shown)) for screen in (small, wide)]
    assert words[1] - words[0] == set(), "each word of the wide screen stands whole on the small one"
    assert journal.exists()


def test_plain_asks_shows_and_counts_down_in_plain_signs(journal: Path, opened: Open) -> None:
    screen = opened("trigger", "--plain", at=NIGHT, size=(120, 60))
    for question, keys in zip(QUESTIONS, TYPED, strict=True):
        screen.talk((question, f"?{ENTER}")) if keys in OWN else screen.see(question)
        screen.press(keys + ENTER)
    screen.talk(("c: clear the screen", ENTER))
    assert screen.ended() == 0
    assert b"\x1b" not in screen.raw
    assert odd_lines(screen.left_behind, *OWN) == []

    sitting = opened("soothe", "--plain", at=NIGHT, size=(120, 60))
    sitting.talk(("How strong", "6\r"), ("30 seconds", "help\r"), ("people to call", "next\r"), ("90 sec", "stop\r"))
    sitting.talk(("How strong now", "4\r"), ("In touch", "1\r"), ("What was", ENTER))
    assert sitting.ended() == 0
    assert b"\x1b" not in sitting.raw
    assert odd_lines(sitting.left_behind) == []
    assert len(told("log", at=NIGHT)) == 2
    assert journal.exists()


def test_plain_start_speaks_in_plain_signs(home: Path, opened: Open) -> None:
    screen = opened("start", "--plain", at=NIGHT, size=(120, 60))
    screen.talk(("Enter: go on", ENTER), ("Enter: 1", f"?{ENTER}"), ("Enter: 1", ENTER), ("shaky", f"2{ENTER}"))
    screen.talk(("mostly about", ENTER), ("phone lines", f"de{ENTER}"), ("tonight", ENTER))
    assert screen.ended() == 0
    assert b"\x1b" not in screen.raw
    assert odd_lines(screen.left_behind, str(home)) == []


@pytest.mark.parametrize("command", ["today", "progress", "log", "sos", "now"])
@pytest.mark.parametrize("hard", [False, True])
def test_plain_pages_hold_plain_signs_only(hard: bool, command: str, journal: Path, opened: Open) -> None:
    done("trigger", "--situation", OWN[0], "--now", "9" if hard else "3", at=NIGHT)
    done("soothe", "--done", "90s", "--before", "7", "--after", "4", "--note", OWN[0], at=NIGHT)
    screen = opened(command, "--plain", at=NIGHT, size=(120, 60))
    if command in ("sos", "now"):
        screen.see("Enter")
        screen.press(f".{ENTER}")
    assert screen.ended() == 0
    assert b"\x1b" not in screen.raw
    assert odd_lines(screen.left_behind, *OWN) == []
    assert len(screen.left_behind.splitlines()) >= 2
    assert journal.exists()
