"""What leaves comes back whole, and journals unite to the same whatever the order and however often."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from repairjournal import store
from repairjournal.errors import UsageError, WorldError
from repairjournal.library import read_bytes
from repairjournal.store import incoming, merge, reading
from tests.export.lives import begun, copied, into, live, out, steps, united, vet
from tests.store.made import NOW, SOAK, TODAY, an_entry, ask, keep

some = settings(
    max_examples=200 if SOAK else 12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return begun(tmp_path / "base.db")


def fresh(base: Path) -> Path:
    return copied(base, f"{store.new_id()}.db")


@some
@given(told=steps)
def test_json_brought_into_an_empty_home_is_the_same_journal(base: Path, told: Any) -> None:
    path = fresh(base)
    live(path, told)
    data, other = out(path), path.with_name(f"{store.new_id()}.db")
    into(other, data)
    assert out(other) == data
    both = "SELECT id, run, kind, answers, day, phase, removed, edited_at, digest FROM entry ORDER BY id"
    assert ask(other, both) == ask(path, both)
    words = "SELECT text FROM search ORDER BY text"
    assert ask(other, words) == ask(path, words)


@some
@given(told=steps, one=steps, two=steps)
def test_two_computers_united_either_way_hold_the_same(base: Path, told: Any, one: Any, two: Any) -> None:
    live(shared := fresh(base), told)
    live(left := fresh(shared), one, clock=10)
    live(right := fresh(shared), two, clock=11)
    from_left, from_right = out(left), out(right)
    into(left, from_right)
    into(right, from_left)
    assert out(left) == out(right)
    places = "SELECT id, day, phase FROM entry ORDER BY id"
    assert ask(left, places) == ask(right, places)


@some
@given(told=steps, one=steps, two=steps, three=steps)
def test_uniting_is_commutative_associative_and_idempotent(
    base: Path, told: Any, one: Any, two: Any, three: Any
) -> None:
    live(shared := fresh(base), told)
    files = []
    for n, steps_ in enumerate((one, two, three)):
        live(path := fresh(shared), steps_, clock=(7, 0, 7)[n])
        files.append(out(path))
    a, b, c = files
    tmp = base.parent
    assert united(tmp, a, b) == united(tmp, b, a)
    assert united(tmp, united(tmp, a, b), c) == united(tmp, a, united(tmp, b, c))
    assert united(tmp, a, a, b, a) == united(tmp, a, b)


@some
@given(told=steps, one=steps)
def test_a_second_time_brings_nothing(base: Path, told: Any, one: Any) -> None:
    live(path := fresh(base), told)
    live(other := fresh(path), one, clock=5)
    data = out(other)
    into(path, data)
    once = out(path)
    again = into(path, data)
    assert not again.changes
    assert out(path) == once
    assert ask(path, "SELECT count(*) FROM act WHERE verb = 'import' AND undone = 0")[0][0] <= 1


def rows(path: Path) -> list[Any]:
    return ask(path, "SELECT id, answers, removed FROM entry ORDER BY id")


@some
@given(told=steps, one=steps)
def test_one_undo_takes_all_of_it_back(base: Path, told: Any, one: Any) -> None:
    live(path := fresh(base), [step for step in told if step[0] != "forget"])
    live(other := fresh(path), [step for step in one if step[0] != "forget"], clock=5)
    before = {id: (answers, removed) for id, answers, removed in rows(path)}
    plan = into(path, out(other))
    if not plan.puts:
        return
    with store.open_journal(path, write=True) as journal:
        assert journal.undo(at=NOW) == "a file"
    after = {id: (answers, removed) for id, answers, removed in rows(path)}
    assert {id: after[id] for id in before} == before
    assert all(removed for id, (_, removed) in after.items() if id not in before)


def test_the_newer_state_stands_and_the_other_is_an_earlier_wording(base: Path) -> None:
    live(base, [("add", 0, {"situation": "first"}, 0)])
    live(left := fresh(base), [("edit", 0, {"situation": "on the laptop"}, 1)])
    live(right := fresh(base), [("edit", 0, {"situation": "on the desk"}, 2)])
    plan = into(left, out(right))
    assert (plan.newer["entries"], plan.earlier) == (1, 0)  # `first` was known here already
    into(right, out(left))
    for path in (left, right):
        with store.open_journal(path) as journal:
            (entry,) = journal.entries()
            states = [state["answers"]["situation"] for *_, state in journal.revisions(entry.id) if state]
        assert entry.answers == {"situation": "on the desk"}
        assert sorted(states) == ["first", "on the laptop"]


def test_what_was_erased_on_one_computer_is_erased_on_the_other_and_never_comes_back(base: Path) -> None:
    live(base, [("add", 0, {"situation": "zebrafink"}, 0), ("edit", 0, {"situation": "zebrafink again"}, 1)])
    live(left := fresh(base), [("forget", 7, {}, 1)])
    old = out(base)
    plan = into(right := fresh(base), out(left))
    assert len(plan.erased) == 1
    assert b"zebrafink" not in right.read_bytes()
    into(right, old)
    assert rows(right) == []
    assert b"zebrafink" not in right.read_bytes()
    assert out(right) == out(left)


def test_what_was_erased_on_both_is_erased_at_the_earlier_time_on_both(base: Path) -> None:
    live(base, [("add", 0, {"situation": "x"}, 0)])
    files = []
    for clock in (5, 3):
        live(path := fresh(base), [("forget", 7, {}, 0)], clock=clock)
        files.append(out(path))
    assert files[0] != files[1]
    assert united(base.parent, *files) == united(base.parent, *reversed(files)) == files[1]


def test_a_pause_from_elsewhere_moves_the_days_of_what_is_here(base: Path) -> None:
    live(base, [("add", 0, {"situation": "x"}, 0)])
    live(left := fresh(base), [("pause", 2, {}, 1)])
    live(right := fresh(base), [("add", 0, {"situation": "y"}, 1)])
    assert {day for (day,) in ask(left, "SELECT day FROM entry")} == {5}
    into(left, out(right))
    assert {day for (day,) in ask(left, "SELECT day FROM entry")} == {5}
    assert {day for (day,) in ask(right, "SELECT day FROM entry")} == {6}


def test_entries_of_another_program_come_once_and_what_was_changed_here_stands(base: Path) -> None:
    theirs = [("k1", an_entry(id="", answers={"text": "walked"}, kind="reflection", task="diary", origin="jrnl"))]
    for _ in range(2):
        into_rows(base, theirs)
    with store.open_journal(base, write=True) as journal:
        (entry,) = journal.entries()
        assert entry.answers == {"text": "walked"}
        with journal.act("edit", "w", at=NOW, on=TODAY) as act:
            act.remove(entry)
    assert not into_rows(base, theirs).puts
    with store.open_journal(base) as journal:
        assert journal.entries() == []


def into_rows(path: Path, theirs: Any) -> Any:
    with store.open_journal(path, write=True) as journal:
        return merge.unite(journal, incoming.of_entries(theirs), "jrnl", at=NOW, on=TODAY)


# -- what does not fit -------------------------------------------------------------------------------------------------

BROKEN: list[tuple[str, Any, str]] = [
    ("entries[0].id", "../../etc", "entries[0].id"),
    ("entries[0].kind", "spell", "entries[0].kind"),
    ("entries[0].date", "2026-02-30", "entries[0].date"),
    ("entries[0].date", "2026-11-10", "entries[0].happened_at"),
    ("entries[0].happened_at", "yesterday", "entries[0].happened_at"),
    ("entries[0].edited_at", "9999-12-31T23:59:59.999999Z", "entries[0].edited_at"),
    ("entries[0].offset_min", 1e400, "entries[0].offset_min"),
    ("entries[0].offset_min", True, "entries[0].offset_min"),
    ("entries[0].private", 1, "entries[0].private"),
    ("entries[0].answers", "words", "entries[0].answers"),
    ("entries[0].task", "a\0b", "entries[0].task"),
    ("entries[0].run", "0000000000000000", "a run or a program that is not in it"),
    ("entries[0].more", 1, "entries[0], an unknown key"),
    ("entries", {}, "entries"),
    ("entries[0]", [], "entries[0]"),
    ("runs[0].plan", [["begin", 0]], "runs[0].plan"),
    ("runs[0].plan", [], "runs[0].plan"),
    ("runs[0].program_sha", "b" * 64, "a run or a program that is not in it"),
    ("runs[0].variant", "c", "runs[0].variant"),
    ("programs[0].text", "format: 2", "programs[0].text"),
    ("programs[0].lang", "zh", "programs[0].lang"),
    ("marks[0].what", "done", "marks[0].what"),
    ("pauses[0].last", "2020-01-01", "pauses[0].last"),
    ("revisions[0].of", "programs", "revisions[0].of"),
    ("revisions[0].of", "acts", "revisions[0].of"),
    ("tombstones", [{"id": "x"}], "tombstones[0].id"),
    ("settings[0].key", "inward", "settings[0].key"),
    ("wishes", [], "an unknown key"),
    ("schema", 2, "made by a newer repairjournal"),
    ("format", "other", "not a journal of ours"),
]


@pytest.mark.parametrize(("place", "value", "named"), BROKEN, ids=[f"{p}={str(v)[:20]}" for p, v, _ in BROKEN])
def test_a_file_that_does_not_fit_is_refused_by_its_place_and_changes_nothing(
    base: Path, place: str, value: Any, named: str
) -> None:
    given_ = [("add", 0, {"situation": "x"}, 0), ("edit", 0, {"situation": "y"}, 1), ("mark", 0, {}, 0)]
    live(base, [*given_, ("pause", 1, {}, 0), ("variant", 0, {}, 0)])
    whole = json.loads(out(base))
    _set(whole, place, value)
    before = base.read_bytes()
    with store.open_journal(base) as journal, pytest.raises(UsageError) as refused:
        merge.planned(journal, incoming.read(whole, _read))
    assert named in str(refused.value)
    assert base.read_bytes() == before


def _read(sha: str, texts: Any) -> Any:
    return {"en": read_bytes(next(iter(texts.values())).encode(), "x").parsed}


def _set(value: Any, place: str, new: Any) -> None:
    *path, last = place.replace("[", ".[").split(".")
    for step in path:
        value = value[int(step[1:-1])] if step.startswith("[") else value[step]
    if last.startswith("["):
        value[int(last[1:-1])] = new
    else:
        value[last] = new


def test_the_act_of_an_import_is_all_or_nothing(base: Path) -> None:
    live(other := fresh(base), [("add", n, {"text": "x"}, 0) for n in range(3)])
    found = incoming.read(json.loads(out(other)), vet)
    broken = next(states for (table, _), states in found.states.items() if table == "entry")
    broken[0]["offset_min"] = "no number"  # only the database itself can refuse this now
    before = out(base)
    with store.open_journal(base, write=True) as journal, pytest.raises(WorldError, match="nothing was kept"):
        merge.unite(journal, found, "a file", at=NOW, on=TODAY)
    assert out(base) == before


def test_a_filter_leaves_earlier_wordings_and_what_was_taken_away_here(base: Path) -> None:
    live(base, [("add", 0, {"situation": "one"}, 0), ("edit", 0, {"situation": "two"}, 1)])
    with store.open_journal(base, write=True) as journal:
        keep(journal, gone := an_entry(answers={"situation": "three"}))
        with journal.act("delete", "w", at=NOW, on=TODAY) as act:
            act.remove(gone)
        found = {name: list(rows) for name, rows in reading.picked(journal, reading.Reading(journal, {}))}
    assert set(found) == {"programs", "runs", "pauses", "entries"}
    assert [entry["answers"] for entry in found["entries"]] == [{"situation": "two"}]
