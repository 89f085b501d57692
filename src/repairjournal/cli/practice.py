"""soothe, stay, scan and practice: an exercise by its name or its place in the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from repairjournal.cli import care, exercise, ground, keep
from repairjournal.cli.desk import Desk
from repairjournal.cli.options import Argument, Option
from repairjournal.cli.term import BOLD
from repairjournal.errors import UsageError, unknown
from repairjournal.model.day import Day
from repairjournal.model.kind import accept
from repairjournal.model.kinds.practice import AFTER, BEFORE
from repairjournal.model.program import Task
from repairjournal.text import safe, t

Done = Annotated[str, Option("--done", metavar="LENGTH", help="Record one done elsewhere: 5m, 90s, 1:30.")]
Before = Annotated[str, Option("--before", metavar="0-10", help="How strong before.")]
After = Annotated[str, Option("--after", metavar="0-10", help="How strong after.")]
Note = Annotated[str, Option("--note", help="A line about it. Options stay in the shell's history.")]
At = Annotated[str, Option("--at", metavar="WHEN", help="When it was: 21:00, yesterday 21:00, 20 minutes ago.")]
Answers = Annotated[str, Option(metavar="FILE", help="One done elsewhere, as one JSON object; - is stdin.")]
Dry = Annotated[bool, Option("--dry-run", help="A dry run in a quiet moment; it counts as well.")]
INWARD = "inward"  # the setting that keeps which way was chosen last
BUILTIN = {"soothe": "soothe-5", "scan": "body-scan"}


@dataclass(frozen=True)
class Told:
    """A practice done elsewhere, as the options tell it."""

    done: str
    before: str
    after: str
    note: str
    at: str
    dry: bool
    answers: str
    variant: str | None = None

    def __bool__(self) -> bool:
        return bool(self.done or self.answers)


def soothe(
    desk: Desk,
    done: Done = "",
    before: Before = "",
    after: After = "",
    note: Note = "",
    at: At = "",
    dry: Dry = False,
    answers: Answers = "",
) -> None:
    """Five minutes before reaching out. Works without a journal; stopping at any second is a whole record.

    Example: rj soothe      afterwards: rj soothe --done 5m --before 7 --after 4
    """
    _short(desk, "soothe", Told(done, before, after, note, at, dry, answers))


def stay(
    desk: Desk,
    done: Done = "",
    before: Before = "",
    after: After = "",
    note: Note = "",
    at: At = "",
    dry: Dry = False,
    answers: Answers = "",
) -> None:
    """One more minute, where it is safe; until that has been looked at, leaving well and coming back.

    Example: rj stay        afterwards: rj stay --done 1m --before 6 --after 5
    """
    _short(desk, "stay", Told(done, before, after, note, at, dry, answers))


def scan(
    desk: Desk,
    short: Annotated[bool, Option("--short", help="Three minutes.")] = False,
    done: Done = "",
    before: Before = "",
    after: After = "",
    note: Note = "",
    at: At = "",
    dry: Dry = False,
    answers: Answers = "",
) -> None:
    """Ten minutes through the body, three minutes, or looking outward instead.

    Example: rj scan --short
    """
    _short(desk, "scan", Told(done, before, after, note, at, dry, answers, "short" if short else None))


def practice(
    desk: Desk,
    exercise_name: Annotated[str, Argument(metavar="[EXERCISE]", help="Its name in the program.")] = "",
    done: Done = "",
    before: Before = "",
    after: After = "",
    note: Note = "",
    at: At = "",
    dry: Dry = False,
    answers: Answers = "",
) -> None:
    """Any exercise by name; without one, a list by minutes.

    Example: rj practice outward
    """
    told = Told(done, before, after, note, at, dry, answers)
    day = _day(desk, told)
    found = _exercises(day)
    if not exercise_name:
        _listed(desk, day, found)
        return
    task = found.get(exercise_name)
    if task is None:
        raise unknown(t("exercise"), exercise_name, list(found))
    if told:
        _record(desk, day, task, told)
        return
    variant = None
    if task.partner:
        day, task = behind_gate(desk, day, task)
    if task.short == "scan":
        task, variant = _which_scan(desk, day, task, None)
    exercise.perform(desk, task, day, variant=variant, dry_run=dry)


def _short(desk: Desk, short: str, told: Told) -> None:
    """The exercise of that short name: recorded where the options tell of one, else done now."""
    day, variant = _day(desk, told), told.variant
    if told:
        _record(desk, day, task_for(desk, day, short), told)
        return
    if short == "stay":
        day, task = behind_gate(desk, day, None)
    else:
        task = task_for(desk, day, short)
    if short == "scan":
        task, variant = _which_scan(desk, day, task, variant)
    exercise.perform(desk, task, day, variant=variant, dry_run=told.dry)


def _day(desk: Desk, told: Told) -> Day | None:
    """To do one now a journal is not needed; to record one it is, and what is wrong with it is said."""
    return desk.day_or_none() if told else desk.day_if_open()


def task_for(desk: Desk, day: Day | None, short: str) -> Task:
    """The program's task of that short name that fits the person, else its first; without a run the built-in one."""
    if day is not None:
        mine = [x for x in day.program.tasks.values() if x.short == short and not x.retired and _open_to(day, x)]
        fitting = [x for x in mine if day.person().offers(x)]
        if fitting or mine:
            return (fitting or mine)[0]
    if short == "stay":
        return leaving_well(desk, day)
    task = desk.task(day, BUILTIN[short])
    assert task is not None
    return task


def leaving_well(desk: Desk, day: Day | None) -> Task:
    """Leaving well and coming back: in every program, for everybody."""
    task = desk.task(day, "leaving-well")
    assert task is not None
    return task


def _open_to(day: Day, task: Task) -> bool:
    """Whether the gate lets this task stand here, and somebody is there for it."""
    return not task.partner or day.person().with_another


def behind_gate(desk: Desk, day: Day | None, wanted: Task | None) -> tuple[Day | None, Task]:
    """(day, task) once the gate was answered: what was wanted, or leaving well in its place.

    Without a run nothing about a gate may be stored, and with nobody there is nothing to ask: leaving well it is.
    """
    if day is not None and desk.term.asks and not day.person().alone:
        day = care.gate(desk, desk.prompt(day), day)
    if day is not None and wanted is not None and day.person().with_another:
        return day, wanted
    return day, task_for(desk, day, "stay")


def _which_scan(desk: Desk, day: Day | None, task: Task, variant: str | None) -> tuple[Task, str | None]:
    """(task, variant): the form of the scan. Before a first one, inward or outward is the question.

    A length given as an option stands, but not before that choice was made once.
    """
    inward = desk.journal().setting(INWARD) if desk.has_journal() else None
    outward = desk.task(day, task.instead or ground.GROUND)
    if not desk.term.asks or outward is None or (variant and inward == "inward"):
        return task, variant
    ways = [("1", None, t("inward, ten minutes through the body")), ("2", "short", t("inward, three minutes"))]
    if variant:
        ways = [way for way in ways if way[1] == variant]
    options = [(key, words) for key, _, words in ways] + [("3", t("outward, what can be seen and heard"))]
    enter = "1" if inward == "inward" else "3"
    question = t("Looking inward is not for everybody, and not for every day.") if inward is None else ""
    chosen = desk.prompt(day).menu(question, options, enter=enter, hint=t("Enter: {key}", key=enter))
    if desk.has_journal() and (chosen != "3" or inward is None):
        desk.journal(write=True).set_setting(INWARD, "outward" if chosen == "3" else "inward")
    return (outward, None) if chosen == "3" else (task, "short" if chosen == "2" else None)


def _record(desk: Desk, day: Day | None, task: Task, told: Told) -> None:
    """Keep what the options tell; without a length it went as long as planned."""
    asked = day.use_ask(task) if day else task
    given: dict[str, Any] = keep.accepted(asked, keep.read_answers(told.answers), None) if told.answers else {}
    options = {
        "before": accept(BEFORE, told.before),
        "after": accept(AFTER, told.after),
        "note": told.note or None,
        "variant": told.variant,
    }
    given |= {name: value for name, value in options.items() if value is not None}
    if not told.done and not given:
        raise UsageError(t(keep.NOTHING), t("give --done, or answers"))
    planned = sum(step.seconds for step in task.steps_of(told.variant)) or 60 * (task.minutes or 0)
    seconds = exercise.seconds_of(told.done) if told.done else int(given.get("seconds") or planned)
    when = keep.meant(desk, told.at, desk.when) if told.at else None
    if not desk.has_journal():
        raise UsageError(t("there is no journal yet"), t("begin with: rj start"))
    given |= {"seconds": seconds, "planned": planned or seconds}
    exercise.done_elsewhere(desk, task, given, when, dry_run=told.dry)


def _exercises(day: Day | None) -> dict[str, Task]:
    """Practice tasks by name: the program's for this person, and the built-in ones that it does not reword."""
    from repairjournal.model.builtin import builtin_tasks

    own = {id: task for id, task in (day.program.tasks if day else {}).items() if task.kind == "practice"}
    ours = {task.id: task for task in builtin_tasks() if task.kind == "practice" and task.id not in own}
    shown = {**own, **ours}
    person = day.person() if day else None
    about = day.run.about if day else None
    return {
        id: task
        for id, task in shown.items()
        if not task.retired
        and (task.when.variant != "a" or (person is not None and person.with_another))
        and not (task.partner and person is not None and person.alone)
        and (about is None or not task.when.about or about in task.when.about)
    }


def _listed(desk: Desk, day: Day | None, found: dict[str, Task]) -> None:
    term = desk.term
    resting = care.resting(desk, day, found) if day else frozenset()
    term.line(t("Exercises, the shortest first. Begin one: rj practice NAME"), BOLD)
    term.line()
    rows = []
    for task in sorted(found.values(), key=lambda task: (task.seconds or 60 * (task.minutes or 0), task.id)):
        length = max(1, round(task.seconds / 60)) if task.seconds else task.minutes or 0
        title = t("{title} (it rests)", title=safe(task.title)) if task.id in resting else safe(task.title)
        rows.append((t("{minutes} min", minutes=length), task.id, title))
    term.columns(rows, (8, 20, 50))
