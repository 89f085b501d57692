"""Every way in which a practice ends or is broken off."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import signal
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from repairjournal.model.program import Step
from tests.cli.sitting import STEPS, Sitting, sittings, until

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
        time.sleep(chance.uniform(0, 2.5 if SOAK else 0.9))
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
