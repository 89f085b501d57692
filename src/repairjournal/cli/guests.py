"""The questions that come to a check-in only on some days: four rows, of which the first two that apply are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from repairjournal.cli import exercise, experiment, ground, practice, reflect, show, step, tasks, today
from repairjournal.cli.prompt import Back
from repairjournal.model import calendar, progress
from repairjournal.model.entry import KEPT, OPEN, Entry, Mark
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.experiment import CHOSE_NOT
from repairjournal.model.program import Field, Task
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.cli.checkin import Evening

GUESTS = 2  # in one check-in
QUIET_DAYS = 2  # after `not yet`
BEHIND = ("practice", "trigger", "moment")  # kinds that are counted when a phase is behind
DID = (
    Field("minutes", "scale", "How many minutes?", 1, 180),
    Field("before", "scale", "How strong before?", 0, 10),
    Field("after", "scale", "And after?", 0, 10),
)


@dataclass(frozen=True)
class Guest:
    """`name` stands for it in the draft: `close:PHASE`, `practice:TASK`, `open:ENTRY`, `moment:TASK`, `sheet:TASK`."""

    name: str
    ask: Callable[[], None]


def of(evening: Evening) -> list[Guest]:
    """All that apply, in the order of their rows; the first two are asked."""
    rows = (_close, _practice, _experiment, _own_line)
    return [guest for row in rows if (guest := row(evening))]


def becomes(evening: Evening) -> tuple[list[Entry | Mark], list[Entry]]:
    """What the answers of guests come to at the end: (new entries and marks, entries that change)."""
    fresh: list[Entry | Mark] = []
    changed: list[Entry] = []
    for name, answer in evening.answers.items():
        row, _, id = name.partition(":")
        if row == "close":
            fresh.append(evening.entry("reflection", reflect.CLOSE, {"text": answer, "phase": id}))
        elif row == "practice" and answer == "3":
            fresh.append(_done(evening, evening.answers["did"]))
        elif row in ("practice", "sheet") and answer == "s":
            fresh += evening.marks(id, "skipped")
        elif row == "moment" and answer == "n":
            fresh += evening.marks(id, "none")
        elif row == "open":
            changed += _settled(evening, id, answer)
    return fresh, changed


# -- a phase closes ---------------------------------------------------------------------------------------------------


def _close(evening: Evening) -> Guest | None:
    """A phase's closing line: on its last day and up to three days after, as long as it is open."""
    told, journal = evening.told, evening.desk.journal(write=True)
    for span in told.spans:
        if not span.last <= told.day <= span.last + calendar.GRACE_DAYS or not span.phase.close:
            continue
        kept = journal.entries(run=told.run.id, tasks=(reflect.CLOSE,))
        if any(e.answers.get("phase") == span.phase.id for e in kept):
            continue
        name = f"close:{span.phase.id}"
        return Guest(name, partial(_ask_close, evening, span, name))
    return None


def _ask_close(evening: Evening, span: progress.Span, name: str) -> None:
    title = safe(span.phase.title)
    if evening.told.day == span.last:
        above = t("The last day of: {title}.", title=title)
    else:
        above = t("Behind you: {title}. {counts}", title=title, counts=_counts(evening, span))
    text = evening.line(safe(span.phase.close), above=above, current=evening.answers.get(name, ""))
    if text:
        evening.answers[name] = text


def _counts(evening: Evening, span: progress.Span) -> str:
    """How much was kept in a phase, by kind."""
    found = evening.desk.journal().counts(evening.day.run.id, first_day=span.first, last_day=span.last)
    totals = {kind: sum(x.n for x in found if x.kind == kind) for kind in BEHIND}
    return ", ".join(f"{n} {t(KINDS[kind].count_words[n != 1])}" for kind, n in totals.items() if n)


# -- a practice -------------------------------------------------------------------------------------------------------


def _practice(evening: Evening) -> Guest | None:
    """A core practice that is due and was neither tried nor put off on this day."""
    desk, told = evening.desk, evening.told
    tallies = today.record(desk, told).tallies
    for line in progress.ranked(today.lines_today(desk, told)):
        tried = any(x.task in line.use.tasks and x.date == told.on for x in tallies)
        if line.kind == "practice" and line.role == "core" and not tried:
            return Guest(f"practice:{line.use.tasks[0]}", partial(_ask_practice, evening, line))
    return None


def _ask_practice(evening: Evening, line: progress.Line) -> None:
    """Now, done today, or not today. Whatever needs the other person is not begun from here."""
    name = f"practice:{line.use.tasks[0]}"
    desk, told, answers = evening.desk, evening.told, evening.answers
    place = ""
    if tasks.is_step(line, told.program):
        stands = step.standing(desk, told)
        task, place, title = step.steps_of(told)[stands.current], stands.setting, step.words(desk, told)
    else:
        task = next((x for x in line.tasks if x.steps and not x.partner), line.task)
        title = tasks.title(line, told.program)
    forms = _forms(task, line.use.variant) if evening.on == evening.day.on and not task.partner else []
    options = [(str(n), t("{n} minutes now", n=minutes)) for n, (minutes, _) in enumerate(forms, 1)]
    options += [("3", t("I did it today")), ("s", t("not today"))]
    going_on = answers.get(name) == "3" and "did" in answers
    while True:
        if not going_on:
            chosen = evening.prompt.menu(f"{title}?", options, hint=t("Enter: leave open"))
            if chosen is None:
                return
            answers[name] = chosen
        going_on = False
        try:
            if answers[name] == "3":
                _ask_did(evening, task, place)
            elif answers[name] != "s":
                evening.save(passed=True)
                _now(evening, task, forms[int(answers[name]) - 1][1])
        except Back:
            continue
        return


def _forms(task: Task, first: str | None) -> list[tuple[int, str | None]]:
    """(minutes, variant) that can be run here, the phase's own first."""
    if not task.steps:
        return []
    variants = [None, *(["short"] if "short" in task.variants else [])]
    variants.sort(key=lambda variant: variant != first)
    return [(max(1, round(sum(s.seconds for s in task.steps_of(v)) / 60)), v) for v in variants]


def _now(evening: Evening, task: Task, variant: str | None) -> None:
    """The exercise itself. Before a first scan the person chooses inward or outward."""
    desk, journal = evening.desk, evening.desk.journal(write=True)
    inward = journal.setting("inward")
    if task.short == "scan" and inward is None:
        practice.scan(desk)
        return
    outward = desk.task(evening.day, task.instead or ground.GROUND)
    if task.short == "scan" and inward == "outward" and outward is not None:
        task = outward
    exercise.perform(desk, task, evening.day, variant=variant, before=evening.answers.get("now"), ask_before=False)


def _ask_did(evening: Evening, task: Task, place: str) -> None:
    """Done earlier today: minutes, before, after; each may stay open."""
    did: dict[str, Any] = evening.answers.get("did") or {"task": task.id, "asked": 0}
    did |= {"setting": place} if place else {}
    evening.answers["did"] = did
    evening.save()

    def kept(asked: int, _: Mapping[str, Any]) -> None:
        did["asked"] = asked
        evening.save()

    fields = [replace(field, ask=t(field.ask)) for field in DID]
    evening.prompt.fields(fields, did, kept, start=did["asked"])


def _done(evening: Evening, did: Mapping[str, Any]) -> Entry:
    task = evening.desk.task(evening.day, did["task"])
    planned = (task.seconds or 60 * (task.minutes or 1)) if task else 60
    answers = {"seconds": 60 * did["minutes"] if "minutes" in did else planned, "planned": planned, "how": "finished"}
    answers |= {name: did[name] for name in ("before", "after", "setting") if name in did}
    return evening.entry("practice", did["task"], answers)


# -- an open experiment -----------------------------------------------------------------------------------------------


def _experiment(evening: Evening) -> Guest | None:
    """The oldest experiment, once it has been open for a day; after `not yet` two days of quiet."""
    journal = evening.desk.journal(write=True)
    waiting = [e for e in journal.entries(run=evening.day.run.id, state=OPEN) if KINDS[e.kind].waits]
    if not waiting or waiting[-1].date >= evening.on:
        return None
    oldest = waiting[-1]
    if (journal.setting(_quiet_key(oldest.id)) or "") >= evening.on.isoformat():
        return None
    return Guest(f"open:{oldest.id}", partial(_ask_experiment, evening, oldest))


def _quiet_key(id: str) -> str:
    return f"not_yet:{id}"


def _ask_experiment(evening: Evening, entry: Entry) -> None:
    name, answers = f"open:{entry.id}", evening.answers
    going_on = answers.get(name) == "y"
    question = t("The experiment of {date}: has anything come of it?", date=show.long_date(entry.date))
    options = [("y", t("tell it")), ("n", t("not yet")), ("s", t("let it go"))]
    while True:
        if not going_on:
            chosen = evening.prompt.menu(question, options, hint=t("Enter: leave open"))
            if chosen is None:
                return
            answers[name] = chosen
        going_on = False
        if answers[name] == "y":
            evening.save()
            try:
                told = experiment.close(evening.desk, evening.prompt, evening.day, entry)
            except Back:
                continue
            show.kept(evening.desk, told)
            if told.state == OPEN:
                answers[name] = "n"
        return


def _settled(evening: Evening, id: str, answer: str) -> list[Entry]:
    """`not yet` is a note for the coming days; letting go closes the experiment without an outcome."""
    journal = evening.desk.journal(write=True)
    if answer == "n":
        journal.set_setting(_quiet_key(id), (evening.on + timedelta(QUIET_DAYS)).isoformat())
    if answer != "s":
        return []
    found = next((e for e in journal.entries(run=evening.day.run.id, state=OPEN) if e.id == id), None)
    return [replace(found, answers={**found.answers, "did": CHOSE_NOT}, state=KEPT)] if found else []


# -- the phase's own --------------------------------------------------------------------------------------------------


def _own_line(evening: Evening) -> Guest | None:
    """A good moment where the phase asks for them, else a sheet that is due."""
    found = progress.ranked(today.lines_today(evening.desk, evening.told))
    for line in found:
        if line.kind == "moment":
            return Guest(f"moment:{line.task.id}", partial(_ask_moment, evening, line.task))
    for line in found:
        if line.kind == "assessment" and line.role == "core":
            return Guest(f"sheet:{line.task.id}", partial(_ask_sheet, evening, line.task))
    return None


def _ask_moment(evening: Evening, task: Task) -> None:
    options = (("n", t("none")), ("y", t("tell it")))
    _ask_telling(evening, f"moment:{task.id}", t("A good moment today, however small?"), options, task)


def _ask_sheet(evening: Evening, task: Task) -> None:
    options = (("y", t("now, {n} minutes", n=task.minutes or 2)), ("s", t("not today")))
    _ask_telling(evening, f"sheet:{task.id}", f"{safe(task.title)}?", options, task)


def _ask_telling(evening: Evening, name: str, question: str, options: tuple[tuple[str, str], ...], task: Task) -> None:
    """A question whose `y` leads to an entry of its own."""
    answers = evening.answers
    going_on = answers.get(name) == "y" and "before" in answers
    while True:
        if not going_on:
            chosen = evening.prompt.menu(question, options, hint=t("Enter: leave open"))
            if chosen is None:
                return
            answers[name] = chosen
        going_on = False
        if answers[name] == "y":
            try:
                evening.tell(task)
            except Back:
                answers.pop("before", None)
                continue
        return
