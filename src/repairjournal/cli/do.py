"""do: any task of the program by the name it has there, handed to the command of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from repairjournal.cli import keep, tasks
from repairjournal.cli.desk import Desk
from repairjournal.errors import unknown
from repairjournal.model.day import Day
from repairjournal.model.program import Task
from repairjournal.text import t


def do(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="TASK", help="Its name in the program.")],
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
) -> None:
    """Any task of the program, by the name it has there; rj own-check is short for rj do own-check.

    Example: rj do own-check
    """
    day = keep.day_for_keeping(desk)
    task = day.program.tasks.get(name)
    if task is None:
        raise unknown(t("task"), name, [id for id, x in day.program.tasks.items() if not x.retired])
    DOERS.get(task.kind, tasks.kept_by_questions)(desk, day, task, answers)


def _trigger(desk: Desk, _: Day, task: Task, answers: str) -> None:
    from repairjournal.cli import trigger

    trigger.trigger(desk, task_name=task.id, answers=answers)


def _practice(desk: Desk, _: Day, task: Task, answers: str) -> None:
    from repairjournal.cli import practice

    practice.practice(desk, task.id, answers=answers)


def _experiment(desk: Desk, _: Day, __: Task, answers: str) -> None:
    from repairjournal.cli import experiment

    experiment.experiment(desk, answers=answers)


def _story(desk: Desk, _: Day, __: Task, answers: str) -> None:
    from repairjournal.cli import write

    write.write(desk, answers=answers)


def _reading(desk: Desk, _: Day, task: Task, answers: str) -> None:
    from repairjournal.cli import reflect

    reflect.read(desk, task.id, answers=answers)


def _moment(desk: Desk, _: Day, __: Task, answers: str) -> None:
    from repairjournal.cli import moment

    moment.moment(desk, answers=answers)


def _sheet(desk: Desk, day: Day, task: Task, answers: str) -> None:
    from repairjournal.cli import assess

    if answers:
        tasks.kept_by_questions(desk, day, task, answers)
    else:
        assess.by_task(desk, day, task)


DOERS: dict[str, Callable[[Desk, Day, Task, str], None]] = {
    "trigger": _trigger,
    "practice": _practice,
    "moment": _moment,
    "experiment": _experiment,
    "narrative": _story,
    "reading": _reading,
    "assessment": _sheet,
}
