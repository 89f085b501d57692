"""What left the journal, by its ledger, and the names that a person keeps to themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from repairjournal.errors import UsageError, unknown
from repairjournal.store import daily, rows
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.store.journal import Journal

# Rows of the ledger stay as they were written; that a file was removed by us stands beside them.
_REMOVED = "share_removed:"
SHORTEST = 3  # characters of an id


@dataclass(frozen=True, slots=True)
class Left:
    """One file that left. `short` is the beginning of its id that no other has. `removed`: by us. `latest`: no later
    file was written to the same path, so that what lies there is this one."""

    id: str
    short: str
    at: datetime
    sections: tuple[str, ...]
    for_whom: str | None
    until: date | None
    path: str
    removed: bool
    latest: bool


def ledger(journal: Journal) -> list[Left]:
    """Every file that left, the newest first."""
    db = journal._db
    found = db.rows("SELECT id, at, sections, for_whom, until, path FROM share ORDER BY at DESC, rowid DESC")
    removed = {key for (key,) in db.rows("SELECT key FROM setting WHERE key GLOB ?", (f"{_REMOVED}*",))}
    ids, paths, out = [row[0] for row in found], set[str](), []
    for id, at, sections, for_whom, until, path in found:
        out.append(
            Left(
                id=id,
                short=_short(id, ids),
                at=rows.moment_of(at),
                sections=tuple(map(str, json.loads(sections))),
                for_whom=for_whom,
                until=date.fromisoformat(until) if until else None,
                path=path,
                removed=f"{_REMOVED}{id}" in removed,
                latest=path not in paths,
            )
        )
        paths.add(path)
    return out


def find(journal: Journal, prefix: str) -> Left:
    """The file whose id begins so. UsageError where there is none, or more than one."""
    found = ledger(journal)
    mine = [one for one in found if one.id.startswith(prefix.strip().lower())]
    if len(mine) > 1 and prefix.strip():
        raise UsageError(
            t("several files begin so: {ids}", ids=", ".join(one.short for one in mine)), t("give more of the id")
        )
    if not mine or not prefix.strip():
        raise unknown(t("file"), prefix, [one.short for one in found] or [t("none has left yet")])
    return mine[0]


def note_removed(journal: Journal, id: str, *, at: datetime) -> None:
    """Write down that the file is gone by our own hand; its row stays."""
    journal.set_setting(f"{_REMOVED}{id}", rows.moment(at))


def names(journal: Journal) -> dict[str, str]:
    """Name -> what stands for it on a page, in the order in which they were kept."""
    return dict(journal._db.rows("SELECT name, alias FROM alias WHERE removed = 0 ORDER BY rowid"))


def keep_names(journal: Journal, changed: Mapping[str, str], *, at: datetime, on: date) -> None:
    """Set what stands for each of these names, as one act; an empty alias takes the name off the list."""
    db = journal._db
    with journal.act("share", t("names for a page"), at=at, on=on) as act:
        for name, alias in changed.items():
            there = db.one("SELECT id FROM alias WHERE name = ? AND removed = 0", (name,))
            if there is None:
                if alias:
                    act._insert("alias", {"id": rows.new_id(), "name": name, "alias": alias})
                continue
            before = daily.row(db, "alias", there[0]) or {}
            act._put("alias", before, {**before, "alias": alias} if alias else {**before, "removed": 1})


def _short(id: str, ids: list[str]) -> str:
    for length in range(SHORTEST, len(id)):
        if sum(other.startswith(id[:length]) for other in ids) == 1:
            return id[:length]
    return id
