"""Every way in which a practice ends or is broken off, and the countdown in plain lines."""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from repairjournal.cli.keys import Screen
from repairjournal.cli.timer import run
from repairjournal.model.program import Step
from tests.cli.sitting import CHILD, EASIER, HEAVY, NOTICE, STEPS, Sitting, sittings, until

SOAK = bool(os.environ.get("REPAIRJOURNAL_SOAK"))


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    yield from sittings(tmp_path)


# -- sleep and trouble ------------------------------------------------------------------------------------------------


def test_two_hours_of_sleep_are_not_practice(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.wait(3)
    (sitting.place / "hours").write_text("7200")
    os.replace(sitting.place / "hours", sitting.place / "slept")
    sitting.see("while the computer slept. space: go on")
    time.sleep(0.3)
    assert re.search(r"paused at 0:0\d while", sitting.shown)
    sitting.press(" ").gone("slept")
    assert sitting.press("q").told()["seconds"] < 20


def test_a_full_disk_does_not_end_a_practice_and_is_told_afterwards(sit: Callable[..., Sitting]) -> None:
    sitting = sit(disk_full=2)
    sitting.wait(4)
    assert "0:0" in sitting.shown
    assert sitting.press("q").told() == {"raised": "OSError"}
    assert sitting.modes_now() == sitting.modes


def test_a_fault_inside_gives_the_terminal_back(sit: Callable[..., Sitting]) -> None:
    sitting = sit(call_breaks=True)
    assert sitting.press("!").told() == {"raised": "ZeroDivisionError"}
    assert sitting.modes_now() == sitting.modes


def test_a_held_terminal_does_not_hold_the_record(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.press("\x13")  # Ctrl-S
    sitting.wait(sitting.beats()[-1][1] + 3)
    os.kill(sitting.pty.pid, signal.SIGTERM)
    assert sitting.told()["how"] == "terminated"


# -- ways of ending ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "how"),
    [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "terminated"), (signal.SIGHUP, "hung-up")],
)
def test_a_signal_ends_through_the_normal_path(number: int, how: str, sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.wait(2)
    os.kill(sitting.pty.pid, number)
    told = sitting.told()
    assert (told["how"], told["step"]) == (how, "look")
    assert sitting.modes_now() == sitting.modes


@pytest.mark.parametrize(
    ("ignored", "plain"), [(False, False), (True, False), (True, True)], ids=["hang-up heard", "nohup", "nohup plain"]
)
def test_a_closed_terminal_ends_it_without_an_error(ignored: bool, plain: bool, sit: Callable[..., Sitting]) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else signal.SIG_DFL)  # the child inherits it
    try:
        sitting = sit(plain=plain)
    finally:
        signal.signal(signal.SIGHUP, before)
    sitting.wait(2)
    if ignored:
        os.kill(sitting.pty.pid, signal.SIGHUP)
        sitting.wait(sitting.beats()[-1][1] + 2)
        os.kill(sitting.pty.pid, signal.SIGSTOP)  # so that it meets a terminal already closed
    sitting.close_window()
    os.kill(sitting.pty.pid, signal.SIGCONT)
    assert sitting.told()["how"] == "hung-up"
    until(sitting.over)
    assert sitting.pty.exitstatus == 0


def test_ctrl_z_gives_the_shell_its_terminal_and_fg_comes_back_paused(sit: Callable[..., Sitting]) -> None:
    sitting = sit(shell=True)
    cooked = termios.ECHO | termios.ICANON
    sitting.wait(2)
    assert not sitting.modes_now()[3] & cooked
    sitting.press("\x1a").see("Stopped")
    assert STEPS[0].say not in sitting.shown.split("Stopped")[1]
    held = sitting.beats()[-1][1]
    sitting.press("echo still $((40 + 2))\r").see("still 42")
    sitting.press("fg\r").see("paused at 0:0")
    assert not sitting.modes_now()[3] & cooked
    assert sitting.beats()[-1][1] == held
    sitting.press(" ")
    sitting.wait(held + 1)
    assert sitting.press("q").told()["how"] == "stopped"


def test_stopped_from_outside_it_takes_its_keys_again(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    until(lambda: sitting.modes_now() != sitting.modes)
    os.kill(sitting.pty.pid, signal.SIGSTOP)
    termios.tcsetattr(sitting.pty.child_fd, termios.TCSANOW, sitting.modes)  # as a shell does that has its prompt back
    os.kill(sitting.pty.pid, signal.SIGCONT)
    until(lambda: sitting.modes_now() != sitting.modes)
    assert sitting.press("q").told()["how"] == "stopped"
    assert sitting.modes_now() == sitting.modes


def test_continued_in_the_background_it_waits_for_the_foreground(sit: Callable[..., Sitting]) -> None:
    sitting = sit(shell=True)
    sitting.press("\x1a").see("Stopped")
    sitting.press("bg\r")
    time.sleep(0.5)
    sitting.press("echo still $((40 + 2))\r").see("still 42")
    sitting.press("fg\r").see("paused at 0:0")
    assert sitting.press("q").told()["how"] == "stopped"


WAYS = ("closed", "hup", "int", "term", "kill", "end of file", "ctrl-z")


@pytest.mark.parametrize("way", WAYS)
def test_broken_off_in_any_way_at_most_a_second_is_lost(way: str, tmp_path: Path) -> None:
    """In all 70 runs with REPAIRJOURNAL_SOAK=1, else 14, each broken off somewhere in its first seconds."""
    chance = random.Random(way)
    for turn in range(10 if SOAK else 2):
        place = tmp_path / str(turn)
        place.mkdir()
        sitting = Sitting(place, stride=0, shell=way == "ctrl-z")  # the real clock
        began = sitting.beats()[0][2]
        time.sleep(chance.uniform(0, 2.5 if SOAK else 1.3))
        ended = time.monotonic()
        if way == "closed":
            sitting.close_window()
        elif way in ("hup", "int", "term", "kill"):
            os.kill(sitting.pty.pid, getattr(signal, f"SIG{way.upper()}"))
        else:
            sitting.press("\x04" if way == "end of file" else "\x1a")
        if way == "ctrl-z":
            sitting.see("Stopped")
            sitting.press("kill -9 %1; wait; echo a$((1 + 1))b\r").see("a2b")
        else:
            until(sitting.over)
        kept = sitting.beats()[-1][1]
        assert -1.3 < kept - (ended - began) < 0.5, "the record is a second behind at most, and never ahead"
        if way not in ("closed", "kill", "ctrl-z"):
            assert sitting.modes_now() == sitting.modes
        if way not in ("kill", "ctrl-z"):
            assert kept == json.loads((place / "told").read_text())["seconds"]
        sitting.end()


def test_seconds_of_practice_are_seconds_of_the_wall(sit: Callable[..., Sitting]) -> None:
    """Three real seconds; a minute with REPAIRJOURNAL_SOAK=1."""
    length = 60 if SOAK else 3
    sitting = sit(steps=(Step("a", 1), Step("b", length - 1)), stride=0)
    until(sitting.over, length + 15)
    told, beats = sitting.told(), sitting.beats()
    assert told["seconds"] == length
    assert abs(beats[-1][2] - beats[0][2] - length) < 0.5
    assert all(later[1] - earlier[1] < 1.5 for earlier, later in itertools.pairwise(beats))


# -- plain lines ------------------------------------------------------------------------------------------------------

PLAIN_SIGNS = re.compile(r"[\w .,:?\n-]*")


def piped(tmp_path: Path, stdin: Any = subprocess.DEVNULL, **given: Any) -> subprocess.Popen[str]:
    (tmp_path / "child.py").write_text(CHILD)
    steps = [(s.id, s.seconds, s.say, s.pace) for s in given.pop("steps", STEPS)]
    told = json.dumps({"stride": 2.9, "heavy": HEAVY, "steps": steps, **given})
    return subprocess.Popen(
        [sys.executable, str(tmp_path / "child.py"), str(tmp_path), told],
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_without_a_terminal_it_says_one_line_at_each_step_and_one_at_half_time(tmp_path: Path) -> None:
    steps = (
        Step("look", 4, "Let the eyes wander; no hurry!"),
        Step("breathe", 4, "Slow.", (4.5, 6)),
        Step("low-back", 4),
    )
    child = piped(tmp_path, steps=steps, notices=(NOTICE,), stride=0.5, bell=True)
    out, _ = child.communicate(timeout=20)
    assert out.splitlines() == [
        "Not for: danger, asking for help",
        "Let the eyes wander, no hurry. 4 seconds.",
        "Slow. 4 seconds.",
        "In for 4.5, out for 6, at your own pace.",
        "half time: 0:06 of 0:12",
        "low back. 4 seconds.",
    ]
    assert PLAIN_SIGNS.fullmatch(out)
    assert json.loads((tmp_path / "told").read_text())["seconds"] == 12


def test_without_a_terminal_nothing_is_read_and_sleep_is_not_counted(tmp_path: Path) -> None:
    child = piped(tmp_path, stdin=subprocess.PIPE, steps=(Step("a", 20),), stride=0.5)
    assert child.stdout
    assert child.stdout.readline() == "a. 20 seconds.\n"
    (tmp_path / "hours").write_text("7200")
    os.replace(tmp_path / "hours", tmp_path / "slept")
    out, _ = child.communicate("q\nf\n", timeout=20)
    assert out == "half time: 0:10 of 0:20\n"
    assert not (tmp_path / "slept").exists()
    assert json.loads((tmp_path / "told").read_text()) == {
        "seconds": 20.0,
        "step": "a",
        "how": "finished",
        "added": 0,
        "easier": False,
        "handlers_restored": True,
    }


def test_ctrl_c_stops_it_without_a_terminal(tmp_path: Path) -> None:
    child = piped(tmp_path, stride=0.01)
    assert child.stdout
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=20)
    assert json.loads((tmp_path / "told").read_text())["how"] == "interrupted"
    assert child.returncode == 0


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    child = piped(tmp_path)
    assert child.stdout
    child.stdout.readline()
    child.stdout.close()
    assert child.wait(20) == 0
    assert json.loads((tmp_path / "told").read_text())["how"] == "stopped"


@pytest.mark.parametrize("given", [{"plain": True}, {"environment": {"TERM": "dumb"}}], ids=["plain", "dumb terminal"])
def test_a_plain_terminal_takes_keys_and_words_with_enter(given: dict[str, Any], sit: Callable[..., Sitting]) -> None:
    sitting = sit(easier=EASIER, call="somebody: 116 123", predict="what will happen?", **given)
    sitting.see("stop and Enter: stop here.")
    sitting.press("＋\r").see("of 3:00")
    sitting.press("p\r").see("paused at 0:0")
    sitting.press(" \r").see("going on at 0:0")
    sitting.press("predict\r").see("what will happen?")
    sitting.press("Easier\r").see("of 2:40")
    sitting.press("call\r").see("Enter: back to the exercise")
    sitting.press("\r\r").press("help\r").see("finish: enough for now")
    sitting.press("next\r").see("In for 4, out for 6")
    told = sitting.press("stop\r").told()
    assert (told["how"], told["step"], told["easier"], told["added"]) == ("stopped", "breathe", True, 1)
    assert b"\x1b" not in sitting.seen
    typed = sitting.seen.decode().replace("＋", "").replace("\r", "")
    assert PLAIN_SIGNS.fullmatch(typed), typed
    assert sitting.modes_now() == sitting.modes


@pytest.mark.parametrize(
    ("typed", "how"), [("q\r", "stopped"), ("f\r", "finished"), ("\x04", "interrupted"), ("\x18\r", "")]
)
def test_a_plain_terminal_can_be_left_by_key(typed: str, how: str, sit: Callable[..., Sitting]) -> None:
    told = sit(plain=True).press(typed).told()
    assert told["how"] == how if how else told == {"raised": "Away"}


def test_in_plain_lines_sleep_pauses_too(sit: Callable[..., Sitting]) -> None:
    sitting = sit(plain=True)
    (sitting.place / "slept").write_text("7200")
    sitting.see("while the computer slept. space: go on")
    sitting.press(" \r").see("going on at 0:0")


def test_no_input_reads_no_key_on_a_terminal(sit: Callable[..., Sitting]) -> None:
    sitting = sit(interactive=False, steps=(Step("a", 3),))
    sitting.press("q\r")
    assert sitting.told()["how"] == "finished"
    assert b"stop and Enter" not in sitting.seen


def test_output_in_memory_is_no_terminal(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    out = io.StringIO()
    outcome = run(
        (Step("a", 1, "Wait."),),
        beat=lambda step, seconds: told.append((step, seconds)),
        screen=Screen(io.StringIO("q\n"), out),
        clock=itertools.count(0.0, 0.5).__next__,
    )
    assert (outcome.how, outcome.seconds) == ("finished", 1.0)
    assert out.getvalue() == "Wait. 1 seconds.\nhalf time: 0:00 of 0:01\n"
    assert told[0] == ("a", 0.0)
    assert told[-1] == ("a", 1.0)
