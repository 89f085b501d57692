"""edit, delete, undo, redo, forget: changing one's mind without losing a word, and losing one on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from repairjournal.cli import keep, paths, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.errors import UsageError, WorldError
from repairjournal.model.entry import Entry
from repairjournal.model.kind import as_shown, reworded
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Task
from repairjournal.text import safe, t

EDITOR_TOLD = "editor_told"  # the date on which it was said what an editor may leave behind
_INTRO = (
    "Write below the questions. Lines that begin with ## name them and stay as they are. An empty answer is left open."
)
_LEFT_BEHIND = (
    "The text leaves the journal while your editor is open, in a file that only you can read. Copies that the editor"
    " makes on its own (swap, undo, history, cloud) are switched off where we know how; the rest is up to its settings."
)
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
    in_editor: Annotated[bool, typer.Option("--editor", help="The whole entry in your own editor.")] = False,
) -> None:
    """Change an entry; without --set, question by question. What stood there before is kept and undo brings it back.

    Example: rj edit 3f2 --set thought="I was not sure"
    """
    journal = desk.journal(write=True)
    day = desk.day_or_none(write=True)
    entry = journal.entry(id)
    task = desk.task(day, entry.task) or Task(id=entry.task, kind=entry.kind, title=entry.task)
    if set_ or private is not None:
        given = dict(_pair(item) for item in set_)
        _change(desk, entry, _with(desk, entry, task, given) if given else dict(entry.answers), private)
        return
    desk.need(t("--set FIELD=VALUE"))
    if in_editor:
        _in_editor(desk, entry, task)
        return
    prompt = desk.prompt(day)
    _change(desk, entry, _asked(desk, prompt, entry, task), None)
    prompt.offer_to_clear()


def _change(desk: Desk, entry: Entry, answers: Mapping[str, Any], private: bool | None) -> None:
    """Keep the new answers as one act, and say so."""
    kind, journal = KINDS[entry.kind], desk.journal(write=True)
    short = journal.short_id(entry.id)
    if not kind.enough(answers):
        raise UsageError(t("nothing would be left of this entry"), t("to take it away: rj delete {id}", id=short))
    changed = replace(entry, answers=kind.derive(answers), private=entry.private if private is None else private)
    if changed == entry:
        desk.term.line(t("Nothing changed."))
        return
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


def forget(desk: Desk, id: Id) -> None:
    """Erase an entry for good, with every earlier wording, here and in the backups. No undo brings it back.

    Example: rj forget 3f2 --yes
    """
    from repairjournal.cli import editor

    journal = desk.journal(write=True)
    entry = journal.erasable(id)
    short = journal.short_id(entry.id) if entry else safe(id)
    if entry and not desk.yes:
        desk.need(t("--yes, to erase {id} for good", id=short))
        title = show.task_title(desk.task(desk.day_or_none(write=True), entry.task), entry.task)
        question = t("Erase {id}, {title}, {date}, for good?", id=short, title=title, date=entry.date.isoformat())
        desk.term.line(t("Every wording of it goes, in the backups too. No undo brings it back."))
        if not desk.prompt().confirm(question):
            desk.term.line(t("It stays."))
            return
    name = entry.id if entry else id.strip().lower()
    left = journal.forget(name, at=desk.now())
    editor.forget(_room(desk), name)
    desk.term.line(t("erased {id}, here and in every backup that could be opened", id=short))
    if outside := journal.files_outside():
        desk.term.line(t("Not reached, since they were written elsewhere:"))
        for path in outside:
            desk.term.line(safe(path), indent="  ")
    if left:
        files = ", ".join(map(safe, left))
        raise WorldError(
            t("could not be opened among the backups, and may hold it: {files}", files=files),
            t("remove it yourself, or say rj forget {id} again once it opens", id=safe(name)),
        )


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


def _sealed(desk: Desk, entry: Entry) -> set[str]:
    """Fields that keep their first words: what seals them stands, stood once, or waits as a draft."""
    journal, sealed = desk.journal(write=True), KINDS[entry.kind].sealed
    told = [entry.answers, *(state["answers"] for *_, state in journal.revisions(entry.id) if state)]
    told += [draft.answers for draft in journal.drafts() if draft.task == f"{keep.REVIEW}{entry.id}"]
    return {name for answers in told for name in sealed(answers)}


def _with(desk: Desk, entry: Entry, task: Task, given: Mapping[str, str]) -> dict[str, Any]:
    """The answers with some fields set; a sealed field is refused."""
    sealed = _sealed(desk, entry)
    for name in given:
        if name in sealed:
            raise UsageError(t("{field} is sealed since the outcome was begun", field=name), t("see: rj revisions"))
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


def _fields(desk: Desk, entry: Entry, task: Task) -> list[Field]:
    """What may still be changed: what was answered, and what its first questions ask."""
    kind = KINDS[entry.kind]
    sealed = _sealed(desk, entry)
    fields = [f for f in (*kind.fields(task), *kind.later(task)) if f.id not in sealed]
    return [f for f in fields if f.id in entry.answers or not f.more]


def _asked(desk: Desk, prompt: Prompt, entry: Entry, task: Task) -> dict[str, Any]:
    """Question by question; Enter leaves an answer as it is, a wiped line takes it away."""
    answers = dict(entry.answers)
    try:
        with desk.term.private():
            prompt.fields(_fields(desk, entry, task), answers, lambda step, given: None)
    except (Back, Enough):
        pass
    if answers.get("body") != entry.answers.get("body"):
        answers.pop("areas", None)
        answers.pop("sensations", None)
    return answers


def _in_editor(desk: Desk, entry: Entry, task: Task) -> None:
    """The whole entry on one page. What an editor or a slip of the hand spoils stays in a file that is named."""
    from repairjournal.cli import editor

    journal, room = desk.journal(write=True), _room(desk)
    fields = {f.id: f for f in _fields(desk, entry, task)}
    shown = {
        id: show.value_text(as_shown(f, entry.answers[id])) if id in entry.answers else "" for id, f in fields.items()
    }
    intro = t(_INTRO)
    text = editor.page(intro, [(id, safe(f.ask), shown[id]) for id, f in fields.items()])
    if journal.setting(EDITOR_TOLD) is None:
        desk.term.line(t(_LEFT_BEHIND))
        if not desk.prompt().confirm(t("Open it?"), enter=True):
            return
        journal.set_setting(EDITOR_TOLD, desk.journal_date().isoformat())
    earlier = editor.waiting(room, entry.id)
    if earlier is not None and earlier != text:
        ways = (("x", t("let it go")),)
        line = t("A text of this entry waits from a time that ended badly.")
        if desk.prompt().menu(line, ways, enter="", hint=t("Enter: on with it")) != "x":
            text = earlier
    with editor.written(room, entry.id, text) as new:
        given = editor.parts(intro, list(fields), new)
        given = {id: said for id, said in given.items() if said != shown[id].strip("\n")}
        if journal.entry(entry.id) != entry:
            raise UsageError(t("this entry was changed in another window meanwhile; nothing was changed here"), "")
        _change(desk, entry, _with(desk, entry, task, given) if given else dict(entry.answers), None)


def _room(desk: Desk) -> Path:
    return desk.journal_path.parent / paths.EDITING
