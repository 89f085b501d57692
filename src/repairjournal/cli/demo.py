"""demo: a made-up journal of fifty days in a throw-away folder; nothing of the person's is touched."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli import progress, start, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Entry, Mark
from repairjournal.model.program import Task
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import LoadedProgram

SEED = 50
PROGRAM = "integrative-50"

# Nobody lived these: (what happened, the body, the sentence).
TRIGGERS = (
    ("No answer to my message since noon", "chest tight, hands restless", "I was too much again"),
    ("A short goodnight, and the light went off", "throat tight", "Something is wrong and nobody says it"),
    ("We planned the weekend and a friend came first", "belly sinking", "I come last"),
    ("The door of the other room stayed shut for an hour", "whole body numb", "Better not to ask"),
    ("A question about how my day really was", "shoulders tight, held breath", "If I begin I will not stop"),
    ("The phone rang and it was not who I hoped for", "chest hollow", "Nobody calls"),
    ("A sharp word over the dishes", "jaw tight, face hot", "Here it begins"),
    ("A compliment, and I made a joke of it", "nothing noticed", "They do not mean it"),
)
GOOD = (
    ("stayed", "We sat on the stairs until the rain was over", "warm, and slower than usual"),
    ("said a need", "I said that I would like to be asked first", "shaky, then lighter"),
    ("took comfort", "A hand on my back and I did not move away", "soft in the belly"),
    ("something else", "We laughed about the burnt rice", "wide"),
)
NOTES = (
    "Louder at first, then it went by itself.",
    "I looked at the phone twice. It still helped.",
    "Hard to stay, and I did not have to.",
    "The long breath out was the good part.",
    "Nothing much, and that is fine.",
)
CLOSING = ("A small good thing today.", "Tired, and it was enough.", "Kinder than yesterday.", "")
PREDICTED = {
    "belief": "If I wait, I am forgotten",
    "prediction": "No word until tomorrow",
    "plan": "Five minutes first, then one plain line",
}
CAME_OF_IT = {
    "did": "yes",
    "outcome": "An answer came after dinner",
    "came_true": "no",
    "learning": "Waiting is long, and it ends",
    "keep": "change",
}
STORY = (
    ("formed", "It took shape in a house where one listened for the key in the door."),
    ("shaped", "Two long summers away, and one aunt who always wrote back."),
    ("rewrite", "I learned to listen early. I may use it for other things now."),
)


def demo(
    desk: Desk,
    day: Annotated[int | None, typer.Option("--day", metavar="N", min=1, help="Which day it is there.")] = None,
    program: Annotated[str, typer.Option("--program", metavar="FILE", help="A program of your own.")] = PROGRAM,
) -> None:
    """A made-up journal of a whole program in a folder of its own: today, progress, and where to look next.

    Example: rj demo --day 13
    """
    loaded = start.load(desk, program)
    days = loaded.program.days
    if day and day > days:
        raise UsageError(t("--day does not fit"), t("give a whole number from {low} to {high}", low=1, high=days))
    with elsewhere(keep=True) as folder:
        _Story(desk, loaded, day or days).live()
        there = Desk(desk.now, plain=desk.term.plain, no_input=desk.no_input, lang=desk.lang)
        try:
            term = there.term
            term.line(t("Made up from here on. Nobody lived this, and your own journal is not touched."), BOLD)
            term.line()
            today.today(there)
            term.line()
            progress.progress(there)
        finally:
            there.close()
    desk.term.line()
    desk.term.line(t("Look around in it:"), BOLD)
    desk.term.line(f"  REPAIRJOURNAL_HOME={safe(folder)} rj log", indent="    ", first="")
    desk.term.line(t("Your own: rj start.   The made-up one is only that folder; delete it when you like."), DIM)


@contextmanager
def elsewhere(*, keep: bool) -> Iterator[str]:
    """Everything inside happens in a journal home of its own, which is thrown away unless kept; its folder."""
    folder = tempfile.mkdtemp(prefix="daybook-demo-")
    previous = os.environ.get("REPAIRJOURNAL_HOME")
    os.environ["REPAIRJOURNAL_HOME"] = folder
    try:
        yield folder
    finally:
        if previous is None:
            del os.environ["REPAIRJOURNAL_HOME"]
        else:
            os.environ["REPAIRJOURNAL_HOME"] = previous
        if not keep:
            import shutil

            shutil.rmtree(folder, ignore_errors=True)


class _Story:
    """The evenings of a program, the same at every call."""

    def __init__(self, desk: Desk, loaded: LoadedProgram, days: int) -> None:
        self.random = random.Random(SEED)
        self.loaded, self.days = loaded, days
        self.first = desk.journal_date() - timedelta(days=days - 1)
        self.zone = desk.now().tzinfo
        self.at = self._evening(self.first)
        self.desk = Desk(lambda: self.at, no_input=True, lang=desk.lang)

    def _evening(self, on: date) -> datetime:
        return datetime(on.year, on.month, on.day, 20, 30, tzinfo=self.zone)

    def live(self) -> None:
        try:
            start.begin(self.desk, self.loaded, self.first, "both", "partner")
            shipped = self.loaded.name in start.SHIPPED
            for n in range(self.days - 1):
                self.at = self._evening(self.first + timedelta(days=n))
                if self.random.random() < 0.85:
                    self._day(self.desk.day(), n + 1) if shipped else self._evening_of(self.desk.day(), n + 1)
        finally:
            self.desk.close()

    def _day(self, day: Day, n: int) -> None:
        """One evening: everything of it as one act, since nobody will undo it step by step."""
        chance, tasks = self.random.random, day.program.tasks
        with self.desk.journal(write=True).act("demo", t("a made-up evening"), at=self.at, on=day.on) as act:
            if chance() < 0.75:
                act.add(self._trigger(day, n))
            else:
                from repairjournal import store

                act.add(Mark(store.new_id(), day.run.id, day.on, day.on, "trigger-note", "none"))
            if chance() < 0.3 + n / 200:
                act.add(self._practice(day, tasks["soothe-5"], n))
            if n > 3 and chance() < 0.5:
                act.add(self._practice(day, tasks["body-scan"], n))
            if n > 10 and chance() < 0.35:
                what, text, like = self.random.choice(GOOD)
                act.add(self._entry(day, "moment", "moment", {"what": what, "text": text, "like": like}, 40))
            if n in (1, 20, 47):
                act.add(self._sheet(day, n))
            if n in (5, 12, 26, 33):
                act.add(self._experiment(day, n))
            if n in (27, 31, 41):
                part, text = STORY[(27, 31, 41).index(n)]
                act.add(self._entry(day, "narrative", "story", {part: text}, -300))
            act.add(self._entry(day, "reflection", "checkin", self._closing(n), 60))

    def _evening_of(self, day: Day, n: int) -> None:
        """An evening of any program: something of what it asks for on that day."""
        with self.desk.journal(write=True).act("demo", t("a made-up evening"), at=self.at, on=day.on) as act:
            for line in today.lines_today(self.desk, day):
                if line.state != "open" or self.random.random() > (0.75 if line.role == "core" else 0.2):
                    continue
                task = self.random.choice(line.tasks)
                if entry := self._of_kind(day, task, n):
                    act.add(entry)
            act.add(self._entry(day, "reflection", "checkin", self._closing(n), 60))

    def _of_kind(self, day: Day, task: Task, n: int) -> Entry | None:
        """A made-up entry of the kinds that can be made up without the program's own questions."""
        if task.kind == "trigger":
            return self._trigger(day, n, task.id)
        if task.kind == "practice" and task.steps:
            return self._practice(day, task, n)
        if task.kind == "moment":
            what, text, like = self.random.choice(GOOD)
            return self._entry(day, "moment", task.id, {"what": what, "text": text, "like": like}, 40)
        return None

    def _strength(self, n: int) -> int:
        """Higher in the beginning, never a straight line."""
        return max(1, min(9, round(self.random.gauss(6.2 - n / 25, 1.4))))

    def _entry(self, day: Day, kind: str, task: str, answers: dict[str, Any], minutes: int, state: str = KEPT) -> Entry:
        at = self.at + timedelta(minutes=minutes)
        return self.desk.new_entry(day, kind, task, answers, at=at, state=state)

    def _trigger(self, day: Day, n: int, task: str = "trigger-note") -> Entry:
        situation, body, thought = self.random.choice(TRIGGERS)
        now = self._strength(n)
        answers: dict[str, Any] = {"now": now, "situation": situation, "body": body, "thought": thought}
        if self.random.random() < 0.6:
            answers |= {"belief": 5 * self.random.randint(6, 19), "distress": min(10, now + self.random.randint(0, 2))}
        return self._entry(day, "trigger", task, answers, -self.random.randint(30, 400))

    def _practice(self, day: Day, task: Task, n: int) -> Entry:
        before = self._strength(n)
        after = max(0, before + self.random.choice((-3, -2, -2, -1, -1, 0, 0, 1)))
        whole = self.random.random() < 0.8
        seconds = (
            task.seconds
            if whole
            else self.random.randint(low := min(30, task.seconds // 2), max(low, task.seconds - 10))
        )
        answers = {"before": before, "after": after, "seconds": seconds, "planned": task.seconds,
                   "how": "finished" if whole else "stopped", "note": self.random.choice(NOTES)}  # fmt: skip
        return self._entry(day, "practice", task.id, answers, -self.random.randint(0, 300))

    def _sheet(self, day: Day, n: int) -> Entry:
        from repairjournal.library import instruments

        task = instruments.fill(day.program.tasks["own-check"])
        counts = {f.id: max(0, min(4, round(self.random.gauss(2.2 - n / 60, 1)))) for f in task.fields}
        return self._entry(day, "assessment", task.id, instruments.scored(task, counts), 20)

    def _experiment(self, day: Day, n: int) -> Entry:
        answers: dict[str, Any] = {**PREDICTED, "belief_before": 80 - n, "sure": 75, "exercise": "soothe-5"}
        if n == 33:
            return self._entry(day, "experiment", "experiment", answers, 30, OPEN)
        answers |= {**CAME_OF_IT, "belief_after": 60 - n}
        return self._entry(day, "experiment", "experiment", answers, 30)

    def _closing(self, n: int) -> dict[str, Any]:
        text = self.random.choice(CLOSING)
        return {"now": max(0, self._strength(n) - 2)} | ({"text": text} if text else {})
