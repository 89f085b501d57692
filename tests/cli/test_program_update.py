"""A newer text in the middle of a run: what is kept, what is asked afterwards, and that undo brings all of it back."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.evenings import data, run
from tests.library.small import SMALL

TASKS = """\
  look:
    kind: trigger
    title: A look
  calm:
    kind: practice
    title: Calm
    not_for: [driving]
    easier: {say: Half of it.}
    minutes: 5
"""
BEFORE = f"""\
format: 1
id: small
version: 1.0.0
title: Sixteen days
days: 16
tasks:
{TASKS}phases:
  - {{id: begin, title: Begin, days: [1, 4], uses: [{{task: look, dose: daily}}]}}
  - {{id: go, title: Go on, days: [5, 10], uses: [{{task: look, dose: daily}}, {{task: calm, dose: {{times: 2}}}}]}}
  - {{id: end, title: Come home, days: [11, 16], uses: [{{task: look, dose: daily}}]}}
"""
NEWER = BEFORE.replace("version: 1.0.0", "version: 1.1.0")
LONGER = (
    NEWER.replace("[5, 10]", "[5, 12]").replace("[11, 16]", "[13, 18]").replace("days: 16", "days: 18")
)  # fmt: skip
SHORTER = NEWER.replace("[5, 10]", "[5, 6]").replace("[11, 16]", "[7, 12]").replace("days: 16", "days: 12")
EARLIER = (
    NEWER.replace("[1, 4]", "[1, 6]")
    .replace("[5, 10]", "[7, 12]")
    .replace("[11, 16]", "[13, 18]")
    .replace("days: 16", "days: 18")
)
NEW_PHASE = NEWER.replace("days: 16", "days: 20") + (
    "  - {id: after, title: After, days: [17, 20], uses: [{task: look, dose: daily}]}\n"
)
GONE = NEWER.replace(
    "  - {id: end, title: Come home, days: [11, 16], uses: [{task: look, dose: daily}]}\n", ""
).replace("days: 16", "days: 10")
RETIRED = NEWER.replace("    minutes: 5\n", "    minutes: 5\n    retired: true\n").replace(
    ", {task: calm, dose: {times: 2}}", ""
)
MORE = NEWER.replace("{times: 2}", "{times: 4}")
REWORDED = NEWER.replace("title: Calm", "title: Quiet").replace("title: Go on", "title: Further")
OPTIONAL = NEWER.replace("dose: {times: 2}}", "dose: {times: 2}, role: optional}")
NEW_TASK = NEWER.replace("phases:\n", "  good: {kind: moment, title: Good}\nphases:\n", 1).replace(
    "uses: [{task: look, dose: daily}, {task: calm",
    "uses: [{task: look, dose: daily}, {task: good, dose: once}, {task: calm",
)

# (name, the newer text, days in all, the phase of day 7 with first and last day, the tasks that it asks for then)
SCENARIOS = [
    ("longer", LONGER, 18, ("go", 5, 12), {"look", "calm"}),
    ("shorter than it has been", SHORTER, 13, ("go", 5, 7), {"look", "calm"}),
    ("an earlier phase longer", EARLIER, 16, ("go", 5, 10), {"look", "calm"}),
    ("a phase more", NEW_PHASE, 20, ("go", 5, 10), {"look", "calm"}),
    ("a phase less", GONE, 10, ("go", 5, 10), {"look", "calm"}),
    ("a task retired", RETIRED, 16, ("go", 5, 10), {"look"}),
    ("a higher dose", MORE, 16, ("go", 5, 10), {"look", "calm"}),
    ("other words", REWORDED, 16, ("go", 5, 10), {"look", "calm"}),
    ("no longer core", OPTIONAL, 16, ("go", 5, 10), {"look", "calm"}),
    ("a new task", NEW_TASK, 16, ("go", 5, 10), {"look", "calm", "good"}),
]


@pytest.fixture
def lived(home: Path, tmp_path: Path) -> Path:
    """Six days of a run, a pause and an extension behind it; day 7 is today."""
    (tmp_path / "before.yaml").write_text(BEFORE, "utf-8")
    run("start", str(tmp_path / "before.yaml"), "--yes", "--lean", "unsure", day=1)
    for day in (1, 2, 4, 5, 6):
        run("trigger", "--situation", f"day {day}", "--now", "4", day=day)
    run("practice", "calm", "--done", "5m", "--before", "6", "--after", "3", day=5, clock="21:00")
    run("skip", "calm", day=6)
    return home / "journal.db"


def logical(journal: Path) -> bytes:
    """Everything a person could find again: rows that are not removed, without the stamps that undo renews."""
    with contextlib.closing(sqlite3.connect(journal)) as db:
        db.row_factory = sqlite3.Row
        tables = ("run", "entry", "mark", "pause", "program_text", "draft", "setting")
        rows = {
            table: sorted(
                json.dumps({key: row[key] for key in tuple(row.keys()) if key not in ("rowid", "edited_at", "digest")})
                for row in db.execute(f"SELECT * FROM {table}")
                if "removed" not in tuple(row.keys()) or not row["removed"]
            )
            for table in tables
        }
    return json.dumps(rows, sort_keys=True).encode()


def newer(folder: Path, text: str) -> str:
    (folder / "newer.yaml").write_text(text, "utf-8")
    return str(folder / "newer.yaml")


def entries() -> list[tuple[Any, ...]]:
    return [(e["id"], e["task"], e["kind"], e["day"], e["answers"]) for e in data("log", day=7)]


@pytest.mark.parametrize(("name", "text", "days", "phase", "tasks"), SCENARIOS, ids=[s[0] for s in SCENARIOS])
def test_an_update_keeps_the_day_and_every_entry_and_is_undone_to_the_byte(
    lived: Path, tmp_path: Path, name: str, text: str, days: int, phase: tuple[str, int, int], tasks: set[str]
) -> None:
    before, kept = logical(lived), entries()
    said = run("program", "update", newer(tmp_path, text), "--yes", day=7)
    page = data("today", day=7)
    assert (page["day"], page["days"]) == (7, days)
    assert (page["phase"]["id"], page["phase"]["first_day"], page["phase"]["last_day"]) == phase
    assert {line["task"] for line in page["due"]} == tasks
    assert entries() == kept
    assert "Today stays day 7" in said
    assert "Version 1.1.0 instead of 1.0.0." in said
    assert logical(lived) != before
    run("undo", day=7)
    assert logical(lived) == before
    run("redo", day=7)
    assert data("today", day=7) == page


def test_the_earlier_text_stays_and_entries_keep_naming_it(lived: Path, tmp_path: Path) -> None:
    run("program", "update", newer(tmp_path, LONGER), "--yes", day=7)
    run("trigger", "--situation", "after", "--now", "4", day=7)
    with contextlib.closing(sqlite3.connect(lived)) as db:
        texts = dict(db.execute("SELECT sha256, text FROM program_text WHERE removed = 0"))
        used = {sha for (sha,) in db.execute("SELECT program_sha FROM entry")}
    assert set(texts.values()) == {BEFORE, LONGER}
    assert used == set(texts)


def test_an_extension_and_a_pause_stay(lived: Path, tmp_path: Path) -> None:
    run("extend", "3", day=7)
    run("pause", "--from", "2026-11-12", "--to", "2026-11-12", "--yes", day=7)
    assert data("today", day=7)["day"] == 6
    run("program", "update", newer(tmp_path, LONGER), "--yes", day=7)
    page = data("today", day=7)
    assert (page["day"], page["days"], page["phase"]["last_day"]) == (6, 21, 15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NEWER.replace("kind: trigger", "kind: moment"), "8:11: 'look' has 5 entries in your journal as kind trigger"),
        (
            NEWER.replace(TASKS[TASKS.index("  calm:") :], "").replace(", {task: calm, dose: {times: 2}}", ""),
            "6:1: 'calm' has 1 entry in your journal and is not there any more",
        ),
        (NEWER.replace("id: small", "id: other"), "this is another program than the one under way"),
        (SMALL.replace("title: Calm", "titel: Calm"), "unknown key 'titel'"),
    ],
    ids=["kind", "vanished", "another", "faulty"],
)
def test_what_would_harm_the_journal_is_refused_and_nothing_changes(
    lived: Path, tmp_path: Path, text: str, words: str
) -> None:
    before = lived.read_bytes()
    path = newer(tmp_path, text)
    assert words in run("program", "update", path, "--yes", day=7, expect=2)
    assert lived.read_bytes() == before
    if "entries" in words or "1 entry" in words:
        assert f"{words}" in run("program", "check", path, day=7, expect=2)


def test_without_a_yes_it_shows_everything_and_keeps_nothing(lived: Path, tmp_path: Path) -> None:
    before = lived.read_bytes()
    said = run("program", "update", newer(tmp_path, LONGER), day=7, expect=2)
    assert "Phase 2, 'Go on': 2 days longer." in said
    assert "Today stays day 7, of 18 in all" in said
    assert lived.read_bytes() == before


def test_the_same_text_again_changes_nothing(lived: Path, tmp_path: Path) -> None:
    before = lived.read_bytes()
    assert "Nothing changed." in run("program", "update", newer(tmp_path, BEFORE), "--yes", day=7)
    assert lived.read_bytes() == before


def test_a_small_change_of_the_program_under_way_is_an_update_of_it(lived: Path, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(BEFORE, "utf-8")
    text = "format: 1\nid: slow\nversion: 1.0.0\nbased_on: small@1.0.0\nchange:\n  phases: {go: {days: [5, 15]}}\n"
    run("program", "update", newer(tmp_path, text), "--yes", day=7)
    assert data("today", day=7)["days"] == 21
    run("program", "update", newer(tmp_path, LONGER), "--yes", day=7)  # and back to what it was made from
    assert data("today", day=7)["days"] == 18
