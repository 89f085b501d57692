"""program add, remove and update: the page a file shows before it is taken, taking it, and giving it up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from repairjournal.cli import program_page, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import JournalError, UsageError
from repairjournal.model.day import Day
from repairjournal.model.entry import Run
from repairjournal.model.program import Program
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import Fault, LoadedProgram
    from repairjournal.model.progress import Record

File = Annotated[str, typer.Argument(metavar="FILE", help="A program file, or - for standard input.")]
Whole = Annotated[bool, typer.Option("--sha256", help="Show the whole hash beside the short code.")]


# -- add, remove ------------------------------------------------------------------------------------------------------


def add(desk: Desk, file: File, sha256: Whole = False) -> None:
    """Take a program file in, after its page was seen; then it can be started by its name.

    Example: rj program add mine.yaml
    """
    from repairjournal.library.install import install

    loaded = program_page.load(desk, file)
    program = loaded.program
    name = f"{program.id}@{program.version}"
    if not program_page.agreed(desk, loaded, whole_hash=sha256):
        desk.term.line(t("Not taken. Nothing changed."))
        return
    install(loaded, desk.programs_path)
    shadowed = program.id in _shipped()
    desk.term.line(t("Taken. Begin it: rj start {name}", name=name if shadowed else program.id))


def _shipped() -> set[str]:
    from repairjournal import library

    return {name for name, _ in library.available()}


def remove(
    desk: Desk, name: Annotated[str, typer.Argument(metavar="NAME", help="Its id, or id@1.0.0 of several versions.")]
) -> None:
    """Take an installed program away. A run that uses it goes on: it keeps its own text.

    Example: rj program remove mine --yes
    """
    from repairjournal import library
    from repairjournal.library.install import remove as take_away

    held = [(f"{id}@{version}", id, path) for id, version, path in library.versions(desk.programs_path)]
    found = [(full, path) for full, id, path in held if name in (full, id)]
    if not found:
        if name in _shipped():
            raise UsageError(t("this program ships with repairjournal and stays"), t("see: rj program list"))
        raise UsageError(t("no installed program has this name"), t("see: rj program list"))
    if len({full for full, _ in found}) > 1:
        raise UsageError(
            t("several versions have this name"), t("say which: {names}", names=show.joined(f for f, _ in found))
        )
    full, path = found[-1]
    if not desk.yes:
        desk.need(t("--yes, to take {name} away", name=full))
        if not desk.prompt().confirm(t("Take {name} away? Runs keep their own text.", name=full)):
            desk.term.line(t("It stays."))
            return
    take_away(path)
    desk.term.line(t("Taken away: {name}. Runs that use it go on.", name=full))


# -- a newer text for a run under way ---------------------------------------------------------------------------------


def in_journal(desk: Desk, loaded: LoadedProgram) -> tuple[Fault, ...]:
    """What this file would take from the run under way (P17); nothing without a journal or for another program."""
    try:
        day = desk.day_or_none()
        if day is None or day.program.id != loaded.program.id:
            return ()
        return _lost(desk, day, loaded)
    except JournalError:  # a journal that cannot be read says nothing about a file
        return ()


def _lost(desk: Desk, day: Day, loaded: LoadedProgram) -> tuple[Fault, ...]:
    from repairjournal.model.check_update import check_update

    journal = desk.journal()
    entries: dict[str, int] = {}
    for tally in journal.counts(day.run.id):
        entries[tally.task] = entries.get(tally.task, 0) + tally.n
    for draft in journal.drafts():
        if draft.run == day.run.id:
            entries[draft.task] = entries.get(draft.task, 0) + 1
    return tuple(loaded.fault(finding) for finding in check_update(day.program, loaded.program, entries))


def update(desk: Desk, file: File) -> None:
    """A newer text for the run under way: what is otherwise, what happens to today, then one question. rj undo.

    Example: rj program update mine.yaml
    """
    from repairjournal.cli import program_look
    from repairjournal.library import ProgramFaults
    from repairjournal.model.differ import differences

    day = desk.day_or_none(write=True)
    if day is None:
        raise UsageError(t("no program has been started"), t("begin with: rj start"))
    loaded = program_page.load(desk, file).spoken(day.program.language)
    running = desk.journal().program(day.run.program_sha, day.run.lang)
    came_from = (running.get("based_on") or {}).get("id")
    if loaded.program.id != day.program.id and loaded.base != day.program.id and loaded.program.id != came_from:
        raise UsageError(
            t("this is another program than the one under way, {title}", title=safe(day.program.title)),
            t("begin it instead: rj start FILE"),
        )
    if loaded.sha256 == day.run.program_sha:
        desk.term.line(t("This is the text that the run has already. Nothing changed."))
        return
    if lost := _lost(desk, day, loaded):
        raise ProgramFaults(lost)
    run = _updated(day, loaded)
    program_page.page(desk, loaded)
    desk.term.line()
    program_look.told(desk.term, differences(day.program, loaded.program))
    desk.term.line()
    _today(desk, day, run, loaded.program)
    if not desk.yes:
        desk.need(t("--yes, to go on with this text"))
        if not desk.prompt(day).confirm(t("Go on with this text? The earlier one is kept.")):
            desk.term.line(t("It stays as it was."))
            return
    words = t("the update to {title} {version}", title=safe(loaded.program.title), version=loaded.program.version)
    with desk.journal(write=True).act("update", words, at=desk.now(), on=day.on) as act:
        for lang, text, parsed in loaded.texts():
            act.keep_program(loaded.sha256, lang, loaded.program.id, loaded.program.version, text, parsed, "file")
        act.change(run)
    desk.term.line(t("Kept. The run goes on with the new text.   rj undo"))


def _updated(day: Day, loaded: LoadedProgram) -> Run:
    """The run with the new text; what is over keeps its days (calendar.md 9)."""
    from repairjournal.model import calendar

    plan = calendar.updated_plan(day.run.plan, day.program.plan, loaded.program.plan, day.day)
    return replace(day.run, program_sha=loaded.sha256, lang=loaded.program.language, plan=plan)


def _today(desk: Desk, day: Day, run: Run, program: Program) -> None:
    """Which day today is afterwards, and what it would ask for that it did not, or no longer."""
    from repairjournal.cli import today

    term = desk.term
    after = Day.of(run, program, day.pauses, day.on, desk.journal().newest_written_date(run.id))
    span = after.span
    phase = (
        t("{title}, days {first} to {last}", title=safe(span.phase.title), first=span.first, last=span.last)
        if span
        else ""
    )
    where = [t("Today stays day {day}, of {days} in all", day=after.day, days=after.days), phase]
    term.line(". ".join(part for part in where if part) + ".", BOLD)
    record = today.record(desk, day, whole=True)
    before, now = _titles(day, record), _titles(after, record)
    for words, names in (
        (t("New today: {list}"), [title for ids, title in now.items() if ids not in before]),
        (t("No longer today: {list}"), [title for ids, title in before.items() if ids not in now]),
    ):
        if names:
            term.line(words.format(list=" · ".join(names)), DIM, indent="  ", first="")


def _titles(day: Day, record: Record) -> dict[tuple[str, ...], str]:
    """{tasks of a line: its title} of what is open today."""
    from repairjournal.cli import tasks

    lines = day.lines(day.span, record) if day.span else ()
    return {line.use.tasks: tasks.title(line, day.program) for line in lines if line.state != "later"}
