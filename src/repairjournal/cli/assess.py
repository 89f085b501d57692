"""assess: which sheets this part asks for and why, and the way into each; results as numbers, never as a name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli import keep, show, tasks, today
from repairjournal.cli import results as results_page
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD
from repairjournal.errors import UsageError
from repairjournal.model import progress
from repairjournal.model.day import Day
from repairjournal.model.program import Task
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.model.instrument import Instrument

OWN_CHECK, SCORES_ONLY = "own-check", "scores-only"
# Which sheet of nine fits whom the journal is about; it only decides what is offered first.
FIRST_FOR = {"family": ("mother", "father", "friend"), "nobody": ("anyone",)}


def assess(
    desk: Desk,
    form: Annotated[str, typer.Argument(metavar="[FORM]", help="A form by its id, or an instrument file.")] = "",
    results: Annotated[bool, typer.Option("--results", help="What was kept, beside each other.")] = False,
    answers: Annotated[str, typer.Option(metavar="FILE", help="All answers in a row, or JSON; - is stdin.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """Ten counts about the last week, or the numbers of a published sheet. Without a form: what this part asks for.

    Example: rj assess own-check      or: echo "0 1 2 0 1 0 3 1 2 2" | rj assess own-check --answers -
    """
    day = keep.day_for_keeping(desk)
    if results:
        results_page.show_results(desk, day, as_json)
        return
    found = _found(desk, form) if form else None
    if answers:
        _given(desk, day, found or form or OWN_CHECK, answers, as_json)
        return
    if not form:
        _due(desk, day)
    desk.need(t("--answers"))
    try:
        task, chosen = _chosen(desk, day) if not form else (task_for(desk, day, found.id if found else form), found)
    except (Back, Enough):
        return
    if task is not None:
        begin(desk, day, task, chosen)


def begin(desk: Desk, day: Day, task: Task, form: Instrument | None) -> None:
    """Ask a form on the terminal: as a sheet, but the project's own check and bare scores by their questions."""
    if form is None or form.id == OWN_CHECK:
        tasks.kept_by_questions(desk, day, replace(task, instrument=form.id if form else SCORES_ONLY), "")
        return
    from repairjournal.cli import sheet

    try:
        sheet.ask(desk, day, task, form)
    except sheet.Counts:
        tasks.kept_by_questions(desk, day, task_for(desk, day, OWN_CHECK), "")


def by_task(desk: Desk, day: Day, task: Task) -> None:
    """The way into a task of the program: its form is asked for where it takes several."""
    if task.instrument == OWN_CHECK:
        tasks.kept_by_questions(desk, day, task, "")
        return
    desk.need(t("--answers"))
    try:
        form = form_for(desk, desk.prompt(day), day, task)
    except (Back, Enough):
        return
    begin(desk, day, task, form)


def task_for(desk: Desk, day: Day, form: str) -> Task:
    """The program's task for a form, the one that is due first; a task of its own where the program has none."""
    mine = [x for x in day.program.tasks.values() if x.kind == results_page.KIND and not x.retired]
    fitting = [x for x in mine if x.instrument == form] or [x for x in mine if form in x.also_accept]
    if not fitting:
        return Task(id=form, kind=results_page.KIND, title=t("a sheet"), instrument=form)
    due = [line.task.id for line in today.lines_today(desk, day) if line.state == progress.OPEN]
    return replace(min(fitting, key=lambda x: x.id not in due), instrument=form)


def _found(desk: Desk, form: str) -> Instrument | None:
    """The instrument behind a name, None for bare scores. UsageError for a name that is not known."""
    from repairjournal.library import instruments

    if form == SCORES_ONLY:
        return None
    return instruments.find(form, results_page.forms_folder(desk))


# -- choosing ---------------------------------------------------------------------------------------------------------


def _chosen(desk: Desk, day: Day) -> tuple[Task | None, Instrument | None]:
    """A task and its form from a menu; (None, None) for another day."""
    from repairjournal.library import instruments

    prompt = desk.prompt(day)
    options = [
        ("1", t("ten counts about the last week (2 minutes)")),
        ("2", t("the two numbers of a sheet answered elsewhere")),
    ]
    sheets = [x for x in _offered(desk, day) if x.instrument not in (OWN_CHECK, SCORES_ONLY)]
    for n, task in enumerate(sheets, 3):
        words = t("{title} ({n} minutes, beside its page on the web)", title=safe(task.title), n=task.minutes or 5)
        options.append((str(n), words))
    while True:
        chosen = prompt.menu("", options, enter="", hint=t("Enter: another day"))
        if not chosen:
            return None, None
        if chosen in "12":
            form = OWN_CHECK if chosen == "1" else SCORES_ONLY
            return task_for(desk, day, form), instruments.shipped(form)
        task = sheets[int(chosen) - 3]
        try:
            return task, form_for(desk, prompt, day, task)
        except Back:
            continue


def form_for(desk: Desk, prompt: Prompt, day: Day, task: Task) -> Instrument | None:
    """The form of a task: the one that was taken last comes first, else the one about whom the journal is about.

    Raises Back and Enough.
    """
    from repairjournal.library import instruments

    names = [name for name in (task.instrument, *task.also_accept) if name and name != SCORES_ONLY]
    forms = [form for name in names if (form := instruments.shipped(name)) is not None]
    last = desk.journal().entries(run=day.run.id, tasks=(task.id,), kinds=(results_page.KIND,), n=1)
    taken = last[0].answers.get("form") if last else None
    near = (*FIRST_FOR.get(day.run.about or "", ()), "")
    forms.sort(key=lambda form: (form.id != taken, near.index(form.target if form.target in near else "")))
    if len(forms) < 2:
        return forms[0] if forms else None
    options = [(str(n), safe(t(form.title))) for n, form in enumerate(forms[:9], 1)]
    hint = t("Enter: 1, as before") if taken == forms[0].id else t("Enter: 1")
    why = t("Numbers about two people, or of two forms, are never set beside each other.")
    return forms[int(prompt.menu(t("Which one?"), options, enter="1", hint=hint, why=why) or "1") - 1]


def _offered(desk: Desk, day: Day) -> list[Task]:
    """The assessments that this part of the program uses, each once."""
    found: dict[str, Task] = {}
    for use in day.span.phase.uses if day.span else ():
        for id in use.tasks:
            task = desk.task(day, id)
            if task is not None and task.kind == results_page.KIND and day.person().offers(task):
                found[task.id] = task
    return list(found.values())


def _due(desk: Desk, day: Day) -> None:
    """What the program asks for in this part, and why."""
    for task in _offered(desk, day):
        desk.term.line(f"{task.id}: {safe(task.title)}", BOLD)
        if task.intro:
            desk.term.line(safe(task.intro), indent="  ")


# -- given by a script ------------------------------------------------------------------------------------------------


def _given(desk: Desk, day: Day, form: Instrument | str, source: str, as_json: bool) -> None:
    """Answers in a row, or JSON; what is missing is `-`. Published numbering and direction are taken as they are."""
    text = keep.read_text(source)
    notes: list[str] = []
    name = form if isinstance(form, str) else form.id
    if isinstance(form, str) or name == OWN_CHECK:
        task, kept = _counts(desk, day, name, text)
    else:
        task, kept, notes = _sheet(desk, day, form, text)
    for note in notes:
        desk.term.error(note)
    entry = keep.add(desk, day, task, kept)
    if as_json:
        scores: dict[str, Any] = {"form": name, "scores": kept["scores"]}
        show.print_json({"schema": show.SCHEMA, **scores, "id": entry.id, "notes": notes})
    else:
        show.kept(desk, entry)


def _counts(desk: Desk, day: Day, name: str, text: str) -> tuple[Task, dict[str, Any]]:
    """A form whose questions are asked here: every answer is a field of its own."""
    from repairjournal.library import instruments

    task = instruments.fill(task_for(desk, day, name))
    if text.lstrip().startswith("{"):
        given = keep.parsed_answers(text)
    else:
        words = text.replace(",", " ").split()
        if len(words) != len(task.fields):
            line = t("{form} has {n} answers, {given} were given", form=name, n=len(task.fields), given=len(words))
            raise UsageError(line, t("give all in order, - for one left open"))
        given = {f.id: word for f, word in zip(task.fields, words, strict=True) if word != "-"}
    return task, instruments.scored(task, keep.accepted(task, given, None))


def _sheet(desk: Desk, day: Day, form: Instrument, text: str) -> tuple[Task, dict[str, Any], list[str]]:
    """A published form: the row, what is noticed on it, and whether it goes on with the sheets before it."""
    from repairjournal.cli import sheet
    from repairjournal.model.sheet import answers_of, noticed, parse_row

    same: bool | None = None
    if text.lstrip().startswith("{"):
        text, same = _from_json(form, keep.parsed_answers(text))
    row = parse_row(form, text)
    seen = noticed(form, row)
    notes = [notice.what for notice in seen]
    before = sheet.before_it(desk, day, form)
    if before is not None and same is None:
        same = True
        line = t("Taken to be about the same person as the sheet of {day}.", day=show.program_day(before))
        notes.append(line + " " + t('Else give "same_person": false as JSON.'))
    kept = answers_of(form, row) | sheet.beside(desk, day, form, same, seen)
    return task_for(desk, day, form.id), kept, notes


def _from_json(form: Instrument, given: dict[str, Any]) -> tuple[str, bool | None]:
    """(the row as text, same_person) of `items` as text or list, or of one key for each named item."""
    same = given.pop("same_person", None)
    names = {item.name for item in form.items if item.name}
    items = given.pop("items", None)
    if items is None and names and given.keys() <= names:
        items = [f"{name}={'-' if value is None else value}" for name, value in given.items()]
        given = {}
    if isinstance(items, list):
        items = " ".join("-" if answer is None else str(answer) for answer in items)
    if given or not isinstance(items, str) or same not in (None, True, False):
        example = '{"items": "3 5 2 ...", "same_person": true}'
        raise UsageError(t("--answers is not a sheet"), t("write it as {example}", example=example))
    return items, same
