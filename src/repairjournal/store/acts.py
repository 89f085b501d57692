"""Acts: what one command writes is one transaction, can be taken back and brought back, and loses no earlier state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.store import daily, drafts, rows
from repairjournal.store.connection import Database
from repairjournal.store.rows import Row, Value, compact, later, moment, new_id, row_of
from repairjournal.text import t

# What acts never set back: the gate's answer is not undoable.
_NOT_ACTS = {"run": ("variant",)}
_NEWEST = "SELECT rowid, id, verb, words FROM act WHERE undone = 0 ORDER BY rowid DESC LIMIT 1"
# Acts that redo could bring back stand behind the last one that is not taken back.
_TAKEN_BACK = "undone = 1 AND rowid > coalesce((SELECT rowid FROM act WHERE undone = 0 ORDER BY rowid DESC LIMIT 1), 0)"
_NEXT = f"SELECT rowid, id, verb, words FROM act WHERE {_TAKEN_BACK} ORDER BY rowid LIMIT 1"
_END_REDO = f"UPDATE act SET undone = 2 WHERE {_TAKEN_BACK}"


class Act:
    """What a command changes. Rows are written at once; the act and what stood there before, when it closes."""

    def __init__(self, db: Database, verb: str, words: str, at: datetime, on: date) -> None:
        self._db = db
        self._at = moment(at)
        self._act = (verb, words, on.isoformat())
        self._before: dict[tuple[str, str], Row | None] = {}

    def add(self, value: Value) -> None:
        """A new entry, run, pause or mark. UsageError for an entry that was erased for good: nothing brings it back."""
        table, row = row_of(value)
        if table == "entry" and self._db.one("SELECT 1 FROM tombstone WHERE id = ?", (value.id,)):
            raise UsageError(t("this was erased for good; nothing was changed"), t("keep it anew"))
        self._insert(table, row)

    def change(self, value: Value) -> None:
        """The new state of one that is there; the same state again changes nothing. UsageError where it is gone."""
        table, row = row_of(value)
        before = self._standing(table, value.id)
        after = {**before, **row, **_held(table, before)}
        if after != before:
            self._put(table, before, after)

    def remove(self, value: Value) -> None:
        """Take one away; nothing of it is erased. UsageError where it is gone already."""
        table, _ = row_of(value)
        before = self._standing(table, value.id)
        self._put(table, before, {**before, "removed": 1})

    def keep_program(
        self,
        sha256: str,
        lang: str,
        program_id: str,
        version: str,
        text: str,
        parsed: Mapping[str, Any],
        origin: str,
    ) -> None:
        """A program's text as it was used; a second time changes nothing."""
        found = self._db.one("SELECT id FROM program_text WHERE sha256 = ? AND lang = ?", (sha256, lang))
        before = daily.row(self._db, "program_text", found[0]) if found else None
        if before is None:
            self._insert(
                "program_text",
                {
                    "id": new_id(),
                    "sha256": sha256,
                    "lang": lang,
                    "program_id": program_id,
                    "version": version,
                    "text": text,
                    "parsed": compact(parsed),
                    "origin": origin,
                    "added_at": self._at,
                },
            )
        elif before["removed"]:
            self._put("program_text", before, {**before, "removed": 0})

    def finish_draft(self, draft_id: str) -> None:
        """The draft is gone once the entry it became is kept: not an act, so undo does not bring it back."""
        drafts.drop(self._db, draft_id)

    def _standing(self, table: str, id: str) -> Row:
        row = daily.row(self._db, table, id)
        if row is None or row["removed"]:
            raise UsageError(t("this is not there any more; nothing was changed"), t("see `log`, or `undo`"))
        return row

    def _insert(self, table: str, row: Row) -> None:
        daily.insert(self._db, table, {**row, "removed": 0, "edited_at": self._at})
        self._before[table, row["id"]] = None

    def _put(self, table: str, before: Row, after: Row) -> None:
        daily.put(self._db, table, before, {**after, "edited_at": later(self._at, before["edited_at"])})
        self._before.setdefault((table, before["id"]), before)

    def close(self) -> None:
        """Write the act with its revisions and count the calendar anew. Nothing touched: no act."""
        if not self._before:
            return
        id = new_id()
        self._db.rows(_END_REDO)
        self._db.rows(
            "INSERT INTO act (id, at, verb, words, date, undone) VALUES (?, ?, ?, ?, ?, 0)", (id, self._at, *self._act)
        )
        self._db.many(
            'INSERT INTO revision (id, act, "table", row, before, edited_at, digest) VALUES (?, ?, ?, ?, ?, ?, ?)',
            [(new_id(), id, table, row, *_state(before)) for (table, row), before in self._before.items()],
        )
        _recount(self._db, self._before)


def _held(table: str, row: Row) -> Row:
    return {name: row[name] for name in _NOT_ACTS.get(table, ())}


def _state(row: Row | None) -> tuple[str | None, str | None, str | None]:
    """(before, edited_at, digest) of a revision."""
    return (compact(row), row["edited_at"], row["digest"]) if row else (None, None, None)


# -- undo and redo ---------------------------------------------------------------------------------------------------


def last(db: Database) -> tuple[str, str] | None:
    """(verb, words) of what undo would take back."""
    found = db.one(_NEWEST)
    return (found[2], found[3]) if found else None


def next_redo(db: Database) -> tuple[str, str] | None:
    """(verb, words) of what redo would bring back."""
    found = db.one(_NEXT)
    return (found[2], found[3]) if found else None


def undo(db: Database, at: datetime) -> str:
    """Take the newest standing act back; its words. UsageError where there is none."""
    with db.transaction():
        found = db.one(_NEWEST)
        if found is None:
            raise UsageError(t("there is nothing to take back"), t("`log` shows what is kept"))
        return _swap(db, found, 1, at)


def redo(db: Database, at: datetime) -> str:
    """Bring back the act taken back last, as long as nothing new was kept since. UsageError where there is none."""
    with db.transaction():
        found = db.one(_NEXT)
        if found is None:
            raise UsageError(t("there is nothing to bring back"), t("redo works until something new is kept"))
        return _swap(db, found, 0, at)


def _swap(db: Database, act: tuple[Any, ...], undone: int, at: datetime) -> str:
    """Exchange every row of the act with its `before`, the last first. A row the act made is removed, or comes back."""
    rowid, id, _, words = act
    stamp = moment(at)
    touched = []
    for revision, table, name, text in db.rows(
        'SELECT rowid, "table", row, before FROM revision WHERE act = ? ORDER BY rowid DESC', (id,)
    ):
        current = daily.row(db, table, name)
        if current is None:  # forgotten since
            continue
        before = json.loads(text) if text else {"removed": undone}
        after = {**current, **before, **_held(table, current), "edited_at": later(stamp, current["edited_at"])}
        daily.put(db, table, current, after)
        if text:
            sql = "UPDATE revision SET before = ?, edited_at = ?, digest = ? WHERE rowid = ?"
            db.rows(sql, (*_state(current), revision))
        touched.append((table, name))
    db.rows("UPDATE act SET undone = ? WHERE rowid = ?", (undone, rowid))
    _recount(db, touched)
    return str(words)


def revisions(db: Database, entry_id: str) -> list[tuple[datetime, str, str, dict[str, Any] | None]]:
    """(at, verb, words, the other state) of each act on an entry, oldest first; None: the act made it.

    The other state is what stood there before the act; for an act that was taken back, what it had made of it.
    """
    sql = (
        "SELECT act.at, verb, words, before FROM revision JOIN act ON act.id = revision.act"
        " WHERE \"table\" = 'entry' AND row = ? ORDER BY act.rowid"
    )
    out = []
    for at, verb, words, text in db.rows(sql, (entry_id,)):
        before = json.loads(text) if text else None
        if before:
            before["answers"] = json.loads(before["answers"])
        out.append((rows.moment_of(at), verb, words, before))
    return out


def revision_count(db: Database, entry_id: str) -> int:
    """How many acts changed an entry after the one that made it."""
    sql = "SELECT count(*) FROM revision WHERE \"table\" = 'entry' AND row = ? AND before IS NOT NULL"
    n: int = db.rows(sql, (entry_id,))[0][0]
    return n


# -- the calendar ----------------------------------------------------------------------------------------------------


def _recount(db: Database, touched: Iterable[tuple[str, str]]) -> None:
    """After a change of a run or a pause: day and phase of that run's entries, in the same transaction."""
    runs = dict.fromkeys(
        name if table == "run" else db.rows("SELECT run FROM pause WHERE id = ?", (name,))[0][0]
        for table, name in touched
        if table in ("run", "pause")
    )
    for id in runs:
        _recount_run(db, id)


def _recount_run(db: Database, id: str) -> None:
    from repairjournal.model import calendar

    run = rows.run_of(db.rows(f"SELECT {rows.RUN_FIELDS} FROM run WHERE id = ?", (id,))[0])
    pauses = [(pause.first, pause.last) for pause in daily.pauses(db, id)]
    places = []
    for (text,) in db.rows("SELECT DISTINCT date FROM entry INDEXED BY entry_day WHERE run = ?", (id,)):
        on = date.fromisoformat(text)
        day = calendar.program_day(on, run.started_on, pauses)
        held = calendar.phase_of(day, run.plan) if day else None
        near = (text, text)
        if date.min + daily.SLACK < on < date.max - daily.SLACK:
            near = ((on - daily.SLACK).isoformat(), (on + daily.SLACK + timedelta(days=1)).isoformat())
        phase = held[1] if held else None
        places.append({"day": day, "phase": phase, "first": near[0], "last": near[1], "run": id, "date": text})
    # The moments of one date are found by the time index; a row that stands right is not written again.
    db.many(
        "UPDATE entry INDEXED BY entry_time SET day = :day, phase = :phase WHERE happened_at BETWEEN :first AND :last"
        " AND run = :run AND date = :date AND (day IS NOT :day OR phase IS NOT :phase)",
        places,
    )
