"""What the daily path writes SQLModel reads alike, and the other way round, row by row and with any text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlmodel import Session, select

from repairjournal import store
from repairjournal.errors import UsageError
from repairjournal.model.entry import Draft, Entry, Mark, Pause, Run
from repairjournal.store import rows, schema
from tests.store.made import NOW, TODAY, a_draft, a_journal, a_run, an_entry, keep

HOSTILE = (
    "'; DROP TABLE entry; --",
    '"quoted" and `ticked`',
    "a\0b",
    "\x1b[31mred\x07",
    "\u202eturned round",
    "👩‍👩‍👧 ❤️ 🫂",
    "我太需要你了，安全",
    "e\u0301 or é, ﬁ, ＡＢ",
    "line\nline\r\nline\ttab",
    "\\u0000 \\ \\\\",
    "%s {0} ? :name",
    "long " * 20_000,
    "",
)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(HOSTILE)
# Ids and names of columns are ours or a checked program's: any text without NUL, which no C library carries.
plain_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
days = st.dates(date(1970, 1, 5), date(2100, 1, 1))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    on = draw(days)
    happened = datetime(on.year, on.month, on.day, tzinfo=UTC) + timedelta(
        hours=draw(st.integers(-24, 36)), microseconds=draw(st.integers(0, 999_999))
    )
    return Entry(
        id=store.new_id(),
        kind=draw(plain_text),
        task=draw(plain_text),
        date=on,
        happened_at=happened,
        offset_min=draw(st.integers(-720, 840)),
        written_at=draw(
            st.datetimes(
                datetime.fromisoformat("1970-01-01"), datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC)
            )
        ),
        written_date=draw(days),
        answers=draw(st.dictionaries(any_text, values, max_size=4)),
        program_sha=draw(st.none() | plain_text),
        lang=draw(plain_text),
        day=draw(st.none() | st.integers(1, 10_000)),
        phase=draw(st.none() | plain_text),
        zone=draw(st.none() | plain_text),
        state=draw(st.sampled_from(("open", "kept"))),
        part_of=draw(st.none() | plain_text),
        private=draw(st.booleans()),
        origin=draw(plain_text),
    )


@pytest.fixture
def both(tmp_path: Path) -> Any:
    """(journal, engine) on one file."""
    path = tmp_path / "journal.db"
    with a_journal(path) as journal:
        engine = create_engine(f"sqlite:///{path}")
        yield journal, engine
        engine.dispose()


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(entry=entries())
def test_sqlmodel_reads_the_entry_that_the_daily_path_wrote(both: Any, entry: Entry) -> None:
    journal, engine = both
    keep(journal, entry)
    with Session(engine) as session:
        row = session.exec(select(schema.EntryRow).where(schema.EntryRow.id == entry.id)).one()
        found = tuple(getattr(row, name) for name in rows.ENTRY_FIELDS.split(", "))
        full = row.model_dump()
    assert rows.entry_of(found) == entry == journal.entry(entry.id)
    assert rows.sealed("entry", full)["digest"] == row.digest


@many
@given(entry=entries())
def test_the_daily_path_reads_the_entry_that_sqlmodel_wrote(both: Any, entry: Entry) -> None:
    journal, engine = both
    _, row = rows.row_of(entry)
    with Session(engine) as session:
        session.add(schema.EntryRow(**rows.sealed("entry", {**row, "removed": 0, "edited_at": rows.moment(NOW)})))
        session.commit()
    assert journal.entry(entry.id) == entry


OTHERS: dict[str, tuple[Any, Callable[[Run], Any]]] = {
    "run": (schema.RunRow, lambda run: replace(run, id=store.new_id(), about="former", finished_on=TODAY)),
    "pause": (schema.PauseRow, lambda run: Pause(store.new_id(), run.id, TODAY, None)),
    "mark": (schema.MarkRow, lambda run: Mark(store.new_id(), run.id, TODAY, TODAY, "scan", "rests")),
}


def _read(journal: store.Journal, value: Run | Pause | Mark) -> Any:
    if isinstance(value, Run):
        return next(run for run, *_ in journal.runs() if run.id == value.id)
    found = journal.pauses(value.run) if isinstance(value, Pause) else journal.marks(value.run)
    return next(other for other in found if other.id == value.id)


@pytest.mark.parametrize("table", OTHERS)
def test_runs_pauses_and_marks_are_equal_both_ways(both: Any, table: str) -> None:
    journal, engine = both
    model, make = OTHERS[table]
    run = a_run()
    keep(journal, run)
    by_daily, by_sqlmodel = make(run), make(run)
    keep(journal, by_daily)
    with Session(engine) as session:
        row = session.exec(select(model).where(model.id == by_daily.id)).one().model_dump()
        plain = rows.row_of(by_daily)[1]
        assert {name: row[name] for name in plain} == plain
        assert rows.sealed(table, row)["digest"] == row["digest"]
        new = {**rows.row_of(by_sqlmodel)[1], "removed": 0, "edited_at": rows.moment(NOW)}
        session.add(model(**rows.sealed(table, new)))
        session.commit()
    assert _read(journal, by_daily) == by_daily
    assert _read(journal, by_sqlmodel) == by_sqlmodel


@many
@given(answers=st.dictionaries(any_text, values, max_size=4), step=st.integers(0, 99))
def test_drafts_are_equal_both_ways(both: Any, answers: dict[str, Any], step: int) -> None:
    journal, engine = both
    mine, theirs = a_draft(answers=answers, step=step), a_draft(answers=answers, holder="1:2")
    journal.save_draft(mine)
    with Session(engine) as session:
        row = session.exec(select(schema.DraftRow).where(schema.DraftRow.id == mine.id)).one()
        assert rows.draft_of(tuple(getattr(row, name) for name in rows.DRAFT_COLUMNS)) == mine
        session.add(schema.DraftRow(**dict(zip(rows.DRAFT_COLUMNS, rows.draft_row(theirs), strict=True))))
        session.commit()
    found: dict[str, Draft] = {draft.id: draft for draft in journal.drafts()}
    assert (found[mine.id], found[theirs.id]) == (mine, theirs)
    journal.drop_draft(mine.id)
    journal.drop_draft(theirs.id)


REFUSED = {
    "half a pair": {"answers": {"situation": "a \ud800 b"}},
    "half a pair as a name": {"answers": {"\udc80": "x"}},
    "not a number": {"answers": {"belief": float("nan")}},
    "not JSON": {"answers": {"at": NOW}},
    "NUL in a column": {"task": "a\0b"},
    "half a pair in a column": {"task": "a\ud800"},
}


@pytest.mark.parametrize("parts", REFUSED.values(), ids=REFUSED)
def test_what_no_file_can_hold_is_refused_and_nothing_is_kept(both: Any, parts: dict[str, Any]) -> None:
    journal, _ = both
    with pytest.raises(UsageError, match="kept"):
        keep(journal, an_entry(), an_entry(**parts))
    assert journal.entries() == []
    assert journal.last_act() is None


def test_new_ids_are_sixteen_signs_of_crockfords_base32_and_differ() -> None:
    made = [store.new_id() for _ in range(2000)]
    assert len(set(made)) == 2000
    assert {len(id) for id in made} == {16}
    assert set("".join(made)) == set("0123456789abcdefghjkmnpqrstvwxyz")


moments_of_all_time = st.datetimes(timezones=st.just(UTC))


@given(st.lists(moments_of_all_time, max_size=8))
def test_moments_as_text_sort_as_in_time_and_come_back(moments: list[datetime]) -> None:
    texts = [rows.moment(at) for at in moments]
    assert sorted(texts) == [rows.moment(at) for at in sorted(moments)]
    assert [rows.moment_of(text) for text in texts] == moments


def test_the_digest_of_an_entry_leaves_the_calendar_out_and_nothing_else() -> None:
    row = {**rows.row_of(an_entry())[1], "removed": 0, "edited_at": rows.moment(NOW), "digest": ""}
    first, numbers = rows.sealed("entry", row)["digest"], count(1)
    changed = {name: rows.sealed("entry", {**row, name: next(numbers)})["digest"] for name in row}
    assert {name for name, digest in changed.items() if digest == first} == {"day", "phase", "digest"}
