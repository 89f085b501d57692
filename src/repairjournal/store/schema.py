"""The one definition of every table, its checks and its indexes, as SQLModel models.

Importing this costs about 0.4 s, so only creating, upgrading, import, export and insights do; the daily path speaks to
the same tables through daily.py, and tests hold the two equal.

Shapes: a moment is UTC text `2026-11-22T19:42:05.123456Z`, a date is `2026-11-22`, JSON is compact text with sorted
keys, a yes or no is 1 or 0. Moments are plain text because SQLModel's own datetime column drops the offset.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, CheckConstraint, Index, UniqueConstraint, event, text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString


@compiles(AutoString, "sqlite")
def _text(type_: AutoString, compiler: Any, **kw: Any) -> str:
    """STRICT tables know TEXT and refuse VARCHAR."""
    return "TEXT"


def _moment(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} GLOB '????-??-??T??:??:??.??????Z'")


def _day(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} GLOB '????-??-??'")


def _flag(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)")


# Only the brackets are looked at: with trusted_schema off, SQLite 3.40 refuses json_valid() in a check.
def _object(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} GLOB '{{*}}'")


def _array(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} GLOB '[[]*]'")


def _stamp() -> tuple[CheckConstraint, ...]:
    """What every row that can be merged carries: removed, edited_at, digest."""
    return _flag("removed"), _moment("edited_at"), CheckConstraint("length(digest) = 32")


_STRICT = {"sqlite_strict": True}


class Row(SQLModel):
    """`rowid` is named so that VACUUM keeps it: the search table and the order of acts lean on it."""

    rowid: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True)


class Kept(Row):
    """A row that acts change: never deleted, only marked removed."""

    removed: int = 0
    edited_at: str
    digest: str


class EntryRow(Kept, table=True):
    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("length(id) = 16"),
        CheckConstraint("state IN ('open', 'kept')"),
        CheckConstraint("day >= 1"),
        CheckConstraint("offset_min BETWEEN -1439 AND 1439"),
        # Lists walk the index on happened_at for a span of dates (daily.SLACK): true only while the two stay near.
        CheckConstraint("abs(julianday(date) - julianday(happened_at)) <= 3"),
        _day("date"),
        _day("written_date"),
        _moment("happened_at"),
        _moment("written_at"),
        _flag("private"),
        _object("answers"),
        *_stamp(),
        Index("entry_time", "happened_at"),
        # Covering: what is counted for a phase never reads the rows themselves.
        Index("entry_day", "run", "day", "removed", "task", "kind", "date", "written_date"),
        Index("entry_task", "task", "happened_at"),
        Index("entry_kind", "kind", "happened_at"),
        Index("entry_phase", "phase", "happened_at"),
        Index("entry_written", "run", "removed", "written_date"),
        Index("entry_part", "part_of", "happened_at", sqlite_where=text("part_of IS NOT NULL")),
        Index("entry_open", "happened_at", sqlite_where=text("state = 'open'")),
        _STRICT,
    )
    run: str | None = Field(default=None, foreign_key="run.id")
    kind: str
    task: str
    program_sha: str | None = None
    lang: str
    date: str
    day: int | None = None
    phase: str | None = None
    happened_at: str
    offset_min: int
    zone: str | None = None
    written_at: str
    written_date: str
    state: str
    part_of: str | None = None
    private: int = 0
    origin: str
    answers: str


class ActRow(Row, table=True):
    """`undone`: 0 it stands, 1 taken back, 2 taken back for good, since something new was kept before any redo."""

    __tablename__ = "act"
    __table_args__ = (_moment("at"), _day("date"), CheckConstraint("undone IN (0, 1, 2)"), _STRICT)
    at: str
    date: str
    verb: str
    words: str
    undone: int = 0


class RevisionRow(Row, table=True):
    __tablename__ = "revision"
    __table_args__ = (
        CheckConstraint("\"table\" IN ('run', 'entry', 'mark', 'pause', 'program_text', 'alias')"),
        _object("before"),
        Index("revision_act", "act"),
        Index("revision_row", "table", "row"),
        _STRICT,
    )
    act: str = Field(foreign_key="act.id")
    table: str
    row: str
    before: str | None = None
    edited_at: str | None = None
    digest: str | None = None


class RunRow(Kept, table=True):
    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("variant IN ('a', 'b')"),
        _day("started_on"),
        _day("finished_on"),
        _array("plan"),
        *_stamp(),
        _STRICT,
    )
    program_sha: str
    lang: str
    lean: str
    about: str | None = None
    variant: str
    started_on: str
    plan: str
    finished_on: str | None = None


class ProgramTextRow(Kept, table=True):
    __tablename__ = "program_text"
    __table_args__ = (UniqueConstraint("sha256", "lang"), _object("parsed"), _moment("added_at"), *_stamp(), _STRICT)
    sha256: str
    lang: str
    program_id: str
    version: str
    text: str
    parsed: str
    origin: str
    added_at: str


class PauseRow(Kept, table=True):
    __tablename__ = "pause"
    __table_args__ = (
        CheckConstraint("last >= first"),
        _day("first"),
        _day("last"),
        *_stamp(),
        Index("pause_run", "run"),
        _STRICT,
    )
    run: str = Field(foreign_key="run.id")
    first: str
    last: str | None = None


class MarkRow(Kept, table=True):
    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("what IN ('none', 'skipped', 'rests', 'back')"),
        _day("date"),
        _day("written_date"),
        *_stamp(),
        Index("mark_run", "run", "date"),
        Index("mark_written", "run", "removed", "written_date"),
        _STRICT,
    )
    run: str = Field(foreign_key="run.id")
    date: str
    written_date: str
    task: str
    what: str


class DraftRow(Row, table=True):
    __tablename__ = "draft"
    __table_args__ = (_moment("begun_at"), _day("date"), _object("answers"), _STRICT)
    kind: str
    task: str
    run: str | None = None
    begun_at: str
    offset_min: int
    zone: str | None = None
    date: str
    step: int
    answers: str
    holder: str


class ShareRow(Row, table=True):
    __tablename__ = "share"
    __table_args__ = (_moment("at"), _array("sections"), _STRICT)
    at: str
    sections: str
    for_whom: str | None = None
    until: str | None = None
    path: str


class AliasRow(Kept, table=True):
    __tablename__ = "alias"
    __table_args__ = (*_stamp(), _STRICT)
    name: str
    alias: str


class SettingRow(SQLModel, table=True):
    __tablename__ = "setting"
    __table_args__ = (_STRICT,)
    key: str = Field(primary_key=True)
    value: str


class TombstoneRow(SQLModel, table=True):
    __tablename__ = "tombstone"
    __table_args__ = (_moment("at"), _STRICT)
    id: str = Field(primary_key=True)
    at: str


# The application splits and folds the words itself (search.py), so the plain ascii tokenizer only cuts at blanks and
# does not depend on the Unicode tables of the SQLite at hand. The text is stored: deleting from an index without it
# would need the very same folding years later.
SEARCH = "CREATE VIRTUAL TABLE search USING fts5(text, tokenize='ascii', columnsize=0)"


# What each kind asks (model/kinds), as columns of its view; the answers an author added stand under `more`.
VIEW_FIELDS = {
    "trigger": "now situation body areas sensations state thought belief urge acted distress",
    "practice": "before after note seconds planned step how variant dry_run setting",
    "experiment": "belief belief_before prediction sure looks_like plan exercise"
    " did outcome came_true belief_after learning keep",
    "narrative": "changed",
    "assessment": "form scores",
    "reflection": "now text",
    "moment": "what text like",
    "reading": "text",
}


def view(kind: str) -> str:
    """A view with plain columns for people's other SQLite tools: one field a column, an author's extras in `more`."""
    fields = VIEW_FIELDS[kind].split()
    plain = "".join(f", json_extract(answers, '$.{name}') AS \"{name}\"" for name in fields)
    paths = "".join(f", '$.{name}'" for name in fields)
    return (
        f"CREATE VIEW v_{kind} AS SELECT id, run, task, date, day, phase, happened_at, written_at,"
        f" state = 'open' AS open{plain}, json_remove(answers{paths}) AS more"
        f" FROM entry WHERE kind = '{kind}' AND removed = 0"
    )


metadata = SQLModel.metadata

for _statement in (SEARCH, *map(view, VIEW_FIELDS)):
    event.listen(metadata, "after_create", DDL(_statement.replace("%", "%%")))  # type: ignore[no-untyped-call]
