"""Reading: lists against plain filtering, ids, counts, and the one look that `status` takes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repairjournal import store
from repairjournal.errors import UsageError, WorldError
from repairjournal.model.entry import Entry
from repairjournal.store import daily, glance
from tests.store.made import NOW, START, TODAY, a_draft, a_journal, a_mark, a_pause, a_run, an_entry, keep

RUNS = ("0" * 15 + "1", "0" * 15 + "2")
KINDS, TASKS, PHASES = ("trigger", "moment", "practice"), ("note", "scan", "stay"), ("stand", "body", None)
PARTS = (None, "0" * 16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[store.Journal]:
    with a_journal(path) as journal:
        yield journal


@st.composite
def some_entry(draw: st.DrawFn) -> Entry:
    on = TODAY + timedelta(days=draw(st.integers(-6, 6)))
    base = an_entry(on=on)
    return replace(
        base,
        happened_at=base.happened_at + timedelta(hours=draw(st.sampled_from([-30, -18, 0, 0, 14, 36]))),
        kind=draw(st.sampled_from(KINDS)),
        task=draw(st.sampled_from(TASKS)),
        phase=draw(st.sampled_from(PHASES)),
        run=draw(st.sampled_from((None, *RUNS))),
        state=draw(st.sampled_from(("open", "kept"))),
        part_of=draw(st.sampled_from(PARTS)),
        answers={"thought": draw(st.sampled_from(("one", "two", "one two")))},
    )


filters = st.fixed_dictionaries(
    {},
    optional={
        "run": st.sampled_from(RUNS),
        "kinds": st.lists(st.sampled_from(KINDS), max_size=3),
        "tasks": st.lists(st.sampled_from(TASKS), max_size=3),
        "phase": st.sampled_from(PHASES),
        "since": st.integers(-8, 8).map(lambda n: TODAY + timedelta(days=n)),
        "until": st.integers(-8, 8).map(lambda n: TODAY + timedelta(days=n)),
        "search": st.sampled_from(("one", "two", "three")),
        "state": st.sampled_from(("open", "kept")),
        "part_of": st.sampled_from(PARTS),
        "n": st.integers(0, 5),
    },
)


def _fits(entry: Entry, wanted: dict[str, Any]) -> bool:
    plain = ("run", "phase", "state", "part_of")
    return (
        all(wanted.get(name) in (None, getattr(entry, name)) for name in plain)
        and (not wanted.get("kinds") or entry.kind in wanted["kinds"])
        and (not wanted.get("tasks") or entry.task in wanted["tasks"])
        and wanted.get("since", date.min) <= entry.date <= wanted.get("until", date.max)
        and ("search" not in wanted or wanted["search"] in entry.answers["thought"].split())
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(some_entry(), max_size=14), gone=st.integers(0, 3), asked=st.lists(filters, min_size=4, max_size=8)
)
def test_every_list_is_what_plain_filtering_gives(
    journal: store.Journal, kept: list[Entry], gone: int, asked: list[dict[str, Any]]
) -> None:
    keep(journal, *(a_run(id=id) for id in RUNS))
    keep(journal, *kept)
    with journal.act("delete", "some", at=NOW, on=TODAY) as act:
        for entry in kept[:gone]:
            act.remove(entry)
    standing = [(entry.happened_at, order, entry) for order, entry in enumerate(kept) if order >= gone]
    newest_first = [entry for *_, entry in sorted(standing, key=lambda item: item[:2], reverse=True)]
    try:
        for wanted in asked:
            expected = [entry for entry in newest_first if _fits(entry, wanted)][: wanted.get("n")]
            assert journal.entries(**wanted) == expected, wanted
    finally:
        journal._db.connection.executescript("DELETE FROM search; DELETE FROM entry; DELETE FROM run;")


def test_lists_reach_from_the_first_date_to_the_last(journal: store.Journal) -> None:
    keep(journal, an_entry())
    assert len(journal.entries(since=date.min, until=date.max)) == 1


def test_a_list_that_is_being_read_blocks_no_writer(journal: store.Journal, path: Path) -> None:
    keep(journal, *(an_entry(answers={"n": str(n)}) for n in range(daily.CHUNK + 5)))
    with store.open_journal(path) as reader:
        reading = reader.iterate()
        next(reading)
        keep(journal, an_entry())
        assert len(list(reading)) == daily.CHUNK + 4


# -- ids -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(journal: store.Journal) -> store.Journal:
    """Entries whose ids begin alike."""
    for id in ("3f20000000000000", "3f2a000000000000", "90100000000000zz"):
        keep(journal, an_entry(id=id))
    return journal


def test_an_id_is_shown_as_short_as_it_is_unique_and_at_least_three(three: store.Journal) -> None:
    ids = ("3f20000000000000", "3f2a000000000000", "90100000000000zz")
    assert [three.short_id(id) for id in ids] == ["3f20", "3f2a", "901"]


@pytest.mark.parametrize(
    "typed", ["901", "90", "9", " 901 ", "9O1", "90l", "90I", "90100000000000zz", "90100000000000ZZ"]
)
def test_any_unique_beginning_names_an_entry_also_with_letters_that_look_like_digits(
    three: store.Journal, typed: str
) -> None:
    assert three.entry(typed).id == "90100000000000zz"


REFUSED = {
    "3f2": "several entries begin with 3f2; say which: 3f20, 3f2a",
    "902": "no entry begins with 902; the nearest is 901",
    "3f21": "no entry begins with 3f21; the nearest is 3f20",
    "x": "no entry begins with x; `log` shows",
    "": "not an id",
    "3f2-": "not an id",
    "a sentence of mine": "not an id",
    "9" * 17: "not an id",
    "３": "not an id",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_an_id_that_names_none_or_several_is_answered_with_the_way_on(three: store.Journal, typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        three.entry(typed)
    assert REFUSED[typed] in caught.value.line()


def test_undo_never_changes_how_an_id_is_shown(three: store.Journal) -> None:
    three.undo(at=NOW)
    three.undo(at=NOW)
    assert three.short_id("3f20000000000000") == "3f20"
    assert three.entry("3f2").id == "3f20000000000000"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text("0a", min_size=16, max_size=16), unique=True, min_size=1, max_size=12))
def test_short_ids_name_exactly_their_entry(journal: store.Journal, ids: list[str]) -> None:
    keep(journal, *(an_entry(id=id) for id in ids))
    try:
        shown = [journal.short_id(id) for id in ids]
        assert [journal.entry(short).id for short in shown] == ids
        for short in shown:
            assert len(short) == 3 or sum(id.startswith(short[:-1]) for id in ids) > 1, "no longer than needed"
    finally:
        journal._db.connection.executescript("DELETE FROM search; DELETE FROM entry;")


# -- counts and dates ------------------------------------------------------------------------------------------------


def test_counts_are_those_of_the_entries(journal: store.Journal) -> None:
    run, other = a_run(), a_run()
    entries = [
        an_entry(on=TODAY - timedelta(days=n % 5), run=run.id, day=9 - n % 5, task=TASKS[n % 3], written_date=TODAY)
        for n in range(23)
    ]
    keep(journal, run, other, an_entry(run=other.id), an_entry(), *entries)
    expected = Counter((e.task, e.day, e.date, e.date == e.written_date) for e in journal.entries(run=run.id))
    assert {(x.task, x.day, x.date, x.same_day): x.n for x in journal.counts(run.id)} == expected
    days = {e.day for e in journal.entries(run=run.id)}
    middle = sorted(day for day in days if day)[1:3]
    span = journal.counts(run.id, first_day=middle[0], last_day=middle[1])
    assert {x.day for x in span} == set(middle)
    assert sum(x.n for x in span) == sum(n for (_, day, _, _), n in expected.items() if day in middle)


def test_the_first_count_of_a_task_is_its_first_entry(journal: store.Journal) -> None:
    run = a_run()
    keep(journal, run, *(an_entry(on=START + timedelta(days=n), run=run.id, task="scan") for n in (5, 3, 8)))
    (first,) = journal.first_counts(run.id, ["scan", "never"])
    assert (first.task, first.date, first.n) == ("scan", START + timedelta(days=3), 1)


def test_the_newest_written_date_is_that_of_entries_and_marks_that_stand(journal: store.Journal) -> None:
    run = a_run()
    keep(journal, run)
    assert journal.newest_written_date(run.id) is None
    keep(journal, an_entry(run=run.id, on=START, written_date=START + timedelta(days=2)))
    keep(journal, a_mark(run, START + timedelta(days=4)))
    assert journal.newest_written_date(run.id) == START + timedelta(days=4)
    journal.undo(at=NOW)
    assert journal.newest_written_date(run.id) == START + timedelta(days=2)


def test_runs_come_newest_first_with_their_span(journal: store.Journal) -> None:
    old, new = a_run(started_on=date(2025, 1, 1)), a_run()
    keep(journal, new, old, *(an_entry(run=old.id, on=date(2025, 1, day)) for day in (3, 9)))
    assert journal.runs() == [(new, None, None, 0), (old, date(2025, 1, 3), date(2025, 1, 9), 2)]
    assert journal.active_run() == new


def test_marks_since_a_date_and_pauses_by_their_first(journal: store.Journal) -> None:
    run = a_run()
    marks = [a_mark(run, TODAY - timedelta(days=n)) for n in (3, 2, 1)]
    pauses = [a_pause(run, TODAY, None), a_pause(run, START, START)]
    keep(journal, run, *marks, *pauses)
    assert journal.marks(run.id) == marks
    assert journal.marks(run.id, since=TODAY - timedelta(days=2)) == marks[1:]
    assert journal.pauses(run.id) == (pauses[1], pauses[0])


def test_a_program_that_is_not_kept_is_said_to_lack(journal: store.Journal) -> None:
    with pytest.raises(WorldError, match="lacks the text"):
        journal.program("b" * 64, "en")


# -- a glance --------------------------------------------------------------------------------------------------------


def test_a_glance_sees_what_the_journal_knows(journal: store.Journal, path: Path) -> None:
    assert glance.look(str(path)) is None
    run = a_run()
    keep(journal, run, a_pause(run, TODAY, None), an_entry(run=run.id))
    journal.save_draft(a_draft())
    seen = glance.look(str(path))
    assert seen is not None
    assert (seen.started_on, seen.pauses, seen.drafts) == (START, [(TODAY, None)], 1)
    assert seen.newest_written == journal.newest_written_date(run.id) == TODAY


HEAVY = ("dataclasses", "inspect", "json", "pathlib", "re", "typing", "repairjournal.model.entry", "sqlmodel", "yaml")


@pytest.mark.parametrize(
    ("what", "never"),
    [
        ("from repairjournal.store import glance; glance.look(sys.argv[1])", HEAVY),
        (
            "from pathlib import Path; from repairjournal import store; from tests.store.made import an_entry, keep;"
            "j = store.open_journal(Path(sys.argv[1]), write=True); keep(j, an_entry()); j.entries(search='no')",
            ("sqlmodel", "sqlalchemy", "pydantic", "yaml", "secrets", "repairjournal.store.migrations"),
        ),
    ],
    ids=["glance", "daily"],
)
def test_the_daily_path_loads_nothing_heavy(
    journal: store.Journal, path: Path, what: str, never: tuple[str, ...]
) -> None:
    script = f"import sys; {what}; print(*[m for m in {never!r} if m in sys.modules])"
    # -S leaves out site, which some machines make import half the library.
    command = [sys.executable, "-S", "-c", f"import sys; sys.path += {sys.path!r}; {script}", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=Path(__file__).parents[2])
    assert ran.stdout.strip() == ""
