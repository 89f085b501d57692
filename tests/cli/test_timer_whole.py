"""The countdown inside whole commands: its seconds by a clock that the test sets, and a prediction on the key p."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import entries as rows
from tests.cli.terminal import AWAY, BREAK, ENTER, Open, Terminal, begun, done, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
BEFORE, AFTER, TOUCH, NOTE = "How strong right now", "How strong now", "In touch?", "What was it like"
RUNNING = "space pause"  # on the key line unless it stands still
EXPECT, SURE, WORDS = "What do you expect", "How sure", "a very long silence"


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def soothing(home: Path, tmp_path: Path, opened: Open) -> Terminal:
    """`rj soothe` after 6, its first frame on the screen."""
    begun(home, "--lean", "anxious", at=NIGHT)
    screen = opened("soothe", at=NIGHT, countdown=tmp_path / "seconds")
    screen.talk((BEFORE, "6")).see("0:00 of 5:00")
    return screen


def ended(screen: Terminal, key: str = "q") -> None:
    screen.press(key).talk((AFTER, "4"), (TOUCH, ENTER), (NOTE, ENTER))
    assert screen.ended() == 0


def entries() -> dict[str, dict[str, Any]]:
    """The newest entry of each kind."""
    return {entry["kind"]: entry for entry in reversed(told("log", at=NIGHT))}


# -- seconds ----------------------------------------------------------------------------------------------------------


def test_left_alone_it_keeps_its_own_seconds_and_the_last_step(soothing: Terminal) -> None:
    soothing.let_pass("299")
    soothing.see("4:59 of 5:00")
    soothing.let_pass("301")
    ended(soothing, "")
    answers = entries()["practice"]["answers"]
    assert (answers["seconds"], answers["planned"], answers["step"], answers["how"]) == (300, 300, "choose", "finished")


def test_hours_with_the_lid_closed_are_not_kept_as_practice(soothing: Terminal) -> None:
    soothing.let_pass("40")
    soothing.see("0:40 of")
    soothing.let_pass("7240!")
    soothing.see("paused at 0:40 while the computer slept")
    soothing.press(" ", RUNNING)
    soothing.let_pass("7250")
    soothing.see("0:50 of")
    ended(soothing)
    assert entries()["practice"]["answers"]["seconds"] == 50


def test_a_minute_more_and_the_next_step_are_kept_as_they_were_lived(soothing: Terminal) -> None:
    soothing.press("+", "of 6:00")
    soothing.let_pass("20")
    soothing.see("0:20 of 6:00")
    soothing.press("n", "of 4:50")
    soothing.let_pass("23")
    soothing.see("0:23 of")
    ended(soothing, "f")
    answers = entries()["practice"]["answers"]
    assert (answers["seconds"], answers["step"], answers["how"]) == (23, "breathe", "finished")


# -- a prediction -----------------------------------------------------------------------------------------------------


def predicted() -> tuple[dict[str, Any], dict[str, Any]]:
    """The practice, and the experiment that waits for its outcome."""
    found = entries()
    return found["practice"], found["experiment"]


def test_p_keeps_a_prediction_the_exercise_is_part_of_and_goes_on_by_itself(home: Path, soothing: Terminal) -> None:
    soothing.let_pass("5")
    soothing.see("0:05 of")
    soothing.press("p", EXPECT)
    soothing.let_pass("600!")  # however long the writing takes
    soothing.talk((EXPECT, f"{WORDS}\r"), (SURE, "80\r")).see(RUNNING)
    soothing.let_pass("602")
    shown = soothing.see("0:07 of 5:00")
    assert "p predict" not in shown, "one is enough"
    assert "paused" not in shown
    ended(soothing)
    practice, experiment = predicted()
    assert practice["answers"]["seconds"] == 7
    assert practice["answers"]["after"] == 4
    assert (experiment["answers"]["prediction"], experiment["answers"]["sure"]) == (WORDS, 80)
    assert (experiment["answers"]["exercise"], experiment["state"]) == ("soothe-5", "open")
    assert [row["part_of"] for row in rows(home / "journal.db") if row["part_of"]] == [experiment["id"]]
    assert WORDS not in soothing.left_behind
    assert "experiment" in done("today", at=NIGHT)


@pytest.mark.parametrize("keys", [ENTER, "<\r", ".\r", "\x04"], ids=["Enter", "back", "enough", "end of file"])
def test_an_open_prediction_keeps_nothing_and_stands_in_nobodys_way(keys: str, soothing: Terminal) -> None:
    soothing.press("p", EXPECT).press(keys, RUNNING)
    soothing.let_pass("2")
    assert "p predict" in soothing.see("0:02 of 5:00"), "it can still be made"
    ended(soothing)
    assert entries().keys() == {"practice"}


def test_a_paused_exercise_stays_paused_behind_a_prediction(soothing: Terminal) -> None:
    soothing.press(" ", "paused at 0:00").press("p", EXPECT)
    soothing.talk((EXPECT, f"{WORDS}\r"), (SURE, ENTER))
    soothing.let_pass("60!")
    soothing.see("paused at 0:00")
    ended(soothing)
    practice, experiment = predicted()
    assert practice["answers"]["seconds"] == 0
    assert "sure" not in experiment["answers"]


@pytest.mark.parametrize(
    ("end", "code"), [(BREAK, 130), (AWAY, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
@pytest.mark.parametrize("question", [EXPECT, SURE])
def test_left_at_the_prediction_the_attempt_is_kept(
    question: str, end: str | signal.Signals, code: int, soothing: Terminal
) -> None:
    soothing.let_pass("3")
    soothing.see("0:03 of")
    soothing.press("p", EXPECT)
    if question == SURE:
        soothing.press(f"{WORDS}\r", SURE)
    if isinstance(end, str):
        soothing.press(end)
    else:
        os.kill(soothing.pty.pid, end)
    assert soothing.ended() == code
    assert soothing.modes()[3] == soothing.begun_modes[3]
    found = entries()
    assert found["practice"]["answers"] | {"seconds": 3, "before": 6} == found["practice"]["answers"]
    assert ("experiment" in found) == (question == SURE)


def test_p_is_not_offered_where_nothing_could_keep_it(home: Path, opened: Open) -> None:
    screen = opened("soothe", at=NIGHT)
    screen.talk((BEFORE, "6"))
    assert "p predict" not in screen.see("0:00 of 5:00")
    assert list(home.iterdir()) == []


def test_p_is_not_offered_inside_an_experiment(home: Path, opened: Open) -> None:
    begun(home, "--lean", "anxious", at=NIGHT)
    plan = home.parent / "plan.json"
    plan.write_text('{"prediction": "a sigh", "exercise": "soothe-5"}')
    done("experiment", "new", "--answers", str(plan), at=NIGHT)
    screen = opened("experiment", "do", at=NIGHT)
    screen.talk((BEFORE, "6"))
    assert "p predict" not in screen.see("0:00 of 5:00")


def test_in_plain_lines_a_prediction_is_a_word_and_the_way_back_is_told(home: Path, opened: Open) -> None:
    begun(home, "--lean", "anxious", at=NIGHT)
    screen = opened("soothe", "--plain", at=NIGHT)
    screen.talk((BEFORE, "6\r"), ("30 seconds.", "predict\r"), (EXPECT, f"{WORDS}\r"), (SURE, "80\r"))
    screen.see("going on at 0:0")
    screen.press("stop\r").talk((AFTER, "4\r"), (TOUCH, ENTER), (NOTE, ENTER))
    assert screen.ended() == 0
    assert predicted()[1]["answers"]["prediction"] == WORDS


# -- at once ----------------------------------------------------------------------------------------------------------

PARSERS = re.compile(rb"import time: [^\n]*\b(typer|click|rich|prompt_toolkit|yaml|sqlmodel|platformdirs)\b")


@pytest.mark.parametrize(
    ("command", "first"),
    [("soothe", BEFORE), ("soothe --plain", BEFORE), ("now", BEFORE), ("stay", "Nothing you answer"),
     ("scan", "inward"), ("sos", "Enter: leave")],
)  # fmt: skip
def test_a_bare_name_in_a_hard_moment_waits_for_no_parser(command: str, first: str, home: Path, opened: Open) -> None:
    begun(home, at=NIGHT)
    screen = opened(*command.split(), PYTHONPROFILEIMPORTTIME="1", size=(100, 24))
    screen.see(first)
    assert b"repairjournal.cli.desk" in screen.raw
    assert PARSERS.findall(screen.raw) == []


@pytest.mark.parametrize("name", ["now", "sos"])
def test_a_bare_name_says_what_the_parsed_one_says(name: str, home: Path) -> None:
    begun(home, at=NIGHT)
    assert done(name, "--plain", at=NIGHT) == done("--plain", name, "--lang", "en", at=NIGHT) != ""
