"""Someone who has never seen it: an empty home, one word typed, and everything that is needed said on the screen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, terminals

GOLDEN = Path(__file__).parent / "goldens" / "newcomer.txt"
AT = "2026-11-22T19:42:00+01:00"
# What is typed, and what has to stand on the screen before it is.
TURNS = (
    ("Enter: go on", "\r"),
    ("Enter: 1", "\r"),
    ("cannot say yet", "5"),
    ("nobody right now", "1"),
    ("phone lines", "\r"),
    ("For tonight", "\r"),
)


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    yield from terminals()


def steady(screen: str) -> str:
    """The screen without the one line whose length hangs on where the home of this test lies."""
    return re.sub(r"(It stays on this computer:).*?(?=\nWhoever)", r"\1 HOME", screen, flags=re.DOTALL)


def test_one_word_in_an_empty_home_is_enough_and_the_evening_reads_like_this(
    terminal: Callable[..., Terminal], home: Path
) -> None:
    evening = terminal(at=AT, size=(80, 100))
    for seen, keys in TURNS:
        evening.see(seen)
        evening.press(keys)
    assert evening.ended() == 0
    transcript = steady(evening.shown) + "\n"
    if os.environ.get("REPAIRJOURNAL_GOLDEN") == "1":
        GOLDEN.write_text(transcript, "utf-8")
    assert transcript == GOLDEN.read_text("utf-8")


def test_what_it_is_what_it_is_not_and_where_it_lies_stand_on_the_first_screen(
    terminal: Callable[..., Terminal], home: Path
) -> None:
    shown = terminal(at=AT).see("Enter: go on")
    for words in (
        "fifty evenings",
        "Not a therapy",
        "rj sos",
        str(home),
        "Whoever can open your account",
        "q  not now",
    ):
        assert words in shown


def test_the_last_line_of_the_evening_says_what_to_type_tomorrow_and_in_a_hard_moment() -> None:
    last = GOLDEN.read_text("utf-8").rstrip("\n").rsplit("\n", 1)[1]
    assert all(words in last for words in ("Tomorrow: rj", "rj now", "rj sos"))


@pytest.mark.parametrize("typed", [["--help"], ["today"], ["trigger", "--situation", "x"], ["progress"]])
def test_whatever_else_a_newcomer_types_in_a_pipe_says_how_to_begin(typed: list[str], cli) -> None:
    ran = cli(*typed)
    assert (ran.code, "rj" in ran.out) == (0, True) if typed == ["--help"] else "begin with: rj start" in ran.err
