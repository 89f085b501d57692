"""Making a journal and bringing an older one up to date: whole or not at all, with a backup, by any number at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from repairjournal import store
from repairjournal.errors import WorldError
from repairjournal.store import migrations
from repairjournal.store.connection import Database
from repairjournal.store.steps import STEPS
from tests.store.made import a_journal, ask, meddle

LATE = "CREATE INDEX entry_kind ON entry (kind, happened_at);\n"
OLD = STEPS[0].replace(LATE, "")
GROWN = (OLD, LATE)  # a history of two steps that ends where the real one does
HALF = "CREATE TABLE extra (id TEXT) STRICT;\nDROP TABLE draft;\nCREATE TABLE entry (id TEXT);\n"
ODD = "ALTER TABLE entry ADD COLUMN mood TEXT;\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A journal of the first of the two versions, with entries."""
    path = tmp_path / "journal.db"
    a_journal(path, entries=30).close()
    meddle(path, "DROP INDEX entry_kind")
    return path


def _upgrade(path: Path, steps: tuple[str, ...]) -> Path | None:
    with closing(Database(str(path), write=True)) as db:
        return migrations.upgrade(db, steps)


def test_the_two_steps_of_this_test_differ_from_the_real_one() -> None:
    assert STEPS[0] != OLD


def test_an_upgrade_takes_the_missing_steps_and_leaves_a_backup_of_before(old: Path) -> None:
    entries = ask(old, "SELECT * FROM entry ORDER BY rowid")
    backup = _upgrade(old, GROWN)
    assert ask(old, "PRAGMA user_version") == [(2,)]
    assert ask(old, "SELECT * FROM entry ORDER BY rowid") == entries
    assert backup is not None
    assert ask(backup, "PRAGMA user_version") == [(1,)]
    assert ask(backup, "SELECT * FROM entry ORDER BY rowid") == entries
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert _upgrade(old, GROWN) is None


def test_a_backup_is_never_written_over_an_earlier_one(old: Path) -> None:
    first = _upgrade(old, GROWN)
    meddle(old, "DROP INDEX entry_kind; PRAGMA user_version = 1")
    second = _upgrade(old, GROWN)
    assert first is not None
    assert second is not None
    assert sorted(p.name for p in first.parent.iterdir()) == ["before-upgrade-1-2.db", "before-upgrade-1.db"]


@pytest.mark.parametrize("steps", [(OLD, HALF), (OLD, LATE, HALF), (OLD, ODD)], ids=["first", "second", "odd"])
def test_an_upgrade_that_fails_half_way_or_ends_elsewhere_changes_nothing(old: Path, steps: tuple[str, ...]) -> None:
    before = old.read_bytes()
    with pytest.raises(WorldError, match="nothing was"):
        _upgrade(old, steps)
    assert old.read_bytes() == before
    assert list((old.parent / "backups").iterdir()) == []


def test_opening_an_older_journal_brings_it_up_to_date_also_for_reading(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repairjournal.store.journal.SCHEMA_VERSION", 2)
    monkeypatch.setattr("repairjournal.store.connection.SCHEMA_VERSION", 2)
    monkeypatch.setattr("repairjournal.store.migrations.upgrade.__defaults__", (GROWN,))
    with store.open_journal(old) as journal:
        assert len(journal.entries(kinds=("trigger",))) == 30
    assert ask(old, "PRAGMA user_version") == [(2,)]


def test_a_place_where_no_journal_can_be_made_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WorldError, match="cannot make a journal"):
        store.open_journal(tmp_path / "file" / "daybook" / "journal.db", create=True)


def test_what_a_killed_creation_left_is_swept_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living = tmp_path / f".journal.db.{gone.pid}.new", tmp_path / f".journal.db.{os.getppid()}.new"
    for left in (dead, Path(f"{dead}-journal"), living):
        left.write_bytes(b"half")
    a_journal(tmp_path / "journal.db").close()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([living.name, "journal.db"])


AT_ONCE = """
import sys
from pathlib import Path
from repairjournal import store
from tests.store.made import an_entry, keep
sys.stdin.readline()
with store.open_journal(Path(sys.argv[1]), create=True) as journal:
    entry = an_entry()
    keep(journal, entry)
    print(entry.id)
"""


def test_eight_that_make_the_same_new_journal_at_once_end_in_one_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "daybook" / "journal.db"
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(8)
    ]
    for maker in makers:
        assert maker.stdin
        maker.stdin.write("go\n")
        maker.stdin.flush()
    said = {maker.communicate(timeout=60)[0].strip() for maker in makers}
    assert [maker.returncode for maker in makers] == [0] * 8
    assert {id for (id,) in ask(path, "SELECT id FROM entry")} == said
    assert len(said) == 8
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert [p.name for p in path.parent.iterdir()] == ["journal.db"]
