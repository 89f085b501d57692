"""Killed at any moment and many at once: what was acknowledged is there, and the next command works."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import ENTER, SOAK, Open, begun, call, done, terminals, told

NIGHT = "2026-11-22T19:42:00+01:00"
BY_OPTIONS, ASKED, LIVED = (120, 40, 40) if SOAK else (12, 6, 6)  # 200 kills, or 24


@pytest.fixture
def opened() -> Iterator[Open]:
    yield from terminals()


@pytest.fixture
def journal(home: Path) -> Path:
    return begun(home, at=NIGHT)


def ids(journal: Path) -> list[str]:
    """After a read by the program itself, which mends what a killed writer left: every id, the file found whole."""
    done("log", "-n", "1", "--json", at=NIGHT)
    with closing(sqlite3.connect(journal)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [id for (id,) in db.execute("SELECT id FROM entry")]


def adding(words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        call("trigger", "--situation", words, "--body", "chest tight", "--now", "3", at=NIGHT),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_an_entry_whose_kept_line_was_seen_survives_kill_9_at_any_moment(journal: Path) -> None:
    dice, said = random.Random(9), set[str]()
    begin = time.monotonic()
    adding("whole").communicate()
    usual = time.monotonic() - begin
    for turn in range(BY_OPTIONS):
        writer = adding(f"moment {turn} " + "word " * 200)
        time.sleep(usual * dice.uniform(0.5, 1.1))
        writer.kill()
        seen = set(re.findall(r"^kept (\w+)", writer.communicate()[0]))
        usual *= 0.9 if seen else 1.1  # a machine grows busy and calm: stay near the moment of the commit
        said |= seen
        found = ids(journal)
        assert all(sum(id.startswith(short) for id in found) == 1 for short in said)
    assert 0 < len(said) < BY_OPTIONS, "some were kept, and some were killed before"


def test_an_answer_whose_next_question_was_seen_survives_kill_9_at_any_moment(journal: Path, opened: Open) -> None:
    dice, fresh = random.Random(5), journal.read_bytes()
    questions = ("How strong", "camera", "Where in the body", "Which sentence", "a little more")
    for turn in range(ASKED):
        typed = ("4", f"one {turn}\r", "two\r", "three\r", ENTER)
        names = ("now", "situation", "body", "thought")
        journal.write_bytes(fresh)
        screen = opened("trigger", at=NIGHT)
        answered = dice.randint(1, 5)
        screen.talk(*zip(questions[:answered], typed[:answered], strict=True))
        time.sleep(dice.uniform(0, 0.1))
        screen.break_off("kill")
        shown = screen.shown
        seen = sum(question in shown for question in questions) - 1
        kept = "kept " in screen.left_behind
        found = len(ids(journal))
        assert found == 1 or not kept
        if found:
            [newest] = told("log", "-n", "1", at=NIGHT)
            answers = newest["answers"]
        else:
            with closing(sqlite3.connect(journal)) as db:
                drafts = db.execute("SELECT answers FROM draft ORDER BY rowid").fetchall()
            answers = json.loads(drafts[-1][0]) if drafts else {}
        assert set(names[:seen]) <= set(answers), (seen, answers)
        assert answers.get("situation", f"one {turn}") == f"one {turn}"


def test_a_practice_survives_kill_9_at_any_moment_with_its_second(journal: Path, opened: Open) -> None:
    dice = random.Random(7)
    for turn in range(1, LIVED + 1):
        screen = opened("soothe", at=NIGHT)
        screen.talk(("How strong", ENTER)).see("0:00 of")
        time.sleep(dice.uniform(0, 2.5 if SOAK else 1.2))
        screen.break_off("kill")
        stood = int(re.findall(r"(\d):(\d\d) of", screen.shown)[-1][1])
        assert len(ids(journal)) == turn
        [newest] = told("log", "-n", "1", at=NIGHT)
        kept = newest["answers"]
        assert (newest["task"], kept["how"], kept["step"]) == ("soothe-5", "stopped", "settle")
        # A second is shown, then written; a busy machine looks a second late.
        assert stood - 2 <= kept["seconds"] <= stood + 1
        assert "waits" not in done("today", at=NIGHT)


def together(each: int) -> set[str]:
    """Eight windows that keep `each` moments one after the other, all at once; the short ids they were told."""
    said = set()
    for turn in range(each):
        writers = [adding(f"{turn} {window}") for window in range(8)]
        for writer in writers:
            out, err = writer.communicate(timeout=60)
            assert (writer.returncode, err) == (0, "")
            said |= set(re.findall(r"^kept (\w+)", out))
    return said


def test_eight_writers_at_once_lose_and_refuse_nothing(journal: Path) -> None:
    each = 10 if SOAK else 1
    said, found = together(each), ids(journal)
    assert len(said) == len(found) == 8 * each
    situations = {entry["answers"]["situation"] for entry in told("log")}
    assert situations == {f"{turn} {window}" for turn in range(each) for window in range(8)}


def test_eight_writers_at_once_right_after_the_start_of_a_fresh_home(home: Path) -> None:
    done("start", "integrative-50", at=NIGHT)
    said = together(1)
    assert len(said) == len(ids(home / "journal.db")) == 8
