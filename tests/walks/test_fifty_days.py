"""Fifty days lived, with both programs and three leans: every number is the one counted by hand from the story."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.walks.lived import Life

LEANS = ("anxious", "avoidant", "neither")

# Counted from the story and the doses, never taken from the program. A phase: number, id, first and last day. A line:
# task, kind, role (core*: optional for one who leans neither way), target, then done: anxious, avoidant, neither.
PROGRESS = {
    "integrative-50": """
    1 stand 1 3
      trigger-note    trigger    core     3   3  3  2
      own-check       assessment core     1   1  1  1
      sheet           assessment core     1   1  1  1
      sheet-again     assessment optional 1   0  0  0
      body-scan       practice   optional 3   2  2  2
      soothe-5        practice   optional 1   1  1  0
      experiment      experiment optional 1   1  1  1
      elsewhere       reflection optional 1   1  1  1
      story           narrative  optional 1   1  1  1
    2 body 4 10
      trigger-note    trigger    core     7   7  6  6
      body-scan       practice   core     7   6  5  5
      soothe-5        practice   optional 2   2  1  1
      experiment      experiment optional 1   0  1  0
      sheet           assessment optional 1   0  0  0
      elsewhere       reflection optional -   0  0  1
      story           narrative  optional 1   1  1  1
      outward         practice   optional 2   1  2  1
      moment          moment     optional -   1  1  1
    3 new 11 20
      trigger-note    trigger    core     10  9  8  9
      soothe-5        practice   core*    3   4  2  1
      body-scan       practice   optional 10  1  1  1
      experiment      experiment optional 2   1  1  1
      own-check       assessment optional 1   1  1  1
      sheet           assessment optional 1   0  0  0
      elsewhere       reflection optional -   0  0  0
      story           narrative  optional 1   1  1  1
      three-explanations practice optional 3  1  1  1
      moment          moment     optional -   1  1  1
    4 settle 21 28
      trigger-note    trigger    core     8   8  7  7
      body-scan       practice   core     8   7  7  7
      soothe-5        practice   core*    2   3  2  0
      feet-and-chair  practice   core     3   3  3  3
      experiment      experiment optional 2   1  1  1
      own-check       assessment optional 1   1  1  1
      sheet           assessment optional 1   0  0  0
      elsewhere       reflection optional -   1  1  1
      story           narrative  optional 1   0  0  0
      moment          moment     optional 3   1  2  1
    5 tell 29 38
      trigger-note    trigger    core     10  10 9  9
      story           narrative  core     3   3  4  3
      body-scan       practice   optional 10  1  1  1
      soothe-5        practice   optional 2   2  1  1
      experiment      experiment optional 2   1  1  1
      own-check       assessment optional 1   0  0  1
      sheet           assessment optional 1   1  1  1
      elsewhere       reflection optional 1   1  1  1
      meet-protector  practice   optional 3   1  1  1
      moment          moment     optional 4   2  2  2
    6 ordinary 39 53
      trigger-note    trigger    core     15  8  8  8
      moment          moment     core     15  8  6  6
      story           narrative  core     1   1  1  1
      own-check       assessment core     1   1  1  1
      sheet           assessment core     1   1  1  1
      sheet-36        assessment optional 1   0  0  0
      body-scan       practice   optional 15  1  1  1
      soothe-5        practice   optional 4   1  1  1
      experiment      experiment optional 3   1  1  1
      elsewhere       reflection optional 1   1  1  1
      kinder-sentence practice   optional 4   1  1  1
    """,
    "neuroplasticity-50": """
    1 stand 1 3
      trigger-note    trigger    core     3   3  3  2
      own-check       assessment core     1   1  1  0
      sheet           assessment core     1   1  1  1
      sheet-again     assessment optional 1   0  0  0
      body-scan       practice   optional 3   2  2  2
      ladder          reflection optional 1   1  1  0
      soothe-5        practice   optional 1   1  1  0
      experiment      experiment optional -   1  1  1
      elsewhere       reflection optional 1   1  1  1
      story           narrative  optional 1   1  1  1
    2 body 4 10
      trigger-note    trigger    core     7   7  6  6
      kind-message    practice   core     2   2  2  1
      body-scan       practice   optional 7   6  5  5
      soothe-5        practice   optional 1   1  1  1
      own-check       assessment optional 1   0  0  1
      experiment      experiment optional -   0  1  0
      elsewhere       reflection optional -   0  0  1
      story           narrative  optional 1   1  1  1
      moment          moment     optional -   1  1  1
    3 new 11 20
      trigger-note    trigger    core     10  9  8  9
      ladder          reflection core     1   1  1  1
      kind-message    practice   core     4   7  5  4
      body-scan       practice   optional 10  1  1  1
      own-check       assessment optional 1   1  1  1
      experiment      experiment optional -   1  1  1
      elsewhere       reflection optional -   0  0  0
      story           narrative  optional 1   1  1  1
      moment          moment     optional 3   1  1  1
    4 settle 21 28
      trigger-note    trigger    core     8   8  7  7
      body-scan       practice   core     8   7  7  7
      kind-message    practice   core     5   8  7  4
      own-check       assessment optional 1   1  1  1
      experiment      experiment optional -   1  1  1
      elsewhere       reflection optional -   1  1  1
      story           narrative  optional 1   0  0  0
      moment          moment     optional 3   1  2  1
    5 tell 29 38
      trigger-note    trigger    core     10  10 9  9
      kind-message    practice   core     6   6  5  5
      story           narrative  core     2   3  4  3
      body-scan       practice   optional 10  1  1  1
      own-check       assessment optional 1   0  0  1
      experiment      experiment optional -   1  1  1
      elsewhere       reflection optional -   1  1  1
      moment          moment     optional 5   2  2  2
    6 ordinary 39 53
      trigger-note    trigger    core     15  8  8  8
      moment          moment     core     15  8  6  6
      kind-message    practice   core     8   6  6  6
      story           narrative  core     1   1  1  1
      own-check       assessment core     1   1  1  1
      sheet           assessment core     1   1  1  1
      sheet-36        assessment optional 1   0  0  0
      body-scan       practice   optional 15  1  1  1
      experiment      experiment optional -   1  1  1
      elsewhere       reflection optional 1   1  1  1
    """,
}

# A page: its name in the story, date, program day, days in all, phase. A line: task, role, target, then done and state.
TODAY = {
    "integrative-50": """
    first 2026-03-02 1 50 stand
      trigger-note    core     3   1 done     1 done     1 done
      own-check       core     1   1 done     1 done     0 open
      sheet           core     1   0 open     0 open     0 open
      body-scan       optional 3   0 later    0 later    0 later
      soothe-5        optional 1   0 open     0 open     0 open
      experiment      optional 1   0 later    0 later    0 later
      elsewhere       optional 1   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
    paused 2026-03-09 6 50 body
    put-off 2026-03-13 8 50 body
      trigger-note    core     7   5 done     4 open     4 open
      body-scan       core     7   5 done     4 skipped  4 skipped
      soothe-5        optional 2   1 open     1 open     1 open
      experiment      optional 1   0 open     0 open     0 open
      sheet           optional 1   0 later    0 later    0 later
      elsewhere       optional -   0 open     0 open     1 open
      story           optional 1   0 open     0 open     0 open
      outward         optional 2   1 open     1 open     1 open
      moment          optional -   0 open     0 open     0 open
    grown 2026-03-24 19 53 new
      trigger-note    core     10  8 done     8 done     9 done
      soothe-5        core*    3   4 done     2 skipped  1 open
      body-scan       optional 10  1 open     1 open     1 open
      experiment      optional 2   1 open     1 open     1 open
      own-check       optional 1   1 done     1 done     1 done
      sheet           optional 1   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
      three-explanations optional 3 1 open    1 open     1 open
      moment          optional -   1 open     1 open     1 open
    gap 2026-04-05 31 53 tell
      trigger-note    core     10  0 open     0 open     0 open
      story           core     3   0 open     0 open     0 open
      body-scan       optional 10  0 open     0 open     0 open
      soothe-5        optional 2   0 open     0 open     0 open
      experiment      optional 2   0 open     0 open     0 open
      own-check       optional 1   0 open     0 open     0 open
      sheet           optional 1   0 open     0 open     0 open
      elsewhere       optional 1   0 open     0 open     0 open
      meet-protector  optional 3   0 open     0 open     0 open
      moment          optional 4   0 open     0 open     0 open
    given 2026-04-05 24 53 settle
      trigger-note    core     8   3 open     3 open     3 open
      body-scan       core     8   3 open     3 open     3 open
      soothe-5        core*    2   1 open     0 open     0 open
      feet-and-chair  core     3   1 open     1 open     1 open
      experiment      optional 2   0 open     0 open     0 open
      own-check       optional 1   0 open     0 open     0 open
      sheet           optional 1   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
      moment          optional 3   0 open     0 open     0 open
    flown 2026-04-12 31 53 tell
      trigger-note    core     10  3 done     3 done     3 done
      story           core     3   1 open     1 open     1 open
      body-scan       optional 10  1 done     1 done     1 done
      soothe-5        optional 2   1 open     1 open     1 open
      experiment      optional 2   0 open     0 open     0 open
      own-check       optional 1   0 open     0 open     0 open
      sheet           optional 1   0 open     0 open     0 open
      elsewhere       optional 1   0 open     0 open     0 open
      meet-protector  optional 3   0 open     0 open     0 open
      moment          optional 4   1 open     1 open     1 open
    nearly 2026-04-30 49 53 ordinary
      trigger-note    core     15  4 done     4 done     4 done
      moment          core     15  4 done     4 done     4 done
      story           core     1   1 done     1 done     1 done
      own-check       core     1   1 done     1 done     1 done
      sheet           core     1   0 open     0 open     0 open
      sheet-36        optional 1   0 open     0 open     0 open
      body-scan       optional 15  0 open     0 open     0 open
      soothe-5        optional 4   1 open     1 open     1 open
      experiment      optional 3   0 open     0 open     0 open
      elsewhere       optional 1   0 open     0 open     0 open
      kinder-sentence optional 4   0 open     0 open     0 open
    after 2026-05-05 54 53 -
    """,
    "neuroplasticity-50": """
    first 2026-03-02 1 50 stand
      trigger-note    core     3   1 done     1 done     1 done
      own-check       core     1   1 done     1 done     0 open
      sheet           core     1   0 open     0 open     0 open
      body-scan       optional 3   0 later    0 later    0 later
      ladder          optional 1   0 open     0 open     0 open
      soothe-5        optional 1   0 open     0 open     0 open
      experiment      optional -   0 later    0 later    0 later
      elsewhere       optional 1   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
    paused 2026-03-09 6 50 body
    put-off 2026-03-13 8 50 body
      trigger-note    core     7   5 done     4 open     4 open
      kind-message    core     2   1 open     1 open     1 open
      body-scan       optional 7   5 done     4 skipped  4 skipped
      soothe-5        optional 1   1 done     1 done     1 done
      own-check       optional 1   0 open     0 open     1 done
      experiment      optional -   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     1 open
      story           optional 1   0 open     0 open     0 open
      moment          optional -   0 open     0 open     0 open
    grown 2026-03-24 19 53 new
      trigger-note    core     10  8 done     8 done     9 done
      ladder          core     1   1 done     1 done     1 done
      kind-message    core     4   7 done     5 done     4 done
      body-scan       optional 10  1 open     1 open     1 open
      own-check       optional 1   1 done     1 done     1 done
      experiment      optional -   1 open     1 open     1 open
      elsewhere       optional -   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
      moment          optional 3   1 open     1 open     1 open
    gap 2026-04-05 31 53 tell
      trigger-note    core     10  0 open     0 open     0 open
      kind-message    core     6   0 open     0 open     0 open
      story           core     2   0 open     0 open     0 open
      body-scan       optional 10  0 open     0 open     0 open
      own-check       optional 1   0 open     0 open     0 open
      experiment      optional -   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     0 open
      moment          optional 5   0 open     0 open     0 open
    given 2026-04-05 24 53 settle
      trigger-note    core     8   3 open     3 open     3 open
      body-scan       core     8   3 open     3 open     3 open
      kind-message    core     5   2 open     1 open     1 open
      own-check       optional 1   0 open     0 open     0 open
      experiment      optional -   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     0 open
      story           optional 1   0 open     0 open     0 open
      moment          optional 3   0 open     0 open     0 open
    flown 2026-04-12 31 53 tell
      trigger-note    core     10  3 done     3 done     3 done
      kind-message    core     6   2 open     2 open     2 open
      story           core     2   1 open     1 open     1 open
      body-scan       optional 10  1 done     1 done     1 done
      own-check       optional 1   0 open     0 open     0 open
      experiment      optional -   0 open     0 open     0 open
      elsewhere       optional -   0 open     0 open     0 open
      moment          optional 5   1 open     1 open     1 open
    nearly 2026-04-30 49 53 ordinary
      trigger-note    core     15  4 done     4 done     4 done
      moment          core     15  4 done     4 done     4 done
      kind-message    core     8   3 open     3 open     3 open
      story           core     1   1 done     1 done     1 done
      own-check       core     1   1 done     1 done     1 done
      sheet           core     1   0 open     0 open     0 open
      sheet-36        optional 1   0 open     0 open     0 open
      body-scan       optional 15  0 open     0 open     0 open
      experiment      optional -   0 open     0 open     0 open
      elsewhere       optional 1   0 open     0 open     0 open
    after 2026-05-05 54 53 -
    """,
}

# days with something kept of 53, entries, then each kind; the first life's evenings are six check-ins.
TOTALS = """
                             days all  trig prac exp narr assess refl moment read
  integrative-50     anxious   46 123  35   39   5   7    7      16   12     2
  integrative-50     avoidant  44 110  31   34   6   8    7      10   12     2
  integrative-50     neither   46 104  31   29   5   7    8      11   11     2
  neuroplasticity-50 anxious   46 138  35   58   5   7    7      12   12     2
  neuroplasticity-50 avoidant  44 131  31   53   6   8    7      12   12     2
  neuroplasticity-50 neither   46 122  31   46   5   7    8      12   11     2
"""
KINDS = ("trigger", "practice", "experiment", "narrative", "assessment", "reflection", "moment", "reading")

# implicit-memory, nervous-system, narrative; then of the practices with both numbers: how many, median before and
# after, eased, same, rose.
WORKED = """
  integrative-50     anxious    79 37 63   36 6 4 25 4 7
  integrative-50     avoidant   71 32 60   31 6 4 19 4 8
  integrative-50     neither    67 27 59   26 5 4 18 1 7
  neuroplasticity-50 anxious   100 37 63   36 6 4 25 4 7
  neuroplasticity-50 avoidant   92 32 60   31 6 4 19 4 8
  neuroplasticity-50 neither    85 27 59   26 5 4 18 1 7
"""


@pytest.fixture
def begin(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A life in an empty home; the zone of the machine comes back afterwards."""
    zone = os.environ.get("TZ")
    yield lambda program, lean: Life(
        home, monkeypatch, program, lean, at_terminal=(program, lean) == ("integrative-50", "anxious")
    )
    monkeypatch.delenv("TZ") if zone is None else monkeypatch.setenv("TZ", zone)
    time.tzset()


def counted(table: str, lean: str) -> list[tuple[list[str], list[list[str]]]]:
    """[(words of a heading, [its lines, each task … target and what this lean has], ...], ...]."""
    found: list[tuple[list[str], list[list[str]]]] = []
    width = 0
    for words in (line.split() for line in table.strip().splitlines()):
        if words[0] in {"1", "2", "3", "4", "5", "6"} or len(words) == 5:
            found.append((words, []))
            continue
        width = words.index(next(x for x in words if x == "-" or x.isdecimal())) + 1
        share = (len(words) - width) // len(LEANS)
        at = width + share * LEANS.index(lean)
        role = words[width - 2]
        words[width - 2] = role if role != "core*" else "optional" if lean == "neither" else "core"
        found[-1][1].append(words[:width] + words[at : at + share])
    return found


def row(table: str, program: str, lean: str) -> list[int]:
    line = next(x for x in table.splitlines() if x.split()[:2] == [program, lean])
    return [int(x) for x in line.split()[2:]]


def target(line: dict[str, Any]) -> str:
    return "-" if line["target"] is None else str(line["target"])


@pytest.mark.parametrize("lean", LEANS)
@pytest.mark.parametrize("program", ["integrative-50", "neuroplasticity-50"])
def test_every_number_of_a_life_is_the_one_counted_by_hand(program: str, lean: str, begin: Any) -> None:
    life = begin(program, lean)
    life.live()
    told = life.told("progress")

    assert [
        ([str(p["number"]), p["id"], str(p["first_day"]), str(p["last_day"])],
         [[x["task"], x["kind"], x["role"], target(x), str(x["done"])] for x in p["tasks"]])
        for p in told["phases"]
    ] == counted(PROGRESS[program], lean)  # fmt: skip
    assert (told["day"], told["days"]) == (58, 53)
    assert {p["state"] for p in told["phases"]} == {"over"}
    so_far = [{x["so_far"] for x in p["tasks"]} for p in told["phases"]]
    assert so_far == [{3}, {7}, {10}, {8}, {10}, {15}]

    days, entries, *kinds = row(TOTALS, program, lean)
    by_kind = dict(zip(KINDS, kinds, strict=True))
    assert told["totals"] == {"days_kept": days, "days_so_far": 53, "entries": entries, **by_kind}
    memory, system, narrative, n, before, after, eased, same, rose = row(WORKED, program, lean)
    assert told["mechanisms"] == {"implicit-memory": memory, "nervous-system": system, "narrative": narrative}
    assert told["practice"] == {
        "n": n, "before": before, "after": after, "eased": eased, "same": same, "rose": rose,
    }  # fmt: skip

    assert [
        ([name, p["date"], str(p["day"]), str(p["days"]), p["phase"]["id"] if p["phase"] else "-"],
         [[x["task"], x["role"], target(x), str(x["done"]), x["state"]] for x in p["due"]])
        for name, p in life.seen.items()
    ] == counted(TODAY[program], lean)  # fmt: skip
    paused = {name: page["paused"] for name, page in life.seen.items() if page["paused"]}
    assert paused == {"paused": {"first": "2026-03-08", "last": None}}
    waiting = [(name, x["task"], x["date"]) for name, page in life.seen.items() for x in page["open"]]
    assert waiting == [("after", "experiment", "2026-05-04")]

    # Each entry stands on the program day on which the story put it, also those told later, at night or far from home.
    log = life.told("log")
    assert Counter((x["task"], x["day"]) for x in log) == life.kept
    places = [x["answers"]["setting"] for x in log if "setting" in x["answers"] and x["kind"] == "practice"]
    assert places == (["garden", "kitchen"] if program == "neuroplasticity-50" else [])

    life.run("finish", "--yes")
    assert life.run("status") == ""
    closed = life.told("runs")["runs"]
    assert [(x["state"], x["started_on"], x["finished_on"], x["entries"]) for x in closed] == [
        ("finished", "2026-03-02", "2026-05-09", entries)
    ]
