"""edit, delete, undo, redo: changing one's mind without losing a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from repairjournal.cli import keep, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough
from repairjournal.errors import UsageError
from repairjournal.model.entry import Entry
from repairjournal.model.kind import reworded
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

Id = Annotated[str, typer.Argument(metavar="ID", help="The first characters are enough.")]


def edit(
    desk: Desk,
    id: Id,
    set_: Annotated[
        list[str], typer.Option("--set", metavar="FIELD=VALUE", help="Change one field; empty clears it.")
    ] = [],  # noqa: B006
    private: Annotated[
        bool | None, typer.Option("--private/--no-private", help="Keep it out of every shared page.")
    ] = None,
) -> None:
    """Change an entry; without --set, question by question. What stood there before is kept and undo brings it back.

    Example: rj edit 3f2 --set thought="I was not sure"
    """
    journal = desk.journal(write=True)
    day = desk.day_or_none(write=True)
    entry = journal.entry(id)
    task = desk.task(day, entry.task) or Task(id=entry.task, kind=entry.kind, title=entry.task)
    answers = dict(entry.answers)
    if set_:
        answers = _with(desk, entry, task, dict(_pair(item) for item in set_))
    elif private is None:
        desk.need(t("--set FIELD=VALUE"))
        answers = _asked(desk, entry, task)
    kind = KINDS[entry.kind]
    if not kind.enough(answers):
        raise UsageError(t("nothing would be left of this entry"), t("to take it away: rj delete {id}", id=safe(id)))
    changed = replace(entry, answers=kind.derive(answers), private=entry.private if private is None else private)
    if changed == entry:
        desk.term.line(t("Nothing changed."))
        return
    short = journal.short_id(entry.id)
    with journal.act("edit", t("the change of {id}", id=short), at=desk.now(), on=_on(desk)) as act:
        act.change(changed)
    desk.term.pair(t("changed {id}", id=short), t("rj undo"))


def delete(desk: Desk, id: Id) -> None:
    """Take an entry away. rj undo brings it back; nothing is erased.

    Example: rj delete 3f2
    """
    journal = desk.journal(write=True)
    entry = journal.entry(id)
    short = journal.short_id(entry.id)
    title = show.task_title(desk.task(desk.day_or_none(write=True), entry.task), entry.task)
    if not desk.yes:
        desk.need(t("--yes, to take {id} away", id=short))
        if not desk.prompt().confirm(
            t("Take away {id}, {title}, {date}?", id=short, title=title, date=entry.date.isoformat())
        ):
            desk.term.line(t("It stays."))
            return
    with journal.act("delete", t("taking {id} away", id=short), at=desk.now(), on=_on(desk)) as act:
        act.remove(entry)
    desk.term.pair(t("taken away {id}", id=short), t("rj undo brings it back"))


def undo(desk: Desk) -> None:
    """Take the last change back: an entry, an edit, a pause, a mark.

    Example: rj undo
    """
    desk.term.line(t("Taken back: {words}.", words=safe(desk.journal(write=True).undo(at=desk.now()))))


def redo(desk: Desk) -> None:
    """Bring back what undo took.

    Example: rj redo
    """
    desk.term.line(t("Brought back: {words}.", words=safe(desk.journal(write=True).redo(at=desk.now()))))


def _on(desk: Desk) -> Any:
    day = desk.day_or_none(write=True)
    return day.on if day else desk.journal_date()


def _pair(item: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not equals:
        raise UsageError(t("--set needs FIELD=VALUE"), t('for example --set thought="..."'))
    return name.strip(), value


def _with(desk: Desk, entry: Entry, task: Task, given: Mapping[str, str]) -> dict[str, Any]:
    """The answers with some fields set; a sealed field is refused."""
    kind = KINDS[entry.kind]
    for name in given:
        if name in kind.sealed(entry.answers):
            raise UsageError(t("{field} is sealed since the outcome was written", field=name), t("see: rj revisions"))
    day = desk.day_or_none(write=True)
    vocabulary = day.program.vocab if day else None
    full = replace(task, fields=reworded(task.fields, day.use_ask(task))) if day and task.fields else task
    accepted = keep.accepted(full, given, vocabulary)
    answers = {name: value for name, value in entry.answers.items() if name not in given} | accepted
    if "body" in given:
        answers = {
            name: value for name, value in answers.items() if name not in ("areas", "sensations") or name in given
        }
    return answers


def _asked(desk: Desk, entry: Entry, task: Task) -> dict[str, Any]:
    """Question by question; Enter leaves an answer as it is."""
    kind = KINDS[entry.kind]
    sealed = kind.sealed(entry.answers)
    fields = [f for f in (*kind.fields(task), *kind.later(task)) if f.id not in sealed]
    asked = [f for f in fields if f.id in entry.answers or not f.more]
    answers = dict(entry.answers)
    prompt = desk.prompt(desk.day_or_none(write=True))
    try:
        with desk.term.private():
            prompt.fields(asked, answers, lambda step, given: None)
    except (Back, Enough):
        pass
    if answers.get("body") != entry.answers.get("body"):
        answers.pop("areas", None)
        answers.pop("sensations", None)
    return answers
