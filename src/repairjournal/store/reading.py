"""Reading the whole journal in one pass, the oldest first: memory stays flat and no lock is held in between.

Only the row numbers of a list are held, eight bytes each; the rows come in chunks. So it is not one snapshot: an
evening may be written while a long export runs, and a page that is read slowly blocks nobody.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from repairjournal.store import rows, search
from repairjournal.store.connection import Database, told
from repairjournal.store.daily import CHUNK, SLACK, Filters, _where
from repairjournal.store.rows import COLUMNS, ENTRY_FIELDS, Row

if TYPE_CHECKING:
    from repairjournal.model.entry import Entry
    from repairjournal.store.journal import Journal

# Names in the file -> tables, in the order in which a reader needs them: what was erased first, runs before entries.
TABLES = {
    "programs": "program_text",
    "runs": "run",
    "pauses": "pause",
    "aliases": "alias",
    "marks": "mark",
    "entries": "entry",
}
NAMES = {table: name for name, table in TABLES.items()}
JSON_COLUMNS = frozenset(("answers", "plan", "parsed"))
FLAGS = frozenset(("private", "removed"))
# Derived where they stand: the digest from the row, day and phase of an earlier state from the calendar.
DERIVED = {"entry": ("day", "phase")}
TRAVELS = "next_check"  # the one setting that is about the person and not about this computer (product.md 4)
_ORDER = {"entry": "happened_at, id", "mark": "date, id", "run": "started_on, id", "pause": "first, id"}


class Reading:
    """The entries that match, by journal date and then by time, as often as they are asked for.

    `len` counts them. What was removed is left out.
    """

    def __init__(self, journal: Journal, wanted: Filters) -> None:
        self._db = journal._db
        terms, values = _where(wanted)
        source, n = "entry INDEXED BY entry_time", wanted.get("n")
        typed = wanted.get("search")
        if typed is not None:
            source = "search CROSS JOIN entry ON entry.rowid = search.rowid"
            terms, values = ["search MATCH ?", *terms], [search.query(typed), *values]
        picked = f"SELECT date, happened_at, entry.rowid AS place FROM {source} WHERE {' AND '.join(terms)}"
        if n is not None:
            picked = f"SELECT * FROM ({picked} ORDER BY happened_at DESC, place DESC LIMIT ?)"
            values = [*values, n]
        self._places = array("q", _by_date(_cursor(self._db, f"{picked} ORDER BY happened_at, place", values)))

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Entry]:
        for row in _fetched(self._db, f"SELECT rowid, {ENTRY_FIELDS} FROM entry", self._places, "AND removed = 0"):
            yield rows.entry_of(row)


def whole(journal: Journal) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    """(name, its objects) of everything that travels, in the order of `merge`: docs/data.md, "The whole journal".

    Settings of this computer, drafts, acts and the ledger stay here. Two journals that hold the same give the same.
    """
    db = journal._db
    yield "tombstones", ({"id": id, "at": at} for id, at in db.rows("SELECT id, at FROM tombstone ORDER BY id"))
    for name, table in TABLES.items():
        yield name, _rows(db, table)
    yield "revisions", _revisions(db)
    yield "settings", _settings(db)


def picked(journal: Journal, reading: Reading) -> Iterator[tuple[str, Iterator[Mapping[str, Any]]]]:
    """The same shape with only these entries as they stand now, and the programs, runs and pauses they lie in."""
    db = journal._db
    for name in ("programs", "runs", "pauses"):
        yield name, (row for row in _rows(db, TABLES[name]) if not row["removed"])
    columns = ", ".join(f'"{name}"' for name in COLUMNS["entry"])
    found = _fetched(db, f"SELECT rowid, {columns} FROM entry", reading._places, "AND removed = 0")
    yield "entries", (_object(dict(zip(COLUMNS["entry"], row, strict=True))) for row in found)


def _rows(db: Database, table: str) -> Iterator[Mapping[str, Any]]:
    # By its index, or SQLite would sort whole rows in memory.
    indexed = f"{table} INDEXED BY entry_time" if table == "entry" else table
    places = _places(db, f"SELECT rowid FROM {indexed} ORDER BY {_ORDER.get(table, 'id')}", ())
    columns = ", ".join(f'"{name}"' for name in COLUMNS[table])
    for row in _fetched(db, f"SELECT rowid, {columns} FROM {table}", places):
        yield _object(dict(zip(COLUMNS[table], row, strict=True)))


def _revisions(db: Database) -> Iterator[Mapping[str, Any]]:
    """Every earlier or other state, each once, as `{"of": name of its list, ...the row}`."""
    sql = 'SELECT min(rowid) FROM revision WHERE before IS NOT NULL GROUP BY "table", row, edited_at, digest'
    places = _places(db, f'{sql} ORDER BY "table", row, edited_at, digest', ())
    for table, id, at, digest, before in _fetched(
        db, 'SELECT rowid, "table", row, edited_at, digest, before FROM revision', places
    ):
        if not db.rows(f"SELECT 1 FROM {table} WHERE id = ? AND edited_at = ? AND digest = ?", (id, at, digest)):
            state = {name: value for name, value in json.loads(before).items() if name not in DERIVED.get(table, ())}
            yield {"of": NAMES[table], **_object(state)}


def _settings(db: Database) -> Iterator[Mapping[str, Any]]:
    for key, value in db.rows("SELECT key, value FROM setting WHERE key GLOB ? ORDER BY key", (f"{TRAVELS}*",)):
        yield {"key": key, "value": value}


def _object(row: Row) -> Row:
    """A row as JSON has it: its JSON columns as values, yes and no as such, without its digest."""
    out: Row = {}
    for name, value in row.items():
        if name in FLAGS:
            out[name] = bool(value)
        elif name in JSON_COLUMNS:
            out[name] = json.loads(value)
        elif name != "digest":
            out[name] = value
    return out


def _by_date(found: Iterable[tuple[str, str, int]]) -> Iterator[int]:
    """Row numbers by (date, moment), from rows by moment: the two lie near each other (daily.SLACK), so that a few days
    at a time are put in order and SQLite need not hold all of them to sort them."""
    held: list[tuple[str, str, int]] = []
    for row in found:
        heappush(held, row)
        while held[0][0] < row[1] and date.fromisoformat(held[0][0]) + SLACK < date.fromisoformat(row[1][:10]):
            yield heappop(held)[2]
    while held:
        yield heappop(held)[2]


def _places(db: Database, sql: str, values: Sequence[Any]) -> array[int]:
    """The one column of a statement, eight bytes a row."""
    return array("q", (place for (place,) in _cursor(db, sql, values)))


def _cursor(db: Database, sql: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement one by one; to be taken at once, since it holds a lock until its end."""
    db.rows("SELECT 1 FROM entry LIMIT 1")  # mends what a killed process left before the cursor below is opened
    try:
        yield from db.connection.execute(sql, values)
    except sqlite3.Error as error:
        raise told(error, db.path) from None


def _fetched(db: Database, select: str, places: Sequence[int], more: str = "") -> Iterator[tuple[Any, ...]]:
    """Rows of a statement that begins with the rowid, in the order of `places`; that number is left out."""
    for start in range(0, len(places), CHUNK):
        chunk = list(places[start : start + CHUNK])
        marks = ", ".join("?" * len(chunk))
        found = {row[0]: row[1:] for row in db.rows(f"{select} WHERE rowid IN ({marks}) {more}", chunk)}
        for place in chunk:
            if place in found:
                yield found[place]
