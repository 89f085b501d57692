"""experiment: a prediction first, a try in the world, then what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from repairjournal.cli import exercise, keep, practice, show, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.errors import UsageError, unknown
from repairjournal.model import ladder
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.experiment import CHOSE_NOT, NOT_YET
from repairjournal.model.program import Field, Task
from repairjournal.text import safe, t

KIND = "experiment"
NEW = "experiment new"  # the command that goes on with a draft
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
    chosen = _chosen(desk, day, id)
    action = action or ("new" if chosen is None or _half_new(desk, day) else "review")
    if action == "new":
        _new(desk, day, answers)
        return
    if chosen is None:
        raise UsageError(t("no experiment is open"), t("begin one: rj experiment new"))
    if action == "do":
        _do(desk, day, chosen)
    elif answers:
        show.kept(desk, _reviewed(desk, day, chosen, keep.read_answers(answers)))
    else:
        desk.need(t("--answers for the outcome"))
        try:
            show.kept(desk, close(desk, desk.prompt(day), day, chosen))
        except (Back, Enough):
            waits = any(d.task == _review_of(chosen) for d in desk.journal().drafts())
            desk.term.line(t("Kept as a draft; rj experiment review goes on with it.") if waits else t(keep.NOTHING))


def close(desk: Desk, prompt: Prompt, day: Day, entry: Entry) -> Entry:
    """What came of it. `not yet` leaves it open; `chose not` closes it without an outcome.

    Raises Back before the first question and Enough; what was answered then waits as a draft of that entry.
    """
    task = _task_of(desk, day, entry)
    drafted = _review_begun(desk, prompt, day, entry, task)
    fields = KINDS[KIND].later(task)
    answers = drafted.answers

    def watch(id: str, value: Any) -> None:
        if id == "did" and value in (NOT_YET, CHOSE_NOT):
            raise _Settled

    try:
        with desk.term.private():
            expected = str(answers.get("prediction") or answers.get("belief") or answers.get("plan"))
            desk.term.line(t("The expectation was: {words}", words=safe(expected)))
            at = drafted.draft.step if drafted.draft else 0
            prompt.fields(fields, answers, drafted.save, start=min(at, len(fields)), watch=watch)
    except _Settled:
        pass
    return _keep(desk, day, entry, answers, drafted.draft.id if drafted.draft else None)


class _Settled(Exception):
    """The answer just given makes the remaining questions pointless."""


def _review_of(entry: Entry) -> str:
    """The task of a draft that closes this entry."""
    return f"{keep.REVIEW}{entry.id}"


def _review_begun(desk: Desk, prompt: Prompt, day: Day, entry: Entry, task: Task) -> keep.Drafted:
    review = replace(task, id=_review_of(entry))
    drafted = keep.Drafted(desk, day, review, keep.resumed(desk, prompt, review))
    drafted.answers = {**entry.answers, **drafted.answers}
    return drafted


def _keep(desk: Desk, day: Day, entry: Entry, answers: Mapping[str, Any], draft: str | None = None) -> Entry:
    """The entry with what came of it, as one act."""
    closed = answers.get("did") == CHOSE_NOT or bool(answers.get("outcome"))
    changed = replace(entry, answers=KINDS[KIND].derive(answers), state=KEPT if closed else OPEN)
    words = t("what came of {title}", title=safe(_task_of(desk, day, entry).title))
    with desk.journal(write=True).act("review", words, at=desk.now(), on=day.on) as act:
        act.change(changed)
        if draft is not None:
            act.finish_draft(draft)
    return changed


def _reviewed(desk: Desk, day: Day, entry: Entry, given: dict[str, Any]) -> Entry:
    task = _task_of(desk, day, entry)
    accepted = keep.accepted(task, given, day.program.vocab)
    late = {f.id for f in KINDS[KIND].later(task)}
    for name in accepted:
        if name not in late:
            raise UsageError(
                t("{field} was told before the try", field=name), t("change it with rj edit, before an outcome")
            )
    return _keep(desk, day, entry, {**entry.answers, **accepted})


def _chosen(desk: Desk, day: Day, id: str) -> Entry | None:
    """The open experiment of that id, else one with an outcome half told, else the oldest; None where none is open."""
    journal = desk.journal(write=True)
    if id:
        entry = journal.entry(id)
        if entry.kind != KIND or entry.state != OPEN:
            raise UsageError(t("{id} is no open experiment", id=safe(id)), t("see rj log --kind experiment"))
        return entry
    waiting = [e for e in journal.entries(run=day.run.id, state=OPEN) if e.kind == KIND]
    half = {d.task for d in journal.drafts()}
    return next((e for e in waiting if _review_of(e) in half), waiting[-1] if waiting else None)


def _half_new(desk: Desk, day: Day) -> bool:
    """Whether a prediction was begun and not finished."""
    return any(d.kind == KIND and d.task == task_of(day).id for d in desk.journal().drafts())


def task_of(day: Day) -> Task:
    """The program's experiment task."""
    mine = [x for x in day.program.tasks.values() if x.kind == KIND and not x.retired]
    return mine[0] if mine else Task(id=KIND, kind=KIND, title=t("a small experiment"))


def _task_of(desk: Desk, day: Day, entry: Entry) -> Task:
    return desk.task(day, entry.task) or Task(id=entry.task, kind=KIND, title=entry.task)


def _new(desk: Desk, day: Day, answers: str) -> None:
    task = task_of(day)
    if answers:
        given = keep.accepted(task, keep.read_answers(answers), day.program.vocab)
        show.kept(desk, keep.add(desk, day, task, given))
        return
    desk.need(t("--answers for the prediction"))
    for line in (task.intro, day.focus):
        if line:
            desk.term.line(safe(line))
    fields = [_with_exercises(day, task, f) for f in KINDS[KIND].fields(day.use_ask(task))]
    if tasks.asked(desk, day, task, fields, NEW):
        desk.term.line(t("Afterwards: rj experiment review. Not doing it is an outcome too."))


def _exercises(day: Day, task: Task) -> dict[str, str]:
    """Exercises the experiment may be wrapped round, by id, with their titles: what the gate and the lean leave."""
    person, known = day.person(), day.program.tasks
    return {id: known[id].title for id in task.uses_exercise if id in known and person.offers(known[id])}


def _with_exercises(day: Day, task: Task, field: Field) -> Field:
    """The question about the exercise: Tab completes their names, `?` lists them by number."""
    offered = _exercises(day, task)
    if field.id != "exercise" or not offered:
        return field
    listed = " · ".join(f"{n} {title}" for n, title in enumerate(offered.values(), 1))
    why = t("A number, a name, or a way of your own. {list}", list=listed)
    return replace(field, ask=t("{ask} (? lists them)", ask=field.ask), options=tuple(offered.values()), why=why)


def _do(desk: Desk, day: Day, entry: Entry) -> None:
    """The exercise the experiment names, kept as part of it; an own plan has none."""
    said = str(entry.answers.get("exercise") or "")
    offered = _exercises(day, _task_of(desk, day, entry))
    found = ladder.read(said, list(offered), offered) if said not in day.program.tasks else [said]
    task = day.program.tasks.get(found[0]) if found else None
    if task is None or task.kind != "practice":
        raise UsageError(t("this experiment has a plan of its own"), t("afterwards: rj experiment review"))
    try:
        if task.partner:
            passed, task = practice.behind_gate(desk, day, task)
            day = passed or day
        exercise.perform(desk, day.use_ask(task), day, part_of=entry.id)
    except (Back, Enough):
        return
