"""Drafts: answers to something not finished, one row and one commit an answer, held by one living process."""

from __future__ import annotations

import os

from repairjournal.model.entry import Draft
from repairjournal.store.connection import Database
from repairjournal.store.rows import DRAFT_COLUMNS, draft_of, draft_row

_COLUMNS = ", ".join(DRAFT_COLUMNS)
_SAVE = (
    f"INSERT INTO draft ({_COLUMNS}) VALUES ({', '.join('?' * len(DRAFT_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in DRAFT_COLUMNS[1:])}"
)


def holder(pid: int) -> str:
    """`pid:start` of a living process; the start tells it from a later one with the same number. Linux: clock ticks
    since boot, field 22 of /proc/PID/stat (proc(5)); elsewhere empty."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The second field is the command's name in brackets, which may itself hold blanks and brackets.
            fields = file.read().rpartition(b")")[2].split()
        start = "" if fields[0] == b"Z" else fields[19].decode()  # Z: ended, its parent has not looked yet
    except (OSError, IndexError):
        start = ""
    return f"{pid}:{start}"


def alive(held_by: str) -> bool:
    """Whether the process that `holder` (or a bare number) names still runs."""
    number, _, start = held_by.partition(":")
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        pass  # it runs, for somebody else
    except (OSError, OverflowError):
        return False
    return not start or holder(int(number)) == held_by


def all_drafts(db: Database) -> list[Draft]:
    """The newest first."""
    return [draft_of(row) for row in db.rows(f"SELECT {_COLUMNS} FROM draft ORDER BY begun_at DESC, rowid DESC")]


def save(db: Database, draft: Draft) -> None:
    with db.transaction():
        db.rows(_SAVE, draft_row(draft))


def drop(db: Database, id: str) -> None:
    db.rows("DELETE FROM draft WHERE id = ?", (id,))


def claim(db: Database, id: str, held_by: str) -> bool:
    """Take a draft for a process. False: another living one holds it, or it is gone."""
    with db.transaction():
        found = db.one("SELECT holder FROM draft WHERE id = ?", (id,))
        if found is None or (found[0] != held_by and alive(found[0])):
            return False
        db.rows("UPDATE draft SET holder = ? WHERE id = ?", (held_by, id))
        return True


def release(db: Database, id: str) -> None:
    db.rows("UPDATE draft SET holder = '' WHERE id = ?", (id,))
