"""write: the story, part by part, in sittings that may stop anywhere."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import time
from typing import Annotated, Any

import typer

from repairjournal.cli import ground, keep, show, story
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError, unknown
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kinds.narrative import CHANGED, clarity
from repairjournal.model.program import Part, Task, Use
from repairjournal.text import safe, t

KIND = "narrative"
SITTINGS = 4  # on one event: studies of expressive writing had three or four, then another angle


def write(
    desk: Desk,
    part: Annotated[str, typer.Argument(metavar="[PART]", help="A part of the story.")] = "",
    text: Annotated[str, typer.Option(help="The text itself; - reads it from standard input.")] = "",
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="Field: value pairs as one JSON object; - is stdin.")
    ] = "",
    told: Annotated[bool, typer.Option("--told", help="Read: first and now, and which words changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --told: as data.")] = False,
) -> None:
    """A part of the story. A sitting may stop at any line; what is written is kept, and told again it is a new version.

    Example: rj write      or: rj write formed --told
    """
    day = desk.day() if told else keep.day_for_keeping(desk)
    task = _task(day)
    use = _use(day, task)
    parts = _ordered(task, use)
    if part and part not in {p.id for p in parts}:
        raise unknown(t("part"), part, [p.id for p in parts])
    if told:
        found = story.told(desk, day, part)
        if as_json:
            show.print_json({"schema": show.SCHEMA, "parts": story.data(found), "notice": t(show.NOTICE)})
            return
        with contextlib.suppress(Back, Enough):
            story.shown(desk, desk.prompt(day) if desk.term.asks else None, found)
        return
    if answers:
        given = keep.accepted(task, keep.read_answers(answers), day.program.vocab)
        show.kept(desk, keep.add(desk, day, task, given))
        return
    if text:
        words = keep.read_text("-").rstrip("\n") if text == "-" else text
        name = part or parts[0].id
        show.kept(desk, keep.add(desk, day, task, {name: words}))
        return
    desk.need(t("--text, or a terminal to write on"))
    prompt = desk.prompt(day)
    try:
        waiting = keep.resumed(desk, prompt, task)
    except (Back, Enough):
        return
    if waiting is None and use is not None and _too_late(desk, use):
        desk.term.line(t("The story likes daylight. It waits."))
        return
    drafted = keep.Drafted(desk, day, task, waiting)
    try:
        _sitting(desk, prompt, day, task, parts, part, drafted)
    except (Back, Enough):
        pass
    except (KeyboardInterrupt, EOFError):
        if drafted.draft is not None:
            desk.term.line(t("Kept as a draft."), DIM)
        raise
    if not drafted.answers:
        desk.term.line(t(keep.NOTHING))
        return
    entry = keep.add(desk, day, task, drafted.answers, draft=drafted.draft)
    show.kept(desk, entry)
    _settle(desk, prompt)
    prompt.offer_to_clear()


def _sitting(
    desk: Desk, prompt: Prompt, day: Day, task: Task, parts: list[Part], chosen: str, drafted: keep.Drafted
) -> None:
    """Choose a part, write it, and where it had been told before, say what is different."""
    if task.intro:
        desk.term.line(safe(task.intro))
    begun = [p.id for p in parts if p.id in drafted.answers]
    name = chosen or (begun[0] if begun else "")
    if not name:
        options = [(str(n), safe(p.title or p.ask)) for n, p in enumerate(parts, 1)]
        name = parts[int(prompt.menu(t("Which part?"), options, enter="1", hint=t("Enter: 1")) or 1) - 1].id
    part = next(p for p in parts if p.id == name)
    tellings = [e for e in desk.journal(write=True).entries(run=day.run.id, tasks=(task.id,)) if e.answers.get(name)]
    earlier = tellings[0] if tellings else None
    with desk.term.private():
        if earlier is not None:
            desk.term.line(t("Told before, on {date}:", date=show.long_date(earlier.date)), DIM)
            desk.term.line(safe(str(earlier.answers[name]), lines=True), indent="  ")
            if angle := _another_angle(day, tellings):
                desk.term.line(angle, DIM)
        desk.term.line(safe(part.ask), BOLD)
        desk.term.line(t("An empty line ends it. Stop at any line; any topic may be left alone."), DIM)

        def save(words: str) -> None:
            drafted.answers[name] = words
            drafted.save(1, drafted.answers)

        text = prompt.page(str(drafted.answers.get(name, "")), save)
        if text:
            save(text)
        if not drafted.answers.get(name):
            return
        extra = [f for f in task.fields if f.id not in {p.id for p in parts}]
        asked = [*extra, *([CHANGED] if earlier is not None else [])]
        prompt.fields([*asked, *_use_question(day, task)], drafted.answers, drafted.save)
        to_oneself = clarity(task)
        ways = (("m", t("four questions to yourself about it, no score")),)
        if to_oneself and prompt.menu("", ways, enter="", hint=t("Enter: that is it")):
            prompt.fields(to_oneself, drafted.answers, drafted.save)


def _use_question(day: Day, task: Task) -> list[Any]:
    """The question today's phase adds to the story."""
    known = {f.id for f in task.fields}
    return [f for f in day.use_ask(task).fields if f.id not in known]


def _settle(desk: Desk, prompt: Prompt) -> None:
    """Some minutes to arrive again before anything else."""
    try:
        line = t("Some minutes to settle before the next thing?")
        ways = (("1", t("look around the room, two minutes")),)
        if prompt.menu(line, ways, enter="", hint=t("Enter: I settle my own way")) == "1":
            ground.the_room(desk)
    except (Back, Enough):
        pass


def _task(day: Day) -> Task:
    mine = [x for x in day.program.tasks.values() if x.kind == KIND and not x.retired]
    if not mine or not mine[0].parts:
        raise UsageError(t("this program has no story"), t("rj moment or rj reflect keeps other pages"))
    used = [id for use in (day.span.phase.uses if day.span else ()) for id in use.tasks]
    return next((x for x in mine if x.id in used), mine[0])


def _use(day: Day, task: Task) -> Use | None:
    return next((use for use in (day.span.phase.uses if day.span else ()) if task.id in use.tasks), None)


def _ordered(task: Task, use: Use | None) -> list[Part]:
    """All parts, always; the phase's own first."""
    first = use.parts if use else ()
    return sorted(task.parts, key=lambda p: p.id not in first)


def _too_late(desk: Desk, use: Use) -> bool:
    """Whether a sitting is not begun any more this evening (`not_after`), nor before the day has turned."""
    if not use.not_after:
        return False
    now = desk.now().time()
    return now >= time.fromisoformat(use.not_after) or now < desk.day_start


def _another_angle(day: Day, tellings: Sequence[Entry]) -> str:
    """A word to someone who tells the same again and again, the newest telling first; writing stays open."""
    if len(tellings) >= SITTINGS:
        return t("Told {n} times. Another part, or another side of it, may be kinder than once more.", n=len(tellings))
    if tellings and (day.on - tellings[0].date).days <= 1:
        return t("You were here a short while ago. A page may rest for some days.")
    return ""
