"""The last day's look back: a letter, the story then and now, what helped. Nothing of it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from repairjournal.cli import keep, reflect, show, story, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.day import Day
from repairjournal.model.kind import first_line
from repairjournal.text import safe, t, wrap

RECENT = 60  # practices looked through for what helped


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
    story.shown(desk, prompt, story.told(desk, day))


def _helped(desk: Desk, prompt: Prompt, day: Day) -> None:
    rows = [f"{title}: {words}" for title, words in helped(desk, day)]
    learned = desk.journal().entries(run=day.run.id, kinds=("experiment",))
    rows += [safe(first_line(e.answers, "learning")) for e in learned if e.answers.get("learning")]
    if not rows:
        desk.term.line(t("No line about that yet. After a practice there is a place for one."))
        return
    story.paged(desk, prompt, t("What helped"), [part for row in rows for part in wrap(row, desk.term.width, "  ", "")])


def helped(desk: Desk, day: Day) -> Iterator[tuple[str, str]]:
    """(title, the person's line) of practices after which it was less strong, the newest first; fit to be shown."""
    for entry in desk.journal().entries(run=day.run.id, kinds=("practice",), n=RECENT):
        before, after = entry.answers.get("before"), entry.answers.get("after")
        words = first_line(entry.answers, "note")
        if words and isinstance(before, int) and isinstance(after, int) and after < before:
            yield show.task_title(desk.task(day, entry.task), entry.task), safe(words)
