"""The countdown: the rules of its clock, what stands on the screen, and every key on a real pseudo-terminal."""

from __future__ import annotations

import itertools
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repairjournal.cli.faces import spoken
from repairjournal.cli.keys import boot_clock, pressed
from repairjournal.model.countdown import SLEPT, Countdown
from repairjournal.model.program import Step
from tests.cli.sitting import EASIER, NOTICE, STEPS, Sitting, sittings, until


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    yield from sittings(tmp_path)


# -- the clock, without a terminal ------------------------------------------------------------------------------------

ACTS = st.one_of(
    st.tuples(st.just("tick"), st.floats(-5, 20_000)),
    st.tuples(st.just("tick"), st.floats(0, SLEPT)),
    st.tuples(st.just("go on"), st.floats(0, 20_000)),
    st.tuples(st.sampled_from(["pause", "longer", "leave", "ease"]), st.just(0.0)),
)


@given(
    lengths=st.lists(st.integers(1, 30), min_size=1, max_size=5),
    keep=st.lists(st.integers(0, 4), min_size=1, max_size=3),
    acts=st.lists(ACTS, max_size=60),
)
@settings(max_examples=150, deadline=None)
def test_only_waking_running_time_is_practice(
    lengths: list[int], keep: list[int], acts: list[tuple[str, float]]
) -> None:
    steps = tuple(Step(f"s{n}", length) for n, length in enumerate(lengths))
    easier = tuple(steps[n] for n in sorted({k % len(steps) for k in keep}))
    count, now, awake, eased = Countdown(steps, 0.0), 0.0, 0.0, False
    for act, gap in acts:
        before, running = count.done, not count.paused and not count.over
        if act == "tick":
            now += gap
            slept = count.tick(now)
            assert slept == (running and gap > SLEPT + 1e-6) or abs(gap - SLEPT) < 1e-6
            awake += gap if running and gap > 0 and not slept else 0
        elif act == "pause":
            count.paused = True
        elif act == "go on":
            now += gap if count.paused else 0  # an afternoon in which nobody looked at the clock
            count.go_on(now)
        elif not count.over and act == "longer":
            count.longer()
        elif not count.over and act == "leave":
            count.leave()
        elif not count.over and not eased:
            eased = True
            count.ease(easier)
        assert count.done >= before
        assert count.done <= awake + 1e-6
        assert count.done <= count.planned + 1e-6
        assert count.step in (easier if eased else steps)


@given(st.lists(st.floats(0.01, SLEPT - 0.01), min_size=1, max_size=20))
@settings(deadline=None)
def test_a_practice_left_alone_ends_with_exactly_its_own_seconds(gaps: list[float]) -> None:
    count, now = Countdown(STEPS, 0.0), 0.0
    for gap in itertools.cycle(gaps):
        now += gap
        assert not count.tick(now)
        if count.over:
            break
    assert (count.done, count.step.id, count.entered) == (120.0, "low-back", 3)
    assert now - gap < 120.001


def at(seconds: float, steps: tuple[Step, ...] = STEPS) -> Countdown:
    count = Countdown(steps, 0.0)
    for now in range(1, int(seconds) + 1):
        count.tick(float(now))
    return count


@pytest.mark.parametrize(
    ("after", "easier", "now_at", "planned"),
    [
        (10, EASIER, "look", 100),  # stays where it is, the rest falls away
        (10, STEPS[1:2], "breathe", 70),  # what is not in it is left at once
        (110, EASIER, "breathe", 170),  # all of it is behind: its last step once more
        (50, EASIER, "breathe", 100),
    ],
)
def test_the_easier_form_goes_on_from_here(after: int, easier: tuple[Step, ...], now_at: str, planned: int) -> None:
    count = at(after)
    count.ease(easier)
    assert (count.step.id, count.planned, count.done) == (now_at, planned, after)


def test_one_more_minute_belongs_to_the_step_it_was_asked_in() -> None:
    count = at(10)
    count.longer()
    assert count.planned == 180
    for now in range(11, 100):
        count.tick(float(now))
    assert (count.step.id, count.within) == ("look", 99)
    count.leave()
    assert (count.step.id, count.planned) == ("breathe", 99 + 60 + 20)


def test_the_clock_runs_on_without_being_set() -> None:
    first = boot_clock()
    time.sleep(0.05)
    assert 0.04 < boot_clock() - first < 5


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("Q", ["q"]),
        ("！？＋", ["!", "?", "+"]),
        ("ｎ\u3000", ["n", " "]),
        ("\r\n", []),
        ("\x1b[A\x1bOq\x1b[200~", []),  # an arrow, a keypad 1, the start of a paste
        ("\x1b", []),
        ("\x1bq", []),  # Alt
        ("\x18\x04\x07", ["\x18", "\x04"]),
    ],
)
def test_keys_are_read_as_meant(typed: str, keys: list[str]) -> None:
    assert pressed(typed) == keys


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Am I safe? If not: !", "Am I safe? If not: exclamation mark"),
        ("You may leave!", "You may leave."),
        ("danger · asking for help; children", "danger, asking for help, children"),
        ("the partner's «own» 'word'", "the partner's own word"),
        ("双脚着地，慢慢呼气。", "双脚着地, 慢慢呼气."),
        ("\x1b[31mred\u202e", "x1b 31mred u202e"),
    ],
)
def test_plain_text_holds_only_what_a_screen_reader_reads_well(text: str, said: str) -> None:
    assert spoken(text).replace(" ", "") == said.replace(" ", "")


# -- what stands on the screen ----------------------------------------------------------------------------------------


def test_the_first_frame_stands_before_anything_heavy_is_loaded(sit: Callable[..., Sitting]) -> None:
    sitting = sit(notices=(NOTICE,), call="x")
    shown = sitting.see("0:0")
    for line in (
        NOTICE,
        "  " + STEPS[0].say,
        "of 2:00",
        "space pause  + minute  n next  f finish  q stop here  ! call  ?",
    ):
        assert line in shown
    step, seconds, _, loaded = sitting.beats()[0]
    assert (step, seconds, loaded) == ("look", 0, [])


def test_the_notices_stand_for_thirty_seconds(sit: Callable[..., Sitting]) -> None:
    sitting = sit(notices=(NOTICE,), stride=1.5)
    sitting.wait(27)
    assert NOTICE in sitting.shown
    sitting.wait(31.5)
    sitting.gone(NOTICE)
    assert STEPS[0].say in sitting.shown


@pytest.mark.parametrize("size", [(80, 24), (40, 20), (24, 8)])
def test_a_frame_fits_and_is_redrawn_in_its_place(size: tuple[int, int], sit: Callable[..., Sitting]) -> None:
    long = Step(
        "a", 60, "慢慢地呼气，肩膀放下来。 " + "A sentence that takes more room than one line has. " * 2, (4, 6)
    )
    sitting = sit(size=size, steps=(long, STEPS[2]), notices=(NOTICE,), easier=EASIER, call="x", predict="y")
    sitting.wait(5)
    shown = sitting.shown
    assert shown.count("Not for") == 1
    assert shown.startswith("Not for")
    assert "慢慢地呼气" in shown
    if size[1] >= 20:
        assert re.search(r"0:0\d of 1:20", shown)
        assert "? " in f"{shown} "
    assert b"\x1b[2J" not in sitting.seen
    assert b"\x1b[?" not in sitting.seen


def test_a_resize_repaints_one_whole_frame(sit: Callable[..., Sitting]) -> None:
    sitting = sit(notices=(NOTICE,), call="x")
    sitting.wait(1)
    for columns, rows in ((40, 20), (100, 30), (30, 12)):
        sitting.drain()
        sitting.screen.resize(rows, columns)
        sitting.pty.setwinsize(rows, columns)
        last = sitting.beats()[-1][1]
        sitting.wait(last + 2)
        shown = sitting.shown
        assert shown.count("Not for") == 1
        assert shown.count("of 2:00") == 1
    assert sitting.press("q").told()["how"] == "stopped"


def test_the_breath_is_a_line_and_a_word(sit: Callable[..., Sitting]) -> None:
    sitting = sit(steps=STEPS[1:])
    widths: dict[str, set[int]] = {"in": set(), "out": set()}

    def breathed() -> bool:
        if found := re.search(r"^ +(in|out) +(━*)$", sitting.shown, re.MULTILINE):
            widths[found[1]].add(len(found[2]))
        return bool(sitting.beats()[-1][1] > 11)

    until(breathed)
    assert max(widths["in"]) > 18
    assert min(widths["in"]) < 6
    assert max(widths["out"]) > 18
    assert min(widths["out"]) < 6


@pytest.mark.parametrize(("environment", "dim"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color_leaves_no_style(environment: dict[str, str], dim: bool, sit: Callable[..., Sitting]) -> None:
    sitting = sit(environment=environment)
    sitting.see("q stop here")
    assert (re.search(rb"\x1b\[[\d;]*m", sitting.seen) is not None) == dim


def test_text_of_a_program_file_cannot_drive_the_terminal(sit: Callable[..., Sitting]) -> None:
    sitting = sit(steps=(Step("a", 60, "one\x1b]0;owned\x07\x1b[2J\u202etwo"),), notices=("three\x9b31m",))
    sitting.see("\\x1b]0;owned")
    assert b"\x1b]" not in sitting.seen
    assert b"\x1b[2J" not in sitting.seen
    assert "\u202e".encode() not in sitting.seen
    assert "\x9b".encode() not in sitting.seen


def test_an_ascii_terminal_gets_ascii_signs(sit: Callable[..., Sitting]) -> None:
    sitting = sit(environment={"PYTHONIOENCODING": "ascii"}, steps=STEPS[1:])
    sitting.see("...  0:")
    sitting.drain()
    assert sitting.seen.isascii()


# -- keys -------------------------------------------------------------------------------------------------------------


def test_space_pauses_and_goes_on(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.wait(2)
    sitting.press(" ").see("paused at 0:0")
    held = sitting.beats()[-1][1]
    time.sleep(0.6)
    assert "space go on" in sitting.shown
    assert sitting.beats()[-1][1] == held
    sitting.press(" ").gone("paused")
    sitting.wait(held + 1)
    assert sitting.press("q").told() == {
        "seconds": pytest.approx(sitting.beats()[-1][1]),
        "step": "look",
        "how": "stopped",
        "added": 0,
        "easier": False,
    }


@pytest.mark.parametrize(
    ("key", "how"), [("q", "stopped"), (".", "stopped"), ("f", "finished"), ("\x04", "interrupted"), ("ｑ", "stopped")]
)
def test_a_key_ends_it_with_the_real_seconds(key: str, how: str, sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.wait(2)
    told = sitting.press(key).told()
    assert (told["how"], told["step"]) == (how, "look")
    assert 2 <= told["seconds"] < 12
    until(sitting.over)
    assert sitting.shown == ""
    assert sitting.beats()[-1][:2] == ["look", told["seconds"]]


def test_left_alone_it_finishes_with_all_its_seconds(sit: Callable[..., Sitting]) -> None:
    sitting = sit(steps=(Step("a", 2), Step("b", 3)))
    assert sitting.told() == {"seconds": 5.0, "step": "b", "how": "finished", "added": 0, "easier": False}
    assert sitting.beats()[0][0] == "a"
    assert sitting.beats()[-1][:2] == ["b", 5.0]


def test_plus_adds_a_minute_and_e_takes_the_easier_form(sit: Callable[..., Sitting]) -> None:
    sitting = sit(easier=EASIER)
    sitting.press("＋").see("of 3:00")
    assert "e easier" in sitting.shown
    sitting.press("e").see("of 2:40")
    sitting.gone("e easier")
    sitting.press("e+").see("of 3:40")
    told = sitting.press("q").told()
    assert (told["added"], told["easier"]) == (2, True)


def test_n_goes_to_the_next_step_and_from_the_last_to_the_end(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.press("n").see(STEPS[1].say)
    sitting.press("n").see("  low back")
    told = sitting.press("n").told()
    assert (told["how"], told["step"]) == ("finished", "low-back")
    assert told["seconds"] < 20


def test_people_to_call_stand_on_the_persons_own_terminal_and_enter_leads_back(sit: Callable[..., Sitting]) -> None:
    sitting = sit(call="somebody: 116 123")
    sitting.wait(2)
    sitting.press("！").see("somebody: 116 123")
    sitting.see("Enter: back to the exercise")
    assert STEPS[0].say not in sitting.shown
    assert sitting.modes_now()[3] == sitting.modes[3]
    held = sitting.beats()[-1][1]
    sitting.press("\r").see("paused at 0:0")
    assert "somebody: 116 123" in sitting.shown
    assert STEPS[0].say in sitting.shown
    assert sitting.beats()[-1][1] == held
    sitting.press(" ")
    sitting.wait(held + 1)


@pytest.mark.parametrize(("keys", "how"), [("\x03", "interrupted"), ("\x18\r", "Away")])
def test_one_can_leave_from_the_people_to_call(keys: str, how: str, sit: Callable[..., Sitting]) -> None:
    sitting = sit(call="somebody")
    sitting.press("!").see("Enter: back")
    told = sitting.press(keys).told()
    assert how in (told.get("how"), told.get("raised"))
    assert sitting.modes_now() == sitting.modes


def test_term_is_heard_while_people_to_call_are_shown(sit: Callable[..., Sitting]) -> None:
    sitting = sit(call="somebody")
    sitting.press("!").see("Enter: back")
    os.kill(sitting.pty.pid, signal.SIGTERM)
    assert sitting.told()["how"] == "terminated"


def test_help_says_each_key_and_pauses(sit: Callable[..., Sitting]) -> None:
    sitting = sit(easier=EASIER, call="x", predict="y")
    shown = sitting.press("？").see("paused at")
    for word in ("one more minute", "a lighter form", "next step", "counts as done", "full record", "people to call"):
        assert word in shown
    sitting.press("?").see(STEPS[0].say)
    assert "paused at" in sitting.shown


def test_a_prediction_is_offered_in_the_first_step_only(sit: Callable[..., Sitting]) -> None:
    sitting = sit(predict="what will happen?")
    sitting.press("p").see("what will happen?")
    sitting.see("p predict")
    sitting.press("n").gone("p predict")
    before = sitting.seen.count(b"what will happen?")
    assert sitting.press("pq").told()["how"] == "stopped"
    assert sitting.seen.count(b"what will happen?") == before


def test_enter_and_keys_not_offered_do_nothing(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.press("\r\n!epxz\x1b[A\x1bOq7")
    sitting.wait(3)
    assert "0:0" in sitting.shown
    assert "paused" not in sitting.shown
    assert sitting.press("q").told()["easier"] is False


def test_ctrl_x_leaves_at_once_and_the_last_second_is_told(sit: Callable[..., Sitting]) -> None:
    sitting = sit()
    sitting.wait(2)
    assert sitting.press("\x18").told() == {"raised": "Away"}
    assert sitting.beats()[-1][1] >= 2
    until(sitting.over)
    assert sitting.shown == ""
    assert sitting.modes_now() == sitting.modes


@pytest.mark.parametrize(("bell", "rings"), [(True, 2), (False, 0)])
def test_the_bell_is_silent_unless_wished(bell: bool, rings: int, sit: Callable[..., Sitting]) -> None:
    sitting = sit(steps=(Step("a", 1), Step("b", 1)), bell=bell)
    sitting.told()
    until(sitting.over)
    assert sitting.seen.count(b"\a") == rings
