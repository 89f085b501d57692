"""program list, show, check: program files as a therapist and a person read them."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from repairjournal.cli import common, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.builtin import task_of
from repairjournal.model.program import Dose
from repairjournal.text import safe, t

app = typer.Typer(rich_markup_mode=None, add_completion=False)
Json = Annotated[bool, typer.Option("--json", help="As data.")]


def list_(desk: Desk, as_json: Json = False) -> None:
    """The programs that can be started by name.

    Example: rj program list
    """
    from repairjournal import library

    found = []
    for name, path in library.available(desk.programs_path):
        loaded = library.find(str(path), desk.programs_path)
        about, most, _ = library.minutes_summary(loaded.program)
        found.append((name, loaded, about, most))
    if as_json:
        show.print_json(
            {
                "schema": show.SCHEMA,
                "programs": [
                    {"name": name, "title": x.program.title, "days": x.program.days, "version": x.program.version,
                     "sha256": x.sha256, "minutes": about, "at_most": most}
                    for name, x, about, most in found
                ],
            }
        )  # fmt: skip
        return
    for name, loaded, about, most in found:
        program = loaded.program
        desk.term.line(name, BOLD)
        words = t(
            "{days} days, about {about} minutes a day, at most {most}.", days=program.days, about=about, most=most
        )
        desk.term.line(f"{safe(program.title)}. {words}", indent="  ")
        desk.term.line(safe(program.summary), indent="  ")
    desk.term.line(t("Begin one: rj start NAME.   See one: rj program show NAME."), DIM)


def show_(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped or installed name, or a file.")],
    as_json: Json = False,
) -> None:
    """One program: its phases, and what each asks how often.

    Example: rj program show integrative-50
    """
    from repairjournal import library

    loaded = library.find(name, desk.programs_path)
    if as_json:
        show.print_json({"schema": show.SCHEMA, "sha256": loaded.sha256, "program": loaded.parsed})
        return
    term, program = desk.term, loaded.program
    term.pair(safe(program.title), f"{program.id} {safe(program.version)}", BOLD)
    term.line(safe(program.summary))
    about, most, day = library.minutes_summary(program)
    term.line(
        t(
            "{days} days, about {about} minutes a day, at most {most} (day {day}).",
            days=program.days,
            about=about,
            most=most,
            day=day,
        )
    )
    for number, phase in enumerate(program.phases, 1):
        term.line()
        term.line(
            f"{number}  {safe(phase.title)} · {t('days {first}-{last}', first=phase.first, last=phase.last)}", BOLD
        )
        if phase.focus:
            term.line(safe(phase.focus), indent="   ")
        rows = []
        for use in phase.uses:
            titles = [safe(task.title) for id in use.tasks if (task := task_of(program, id))]
            name_ = titles[0] if len(titles) == 1 else t("any of: {list}", list=", ".join(titles))
            role = "" if use.role == "core" else t("if you like")
            rows.append(("", name_, ", ".join(part for part in (dose_words(use.dose), role) if part)))
        for _, title, words in rows:
            term.line(f"{title}: {words}", indent="     ", first="   ")


DOSE_WORDS = {"daily": "every day", "once": "once", "once_per_run": "once in all", "on_demand": "when wanted"}


def dose_words(dose: Dose) -> str:
    """A dose in plain words."""
    if dose.kind == "times":
        return t("{n} times a week", n=dose.n) if dose.per_week else t("{n} times", n=dose.n)
    return t(DOSE_WORDS[dose.kind])


def check(
    desk: Desk,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Program files, or shipped names.")],
    as_json: Json = False,
) -> None:
    """Check program files: every fault with its line, and what to write. Nothing is changed.

    Example: rj program check mine.yaml
    """
    from repairjournal import library

    faulty = False
    results: list[dict[str, Any]] = []
    for name in files:
        result = library.check(name, desk.programs_path)
        faulty = faulty or result.errors > 0
        if as_json:
            results.append(result.as_json())
            continue
        for line in result.lines():
            print(line, file=sys.stderr)
        if result.loaded is not None:
            about, most, day = library.minutes_summary(result.loaded.program)
            print(
                t(
                    "In use it would ask about {about} minutes a day, at most {most} (day {day}).",
                    about=about,
                    most=most,
                    day=day,
                )
            )
    if as_json:
        show.print_json({"schema": show.SCHEMA, "files": results})
    if faulty:
        raise typer.Exit(2)


for _name, _function in (("list", list_), ("show", show_), ("check", check)):
    app.command(_name)(common.command(_function))
