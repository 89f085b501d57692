"""A prediction in the first moments of an exercise: an experiment that opens there and is told of later."""

from __future__ import annotations

from dataclasses import replace

from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.model.day import Day
from repairjournal.model.entry import OPEN, Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

KIND = "experiment"


def own_task(day: Day) -> Task:
    """The program's experiment task."""
    mine = [x for x in day.program.tasks.values() if x.kind == KIND and not x.retired]
    return mine[0] if mine else Task(id=KIND, kind=KIND, title=t("a small experiment"))


def from_practice(desk: Desk, prompt: Prompt, day: Day, task: Task, practice_id: str) -> Entry | None:
    """A prediction in the first moments of an exercise: an open experiment, and the exercise is part of it.

    None where the first question is left open, or where the exercise is part of an experiment already. Raises
    KeyboardInterrupt, EOFError and Away; what was typed until then is kept.
    """
    journal = desk.journal(write=True)
    attempt = journal.entry(practice_id)
    if attempt.part_of is not None:
        desk.term.line(t("Its prediction is kept already."))
        return None
    mine = own_task(day)
    expects, sure = (f for f in KINDS[KIND].fields(mine) if f.id in ("prediction", "sure"))
    with desk.term.private():
        try:
            prediction = prompt.field(expects)
        except (Back, Enough):
            prediction = None
        if prediction is None:
            return None
        answers = {"prediction": prediction, "exercise": task.id}
        entry = desk.new_entry(day, KIND, mine.id, answers, state=OPEN)
        words = t("a prediction: {title}", title=safe(task.title))
        with journal.act("add", words, at=desk.now(), on=entry.written_date) as act:
            act.add(entry)
        journal.link(attempt.id, entry.id)
        try:
            value = prompt.field(sure)
        except (Back, Enough):
            value = None
    if value is None:
        return entry
    journal.beat(entry.id, {**answers, "sure": value})
    return replace(entry, answers={**answers, "sure": value})
