"""A file that is damaged, foreign or newer is told apart, refused in one line, and left exactly as it was."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from repairjournal import store
from repairjournal.errors import JournalError, WorldError
from repairjournal.store import glance
from repairjournal.store.connection import SMALL, open_database
from repairjournal.store.journal import Journal
from tests.store.made import NOW, TODAY, a_draft, a_journal, a_mark, a_run, an_entry, ask, keep, meddle

PAGE = 4096
SECRET = "zephyrlock"  # in no sentence of ours


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a good journal with forty entries."""
    path = tmp_path_factory.mktemp("good") / "journal.db"
    with a_journal(path, entries=40) as journal:
        keep(journal, an_entry(answers={"thought": SECRET}))
    return path.read_bytes()


def _at(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


def _foreign(path: Path) -> bytes:
    meddle(path, "CREATE TABLE moz_places (url TEXT)")
    return path.read_bytes()


# What the file holds -> a word of the one line. Each is refused for reading, for writing and for creating.
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda good: b"", "damaged"),
    "one byte": (lambda good: good[:1], "damaged"),
    "the magic alone": (lambda good: good[:16], "damaged"),
    "99 bytes": (lambda good: good[:99], "damaged"),
    "the header alone": (lambda good: good[:100], "damaged"),
    "half a page": (lambda good: good[: PAGE // 2], "damaged"),
    "one page": (lambda good: good[:PAGE], "damaged"),
    "half of it": (lambda good: good[: len(good) // 2], "damaged"),
    "all but a page": (lambda good: good[:-PAGE], "damaged"),
    "all but a byte": (lambda good: good[:-1], "damaged"),
    "magic overwritten": (lambda good: _at(good, 0, b"SQLite format 2\0"), "cannot be read"),
    "zeros in front": (lambda good: bytes(100) + good[100:], "cannot be read"),
    "all zeros": (lambda good: bytes(len(good)), "cannot be read"),
    "noise": (lambda good: random.Random(1).randbytes(len(good)), "cannot be read"),
    "text": (lambda good: b"dear diary, today " * 50, "cannot be read"),
    "an image": (lambda good: b"\x89PNG\r\n\x1a\n" + good[8:], "cannot be read"),
    "page size of 3": (lambda good: _at(good, 16, b"\x00\x03"), "damaged"),
    "unknown file format": (lambda good: _at(good, 18, b"\x09\x09"), "damaged|cannot read"),
    "no application id": (lambda good: _at(good, 68, bytes(4)), "cannot be read"),
    "another application": (lambda good: _at(good, 68, b"GP10"), "cannot be read"),
    "a newer schema": (lambda good: _at(good, 60, (99).to_bytes(4, "big")), "newer"),
    "the newest schema there could be": (lambda good: _at(good, 60, b"\x7f\xff\xff\xff"), "newer"),
}
WAYS: dict[str, Callable[[Path], Any]] = {
    "read": lambda path: store.open_journal(path),
    "write": lambda path: store.open_journal(path, write=True),
    "create": lambda path: store.open_journal(path, create=True),
    "glance": lambda path: glance.look(str(path)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("variant", REFUSED)
def test_a_bad_file_is_refused_and_left_byte_for_byte(tmp_path: Path, whole: bytes, variant: str, way: str) -> None:
    path = tmp_path / "journal.db"
    make, word = REFUSED[variant]
    path.write_bytes(make(whole))
    before = path.read_bytes()
    with pytest.raises(WorldError, match=word) as caught:
        WAYS[way](path)
    assert path.read_bytes() == before
    assert "\n" not in caught.value.line()
    assert caught.value.hint
    assert sorted(p.name for p in tmp_path.iterdir()) == ["journal.db"]


@pytest.mark.parametrize("way", WAYS)
def test_a_database_of_another_program_is_refused(tmp_path: Path, way: str) -> None:
    path = tmp_path / "journal.db"
    before = _foreign(path)
    with pytest.raises(WorldError, match="cannot be read"):
        WAYS[way](path)
    assert path.read_bytes() == before


def _pages(data: bytes) -> list[int]:
    return list(range(1, len(data) // PAGE))


def _trouble(path: Path) -> str:
    """The one line that reading everything ends in, if any; another error than ours goes through."""
    try:
        with store.open_journal(path) as journal:
            journal.entries()
            journal.entries(search=SECRET)
            journal.runs()
            journal.drafts()
    except WorldError as error:
        return error.line()
    return ""


@pytest.mark.parametrize("kind", ["zeros", "noise", "shifted"])
def test_a_spoilt_page_never_gives_more_than_one_line_and_is_never_written_over(
    tmp_path: Path, whole: bytes, kind: str
) -> None:
    """Every page of the file in turn. Reading may still answer where the page is not needed; writing is refused."""
    path = tmp_path / "journal.db"
    for page in _pages(whole):
        old = whole[page * PAGE : (page + 1) * PAGE]
        new = {"zeros": bytes(PAGE), "noise": random.Random(page).randbytes(PAGE), "shifted": old[7:] + old[:7]}[kind]
        spoilt = _at(whole, page * PAGE, new)
        if spoilt == whole:
            continue
        path.write_bytes(spoilt)
        with pytest.raises(WorldError):
            store.open_journal(path, write=True)
        assert SECRET not in _trouble(path)
        assert path.read_bytes() == spoilt


def test_a_missing_journal_is_said_to_be_missing_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(store.NoJournal, match="no journal yet") as caught:
        store.open_journal(tmp_path / "daybook" / "journal.db", write=True)
    assert caught.value.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_a_pipe_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe"):
        with pytest.raises(WorldError):
            store.open_journal(tmp_path / name, write=True)


def test_a_new_file_is_not_made_beside_what_is_left_of_an_old_one(tmp_path: Path) -> None:
    """SQLite would play the old changes into the new file."""
    left = tmp_path / "journal.db-journal"
    left.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    with pytest.raises(WorldError, match="is gone"):
        store.open_journal(tmp_path / "journal.db", create=True)
    assert [p.name for p in tmp_path.iterdir()] == [left.name]


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_file_and_folder_are_the_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "share" / "daybook" / "journal.db"
    old = os.umask(umask)
    try:
        with a_journal(path, entries=1) as journal, journal.act("add", "x", at=NOW, on=TODAY) as act:
            act.add(an_entry())
            beside = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    finally:
        os.umask(old)
    assert beside == {"journal.db": 0o600, "journal.db-journal": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o755)
    (tmp_path / "mine").chmod(0o755)
    a_journal(tmp_path / "mine" / "journal.db").close()
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o755


@pytest.mark.parametrize("name", ["a?b=c", "with#hash", "50%25", "sp ace", "日记"])
def test_odd_names_of_folders_are_only_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "journal.db"
    with a_journal(path, entries=1):
        pass
    with store.open_journal(path) as journal:
        assert len(journal.entries()) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_journal_opened_for_reading_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    a_journal(path).close()
    before = path.read_bytes()
    with store.open_journal(path) as journal:
        assert not journal.writable
        with pytest.raises(WorldError, match="nothing was kept"):
            keep(journal, an_entry())
    assert path.read_bytes() == before


# -- errors hold no words --------------------------------------------------------------------------------------------


def _twice(journal: Journal) -> None:
    entry = an_entry(answers={"thought": SECRET})
    keep(journal, entry)
    keep(journal, entry)


def _without_its_run(journal: Journal) -> None:
    keep(journal, an_entry(run=SECRET, answers={"thought": SECRET}))


def _without_its_index(journal: Journal) -> None:
    journal._db.connection.execute("DROP TABLE search")
    keep(journal, an_entry(answers={"thought": SECRET}))


INDUCED: dict[str, Callable[[Journal], Any]] = {
    "unique": _twice,
    "foreign key": _without_its_run,
    "check": lambda journal: keep(journal, an_entry(state=SECRET)),
    "check of a mark": lambda journal: keep(journal, run := a_run(), a_mark(run, what=SECRET)),
    "half a pair": lambda journal: keep(journal, an_entry(answers={"thought": f"{SECRET}\ud800"})),
    "NUL": lambda journal: keep(journal, an_entry(task=f"{SECRET}\0")),
    "not JSON": lambda journal: keep(journal, an_entry(answers={SECRET: {SECRET}})),
    "words of an act": lambda journal: keep(journal, an_entry(), words=f"{SECRET}\ud800"),
    "a setting": lambda journal: journal.set_setting("key", f"{SECRET}\ud800"),
    "a draft": lambda journal: journal.save_draft(a_draft(answers={"thought": f"{SECRET}\udfff"})),
    "a number too long": lambda journal: journal.save_draft(a_draft(step=2**70, answers={"thought": SECRET})),
    "an id": lambda journal: journal.entry(SECRET + "\ud800"),
    "a program": lambda journal: journal.program(SECRET, SECRET),
    "a missing table": _without_its_index,
}


@pytest.mark.parametrize("what", INDUCED)
def test_no_error_quotes_what_the_person_wrote(tmp_path: Path, what: str) -> None:
    path = tmp_path / "journal.db"
    with a_journal(path) as journal:
        with pytest.raises(JournalError) as caught:
            INDUCED[what](journal)
        assert not journal._db.connection.in_transaction
    assert SECRET not in caught.value.line()
    assert SECRET not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]


def test_another_writer_that_holds_on_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    a_journal(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        journal = Journal(open_database(str(path), write=True, wait=0.05))
        with journal, pytest.raises(WorldError, match="another repairjournal is writing"):
            keep(journal, an_entry(answers={"thought": SECRET}))
        with closing(open_database(str(path), write=False, wait=0.05)) as reader:
            assert reader.one("SELECT count(*) FROM entry") == (0,)
        other.execute("COMMIT")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(WorldError, match="another repairjournal is writing"):
            open_database(str(path), write=False, wait=0.05)


FULL_DISK = """
import resource, sys
from pathlib import Path
from repairjournal.errors import WorldError
from tests.store.made import an_entry, keep
from repairjournal import store

path = Path(sys.argv[1])
journal = store.open_journal(path, write=True)
room = path.stat().st_size + 8192
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    keep(journal, an_entry(answers={"thought": sys.argv[2] * 20_000}))
except WorldError as error:
    print(error.line())
print(len(journal.entries()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
keep(journal, an_entry(answers={"thought": "room again"}))
print(len(journal.entries()))
"""


def test_a_full_disk_keeps_nothing_of_the_act_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with a_journal(path, entries=5):
        pass
    ran = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), SECRET],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    said, then, after = ran.stdout.splitlines()
    assert "nothing was kept" in said
    assert SECRET not in ran.stdout + ran.stderr
    assert (then, after) == ("5", "6")
    assert [p.name for p in tmp_path.iterdir()] == ["journal.db"]


def test_a_large_file_is_not_read_through_before_each_write(tmp_path: Path) -> None:
    """The whole is looked at while that costs a millisecond; beyond, a spoilt page shows when it is needed."""
    path = tmp_path / "journal.db"
    with a_journal(path) as journal:
        keep(journal, *(an_entry(answers={"thought": "word " * 20_000}) for _ in range(12)))
    data = path.read_bytes()
    assert len(data) > SMALL
    path.write_bytes(_at(data, len(data) // PAGE // 2 * PAGE, bytes(PAGE)))
    assert ask(path, "PRAGMA quick_check(1)") != [("ok",)]
    with store.open_journal(path, write=True) as journal:
        assert journal.writable
