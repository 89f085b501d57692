"""Three days from a start to a pause and a day beyond, by the command line alone; every number counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from repairjournal.cli import app
from tests.cli.terminal import Terminal, terminals

ZONE = "Europe/Berlin"  # one hour ahead of UTC in November
terminal = pytest.fixture(terminals)

# A line: task, kind, role, done, target, state. The target is `-` where nothing is asked. The second sheet of the first
# part is offered only after the first, which nobody gives here.
STAND = """
trigger-note  trigger     core      {}  3  {}
own-check     assessment  core      0   1  {}
sheet         assessment  core      0   1  open
body-scan     practice    optional  0   3  {}
soothe-5      practice    optional  1   1  done
experiment    experiment  optional  0   1  {}
elsewhere     reflection  optional  0   1  open
story         narrative   optional  0   1  open
"""
FIRST_EVENING = STAND.format(1, "done", "open", "later", "later")
SECOND_NIGHT = STAND.format(2, "done", "later", "open", "open")
THIRD_EVENING = STAND.format(3, "done", "later", "open", "open")
FOURTH_DAY = """
trigger-note  trigger     core      0  7  open
body-scan     practice    core      0  7  open
soothe-5      practice    optional  0  2  open
experiment    experiment  optional  0  1  later
sheet         assessment  optional  0  1  later
elsewhere     reflection  optional  0  -  open
story         narrative   optional  0  1  open
outward       practice    optional  0  2  open
moment        moment      optional  0  -  open
"""
# The parts that lie ahead: task and what it will ask, nothing done.
AHEAD = {
    "new": "trigger-note 7, soothe-5 3, body-scan 7, experiment 2, own-check 1, sheet 1, elsewhere -, story 1,"
    " three-explanations 3, moment -",
    "settle": "trigger-note 8, body-scan 8, soothe-5 2, feet-and-chair 3, experiment 2, own-check 1, sheet 1,"
    " elsewhere -, story 1, moment 3",
    "tell": "trigger-note 10, story 3, body-scan 10, soothe-5 2, experiment 2, own-check 1, sheet 1, elsewhere 1,"
    " meet-protector 3, moment 4",
    "ordinary": "trigger-note 15, moment 15, story 1, own-check 1, sheet 1, sheet-36 1, body-scan 15, soothe-5 4,"
    " experiment 3, elsewhere 1, kinder-sentence 4",
}
PHASES = [
    ("stand", 1, 3, "over"), ("body", 4, 10, "now"), ("new", 11, 17, "ahead"), ("settle", 18, 25, "ahead"),
    ("tell", 26, 35, "ahead"), ("ordinary", 36, 50, "ahead"),
]  # fmt: skip
KINDS = ("trigger", "practice", "experiment", "narrative", "assessment", "reflection", "moment", "reading")


class Life:
    """One person at the command line; a wall time comes before every command."""

    def __init__(self, capsys: pytest.CaptureFixture[str], terminal: Callable[..., Terminal]) -> None:
        self.capsys, self.terminal = capsys, terminal

    def do(self, wall: str, *command: str, code: int = 0) -> str:
        """What the command prints, once it has ended with `code`."""
        self.capsys.readouterr()
        assert app.main([*command, "--no-input"], lambda: datetime.fromisoformat(f"{wall}+01:00")) == code
        out, err = self.capsys.readouterr()
        return out or err

    def data(self, wall: str, *command: str) -> Any:
        return json.loads(self.do(wall, *command, "--json"))

    def nothing_came_up(self, wall: str) -> None:
        """The evening's way: 3 of 10, no moment, enough."""
        seen = self.terminal("checkin", at=f"{wall}+01:00", TZ=ZONE)
        seen.see("How strong")
        seen.press("3").see("set something off")
        seen.press("n").see("none")
        seen.press(".")
        assert seen.ended() == 0

    def newest(self, wall: str) -> Any:
        return self.data(wall, "log", "-n", "1")[0]

    def today(self, wall: str, day: int, date: str, phase: tuple[int, str, int, int], lines: str) -> None:
        """`today --json` says this and, but for wording, nothing else."""
        value = self.data(wall, "today")
        number, id, first, last = phase
        said = {name: value["phase"][name] for name in ("number", "id", "first_day", "last_day")}
        assert said == {"number": number, "id": id, "first_day": first, "last_day": last}
        assert (value["day"], value["days"], value["date"], value["paused"], value["open"]) == (day, 50, date, None, [])
        told = [[x["task"], x["kind"], x["role"], x["done"], x["target"], x["state"]] for x in value["due"]]
        assert told == counted(lines)


def counted(lines: str) -> list[list[Any]]:
    rows = (line.split() for line in lines.split("\n") if line)
    return [[*names, int(done), None if target == "-" else int(target), state] for *names, done, target, state in rows]


@pytest.fixture
def life(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: Callable[..., Terminal],
) -> Life:
    monkeypatch.setenv("TZ", ZONE)
    return Life(capsys, terminal)


def test_three_days_are_counted_as_by_hand(life: Life) -> None:
    stand, body = (1, "stand", 1, 3), (2, "body", 4, 10)

    # Tuesday, day 1
    life.do("2026-11-10T20:00", "start", "integrative-50", "--lean", "unsure", "--about", "partner")
    life.do("2026-11-10T20:10", "trigger", "--situation", "no reply since noon", "--now", "6")
    life.do("2026-11-10T20:20", "soothe", "--done", "5m", "--before", "7", "--after", "4")
    life.today("2026-11-10T20:30", 1, "2026-11-10", stand, FIRST_EVENING)

    # Wednesday, day 2, until half past one in the night: a look and a moment are one day looked
    life.nothing_came_up("2026-11-11T20:30")
    late = life.do("2026-11-12T01:30", "trigger", "--situation", "awake", "--thought", "nobody calls")
    assert late.endswith(" · 2026-11-11 01:30 · day 2\n")
    life.today("2026-11-12T01:45", 2, "2026-11-11", stand, SECOND_NIGHT)

    # Thursday, day 3: one moment of today, one of yesterday, both good
    life.do("2026-11-12T10:00", "moment", "--text", "we laughed")
    back = life.do("2026-11-12T10:05", "moment", "--text", "a hand on the back", "--at", "yesterday 21:00")
    assert back.endswith(" · 2026-11-11 21:00 · day 2\n")
    id = life.newest("2026-11-12T10:06")["id"]
    life.do("2026-11-12T10:10", "edit", id, "--set", "like=warm")
    assert life.newest("2026-11-12T10:11")["answers"] == {"text": "we laughed", "like": "warm"}
    assert life.do("2026-11-12T10:12", "undo").startswith("Taken back: the change of ")
    assert life.newest("2026-11-12T10:13")["answers"] == {"text": "we laughed"}
    life.do("2026-11-12T10:14", "redo")
    assert life.newest("2026-11-12T10:15")["answers"] == {"text": "we laughed", "like": "warm"}
    life.do("2026-11-12T10:20", "trigger", "--situation", "the door")
    life.do("2026-11-12T10:21", "undo")
    life.do("2026-11-12T10:22", "redo")
    life.do("2026-11-12T10:30", "soothe", "--done", "2m", "--before", "6", "--after", "6")
    life.do("2026-11-12T10:31", "undo")
    life.today("2026-11-12T10:40", 3, "2026-11-12", stand, THIRD_EVENING)

    # a pause: it begins tomorrow, since something was kept today; what is kept in it carries the held day
    assert life.do("2026-11-12T11:00", "pause").startswith("From tomorrow the clock stands. Day 3 of 50")
    paused = life.data("2026-11-13T12:00", "today")
    assert (paused["day"], paused["date"], paused["due"]) == (3, "2026-11-13", [])
    assert paused["paused"] == {"first": "2026-11-13", "last": None}
    assert life.do("2026-11-13T12:05", "trigger", "--situation", "a call").endswith(" · 2026-11-13 12:05 · day 3\n")
    assert life.do("2026-11-14T03:59", "status") == life.do("2026-11-14T12:00", "status") == ""
    assert life.do("2026-11-15T09:00", "resume").startswith("The clock goes on. Day 4 of 50")

    # Sunday, day 4: the next part
    life.today("2026-11-15T09:10", 4, "2026-11-15", body, FOURTH_DAY)
    assert life.do("2026-11-15T09:11", "status") == "4\n"
    rows = life.data("2026-11-15T09:12", "log")
    assert [(row["kind"], row["day"], row["backdated"]) for row in rows] == [
        ("trigger", 3, False), ("trigger", 3, False), ("moment", 3, False), ("trigger", 2, False), ("moment", 2, True),
        ("reflection", 2, False), ("practice", 1, False), ("trigger", 1, False),
    ]  # fmt: skip
    assert rows[4]["happened_at"] == "2026-11-11T21:00:00+01:00"

    value = life.data("2026-11-15T09:20", "progress")
    assert (value["day"], value["days"]) == (4, 50)
    phases = value["phases"]
    assert [(p["id"], p["first_day"], p["last_day"], p["state"]) for p in phases] == PHASES
    assert [p["number"] for p in phases] == [1, 2, 3, 4, 5, 6]
    for phase, lines, so_far in ((phases[0], THIRD_EVENING, 3), (phases[1], FOURTH_DAY, 1)):
        told = [[x["task"], x["kind"], x["role"], x["done"], x["target"]] for x in phase["tasks"]]
        assert told == [line[:-1] for line in counted(lines)]
        assert {x["so_far"] for x in phase["tasks"]} == {so_far}
    for phase in phases[2:]:
        asked = ", ".join(f"{x['task']} {'-' if x['target'] is None else x['target']}" for x in phase["tasks"])
        assert asked == AHEAD[phase["id"]]
        assert {(x["done"], x["so_far"]) for x in phase["tasks"]} == {(0, 0)}
    # 4 moments that set something off (one of them in the pause), 1 practice, 2 good moments, 1 evening
    kinds = {**dict.fromkeys(KINDS, 0), "trigger": 4, "practice": 1, "moment": 2, "reflection": 1}
    assert value["totals"] == {"days_kept": 3, "days_so_far": 4, "entries": 8, **kinds}
    # something new: 4 looks, 2 good moments, 1 practice; the body: the practice; put into words: looks and good moments
    assert value["mechanisms"] == {"implicit-memory": 7, "nervous-system": 1, "narrative": 6}
    assert value["practice"] == {"n": 1, "before": 7, "after": 4, "eased": 1, "same": 0, "rose": 0}


def test_a_pause_given_afterwards_lowers_the_day_only_when_told_to(life: Life) -> None:
    life.do("2026-11-10T20:00", "start", "integrative-50")
    life.do("2026-11-10T20:10", "trigger", "--situation", "a sigh")
    refused = life.do("2026-11-15T20:00", "pause", "--from", "2026-11-11", "--to", "2026-11-13", code=2)
    assert refused == "rj: Today would then be day 3 of 50 instead of 6; say --yes to keep it so\n"
    assert life.data("2026-11-15T20:01", "today")["day"] == 6
    told = life.do("2026-11-15T20:02", "pause", "--from", "2026-11-11", "--to", "2026-11-13", "--yes")
    assert told == "Those days are a pause. Day 3 of 50, Where I stand (1-3).   rj undo\n"
    assert life.data("2026-11-15T20:03", "today")["phase"]["id"] == "stand"
    life.do("2026-11-15T20:04", "undo")
    assert life.data("2026-11-15T20:05", "today")["day"] == 6
