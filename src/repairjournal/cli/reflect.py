"""reflect and read: the program's questions to oneself, a phase's close, and its readings."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from repairjournal.cli import keep, show, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough
from repairjournal.cli.term import BOLD
from repairjournal.errors import UsageError, unknown
from repairjournal.model.day import Day
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Task
from repairjournal.text import safe, t

CLOSE = "close"  # the built-in task of a phase's closing line

Answers = Annotated[str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")]


def reflect(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="One of the list.")] = "",
    text: Annotated[str, typer.Option(help="The line itself; - reads it from standard input.")] = "",
    answers: Answers = "",
) -> None:
    """The program's questions to oneself and the close of a part; without a name, a list to choose from.

    Example: rj reflect close
    """
    day = keep.day_for_keeping(desk)
    found = _offered(day)
    if not name and not desk.term.asks:
        for id, task in found.items():
            desk.term.line(f"{id}: {safe(task.title)}")
        return
    if not name:
        options = [(str(n), safe(task.title)) for n, task in enumerate(found.values(), 1)][:9]
        try:
            chosen = desk.prompt(day).menu(t("Which one?"), options, enter="", hint=t("Enter: none"))
        except (Back, Enough):
            return
        if not chosen:
            return
        name = list(found)[int(chosen) - 1]
    if name not in found:
        raise unknown(t("reflection"), name, list(found))
    task = found[name]
    also: dict[str, Any] = {"phase": close_of(day)} if name == CLOSE else {}
    given = keep.accepted(task, keep.read_answers(answers), day.program.vocab) if answers else {}
    if text:
        words = keep.read_text("-").rstrip("\n") if text == "-" else text
        given[KINDS["reflection"].fields(task)[0].id] = words
    if text or answers:
        if not any(given.values()):
            raise UsageError(t(keep.NOTHING), t("give --text"))
        show.kept(desk, keep.add(desk, day, task, {**given, **also}))
        return
    desk.need(t("--text"))
    if task.intro:
        desk.term.line(safe(task.intro))
    fields = KINDS["reflection"].fields(day.use_ask(task))
    tasks.asked(desk, day, task, fields, f"reflect {name}", also)


def close_task(question: str) -> Task:
    """The closing line of a phase as a task."""
    return Task(id=CLOSE, kind="reflection", title=t("Closing a part"), fields=(Field("text", "text", question),))


def close_of(day: Day) -> str:
    """The phase that is closed today: the one before in the first three days of the next, else today's."""
    from repairjournal.model.calendar import GRACE_DAYS

    past = [s for s in day.spans if s.last < day.day <= s.last + GRACE_DAYS]
    span = past[-1] if past else day.span or day.spans[-1]
    return span.phase.id


def _offered(day: Day) -> dict[str, Task]:
    person = day.person()
    found = {
        id: task
        for id, task in day.program.tasks.items()
        if task.kind == "reflection" and (person.offers(task) or task.when.after) and not task.retired
    }
    phase = day.program.phase(close_of(day))
    if phase is not None and phase.close:
        found[CLOSE] = close_task(phase.close)
    return found


def read(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Another reading than this part's.")] = "",
    text: Annotated[str, typer.Option(help="A line about it, if wished.")] = "",
    answers: Answers = "",
) -> None:
    """The reading of this part, printed; that it was read is kept, and a line if wished.

    Example: rj read
    """
    day = keep.day_for_keeping(desk)
    readings = {id: task for id, task in day.program.tasks.items() if task.kind == "reading"}
    span = day.span or day.spans[-1]
    chosen = name or span.phase.reading or ""
    if chosen not in readings:
        if not name:
            raise UsageError(t("this part has no reading"), t("there are: {names}", names=", ".join(readings)))
        raise unknown(t("reading"), name, list(readings))
    task = readings[chosen]
    desk.term.line(safe(task.title), BOLD)
    desk.term.line()
    for paragraph in (task.intro, task.text):
        if paragraph:
            desk.term.line(safe(paragraph.strip(), lines=True))
            desk.term.line()
    given: dict[str, Any] = keep.accepted(task, keep.read_answers(answers), None) if answers else {}
    if text:
        given["text"] = text
    elif desk.term.asks and not given:
        line = _line(desk, day)
        given |= {"text": line} if line else {}
    show.kept(desk, keep.add(desk, day, task, given))


def _line(desk: Desk, day: Day) -> str | None:
    """A line about what was read, typed out of sight; that it was read is kept all the same."""
    prompt = desk.prompt(day)
    try:
        if prompt.menu("", (("w", t("a line about it")),), enter="", hint=t("Enter: that was it")) != "w":
            return None
        with desk.term.private():
            return prompt.text(t("A line about it?"), hint=t("Enter: leave open"))
    except (Back, Enough):
        return None
