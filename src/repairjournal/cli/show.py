"""Values to lines on the terminal: dates, entries, the kept line. Foreign text passes safe() here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any

from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.model.day import Day
from repairjournal.model.entry import OPEN, Entry
from repairjournal.model.kind import as_shown, shown_of
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Task
from repairjournal.text import cells, clip, drives_terminal, safe, t, wrap

SCHEMA = 1
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Not a therapy, nobody watches: on every page a person reads (product.md 4), as `notice` in JSON.
NOTICE = "A journal, not a therapy. Nobody watches over it. In danger or hurting: rj sos"


def long_date(on: date) -> str:
    return t("{weekday} {day} {month}", weekday=t(_WEEKDAYS[on.weekday()]), day=on.day, month=t(_MONTHS[on.month - 1]))


def local(entry: Entry) -> datetime:
    """When it happened, as the wall clock of that place said it."""
    return entry.happened_at.astimezone(timezone(timedelta(minutes=entry.offset_min)))


def clock(entry: Entry) -> str:
    return local(entry).strftime("%H:%M")


def minutes(seconds: float) -> str:
    """1:12, or 10:00."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def print_json(value: Any) -> None:
    print(json_text(value, indent=2))


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON in which other scripts stand as they are and whatever could drive a terminal is an escape."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isascii():  # json itself escapes the controls of ASCII, all but DEL
        return text.replace("\x7f", "\\u007f")
    return "".join(json.dumps(c)[1:-1] if c != "\n" and drives_terminal(c) else c for c in text)


def task_title(task: Task | None, fallback: str) -> str:
    return safe(task.title) if task else safe(fallback)


def kept(desk: Desk, entry: Entry) -> None:
    """The line after the commit: kept ID, date, program day, and how to mend it."""
    short = desk.journal().short_id(entry.id)
    if not desk.term.is_tty:
        on = entry.date.isoformat()
    elif (entry.written_date - entry.date).days < 7:
        on = t(_WEEKDAYS[entry.date.weekday()])
    else:
        on = long_date(entry.date)
    when = t("{on} {time}", on=on, time=clock(entry))
    line = " · ".join((t("kept {id}", id=short), when, program_day(entry)))
    if desk.term.is_tty:
        desk.term.pair(line, t("rj edit {id} · rj undo", id=short), DIM)
    else:
        desk.term.line(line)


def program_day(entry: Entry) -> str:
    """day 13, or where an entry without a number stands."""
    if entry.day is not None:
        return t("day {day}", day=entry.day)
    return t("before day 1") if entry.run else t("before a program")


def entry_json(entry: Entry, number: int | None, revision: int) -> dict[str, Any]:
    """One entry as `log --json` gives it; documented in docs/data.md."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "task": entry.task,
        "day": entry.day,
        "phase": number,
        "phase_id": entry.phase,
        "happened_at": local(entry).isoformat(),
        "written_at": entry.written_at.isoformat(),
        "backdated": entry.backdated,
        "state": entry.state,
        "private": entry.private,
        "answers": dict(entry.answers),
        "revision": revision,
    }


def headline(entry: Entry) -> tuple[str, str]:
    """(how it went in numbers, one line in the person's words); either may be empty."""
    return measures(entry), safe(KINDS[entry.kind].headline(entry.answers)) if entry.kind in KINDS else ""


def measures(entry: Entry) -> str:
    """The numbers of an entry in words: no sentence of the person's own."""
    answers, parts = entry.answers, []
    seconds = answers.get("seconds")
    if isinstance(seconds, (int, float)):
        whole = answers.get("how") == "finished"
        parts.append(minutes(seconds) if whole else t("stopped at {time}", time=minutes(seconds)))
    before, after = answers.get("before"), answers.get("after")
    if before is not None and after is not None:
        parts.append(t("from {before} to {after}", before=before, after=after))
    elif isinstance(answers.get("now"), int):
        parts.append(t("{now} of 10", now=answers["now"]))
    if answers.get("dry_run"):
        parts.append(t("dry run"))
    if entry.state == OPEN and entry.kind in KINDS and KINDS[entry.kind].waits:
        parts.append(t("open"))
    return ", ".join(parts)


def entry_line(term: Term, short: str, entry: Entry, title: str, words: str | None = None) -> list[str]:
    """One entry of `log`: columns on a terminal, two lines on a narrow one, tabs in a pipe, a sentence when plain.

    `words` stand where the entry's own first line would.
    """
    both = headline(entry) if words is None else (measures(entry), words)
    told = "  ".join(part for part in both if part)
    if not term.is_tty and not term.plain:
        return ["\t".join(part for part in (short, entry.date.isoformat(), clock(entry), title, told) if part)]
    if term.plain:
        parts = (short, entry.date.isoformat(), clock(entry), title, *both)
        line = ", ".join(part for part in parts if part)
        return wrap(line, term.width) if term.is_tty else [line]
    head = f"{short:<5}{clock(entry)}  "
    room = term.width - cells(head)
    if room < 2 * _TITLE:
        return [head + clip(title, room), *([" " * 5 + clip(told, term.width - 5)] if told else [])]
    title = clip(title, _TITLE)
    return [(head + title + " " * (_TITLE + 2 - cells(title)) + clip(told, room - _TITLE - 2)).rstrip()]


_TITLE = 32  # columns of a title in `log`


def entry_whole(desk: Desk, entry: Entry, day: Day | None) -> None:
    """Every answer of one entry below the question it answered."""
    term = desk.term
    task = desk.task(day, entry.task)
    title = task_title(task, entry.task)
    term.pair(f"{title}", f"{entry.id}", BOLD)
    term.facts([f"{long_date(entry.date)} {entry.date.year}, {clock(entry)}", program_day(entry)], gap=" · ")
    if entry.backdated:
        term.line(t("written later, on {date}", date=entry.written_date.isoformat()), DIM)
    if entry.private:
        term.line(t("private: stays out of every shared page"), DIM)
    if told := measures(entry):
        term.line(told)
    for field, value in answered(entry, task):
        term.line()
        term.line(safe(field.ask), DIM)
        for row in value_text(as_shown(field, value)).split("\n"):
            term.line(safe(row), indent="  ")


def answered(entry: Entry, task: Task | None) -> list[tuple[Field, Any]]:
    """(question, answer) in the order of asking; an answer without a question of its own keeps its name."""
    kind = KINDS[entry.kind]
    blank = task or Task(id=entry.task, kind=entry.kind, title=entry.task)
    known = {f.id: f for f in (*kind.fields(blank), *kind.later(blank), *kind.extra)}
    rows = [(field, entry.answers[id]) for id, field in known.items() if id in entry.answers]
    rows += [(Field(id, "text", id), value) for id, value in entry.answers.items() if id not in known]
    return [(field, value) for field, value in rows if field.id not in _IN_MEASURES and value not in (None, "", [])]


_IN_MEASURES = frozenset(("seconds", "planned", "how", "before", "after", "step"))


def value_text(value: Any) -> str:
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        short = {name: round(item, 2) if isinstance(item, float) else item for name, item in value.items()}
        return ", ".join(f"{name} {item}" for name, item in short.items())
    return str(value)


def field_names(entry: Entry, task: Task | None) -> list[str]:
    """The fields `edit --set` takes."""
    kind = KINDS[entry.kind]
    blank = task or Task(id=entry.task, kind=entry.kind, title=entry.task)
    return [f.id for f in (*kind.fields(blank), *kind.later(blank), *kind.extra)]


def options_text(field: Field) -> str:
    return ", ".join(shown_of(field))


def joined(words: Iterable[str]) -> str:
    """a, b or c."""
    items = list(words)
    return items[0] if len(items) == 1 else t("{list} or {last}", list=", ".join(items[:-1]), last=items[-1])
