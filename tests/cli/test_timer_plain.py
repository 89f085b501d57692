"""The countdown in plain lines: for a screen reader, a simple terminal, and where there is no terminal."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from repairjournal.cli.keys import Screen
from repairjournal.cli.timer import run
from repairjournal.model.program import Step
from tests.cli.sitting import CHILD, EASIER, HEAVY, NOTICE, STEPS, Sitting, sittings
from tests.cli.terminal import as_from_a_shell


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    yield from sittings(tmp_path)


PLAIN_SIGNS = re.compile(r"[\w .,:?\n-]*")


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Start]:
    """Begins a practice whose output is a pipe; ends it."""
    begun: list[subprocess.Popen[str]] = []

    def begin(stdin: int = subprocess.DEVNULL, steps: tuple[Step, ...] = STEPS, **given: Any) -> subprocess.Popen[str]:
        (tmp_path / "child.py").write_text(CHILD)
        told = {"stride": 2.9, "heavy": HEAVY, "steps": [(s.id, s.seconds, s.say, s.pace) for s in steps], **given}
        call = [sys.executable, str(tmp_path / "child.py"), str(tmp_path), json.dumps(told)]
        begun.append(subprocess.Popen(call, stdin=stdin, stdout=subprocess.PIPE, text=True, preexec_fn=as_from_a_shell))
        return begun[-1]

    yield begin
    for child in begun:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()


def test_without_a_terminal_it_says_one_line_at_each_step_and_one_at_half_time(piped: Start, tmp_path: Path) -> None:
    steps = (
        Step("look", 4, "Let the eyes wander; no hurry!"),
        Step("breathe", 4, "Slow.", (4.5, 6)),
        Step("low-back", 4),
    )
    child = piped(steps=steps, notices=(NOTICE,), stride=0.5, bell=True)
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


def test_without_a_terminal_nothing_is_read_and_sleep_is_not_counted(piped: Start, tmp_path: Path) -> None:
    child = piped(stdin=subprocess.PIPE, steps=(Step("a", 20),), stride=0.5)
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


def test_ctrl_c_stops_it_without_a_terminal(piped: Start, tmp_path: Path) -> None:
    child = piped(stride=0.01)
    assert child.stdout
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=20)
    assert json.loads((tmp_path / "told").read_text())["how"] == "interrupted"
    assert child.returncode == 0


def test_a_reader_that_goes_away_ends_it_quietly(piped: Start, tmp_path: Path) -> None:
    child = piped()
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


def test_output_in_memory_is_no_terminal() -> None:
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
