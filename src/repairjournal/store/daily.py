"""The statements of the daily path, over the plain connection: reading values, and writing single rows.

SQLite has no statistics of this file, so a list names the index it walks: each is in the order of `happened_at`, and
a page of ten costs the same at a hundred entries and at a million (tests/store/test_plans.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from repairjournal.errors import UsageError, WorldError
from repairjournal.model.entry import KEPT, OPEN, Entry, Mark, Pause, Run
from repairjournal.store import glance, rows, search
from repairjournal.store.connection import Database
from repairjournal.store.rows import COLUMNS, ENTRY_FIELDS, MARK_FIELDS, PAUSE_FIELDS, RUN_FIELDS, Row
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.model.progress import Tally

# A journal date lies within a day and a half of the moment in UTC, whatever the zone and `day_start`; the schema holds
# it to three. So a span of dates is a span of the time index with this much on either side.
SLACK = timedelta(days=4)
CHUNK = 200  # entries read at a time; between two chunks no lock is held, so a pager left open blocks nobody
SHORTEST_ID = 3  # characters of an id that are shown at least

_READ_ENTRY = f"SELECT {ENTRY_FIELDS} FROM entry"
_INDEXED = "INSERT INTO search (rowid, text) VALUES (?, ?)"


# -- lists -----------------------------------------------------------------------------------------------------------


class Filters(TypedDict, total=False):
    """Which entries a list holds. Dates are journal dates, both counted; `n`: the newest n."""

    run: str | None
    kinds: Sequence[str]
    tasks: Sequence[str]
    phase: str | None
    since: date | None
    until: date | None
    search: str | None
    state: str | None
    part_of: str | None
    n: int | None


def _where(wanted: Filters) -> tuple[list[str], list[Any]]:
    """The conditions of a list and their values."""
    terms, values = ["removed = 0"], []
    for term, value in (
        ("run = ?", wanted.get("run")),
        ("phase = ?", wanted.get("phase")),
        ("part_of = ?", wanted.get("part_of")),
    ):
        if value is not None:
            terms.append(term)
            values.append(value)
    if wanted.get("state") is not None:  # spelled out, or the index of open entries could not be used
        terms.append("state = 'open'" if wanted["state"] == OPEN else "state <> 'open'")
    for column, names in (("kind", wanted.get("kinds")), ("task", wanted.get("tasks"))):
        if names:
            terms.append(f"{column} IN ({', '.join('?' * len(names))})")
            values += names
    for sign, on, slack in ((">=", wanted.get("since"), -SLACK), ("<=", wanted.get("until"), SLACK)):
        if on is not None:
            terms.append(f"date {sign} ?")
            values.append(on.isoformat())
            if date.min + SLACK < on < date.max - SLACK:
                terms.append(f"happened_at {sign} ?")
                values.append((on + slack).isoformat())
    return terms, values


def _walks(wanted: Filters) -> list[tuple[str, list[str], list[str]]]:
    """(index, conditions and values that pick its part) of each walk; together they give the list."""
    if wanted.get("state") == OPEN:
        return [("entry_open", [], [])]
    if wanted.get("part_of") is not None:
        return [("entry_part", [], [])]
    if tasks := wanted.get("tasks"):
        return [("entry_task", ["task = ?"], [task]) for task in dict.fromkeys(tasks)]
    if wanted.get("phase") is not None:
        return [("entry_phase", [], [])]
    if kinds := wanted.get("kinds"):
        return [("entry_kind", ["kind = ?"], [kind]) for kind in dict.fromkeys(kinds)]
    return [("entry_time", [], [])]


def list_statements(wanted: Filters) -> list[tuple[str, list[Any]]]:
    """Statements that each give (happened_at, rowid), newest first and at most n."""
    terms, values = _where(wanted)
    n = wanted.get("n")
    limit = -1 if n is None else n
    select, order = "SELECT happened_at, entry.rowid FROM", "ORDER BY happened_at DESC, entry.rowid DESC LIMIT ?"
    typed = wanted.get("search")
    if typed is not None:
        # CROSS JOIN keeps this order: first the words, then only their entries.
        where = " AND ".join(["search MATCH ?", *terms])
        sql = f"{select} search CROSS JOIN entry ON entry.rowid = search.rowid WHERE {where} {order}"
        return [(sql, [search.query(typed), *values, limit])]
    out = []
    for index, picks, picked in _walks(wanted):
        sql = f"{select} entry INDEXED BY {index} WHERE {' AND '.join(picks + terms)} {order}"
        out.append((sql, [*picked, *values, limit]))
    return out


def entries(db: Database, wanted: Filters) -> Iterator[Entry]:
    """Newest first by `happened_at`, then by when they came; removed ones left out. Not one snapshot: see CHUNK."""
    found = [row for statement in list_statements(wanted) for row in db.rows(*statement)]
    found.sort(reverse=True)
    ids = [rowid for _, rowid in found[: wanted.get("n")]]
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        marks = ", ".join("?" * len(chunk))
        sql = f"SELECT rowid, {ENTRY_FIELDS} FROM entry WHERE rowid IN ({marks}) AND removed = 0"
        read = {row[0]: row[1:] for row in db.rows(sql, chunk)}
        yield from (rows.entry_of(read[rowid]) for rowid in chunk if rowid in read)


# -- one thing -------------------------------------------------------------------------------------------------------


def active_run(db: Database) -> Run | None:
    row = db.one(f"SELECT {RUN_FIELDS} {glance.ACTIVE}")
    return rows.run_of(row) if row else None


def runs(db: Database) -> list[tuple[Run, date | None, date | None, int]]:
    out = []
    for row in db.rows(f"SELECT {RUN_FIELDS} FROM run WHERE removed = 0 ORDER BY started_on DESC, rowid DESC"):
        first, last, n = db.rows(
            "SELECT min(date), max(date), count(*) FROM entry WHERE run = ? AND removed = 0", row[:1]
        )[0]
        out.append((rows.run_of(row), first and date.fromisoformat(first), last and date.fromisoformat(last), n))
    return out


def program(db: Database, sha256: str, lang: str, column: str) -> str:
    """The `text` or the `parsed` JSON of a program as it was used. WorldError where it is not kept."""
    row = db.one(f"SELECT {column} FROM program_text WHERE sha256 = ? AND lang = ?", (sha256, lang))
    if row is None:
        raise WorldError(t("the journal lacks the text of this program"), t("bring back a backup with `restore`"))
    text: str = row[0]
    return text


def languages(db: Database, sha256: str) -> tuple[str, ...]:
    """In which languages a program's texts are kept, the one first in which they came first."""
    sql = "SELECT lang FROM program_text WHERE sha256 = ? AND removed = 0 ORDER BY rowid"
    return tuple(lang for (lang,) in db.rows(sql, (sha256,)))


def pauses(db: Database, run: str) -> tuple[Pause, ...]:
    return tuple(rows.pause_of(row) for row in db.rows(f"SELECT {PAUSE_FIELDS} {glance.PAUSES}", (run,)))


def marks(db: Database, run: str, since: date | None) -> list[Mark]:
    sql = f"SELECT {MARK_FIELDS} FROM mark WHERE run = ? AND date >= ? AND removed = 0 ORDER BY date, rowid"
    return [rows.mark_of(row) for row in db.rows(sql, (run, since.isoformat() if since else ""))]


def counts(db: Database, run: str, first_day: int | None, last_day: int | None) -> list[Tally]:
    span = "" if first_day is None else " AND {0}day >= :first"
    span += "" if last_day is None else " AND {0}day <= :last"
    values = {"run": run, "first": first_day, "last": last_day}
    found = db.rows(
        "SELECT task, kind, day, date, date = written_date, count(*) FROM entry INDEXED BY entry_day"
        f" WHERE run = :run AND removed = 0{span.format('')} GROUP BY 1, 2, 3, 4, 5",
        values,
    )
    # What is part of an experiment of this span stands apart; without an experiment nothing more is read.
    sql = (
        "SELECT part.task, part.kind, part.day, part.date, part.date = part.written_date, count(*),"
        " whole.task, whole.day, whole.date = whole.written_date"
        " FROM entry AS whole INDEXED BY entry_task CROSS JOIN entry AS part INDEXED BY entry_part"
        " ON part.part_of = whole.id WHERE whole.task = :task AND whole.run = :run AND whole.removed = 0"
        f"{span.format('whole.')} AND part.run = :run AND part.removed = 0{span.format('part.')}"
        " GROUP BY 1, 2, 3, 4, 5, 7, 8, 9"
    )
    wholes = {task for task, kind, *_ in found if kind == "experiment"}
    parts = [row for task in wholes for row in db.rows(sql, {**values, "task": task})]
    alone = {tuple(row[:5]): row[5] for row in found}
    for row in parts:
        alone[tuple(row[:5])] -= row[5]
    return _tallies([*((*key, n) for key, n in alone.items() if n), *parts])


def first_counts(db: Database, run: str, tasks: Sequence[str]) -> list[Tally]:
    sql = (
        "SELECT task, kind, day, date, date = written_date, 1 FROM entry INDEXED BY entry_task"
        " WHERE task = ? AND run = ? AND removed = 0 ORDER BY happened_at LIMIT 1"
    )
    return _tallies(row for task in tasks for row in db.rows(sql, (task, run)))


def _tallies(found: Any) -> list[Tally]:
    from repairjournal.model.progress import Tally

    return [
        Tally(task, kind, day, date.fromisoformat(on), bool(same_day), n, (whole[0], whole[1], bool(whole[2])))
        if whole
        else Tally(task, kind, day, date.fromisoformat(on), bool(same_day), n)
        for task, kind, day, on, same_day, n, *whole in found
    ]


def setting(db: Database, key: str) -> str | None:
    row = db.one("SELECT value FROM setting WHERE key = ?", (key,))
    return row[0] if row else None


def set_setting(db: Database, key: str, value: str) -> None:
    """Keep a value; an empty one takes the setting away."""
    with db.transaction():
        if not value:
            db.rows("DELETE FROM setting WHERE key = ?", (key,))
            return
        db.rows(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )


# -- ids -------------------------------------------------------------------------------------------------------------


def entry(db: Database, prefix: str, *, removed: bool = False) -> Entry:
    """The entry whose id begins so, with `removed` also one that was taken away.

    UsageError: none (with the nearest), or several (each named).
    """
    # Crockford's reading of what looks alike.
    asked = prefix.strip().lower().replace("i", "1").replace("l", "1").replace("o", "0")
    if not asked or len(asked) > 16 or not (asked.isascii() and asked.isalnum()):
        raise UsageError(t("that is not an id"), t("an id is what `log` shows at the start of a line"))
    sql = f"{_READ_ENTRY} WHERE id >= ? AND id < ?{'' if removed else ' AND removed = 0'} ORDER BY id LIMIT 6"
    found = db.rows(sql, (asked, asked + "{"))  # "{" follows "z"
    if len(found) == 1:
        return rows.entry_of(found[0])
    if found:
        ids = ", ".join(short_id(db, row[0]) for row in found[:5]) + (", ..." if len(found) > 5 else "")
        raise UsageError(t("several entries begin with {id}", id=asked), t("say which: {ids}", ids=ids))
    nearest = _nearest(db, asked)
    hint = t("the nearest is {id}", id=short_id(db, nearest)) if nearest else t("`log` shows what there is")
    raise UsageError(t("no entry begins with {id}", id=asked), hint)


def _nearest(db: Database, asked: str) -> str | None:
    """The id that shares the longest beginning with what was asked, None where none shares any."""
    near = db.rows("SELECT id FROM entry WHERE id < ? AND removed = 0 ORDER BY id DESC LIMIT 1", (asked,))
    near += db.rows("SELECT id FROM entry WHERE id > ? AND removed = 0 ORDER BY id LIMIT 1", (asked,))
    best = max((id for (id,) in near), key=lambda id: _shared(id, asked), default=None)
    return best if best and _shared(best, asked) else None


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def short_id(db: Database, id: str) -> str:
    """The shortest beginning that no other entry has, removed ones included, so that undo never changes it."""
    near = db.rows("SELECT id FROM entry WHERE id < ? ORDER BY id DESC LIMIT 1", (id,))
    near += db.rows("SELECT id FROM entry WHERE id > ? ORDER BY id LIMIT 1", (id,))
    return id[: max([SHORTEST_ID, *(_shared(id, other) + 1 for (other,) in near)])]


# -- single rows -----------------------------------------------------------------------------------------------------


def row(db: Database, table: str, id: str) -> Row | None:
    """A whole row but for its rowid."""
    found = db.one(f"SELECT {', '.join(_quoted(table))} FROM {table} WHERE id = ?", (id,))
    return dict(zip(COLUMNS[table], found, strict=True)) if found else None


def _quoted(table: str) -> list[str]:
    return [f'"{name}"' for name in COLUMNS[table]]


def insert(db: Database, table: str, row: Row) -> None:
    """A new row with its digest; the search table follows."""
    full = rows.sealed(table, row)
    names, marks = ", ".join(_quoted(table)), ", ".join("?" * len(COLUMNS[table]))
    rowid = db.rows(
        f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING rowid", [full[name] for name in COLUMNS[table]]
    )[0][0]
    if table == "entry" and not full["removed"]:
        db.rows(_INDEXED, (rowid, search.indexed(full["answers"])))


def put(db: Database, table: str, before: Row, after: Row) -> None:
    """A row in its new state with a new digest; the search table follows."""
    full = rows.sealed(table, after)
    values = [full[name] for name in COLUMNS[table]]
    assigned = ", ".join(f"{name} = ?" for name in _quoted(table))
    db.rows(f"UPDATE {table} SET {assigned} WHERE id = ?", [*values, full["id"]])
    if table == "entry" and (before["answers"], before["removed"]) != (after["answers"], after["removed"]):
        rowid = db.rows("SELECT rowid FROM entry WHERE id = ?", (full["id"],))[0][0]
        db.rows("DELETE FROM search WHERE rowid = ?", (rowid,))
        if not full["removed"]:
            db.rows(_INDEXED, (rowid, search.indexed(full["answers"])))


def set_variant(db: Database, run: str, variant: str) -> None:
    with db.transaction():
        before = row(db, "run", run)
        if before is None:
            raise UsageError(t("there is no such run"), t("see `runs`"))
        put(db, "run", before, _touched(before, variant=variant))


def beat(db: Database, id: str, answers: str) -> None:
    """An open entry's answers so far: one commit, no act. UsageError where it is not open."""
    _rewrite(db, id, answers=answers)


def link(db: Database, id: str, whole: str) -> None:
    """Make an open entry part of another: one commit, no act. UsageError where it is not open."""
    _rewrite(db, id, part_of=whole)


def settle(db: Database, entry: Entry) -> None:
    """Close an open entry with its last answers, as part of the act that began it. UsageError where it is not open."""
    _, new = rows.row_of(entry)
    _rewrite(db, entry.id, state=KEPT, **{name: new[name] for name in ("answers", "written_at", "written_date")})


def _rewrite(db: Database, id: str, **new: Any) -> None:
    with db.transaction():
        before = row(db, "entry", id)
        if before is None or before["state"] != OPEN:
            raise UsageError(t("this is not running any more; nothing was changed"), t("see `log`"))
        put(db, "entry", before, _touched(before, **new))


def _touched(before: Row, **new: Any) -> Row:
    """A later state than the one before, without a clock: one microsecond is enough for a merge."""
    return {**before, **new, "edited_at": rows.later(before["edited_at"], before["edited_at"])}


def parsed(text: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(text)
    return value
