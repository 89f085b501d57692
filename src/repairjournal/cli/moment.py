"""moment: a good moment, in three short questions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer

from repairjournal.cli import keep, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Prompt
from repairjournal.errors import UsageError
from repairjournal.model.day import Day
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import t

KIND = "moment"


def moment(
    desk: Desk,
    text: Annotated[str, typer.Option(help="What happened; - reads it from standard input.")] = "",
    what: Annotated[str, typer.Option(help="stayed, said a need, took comfort, something else.")] = "",
    like: Annotated[str, typer.Option(help="How it was.")] = "",
    at: Annotated[str, typer.Option(metavar="WHEN", help="21:00, yesterday 21:00, 20 minutes ago.")] = "",
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
) -> None:
    """Keep a good moment: stayed, said a need, took comfort, or anything else that was good.

    Example: rj moment      or: echo "we laughed at dinner" | rj moment --text -
    """
    given: dict[str, Any] = keep.read_answers(answers) if answers else {}
    if text == "-":
        text = keep.read_text("-").rstrip("\n")
    given |= {name: value for name, value in (("text", text), ("what", what), ("like", like)) if value}
    if not given and not desk.term.asks:
        raise UsageError(t(keep.NOTHING), t("give --text"))
    day = keep.day_for_keeping(desk)
    task = next(
        (x for x in day.program.tasks.values() if x.kind == KIND and not x.retired),
        Task(id=KIND, kind=KIND, title=t("a good moment")),
    )
    when = keep.meant(desk, at, desk.when) if at else None
    if given:
        entry = keep.add(desk, day, task, keep.accepted(task, given, day.program.vocab), at=when)
        show.kept(desk, entry)
        return
    desk.term.line(t("A good moment, kept.   (A hard one? rj now)"))
    asked(desk, desk.prompt(day), day, task, at=when)


def asked(
    desk: Desk, prompt: Prompt, day: Day, task: Task, *, at: datetime | None = None, begun_on: date | None = None
) -> None:
    """The questions one by one."""
    drafted = keep.Drafted(desk, day, task, keep.resumed(desk, prompt, task))
    whole = keep.converse(desk, prompt, drafted, KINDS[KIND].fields(day.use_ask(task)))
    if not KINDS[KIND].enough(drafted.answers):
        desk.term.line(t(keep.NOTHING))
    elif not whole:
        desk.term.line(t("Kept as a draft; rj moment goes on with it."))
    else:
        show.kept(desk, keep.add(desk, day, task, drafted.answers, at=at, draft=drafted.draft, begun_on=begun_on))
        prompt.offer_to_clear()
