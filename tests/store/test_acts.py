"""Acts, undo and redo, and what is deliberately not an act."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.model.entry import OPEN, Entry
from repairjournal.store import drafts
from tests.store.made import NOW, TODAY, a_draft, a_journal, a_mark, a_pause, a_run, an_entry, ask, keep

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[store.Journal]:
    with a_journal(path) as journal:
        yield journal


def test_an_act_that_fails_half_way_keeps_nothing(journal: store.Journal) -> None:
    with pytest.raises(UsageError):
        keep(journal, an_entry(), an_entry(task="half a pair \ud800"))
    assert (journal.entries(), journal.last_act()) == ([], None)


def test_an_act_that_touches_nothing_leaves_no_trace(journal: store.Journal) -> None:
    entry = an_entry()
    keep(journal, entry, words="the first")
    with journal.act("edit", "nothing", at=LATER, on=TODAY) as act:
        act.change(entry)
    assert journal.last_act() == ("add", "the first")
    assert journal.revision_count(entry.id) == 0


def test_undo_and_redo_say_the_words_of_the_act(journal: store.Journal) -> None:
    keep(journal, an_entry(), words="a moment")
    keep(journal, an_entry(), words="another")
    assert (journal.undo(at=LATER), journal.undo(at=LATER)) == ("another", "a moment")
    assert (journal.last_act(), journal.redo_act()) == (None, ("add", "a moment"))
    assert journal.redo(at=LATER) == "a moment"
    assert (journal.last_act(), journal.redo_act()) == (("add", "a moment"), ("add", "another"))


def test_with_nothing_to_take_back_or_to_bring_back_it_says_so(journal: store.Journal) -> None:
    with pytest.raises(UsageError, match="nothing to take back"):
        journal.undo(at=NOW)
    with pytest.raises(UsageError, match="nothing to bring back"):
        journal.redo(at=NOW)


def test_something_new_ends_redo(journal: store.Journal) -> None:
    keep(journal, an_entry())
    journal.undo(at=LATER)
    keep(journal, an_entry(), words="new")
    with pytest.raises(UsageError):
        journal.redo(at=LATER)
    assert journal.undo(at=LATER) == "new"


def test_what_was_taken_back_before_something_new_stays_taken_back_when_the_new_is_undone_too(
    journal: store.Journal,
) -> None:
    keep(journal, an_entry(), words="old")
    journal.undo(at=LATER)
    keep(journal, an_entry(), words="new")
    journal.undo(at=LATER)
    assert journal.redo(at=LATER) == "new"
    assert journal.redo_act() is None


def test_what_is_gone_already_is_not_changed_or_taken_away_again(journal: store.Journal) -> None:
    entry = an_entry()
    keep(journal, entry)
    with journal.act("delete", "away", at=LATER, on=TODAY) as act:
        act.remove(entry)
    for verb in ("change", "remove"):
        with pytest.raises(UsageError, match="not there any more"), journal.act(verb, "x", at=LATER, on=TODAY) as act:
            getattr(act, verb)(entry)


def test_every_state_is_newer_than_the_one_it_replaces_also_when_the_clock_stands_behind(
    journal: store.Journal, path: Path
) -> None:
    """A merge takes the greatest of (edited_at, digest)."""
    entry = an_entry()
    keep(journal, entry, at=NOW)
    seen = []
    for step in range(4):
        with journal.act("edit", "e", at=NOW - timedelta(days=step * 9000), on=TODAY) as act:
            act.change(replace(entry, answers={"situation": str(step)}))
        seen += ask(path, "SELECT edited_at FROM entry")
    journal.undo(at=NOW - timedelta(days=9))
    seen += ask(path, "SELECT edited_at FROM entry")
    journal.redo(at=NOW - timedelta(days=9))
    seen += ask(path, "SELECT edited_at FROM entry")
    assert seen == sorted(set(seen))
    assert len(seen) == 6


def test_revisions_tell_what_stood_there_before_each_act(journal: store.Journal) -> None:
    entry = an_entry(answers={"situation": "one"})
    keep(journal, entry, words="made")
    for word in ("two", "three"):
        with journal.act("edit", word, at=LATER, on=TODAY) as act:
            act.change(replace(entry, answers={"situation": word}))
    found = journal.revisions(entry.id)
    told = [(verb, words, before and before["answers"]["situation"]) for _, verb, words, before in found]
    assert told == [("add", "made", None), ("edit", "two", "one"), ("edit", "three", "two")]
    assert found[0][0] == NOW
    assert journal.revision_count(entry.id) == 2
    journal.undo(at=LATER)
    *_, state = journal.revisions(entry.id)[-1]
    assert state is not None
    assert state["answers"] == {"situation": "three"}, "an undone state stays readable"


# -- a practice ------------------------------------------------------------------------------------------------------


def test_one_undo_takes_a_whole_practice_back_and_redo_brings_its_end(journal: store.Journal) -> None:
    entry = an_entry(kind="practice", state=OPEN, answers={"seconds": 0})
    keep(journal, entry, words="a practice")
    for seconds in (1, 2, 60):
        journal.beat(entry.id, {"seconds": seconds})
    assert journal.entries(state=OPEN)[0].answers == {"seconds": 60}
    journal.settle(replace(entry, answers={"seconds": 300, "note": "warm"}, written_at=LATER))
    (kept,) = journal.entries(search="warm")
    assert (kept.state, kept.answers["seconds"], kept.written_at) == ("kept", 300, LATER)
    assert (journal.revision_count(entry.id), journal.last_act()) == (0, ("add", "a practice"))
    journal.undo(at=LATER)
    assert journal.entries() == []
    journal.redo(at=LATER)
    assert journal.entries() == [kept]


def test_a_practice_taken_back_while_it_runs_keeps_its_end_for_redo(journal: store.Journal) -> None:
    entry = an_entry(kind="practice", state=OPEN, answers={"seconds": 0})
    keep(journal, entry)
    journal.undo(at=LATER)
    journal.settle(replace(entry, answers={"seconds": 300}))
    assert journal.entries() == []
    journal.redo(at=LATER)
    assert journal.entries()[0].answers == {"seconds": 300}


def test_only_what_is_open_has_a_heartbeat_or_an_end(journal: store.Journal) -> None:
    entry = an_entry()
    keep(journal, entry)
    for tried in (
        lambda: journal.beat(entry.id, {}),
        lambda: journal.settle(entry),
        lambda: journal.beat("0" * 16, {}),
    ):
        with pytest.raises(UsageError, match="not running"):
            tried()
    assert journal.entries() == [entry]


# -- the calendar ----------------------------------------------------------------------------------------------------


def _places(journal: store.Journal) -> dict[str, tuple[int | None, str | None]]:
    return {entry.date.isoformat(): (entry.day, entry.phase) for entry in journal.entries()}


def test_a_pause_an_extension_and_their_undo_renumber_the_entries(journal: store.Journal) -> None:
    """calendar.md, stories 4 and 6."""
    run = a_run()
    dates = [date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 15), date(2026, 11, 20), date(2027, 1, 5)]
    keep(journal, run, *(an_entry(on=on, run=run.id) for on in dates))
    at_first = _places(journal)
    assert at_first == {
        "2026-11-09": (None, None),
        "2026-11-12": (3, "stand"),
        "2026-11-15": (6, "body"),
        "2026-11-20": (11, "new"),
        "2027-01-05": (57, None),
    }
    keep(journal, a_pause(run, date(2026, 11, 16), date(2026, 11, 19)))
    paused = _places(journal)
    assert (paused["2026-11-15"], paused["2026-11-20"]) == ((6, "body"), (7, "body"))
    with journal.act("extend", "more", at=LATER, on=TODAY) as act:
        act.change(replace(run, plan=(("stand", 6), *run.plan[1:])))
    assert _places(journal)["2026-11-15"] == (6, "stand")
    journal.undo(at=LATER)
    assert _places(journal) == paused
    journal.undo(at=LATER)
    assert _places(journal) == at_first


def test_another_runs_entries_keep_their_numbers(journal: store.Journal) -> None:
    one, other = a_run(), a_run(started_on=date(2026, 10, 1))
    keep(journal, one, other, an_entry(run=one.id), an_entry(run=other.id, day=53, phase=None))
    keep(journal, a_pause(one, date(2026, 11, 12), None))
    assert {entry.run: entry.day for entry in journal.entries()} == {one.id: 2, other.id: 53}


def test_renumbering_is_not_a_new_state_of_an_entry(journal: store.Journal, path: Path) -> None:
    """Otherwise a pause on one machine would win over an edit on another."""
    run = a_run()
    keep(journal, run, an_entry(run=run.id))
    before = ask(path, "SELECT edited_at, digest FROM entry")
    keep(journal, a_pause(run, date(2026, 11, 12), None), at=LATER)
    assert ask(path, "SELECT edited_at, digest FROM entry") == before
    assert ask(path, "SELECT day FROM entry") == [(2,)]


# -- not acts --------------------------------------------------------------------------------------------------------


def test_the_gates_answer_stays_whatever_is_undone_or_changed(journal: store.Journal) -> None:
    run = a_run(lean="anxious")
    keep(journal, run)
    with journal.act("config", "lean", at=LATER, on=TODAY) as act:
        act.change(replace(run, lean="both"))
    journal.set_variant(run.id, "a")
    journal.undo(at=LATER)
    with journal.act("config", "about", at=LATER, on=TODAY) as act:
        act.change(replace(run, about="family"))
    found = journal.active_run()
    assert found is not None
    assert (found.variant, found.lean, found.about) == ("a", "anxious", "family")


def test_settings_and_drafts_are_not_undone(journal: store.Journal) -> None:
    journal.set_setting("inward", "outward")
    journal.save_draft(a_draft())
    journal.set_setting("inward", "inward")
    assert (journal.setting("inward"), journal.setting("other"), journal.last_act()) == ("inward", None, None)


def test_a_draft_becomes_an_entry_in_one_transaction(journal: store.Journal) -> None:
    draft = a_draft()
    journal.save_draft(draft)
    journal.save_draft(replace(draft, step=2, answers={"situation": "a whole line"}))
    assert [(d.step, d.answers) for d in journal.drafts()] == [(2, {"situation": "a whole line"})]

    def finish(*entries: Entry) -> None:
        with journal.act("add", "x", at=NOW, on=TODAY) as act:
            act.finish_draft(draft.id)
            for entry in entries:
                act.add(entry)

    with pytest.raises(UsageError):
        finish(an_entry(), an_entry(task="half a pair \ud800"))
    assert (len(journal.drafts()), journal.entries()) == (1, [])
    finish(an_entry())
    assert (journal.drafts(), len(journal.entries())) == ([], 1)
    journal.undo(at=LATER)
    assert journal.drafts() == []


def test_a_draft_is_held_by_one_living_process(journal: store.Journal) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mine, theirs = store.holder(os.getpid()), store.holder(other.pid)
    draft = a_draft(holder=theirs)
    journal.save_draft(draft)
    assert not journal.claim_draft(draft.id, mine)
    other.kill()
    other.communicate()
    assert journal.claim_draft(draft.id, mine)
    assert journal.claim_draft(draft.id, mine), "one's own is no obstacle"
    journal.release_draft(draft.id)
    assert journal.claim_draft(draft.id, "1:1")
    assert journal.claim_draft(draft.id, mine), "process 1 began at another moment"
    assert not journal.claim_draft(store.new_id(), mine), "a draft that is gone"


def test_an_ended_process_that_nobody_has_waited_for_is_not_alive() -> None:
    ended = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    held_by = drafts.holder(ended.pid)
    assert drafts.alive(held_by)
    ended.kill()
    for _ in range(1000):
        if not drafts.alive(held_by):
            break
    assert not drafts.alive(held_by)
    ended.communicate()


@pytest.mark.parametrize("nobody", ["", ":", "x:1", "-1:1", "0x1", "99999999999999999999:1", "4194999:1"])
def test_a_holder_that_names_no_process_is_not_alive(nobody: str) -> None:
    assert not drafts.alive(nobody)


# -- programs --------------------------------------------------------------------------------------------------------


def test_a_programs_text_is_kept_once_and_survives_the_undo_of_its_start(journal: store.Journal, path: Path) -> None:
    parsed = {"id": "four-weeks", "days": 28}
    run = a_run()
    for _ in range(2):
        with journal.act("start", "the start", at=NOW, on=TODAY) as act:
            act.keep_program("a" * 64, "en", "four-weeks", "1.0.0", "id: four-weeks\n", parsed, "file")
            act.add(run)
        assert journal.program("a" * 64, "en") == parsed
        assert journal.program_text("a" * 64, "en") == "id: four-weeks\n"
        assert journal.active_run() == run
        journal.undo(at=LATER)
        assert journal.active_run() is None
        run = a_run()
    assert ask(path, "SELECT count(*) FROM program_text") == [(1,)]


def test_marks_and_runs_can_be_undone(journal: store.Journal) -> None:
    run = a_run()
    keep(journal, run)
    mark = a_mark(run, what="skipped")
    keep(journal, mark)
    assert journal.marks(run.id) == [mark]
    journal.undo(at=LATER)
    assert journal.marks(run.id) == []
    with journal.act("finish", "the end", at=LATER, on=TODAY) as act:
        act.change(replace(run, finished_on=TODAY))
    assert journal.active_run() is None
    journal.undo(at=LATER)
    assert journal.active_run() == run
