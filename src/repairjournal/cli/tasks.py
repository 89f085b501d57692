"""Tasks of the program on the screen: what they are called, which command does them, and keeping one by questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from repairjournal.cli import keep, show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough
from repairjournal.errors import JournalError
from repairjournal.model import progress
from repairjournal.model.builtin import task_of
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Field, Program, Task
from repairjournal.text import safe, t

SHORT_WORDS = {"soothe": ("soothe",), "stay": ("stay", "leave well"), "scan": ("scan",)}
COMMANDS_BY_KIND = {"trigger": "trigger", "moment": "moment", "experiment": "experiment", "narrative": "write"}


def title(line: progress.Line, program: Program) -> str:
    """What a line of the day is called. Soothe, stay and leave well have one name, whichever stands behind it."""
    if is_step(line, program):
        return t("A small step")
    # By the file's whole list, not by what is offered: the gate's answer must not show.
    shorts = shorts_of(line, program)
    if len(shorts) > 1:
        said = show.joined(t(word) for short in shorts for word in SHORT_WORDS[short])
        return said[:1].upper() + said[1:]
    if len(line.tasks) > 1 and all(x.approach for x in line.tasks) and not line.task.short:
        return t("An exercise")
    return safe(line.task.title)


def shorts_of(line: progress.Line, program: Program) -> tuple[str, ...]:
    """The short names of all tasks a line may mean (soothe, stay, scan); empty where one of them has none."""
    tasks = [task_of(program, id) for id in line.use.tasks]
    shorts = [task.short if task else None for task in tasks]
    return tuple(dict.fromkeys(x for x in shorts if x)) if all(shorts) else ()


def is_step(line: progress.Line, program: Program) -> bool:
    """Whether any small step of the person's list may be what this line asks for."""
    return len(line.use.tasks) > len(SHORT_WORDS) and all(id in program.ladder for id in line.use.tasks)


def command(line: progress.Line, program: Program) -> str:
    """The command that does it."""
    task = line.task
    if is_step(line, program):
        return "rj step"
    if len(shorts_of(line, program)) > 1:
        return "rj now"
    if task.short:
        return f"rj {task.short}"
    if task.kind in COMMANDS_BY_KIND:
        return f"rj {COMMANDS_BY_KIND[task.kind]}"
    if len(line.tasks) > 1:
        return "rj practice"
    return f"rj {task.id}" if len(line.use.tasks) == 1 else f"rj practice {task.id}"


def count(line: progress.Line) -> str:
    """How often so far, in words; empty where nothing is counted."""
    if line.dose == "daily":
        words = t("{done} of {days} day") if line.so_far == 1 else t("{done} of {days} days")
        return words.format(done=line.done, days=line.so_far)
    if line.dose == "times":
        return t("{done} of {target}", done=line.done, target=line.target)
    return ""


def names(desk: Desk) -> list[str]:
    """The task names of the running program; empty without one."""
    try:
        day = desk.day_or_none()
    except JournalError:
        return []
    return [id for id, task in day.program.tasks.items() if not task.retired] if day else []


def command_for(desk: Desk, name: str) -> list[str] | None:
    """The arguments that reach a task by its own name; None for an unknown one."""
    return ["do", name] if name in names(desk) else None


def kept_by_questions(desk: Desk, day: Day, task: Task, answers: str) -> None:
    """A kind without a command of its own: read, then asked question by question or taken from --answers."""
    task = filled(task)
    if answers:
        given = keep.accepted(task, keep.read_answers(answers), day.program.vocab)
        show.kept(desk, keep.add(desk, day, task, scored(task, given)))
        return
    desk.need(t("answers to its questions"))
    for paragraph in (task.intro, task.text):
        if paragraph:
            desk.term.line(safe(paragraph, lines=True))
    asked(desk, day, task, KINDS[task.kind].fields(day.use_ask(task)), task.id)


def asked(
    desk: Desk, day: Day, task: Task, fields: Sequence[Field], command: str, also: Mapping[str, object] | None = None
) -> Entry | None:
    """Question by question with a draft beside; the entry, or None where nothing or only a draft was kept.

    `command` goes on with the draft; `also` are answers nobody is asked for.
    """
    prompt = desk.prompt(day)
    try:
        drafted = keep.Drafted(desk, day, task, keep.resumed(desk, prompt, task))
    except (Back, Enough):
        return None
    whole = keep.converse(desk, prompt, drafted, fields)
    draft = drafted.draft
    if draft is not None and not whole:
        desk.term.line(t("Kept as a draft; rj {command} goes on with it.", command=command))
        return None
    if not drafted.answers or not KINDS[task.kind].enough(drafted.answers):
        if draft is not None:
            desk.journal(write=True).drop_draft(draft.id)
        desk.term.line(t(keep.NOTHING))
        return None
    entry = keep.add(desk, day, task, scored(task, {**drafted.answers, **(also or {})}), draft=draft)
    show.kept(desk, entry)
    return entry


def filled(task: Task) -> Task:
    """An assessment's task with the questions of its form; a sheet answered elsewhere gives its two results."""
    if not task.instrument:
        return task
    from repairjournal.library import instruments

    if task.instrument not in instruments.ASKED and instruments.SCORES_ONLY in task.also_accept:
        task = replace(task, instrument=instruments.SCORES_ONLY)
    return instruments.fill(task)


def scored(task: Task, answers: dict[str, object]) -> dict[str, object]:
    """The answers of a sheet with its numbers beside them; others as they are."""
    if not task.instrument:
        return answers
    from repairjournal.library import instruments

    return instruments.scored(task, answers)
