"""The story as it was told first and as it is told now: side by side, word by word, and what the person says of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import NamedTuple

from repairjournal.cli import show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Prompt
from repairjournal.cli.term import BOLD
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kinds.narrative import CHANGED
from repairjournal.model.program import Part
from repairjournal.text import cells, safe, t, wrap

GAP = 2  # columns between the story then and now


class Told(NamedTuple):
    """A part and its tellings, the first one first."""

    part: Part
    entries: tuple[Entry, ...]

    def text(self, at: int) -> str:
        return str(self.entries[at].answers[self.part.id])


def told(desk: Desk, day: Day, part: str = "") -> list[Told]:
    """The parts told so far in this run, or the one asked for."""
    found = desk.journal().entries(run=day.run.id, kinds=("narrative",))
    out = []
    for task in day.program.tasks.values():
        for each in task.parts:
            mine = tuple(e for e in reversed(found) if e.task == task.id and e.answers.get(each.id))
            if mine and part in ("", each.id):
                out.append(Told(each, mine))
    return out


def data(found: Sequence[Told]) -> list[dict[str, object]]:
    return [
        {
            "part": one.part.id,
            "title": one.part.title or one.part.ask,
            "versions": [
                {
                    "id": e.id,
                    "date": e.date.isoformat(),
                    "text": e.answers[one.part.id],
                    CHANGED.id: e.answers.get(CHANGED.id),
                }
                for e in one.entries
            ],
        }
        for one in found
    ]


def shown(desk: Desk, prompt: Prompt | None, found: Sequence[Told]) -> None:
    """First and now of each part: out of sight and a screen at a time where there is a prompt, else printed.

    Raises Back and Enough.
    """
    if not found:
        desk.term.line(t("No page of the story yet. rj write is there on any day."))
    for one in found:
        title = safe(one.part.title or one.part.ask)
        rows = [*_first_and_now(desk, one), *_words(desk, one), *_said(desk, one)]
        if prompt is not None:
            paged(desk, prompt, title, rows)
            continue
        desk.term.line(title, BOLD)
        for row in rows:
            desk.term.line(row)


def paged(desk: Desk, prompt: Prompt, title: str, rows: Sequence[str]) -> None:
    """Own words out of sight, a screen at a time."""
    room = max(5, shutil.get_terminal_size().lines - 6)
    for at in range(0, len(rows), room):
        with desk.term.private():
            desk.term.line(title, BOLD)
            for row in rows[at : at + room]:
                desk.term.line(row)
            prompt.menu("", (), enter="", hint=t("Enter: on"))


def _first_and_now(desk: Desk, one: Told) -> list[str]:
    """Two columns; one where it was told once only; plain or narrow: one after the other."""
    first, now = one.entries[0], one.entries[-1]
    width = (desk.term.width - GAP) // 2
    beside = first.id != now.id and desk.term.is_tty and not desk.term.plain and width >= 30
    if not beside:
        width = desk.term.width
    columns = [
        wrap(t("{date}:", date=show.long_date(e.date)), width) + wrap(safe(words, lines=True), width)
        for e, words in ((first, one.text(0)), (now, one.text(-1)))[: 1 if first.id == now.id else 2]
    ]
    if not beside:
        return [row for column in columns for row in column]
    left, right = columns
    height = max(len(left), len(right))
    left, right = (column + [""] * (height - len(column)) for column in (left, right))
    return [(a + " " * (width + GAP - cells(a)) + b).rstrip() for a, b in zip(left, right, strict=True)]


def _words(desk: Desk, one: Told) -> list[str]:
    """The present words with what went and what came; nothing where it was told once or in the same words."""
    if len(one.entries) < 2 or one.text(0) == one.text(-1):
        return []
    from repairjournal.model.told import stretches

    found = stretches(one.text(0), one.text(-1))
    if desk.term.plain:
        said = {"gone": t("Gone: {words}"), "new": t("New: {words}")}
        return [said[x.kind].format(words=safe(x.text.strip())) for x in found if x.kind in said and x.text.strip()]
    text = "".join(_marked(kind, words) for kind, words in found).replace("]*", "] *")
    heading = t("Word by word, what went in [ ] and what came in * *:")
    return ["", *wrap(heading, desk.term.width), *wrap(safe(text.strip(), lines=True), desk.term.width)]


def _marked(kind: str, words: str) -> str:
    """One stretch with its signs, the blanks around it outside of them."""
    bare = words.strip()
    if kind == "same" or not bare:
        return words if kind != "gone" else ""
    lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{lead}[{bare}]" if kind == "gone" else f"{lead}*{bare}*{tail}"


def _said(desk: Desk, one: Told) -> list[str]:
    """What the person said had changed, telling by telling."""
    lines = [(e, str(e.answers.get(CHANGED.id) or "")) for e in one.entries[1:]]
    rows = [
        row
        for e, words in lines
        if words
        for row in wrap(f"{show.long_date(e.date)}: {safe(words)}", desk.term.width, "  ", "")
    ]
    return ["", t("What you said is different:"), *rows] if rows else []
