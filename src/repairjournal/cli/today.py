"""today: what this day holds, on one page. No sentence of the person's own stands here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from repairjournal.cli import care, keep, paths, show, step, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model import progress
from repairjournal.model.builtin import task_of
from repairjournal.model.care import CALM, hard_day
from repairjournal.model.day import Day
from repairjournal.model.entry import OPEN, Draft, Entry
from repairjournal.model.kinds import KINDS
from repairjournal.text import safe, t

MOMENTS = 30  # good moments of which one stands on a hard day
COLUMNS = (13, 34, 17, 16)  # label, name, command, count: 80 in all
ALSO = 3  # more lines than this are a list of duties


def today(desk: Desk, as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False) -> None:
    """What this day holds: the day, what comes next, what waits. In an empty home it begins a program.

    Example: rj today --json
    """
    day = desk.day_or_none()
    if day is None:
        from repairjournal.cli import start

        start.begin_or_tell(desk)
        return
    journal = desk.journal()
    lines = lines_today(desk, day)
    waiting = [e for e in journal.entries(run=day.run.id, state=OPEN) if KINDS[e.kind].waits]
    drafts = journal.drafts()
    if as_json:
        show.print_json(_as_json(day, lines, waiting, drafts))
    else:
        page(desk, day, lines, waiting, drafts)


def record(desk: Desk, day: Day, *, whole: bool = False) -> progress.Record:
    """What was kept, as far as today's phase needs it; `whole` reads the run."""
    journal = desk.journal()
    span = day.span
    marks = journal.marks(day.run.id)
    if whole or span is None:
        return day.record(journal.counts(day.run.id), marks)
    tallies = journal.counts(day.run.id, first_day=span.first, last_day=day.day)
    far = sorted(_looked_back_at(day) - {x.task for x in tallies})
    tallies += [x for x in journal.first_counts(day.run.id, far) if (x.day or 0) < span.first]
    return day.record(tallies, marks, _resting(desk, day, span))


def _looked_back_at(day: Day) -> set[str]:
    """Tasks whose entries of earlier phases matter today."""
    wanted = {task.when.after for task in day.program.tasks.values() if task.when.after}
    span = day.span
    for use in span.phase.uses if span else ():
        if use.dose.kind == "once_per_run":
            wanted |= set(use.tasks)
    return {id for id in wanted if id}


def _resting(desk: Desk, day: Day, span: progress.Span) -> frozenset[str]:
    """The practices of this phase that rest."""
    used = dict.fromkeys(id for use in span.phase.uses for id in use.tasks)
    return care.resting(desk, day, [id for id in used if (x := task_of(day.program, id)) and x.kind == "practice"])


def lines_today(desk: Desk, day: Day) -> tuple[progress.Line, ...]:
    span = day.span
    return day.lines(span, record(desk, day)) if span else ()


def hard(desk: Desk, day: Day) -> bool:
    """A rating of 8 or more since the day began; thresholds are read only where a rating was kept."""
    kept = desk.journal().entries(run=day.run.id, since=day.on, until=day.on)
    rated = [e.answers.get(name) for e in kept for name in care.RATINGS]
    ratings = [r for r in rated if isinstance(r, int)]
    return any(r > CALM for r in ratings) and hard_day(ratings, desk.thresholds(day))


def page(
    desk: Desk, day: Day, lines: Sequence[progress.Line], waiting: Sequence[Entry], drafts: Sequence[Draft]
) -> None:
    term = desk.term
    heading(desk, day)
    if care.heavy(desk, day) and not care.heavy_told(desk, day):
        care.tell_heavy(desk)
        term.line()
    if day.paused is not None:
        last = day.paused.last
        until = t("until {date}", date=show.long_date(last)) if last else t("until rj resume")
        term.line(t("A pause, {until}. The clock stands and nothing is asked.", until=until))
    elif hard(desk, day):
        _hard(desk, day)
    elif day.span is None:
        term.line(t("The {days} days are behind you. Everything stays: trigger, now, moment, log.", days=day.days))
        term.facts([t("Close this run: rj finish"), t("Begin another: rj start")])
    else:
        term.columns(_rows(desk, day, progress.ranked(lines)) + _open(day, waiting), COLUMNS)
    if rows := [_draft(d) for d in drafts] + _in_editor(desk):
        term.columns(rows, COLUMNS)
    term.line()
    term.facts([t("In a hard moment: rj now"), t("Someone to call: rj sos"), t("All commands: rj --help")], DIM)
    term.line(t(show.NOTICE), DIM)


def heading(desk: Desk, day: Day) -> None:
    term, span = desk.term, day.span
    if span is None:
        term.line(t("Day {day} · {date}", day=day.day, date=show.long_date(day.on)), BOLD)
        term.line()
        return
    left = t("Day {day} of {days} · {date}", day=day.day, days=day.days, date=show.long_date(day.on))
    inside = t("day {n} of {days}", n=day.day - span.first + 1, days=span.days)
    title = safe(span.phase.title)
    term.pair(left, f"{title}, {inside}" if term.plain else f"{title} ({inside})", BOLD, BOLD)
    if day.focus:
        term.line(safe(day.focus))
    term.line()


def _rows(desk: Desk, day: Day, ranked: Sequence[progress.Line]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    said = ""
    for n, line in enumerate(ranked[: 1 + ALSO]):
        label = t("If you like") if line.role == "optional" else t("Also") if n else t("Next")
        name = step.words(desk, day) if tasks.is_step(line, day.program) else tasks.title(line, day.program)
        told = "" if label == said and not desk.term.plain else label
        rows.append((told, name, tasks.command(line, day.program), tasks.count(line)))
        said = label
    return rows or [(t("Next"), t("Nothing more for today. It can rest."), "", "")]


def _open(day: Day, waiting: Sequence[Entry]) -> list[tuple[str, ...]]:
    """The oldest entry that waits for its outcome; `rj experiment` takes that one first."""
    return [
        (
            t("Open"),
            show.task_title(day.program.tasks.get(entry.task), entry.task),
            f"rj {entry.kind}",
            t("since day {day}", day=entry.day or 0),
        )
        for entry in waiting[-1:]
    ]


def _in_editor(desk: Desk) -> list[tuple[str, ...]]:
    """Texts that an editor's bad end left beside the journal; listing costs nothing where there is no such folder."""
    folder = desk.journal_path.parent / paths.EDITING
    if not folder.is_dir():
        return []
    ids = [desk.journal().short_id(place.name) for place in sorted(folder.iterdir())]
    return [(t("Draft"), t("a text from your editor waits"), f"rj edit {id} --editor", "") for id in ids]


def _draft(draft: Draft) -> tuple[str, ...]:
    done = t("1 answer") if draft.step == 1 else t("{n} answers", n=draft.step)
    return t("Draft"), t("begun, {done} kept", done=done), f"rj {_again(draft)}", draft.date.isoformat()


def _hard(desk: Desk, day: Day) -> None:
    """After a strong number: little, and nothing that is owed."""
    term = desk.term
    term.line("1  rj now")
    kept = desk.journal().entries(run=day.run.id, kinds=("moment",), n=MOMENTS)
    if kept:
        good = kept[day.on.toordinal() % len(kept)]  # another one each day, the same all day
        kind = [t("2  a good moment you kept, {day}", day=show.program_day(good))]
        kind.append(t("rj show {id}", id=desk.journal().short_id(good.id)))
    else:
        kind = [t("2  look around the room, two minutes"), t("rj practice outward")]
    term.facts(kind, gap=": ", indent="   ")
    term.line(t("3  the rest can wait"))


def _again(draft: Draft) -> str:
    if draft.task.startswith(keep.REVIEW):
        return f"{draft.kind} review"
    return draft.kind if draft.kind in ("trigger", "moment") else draft.task


def _as_json(
    day: Day, lines: Sequence[progress.Line], waiting: Sequence[Entry], drafts: Sequence[Draft]
) -> dict[str, Any]:
    span, paused = day.span, day.paused
    return {
        "schema": show.SCHEMA,
        "day": day.day,
        "days": day.days,
        "date": day.on.isoformat(),
        "phase": phase_json(span, day.focus) if span else None,
        "paused": {"first": paused.first.isoformat(), "last": paused.last.isoformat() if paused.last else None}
        if paused
        else None,
        "due": []
        if paused
        else [line_json(line) | {"title": tasks.title(line, day.program), "state": line.state} for line in lines],
        "open": [
            *(
                {"kind": e.kind, "task": e.task, "id": e.id, "date": e.date.isoformat(), "draft": False}
                for e in waiting
            ),
            *({"kind": d.kind, "task": d.task, "id": d.id, "date": d.date.isoformat(), "draft": True} for d in drafts),
        ],
        "notice": t(show.NOTICE),
    }


def phase_json(span: progress.Span, focus: str) -> dict[str, Any]:
    return {
        "number": span.number,
        "id": span.phase.id,
        "title": span.phase.title,
        "first_day": span.first,
        "last_day": span.last,
        "focus": focus,
    }


def line_json(line: progress.Line) -> dict[str, Any]:
    """One line as `today` and `progress` give it; `any_of` lists all tasks of a shared dose."""
    value: dict[str, Any] = {"task": line.use.tasks[0], "kind": line.kind}
    if len(line.use.tasks) > 1:
        value["any_of"] = list(line.use.tasks)
    return value | {"role": line.role, "done": line.done, "target": line.target}
