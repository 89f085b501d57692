"""Finding again: log with words to look for, dates as people say them, and erasing what should be nowhere."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import ENTER, Open, begun, done, terminals, told
from tests.conftest import Cli

NIGHT = "2026-11-22T19:42:00+01:00"
LATER = "2026-11-22T19:44:00+01:00"
CANARY = "quarrelwithmargarethe"


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    path = begun(home, "--lean", "anxious", at=NIGHT)
    done("trigger", "--situation", "no reply since noon", "--thought", "I am too much for him", "--now", "4", at=NIGHT)
    done("trigger", "--situation", "我太需要你了", "--at", "yesterday 21:00", at=NIGHT)
    done("moment", "--text", "we laughed at noon, and nobody left", at=NIGHT)
    return path


# -- words ------------------------------------------------------------------------------------------------------------


def test_a_pipe_gets_the_place_that_holds_the_words(journal: Path) -> None:
    [line] = done("log", "--search", '"too much"', at=LATER).splitlines()
    assert line.split("\t")[-1] == "4 of 10  I am too much for him"
    assert len(done("log", "--search", "noon", at=LATER).splitlines()) == 2
    assert len(done("log", "--search", "noon -laughed", at=LATER).splitlines()) == 1
    assert done("log", "--search", "需要", at=LATER).endswith("\t我太需要你了\n")
    assert [entry["kind"] for entry in told("log", "--search", "noon", "--kind", "moment", at=LATER)] == ["moment"]
    assert journal.exists()


BOLD = "\x1b[1;4mnoon\x1b[0m"


@pytest.mark.parametrize(
    ("size", "env", "hit"),
    [((80, 24), {}, BOLD), ((40, 20), {}, BOLD), ((80, 24), {"NO_COLOR": "1"}, "[noon]")],
    ids=["wide", "narrow", "no colour"],
)
def test_a_hit_is_marked_on_a_terminal(
    size: tuple[int, int], env: dict[str, str], hit: str, journal: Path, opened: Open
) -> None:
    screen = opened("log", "--search", "noon", at=LATER, size=size, **env)
    assert screen.ended() == 0
    assert screen.raw.decode().count(hit) == 2
    assert "no reply since" in screen.shown
    assert all(len(line) <= size[0] for line in screen.shown.splitlines())
    assert journal.exists()


def test_plain_lines_hold_the_snippet_without_signs(journal: Path, opened: Open) -> None:
    screen = opened("log", "--search", "much", "--plain", at=LATER)
    assert screen.ended() == 0
    assert "4 of 10, I am too much for him" in screen.shown.replace("\n", " ")
    assert b"\x1b" not in screen.raw
    assert journal.exists()


def test_words_that_are_asked_stay_out_of_the_scrollback(journal: Path, opened: Open) -> None:
    screen = opened("log", "--search", "", at=LATER)
    screen.talk(("Which words?", "laughed\r"))
    assert screen.ended() == 0
    assert "we laughed" not in screen.left_behind.replace("\x1b[1;4mlaughed", "-")
    assert screen.left_behind.count("laughed") == 1, "in the snippet alone"
    assert "we" in screen.shown
    every = opened("log", "--search", "", at=LATER)
    every.talk(("Which words?", ENTER))
    assert every.ended() == 0
    assert every.shown.count("A moment that set something off") == 2
    assert journal.exists()


def test_without_a_terminal_words_are_not_asked(journal: Path, cli: Cli) -> None:
    ran = cli("log", "--search", "")
    assert (ran.code, ran.out) == (2, "")
    assert "--search WORDS" in ran.err
    only_out = cli("log", "--search", "-noon")
    assert (only_out.code, "no word" in only_out.err) == (2, True)
    assert journal.exists()


def test_a_list_longer_than_the_screen_goes_through_a_pager(journal: Path, opened: Open) -> None:
    for n in range(8):
        done("moment", "--text", f"noon number {n}", at=LATER)
    screen = opened("log", "--search", "noon", at="2026-11-22T19:50:00+01:00", size=(80, 12))
    screen.see(":")
    assert screen.pty.isalive()
    screen.press("q")
    assert screen.ended() == 0
    assert journal.exists()


# -- dates ------------------------------------------------------------------------------------------------------------


def test_a_date_with_two_readings_is_asked_on_a_terminal_and_refused_elsewhere(
    journal: Path, opened: Open, cli: Cli
) -> None:
    screen = opened("trigger", "--situation", "a short answer", "--at", "3/4 21:00", at=NIGHT)
    shown = screen.see("Which day is meant?")
    assert "1  Friday 3 April 2026" in shown
    assert "2  Wednesday 4 March 2026" in shown
    screen.press("2")
    assert screen.ended() == 0
    assert "Wednesday 4 March 21:00" in screen.shown
    neither = opened("log", "--since", "3/4", at=LATER)
    neither.talk(("Which day is meant?", ENTER))
    assert neither.ended() == 2
    assert "2026-04-03 or 2026-03-04" in neither.shown
    assert "write 20" in cli("log", "--since", "3/4").err
    assert journal.exists()


def test_words_of_the_past_are_told_as_they_were_understood(journal: Path) -> None:
    for said, understood in (
        ("nov 20 9pm", "2026-11-20 21:00"),
        ("half an hour ago", "2026-11-22 19:12"),
        ("9pm yesterday", "2026-11-21 21:00"),
    ):
        assert understood in done("moment", "--text", "a walk", "--at", said, at=NIGHT)
    assert journal.exists()


# -- private, wiped, forgotten ----------------------------------------------------------------------------------------


def test_a_private_mark_is_set_taken_off_and_undone(journal: Path) -> None:
    [entry] = told("log", "--kind", "moment", at=LATER)
    for options, private in ((("--private",), True), (("--no-private",), False)):
        done("edit", entry["id"], *options, at=LATER)
        assert ("stays out of every shared page" in done("show", entry["id"], at=LATER)) == private
    done("undo", at=LATER)
    assert "stays out" in done("show", entry["id"], at=LATER)
    assert told("log", "--kind", "moment", at=LATER)[0]["answers"] == entry["answers"]
    assert journal.exists()


def test_edit_by_questions_keeps_wipes_and_changes(journal: Path, opened: Open) -> None:
    [entry] = told("log", "--search", "much", at=LATER)
    screen = opened("edit", entry["id"], at=LATER, size=(80, 40))
    screen.talk(("Enter: stays 4", ENTER), ("camera", " and longer\r"), ("Where in the body", ENTER))
    screen.see("too much for him")
    screen.press("\x15\r")
    assert screen.ended() == 0
    assert "changed" in screen.shown
    assert "noon" not in screen.left_behind
    after = told("show", entry["id"], at=LATER)["answers"]
    assert after == {"now": 4, "situation": "no reply since noon and longer"}
    assert journal.exists()


def test_plain_edit_tells_what_stands_there(journal: Path, opened: Open) -> None:
    [entry] = told("log", "--search", "much", at=LATER)
    screen = opened("edit", entry["id"], "--plain", at=LATER, size=(80, 60))
    screen.talk(("Enter: stays 4", "5\r"), ("So far: no reply since noon", ENTER), ("Where in the body", ENTER))
    screen.talk(("So far: I am too much for him", ENTER))
    assert screen.ended() == 0
    assert told("show", entry["id"], at=LATER)["answers"] == {**entry["answers"], "now": 5}
    assert journal.exists()


def test_forget_asks_and_then_no_file_holds_a_word_of_it(journal: Path, opened: Open) -> None:
    done("trigger", "--situation", CANARY, "--now", "3", at=LATER)
    [entry] = told("log", "--search", CANARY, at=LATER)
    done("edit", entry["id"], "--set", "thought=also " + CANARY, at=LATER)
    done("delete", entry["id"], "--yes", at=LATER)
    (journal.parent / "backups").mkdir(mode=0o700)
    with (
        closing(sqlite3.connect(journal)) as source,
        closing(sqlite3.connect(journal.parent / "backups" / "one.db")) as copy,
    ):
        source.backup(copy)
    waiting = journal.parent / "editing" / entry["id"]
    waiting.mkdir(parents=True, mode=0o700)
    (waiting / "text.md").write_text(CANARY)

    stays = opened("forget", entry["id"][:8], at=LATER)
    stays.talk(("for good?", ENTER))
    assert (stays.ended(), "It stays." in stays.shown) == (0, True)
    assert len(holding(journal.parent)) == 3

    screen = opened("forget", entry["id"][:8], at=LATER)
    screen.talk(("No undo brings it back", "y"))
    assert screen.ended() == 0
    assert "in every backup that could be opened" in " ".join(screen.shown.split())
    assert holding(journal.parent) == []
    assert sorted(path.name for path in journal.parent.iterdir()) == ["backups", "journal.db"]
    assert told("log", "--search", CANARY, at=LATER) == []


def test_forget_without_a_terminal_needs_yes_and_names_what_it_could_not_reach(journal: Path, cli: Cli) -> None:
    [entry] = told("log", "--kind", "moment", at=LATER)
    refused = cli("forget", entry["id"])
    assert (refused.code, refused.out) == (2, "")
    (journal.parent / "backups").mkdir(mode=0o700)
    (journal.parent / "backups" / "half.db").write_bytes(journal.read_bytes()[:3000])
    with closing(sqlite3.connect(journal)) as db, db:
        db.execute(
            "INSERT INTO share (id, at, sections, path) VALUES ('a', '2026-11-22T00:00:00.000000Z', '[]', 'page.html')"
        )
    ran = cli("forget", entry["id"], "--yes")
    assert ran.code == 1
    assert "page.html" in ran.out
    assert "half.db" in ran.err
    assert told("log", "--kind", "moment", at=LATER) == []
    os.unlink(journal.parent / "backups" / "half.db")
    again = cli("forget", entry["id"], "--yes")
    assert (again.code, again.err) == (0, "")


def holding(home: Path) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes().lower()]
