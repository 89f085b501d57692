"""program list, show, check: program files as a therapist and a person read them; the group of all program commands."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli import common, program_handout, program_look, program_new, program_page, program_take, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.builtin import task_of
from repairjournal.model.differ import dose_words
from repairjournal.model.program import Program
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import Checked

app = typer.Typer(rich_markup_mode=None, add_completion=False)
Json = Annotated[bool, typer.Option("--json", help="As data.")]


def list_(desk: Desk, as_json: Json = False) -> None:
    """The programs that can be started by name.

    Example: rj program list
    """
    from repairjournal import library

    found = []
    names = [name for name, _ in library.available(desk.programs_path)]
    newest = {id: version for id, version, _ in library.versions(desk.programs_path)}
    for id, version, _ in library.versions(desk.programs_path):
        if id in _shipped() or version != newest[id]:
            names.append(f"{id}@{version}")
    for name in names:
        loaded = library.find(name, desk.programs_path).spoken(desk.lang)
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
        if program.summary:
            desk.term.line(safe(program.summary), indent="  ")
    desk.term.line(t("Begin one: rj start NAME.   See one: rj program show NAME."), DIM)


def _shipped() -> set[str]:
    from repairjournal import library

    return {name for name, _ in library.available()}


def show_(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shipped or installed name, or a file.")],
    as_json: Json = False,
    sha256: program_take.Whole = False,
) -> None:
    """One program: its phases, and what each asks how often.

    Example: rj program show integrative-50
    """
    from repairjournal import library

    loaded = program_page.load(desk, name)
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
    term.line(t("Its code: {code}", code=loaded.file_sha256 if sha256 else loaded.code))
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


def check(
    desk: Desk,
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Program files, or shipped names.")],
    as_json: Json = False,
) -> None:
    """Check program files: every fault with its line, and what to write. Nothing is changed.

    Example: rj program check mine.yaml
    """
    faulty = False
    results: list[dict[str, Any]] = []
    for name in files:
        result = _with_journal(desk, _checked(desk, name))
        faulty = faulty or result.errors > 0
        if as_json:
            results.append(result.as_json() | _asked_json(result))
            continue
        for line in result.lines():
            print(line, file=sys.stderr)
        if result.loaded is not None:
            _asked(desk, result.loaded.program)
            _languages(desk, result)
    if as_json:
        show.print_json({"schema": show.SCHEMA, "files": results})
    if faulty:
        raise typer.Exit(2)


def _checked(desk: Desk, name: str) -> Checked:
    from repairjournal import library

    if name != program_page.STDIN:
        return library.check(name, desk.programs_path)
    try:
        loaded = program_page.load(desk, name)
    except library.ProgramFaults as error:
        return library.Checked(t("standard input"), None, error.faults)
    return library.Checked(loaded.name, loaded, loaded.faults)


def _with_journal(desk: Desk, result: Checked) -> Checked:
    """What is found, with what the run under way would lose."""
    if result.loaded is None or not desk.has_journal():
        return result
    lost = program_take.in_journal(desk, result.loaded)
    return replace(result, loaded=None, faults=(*result.faults, *lost)) if lost else result


def _asked(desk: Desk, program: Program) -> None:
    """Week by week, weeks that ask for the same together, then a day of it."""
    from repairjournal import library
    from repairjournal.model.summary import Week, weeks

    rows: list[tuple[Week, Week]] = []
    for week in weeks(program):
        last = rows[-1][1] if rows else None
        if last and (last.minutes, last.core, last.optional) == (week.minutes, week.core, week.optional):
            rows[-1] = (rows[-1][0], week)
        else:
            rows.append((week, week))
    for first, last in rows:
        name = t("Week {n}", n=first.number)
        if first is not last:
            name = t("Weeks {first} to {last}", first=first.number, last=last.number)
        things = t("1 thing") if first.core == 1 else t("{n} things", n=first.core)
        line = t(
            "{week}: about {minutes} core minutes; {things} asked, {optional} more may be done.",
            week=name, minutes=first.minutes, things=things, optional=first.optional,
        )  # fmt: skip
        desk.term.line(line)
    about, most, day = library.minutes_summary(program)
    desk.term.line(
        t(
            "In use it would ask about {about} minutes a day, at most {most} (day {day}).",
            about=about,
            most=most,
            day=day,
        )
    )


def _languages(desk: Desk, result: Checked) -> None:
    from repairjournal.library.sidecar import missing_texts

    for lang, (lacks, all_) in missing_texts(result.loaded.translations if result.loaded else {}).items():
        line = t("{lang}: all {all} texts.", lang=lang, all=all_)
        if lacks:
            line = t("{lang}: {n} of {all} texts are missing.", lang=lang, n=lacks, all=all_)
        desk.term.line(line)


def _asked_json(result: Checked) -> dict[str, Any]:
    from dataclasses import asdict

    from repairjournal import library
    from repairjournal.library.sidecar import missing_texts
    from repairjournal.model.summary import weeks

    if result.loaded is None:
        return {}
    about, most, day = library.minutes_summary(result.loaded.program)
    lacks = missing_texts(result.loaded.translations)
    return {
        "sha256": result.loaded.sha256,
        "minutes": about,
        "at_most": most,
        "fullest_day": day,
        "weeks": [asdict(week) for week in weeks(result.loaded.program)],
        "languages": {lang: {"missing": n, "texts": all_} for lang, (n, all_) in lacks.items()},
    }


for _name, _function in (
    ("list", list_),
    ("show", show_),
    ("check", check),
    ("new", program_new.new),
    ("preview", program_look.preview),
    ("handout", program_handout.handout),
    ("diff", program_look.diff),
    ("schema", program_look.schema),
    ("add", program_take.add),
    ("remove", program_take.remove),
    ("update", program_take.update),
):
    app.command(_name)(common.command(_function))
