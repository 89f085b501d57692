"""demo: a made-up journal of fifty days in a throw-away folder; nothing of the person's is touched."""

from __future__ import annotations

import os
import random
import tempfile
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer

from repairjournal.cli import progress, start, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, OPEN, Entry, Mark
from repairjournal.model.program import Task
from repairjournal.text import safe, t

DAYS = 50
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
    day: Annotated[int, typer.Option("--day", metavar="N", min=1, max=DAYS, help="Which day it is there.")] = DAYS,
) -> None:
    """A made-up journal of fifty days in a folder of its own: today, progress, and where to look next.

    Example: rj demo --day 13
    """
    folder = tempfile.mkdtemp(prefix="daybook-demo-")
    previous = os.environ.get("REPAIRJOURNAL_HOME")
    os.environ["REPAIRJOURNAL_HOME"] = folder
    try:
        _Story(desk, day).live()
        there = Desk(desk.now, plain=desk.term.plain, no_input=desk.no_input)
        try:
            term = there.term
            term.line(t("Made up from here on. Nobody lived this, and your own journal is not touched."), BOLD)
            term.line()
            today.today(there)
            term.line()
            progress.progress(there)
        finally:
            there.close()
    finally:
        if previous is None:
            del os.environ["REPAIRJOURNAL_HOME"]
        else:
            os.environ["REPAIRJOURNAL_HOME"] = previous
    desk.term.line()
    desk.term.line(t("Look around in it:"), BOLD)
    desk.term.line(f"  REPAIRJOURNAL_HOME={safe(folder)} rj log", indent="    ", first="")
    desk.term.line(t("Your own: rj start.   The made-up one is only that folder; delete it when you like."), DIM)


class _Story:
    """Fifty evenings, the same at every call."""

    def __init__(self, desk: Desk, days: int) -> None:
        self.random = random.Random(SEED)
        self.days = days
        self.first = desk.journal_date() - timedelta(days=days - 1)
        self.zone = desk.now().tzinfo
        self.at = self._evening(self.first)
        self.desk = Desk(lambda: self.at, no_input=True)

    def _evening(self, on: date) -> datetime:
        return datetime(on.year, on.month, on.day, 20, 30, tzinfo=self.zone)

    def live(self) -> None:
        try:
            loaded = start.load(self.desk, PROGRAM)
            start.begin(self.desk, loaded, self.first, "both", "partner")
            for n in range(self.days - 1):
                self.at = self._evening(self.first + timedelta(days=n))
                if self.random.random() < 0.85:
                    self._day(self.desk.day(), n + 1)
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

    def _strength(self, n: int) -> int:
        """Higher in the beginning, never a straight line."""
        return max(1, min(9, round(self.random.gauss(6.2 - n / 25, 1.4))))

    def _entry(self, day: Day, kind: str, task: str, answers: dict[str, Any], minutes: int, state: str = KEPT) -> Entry:
        at = self.at + timedelta(minutes=minutes)
        return self.desk.new_entry(day, kind, task, answers, at=at, state=state)

    def _trigger(self, day: Day, n: int) -> Entry:
        situation, body, thought = self.random.choice(TRIGGERS)
        now = self._strength(n)
        answers: dict[str, Any] = {"now": now, "situation": situation, "body": body, "thought": thought}
        if self.random.random() < 0.6:
            answers |= {"belief": 5 * self.random.randint(6, 19), "distress": min(10, now + self.random.randint(0, 2))}
        return self._entry(day, "trigger", "trigger-note", answers, -self.random.randint(30, 400))

    def _practice(self, day: Day, task: Task, n: int) -> Entry:
        before = self._strength(n)
        after = max(0, before + self.random.choice((-3, -2, -2, -1, -1, 0, 0, 1)))
        whole = self.random.random() < 0.8
        seconds = task.seconds if whole else self.random.randint(30, task.seconds - 10)
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
