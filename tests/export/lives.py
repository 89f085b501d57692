"""Journals lived at random: a few acts each, also on two computers whose clocks disagree."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.export import json as journal_json
from repairjournal.export.book import Book, Told
from repairjournal.library import read_bytes
from repairjournal.model import calendar
from repairjournal.model.entry import Entry
from repairjournal.store import forget, incoming, merge, reading, rows
from tests.library.small import SMALL
from tests.store.made import NOW, TODAY, a_mark, a_pause, a_run, an_entry

PLAN = (("begin", 2), ("go", 2))
SHA = sha256(SMALL.encode()).hexdigest()

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=4,
)
answers = st.dictionaries(words, values, max_size=3)
# (what is done, to which of what is there, with which answers, minutes by the clock of this computer)
VERBS = ("add", "edit", "delete", "undo", "redo", "mark", "pause", "extend", "private", "alone", "variant", "forget")
steps = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 9), answers, st.integers(0, 3)), min_size=1, max_size=8
)


@cache
def parsed() -> Mapping[str, Any]:
    return read_bytes(SMALL.encode(), "x").parsed


def vet(sha: str, texts: Mapping[str, str]) -> dict[str, Any]:
    assert (sha, texts) == (SHA, {"en": SMALL})
    return {"en": dict(parsed())}


def begun(path: Path) -> Path:
    """A journal with a run begun five days ago."""
    run = a_run(program_sha=SHA, started_on=TODAY - timedelta(days=5), plan=PLAN)
    with store.open_journal(path, create=True) as journal, journal.act("start", "s", at=NOW, on=TODAY) as act:
        act.keep_program(SHA, "en", "small", "1.0.0", SMALL, parsed(), "file")
        act.add(run)
    return path


def copied(path: Path, name: str) -> Path:
    return Path(shutil.copy(path, path.with_name(name)))


def live(path: Path, told: Sequence[tuple[str, int, dict[str, Any], int]], *, clock: int = 0) -> None:
    """Do these things one after another; `clock` is how many minutes this computer is ahead."""
    at = NOW + timedelta(minutes=clock)
    with store.open_journal(path, write=True) as journal:
        for verb, which, given, minutes in told:
            at += timedelta(minutes=minutes)
            try:
                _step(journal, verb, which, given, at)
            except UsageError:  # nothing there to take back
                pass


def _step(journal: store.Journal, verb: str, which: int, given: dict[str, Any], at: Any) -> None:
    run = journal.active_run()
    assert run
    there = sorted(journal.entries(), key=lambda entry: entry.id)
    entry: Entry | None = there[which % len(there)] if there else None
    if verb == "undo":
        if (journal.last_act() or ("", ""))[0] != "start":  # everything else here lives in that run
            journal.undo(at=at)
    elif verb == "redo":
        journal.redo(at=at)
    elif verb == "variant":
        journal.set_variant(run.id, "ab"[which % 2])
        journal.set_setting("next_check", str(14 + which))
    elif verb == "forget" and entry and which > 6:
        with journal._db.transaction():
            forget.erase(journal._db, {entry.id: rows.moment(at)})
    else:
        with journal.act(verb, "w", at=at, on=TODAY) as act:
            on = TODAY - timedelta(days=which % 6)
            if verb == "add":
                act.add(_placed(journal, an_entry(on=on, run=run.id, answers=given, program_sha=SHA)))
            elif verb == "alone":
                act.add(an_entry(on=on, answers=given, task="diary", origin="jrnl"))
            elif verb == "mark":
                act.add(a_mark(run, on))
            elif verb == "pause":
                act.add(a_pause(run, on, on + timedelta(days=which % 2)))
            elif verb == "extend":
                act.change(replace(run, plan=(*run.plan[:-1], (run.plan[-1][0], run.plan[-1][1] + 1))))
            elif entry and verb == "edit":
                act.change(replace(entry, answers=given))
            elif entry and verb == "private":
                act.change(replace(entry, private=not entry.private))
            elif entry and verb == "delete":
                act.remove(entry)


def _placed(journal: store.Journal, entry: Entry) -> Entry:
    """With the program day and phase that the desk would give it."""
    run = next(run for run, *_ in journal.runs() if run.id == entry.run)
    day = calendar.program_day(entry.date, run.started_on, [(p.first, p.last) for p in journal.pauses(run.id)])
    held = calendar.phase_of(day, run.plan) if day else None
    return replace(entry, day=day, phase=held and held[1])


def out(path: Path) -> bytes:
    """All of it, as `rj export json` writes it."""
    with store.open_journal(path) as journal:
        tables = lambda: reading.whole(journal)  # noqa: E731
        book = Book(TODAY, "", "en", [], [], lambda entry: Told("", "", ()), tables, lambda kind: [])
        return b"".join(journal_json.render(book))


def into(path: Path, data: bytes, *, at: int = 600) -> merge.Plan:
    """Bring it in, on that clock."""
    found = incoming.read(json.loads(data), vet)
    if not path.exists():
        path.write_bytes(_empty(path.with_name("empty.db")))
    with store.open_journal(path, write=True) as journal:
        return merge.unite(journal, found, "a file", at=NOW + timedelta(minutes=at), on=TODAY)


@cache
def _empty(path: Path) -> bytes:
    """A journal without anything: making one takes longer than all that is done in it here."""
    store.open_journal(path, create=True).close()
    return path.read_bytes()


def united(tmp: Path, *all_of: bytes) -> bytes:
    """What a journal holds that took these in, one after another."""
    path = tmp / f"united-{store.new_id()}.db"
    for data in all_of:
        into(path, data)
    return out(path)
