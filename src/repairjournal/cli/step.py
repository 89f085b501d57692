"""step: the person's own list of small steps; the same one again is the default, and only the person moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from repairjournal.cli import care, exercise, practice, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError, unknown
from repairjournal.model import ladder
from repairjournal.model.builtin import task_of
from repairjournal.model.day import Day
from repairjournal.model.program import Task
from repairjournal.text import safe, t

LIST = "ladder"  # the reflection that holds the person's own list
SHOWN = 9  # steps with a key of their own


@dataclass(frozen=True)
class Standing:
    """Where the person stands: the own list in order, the step tried last, where, and how often it was tried there."""

    own: tuple[str, ...]
    current: str
    setting: str
    second: str
    times: int


def step(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Another small step than the last one.")] = "",
) -> None:
    """The same small step again, or another of your own list. Going lower counts as much as going on.

    Example: rj step
    """
    day = desk.day()
    if not day.program.ladder:
        raise UsageError(t("this program has no list of small steps"), t("rj practice lists its exercises"))
    stands = standing(desk, day)
    if name and name not in day.program.ladder:
        raise unknown(t("small step"), name, list(steps_of(day)))
    if not name and not desk.term.asks:
        for number, id in enumerate(stands.own, 1):
            desk.term.line(f"{number} {id}: {safe(steps_of(day)[id].title)}")
        return
    try:
        if name:
            _begin(desk, day, day.program.tasks[name], stands)
        else:
            _choose(desk, day, stands)
    except (Back, Enough):
        return


def steps_of(day: Day) -> dict[str, Task]:
    """The program's small steps, the lowest first; *leaving well* has the place of *stay* before the gate.

    One towards the other stands there for everybody: choosing it asks the gate.
    """
    person = day.person()
    found = {id: task for id in day.program.ladder if (task := task_of(day.program, id))}
    if person.alone:
        return {id: task for id, task in found.items() if person.offers(task)}
    return {id: task for id, task in found.items() if person.offers(replace(task, partner=False))}


def standing(desk: Desk, day: Day) -> Standing:
    """From the newest list and the newest attempts; without a list the program's own order, the lowest first."""
    journal = desk.journal()
    lists = journal.entries(run=day.run.id, tasks=(LIST,), n=1)
    answers = lists[0].answers if lists else {}
    steps = steps_of(day)
    own = ladder.read(str(answers.get("steps", "")), list(steps), {id: task.title for id, task in steps.items()})
    mine = own or list(steps)
    tried = journal.entries(run=day.run.id, tasks=mine, n=200)
    current = _not_resting(desk, day, mine, tried[0].task) if tried else mine[0]
    places = [str(e.answers.get("setting") or "") for e in tried if e.task == current]
    setting = next((place for place in places if place), str(answers.get("setting") or ""))
    times = sum(place in ("", setting) for place in places)
    return Standing(tuple(mine[:SHOWN]), current, setting, str(answers.get("second") or ""), times)


def _not_resting(desk: Desk, day: Day, mine: Sequence[str], current: str) -> str:
    """The step itself; while it rests the nearest lower one that does not, else the nearest above."""
    at = mine.index(current)
    near = (current, *reversed(mine[:at]), *mine[at + 1 :])
    return next((id for id in near if id not in care.resting(desk, day, (id,))), current)


def words(desk: Desk, day: Day) -> str:
    """What `today` says of the step; the place is the person's own word and stands only where own words may."""
    stands = standing(desk, day)
    number = stands.own.index(stands.current) + 1 if stands.current in stands.own else 0
    name = t("Step {n}", n=number) if number else safe(steps_of(day)[stands.current].title)
    place = f", {safe(stands.setting)}" if desk.own_words and stands.setting else ""
    if not stands.times:
        return t("{name}{place}: the first time", name=name, place=place)
    return t("{name}{place}: time {n}", name=name, place=place, n=stands.times + 1)


def _choose(desk: Desk, day: Day, stands: Standing) -> None:
    term, steps = desk.term, steps_of(day)
    if day.focus:
        term.line(safe(day.focus), DIM)
    again = steps[stands.current]
    where = f" ({safe(stands.setting)})" if stands.setting else ""
    options = [(str(n), safe(steps[id].title)) for n, id in enumerate(stands.own[:SHOWN], 1)]
    options.append(("l", t("my list, to look at or change")))
    hint = t("Enter: {title}{where}", title=safe(again.title), where=where)
    if stands.times:
        hint = t("{hint}, again", hint=hint)
    chosen = desk.prompt(day).menu(t("Which small step?"), options, enter="", hint=hint)
    if chosen == "l":
        _list(desk, day)
    else:
        _begin(desk, day, steps[stands.own[int(chosen) - 1]] if chosen else again, stands)


def _list(desk: Desk, day: Day) -> None:
    """All steps by number, then the reflection that keeps the own ones."""
    for number, task in enumerate(steps_of(day).values(), 1):
        desk.term.line(f"{number:>3}  {safe(task.title)}")
    own = desk.task(day, LIST)
    assert own is not None
    tasks.kept_by_questions(desk, day, own, "")


def _begin(desk: Desk, day: Day, task: Task, stands: Standing) -> None:
    """The step itself: timed, or something done in the day and told afterwards."""
    if task.partner:
        found, task = practice.behind_gate(desk, day, task)
        day = found or day
        if desk.term.asks and not care.both_safe(desk, desk.prompt(day), day, task):
            return
    places: Sequence[str] = [place for place in dict.fromkeys((stands.setting, stands.second)) if place]
    desk.term.line(safe(task.title), BOLD)
    exercise.perform(desk, day.use_ask(task), day, places=places)
