"""Keeping an entry of any kind: from options, from --answers, or asked question by question with a draft beside."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeVar

from repairjournal.cli import show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import DIM
from repairjournal.errors import NoRun, UsageError
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Draft, Entry
from repairjournal.model.kind import accept, as_shown
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Task
from repairjournal.text import clip, safe, t

Moment = TypeVar("Moment", date, datetime)

NOTHING = "Nothing written, nothing kept."
REVIEW = "review:"  # before an entry's id: the task of a draft that closes that entry
REMEMBERED = 30  # entries of a task whose words may be offered again
LONGEST_INPUT = 1_000_000  # characters of --answers or --text -


def accepted(task: Task, given: Mapping[str, Any], vocabulary: Mapping[str, Sequence[str]] | None) -> dict[str, Any]:
    """Given values as answers of the task's kind. UsageError for an unknown field (with the nearest) or a bad value."""
    kind = KINDS[task.kind]
    fields = {f.id: f for f in (*kind.fields(task), *kind.later(task), *kind.extra)}
    answers = {}
    for name, raw in given.items():
        if name not in fields:
            from repairjournal.errors import unknown

            raise unknown(t("field"), str(name), list(fields))
        value = accept(fields[name], raw, vocabulary)
        if value is not None:
            answers[name] = value
    return answers


def read_answers(source: str) -> dict[str, Any]:
    """One JSON object from a file or, for `-`, from standard input."""
    return parsed_answers(read_text(source))


def parsed_answers(text: str) -> dict[str, Any]:
    """One JSON object: field to value."""
    import json

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # the second: thousands of brackets inside each other
        raise UsageError(t("--answers is not JSON"), t('write one object such as {"situation": "..."}')) from None
    if not isinstance(value, dict):
        raise UsageError(t("--answers is not one JSON object"), t("write field: value pairs in braces"))
    return value


def read_text(source: str) -> str:
    """The whole text of a file or, for `-`, of standard input."""
    try:
        if source == "-":
            text = sys.stdin.read(LONGEST_INPUT + 1)
        else:
            with open(source, encoding="utf-8-sig", newline="") as file:
                text = file.read(LONGEST_INPUT + 1)
    except UnicodeDecodeError:
        raise UsageError(t("the input is not UTF-8 text"), t("save it as UTF-8")) from None
    except OSError as error:
        raise UsageError(t("cannot read {name}: {reason}", name=safe(source), reason=error.strerror), "") from None
    if len(text) > LONGEST_INPUT:
        raise UsageError(t("the input is longer than a million characters"), t("keep it in parts"))
    return text


def add(
    desk: Desk,
    day: Day | None,
    task: Task,
    answers: Mapping[str, Any],
    *,
    at: datetime | None = None,
    draft: Draft | None = None,
    begun_on: date | None = None,
    part_of: str | None = None,
) -> Entry:
    """One entry, one act; a draft it grew from goes in the same transaction.

    Its date is that of `at`, else of the draft, else `begun_on` (a check-in finished later), else today.
    """
    kind = KINDS[task.kind]
    filled = kind.derive(answers)
    if not kind.enough(filled):
        raise UsageError(t(NOTHING), "")
    begun = (_begun_at(draft), draft.date) if draft else (desk.now(), begun_on) if begun_on else None
    state = OPEN if kind.waits else KEPT
    entry = desk.new_entry(day, task.kind, task.id, filled, at=at, begun=begun, state=state, part_of=part_of)
    words = t("{title}, {date} {time}", title=safe(task.title), date=entry.date.isoformat(), time=show.clock(entry))
    with desk.journal(write=True).act("add", words, at=desk.now(), on=entry.written_date) as act:
        act.add(entry)
        if draft is not None:
            act.finish_draft(draft.id)
    return entry


def _begun_at(draft: Draft) -> datetime:
    """The moment a draft was begun, by the wall clock it was begun under."""
    return draft.begun_at.astimezone(timezone(timedelta(minutes=draft.offset_min)))


class Drafted:
    """The draft beside a conversation: made with the first answer, one commit an answer, gone when all is kept."""

    def __init__(self, desk: Desk, day: Day | None, task: Task, resumed: Draft | None = None) -> None:
        self.desk, self.day, self.task = desk, day, task
        self.draft = resumed
        self.answers: dict[str, Any] = dict(resumed.answers) if resumed else {}

    def save(self, step: int, answers: Mapping[str, Any]) -> None:
        if self.draft is None:
            on = self.day.on if self.day else self.desk.journal_date()
            self.draft = new_draft(self.desk, self.task.kind, self.task.id, self.day.run.id if self.day else None, on)
        self.draft = replace(self.draft, step=step, answers=dict(answers))
        self.desk.journal(write=True).save_draft(self.draft)


def new_draft(desk: Desk, kind: str, task: str, run: str | None, on: date) -> Draft:
    """A draft begun now, held by this process."""
    from repairjournal import store
    from repairjournal.cli.desk import zone_name

    now = desk.now()
    offset = now.utcoffset()
    return Draft(
        id=store.new_id(),
        kind=kind,
        task=task,
        run=run,
        begun_at=now,
        offset_min=int(offset.total_seconds() // 60) if offset else 0,
        zone=zone_name(),
        date=on,
        step=0,
        answers={},
        holder=store.holder(os.getpid()),
    )


def resumed(desk: Desk, prompt: Prompt, task: Task) -> Draft | None:
    """A draft of this task that nobody holds, if the person goes on with it."""
    from repairjournal import store

    journal = desk.journal(write=True)
    waiting = [d for d in journal.drafts() if d.task == task.id and d.kind == task.kind]
    for draft in waiting:
        if not journal.claim_draft(draft.id, store.holder(os.getpid())):
            continue
        begun = draft.begun_at.astimezone(desk.now().tzinfo)
        options = (("n", t("a new one; the other is kept")), ("x", t("let the other go")))
        line = t("One begun {date} at {time} waits.", date=draft.date.isoformat(), time=begun.strftime("%H:%M"))
        chosen = prompt.menu(line, options, enter="", hint=t("Enter: on with it"))
        if chosen == "":
            return draft
        if chosen == "x":
            journal.drop_draft(draft.id)
        else:
            journal.release_draft(draft.id)
    return None


def converse(
    desk: Desk,
    prompt: Prompt,
    drafted: Drafted,
    fields: Sequence[Field],
    *,
    watch: Callable[[str, Any], None] = lambda id, value: None,
) -> bool:
    """Ask the fields, the ones behind `m` only on that key. False when the person had enough: all is kept as a draft.

    A free text among them runs in the alternate screen.
    """
    first = [f for f in fields if not f.more]
    more = [f for f in fields if f.more]
    at = drafted.draft.step if drafted.draft else 0
    answers = drafted.answers
    remember(desk, prompt, drafted.task)

    def above() -> None:
        """What the later questions are about stays in sight."""
        for field in first if not desk.term.plain else ():
            if field.type == "text" and not field.source and answers.get(field.id):
                desk.term.line(clip(safe(answers[field.id]), desk.term.width), DIM)

    try:
        with desk.term.private():
            _told(prompt, first[:at], answers)
            while True:
                prompt.fields(first, answers, drafted.save, start=min(at, len(first)), watch=watch)
                if not more:
                    return True
                try:
                    ways = (("m", t("a little more, {n} short questions", n=len(more))), ("v", ""))
                    hint = t("Enter: that is it · v: look at it once more")
                    while (chosen := prompt.menu("", ways, enter="", hint=hint)) == "v":
                        _told(prompt, fields, answers)
                    if chosen == "m":
                        prompt.fields(
                            more, answers, lambda step, a: drafted.save(len(first), a), watch=watch, above=above
                        )
                    return True
                except Back:
                    at = len(first) - 1
    except (Enough, Back):
        return False
    except (KeyboardInterrupt, EOFError):
        if drafted.draft is not None:
            desk.term.line(t("Kept as a draft."), DIM)
        raise


def finish(
    desk: Desk,
    prompt: Prompt,
    day: Day,
    entry: Entry,
    *,
    watch: Callable[[str, Any], None],
    done: Callable[[Any], bool],
) -> None:
    """Ask what an open entry still lacks; its draft is its own, and the change is one act.

    `done(answers)` says whether the entry is closed by them.
    """
    kind = KINDS[entry.kind]
    task = desk.task(day, entry.task) or Task(id=entry.task, kind=entry.kind, title=entry.task)
    review = replace(task, id=f"{REVIEW}{entry.id}")
    drafted = Drafted(desk, day, review, resumed(desk, prompt, review))
    drafted.answers = {**entry.answers, **drafted.answers}
    try:
        if not converse(desk, prompt, drafted, kind.later(task), watch=watch):
            desk.term.line(t("Kept as a draft; the same command goes on with it."))
            return
    except Closed:
        pass
    state = KEPT if done(drafted.answers) else OPEN
    changed = replace(entry, answers=kind.derive(drafted.answers), state=state)
    words = t("what came of {title}", title=safe(task.title))
    with desk.journal(write=True).act("review", words, at=desk.now(), on=day.on) as act:
        act.change(changed)
        if drafted.draft is not None:
            act.finish_draft(drafted.draft.id)
    show.kept(desk, changed)


def remember(desk: Desk, prompt: Prompt, task: Task) -> None:
    """From here on the prompt may offer what the person answered to this task before, where own words may be shown."""
    if not desk.own_words:
        return
    read: list[Mapping[str, Any]] = []

    def earlier(field: Field) -> list[str]:
        if not read:
            read.extend(e.answers for e in desk.journal(write=True).entries(tasks=(task.id,), n=REMEMBERED))
        said = (answers.get(field.id) for answers in read)
        return list(dict.fromkeys(text for text in said if isinstance(text, str)))

    prompt.memory = earlier


class Closed(Exception):
    """The answer just given makes the remaining questions pointless."""


def _told(prompt: Prompt, fields: Sequence[Field], answers: Mapping[str, Any]) -> None:
    """What was answered before, above the question that comes next."""
    for field in fields:
        if field.id in answers:
            prompt.term.line(safe(field.ask), DIM)
            value = as_shown(field, answers[field.id])
            prompt.term.line(safe(show.value_text(value)), indent="  ")


def meant(desk: Desk, said: str, read: Callable[[str], Moment]) -> Moment:
    """What `read` makes of a person's words for a time; of two readings a terminal asks which. Raises UsageError."""
    from repairjournal.model.when import Ambiguous

    try:
        return read(said)
    except Ambiguous as unclear:
        if not desk.term.asks:
            raise
        days = [date.fromisoformat(reading[:10]) for reading in unclear.readings]
        options = [(str(n), f"{show.long_date(on)} {on.year}") for n, on in enumerate(days, 1)]
        chosen = desk.prompt().menu(t("Which day is meant?"), options, hint=t("Enter: neither"))
        if chosen is None:
            raise
        return read(unclear.readings[int(chosen) - 1])


def day_for_keeping(desk: Desk) -> Day:
    """Today in the active run. Raises NoRun without one: on a terminal a program may be begun first (app)."""
    day = desk.day_or_none(write=True)
    if day is None:
        raise NoRun(t("no program has been started"), t("begin with: rj start integrative-50"))
    return day
