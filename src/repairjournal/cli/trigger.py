"""trigger: a moment that set something off, in four questions or by options."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from repairjournal.cli import care, keep, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Prompt
from repairjournal.errors import UsageError, unknown
from repairjournal.model.care import strength
from repairjournal.model.day import Day
from repairjournal.model.program import Task
from repairjournal.text import t

KIND = "trigger"


def trigger(
    desk: Desk,
    situation: Annotated[str, typer.Option(help="What happened. Options stay in the shell's history.")] = "",
    body: Annotated[str, typer.Option(help="Where in the body, and how it felt.")] = "",
    thought: Annotated[str, typer.Option(help="The sentence that went through the head.")] = "",
    belief: Annotated[str, typer.Option(metavar="0-100", help="How true it felt.")] = "",
    distress: Annotated[str, typer.Option(metavar="0-10", help="How strong at its worst.")] = "",
    now: Annotated[str, typer.Option(metavar="0-10", help="How strong right now.")] = "",
    urge: Annotated[str, typer.Option(help="What you wanted to do.")] = "",
    acted: Annotated[bool | None, typer.Option("--acted/--no-acted", help="Whether you did it.")] = None,
    state: Annotated[str, typer.Option(help="revved up, shut down, both at once, settled, cannot tell.")] = "",
    at: Annotated[str, typer.Option(metavar="WHEN", help="21:00, yesterday 21:00, 20 minutes ago.")] = "",
    task_name: Annotated[str, typer.Option("--task", metavar="ID", help="Another look of the program.")] = "",
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
) -> None:
    """Keep a moment that set something off: what happened, the body, the sentence.

    Example: rj trigger      or: rj trigger --situation "no reply since noon" --body "chest tight" --now 6
    """
    given: dict[str, Any] = keep.read_answers(answers) if answers else {}
    options = {
        "situation": situation, "body": body, "thought": thought, "belief": belief, "distress": distress, "now": now,
        "urge": urge, "acted": acted, "state": state,
    }  # fmt: skip
    given |= {name: value for name, value in options.items() if value not in ("", None)}
    if not given and not desk.term.asks:
        raise UsageError(t(keep.NOTHING), t("give --situation, --body or --thought"))
    day = keep.day_for_keeping(desk)
    task = task_of(day, task_name)
    when = keep.meant(desk, at, desk.when) if at else None
    if given:
        entry = keep.add(desk, day, task, keep.accepted(task, given, day.program.vocab), at=when)
        show.kept(desk, entry)
        return
    asked(desk, desk.prompt(day), day, task, at=when)


def asked(
    desk: Desk,
    prompt: Prompt,
    day: Day,
    task: Task,
    *,
    at: datetime | None = None,
    now: int | None = None,
    offer: bool = True,
    begun_on: date | None = None,
) -> None:
    """The questions one by one; `now` already known is not asked again."""
    draft = keep.resumed(desk, prompt, task)
    drafted = keep.Drafted(desk, day, task, draft)
    from repairjournal.model.kinds import KINDS

    fields = list(KINDS[KIND].fields(day.use_ask(task)))
    if now is not None:
        drafted.answers["now"] = now
        fields = [f for f in fields if f.id != "now"]
    stopped = False

    def watch(id: str, value: Any) -> None:
        nonlocal stopped
        if id == "now" and not care.safe_now(desk, prompt, value, day):
            stopped = True
            raise care.Stopped

    try:
        whole = keep.converse(desk, prompt, drafted, fields, watch=watch)
    except care.Stopped:
        if drafted.draft is not None:
            desk.journal(write=True).drop_draft(drafted.draft.id)
        return
    if not KINDS[KIND].enough(drafted.answers):
        if drafted.draft is not None:
            desk.journal(write=True).drop_draft(drafted.draft.id)
        desk.term.line(t(keep.NOTHING))
        return
    if not whole:
        desk.term.line(t("Kept as a draft; rj trigger goes on with it."))
        return
    entry = keep.add(desk, day, task, drafted.answers, at=at, draft=drafted.draft, begun_on=begun_on)
    show.kept(desk, entry)
    strong = strength(entry.answers.get("now"), desk.thresholds(day)) in ("raised", "high")
    if not (offer and strong and _five_minutes(desk, prompt, day, entry.answers["now"])):
        prompt.offer_to_clear()


def _five_minutes(desk: Desk, prompt: Prompt, day: Day, now: int) -> bool:
    """After a strong one: the exercise at once, unless it rests. Whether it was begun."""
    from repairjournal.cli import exercise, practice

    task = practice.task_for(desk, day, "soothe")
    if care.resting(desk, day, (task.id,)) or not prompt.confirm(t("Five minutes now?")):
        return False
    exercise.perform(desk, task, day, before=now, ask_before=False)
    return True


def task_of(day: Day, name: str) -> Task:
    """The trigger task of that name, else the one of today's phase, else the program's first."""
    mine = {task.id: task for task in day.program.tasks.values() if task.kind == KIND and not task.retired}
    if name:
        if name not in mine:
            raise unknown(t("task"), name, list(mine))
        return mine[name]
    used = [id for use in (day.span.phase.uses if day.span else ()) for id in use.tasks if id in mine]
    if not mine:
        return Task(id=KIND, kind=KIND, title=t("a trigger moment"))
    return mine[used[0]] if used else next(iter(mine.values()))
