"""What is forgotten stands nowhere any more: not in the journal, not in a backup, and nothing brings it back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from repairjournal import store
from repairjournal.errors import UsageError, WorldError
from repairjournal.model.entry import Entry
from repairjournal.store import forget
from tests.store.made import NOW, TODAY, a_draft, a_journal, a_run, an_entry, ask, keep, meddle

LATER = NOW + timedelta(minutes=5)
# Long words, so that no chance and no compression can hide or make one.
CANARY, EARLIER, HALF = "quarrelwithmargarethe", "abandonedinthekitchen", "halfasentenceaboutmargarethe"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "daybook"


@pytest.fixture
def journal(home: Path) -> Iterator[store.Journal]:
    with a_journal(home / "journal.db", entries=40) as journal:
        yield journal


def backup(home: Path, name: str = "before-upgrade-0.db") -> Path:
    """A backup as the program makes one: a whole copy by SQLite itself."""
    (home / "backups").mkdir(mode=0o700, exist_ok=True)
    copy = home / "backups" / name
    with closing(sqlite3.connect(home / "journal.db")) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    os.chmod(copy, 0o600)
    return copy


def holding(home: Path, *words: str) -> list[str]:
    """Files below a folder in whose bytes one of the words stands, in any case."""
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes().lower() for word in words)]


def written(journal: store.Journal) -> Entry:
    """An entry with an earlier wording, taken back and brought back."""
    entry = an_entry(answers={"situation": EARLIER, "thought": "安全 again"})
    keep(journal, entry, words="a moment")
    with journal.act("edit", "the change", at=LATER, on=TODAY) as act:
        act.change(replace(entry, answers={"situation": CANARY}))
    journal.undo(at=LATER)
    journal.redo(at=LATER)
    return journal.entry(entry.id)


def test_no_file_of_the_home_holds_a_word_of_it_any_more(home: Path, journal: store.Journal) -> None:
    others = {entry.id: entry for entry in journal.entries()}
    entry = written(journal)
    copies = [backup(home), backup(home, "2026-11-22.db")]
    journal.save_draft(a_draft(task=f"review:{entry.id}", answers={"outcome": HALF}))
    backup(home, "later.db")
    assert sorted(holding(home, CANARY, EARLIER, HALF)) == [
        "2026-11-22.db",
        "before-upgrade-0.db",
        "journal.db",
        "later.db",
    ]
    assert journal.forget(entry.id, at=LATER) == []
    assert holding(home, CANARY, EARLIER, HALF) == []
    assert sorted(path.name for path in home.rglob("*") if path.is_file()) == sorted(
        ["journal.db", "before-upgrade-0.db", "2026-11-22.db", "later.db"]
    )
    assert {entry.id: entry for entry in journal.entries()} == others
    for copy in copies:
        assert copy.stat().st_mode & 0o777 == 0o600
        with store.open_journal(copy) as old:
            assert {found.id: found for found in old.entries()} == others
    for path in (home / "journal.db", *copies):
        assert ask(path, "PRAGMA integrity_check") == [("ok",)]
        assert [id for (id,) in ask(path, "SELECT id FROM tombstone")] == [entry.id]
        assert not ask(path, "SELECT 1 FROM act WHERE NOT EXISTS (SELECT 1 FROM revision WHERE act = act.id)")


def test_search_undo_and_redo_know_nothing_of_it(journal: store.Journal) -> None:
    before = journal.last_act()
    entry = written(journal)
    journal.forget(entry.id, at=LATER)
    for words in (CANARY, EARLIER, "安全"):
        assert journal.entries(search=words) == []
    assert (journal.last_act(), journal.redo_act()) == (before, None)
    with pytest.raises(UsageError, match="no entry begins"):
        journal.entry(entry.id)


def test_an_act_that_touched_more_keeps_the_rest_and_can_be_taken_back(journal: store.Journal) -> None:
    gone, stays = an_entry(answers={"situation": CANARY}), an_entry(answers={"situation": "another"})
    keep(journal, gone, stays, words="both")
    journal.forget(gone.id, at=LATER)
    assert journal.undo(at=LATER) == "both"
    assert stays.id not in {entry.id for entry in journal.entries()}
    assert journal.redo(at=LATER) == "both"
    assert journal.entry(stays.id) == stays
    with pytest.raises(UsageError):
        journal.entry(gone.id)


def test_what_was_taken_away_first_can_be_erased_too(home: Path, journal: store.Journal) -> None:
    entry = written(journal)
    with journal.act("delete", "away", at=LATER, on=TODAY) as act:
        act.remove(entry)
    found = journal.erasable(entry.id[:8])
    assert found is not None
    assert found.id == entry.id
    journal.forget(entry.id, at=LATER)
    assert holding(home, CANARY, EARLIER) == []
    assert journal.erasable(entry.id) is None


def test_an_erased_id_is_not_kept_again(journal: store.Journal) -> None:
    entry = written(journal)
    journal.forget(entry.id, at=LATER)
    with pytest.raises(UsageError, match="erased for good"):
        keep(journal, entry)
    assert journal.entries(search=CANARY) == []


def test_a_draft_that_a_backup_caught_half_written_goes_with_what_it_became(home: Path, journal: store.Journal) -> None:
    draft = a_draft(answers={"situation": HALF[:20]})
    other = a_draft(answers={"situation": "something else"})
    journal.save_draft(draft)
    journal.save_draft(other)
    copy = backup(home)
    entry = an_entry(answers={"situation": HALF})
    with journal.act("add", "kept", at=NOW, on=TODAY) as act:
        act.add(entry)
        act.finish_draft(draft.id)
    journal.forget(entry.id, at=LATER)
    assert holding(home, HALF[:20]) == []
    assert [id for (id,) in ask(copy, "SELECT id FROM draft")] == [other.id]
    assert [waiting.id for waiting in journal.drafts()] == [other.id]


def test_an_alias_goes_with_the_last_text_that_held_the_name(home: Path, journal: store.Journal) -> None:
    for name in ("Margarethe", 'Sam "the cat"'):
        row = {
            "id": store.new_id(),
            "name": name,
            "alias": "X",
            "removed": 0,
            "edited_at": "2026-11-22T00:00:00.000000Z",
        }
        meddle(
            home / "journal.db",
            "INSERT INTO alias (id, name, alias, removed, edited_at, digest) VALUES"
            f" ('{row['id']}', '{name}', 'X', 0, '{row['edited_at']}', '{'0' * 32}')",
        )
    one, two = (
        an_entry(answers={"situation": f'{word}, with Margarethe and Sam "the cat"'}) for word in ("one", "two")
    )
    keep(journal, one, two)
    journal.forget(one.id, at=LATER)
    assert len(ask(home / "journal.db", "SELECT 1 FROM alias")) == 2
    journal.forget(two.id, at=LATER)
    assert ask(home / "journal.db", "SELECT 1 FROM alias") == []
    assert holding(home, "margarethe", "the cat") == []


def test_what_cannot_be_opened_among_the_backups_is_named_and_left_as_it_is(
    home: Path, journal: store.Journal, tmp_path: Path
) -> None:
    entry = written(journal)
    good = backup(home)
    folder = home / "backups"
    (folder / "notes.txt").write_text(f"{CANARY} of somebody else")
    half = folder / "half.db"
    half.write_bytes(good.read_bytes()[:5000])
    newer = backup(home, "newer.db")
    meddle(newer, "PRAGMA user_version = 99")
    (folder / "link.db").symlink_to(shutil.copy(good, tmp_path / "elsewhere.db"))
    (folder / "older").mkdir()
    kept = {path: path.read_bytes() for path in (half, newer, folder / "notes.txt", tmp_path / "elsewhere.db")}
    left = journal.forget(entry.id, at=LATER)
    assert left == ["half.db", "link.db", "newer.db", "notes.txt", "older"]
    assert {path: path.read_bytes() for path in kept} == kept
    assert holding(home, CANARY) == ["link.db", "newer.db", "notes.txt"] or CANARY not in good.read_bytes().decode(
        "latin1"
    )
    assert CANARY.encode() not in good.read_bytes()


def test_a_second_call_cleans_what_could_not_be_opened_before(home: Path, journal: store.Journal) -> None:
    entry = written(journal)
    copy = backup(home)
    whole = copy.read_bytes()
    copy.write_bytes(whole[:5000])
    assert journal.forget(entry.id, at=LATER) == [copy.name]
    copy.write_bytes(whole)
    assert journal.forget(entry.id, at=LATER + timedelta(days=1)) == []
    assert holding(home, CANARY, EARLIER) == []
    assert ask(home / "journal.db", "SELECT at FROM tombstone") == [("2026-11-22T18:47:05.123456Z",)]


def test_a_backup_that_never_held_it_is_not_touched(home: Path, journal: store.Journal) -> None:
    copy = backup(home)
    before = (copy.stat().st_ino, copy.read_bytes())
    assert journal.forget(written(journal).id, at=LATER) == []
    assert (copy.stat().st_ino, copy.read_bytes()) == before


def test_a_journal_that_may_not_be_written_keeps_everything(home: Path, journal: store.Journal) -> None:
    entry = written(journal)
    with store.open_journal(home / "journal.db") as reader, pytest.raises(WorldError):
        reader.forget(entry.id, at=LATER)
    assert journal.entry(entry.id) == entry


def test_files_that_left_are_named_from_the_ledger(home: Path, journal: store.Journal) -> None:
    for n, path in enumerate(("a.html", "b.json", "a.html")):
        meddle(
            home / "journal.db",
            "INSERT INTO share (id, at, sections, path) VALUES"
            f" ('{n}', '2026-11-2{n}T00:00:00.000000Z', '[]', '{path}')",
        )
    assert journal.files_outside() == ["a.html", "b.json"]


def test_one_pass_erases_several(home: Path, journal: store.Journal) -> None:
    run = a_run()
    several = [an_entry(answers={"situation": f"{CANARY}{n}"}, run=run.id) for n in range(3)]
    keep(journal, run, *several)
    with journal._db.transaction():
        forget.erase(journal._db, {entry.id: "2026-11-22T18:47:05.123456Z" for entry in several})
    assert holding(home, CANARY) == [], "also without a vacuum: freed pages are overwritten"
    assert run.id in {found.id for found, *_ in journal.runs()}
