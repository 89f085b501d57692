"""The ledger of what left the journal: when, what, for whom, and where the file was put."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from repairjournal.store import rows

if TYPE_CHECKING:
    from repairjournal.store.journal import Journal


def note(
    journal: Journal,
    sections: Sequence[str],
    path: str,
    *,
    at: datetime,
    for_whom: str | None = None,
    until: date | None = None,
) -> str:
    """Write down one file that left; its id in the ledger. Not an act: no undo calls a file back. WorldError."""
    id = rows.new_id()
    with journal._db.transaction():
        journal._db.rows(
            "INSERT INTO share (id, at, sections, for_whom, until, path) VALUES (?, ?, ?, ?, ?, ?)",
            (id, rows.moment(at), rows.compact(list(sections)), for_whom, until and until.isoformat(), path),
        )
    return id
