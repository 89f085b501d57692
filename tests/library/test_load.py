"""Minutes of a program: of a task, of its fullest day, and of a day in general."""

from __future__ import annotations

from pathlib import Path

import pytest

from repairjournal.library import minutes_summary, read_bytes, task_minutes
from repairjournal.model.load import core_minutes
from repairjournal.model.program import Program, Step, Task
from tests.library.small import SMALL, changed

STEPS = tuple(Step(f"s{n}", 50) for n in range(3))


def program(text: str) -> Program:
    return read_bytes(text.encode(), "x").program


@pytest.mark.parametrize(
    ("task", "variant", "minutes"),
    [
        (Task("a", "practice", "A", minutes=7, steps=STEPS), None, 7),
        (Task("a", "practice", "A", steps=STEPS), None, 3),
        (Task("a", "practice", "A", minutes=7, steps=STEPS, variants={"short": ("s0",)}), "short", 1),
        (Task("a", "practice", "A", minutes=7, steps=STEPS, variants={"short": ("s0",)}), "other", 7),
        (Task("a", "trigger", "A"), None, 3),
        (Task("a", "moment", "A"), None, 2),
    ],
)
def test_minutes_of_a_task(task: Task, variant: str | None, minutes: int) -> None:
    assert task_minutes(task, variant) == minutes


CALM = "      - {task: calm, dose: once, role: optional}\n"
MORE = "  one: {kind: moment, title: One, minutes: 5}\n  two: {kind: moment, title: Two, minutes: 8}\n"
LEANING = MORE.replace("5}", "5, when: {lean: anxious}}").replace("8}", "8, when: {lean: avoidant}}")


@pytest.mark.parametrize(
    ("tasks", "uses", "summary"),
    [
        ("", "", (3, 3, 1)),
        (MORE, "      - {task: one, dose: daily}\n", (6, 8, 3)),
        (MORE, "      - {task: one, dose: once}\n      - {task: two, dose: once}\n", (6, 11, 3)),
        (MORE, "      - {task: one, dose: {times: 2}}\n", (6, 8, 3)),
        (MORE, "      - {task: two, dose: {times: 7, per: week}}\n", (7, 11, 3)),
        (MORE, "      - {task: two, dose: once, from_day: -1}\n", (5, 11, 4)),
        (MORE, "      - {any_of: [one, two], dose: once}\n", (5, 11, 3)),
        (MORE, "      - {task: two, dose: on_demand}\n", (3, 3, 1)),
        (MORE, "      - {task: two, dose: daily, role: optional}\n", (3, 3, 1)),
        (LEANING, "      - {task: one, dose: daily}\n      - {task: two, dose: daily}\n", (10, 16, 3)),
    ],
)
def test_about_is_all_core_over_all_days_and_most_is_the_fullest_day(
    tasks: str, uses: str, summary: tuple[int, int, int]
) -> None:
    text = changed("phases:\n", tasks + "phases:\n").replace(CALM, uses)
    assert minutes_summary(program(text)) == summary


def test_once_per_run_is_counted_once() -> None:
    text = SMALL.replace("phases:\n", MORE + "phases:\n").replace(CALM, "      - {task: two, dose: once_per_run}\n")
    first = text.replace("daily}\n  - id: go", "daily}\n      - {task: two, dose: once_per_run}\n  - id: go")
    assert minutes_summary(program(first))[0] == minutes_summary(program(text))[0]
    assert core_minutes(program(first)) == {1: 11, 2: 11, 3: 3, 4: 3}


def test_what_only_one_lean_is_asked_is_not_asked_of_the_other_too() -> None:
    text = changed("phases:\n", LEANING + "phases:\n").replace(CALM, "      - {any_of: [one, two], dose: daily}\n")
    assert minutes_summary(program(text)) == (7, 11, 3)


def test_a_program_without_anything_core_asks_for_nothing() -> None:
    assert minutes_summary(program(SMALL.replace("dose: daily}", "dose: daily, role: optional}"))) == (0, 0, 1)


def test_the_whole_format_s_file_asks_for_the_sum_done_by_hand() -> None:
    loaded = read_bytes((Path(__file__).parent / "files" / "attach-50.yaml").read_bytes().replace(b", zh]", b"]"), "x")
    # Phase by phase 16 + 76 + 39 + 104 + 90 + 82; the story of the last phase was told in the one before.
    assert minutes_summary(loaded.program) == (407 // 50, 23, 26)
