"""The journal as everybody else sees it: values in, values out, one object for one open file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Unpack

from repairjournal.errors import UsageError
from repairjournal.model.entry import Draft, Entry, Mark, Pause, Run
from repairjournal.store import acts, daily, drafts, glance, rows
from repairjournal.store.acts import Act
from repairjournal.store.connection import SCHEMA_VERSION, Database, open_database, version
from repairjournal.store.daily import Filters
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.model.progress import Tally


class NoJournal(UsageError):
    """There is no journal yet."""

    def __init__(self) -> None:
        super().__init__(t("there is no journal yet"), t("begin with: rj start"))


def open_journal(path: Path, *, write: bool = False, create: bool = False) -> Journal:
    """The journal at `path`; with `create` (which means to write) a new one where none is.

    An older file is brought up to date first, a backup beside it. Raises NoJournal, or WorldError where the file is
    damaged, of another program or newer; it then is as it was.
    """
    if not os.path.lexists(path):
        if not create:
            raise NoJournal
        from repairjournal.store import migrations

        migrations.create(path)
    db = open_database(str(path), write=write or create)
    if version(db) < SCHEMA_VERSION:
        db.close()
        db = open_database(str(path), write=True)
        from repairjournal.store import migrations

        try:
            migrations.upgrade(db)
        except BaseException:
            db.close()
            raise
    return Journal(db)


class Journal:
    """One open journal, a context manager. Every method raises WorldError where the file cannot be read or written,
    and then nothing of that call is kept."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    @property
    def writable(self) -> bool:
        return self._db.writable

    # -- reading -----------------------------------------------------------------------------------------------------

    def active_run(self) -> Run | None:
        """The run that was started on the latest date and is not finished."""
        return daily.active_run(self._db)

    def runs(self) -> list[tuple[Run, date | None, date | None, int]]:
        """(run, date of its first entry, of its last, how many), the newest run first."""
        return daily.runs(self._db)

    def program(self, sha256: str, lang: str) -> dict[str, Any]:
        """The checked mapping of a program as it was used. WorldError where it is not kept."""
        return daily.parsed(daily.program(self._db, sha256, lang, "parsed"))

    def program_text(self, sha256: str, lang: str) -> str:
        """The program file's text as it was used. WorldError where it is not kept."""
        return daily.program(self._db, sha256, lang, "text")

    def languages(self, sha256: str) -> tuple[str, ...]:
        """In which languages a program's texts are kept, its own first."""
        return daily.languages(self._db, sha256)

    def pauses(self, run_id: str) -> tuple[Pause, ...]:
        """By their first date."""
        return daily.pauses(self._db, run_id)

    def marks(self, run_id: str, *, since: date | None = None) -> list[Mark]:
        """By date, then as they came."""
        return daily.marks(self._db, run_id, since)

    def entry(self, prefix: str) -> Entry:
        """The entry whose id begins so. UsageError: none, with the nearest; or several, each named."""
        return daily.entry(self._db, prefix)

    def erasable(self, prefix: str) -> Entry | None:
        """As `entry`, also one that was taken away; None where exactly that id was erased already, as
        `forget` can finish in a backup what it could not open then."""
        from repairjournal.store import forget

        if prefix.strip().lower() in forget.tombstones(self._db):
            return None
        return daily.entry(self._db, prefix, removed=True)

    def files_outside(self) -> list[str]:
        """Paths of exported files, by the ledger: no erasing reaches them."""
        from repairjournal.store import forget

        return forget.files_outside(self._db)

    def short_id(self, id: str) -> str:
        """The shortest beginning of an id that no other has, at least three characters."""
        return daily.short_id(self._db, id)

    def entries(self, **wanted: Unpack[Filters]) -> list[Entry]:
        """Newest first by `happened_at`, removed ones left out. UsageError where `search` holds no word."""
        return list(self.iterate(**wanted))

    def iterate(self, **wanted: Unpack[Filters]) -> Iterator[Entry]:
        """As `entries`, read in chunks as they are taken; no lock is held in between."""
        return daily.entries(self._db, wanted)

    def counts(self, run_id: str, *, first_day: int | None = None, last_day: int | None = None) -> list[Tally]:
        """How many entries of each task on each program day and date, of all days or of a span of them.

        A span leaves out entries without a program day (before the start).
        """
        return daily.counts(self._db, run_id, first_day, last_day)

    def first_counts(self, run_id: str, tasks: Sequence[str]) -> list[Tally]:
        """For each of the tasks that was ever done, its first entry, counted as one."""
        return daily.first_counts(self._db, run_id, tasks)

    def newest_written_date(self, run_id: str) -> date | None:
        """The newest journal date on which an entry or a mark was written."""
        return glance.newest_written(self._db, run_id)

    def drafts(self) -> list[Draft]:
        """The newest first."""
        return drafts.all_drafts(self._db)

    def setting(self, key: str) -> str | None:
        return daily.setting(self._db, key)

    def last_act(self) -> tuple[str, str] | None:
        """(verb, words) of what undo would take back."""
        return acts.last(self._db)

    def redo_act(self) -> tuple[str, str] | None:
        """(verb, words) of what redo would bring back."""
        return acts.next_redo(self._db)

    def revisions(self, entry_id: str) -> list[tuple[datetime, str, str, dict[str, Any] | None]]:
        """(at, verb, words, the other state as columns) of each act on an entry, oldest first; None: the act made it.

        The other state is what stood there before the act; for an act that was taken back, what it had made of it.
        """
        return acts.revisions(self._db, entry_id)

    def revision_count(self, entry_id: str) -> int:
        """How many acts changed an entry after the one that made it."""
        return acts.revision_count(self._db, entry_id)

    # -- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def act(self, verb: str, words: str, *, at: datetime, on: date) -> Iterator[Act]:
        """`with journal.act(...) as act:` keeps all of it at the end, or nothing on any error.

        `words` is the sentence that undo shows. The write lock is held inside: ask first, then act.
        """
        with self._db.transaction():
            act = Act(self._db, verb, words, at, on)
            yield act
            act.close()

    def undo(self, *, at: datetime) -> str:
        """Take the newest act back; its words. UsageError where there is none."""
        return acts.undo(self._db, at)

    def redo(self, *, at: datetime) -> str:
        """Bring back the act taken back last; its words. UsageError where there is none, or something new was kept."""
        return acts.redo(self._db, at)

    def forget(self, id: str, *, at: datetime) -> list[str]:
        """Erase an entry for good, here and in every backup beside the journal; no undo brings it back.

        The names of what lies among the backups and could not be cleaned.
        """
        from repairjournal.store import forget

        return forget.forget(self._db, {id: rows.moment(at)})

    def beat(self, entry_id: str, answers: Mapping[str, Any]) -> None:
        """What an open entry holds by now: one commit, not an act. UsageError where it is not open."""
        daily.beat(self._db, entry_id, rows.answers_text(answers))

    def link(self, entry_id: str, whole_id: str) -> None:
        """Make an open entry part of another: one commit, not an act, so that no undo sets a running practice back.
        UsageError where it is not open."""
        daily.link(self._db, entry_id, whole_id)

    def settle(self, entry: Entry) -> None:
        """Close an open entry with its last answers and `written_at`, as part of the act that began it, so that one
        undo takes all of it. If that act was taken back meanwhile, redo brings it back whole. UsageError where it is
        not open."""
        daily.settle(self._db, entry)

    def save_draft(self, draft: Draft) -> None:
        """A new draft, or its next answer: one commit."""
        drafts.save(self._db, draft)

    def drop_draft(self, id: str) -> None:
        drafts.drop(self._db, id)

    def claim_draft(self, id: str, holder: str) -> bool:
        """Take a draft for the process that `holder` (store.holder) names. False: another living one holds it."""
        return drafts.claim(self._db, id, holder)

    def release_draft(self, id: str) -> None:
        """Nobody holds it any more."""
        drafts.release(self._db, id)

    def set_setting(self, key: str, value: str) -> None:
        daily.set_setting(self._db, key, value)

    def set_variant(self, run_id: str, variant: str) -> None:
        """What the gate gave, `a` or `b`: not an act, so no undo brings the other back."""
        daily.set_variant(self._db, run_id, variant)
