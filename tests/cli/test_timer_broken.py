"""A whole practice broken off at any moment in seven ways: every answer kept, no terminal raw, nobody left behind."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import BROKEN_OFF, SOAK, Open, Terminal, begun, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
WAYS = (*BROKEN_OFF, "ctrl-z, then closed")
EACH = 10 if SOAK else 1  # 70 runs, or 7

# (what stands on the screen, what is typed then, what is acknowledged once the next of these is seen)
STAGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("How strong right now", "6", {"before": 6}),
    ("0:00 of", "p", {"how": "stopped"}),
    ("What do you expect", "a long silence\r", {}),
    ("How sure", "80\r", {"prediction": "a long silence"}),
    ("0:00 of", "n", {"sure": 80}),
    ("Breathe as softly", "q", {"step": "breathe"}),
    ("How strong now", "4", {}),
    ("In touch?", "2", {"after": 4}),
    ("What was it like", "half a sen", {"contacted": "later"}),
)


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


def up_to(screen: Terminal, stage: int, dice: random.Random) -> dict[str, Any]:
    """The turns before that stage, then a look at it, perhaps half a line. What is acknowledged by then."""
    kept: dict[str, Any] = {}
    for words, keys, known in STAGES[:stage]:
        screen.see(words)
        screen.press(keys)
        kept |= known
    words, keys, _ = STAGES[stage]
    screen.see(words)
    if words.startswith("What"):
        screen.press(keys.rstrip("\r")[: dice.randint(0, 10)])
    time.sleep(dice.uniform(0, 1.2 if SOAK else 0.2))
    return kept


def broken(screen: Terminal, way: str) -> None:
    """In the shell the window closes over a stopped job; else the command ends with its code."""
    if way in BROKEN_OFF:
        assert screen.break_off(way) == BROKEN_OFF[way]
        return
    screen.press("\x1a", "Stopped")
    screen.close_window()


def nobody_left(screen: Terminal) -> None:
    end = time.monotonic() + 10
    while left := screen.processes():
        assert time.monotonic() < end, f"{len(left)} left behind on\n{screen.shown}"
        time.sleep(0.01)


def answers(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What the practice and its prediction hold together."""
    return {name: value for entry in entries for name, value in entry["answers"].items()}


@pytest.mark.parametrize("way", WAYS)
def test_broken_off_anywhere_no_answer_is_lost_and_nobody_stays_behind(way: str, home: Path, opened: Open) -> None:
    dice = random.Random(way)
    stages = dice.sample(range(1, len(STAGES)), min(EACH, len(STAGES) - 1))
    for stage in (stages * 2)[:EACH]:
        begun(home, "--lean", "anxious", at=NIGHT)
        screen = opened("soothe", at=NIGHT, shell=way not in BROKEN_OFF)
        if way not in BROKEN_OFF:
            screen.see("$")
            screen.press('eval "$GO"\r')
        kept = up_to(screen, stage, dice)
        broken(screen, way)
        nobody_left(screen)
        if way not in ("closed", "kill", "ctrl-z, then closed"):
            assert screen.modes()[3] == screen.begun_modes[3], f"raw after {way} at {STAGES[stage][0]}"
        found = told("log", at=NIGHT)
        assert kept.items() <= answers(found).items(), f"{way} at {STAGES[stage][0]}"
        assert "note" not in answers(found)
        assert len([entry for entry in found if entry["kind"] == "practice"]) == 1


def test_after_kill_9_a_shell_has_its_terminal_back(home: Path, tmp_path: Path, opened: Open) -> None:
    begun(home, at=NIGHT)
    screen = opened("soothe", at=NIGHT, shell=True)
    screen.see("$")
    screen.press(f"stty -g > {tmp_path}/before\r").press('eval "$GO"\r')
    up_to(screen, 1, random.Random(1))
    [program] = screen.processes()
    os.kill(program, signal.SIGKILL)
    screen.see("Killed")
    screen.see("\n$")
    screen.press(f"stty -g > {tmp_path}/after; echo typed $((40 + 2))\r", "typed 42")
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()


@pytest.mark.parametrize(("stage", "name"), [(0, "rating"), (1, "countdown"), (7, "menu")])
def test_a_stopped_one_can_be_ended_from_its_shell(stage: int, name: str, home: Path, opened: Open) -> None:
    begun(home, "--lean", "anxious", at=NIGHT)
    screen = opened("soothe", at=NIGHT, shell=True)
    screen.see("$")
    screen.press('eval "$GO"\r')
    kept = up_to(screen, stage, random.Random(name))
    screen.press("\x1a", "Stopped").see("\n$")
    screen.press("kill -HUP %1; wait; echo typed $((40 + 2))\r", "typed 42")
    nobody_left(screen)
    assert kept.items() <= answers(told("log", at=NIGHT)).items()
