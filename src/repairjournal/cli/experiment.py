"""experiment: a prediction first, a try in the world, then what came of it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from repairjournal.cli import exercise, keep, practice, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Prompt
from repairjournal.errors import UsageError, unknown
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.experiment import CHOSE_NOT, NOT_YET
from repairjournal.model.program import Task
from repairjournal.text import safe, t

KIND = "experiment"
ACTIONS = ("new", "do", "review")


def experiment(
    desk: Desk,
    action: Annotated[str, typer.Argument(metavar="[new|do|review]")] = "",
    id: Annotated[str, typer.Argument(metavar="[ID]", help="Which open one; default the oldest.")] = "",
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
) -> None:
    """A small test of an old rule: new keeps the prediction, do runs its exercise, review tells what came of it.

    Without a word: review where one waits, else new. Once an outcome stands, the prediction keeps its first words.

    Example: rj experiment new
    """
    if action and action not in ACTIONS:
        raise unknown(t("step of an experiment"), action, ACTIONS)
    day = keep.day_for_keeping(desk)
    waiting = _waiting(desk, day, id)
    action = action or ("review" if waiting else "new")
    if action == "new":
        _new(desk, day, answers)
        return
    if not waiting:
        raise UsageError(t("no experiment is open"), t("begin one: rj experiment new"))
    if action == "do":
        _do(desk, day, waiting[-1])
    elif answers:
        _reviewed(desk, day, waiting[-1], keep.read_answers(answers))
    else:
        desk.need(t("--answers for the outcome"))
        close(desk, desk.prompt(day), day, waiting[-1])


def close(desk: Desk, prompt: Prompt, day: Day, entry: Entry) -> None:
    """What came of it. `not yet` leaves it open; `chose not` closes it without an outcome."""

    def watch(id: str, value: Any) -> None:
        if id == "did" and value in (NOT_YET, CHOSE_NOT):
            raise keep.Closed

    desk.term.line(t("The expectation was: {words}", words=safe(str(entry.answers.get("prediction", "")))))
    keep.finish(desk, prompt, day, entry, watch=watch, done=_closed)


def _closed(answers: Any) -> bool:
    return answers.get("did") == CHOSE_NOT or bool(answers.get("outcome"))


def _waiting(desk: Desk, day: Day, id: str) -> list[Entry]:
    """Open experiments, newest first; with `id` that one alone."""
    journal = desk.journal(write=True)
    if id:
        entry = journal.entry(id)
        if entry.kind != KIND or entry.state != "open":
            raise UsageError(t("{id} is no open experiment", id=safe(id)), t("see rj log --kind experiment"))
        return [entry]
    return [e for e in journal.entries(run=day.run.id, state="open") if e.kind == KIND]


def task_of(day: Day) -> Task:
    """The program's experiment task."""
    mine = [x for x in day.program.tasks.values() if x.kind == KIND and not x.retired]
    return mine[0] if mine else Task(id=KIND, kind=KIND, title=t("a small experiment"))


def _new(desk: Desk, day: Day, answers: str) -> None:
    task = task_of(day)
    if answers:
        given = keep.accepted(task, keep.read_answers(answers), day.program.vocab)
        show.kept(desk, keep.add(desk, day, task, given))
        return
    desk.need(t("--answers for the prediction"))
    prompt = desk.prompt(day)
    if task.intro:
        desk.term.line(safe(task.intro))
    if day.span and day.span.phase.focus:
        desk.term.line(safe(day.span.phase.focus))
    drafted = keep.Drafted(desk, day, task, keep.resumed(desk, prompt, task))
    whole = keep.converse(desk, prompt, drafted, KINDS[KIND].fields(day.use_ask(task)))
    if not KINDS[KIND].enough(drafted.answers):
        desk.term.line(t(keep.NOTHING))
        return
    if not whole:
        desk.term.line(t("Kept as a draft; rj experiment new goes on with it."))
        return
    entry = keep.add(desk, day, task, drafted.answers, draft=drafted.draft)
    show.kept(desk, entry)
    desk.term.line(t("Afterwards: rj experiment review. Not doing it is an outcome too."))


def _do(desk: Desk, day: Day, entry: Entry) -> None:
    """The exercise the experiment names, kept as part of it; an own plan has none."""
    name = str(entry.answers.get("exercise") or "")
    task = day.program.tasks.get(name)
    if task is None or not task.steps:
        raise UsageError(t("this experiment has a plan of its own"), t("afterwards: rj experiment review"))
    if task.partner:
        found, task = practice.behind_gate(desk, day, task)
        day = found or day
    exercise.perform(desk, task, day, part_of=entry.id)


def _reviewed(desk: Desk, day: Day, entry: Entry, given: dict[str, Any]) -> None:
    from dataclasses import replace

    task = desk.task(day, entry.task) or task_of(day)
    accepted = keep.accepted(task, given, day.program.vocab)
    late = {f.id for f in KINDS[KIND].later(task)}
    for name in accepted:
        if name not in late:
            raise UsageError(
                t("{field} was part of the prediction", field=name), t("change it with rj edit, before an outcome")
            )
    answers = {**entry.answers, **accepted}
    changed = replace(entry, answers=answers, state="kept" if _closed(answers) else "open")
    words = t("what came of {title}", title=safe(task.title))
    with desk.journal(write=True).act("review", words, at=desk.now(), on=day.on) as act:
        act.change(changed)
    show.kept(desk, changed)
