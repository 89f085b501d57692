"""Erasing for good: an entry with all its earlier wordings and drafts, here and in every backup beside the journal."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from repairjournal.errors import WorldError
from repairjournal.store import search
from repairjournal.store.connection import Database, open_database
from repairjournal.store.migrations import BACKUPS, _sync


def tombstones(db: Database) -> dict[str, str]:
    """Id of everything that was ever erased -> when."""
    return dict(db.rows("SELECT id, at FROM tombstone ORDER BY at, id"))


def erase(db: Database, dead: Mapping[str, str]) -> None:
    """Inside a transaction: these ids (-> when) leave no word behind, and a tombstone each.

    Rows go, not marks: the entry, its revisions, acts that touched nothing else, drafts of it, aliases of names that
    stand nowhere else. FTS5 keeps deleted words in its index until that is built anew (measured, also after VACUUM).
    """
    acts, texts = set[str](), list[str]()
    for id, at in dead.items():
        db.rows("INSERT OR IGNORE INTO tombstone (id, at) VALUES (?, ?)", (id, at))
        mine = db.rows("SELECT act, before FROM revision WHERE \"table\" = 'entry' AND row = ?", (id,))
        acts |= {act for act, _ in mine}
        texts += [json.loads(before)["answers"] for _, before in mine if before]
        for kind, task, happened, answers in db.rows(
            "SELECT kind, task, happened_at, answers FROM entry WHERE id = ?", (id,)
        ):
            texts.append(answers)
            # A draft becomes an entry of the same moment; one that changes an entry bears its id in its task.
            db.rows("DELETE FROM draft WHERE kind = ? AND task = ? AND begun_at = ?", (kind, task, happened))
        db.rows("DELETE FROM draft WHERE instr(task, ?)", (id,))
        db.rows("DELETE FROM revision WHERE \"table\" = 'entry' AND row = ?", (id,))
        db.rows("DELETE FROM search WHERE rowid = (SELECT rowid FROM entry WHERE id = ?)", (id,))
        db.rows("DELETE FROM entry WHERE id = ?", (id,))
    for act in acts:
        db.rows("DELETE FROM act WHERE id = ? AND NOT EXISTS (SELECT 1 FROM revision WHERE act = act.id)", (act,))
    _aliases(db, texts)
    db.rows("INSERT INTO search (search) VALUES ('rebuild')")


def _aliases(db: Database, erased: list[str]) -> None:
    """An alias tells that a name was written: it goes with the last text that held the name."""
    for id, name in db.rows("SELECT id, name FROM alias"):
        quoted = json.dumps(name, ensure_ascii=False)[1:-1]
        elsewhere = "SELECT 1 FROM {0} WHERE instr({1}, ?) LIMIT 1"
        if any(quoted in text for text in erased) and not (
            db.one(elsewhere.format("entry", "answers"), (quoted,))
            or db.one(elsewhere.format("revision", "before"), (json.dumps(quoted, ensure_ascii=False)[1:-1],))
        ):
            db.rows("DELETE FROM revision WHERE \"table\" = 'alias' AND row = ?", (id,))
            db.rows("DELETE FROM alias WHERE id = ?", (id,))


def forget(db: Database, dead: Mapping[str, str]) -> list[str]:
    """Erase these ids here and in the backups; the names of what lies among the backups and could not be cleaned.

    The journal comes last: as long as the words stand there, a call that was broken off can be made again. A later
    call also cleans what could not be cleaned before. WorldError where the journal itself cannot be written.
    """
    everything, texts = {**tombstones(db), **dead}, _texts(db, dead)
    folder = os.path.join(os.path.dirname(os.path.abspath(db.path)), BACKUPS)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    left = [name for name in names if not _clean(os.path.join(folder, name), everything, texts)]
    with db.transaction():
        erase(db, dead)
    db.rows("VACUUM")
    return left


def _texts(db: Database, ids: Mapping[str, str]) -> list[str]:
    """All that was ever written in these entries."""
    answers = []
    for id in ids:
        answers += [text for (text,) in db.rows("SELECT answers FROM entry WHERE id = ?", (id,))]
        sql = "SELECT before FROM revision WHERE \"table\" = 'entry' AND row = ? AND before IS NOT NULL"
        answers += [json.loads(before)["answers"] for (before,) in db.rows(sql, (id,))]
    return [text for one in answers for text in search.texts(json.loads(one)) if text.strip()]


def _clean(path: str, dead: Mapping[str, str], texts: list[str]) -> bool:
    """Erase these ids in one backup: a cleaned and checked copy takes its place. False: it could not be, and stays."""
    made = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{os.getpid()}.new")
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode):
            return False
        with closing(open_database(path, write=False)) as db:
            there = [id for id in dead if _holds(db, id)]
            drafts = _drafts(db, texts)
            if not there and not drafts:
                return True
            os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with closing(Database(made, write=True)) as copy:
                db.connection.backup(copy.connection)
                with copy.transaction():
                    erase(copy, {id: dead[id] for id in there})
                    for id in drafts:
                        copy.rows("DELETE FROM draft WHERE id = ?", (id,))
                copy.rows("VACUUM")
                if copy.rows("PRAGMA integrity_check") != [("ok",)] or any(_holds(copy, id) for id in there):
                    return False
        _sync(Path(made))
        os.utime(made, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        os.replace(made, path)
        _sync(Path(path).parent)
    except (WorldError, OSError, sqlite3.Error):
        return False
    finally:
        for left in (made, f"{made}-journal"):
            if os.path.lexists(left):
                os.unlink(left)
    return True


def _holds(db: Database, id: str) -> bool:
    sql = "SELECT 1 FROM entry WHERE id = :id UNION ALL SELECT 1 FROM revision WHERE row = :id LIMIT 1"
    return db.one(sql, {"id": id}) is not None


def _drafts(db: Database, texts: list[str]) -> list[str]:
    """Drafts of a backup that hold a beginning of what is erased: it was being written when the backup was made."""
    return [
        id
        for id, answers in db.rows("SELECT id, answers FROM draft")
        if any(text.startswith(part) for part in search.texts(json.loads(answers)) if part.strip() for text in texts)
    ]


def files_outside(db: Database) -> list[str]:
    """Paths of what was once exported, by the ledger: no erasing reaches them."""
    return [path for (path,) in db.rows("SELECT DISTINCT path FROM share ORDER BY at")]
