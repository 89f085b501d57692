"""A task that ended harder three times steps aside: what the pages say, how it comes back, what undo makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import at, begin, data, entries, marks, quiet, run
from tests.cli.terminal import ENTER, Open, terminals

BEFORE, AFTER = "How strong right now", "How strong now"
RESTED = "ended harder than it began, so it has been resting."
opened = pytest.fixture(terminals)


@pytest.fixture
def journal(home: Path) -> Path:
    journal = begin(home, lean="anxious")
    quiet(journal)
    return journal


def harder(times: int, *, day: int = 5, task: str = "soothe-5", rise: int = 2) -> None:
    for n in range(times):
        run("practice", task, "--done", "2m", "--before", "4", "--after", str(4 + rise), day=day, clock=f"18:{n:02d}")


def doors(opened: Open, day: int = 6) -> str:
    return opened("now", at=at(day)).talk((BEFORE, "5")).see("Enter: 3")


def rests(day: int = 6) -> bool:
    return "(it rests)" in next(row for row in run("practice", day=day).splitlines() if "soothe-5" in row)


def line_of(task: str, day: int) -> dict[str, Any]:
    return next(line for line in data("today", day=day)["due"] if task in (line["task"], *line.get("any_of", ())))


@pytest.mark.parametrize(
    ("rises", "rested", "backs"),
    [
        ([2, 2, 2], True, 0),
        ([2, 2], False, 0),
        ([5, 2, 3], True, 0),
        ([2, 2, 1], False, 0),
        ([0, 2, 2, 2], True, 0),
        ([2, 0, 2, 2], False, 0),
        ([2, 2, 2, 0], False, 1),  # the fourth was begun by its name: a new count
        ([2, 2, 2, 2, 2], False, 1),
        ([2, 2, 2, 2, 2, 2], True, 1),
        ([2, 2, 2, 2, 2, 2, 2], False, 2),
    ],
)
def test_three_times_harder_in_a_row_and_its_place_says_look_around_the_room(
    rises: list[int], rested: bool, backs: int, journal: Path, opened: Open
) -> None:
    for n, rise in enumerate(rises):  # all on one evening: the count is by attempt, not by date
        run("soothe", "--done", "2m", "--before", "4", "--after", str(4 + rise), day=5, clock=f"18:{n:02d}")
    assert [what for _, task, what in marks(journal) if task == "soothe-5"] == ["back"] * backs
    assert rests() is rested
    shown = doors(opened)
    assert ("1  look around the room" in shown) is rested
    assert ("five minutes before I reach out" in shown) is not rested


def test_where_all_of_a_line_rest_today_does_not_name_it(journal: Path) -> None:
    assert "Soothe, stay or leave well" in run("today", day=11)
    harder(3, day=10)
    assert line_of("soothe-5", 11)["state"] == "open"
    harder(3, day=10, task="leaving-well")
    assert line_of("soothe-5", 11)["state"] == "resting"
    assert "Soothe, stay or leave well" not in run("today", day=11)
    assert data("progress", day=11)["phases"][2]["tasks"][1]["done"] == 0, "they were of the phase before"


def test_at_eight_what_rests_is_not_among_the_ways(journal: Path, opened: Open) -> None:
    harder(3)
    shown = opened("now", at=at(6)).talk((BEFORE, "8"), ("Are you safe", "1")).see("Enter: start")
    assert "five minutes" not in shown
    assert "5  people to call" in shown


@pytest.mark.parametrize(
    ("task", "easier"),
    [("soothe-5", "Easier: the key e, while it runs"), ("outward-10", "Easier: rj practice outward")],
)
def test_begun_by_name_it_says_so_in_a_line_with_an_easier_form_and_counts_anew(
    task: str, easier: str, journal: Path, opened: Open
) -> None:
    harder(3, task=task)
    screen = opened("practice", task, at=at(6))
    shown = " ".join(screen.see(BEFORE).split())
    assert f"The last 3 times this {RESTED} {easier}" in shown
    screen.press("4").see("of ")
    assert [what for _, name, what in marks(journal) if name == task] == ["back"]
    screen.press("q").talk((AFTER, "4"))
    assert RESTED not in opened("practice", task, at=at(7)).see(BEFORE)


def test_the_third_time_says_that_it_rests_and_how_it_comes_back(journal: Path, opened: Open) -> None:
    harder(2)
    screen = opened("soothe", at=at(6)).talk((BEFORE, "3"), ("of 5:00", "q"), (AFTER, "5"), ("In touch", ENTER))
    screen.talk(("What was it like", ENTER))
    assert screen.ended() == 0
    said = " ".join(screen.shown.split())
    assert "It ended harder 3 times running; it rests now. Its name brings it back: rj practice soothe-5" in said


def test_undo_takes_the_rest_and_the_coming_back_with_the_attempt(journal: Path) -> None:
    harder(3)
    assert rests()
    run("undo", day=6)
    assert not rests()
    run("redo", day=6)
    assert rests()
    run("soothe", "--done", "2m", "--before", "4", "--after", "4", day=6)
    assert not rests()
    run("undo", day=6)
    assert rests()
    assert marks(journal) == []
    run("redo", day=6)
    assert not rests()


def test_a_changed_number_counts_at_once(journal: Path) -> None:
    harder(3)
    run("edit", entries(journal)[0]["id"], "--set", "after=4", day=6)
    assert not rests()


def test_an_attempt_taken_away_after_a_coming_back_leaves_the_new_count(journal: Path) -> None:
    harder(3)
    harder(1, day=6)
    run("delete", entries(journal)[-1]["id"], "--yes", day=6)
    assert not rests(day=7)
    harder(3, day=7)
    assert rests(day=8)


def test_the_same_step_again_is_not_the_one_that_rests(home: Path, opened: Open) -> None:
    journal = begin(home, "neuroplasticity-50")
    quiet(journal)
    run("ladder", day=14, given={"steps": "wait-five, kind-message, plain-answer"})
    harder(3, day=14, task="kind-message")
    shown = opened("step", at=at(15)).see("l  my list")
    assert shown.split("Enter: ")[1].startswith("Five minutes before an answer")
    assert "Step 1" in run("today", day=15)


def test_nothing_rests_in_a_run_that_is_new(journal: Path) -> None:
    harder(3)
    run("start", "integrative-50", "--yes", day=6)
    assert not rests()
