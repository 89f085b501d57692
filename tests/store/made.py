"""Builders for the store's tests: a journal on disk, and values with everything beside the point filled in."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from repairjournal import store
from repairjournal.model.entry import Draft, Entry, Mark, Pause, Run

NOW = datetime(2026, 11, 22, 18, 42, 5, 123456, UTC)
TODAY = date(2026, 11, 22)
START = date(2026, 11, 10)
PLAN = (("stand", 3), ("body", 7), ("new", 7), ("settle", 8), ("tell", 10), ("ordinary", 15))
SOAK = os.environ.get("REPAIRJOURNAL_SOAK") == "1"


def an_entry(*, on: date = TODAY, **parts: Any) -> Entry:
    happened = datetime(on.year, on.month, on.day, 18, 42, tzinfo=UTC)
    given: dict[str, Any] = {
        "id": store.new_id(),
        "kind": "trigger",
        "task": "trigger-note",
        "date": on,
        "happened_at": happened,
        "offset_min": 60,
        "written_at": happened,
        "written_date": on,
        "answers": {"situation": "no answer since noon"},
        "zone": "Europe/Berlin",
    }
    return Entry(**{**given, **parts})


def a_run(**parts: Any) -> Run:
    given: dict[str, Any] = {
        "id": store.new_id(),
        "program_sha": "a" * 64,
        "lang": "en",
        "started_on": START,
        "plan": PLAN,
    }
    return Run(**{**given, **parts})


def a_mark(run: Run, on: date = TODAY, what: str = "none") -> Mark:
    return Mark(store.new_id(), run.id, on, on, "trigger-note", what)


def a_pause(run: Run, first: date, last: date | None) -> Pause:
    return Pause(store.new_id(), run.id, first, last)


def a_draft(**parts: Any) -> Draft:
    given: dict[str, Any] = {
        "id": store.new_id(),
        "kind": "trigger",
        "task": "trigger-note",
        "run": None,
        "begun_at": NOW,
        "offset_min": 60,
        "zone": None,
        "date": TODAY,
        "step": 1,
        "answers": {"situation": "half a line"},
    }
    return Draft(**{**given, **parts})


def keep(journal: store.Journal, *values: Any, words: str = "something", at: datetime = NOW) -> None:
    """One act that adds these values."""
    with journal.act("add", words, at=at, on=TODAY) as act:
        for value in values:
            act.add(value)


def a_journal(path: Path, *, entries: int = 0) -> store.Journal:
    """A new journal, open for writing, with a run and so many entries, the newest today."""
    journal = store.open_journal(path, create=True)
    if entries:
        run = a_run()
        keep(journal, run, *(an_entry(on=TODAY - timedelta(days=n % 12), run=run.id) for n in range(entries)))
    return journal


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Rows of the file as any other tool would read them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return connection.execute(sql, values).fetchall()


def meddle(path: Path, script: str) -> None:
    """Change the file behind the journal's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(script)
