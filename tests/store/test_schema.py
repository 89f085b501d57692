"""The tables that the migration steps make are those that schema.py defines, seen from both sides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect
from sqlmodel import Session, select

from repairjournal import store
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.store import migrations, rows, schema
from repairjournal.store.connection import APPLICATION_ID, SCHEMA_VERSION
from repairjournal.store.steps import STEPS
from tests.store.made import a_journal, a_run, an_entry, ask, keep, meddle


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "daybook" / "journal.db"
    a_journal(path).close()
    return path


def _shape(file: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(file)) as connection:
        return migrations.shape(connection)


@pytest.fixture
def declared(tmp_path: Path) -> dict[str, Any]:
    """The shape of a file that SQLModel makes by itself."""
    with _engine(tmp_path / "models.db") as engine:
        schema.metadata.create_all(engine)
    return _shape(tmp_path / "models.db")


@contextmanager
def _engine(file: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


def test_steps_and_models_make_the_same_tables(file: Path, declared: dict[str, Any]) -> None:
    assert _shape(file) == declared


def test_every_table_of_a_new_journal_is_strict(file: Path) -> None:
    strict = {name: flag for _, name, kind, _, _, flag in ask(file, "PRAGMA table_list") if kind == "table"}
    ours = {name: flag for name, flag in strict.items() if not name.startswith("sqlite_")}
    assert set(ours) == set(schema.metadata.tables)
    assert set(ours.values()) == {1}


def test_what_sqlalchemy_finds_in_the_file_is_what_the_models_say(file: Path) -> None:
    """A second judge than our own `shape`: SQLAlchemy's reflection against the declared columns."""
    with _engine(file) as engine:
        found = inspect(engine)
        for name, table in schema.metadata.tables.items():
            columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(name)}
            said = {c.name: ("INTEGER" if c.type.python_type is int else "TEXT", c.nullable) for c in table.columns}
            assert columns == said, name
            assert {i["name"] for i in found.get_indexes(name)} == {i.name for i in table.indexes}, name


DRIFTS = {
    "a column more": "ALTER TABLE run ADD COLUMN mood TEXT",
    "a column less": "ALTER TABLE act DROP COLUMN verb",
    "an index less": "DROP INDEX entry_time",
    "an index more": "CREATE INDEX act_at ON act (at)",
    "a view less": "DROP VIEW v_moment",
    "a view otherwise": "DROP VIEW v_reading; CREATE VIEW v_reading AS SELECT id FROM entry",
    "a check otherwise": "DROP TABLE tombstone; CREATE TABLE tombstone (id TEXT NOT NULL PRIMARY KEY, at TEXT NOT NULL,"
    " CHECK (at GLOB '????')) STRICT",
    "not strict": "DROP TABLE setting; CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    "may be null": "DROP TABLE setting; CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT) STRICT",
    "another tokenizer": "DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5(text)",
}


@pytest.mark.parametrize("drift", DRIFTS.values(), ids=DRIFTS)
def test_any_drift_between_file_and_models_is_seen(file: Path, declared: dict[str, Any], drift: str) -> None:
    meddle(file, drift)
    assert _shape(file) != declared


def test_a_new_journal_is_marked_as_ours(file: Path) -> None:
    assert ask(file, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert ask(file, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert len(STEPS) == SCHEMA_VERSION
    assert ask(file, "PRAGMA journal_mode") == [("delete",)]


@pytest.mark.parametrize("table", rows.COLUMNS)
def test_the_daily_path_knows_every_column(table: str) -> None:
    assert set(rows.COLUMNS[table]) | {"rowid"} == {c.name for c in schema.metadata.tables[table].columns}


def test_the_daily_path_knows_every_column_of_a_draft() -> None:
    assert {*rows.DRAFT_COLUMNS, "rowid"} == {c.name for c in schema.metadata.tables["draft"].columns}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_view_with_its_own_fields(kind: str) -> None:
    task = Task(id="any", kind=kind, title="Any")
    asked = {f.id for f in (*KINDS[kind].fields(task), *KINDS[kind].later(task), *KINDS[kind].extra)}
    assert asked <= set(schema.VIEW_FIELDS[kind].split())


def test_a_view_shows_fields_as_columns_and_the_rest_under_more(file: Path) -> None:
    with store.open_journal(file, write=True) as journal:
        run = a_run()
        keep(journal, run, an_entry(run=run.id, answers={"situation": "at the door", "weather": "rain"}))
    assert ask(file, "SELECT situation, more, thought FROM v_trigger") == [("at the door", '{"weather":"rain"}', None)]
    assert ask(file, "SELECT count(*) FROM v_moment") == [(0,)]


def test_a_moment_and_its_journal_date_cannot_drift_apart(file: Path) -> None:
    """Lists lean on it: they look for a date within four days of the moment."""
    with store.open_journal(file, write=True) as journal:
        keep(journal, an_entry())
    with pytest.raises(sqlite3.IntegrityError):
        ask(file, "UPDATE entry SET date = '2026-12-24'")


def test_sqlmodel_reads_what_an_act_wrote(file: Path) -> None:
    run = a_run(about="partner")
    with store.open_journal(file, write=True) as journal:
        keep(journal, run, words="the start")
    with _engine(file) as engine, Session(engine) as session:
        (act,) = session.exec(select(schema.ActRow)).all()
        (kept,) = session.exec(select(schema.RunRow)).all()
        (revision,) = session.exec(select(schema.RevisionRow)).all()
    assert (act.words, act.undone, revision.act, revision.row, revision.before) == (
        "the start",
        0,
        act.id,
        run.id,
        None,
    )
    assert kept.plan.startswith('[["stand",3],')
