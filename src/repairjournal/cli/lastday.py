"""The last day's look back: a letter, the story then and now, what helped. Nothing of it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repairjournal.cli import keep, reflect, show, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kind import first_line
from repairjournal.text import cells, safe, t, wrap

RECENT = 60  # practices looked through for what helped
GAP = 2  # columns between the story then and now


def look_back(desk: Desk, prompt: Prompt, day: Day) -> None:
    """How many days hold something, and three things to do with them; Enter goes on with the day. Raises Enough."""
    kept = today.record(desk, day, whole=True).kept_days()
    n = len([d for d in kept if 1 <= d <= day.days])
    line = t("{days} days. {n} with something kept. Whatever they held, they are yours.", days=day.days, n=n)
    desk.term.line(line, BOLD)
    doors = {"1": _letter, "2": _story, "3": _helped}
    options = (
        ("1", t("a letter to this day next year")),
        ("2", t("the story, first and now, side by side")),
        ("3", t("what helped, in your own words")),
    )
    hint = t("Nothing of this is needed. Enter: just the day")
    while True:
        try:
            chosen = prompt.menu("", options, enter="", hint=hint)
            if not chosen:
                return
            doors[chosen](desk, prompt, day)
        except Back:
            continue


def _letter(desk: Desk, prompt: Prompt, day: Day) -> None:
    """The close of the last phase, as long as one likes; kept as it grows."""
    phase = day.spans[-1].phase
    task = reflect.close_task(phase.close or t("A letter to this day next year."))
    drafted = keep.Drafted(desk, day, task, keep.resumed(desk, prompt, task))

    def save(words: str) -> None:
        drafted.answers |= {"text": words, "phase": phase.id}
        drafted.save(1, drafted.answers)

    with desk.term.private():
        desk.term.line(safe(task.fields[0].ask), BOLD)
        desk.term.line(t("An empty line ends it."), DIM)
        text = prompt.page(str(drafted.answers.get("text", "")), save)
        if text.strip():
            save(text)
    if drafted.answers:
        show.kept(desk, keep.add(desk, day, task, drafted.answers, draft=drafted.draft))


def _story(desk: Desk, prompt: Prompt, day: Day) -> None:
    """Each part as it was told first and as it is told now."""
    found = desk.journal().entries(run=day.run.id, kinds=("narrative",))
    parts = [(task.id, part) for task in day.program.tasks.values() for part in task.parts]
    shown = False
    for id, part in parts:
        told = [e for e in found if e.task == id and e.answers.get(part.id)]
        if told:
            shown = True
            _paged(desk, prompt, safe(part.title or part.ask), _side_by_side(desk, told[-1], told[0], part.id))
    if not shown:
        desk.term.line(t("No page of the story yet. rj write is there on any day."))


def _side_by_side(desk: Desk, first: Entry, now: Entry, part: str) -> list[str]:
    """Two columns; one where it was told once only; plain: one after the other."""
    texts = [first] if first.id == now.id else [first, now]
    width = desk.term.width if desk.term.plain or len(texts) == 1 else (desk.term.width - GAP) // 2
    columns = [
        wrap(t("{date}:", date=show.long_date(e.date)), width) + wrap(safe(str(e.answers[part]), lines=True), width)
        for e in texts
    ]
    if len(columns) == 1 or desk.term.plain:
        return [row for column in columns for row in column]
    left, right = columns
    height = max(len(left), len(right))
    left, right = (column + [""] * (height - len(column)) for column in (left, right))
    return [(a + " " * (width + GAP - cells(a)) + b).rstrip() for a, b in zip(left, right, strict=True)]


def _helped(desk: Desk, prompt: Prompt, day: Day) -> None:
    rows = [f"{title}: {words}" for title, words in helped(desk, day)]
    learned = desk.journal().entries(run=day.run.id, kinds=("experiment",))
    rows += [safe(first_line(e.answers, "learning")) for e in learned if e.answers.get("learning")]
    if not rows:
        desk.term.line(t("No line about that yet. After a practice there is a place for one."))
        return
    _paged(desk, prompt, t("What helped"), [part for row in rows for part in wrap(row, desk.term.width, "  ", "")])


def helped(desk: Desk, day: Day) -> Iterator[tuple[str, str]]:
    """(title, the person's line) of practices after which it was less strong, the newest first; fit to be shown."""
    for entry in desk.journal().entries(run=day.run.id, kinds=("practice",), n=RECENT):
        before, after = entry.answers.get("before"), entry.answers.get("after")
        words = first_line(entry.answers, "note")
        if words and isinstance(before, int) and isinstance(after, int) and after < before:
            yield show.task_title(desk.task(day, entry.task), entry.task), safe(words)


def _paged(desk: Desk, prompt: Prompt, title: str, rows: Sequence[str]) -> None:
    """Own words out of sight, a screen at a time."""
    import shutil

    room = max(5, shutil.get_terminal_size().lines - 6)
    for at in range(0, len(rows), room):
        with desk.term.private():
            desk.term.line(title, BOLD)
            for row in rows[at : at + room]:
                desk.term.line(row)
            prompt.menu("", (), enter="", hint=t("Enter: on"))
