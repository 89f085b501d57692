"""What a program file shows before it is taken: one page, and every word of it; reading it from a name or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairjournal.cli import show
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.model import differ
from repairjournal.model.builtin import task_of
from repairjournal.model.kind import shown_of
from repairjournal.model.program import Field, Phase, Program, Task, Use, When
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.cli.prompt import Prompt
    from repairjournal.library import LoadedProgram

STDIN = "-"
MOST_ASKED = 6  # titles on the page of a file; `r` shows all


def load(desk: Desk, name: str) -> LoadedProgram:
    """A program by name, by file or, for -, from standard input, in the language wanted."""
    from repairjournal import library

    if name != STDIN:
        return library.find(name, desk.programs_path).spoken(desk.lang)
    import sys

    from repairjournal.library.nodes import MOST_SIZE

    data = sys.stdin.buffer.read(MOST_SIZE + 1)
    return library.received(data, desk.programs_path).spoken(desk.lang)


# -- the page ---------------------------------------------------------------------------------------------------------


def page(desk: Desk, loaded: LoadedProgram, *, whole_hash: bool = False) -> None:
    """What a program file says about itself, before anybody takes it."""
    from repairjournal import library

    term, program = desk.term, loaded.program
    who = safe(str(program.authors[0].get("name", ""))) if program.authors else t("nobody named")
    about, most, _ = library.minutes_summary(program)
    term.line()
    term.line(t("{title}, by {who} (says the file; nobody has checked).", title=safe(program.title), who=who), BOLD)
    term.line(t("{days} days, about {about} minutes a day, at most {most}.", days=program.days, about=about, most=most))
    titles = _asked(program)
    listed = titles[:MOST_ASKED]
    if len(titles) > MOST_ASKED:
        listed.append(t("{n} more", n=len(titles) - MOST_ASKED))
    term.line(t("It asks you to: {list}", list=" · ".join(listed)), indent="  ", first="")
    if program.contacts:
        names = "; ".join(safe(f"{contact.name}, {contact.how}") for contact in program.contacts)
        term.line(t("It names these contacts, and none of them is taken over: {names}", names=names))
    term.line(t("Who gave it to you? Compare this code with them by another way: {code}", code=loaded.code))
    if whole_hash:
        term.line(loaded.file_sha256)


def _asked(program: Program) -> list[str]:
    """Titles of what it uses, core first, then in the order of the program."""
    found: dict[str, None] = {}
    for role in ("core", "optional"):
        for _, use in program.uses():
            if use.role == role:
                found |= {safe(task.title): None for id in use.tasks if (task := task_of(program, id))}
    return list(found)


def taken(desk: Desk, prompt: Prompt, loaded: LoadedProgram, *, whole_hash: bool = False) -> bool:
    """The page, then read it, take it, or not now; Enter is not now."""
    page(desk, loaded, whole_hash=whole_hash)
    while True:
        options = (("r", t("read all of it")), ("y", t("take it")))
        chosen = prompt.menu("", options, enter="", hint=t("Enter: not now"))
        if chosen != "r":
            return chosen == "y"
        for number, phase in enumerate(loaded.program.phases, 1):
            whole_phase(desk.term, loaded.program, phase, number)
            desk.term.line()


def agreed(desk: Desk, loaded: LoadedProgram, *, whole_hash: bool = False) -> bool:
    """Whether a file may be taken: on a terminal asked below its page, else only with --yes."""
    if desk.yes:
        page(desk, loaded, whole_hash=whole_hash)
        return True
    desk.need(t("--yes, to take a program file (see it first: rj program show FILE)"))
    return taken(desk, desk.prompt(), loaded, whole_hash=whole_hash)


# -- a phase ----------------------------------------------------------------------------------------------------------


def whole_phase(term: Term, program: Program, phase: Phase, number: int) -> None:
    """Every word of a phase: what it asks for, how often, of whom, and each task."""
    days = t("days {first}-{last}", first=phase.first, last=phase.last)
    term.line(f"{number}  {safe(phase.title)} · {days}", BOLD)
    for text in (phase.focus, phase.focus_alone):
        if text:
            term.line(safe(text))
    told: set[str] = set()
    for use in phase.uses:
        for id in use.tasks:
            task = task_of(program, id)
            if task is not None and id not in told:
                told.add(id)
                whole_task(term, task, use)
    reading = task_of(program, phase.reading) if phase.reading else None
    if reading is not None:
        whole_task(term, reading, None)
    if phase.close:
        term.line()
        term.line(t("At its end: {question}", question=safe(phase.close)))


def whole_task(term: Term, task: Task, use: Use | None) -> None:
    """One task with all its words, as they come one after another on the screen."""
    from repairjournal.model.load import task_minutes

    term.line()
    facts = [t("{n} min", n=task_minutes(task, use.variant if use else None))]
    if use is not None:
        facts = [differ.dose_words(use.dose), t("core") if use.role == "core" else t("if you like"), *facts]
    term.pair(safe(task.title), ", ".join(facts), BOLD)
    if said := when_words(task.when, with_partner=task.partner):
        term.line(said, DIM, indent="  ")
    for text in (task.intro, task.text):
        if text:
            term.line(safe(text, lines=True), indent="  ")
    if task.not_for:
        term.line(t("Not for: {list}", list=safe(" · ".join(task.not_for))), indent="  ")
    for step in task.steps_of(use.variant if use else None):
        term.line(f"{show.minutes(step.seconds)}  {safe(step.say or step.id)}", indent="        ", first="  ")
    for part in task.parts:
        term.line(f"{safe(part.title or part.id)}: {safe(part.ask)}", indent="    ", first="  ")
    for field in (*task.with_question(use.ask if use else None).fields, *task.after):
        term.line(_question(field), indent="    ", first="  ")
    if task.easier:
        steps = [step.id for step in task.steps if step.id in task.easier.steps]
        easier = task.easier.say or task.easier.task or ", ".join(steps)
        term.line(t("Easier: {form}", form=safe(easier)), indent="  ")
    if task.then:
        term.line(safe(task.then), indent="  ")


def _question(field: Field) -> str:
    options = shown_of(field)
    if field.low is not None and field.high is not None:
        return f"{safe(field.ask)}  ({field.low}-{field.high})"
    return f"{safe(field.ask)}  ({safe(', '.join(options))})" if options else safe(field.ask)


def when_words(when: When, *, with_partner: bool = False) -> str:
    """To whom and when a task is offered, in words; empty where it stands for everybody."""
    said = []
    if when.lean:
        said.append(t("for the leans {list} and whoever is in between", list=", ".join(when.lean)))
    if when.about:
        said.append(t("where it is about {list}", list=", ".join(when.about)))
    if when.variant == "a" or with_partner:
        said.append(t("behind the safety questions"))
    elif when.variant == "b":
        said.append(t("where the safety questions were not passed, or not asked"))
    if when.after:
        said.append(t("once '{task}' was done", task=when.after))
    return "; ".join(said)
