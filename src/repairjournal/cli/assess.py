"""assess: the ten counts, or the numbers of a sheet answered elsewhere; results as numbers, never as a name."""

from __future__ import annotations

from typing import Annotated

import typer

from repairjournal.cli import keep, show, tasks, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError, unknown
from repairjournal.model import progress
from repairjournal.model.day import Day
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

KIND = "assessment"
FORMS = ("own-check", "scores-only")


def assess(
    desk: Desk,
    form: Annotated[str, typer.Argument(metavar="[FORM]", help="own-check or scores-only.")] = "",
    results: Annotated[bool, typer.Option("--results", help="What was kept, beside each other.")] = False,
    answers: Annotated[str, typer.Option(metavar="FILE", help="Counts by blanks, or JSON; - is stdin.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """Ten counts about the last week, or the two numbers a sheet on the web gave you. Numbers only.

    Example: rj assess own-check      or: echo "0 1 2 0 1 0 3 1 2 2" | rj assess own-check --answers -
    """
    day = keep.day_for_keeping(desk)
    if results:
        _results(desk, day, as_json)
        return
    if form and form not in FORMS:
        raise unknown(t("form of this version"), form, FORMS)
    if answers:
        _given(desk, day, form or FORMS[0], answers, as_json)
        return
    if not form:
        _due(desk, day)
    desk.need(t("--answers"))
    prompt = desk.prompt(day)
    if not form:
        options = [
            ("1", t("ten counts about the last week (2 minutes)")),
            ("2", t("the two numbers of a sheet answered elsewhere")),
        ]
        try:
            chosen = prompt.menu("", options, enter="", hint=t("Enter: another day"))
        except (Back, Enough):
            return
        if not chosen:
            return
        form = FORMS[int(chosen) - 1]
    tasks.kept_by_questions(desk, day, _task(desk, day, form), "")


def _task(desk: Desk, day: Day, form: str) -> Task:
    """The program's task for a form, the one that is due first; a task of its own where the program has none."""
    from dataclasses import replace

    mine = [x for x in day.program.tasks.values() if x.kind == KIND and not x.retired]
    fitting = [x for x in mine if x.instrument == form] or [x for x in mine if form in x.also_accept]
    if not fitting:
        return Task(id=form, kind=KIND, title=t("a sheet"), instrument=form)
    due = [line.task.id for line in today.lines_today(desk, day) if line.state == progress.OPEN]
    return replace(min(fitting, key=lambda x: x.id not in due), instrument=form)


def _given(desk: Desk, day: Day, form: str, source: str, as_json: bool) -> None:
    """Counts in a row, or JSON; what is missing is `-`."""
    from repairjournal.library import instruments

    text = keep.read_text(source)
    task = instruments.fill(_task(desk, day, form))
    if text.lstrip().startswith("{"):
        given = keep.parsed_answers(text)
    else:
        words = text.replace(",", " ").split()
        if len(words) != len(task.fields):
            line = t("{form} has {n} answers, {given} were given", form=form, n=len(task.fields), given=len(words))
            raise UsageError(line, t("give all in order, - for one left open"))
        given = {f.id: word for f, word in zip(task.fields, words, strict=True) if word != "-"}
    kept = instruments.scored(task, keep.accepted(task, given, None))
    entry = keep.add(desk, day, task, kept)
    if as_json:
        show.print_json({"schema": show.SCHEMA, "form": form, "scores": kept["scores"], "id": entry.id, "notes": []})
    else:
        show.kept(desk, entry)


def _due(desk: Desk, day: Day) -> None:
    """What the program asks for in this part, and why."""
    span = day.span
    for use in span.phase.uses if span else ():
        for id in use.tasks:
            task = desk.task(day, id)
            if task is not None and task.kind == KIND and day.person().offers(task):
                desk.term.line(f"{task.id}: {safe(task.title)}", BOLD)
                if task.intro:
                    desk.term.line(safe(task.intro), indent="  ")


def _results(desk: Desk, day: Day, as_json: bool) -> None:
    """All sheets of this run, oldest first; no claim about change is made."""
    from repairjournal.library import instruments

    found = desk.journal().entries(run=day.run.id, kinds=(KIND,))[::-1]
    if as_json:
        rows = [{"id": e.id, "date": e.date.isoformat(), "day": e.day, "form": e.answers.get("form"),
                 "scores": e.answers.get("scores", {})} for e in found]  # fmt: skip
        show.print_json({"schema": show.SCHEMA, "results": rows, "notice": t(show.NOTICE)})
        return
    if not found:
        desk.term.line(t("No sheet yet. rj assess lists what this part asks for."))
        return
    lines = [
        (t("day {day}", day=e.day), safe(str(e.answers.get("form", e.task))), KINDS[KIND].headline(e.answers))
        for e in found
    ]
    desk.term.columns(lines, (9, 16, 50))
    for form in dict.fromkeys(form for _, form, _ in lines):
        instrument = instruments.shipped(form)
        if instrument and instrument.line:
            desk.term.line(t(instrument.line), DIM)
