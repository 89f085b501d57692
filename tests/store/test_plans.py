"""The daily path costs the same at a hundred entries and at many thousands: plans by index, and steps counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from repairjournal import store
from repairjournal.model.entry import OPEN, Run
from repairjournal.store import rows, search
from repairjournal.store.connection import Database
from repairjournal.store.journal import Journal
from tests.store.made import NOW, START, TODAY, a_draft, a_journal, a_mark, a_pause, a_run, an_entry, keep

FEW, MANY = 200, 20_000
RUN = a_run()
ENTRY = an_entry(run=RUN.id, kind="practice", task="scan", state=OPEN, day=13, phase="new")

Use = Callable[[Journal], Any]
READING: dict[str, Use] = {
    "the active run": lambda j: j.active_run(),
    "its pauses": lambda j: j.pauses(RUN.id),
    "its marks": lambda j: j.marks(RUN.id, since=TODAY),
    "newest written date": lambda j: j.newest_written_date(RUN.id),
    "counts of a phase": lambda j: j.counts(RUN.id, first_day=11, last_day=17),
    "first counts": lambda j: j.first_counts(RUN.id, ["scan"]),
    "the newest ten": lambda j: j.entries(n=10),
    "the newest ten of a run": lambda j: j.entries(run=RUN.id, n=10),
    "the newest ten of a kind": lambda j: j.entries(kinds=["trigger"], n=10),
    "the newest ten of two kinds": lambda j: j.entries(kinds=["trigger", "practice"], n=10),
    "a kind that never was": lambda j: j.entries(kinds=["narrative"]),
    "of a task": lambda j: j.entries(run=RUN.id, tasks=["scan"]),
    "of a phase": lambda j: j.entries(run=RUN.id, phase="new", n=10),
    "since yesterday": lambda j: j.entries(since=TODAY - timedelta(days=1)),
    "what is open": lambda j: j.entries(run=RUN.id, state=OPEN),
    "parts of an experiment": lambda j: j.entries(part_of=ENTRY.id),
    "a rare word": lambda j: j.entries(search="zephyrlock"),
    "an id": lambda j: j.entry(ENTRY.id[:9]),
    "a short id": lambda j: j.short_id(ENTRY.id),
    "drafts": lambda j: j.drafts(),
    "what undo would take": lambda j: (j.last_act(), j.redo_act()),
    "revisions": lambda j: (j.revisions(ENTRY.id), j.revision_count(ENTRY.id)),
}
WRITING: dict[str, Use] = {
    "a new entry": lambda j: keep(j, an_entry(run=RUN.id)),
    "undo and redo": lambda j: (j.undo(at=NOW), j.redo(at=NOW)),
    "a mark": lambda j: keep(j, a_mark(RUN)),
    "a pause": lambda j: keep(j, a_pause(RUN, TODAY, None)),
    "a heartbeat": lambda j: j.beat(ENTRY.id, {"seconds": 1}),
    "a draft": lambda j: j.save_draft(a_draft()),
}


def _fill(journal: Journal, run: Run, n: int) -> None:
    """Entries of an earlier run, twenty a day, straight into the tables."""
    names = ("rowid", *rows.COLUMNS["entry"])
    insert = f"INSERT INTO entry ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    made, words = [], []
    for number in range(n):
        on = START - timedelta(days=1 + number // 20)
        entry = an_entry(on=on, run=run.id, kind=("trigger", "moment")[number % 2], day=1 + number % 50, phase="old")
        answers = {"situation": "no answer since noon"}
        full = rows.row_of(entry)[1] | {"removed": 0, "edited_at": rows.moment(NOW), "digest": "0" * 32}
        made.append([100 + number, *(full[name] for name in names[1:])])
        words.append((100 + number, search.indexed(rows.compact(answers))))
    with journal._db.transaction():
        journal._db.many(insert, made)
        journal._db.many("INSERT INTO search (rowid, text) VALUES (?, ?)", words)


def _journal(path: Path, n: int) -> Journal:
    journal = a_journal(path)
    old = a_run(started_on=START - timedelta(days=400), finished_on=START)
    keep(journal, old, RUN, a_mark(RUN), a_pause(RUN, START + timedelta(days=3), START + timedelta(days=3)), ENTRY)
    for day in range(12):
        here = an_entry(
            on=START + timedelta(days=day),
            run=RUN.id,
            day=day + 1,
            phase="new",
            answers={"thought": "zephyrlock" if day == 4 else "another"},
        )
        keep(journal, here, replace(here, id=store.new_id(), kind="practice", task="scan"))
    _fill(journal, old, n)
    return journal


@pytest.fixture(scope="module")
def small_and_large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Journal, Journal]]:
    folder = tmp_path_factory.mktemp("sizes")
    with closing(_journal(folder / "few.db", FEW)) as few, closing(_journal(folder / "many.db", MANY)) as many:
        yield few, many


def _steps(journal: Journal, use: Use) -> int:
    """Instructions of SQLite's virtual machine that a use takes: its work, without the noise of a clock."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    journal._db.connection.set_progress_handler(count, 1)
    try:
        use(journal)
    finally:
        journal._db.connection.set_progress_handler(None, 1)
    return taken


@pytest.mark.parametrize("what", [*READING, *WRITING])
def test_the_work_is_the_same_at_a_hundred_times_the_size(small_and_large: tuple[Journal, Journal], what: str) -> None:
    use = {**READING, **WRITING}[what]
    few, many = (_steps(journal, use) for journal in small_and_large)
    assert many <= 1.2 * few + 20


# Whole tables that are walked on purpose: small ones, and the time index from its newest end.
WALKED = ("run", "draft", "act", "entry USING INDEX entry_time", "entry USING INDEX entry_open", "search VIRTUAL TABLE")


@pytest.mark.parametrize("what", [*READING, *WRITING])
def test_no_plan_walks_all_entries(small_and_large: tuple[Journal, Journal], what: str) -> None:
    journal, seen = small_and_large[0], list[str]()
    journal._db.connection.set_trace_callback(seen.append)
    try:
        {**READING, **WRITING}[what](journal)
    finally:
        journal._db.connection.set_trace_callback(None)
    asked = [sql for sql in seen if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))]
    assert asked
    with closing(Database(journal._db.path, write=False)) as db:
        steps = [row[3] for sql in asked for row in db.rows(f"EXPLAIN QUERY PLAN {sql}")]
    walks = [step.removeprefix("SCAN ") for step in steps if step.startswith("SCAN ")]
    assert [walk for walk in walks if not walk.startswith((*WALKED, "(subquery", "CONSTANT ROW"))] == []


def test_the_plan_check_would_see_a_walk(small_and_large: tuple[Journal, Journal]) -> None:
    with closing(Database(small_and_large[0]._db.path, write=False)) as db:
        steps = [row[3] for row in db.rows("EXPLAIN QUERY PLAN SELECT * FROM entry WHERE origin = 'own'")]
    assert steps == ["SCAN entry"]


def test_a_common_word_is_found_in_a_large_journal_in_good_order(small_and_large: tuple[Journal, Journal]) -> None:
    found = small_and_large[1].entries(search="noon", n=10)
    assert len(found) == 10
    assert found == sorted(found, key=lambda entry: entry.happened_at, reverse=True)
    assert isinstance(small_and_large[1], store.Journal)
