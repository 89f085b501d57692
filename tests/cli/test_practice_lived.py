"""A practice on a real terminal: its seconds, every way it ends, what is asked after it, and the gate before it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from repairjournal.model.care import GATE_QUESTIONS
from tests.cli.terminal import BROKEN_OFF, ENTER, SOAK, Open, Terminal, begun, done, dump, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
BEFORE, AFTER, NOTE = "How strong right now", "How strong now", "What was it like"
GATE, RATHER_NOT = "Nothing you answer here is kept", "rather not say"
A_MINUTE, LEAVING_WELL = "of 1:00", "of 5:00"


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    return begun(home, "--lean", "avoidant", at=NIGHT)


def the_entry(journal: Path) -> dict[str, Any]:
    """The answers of the one practice, as the file holds them at this moment."""
    [entry] = told("log", at=NIGHT)
    assert journal.exists()
    answers: dict[str, Any] = entry["answers"]
    return answers | {"task": entry["task"], "day": entry["day"]}


# -- seconds and ends -------------------------------------------------------------------------------------------------


def test_seconds_kept_are_seconds_of_the_wall(journal: Path, opened: Open) -> None:
    """Three of them and `q`; a whole minute to its end with REPAIRJOURNAL_SOAK=1."""
    screen = opened("stay", at=NIGHT)
    screen.talk((GATE, "nnnn"), (BEFORE, "5"))
    screen.see(A_MINUTE)
    start = time.monotonic()
    if SOAK:
        screen.see(AFTER, seconds=75)
    else:
        time.sleep(3)
        screen.press("q", AFTER)
    wall = time.monotonic() - start
    screen.talk((AFTER, "3"), ("How long was it", "2"), (NOTE, "warm\r"))
    assert screen.ended() == 0
    kept = the_entry(journal)
    assert abs(kept["seconds"] - wall) <= (0.5 if SOAK else 1.0), "a broken second is kept rounded"
    assert kept["how"] == ("finished" if SOAK else "stopped")
    assert (kept["planned"], kept["task"], kept["day"]) == (60, "stay-minute", 1)
    assert (kept["before"], kept["after"], kept["stayed"], kept["note"]) == (5, 3, "about a minute", "warm")


def test_f_is_an_end_and_q_a_whole_record(journal: Path, opened: Open) -> None:
    fresh = journal.read_bytes()
    for key, how, line in (("f", "finished", "to its end"), ("q", "stopped", "That is a whole record")):
        journal.write_bytes(fresh)
        screen = opened("practice", "outward", at=NIGHT)
        screen.talk((BEFORE, ENTER), ("of 2:00", key), (AFTER, ENTER), (NOTE, ENTER))
        assert screen.ended() == 0
        assert line in screen.left_behind
        assert "kept" in screen.shown
        kept = the_entry(journal)
        assert (kept["how"], kept["step"]) == (how, "turn")
        assert "before" not in kept
        assert "after" not in kept


@pytest.mark.parametrize("way", BROKEN_OFF if SOAK else ["ctrl-c", "closed", "kill"])
def test_broken_off_the_attempt_is_kept_with_its_step_and_second(way: str, journal: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "6"), (LEAVING_WELL, "n"))
    screen.see("of 4:3")
    screen.see("0:01 of")
    assert screen.break_off(way) == BROKEN_OFF[way]
    kept = the_entry(journal)
    assert (kept["task"], kept["step"], kept["how"], kept["before"]) == ("soothe-5", "breathe", "stopped", 6)
    assert 0 <= kept["seconds"] <= 3
    assert told("today", at=NIGHT)["open"] == []
    if way not in ("closed", "kill"):
        assert screen.modes()[3] == screen.begun_modes[3]


def test_each_answer_after_it_is_kept_as_it_is_given(journal: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "6"), (LEAVING_WELL, "q"))
    screen.see(AFTER)
    assert "after" not in the_entry(journal)
    screen.press("4", "In touch")
    assert the_entry(journal)["after"] == 4
    screen.press("2", NOTE)
    assert the_entry(journal)["contacted"] == "later"
    screen.press("quieter")
    assert screen.break_off("kill") == 137
    assert {"before": 6, "after": 4, "contacted": "later"}.items() <= the_entry(journal).items()
    assert "note" not in the_entry(journal)


def test_no_praise_and_no_number_follow_a_rise_and_the_attempt_is_kept(journal: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "3"), (LEAVING_WELL, "f"), (AFTER, "6"))
    shown = screen.see("That was a lot")
    assert "people to call" in shown
    screen.press(".")
    assert screen.ended() == 0
    said = screen.shown.split("That was a lot")[1]
    assert not any(words in said.lower() for words in ("kept", "to its end", "whole record", "minutes."))
    assert (the_entry(journal)["before"], the_entry(journal)["after"]) == (3, 6)


def test_one_undo_takes_a_whole_practice(journal: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "6"), (LEAVING_WELL, "q"), (AFTER, "4"), ("In touch", ENTER), (NOTE, ENTER))
    assert screen.ended() == 0
    assert len(told("log", at=NIGHT)) == 1
    done("undo", at=NIGHT)
    assert told("log", at=NIGHT) == []
    assert journal.exists()


@pytest.mark.parametrize("way", ["q", "kill"])
def test_soothe_without_a_journal_works_and_creates_nothing(way: str, home: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "6"), (LEAVING_WELL, "n")).see("0:01 of")
    if way == "q":
        screen.press("q").talk((AFTER, "4"), ("In touch", "1"), (NOTE, "better\r"))
        assert screen.ended() == 0
        assert "kept" not in screen.shown
        assert "keep" not in screen.shown.lower()
    else:
        assert screen.break_off(way) == BROKEN_OFF[way]
    assert list(home.iterdir()) == []


# -- the gate ---------------------------------------------------------------------------------------------------------


def through_the_gate(screen: Terminal, answers: str) -> Terminal:
    screen.see(GATE)
    for question, answer in zip(GATE_QUESTIONS, answers, strict=True):
        screen.see(question[:40])
        screen.press(ENTER if answer == "-" else answer)
    return screen


@pytest.mark.parametrize("answers", ["nnnn", "nnny", "nn-n"])
def test_only_four_times_no_leads_to_the_minute(answers: str, journal: Path, opened: Open) -> None:
    fresh = journal.read_bytes().lower()
    screen = through_the_gate(opened("stay", at=NIGHT), answers)
    screen.talk((BEFORE, ENTER))
    screen.see(A_MINUTE if answers == "nnnn" else LEAVING_WELL)
    screen.press("q").talk((AFTER, ENTER), ("How long" if answers == "nnnn" else "And now", ENTER), (NOTE, ENTER))
    assert screen.ended() == 0
    assert the_entry(journal)["task"] == ("stay-minute" if answers == "nnnn" else "leaving-well")
    assert not any(question[:20] in screen.left_behind for question in GATE_QUESTIONS)
    assert GATE not in screen.left_behind
    new = [words.lower().encode() for words in (*GATE_QUESTIONS, RATHER_NOT) if words.lower().encode() not in fresh]
    assert len(new) >= len(GATE_QUESTIONS)
    assert not any(words in journal.read_bytes().lower() for words in new)


PAGES = [(command, *more) for command in ("today", "progress", "log") for more in ((), ("--json",))]
ANSWERED = {"never asked": None, "one yes": "nynn", "rather not say": "----"}


def left_well(journal: Path, opened: Open, answers: str | None) -> None:
    """One attempt of leaving well: by its own name, or where the gate led to it."""
    if answers is None:
        screen = opened("practice", "leaving-well", at=NIGHT)
    else:
        screen = through_the_gate(opened("stay", at=NIGHT), answers)
    screen.talk((BEFORE, "5"), (LEAVING_WELL, "f"), (AFTER, "3"), ("And now", "1"), (NOTE, "air\r"))
    assert screen.ended() == 0
    assert journal.exists()


def without_ids_and_times(text: str) -> str:
    text = re.sub(r"\b[0-9a-hjkmnp-tv-z]{16}\b", "ID", text)
    text = re.sub(r"(?m)^[0-9a-z]{3}(?=[\t ])", "ID", text)  # the short one at the head of a line of the log
    text = re.sub(r"'[0-9a-f]{32}'", "'DIGEST'", text)
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+\d\d:\d\d|Z)?|\"seconds\": ?\d+|\b0:0\d\b", "TIME", text)


def test_every_page_is_the_same_before_the_gate_after_a_yes_and_for_one_who_prefers_leaving(
    journal: Path, opened: Open
) -> None:
    fresh, pages, rows = journal.read_bytes(), {}, {}
    for name, answers in ANSWERED.items():
        journal.write_bytes(fresh)
        left_well(journal, opened, answers)
        pages[name] = {page: without_ids_and_times(done(*page, at=NIGHT)) for page in PAGES}
        rows[name] = [without_ids_and_times(row) for row in dump(journal)]
    for name, shown in pages.items():
        assert shown == pages["never asked"], name
    assert rows["one yes"] == rows["rather not say"] == rows["never asked"]


@pytest.mark.parametrize(("on", "asked"), [("2026-12-05", False), ("2026-12-06", True)])
def test_the_gate_comes_again_after_fourteen_days(on: str, asked: bool, journal: Path, opened: Open) -> None:
    screen = through_the_gate(opened("stay", at=NIGHT), "nnnn")
    screen.talk((BEFORE, ".")).ended()
    again = opened("stay", at=f"{on}T19:42:00+01:00")
    again.see(GATE if asked else BEFORE)
    assert (GATE in again.shown) == asked
    assert journal.exists()


def test_an_answer_at_the_gate_can_be_taken_back(journal: Path, opened: Open) -> None:
    screen = opened("stay", at=NIGHT)
    screen.talk((GATE, "nny"), (GATE_QUESTIONS[3][:40], "<"))
    screen.see(GATE_QUESTIONS[2][:40], 2)
    screen.press("nn").talk((BEFORE, ENTER))
    screen.see(A_MINUTE)
    assert journal.exists()


# -- leaving a first question -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "question", "keys"),
    [("stay", GATE, "<"), ("stay", GATE, "."), ("scan", "not for everybody", "<"), ("sos", "Enter: leave", "."),
     ("now", BEFORE, "<"), ("soothe", BEFORE, "."), ("trigger", BEFORE, "<"),
     ("moment", "?", "<" + ENTER)],
)  # fmt: skip
def test_a_first_question_can_be_left_without_an_error_and_without_a_trace(
    command: str, question: str, keys: str, journal: Path, opened: Open
) -> None:
    before = dump(journal)
    screen = opened(command, at=NIGHT)
    screen.see(question)
    screen.press(keys)
    assert screen.ended() == 0
    assert "error" not in screen.shown
    assert dump(journal) == before
