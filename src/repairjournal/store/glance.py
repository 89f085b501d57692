"""What `status` needs to know, read in a few milliseconds without loading the model."""

from __future__ import annotations

from datetime import date

from repairjournal.store.connection import SHORT_WAIT, Database, open_database

# The run that counts as active, and its pauses: the same words for the prompt and for everything else.
ACTIVE = "FROM run WHERE removed = 0 AND finished_on IS NULL ORDER BY started_on DESC, rowid DESC LIMIT 1"
PAUSES = "FROM pause WHERE run = ? AND removed = 0 ORDER BY first, rowid"


class Seen:
    """The active run at one look: when it began, its pauses `(first, last or None)`, the newest date on which
    anything was written, and how many drafts wait."""

    __slots__ = ("drafts", "newest_written", "pauses", "started_on")

    def __init__(self, started_on: date, pauses: list[tuple[date, date | None]], newest: date | None, drafts: int):
        self.started_on = started_on
        self.pauses = pauses
        self.newest_written = newest
        self.drafts = drafts


def look(path: str) -> Seen | None:
    """None without an active run. Raises JournalError where the journal cannot be read at once."""
    db = open_database(path, write=False, wait=SHORT_WAIT)
    try:
        run = db.one(f"SELECT id, started_on {ACTIVE}")
        if run is None:
            return None
        pauses = [
            (date.fromisoformat(first), date.fromisoformat(last) if last else None)
            for first, last in db.rows(f"SELECT first, last {PAUSES}", run[:1])
        ]
        drafts = db.rows("SELECT count(*) FROM draft")[0][0]
        return Seen(date.fromisoformat(run[1]), pauses, newest_written(db, run[0]), drafts)
    finally:
        db.close()


def newest_written(db: Database, run: str) -> date | None:
    """The newest journal date on which an entry or a mark of the run was written."""
    (newest,) = db.rows(
        "SELECT max(a) FROM (SELECT max(written_date) AS a FROM entry WHERE run = :run AND removed = 0"
        " UNION ALL SELECT max(written_date) FROM mark WHERE run = :run AND removed = 0)",
        {"run": run},
    )[0]
    return date.fromisoformat(newest) if newest else None
