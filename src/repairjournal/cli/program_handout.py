"""program handout: a program on paper, or one day of it, for somebody who would rather write with a pen."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repairjournal.cli import program_look, program_page, target
from repairjournal.cli.desk import Desk
from repairjournal.errors import UsageError
from repairjournal.model.program import Program
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.export.handout import Phone

File = Annotated[str, typer.Argument(metavar="FILE", help="A file, a shipped or installed name, or - for stdin.")]


def handout(
    desk: Desk,
    file: File,
    output: Annotated[str, typer.Option("-o", "--output", metavar="PATH", help="Ends in .pdf, .html or .md.")] = "",
    day: Annotated[int, typer.Option("--day", metavar="N", help="The sheet of that day alone.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """A program as a booklet for pen and paper: parts, the sheet of a day, exercises, people to call.

    Example: rj program handout integrative-50 -o booklet.html
    """
    from repairjournal.export.handout import HANDOUTS, booklet, one_day, render

    ending = Path(output).suffix.lower().removeprefix(".")
    if ending not in HANDOUTS:
        raise UsageError(t("say where it goes, by a name that ends in .pdf, .html or .md"), t("-o booklet.html"))
    path = Path(os.path.expanduser(output))
    target.may_stand(desk, path, force)
    loaded = program_page.load(desk, file)
    program = _with_sheets(loaded.program)
    if day:
        program_look.within(day, program.days, "--day")
        document = one_day(program, loaded.code, desk.now().date(), day)
    else:
        document = booklet(program, loaded.code, desk.now().date(), _phones(desk))
    target.to_file(desk, path, render(ending, document), force=force)
    desk.term.line(t("written: {path}", path=safe(output)))


def _with_sheets(program: Program) -> Program:
    """With the questions of every sheet that may be printed; a published form keeps its own to itself."""
    from repairjournal.library import instruments

    tasks = {}
    for id, task in program.tasks.items():
        try:
            tasks[id] = instruments.fill(task) if task.instrument else task
        except UsageError:
            tasks[id] = task
    return replace(program, tasks=tasks)


def _phones(desk: Desk) -> list[Phone]:
    """The lines of the chosen country, and the index of all."""
    from repairjournal.export.handout import Phone
    from repairjournal.library import shipped

    country = desk.settings.get("country")
    lines = shipped.helplines(country if isinstance(country, str) else None)
    return [
        Phone(line.name, ", ".join(line.numbers), line.note, line.checked_on)
        for line in lines
        if country or line.kind == "index"
    ]
