"""Every day of both programs, for every sort of person: never empty, never too much, nothing from behind the gate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from repairjournal import library
from repairjournal.model.day import Day
from repairjournal.model.entry import Run
from repairjournal.model.load import core_minutes, task_minutes
from repairjournal.model.program import ABOUTS, LEANS, VARIANTS, Program
from repairjournal.model.progress import OPEN, Line, Tally, ranked

START = date(2026, 11, 10)
PEOPLE = [(lean, variant, about) for lean in LEANS for variant in VARIANTS for about in (None, *ABOUTS)]

every_program = pytest.mark.parametrize("name", ["integrative-50", "neuroplasticity-50"])


@cache
def shipped(name: str) -> Program:
    return library.find(name, Path("no-folder-of-installed-ones")).program


def a_day(name: str, person: tuple[str, str, str | None], number: int) -> Day:
    program = shipped(name)
    lean, variant, about = person
    run = Run("r", "sha", "en", START, program.plan, lean=lean, variant=variant, about=about)
    return Day.of(run, program, (), START + timedelta(days=number - 1), None)


def lines_on(day: Day, kept: list[Tally]) -> tuple[Line, ...]:
    assert day.span is not None
    return day.lines(day.span, day.record(kept, []))


@cache
def mornings(name: str, person: tuple[str, str, str | None]) -> tuple[tuple[Line, ...], ...]:
    """The lines of each day 1 to 50 for somebody who has kept nothing yet."""
    return tuple(lines_on(a_day(name, person, n), []) for n in range(1, 51))


def all_mornings(name: str) -> Iterator[tuple[int, tuple[str, str, str | None], tuple[Line, ...]]]:
    for person in PEOPLE:
        for number, lines in enumerate(mornings(name, person), 1):
            yield number, person, lines


def minutes(lines: tuple[Line, ...]) -> int:
    """All daily core of a day, and the longest other core one."""
    core = [x for x in lines if x.role == "core" and x.state == OPEN]
    each = [(x.dose == "daily", max(task_minutes(task, x.use.variant) for task in x.tasks)) for x in core]
    return sum(n for daily, n in each if daily) + max((n for daily, n in each if not daily), default=0)


@every_program
def test_every_morning_has_a_core_line_to_begin_with(name: str) -> None:
    for number, person, lines in all_mornings(name):
        following = ranked(lines)
        assert following, (number, person)
        assert (following[0].role, following[0].state) == ("core", OPEN), (number, person)


@every_program
def test_the_morning_after_everything_was_kept_has_an_open_line(name: str) -> None:
    for person in PEOPLE:
        kept: list[Tally] = []
        for number in range(1, 51):
            day = a_day(name, person, number)
            lines = lines_on(day, kept)
            assert any(x.state == OPEN for x in lines), (number, person)
            kept += [Tally(x.task.id, x.kind, number, day.on, True, 1) for x in lines if x.state == OPEN]
            assert all(x.state != OPEN or not x.met for x in lines_on(day, kept)), (number, person)


@every_program
def test_no_day_asks_anybody_for_more_than_25_core_minutes(name: str) -> None:
    most: dict[int, int] = {}
    for number, _, lines in all_mornings(name):
        most[number] = max(most.get(number, 0), minutes(lines))
    assert {number: n for number, n in most.items() if n > 25} == {}
    assert most == core_minutes(shipped(name)), "program check tells other minutes than the days have"


@every_program
def test_nothing_done_with_another_person_is_offered_before_the_gate(name: str) -> None:
    behind = {id for id, task in shipped(name).tasks.items() if task.partner}
    offered = {"a": set[str](), "b": set[str]()}
    for _, (_, variant, _), lines in all_mornings(name):
        offered[variant] |= {task.id for line in lines for task in line.tasks}
    assert offered["b"] & behind == set()
    used = {id for _, use in shipped(name).uses() for id in use.tasks}
    assert offered["a"] & behind == used & behind, "after the gate all of them can be met"


@every_program
def test_the_lines_of_a_day_are_the_same_on_both_sides_of_the_gate(name: str) -> None:
    for lean in LEANS:
        for about in (None, *ABOUTS):
            before, after = (
                [[(x.use.tasks, x.kind, x.role, x.target, x.state) for x in lines] for lines in mornings(name, person)]
                for person in ((lean, "b", about), (lean, "a", about))
            )
            assert before == after, (lean, about)


@every_program
def test_with_nobody_close_the_exercises_for_two_are_out_of_sight(name: str) -> None:
    for_two = {id for id, task in shipped(name).tasks.items() if task.partner and task.short != "stay"}
    for number, (_, _, about), lines in all_mornings(name):
        if about in ("former", "nobody"):
            assert not for_two & {task.id for line in lines for task in line.tasks}, (number, about)
