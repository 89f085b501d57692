"""What a program asks of a person, week by week, as numbers: for `program check`, `preview` and the page of a file."""

from __future__ import annotations

from dataclasses import dataclass

from repairjournal.model.load import core_minutes, minutes_between, use_days
from repairjournal.model.program import Phase, Program, Use

WEEK = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Program days `first` to `last`; the core `minutes` of all of them; how many different things it asks for.

    What is asked for only when wanted is not counted.
    """

    number: int
    first: int
    last: int
    minutes: int
    core: int
    optional: int


@dataclass(frozen=True, slots=True)
class CourseDay:
    """One program day: its phase, core minutes at most, and the uses that are open on it."""

    day: int
    number: int
    phase: Phase
    minutes: int
    uses: tuple[Use, ...]


def course(program: Program) -> tuple[CourseDay, ...]:
    """Every day of the program, in order."""
    minutes = core_minutes(program)
    days = []
    for number, phase in enumerate(program.phases, 1):
        for inside in range(1, phase.days + 1):
            day = phase.first + inside - 1
            uses = tuple(use for use in phase.uses if inside in use_days(use, phase.days))
            days.append(CourseDay(day, number, phase, minutes.get(day, 0), uses))
    return tuple(days)


def weeks(program: Program) -> tuple[Week, ...]:
    """Weeks of seven program days; the last one may be shorter."""
    days = course(program)
    parts = [days[at : at + WEEK] for at in range(0, len(days), WEEK)]
    minutes = minutes_between(program, [(part[0].day, part[-1].day) for part in parts])
    return tuple(_week(n, part, minutes[n]) for n, part in enumerate(parts))


def _week(n: int, part: tuple[CourseDay, ...], minutes: int) -> Week:
    uses = [use for day in part for use in day.uses if use.dose.kind != "on_demand"]
    core = {use.tasks for use in uses if use.role == "core"}
    optional = {use.tasks for use in uses} - core
    return Week(n + 1, part[0].day, part[-1].day, minutes, len(core), len(optional))
