"""Opening the journal file: what is refused, how it is set up, and every database error in our own words."""

from __future__ import annotations

import os
import sqlite3
import time

from repairjournal.errors import UsageError, WorldError

# `status` comes through here, so nothing is loaded that it does not need; typing alone would cost 5 ms.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType
    from typing import Any

APPLICATION_ID = 0x726A6E6C  # "rjnl", at offset 68 of the file (sqlite.org/fileformat2.html, 1.3)
SCHEMA_VERSION = 1  # the number of migration steps; here, so that opening need not load them
WAIT = 10.0  # seconds a statement waits for another process
SHORT_WAIT = 0.25  # seconds a reading command waits to mend what a killed process left
SMALL = 1_000_000  # bytes up to which the whole file is checked before writing; measured: 3 ms there

_MAGIC = b"SQLite format 3\0"
_READING = ("temp_store = MEMORY", "trusted_schema = OFF", "cell_size_check = ON")
_WRITING = ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON")
# A rollback journal that a killed process left can only be rolled back by one who may write.
_LEFTOVER = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_CANTOPEN)


class Database:
    """One open journal file: statements in, plain rows out.

    Every failure is a WorldError in our own words: SQLite's may quote what the person wrote.
    """

    def __init__(self, path: str, *, write: bool, wait: float = WAIT) -> None:
        self.path = path
        self.writable = write
        self.wait = wait
        self.connection = self._connect("rw" if write else "ro", wait)

    def _connect(self, mode: str, wait: float) -> sqlite3.Connection:
        name = os.path.abspath(self.path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        try:
            connection = sqlite3.connect(f"file:{name}?mode={mode}", timeout=wait, isolation_level=None, uri=True)
        except sqlite3.Error as error:
            raise told(error, self.path) from None
        try:
            for pragma in _READING + (_WRITING if self.writable else ()):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error as error:
            connection.close()
            raise told(error, self.path) from None
        return connection

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except (UnicodeEncodeError, OverflowError):
            raise unkeepable() from None
        except sqlite3.Error as error:
            if self.writable or _code(error) not in _LEFTOVER:
                raise told(error, self.path) from None
        self.connection.close()
        self.connection = self._connect("rw", SHORT_WAIT)
        try:
            rows = self.connection.execute(sql, values).fetchall()
            self.connection.execute("PRAGMA query_only = ON")
            return rows
        except sqlite3.Error as error:
            raise told(error, self.path) from None

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows(sql, values)
        return rows[0] if rows else None

    def many(self, sql: str, rows: Iterable[Sequence[Any] | dict[str, Any]]) -> None:
        """One writing statement for each of the rows."""
        try:
            self.connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise told(error, self.path) from None

    def transaction(self) -> Transaction:
        return Transaction(self)

    def close(self) -> None:
        self.connection.close()


class Transaction:
    """`with db.transaction():` takes the write lock at once, keeps all at the end, or nothing on any error.

    A lock taken only at the first write would fail under a second writer instead of waiting for it.
    """

    def __init__(self, db: Database) -> None:
        self.db = db

    def __enter__(self) -> None:
        """Wait for the lock with short uneven sleeps: SQLite's own waiting grows to 100 ms a look, and among eight
        writers that kept one of them out for its whole ten seconds."""
        connection, until = self.db.connection, time.monotonic() + self.db.wait
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if _code(error) & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                        raise told(error, self.db.path) from None
                time.sleep((1 + os.urandom(1)[0]) / 32000)  # at most 8 ms
        except sqlite3.Error as error:
            raise told(error, self.db.path) from None
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(1000 * self.db.wait)}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.db.rows("COMMIT")
        finally:
            if self.db.connection.in_transaction:
                try:
                    self.db.connection.execute("ROLLBACK")
                except sqlite3.Error:  # SQLite has already rolled back by itself
                    pass


def open_database(path: str, *, write: bool, wait: float = WAIT) -> Database:
    """An existing journal, of this program and no newer than it. The caller looks at `version`.

    Raises WorldError and leaves the file as it is: not a journal, empty, damaged, from a newer version.
    """
    _refuse(path)
    db = Database(path, write=write, wait=wait)
    try:
        application, newest = db.rows("PRAGMA application_id")[0][0], version(db)
        if application != APPLICATION_ID:
            raise _foreign(path)
        if newest > SCHEMA_VERSION:
            raise _newer(path)
        pages, size = db.rows("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size")[0]
        real = os.path.getsize(path)
        if real < pages * size:
            raise _damaged(path)
        if write and real <= SMALL and db.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise _damaged(path)
    except BaseException:
        db.close()
        raise
    return db


def version(db: Database) -> int:
    """The number of migration steps the file has had."""
    found: int = db.rows("PRAGMA user_version")[0][0]
    return found


def _refuse(path: str) -> None:
    """Look at the first hundred bytes before SQLite, which would roll back or recover, may touch the file."""
    try:
        # Without O_NONBLOCK a named pipe in its place would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            head = os.read(handle, 100)
        finally:
            os.close(handle)
    except OSError as error:
        from repairjournal.text import t

        raise WorldError(
            t("cannot read {file}: {reason}", file=_name(path), reason=error.strerror), t("see `paths`")
        ) from None
    if len(head) < 100:
        raise _damaged(path)
    if head[:16] != _MAGIC:
        raise _foreign(path)
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise _foreign(path)
    if int.from_bytes(head[60:64], "big") > SCHEMA_VERSION:
        raise _newer(path)


def _name(path: str) -> str:
    from repairjournal.text import safe

    return safe(os.path.basename(path))


def _damaged(path: str) -> WorldError:
    from repairjournal.text import t

    return WorldError(
        t("{file} is damaged and was left as it is", file=_name(path)), t("bring back a backup with `restore`")
    )


def _foreign(path: str) -> WorldError:
    from repairjournal.text import t

    return WorldError(
        t("{file} cannot be read as a journal and was left as it is", file=_name(path)),
        t("it is damaged, locked, or of another program; see `doctor`"),
    )


def _newer(path: str) -> WorldError:
    from repairjournal.text import t

    return WorldError(
        t("{file} was made by a newer repairjournal and was left as it is", file=_name(path)), t("upgrade this one")
    )


def unkeepable() -> UsageError:
    from repairjournal.text import t

    return UsageError(t("the text holds a character that cannot be kept; nothing was kept"), t("write it anew"))


def _code(error: sqlite3.Error) -> int:
    """The extended result code; 0 where Python raised the error by itself."""
    return getattr(error, "sqlite_errorcode", 0) or 0


def told(error: sqlite3.Error, path: str) -> WorldError:
    """Our own sentence for a database error (result codes: sqlite.org/rescode.html)."""
    from repairjournal.text import t

    code = _code(error) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return WorldError(t("another repairjournal is writing; nothing was kept"), t("try again"))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path)
    if code == sqlite3.SQLITE_FULL:
        return WorldError(t("the disk is full; nothing was kept"), t("make room and try again"))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return WorldError(
            t("cannot read or write {file}; nothing was kept", file=_name(path)),
            t("look at the disk and at the rights of the folder"),
        )
    return WorldError(t("{file} refused this; nothing was kept", file=_name(path)), t("see `doctor`"))
