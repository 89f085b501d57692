"""program preview, diff and schema: a program file looked at, with nothing written to any journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from repairjournal.cli import program_page, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, Term
from repairjournal.errors import UsageError, unknown
from repairjournal.model import differ
from repairjournal.model.builtin import task_of
from repairjournal.model.program import LEANS, Program, Use
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import LoadedProgram

MOST_WHOLE = 3  # of many exercises that may take one another's place, so many are shown word for word

File = Annotated[str, typer.Argument(metavar="FILE", help="A file, a shipped or installed name, or - for stdin.")]


def preview(
    desk: Desk,
    file: File,
    day: Annotated[int, typer.Option("--day", metavar="N", help="That day as a person meets it.")] = 0,
    phase: Annotated[int, typer.Option("--phase", metavar="N", help="A whole phase, every word of it.")] = 0,
    calendar: Annotated[bool, typer.Option("--calendar", help="The whole course as a table.")] = False,
    lean: Annotated[str, typer.Option(help="anxious, avoidant, both, unsure, neither.")] = "",
) -> None:
    """What a person would see on a day, in a phase, or in the whole course. Nothing is written to any journal.

    Example: rj program preview integrative-50 --day 13 --lean avoidant
    """
    if lean and lean not in LEANS:
        raise unknown(t("lean"), lean, LEANS)
    loaded = program_page.load(desk, file)
    program = loaded.program
    if phase:
        within(phase, len(program.phases), "--phase")
        program_page.whole_phase(desk.term, program, program.phases[phase - 1], phase)
    elif calendar:
        _calendar(desk.term, program)
    else:
        within(day or 1, program.days, "--day")
        _day(desk, loaded, day or 1, lean or "unsure")


def within(n: int, most: int, option: str) -> None:
    """UsageError where a number of days or phases is none of 1 to `most`."""
    if not 1 <= n <= most:
        raise UsageError(
            t("{option} does not fit", option=option), t("give a whole number from {low} to {high}", low=1, high=most)
        )


# -- a day ------------------------------------------------------------------------------------------------------------


def _day(desk: Desk, loaded: LoadedProgram, number: int, lean: str) -> None:
    """The page of that day from a throw-away journal without entries, then all that stands behind its lines."""
    from repairjournal.cli import demo, start, today

    with demo.elsewhere(keep=False):
        there = Desk(desk.now, plain=desk.term.plain, no_input=True, lang=desk.lang)
        try:
            start.begin(there, loaded, there.now().date() - timedelta(days=number - 1), lean, None)
            today.today(there)
            day = there.day()
            lines = today.lines_today(there, day)
        finally:
            there.close()
    open_now = [line for line in lines if line.state == "open"]
    for line in open_now:
        for task in line.tasks[:MOST_WHOLE]:
            program_page.whole_task(desk.term, task, line.use)
        if rest := line.tasks[MOST_WHOLE:]:
            desk.term.line()
            titles = " · ".join(safe(task.title) for task in rest)
            desk.term.line(t("Or, as well: {list}", list=titles), indent="  ", first="")
    if not open_now:
        desk.term.line(t("Nothing stands behind this day."))


# -- the course -------------------------------------------------------------------------------------------------------


def _calendar(term: Term, program: Program) -> None:
    """A row a day; days that ask for the same stand together."""
    from repairjournal.model.summary import CourseDay, course

    rows: list[tuple[CourseDay, CourseDay]] = []
    for day in course(program):
        same = rows and (rows[-1][0].phase, rows[-1][0].uses) == (day.phase, day.uses)
        if same and rows[-1][0].minutes == day.minutes:
            rows[-1] = (rows[-1][0], day)
        else:
            rows.append((day, day))
    phase = ""
    for first, last in rows:
        if first.phase.id != phase:
            phase = first.phase.id
            term.line()
            term.line(f"{first.number}  {safe(first.phase.title)}", BOLD)
        one = first.day == last.day
        days = t("day {day}", day=first.day) if one else t("days {first}-{last}", first=first.day, last=last.day)
        core = _names(program, [use for use in first.uses if use.role == "core"])
        more = _names(program, [use for use in first.uses if use.role != "core" and use.dose.kind != "on_demand"])
        told = [t("{n} min", n=first.minutes), core or t("nothing core")]
        if more:
            told.append(t("if you like: {list}", list=more))
        term.line(f"{days}: {'; '.join(told)}", indent="     ", first="   ")


def _names(program: Program, uses: Sequence[Use]) -> str:
    """The titles of uses; of several that share a dose the first, and how many more."""
    names = []
    for use in uses:
        task = task_of(program, use.tasks[0])
        title = safe(task.title) if task else use.tasks[0]
        more = len(use.tasks) - 1
        others = t("1 other") if more == 1 else t("{n} others", n=more)
        names.append(t("{title} or {others}", title=title, others=others) if more else title)
    return " · ".join(names)


# -- two of them, and their shape -------------------------------------------------------------------------------------


def diff(
    desk: Desk,
    a: Annotated[str, typer.Argument(metavar="A", help="A file or a name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """What is otherwise in B, in words of the program: phases, tasks, doses.

    Example: rj program diff integrative-50 neuroplasticity-50
    """
    old, new = (program_page.load(desk, name).program for name in (a, b))
    found = differ.differences(old, new)
    if as_json:
        rows = [{"about": x.about, "id": x.id, "words": x.words} for x in found]
        show.print_json({"schema": show.SCHEMA, "differences": rows})
        return
    told(desk.term, found)


def told(term: Term, found: Sequence[differ.Difference]) -> None:
    """Differences on the screen, a sentence a line."""
    if not found:
        term.line(t("The two say the same."))
    for difference in found:
        words = safe(difference.words)
        term.line(f"{words[:1].upper()}{words[1:]}.", indent="  ", first="")


def schema(desk: Desk) -> None:  # noqa: ARG001 - every command gets its desk
    """JSON Schema of a program file, for editors that complete and check while one types.

    Example: rj program schema
    """
    from repairjournal.library.schema import document

    show.print_json(document())
