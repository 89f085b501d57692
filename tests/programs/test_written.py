"""Three programs written with docs/therapists.md alone, each lived through from its first day to its last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from repairjournal import library
from repairjournal.model.summary import course
from tests.cli.evenings import data, run

FILES = Path(__file__).parent / "files"
LIVED = (("four-weeks", "unsure", 28, 2), ("ninety", "both", 90, 8), ("further-off", "avoidant", 54, 6))


@pytest.mark.parametrize(("name", "lean", "days", "phases"), LIVED)
def test_it_passes_the_checker_and_asks_for_little(name: str, lean: str, days: int, phases: int) -> None:
    loaded = library.find(str(FILES / f"{name}.yaml"))
    assert {fault.code for fault in loaded.faults} <= {"P18"}  # based_on without a sha256: the shipped text moves on
    assert (loaded.program.days, len(loaded.program.phases)) == (days, phases)
    assert library.minutes_summary(loaded.program)[1] <= 25


@pytest.mark.parametrize(("name", "lean", "days", "phases"), LIVED)
def test_it_is_lived_from_the_first_day_to_the_last(home: Path, name: str, lean: str, days: int, phases: int) -> None:
    path = str(FILES / f"{name}.yaml")
    program = library.find(path).program
    run("start", path, "--yes", "--lean", lean, "--about", "partner", day=1)
    seen = set()
    for day in course(program):
        page = data("today", day=day.day)
        assert (page["day"], page["days"], page["phase"]["id"]) == (day.day, days, day.phase.id)
        assert page["due"], day.day
        seen.add(page["phase"]["number"])
        if day.day % 3 == 1:
            kept(page["due"], day.day)
    assert seen == set(range(1, phases + 1))
    whole = data("progress", day=days)
    assert sum(task["done"] for phase in whole["phases"] for task in phase["tasks"]) >= days // 3
    assert data("today", day=days + 1)["phase"] is None
    run("finish", "--yes", day=days + 1)


def kept(due: list[dict[str, Any]], day: int) -> None:
    """A trigger moment and the first exercise that is open and asked of everybody who is there."""
    run("trigger", "--situation", "late again", "--now", "4", day=day)
    open_now = [line for line in due if line["kind"] == "practice" and line["state"] == "open"]
    if open_now:
        run("practice", open_now[0]["task"], "--done", "2m", "--before", "5", "--after", "3", day=day, clock="20:30")


def test_what_the_change_for_one_who_pulls_back_says_stands_on_the_page() -> None:
    out = run("program", "preview", str(FILES / "further-off.yaml"), "--day", "12", "--lean", "avoidant", day=1)
    assert "day 2 of 11" in out
    assert "Leaving the door open" in out
    assert "Smaller steps, and more days for each." in out
