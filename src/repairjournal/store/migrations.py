"""Making a journal file and bringing an older one up to date: numbered steps, one transaction, a backup first."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from repairjournal.errors import WorldError
from repairjournal.store.connection import APPLICATION_ID, Database, told, version
from repairjournal.store.drafts import alive
from repairjournal.store.steps import STEPS
from repairjournal.text import safe, t

BACKUPS = "backups"  # the folder beside the journal


def create(path: Path, steps: Sequence[str] = STEPS) -> None:
    """Put a whole new journal (0600) at `path`, its folder (0700) too if it is missing. One that is there stays.

    It is built beside its place and linked in, so nobody ever meets half a journal, and of many at once one wins.
    Raises WorldError.
    """
    folder = path.parent
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.path.lexists(f"{path}-journal") and not os.path.lexists(path):
            # SQLite would play the old changes into the new file.
            raise WorldError(
                t("{file} is gone, but what was being written to it is still there", file=safe(path.name)),
                t("bring it back, or a backup with `restore`"),
            )
        made = folder / f".{path.name}.{os.getpid()}.new"
        _sweep(folder, path.name)
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            db = Database(str(made), write=True)
            try:
                db.rows(f"PRAGMA application_id = {APPLICATION_ID}")
                with db.transaction():
                    _step(db, steps)
            finally:
                db.close()
            _place(made, path)
        finally:
            for left in (made, Path(f"{made}-journal")):
                left.unlink(missing_ok=True)
    except OSError as error:
        raise WorldError(
            t("cannot make a journal in {folder}: {reason}", folder=safe(str(folder)), reason=error.strerror),
            t("choose another place with `config data`"),
        ) from None


def _sweep(folder: Path, name: str) -> None:
    """Remove what creations that were killed left behind."""
    for left in folder.glob(f".{name}.*.new*"):
        pid = left.name.removeprefix(f".{name}.").partition(".")[0]
        if not (pid.isdecimal() and alive(pid)):
            left.unlink(missing_ok=True)


def _place(made: Path, path: Path) -> None:
    """Give a finished file its name, never over one that is there."""
    try:
        os.link(made, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links: a moment's gap between looking and renaming is all it can do
        if os.path.lexists(path):
            return
        os.rename(made, path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def upgrade(db: Database, steps: Sequence[str] = STEPS) -> Path | None:
    """Take the steps this file has not had, all in one transaction; the verified backup made before, if any.

    Raises WorldError; the file then is as it was.
    """
    with db.transaction():  # holds other writers, so the backup is the file as the steps will find it
        had = version(db)
        if had >= len(steps):
            return None
        backup = _back_up(Path(db.path), had)
        try:
            _step(db, steps)
        except BaseException:
            backup.unlink(missing_ok=True)  # nothing was changed, so it keeps nothing
            raise
    return backup


def _step(db: Database, steps: Sequence[str]) -> None:
    for step in steps[version(db) :]:
        for statement in step.split(";\n"):
            if statement.strip():
                db.rows(statement)
    db.rows(f"PRAGMA user_version = {len(steps)}")
    if shape(db.connection) != _intended():
        raise WorldError(t("the new tables are not as they should be; nothing was changed"), t("please report this"))


def _back_up(path: Path, had: int) -> Path:
    """A checked copy of the file, `backups/before-upgrade-N.db`; never over an earlier one."""
    folder = path.parent / BACKUPS
    copy = folder / f".before-upgrade.{os.getpid()}.new"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(copy, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
        try:
            # A second connection: SQLite does not copy out of one that is writing. It sees what is committed.
            source, target = Database(str(path), write=False), Database(str(copy), write=True)
            try:
                source.connection.backup(target.connection)
                whole = target.rows("PRAGMA integrity_check") == [("ok",)]
                if not whole or _counts(source) != _counts(target):
                    raise WorldError(t("the backup before the upgrade cannot be read; nothing was changed"), "")
            except sqlite3.Error as error:
                raise told(error, str(copy)) from None
            finally:
                source.close()
                target.close()
            for n in range(1, 1000):
                kept = folder / (f"before-upgrade-{had}.db" if n == 1 else f"before-upgrade-{had}-{n}.db")
                if not os.path.lexists(kept):
                    _place(copy, kept)
                    return kept
            raise FileExistsError(17, os.strerror(17))
        finally:
            copy.unlink(missing_ok=True)
    except OSError as error:
        raise WorldError(
            t("cannot make a backup before the upgrade: {reason}; nothing was changed", reason=error.strerror),
            t("make room and try again"),
        ) from None


def _counts(db: Database) -> list[tuple[Any, ...]]:
    tables = [name for (name,) in db.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return [(name, *db.rows(f'SELECT count(*) FROM "{name}"')[0]) for name in tables]


def _intended() -> dict[str, Any]:
    """The shape of the tables that schema.py defines."""
    import gc

    gc.disable()  # the collector walks every new class of SQLModel again and again: a tenth of its 0.4 s
    try:
        from sqlalchemy import create_engine

        from repairjournal.store.schema import metadata
    finally:
        gc.enable()
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        metadata.create_all(create_engine("sqlite://", creator=lambda: connection, hide_parameters=True))
        return shape(connection)
    finally:
        connection.close()


def shape(connection: sqlite3.Connection) -> dict[str, Any]:
    """What a schema means, whatever its layout: name -> for a table its columns (type, not null, default, place in the
    key), checks, unique sets, references and strictness; for an index, a view or the search table its text."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return connection.execute(sql).fetchall()

    strict = {name: flag for _, name, _, _, _, flag in rows("PRAGMA table_list")}
    out: dict[str, Any] = {}
    for kind, name, sql in rows("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"):
        text = "".join(sql.replace('"', "").split())
        if name.startswith("search_"):
            continue  # FTS5's own tables
        if kind != "table" or text.startswith("CREATEVIRTUAL"):
            out[name] = text
            continue
        columns = {row[1]: row[2:6] for row in rows(f'PRAGMA table_xinfo("{name}")')}
        unique = {
            tuple(row[2] for row in rows(f'PRAGMA index_info("{index}")'))
            for _, index, _, origin, _ in rows(f'PRAGMA index_list("{name}")')
            if origin == "u"
        }
        references = {row[2:5] for row in rows(f'PRAGMA foreign_key_list("{name}")')}
        out[name] = (columns, _checks(text), unique, references, strict[name])
    return out


def _checks(text: str) -> list[str]:
    """The CHECK expressions of a table's text without blanks."""
    found = []
    for part in text.split("CHECK(")[1:]:
        depth = 1
        for at, char in enumerate(part):
            depth += (char == "(") - (char == ")")
            if depth == 0:
                found.append(part[:at])
                break
    return sorted(found)
