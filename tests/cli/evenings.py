"""Evenings lived quickly up to the one that a test is about, and that one typed on a terminal."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from repairjournal.cli import app
from tests.cli.terminal import ENTER, Open, Terminal, terminals

FIRST = date(2026, 11, 10)  # day 1 of every run here
NOW, SINCE, CLOSE = "How strong is it right now?", "set something off?", "One line to close the day."
GUEST_PRACTICE, GUEST_OPEN, GUEST_MOMENT, GUEST_CLOSE = "I did it today", "come of it?", "however small?", "Behind you:"


def at(day: int, clock: str = "20:00") -> str:
    """The wall time of a program day of a run without pauses."""
    return f"{FIRST + timedelta(days=day - 1)}T{clock}:00+01:00"


def run(*args: str, day: int, clock: str = "20:00", given: Any = None, expect: int = 0) -> str:
    """A command in this process that asks nothing; `given` is handed over as --answers. What it prints."""
    out = io.StringIO()
    with contextlib.ExitStack() as stack:
        if given is not None:
            file = stack.enter_context(tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8"))
            json.dump(given, file)
            file.flush()
            args = (*args, "--answers", file.name)
        stack.enter_context(contextlib.redirect_stdout(out))
        stack.enter_context(contextlib.redirect_stderr(out))
        code = app.main([*args, "--no-input"], lambda: datetime.fromisoformat(at(day, clock)))
    assert code == expect, (args, code, out.getvalue())
    return out.getvalue()


def data(*args: str, day: int, clock: str = "20:00") -> Any:
    """What a reading command says as data."""
    return json.loads(run(*args, "--json", day=day, clock=clock))


def begin(home: Path, program: str = "integrative-50", lean: str = "unsure", about: str = "partner") -> Path:
    """A run begun on FIRST in this home; the path of its journal."""
    (home / "journal.db").write_bytes(_begun(program, lean, about))
    os.chmod(home / "journal.db", 0o600)
    return home / "journal.db"


@functools.cache
def _begun(program: str, lean: str, about: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPAIRJOURNAL_HOME", f"{folder}/daybook")
        run("start", program, "--lean", lean, "--about", about, day=1)
        return Path(folder, "daybook", "journal.db").read_bytes()


def kept(*days: int) -> None:
    """A quiet check-in on each of these days, so that none of them is open."""
    for day in days:
        run("checkin", day=day, given={"since": "none"})


def quiet(journal: Path, *keys: str) -> None:
    """Settings that keep a question away: what is asked once has been asked."""
    with contextlib.closing(sqlite3.connect(journal)) as db, db:
        run_id = db.execute("SELECT id FROM run").fetchone()[0]
        for key in keys or (f"asked_lean:{run_id}", "asked_own_words"):
            db.execute("INSERT OR REPLACE INTO setting (key, value) VALUES (?, '1')", (key,))


def entries(journal: Path) -> list[dict[str, Any]]:
    """All entries in the order they came, straight from the file."""
    return _rows(journal, "SELECT * FROM entry WHERE removed = 0 ORDER BY rowid")


def marks(journal: Path) -> list[tuple[str, str, str]]:
    """(date, task, what) of each mark."""
    found = _rows(journal, "SELECT date, task, what FROM mark WHERE removed = 0 ORDER BY rowid")
    return [(row["date"], row["task"], row["what"]) for row in found]


def drafts(journal: Path) -> list[dict[str, Any]]:
    return _rows(journal, "SELECT * FROM draft ORDER BY rowid")


def _rows(journal: Path, sql: str) -> list[dict[str, Any]]:
    with contextlib.closing(sqlite3.connect(journal)) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute(sql)]
    return [{**row, "answers": json.loads(row["answers"])} if "answers" in row else row for row in rows]


def checkins(journal: Path) -> list[dict[str, Any]]:
    return [row for row in entries(journal) if row["task"] == "checkin"]


Evening = Callable[..., Terminal]


def evenings() -> Iterator[Evening]:
    """Opens a check-in on a day: `evening(20)`, `evening(20, "--plain", clock="23:10")`."""
    for open_one in terminals():
        yield functools.partial(_evening, open_one)


def _evening(open_one: Open, day: int, *options: str, clock: str = "21:00", **given: Any) -> Terminal:
    return open_one("checkin", *options, at=at(day, clock), **given)


def through(screen: Terminal, *turns: tuple[str, str]) -> Terminal:
    """The quiet answers up to the first guest, those turns, then Enter at the close, to its end."""
    screen.talk((NOW, "3"), (SINCE, "n"), *turns, (CLOSE, ENTER))
    assert screen.ended() == 0
    return screen
