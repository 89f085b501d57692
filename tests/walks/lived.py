"""Fifty days of one person, word by word: the story, and how each of its words is done on a real journal."""

from __future__ import annotations

import io
import json
import sys
import time
from collections import Counter
from contextlib import redirect_stdout
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from repairjournal import store
from repairjournal.cli import app
from repairjournal.model.entry import Mark
from tests.cli.terminal import ENTER, Terminal

AT_HOME, AWAY_FROM_HOME = "Europe/Berlin", "America/Los_Angeles"  # nine hours apart
FIRST = datetime(2026, 3, 2)  # noqa: DTZ001 - wall time; the zone is where the person is

# The date counted from the first, the program day of what is kept on it, what is done. Letters before a colon: for
# whom (a anxious, v avoidant, n neither; p: neuroplasticity-50 only). `late` is done at half past one in the night.
STORY = """
 1   1  small-hours av:check read see=first
 2   2  av:evening sheet short a:soothe v:leave avp:ladder formed
 3   3  evening-after look n:undone elsewhere new ten close
 4   4  look short
 5   5  short dry n:check late
 6   6  av:none short review
 7   6  pause
 8   6  look see=paused
11   7  resume look ten exercise=outward p:step p:place=kitchen
12   8  a:look a:ten vn:skip=body-scan n:elsewhere see=put-off
13   9  evening a:leave v:new shaped
14  10  evening-after look outward avp:step v:exercise=shake-off moment close
15  11  look a:soothe v:leave n:dry
16  12  none p:ladder p:step v:review
17  13  a:soothe new late
18  14  ten exercise=one-need
19  15  yesterday evening p:step
20  16  evening-after look review extend a:soothe v:dry
21  17  look p:step
22  18  n:look a:leave
23  19  check moment look v:skip=soothe-5 see=grown
24  20  a:look rewrite close
25  21  look ten p:step
26  22  evening ten a:dry
27  23  evening-after short exercise=feet-and-chair av:late
35  24  see=gap told pause-given see=given look ten p:step a:soothe v:leave
36  25  look ten exercise=long-out-breath moment p:step
37  26  none a:soothe v:gate v:stay p:step
38  27  look short exercise=shake-off new check
39  28  a:look ten v:moment avp:step elsewhere close
40  29  look formed read p:step
41  30  none review moment
42  31  gate-in-berlin landed ten see=flown
43  32  look shaped p:step p:place=garden
44  33  evening moment elsewhere
45  34  home evening-after look exercise=who-saw p:step
46  35  a:look rewrite
47  36  look new p:step
48  37  none a:leave sheet
49  38  look v:rewrite n:check close
50  39  look moment review p:step
51  40  none no-moment
59  48  moment a:soothe v:stay n:soothe p:step late
60  49  look check moment rewrite see=nearly
61  50  evening moment sheet p:step
62  51  evening-after look a:moment exercise=kinder-sentence p:step
63  52  a:no-moment v:skip=moment elsewhere late
64  53  look moment close ten new p:step
65  54  moment see=after
69  58  soothe
"""

TRIGGER = ("trigger", "--situation", "a message stayed unanswered", "--body", "chest tight", "--now", "4")
EXPERIMENT = {"belief": "If I ask, it is too much.", "sure": 60, "prediction": "A sigh, and no answer."}
OUTCOME = {"did": "yes", "outcome": "A plain yes.", "came_true": "no", "learning": "Asking can be short."}
OWN_STEPS = {"steps": "kind-message, plain-answer", "setting": "kitchen"}

# word: (task of the entry it keeps, command, standard input)
KEEPS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "look": ("trigger-note", TRIGGER, ""),
    "check": ("own-check", ("assess", "own-check", "--answers", "-"), "0 1 2 0 1 0 3 1 2 2"),
    "sheet": ("sheet", ("assess", "scores-only", "--answers", "-"), "nine-lines a-page 3.2 2.1"),
    "short": ("body-scan", ("scan", "--short", "--done", "3m", "--before", "5", "--after", "4"), ""),
    "ten": ("body-scan", ("scan", "--done", "10m", "--before", "6", "--after", "3"), ""),
    "outward": ("outward-10", ("practice", "outward-10", "--done", "10m", "--before", "4", "--after", "4"), ""),
    "soothe": ("soothe-5", ("soothe", "--done", "5m", "--before", "7", "--after", "4"), ""),
    "dry": ("soothe-5", ("soothe", "--done", "5m", "--dry-run"), ""),
    "leave": ("leaving-well", ("stay", "--done", "5m", "--before", "6", "--after", "6"), ""),
    "stay": ("stay-minute", ("stay", "--done", "1m", "--before", "7", "--after", "5"), ""),
    "step": ("kind-message", ("practice", "kind-message", "--done", "5m"), ""),
    "ladder": ("ladder", ("ladder", "--answers", "-"), json.dumps(OWN_STEPS)),
    "new": ("experiment", ("experiment", "new", "--answers", "-"), json.dumps(EXPERIMENT)),
    "formed": ("story", ("write", "formed", "--text", "It began in a quiet house."), ""),
    "shaped": ("story", ("write", "shaped", "--text", "-"), "The year we moved."),
    "rewrite": ("story", ("write", "rewrite", "--text", "I learned to wait; I can also ask."), ""),
    "elsewhere": ("elsewhere", ("reflect", "elsewhere", "--text", "At work, with my mother."), ""),
    "close": ("close", ("reflect", "close", "--text", "Smaller than I thought."), ""),
    "moment": ("moment", ("moment", "--text", "we cooked together", "--what", "stayed"), ""),
    "read": ("", ("read",), ""),
    "small-hours": ("trigger-note", TRIGGER, ""),
    "late": ("trigger-note", TRIGGER, ""),
    "gate-in-berlin": ("trigger-note", TRIGGER, ""),
    "landed": ("soothe-5", ("soothe", "--done", "5m", "--dry-run"), ""),
    "yesterday": ("trigger-note", (*TRIGGER, "--at", "yesterday 21:30"), ""),
    "told": ("trigger-note", (*TRIGGER, "--at", "2026-03-31 20:00"), ""),
}
BEFORE = {"yesterday": 1, "told": 1}  # program days back of those that tell of an earlier day
READINGS = {1: "read-stand", 29: "read-tell"}  # by the program day
CLOCK = {"small-hours": "01:40", "gate-in-berlin": "04:20", "landed": "03:10", "late": "01:30"}
# Nothing is kept by these; `--yes` because today's number falls by a pause.
ACTS: dict[str, tuple[str, ...]] = {
    "pause": ("pause", "--yes"),
    "resume": ("resume",),
    "pause-given": ("pause", "--from", "2026-03-29", "--to", "2026-04-04", "--yes"),
    "extend": ("extend", "3"),
}
MARKS = {"none": ("trigger-note", "none"), "no-moment": ("moment", "none")}


class Life:
    """One person with one program. `at_terminal`: the evenings are check-ins broken off, finished on the next day.

    seen: `today --json` by the names in the story. kept: how often each (task, program day) was kept.
    """

    def __init__(self, home: Path, env: pytest.MonkeyPatch, program: str, lean: str, *, at_terminal: bool) -> None:
        self.home, self.env, self.program, self.lean = home, env, program, lean
        self.at_terminal = at_terminal
        self.seen: dict[str, Any] = {}
        self.kept: Counter[tuple[str, int]] = Counter()
        self.last = ""
        self._be_in(AT_HOME)
        self.now = self._wall(1, "01:30")
        self.run("start", program, "--lean", lean, "--about", "partner")

    def live(self) -> None:
        for line in STORY.strip().splitlines():
            date, day, *words = line.split()
            self.now = self._wall(int(date), "19:00")
            for word in words:
                whom, _, rest = word.rpartition(":")
                if self._is_for(whom):
                    self._do(rest, int(date), int(day))

    def run(self, *args: str, typed: str = "") -> str:
        """One command in this process, two minutes after the last; it ends well."""
        self.now += timedelta(minutes=2)
        out = io.StringIO()
        self.env.setattr(sys, "stdin", io.StringIO(typed))
        with redirect_stdout(out):
            code = app.main(list(args), lambda: self.now)
        assert code == 0, f"{args} on {self.now} ended with {code}: {out.getvalue()}"
        return out.getvalue()

    def told(self, *args: str) -> Any:
        return json.loads(self.run(*args, "--json"))

    def _is_for(self, whom: str) -> bool:
        leans = set(whom) - {"p"}
        return (not leans or self.lean[self.lean == "avoidant"] in leans) and (
            "p" not in whom or self.program == "neuroplasticity-50"
        )

    def _be_in(self, zone: str) -> None:
        self.env.setenv("TZ", zone)
        time.tzset()
        self.zone = zone

    def _wall(self, date: int, clock: str) -> datetime:
        """That clock time on a date counted from the first, with the offset a machine there would give."""
        on = FIRST + timedelta(days=date - 1)
        wall = datetime.fromisoformat(f"{on.date()}T{clock}").replace(tzinfo=ZoneInfo(self.zone))
        offset = wall.utcoffset()
        assert offset is not None
        return wall.replace(tzinfo=timezone(offset))

    def _do(self, word: str, date: int, day: int) -> None:
        word, _, value = word.partition("=")
        if word == "landed":
            self._be_in(AWAY_FROM_HOME)
        if word in CLOCK:
            self.now = self._wall(date + (word == "late"), CLOCK[word])
        if word == "home":
            self._be_in(AT_HOME)
            self.now = self._wall(date, "19:00")
        elif word == "see":
            self.seen[value] = self.told("today")
        elif word == "evening":
            self._mark("none") if not self.at_terminal else self._checkin_broken_off(day)
        elif word == "evening-after":
            self._checkin_finished() if self.at_terminal else None
        elif word in MARKS:
            self._mark(word)
        elif word == "gate":
            with store.open_journal(self.home / "journal.db", write=True) as journal:
                run = journal.active_run()
                assert run is not None
                journal.set_variant(run.id, "a")
        elif word in ACTS:
            self.run(*ACTS[word])
        elif word == "skip":
            self.run("skip", value)
        elif word == "review":
            self.run("experiment", "review", "--answers", "-", typed=json.dumps(OUTCOME))
        elif word == "undone":
            self.run(*TRIGGER)
            self.run("undo")
        elif word == "place":
            self.run("edit", self.last, "--set", f"setting={value}")
        else:
            self._keep(word, value, day)
        if word in ("small-hours", "landed"):
            self.now = self._wall(date, "19:00")

    def _keep(self, word: str, value: str, day: int) -> None:
        """One entry, and what its answer line says of its day."""
        task, args, typed = KEEPS.get(word, (value, (), ""))
        if word == "exercise":
            args = ("practice", value, "--done", "5m", "--before", "3", "--after", "5")
        day -= BEFORE.get(word, 0)
        said = self.run(*args, typed=typed)
        if word != "told":  # its own day is given afterwards
            assert said.rstrip().endswith(f"day {day}"), f"{args} on {self.now}: {said}"
        self.last = said.rpartition("kept ")[2].split()[0]
        self.kept[task or READINGS[day], day] += 1

    def _mark(self, word: str) -> None:
        """Looked and found nothing, as the check-in keeps it."""
        task, what = MARKS[word]
        with store.open_journal(self.home / "journal.db", write=True) as journal:
            run = journal.active_run()
            assert run is not None
            on = self.now.date()
            with journal.act("mark", "a mark", at=self.now, on=on) as act:
                act.add(Mark(store.new_id(), run.id, on, on, task, what))

    def _checkin_broken_off(self, day: int) -> None:
        """Two questions answered, then the screen is left at the third."""
        screen = Terminal("checkin", at=self.now.isoformat())
        try:
            screen.talk(("How strong is it right now?", "3"), ("a moment that set something off?", "n"))
            end = time.monotonic() + 15
            while screen.shown.count("leave open") <= screen.shown.count("set something off?"):
                assert time.monotonic() < end, screen.shown
                time.sleep(0.01)
            assert screen.break_off("ctrl-x") == 130
        finally:
            screen.kill()
        self.kept["checkin", day] += 1

    def _checkin_finished(self) -> None:
        """On the next day: on with it, every guest left open, one line."""
        assert [x["task"] for x in self.told("today")["open"] if x["draft"]] == ["checkin"]
        screen = Terminal("checkin", at=self.now.isoformat())
        try:
            screen.see("Enter: on with it")
            answered = ""
            while screen.pty.isalive():
                shown = screen.shown
                time.sleep(0.05)
                if screen.shown == shown != answered:
                    answered = shown
                    screen.press("a quiet one" + ENTER if "One line to close the day." in shown else ENTER)
            assert screen.ended() == 0
        finally:
            screen.kill()
