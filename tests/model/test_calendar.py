"""The calendar's stories, and what holds for every calendar."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.errors import UsageError
from repairjournal.model import calendar
from repairjournal.model.calendar import (
    add_pause,
    begin_pause,
    date_of_day,
    days_total,
    extend,
    is_paused,
    journal_date,
    open_days,
    phase_of,
    program_day,
    resume,
    spans,
    updated_plan,
)
from repairjournal.model.when import parse_when

Pauses = list[tuple[date, date | None]]
Plan = tuple[tuple[str, int], ...]
Story = tuple[datetime, date, int, tuple[int, int, int] | None, date, Pauses, Plan, date | None, int, int]

FOUR = time(4, 0)
PLAN: Plan = (("assess", 3), ("aware", 7), ("new", 7), ("settle", 8), ("tell", 10), ("steady", 15))
START = date(2026, 11, 10)


def wall(clock: str) -> datetime:
    return datetime.fromisoformat(clock)


def nov(day: int) -> date:
    return date(2026, 11, day)


def at(day: int, clock: str) -> datetime:
    return datetime.combine(nov(day), time.fromisoformat(clock))


def said(words: str, now: datetime) -> datetime:
    return parse_when(words, now.replace(tzinfo=UTC), FOUR).replace(tzinfo=None)


def story(
    now: datetime,
    expected: date,
    day: int,
    phase: tuple[int, int, int] | None = None,
    *,
    started: date = START,
    pauses: Pauses | None = None,
    plan: Plan = PLAN,
    newest: date | None = None,
    held: int = 0,
    total: int = 50,
) -> Story:
    return now, expected, day, phase, started, pauses or [], plan, newest, held, total


PAUSED: Pauses = [(nov(16), nov(19))]
LONGER = extend(PLAN, None, 3, 16)
SHORTER = (("assess", 3), ("aware", 9), ("new", 5), ("settle", 8), ("tell", 10), ("steady", 15))
TO_TWO = (("assess", 3), ("aware", 9), ("new", 2), ("settle", 8), ("tell", 10), ("steady", 15))
MAY10, MAY12 = date(2024, 5, 10), date(2024, 5, 12)
ON_13 = updated_plan(PLAN, PLAN, SHORTER, 13)
ON_13_TO_TWO = updated_plan(PLAN, PLAN, TO_TWO, 13)

STORIES = {
    "1 ordinary": [story(at(22, "19:42"), nov(22), 13, (3, 11, 17))],
    "2 late night, then the turn": [
        story(at(23, "01:30"), nov(22), 13, (3, 11, 17)),
        story(at(23, "04:00"), nov(23), 14, (3, 11, 17)),
    ],
    "3 started at 01:30": [
        story(at(10, "01:30"), nov(10), 1, (1, 1, 3), held=1),
        story(at(11, "03:59"), nov(10), 1, (1, 1, 3)),
        story(at(11, "04:00"), nov(11), 2, (1, 1, 3)),
    ],
    "4 a pause of four dates": [
        story(at(15, "20:00"), nov(15), 6, (2, 4, 10), pauses=PAUSED),
        story(at(16, "20:00"), nov(16), 6, (2, 4, 10), pauses=PAUSED),
        story(at(19, "20:00"), nov(19), 6, (2, 4, 10), pauses=PAUSED),
        story(at(20, "20:00"), nov(20), 7, (2, 4, 10), pauses=PAUSED),
    ],
    "5 a gap, and the same gap as a pause": [
        story(at(22, "20:00"), nov(22), 13, (3, 11, 17), newest=nov(14)),
        story(at(22, "20:00"), nov(22), 6, (2, 4, 10), newest=nov(14), pauses=[(nov(15), nov(21))]),
    ],
    "6 three days more": [
        story(at(25, "20:00"), nov(25), 16, (3, 11, 20), plan=LONGER, total=53),
        story(at(29, "20:00"), nov(29), 20, (3, 11, 20), plan=LONGER, total=53),
        story(at(30, "20:00"), nov(30), 21, (4, 21, 28), plan=LONGER, total=53),
    ],
    "7 Tokyo, then Honolulu": [
        story(wall("2024-05-11 20:00"), MAY12, 3, (1, 1, 3), started=MAY10, newest=MAY12, held=1),
        story(wall("2024-05-13 08:00"), date(2024, 5, 13), 4, (2, 4, 10), started=MAY10, newest=MAY12),
    ],
    "8 Honolulu, then Kiritimati": [
        story(wall("2024-05-11 20:30"), date(2024, 5, 11), 2, (1, 1, 3), started=MAY10, newest=MAY10)
    ],
    "9 the clock falls back to 1970": [
        story(wall("1970-01-02 12:00"), nov(22), 13, (3, 11, 17), newest=nov(22), held=20778),
        story(at(23, "09:00"), nov(23), 14, (3, 11, 17), newest=nov(22)),
    ],
    "10 Berlin, clocks forward": [
        story(wall("2026-03-29 03:30"), date(2026, 3, 28), 9, (2, 4, 10), started=date(2026, 3, 20)),
        story(wall("2026-03-29 04:00"), date(2026, 3, 29), 10, (2, 4, 10), started=date(2026, 3, 20)),
    ],
    "11 the same words, before and after midnight": [
        story(said("yesterday 23:10", at(22, "19:42")), nov(21), 12, (3, 11, 17)),
        story(said("yesterday 23:10", at(23, "01:30")), nov(21), 12, (3, 11, 17)),
    ],
    "12 an update on day 13": [
        story(at(22, "20:00"), nov(22), 13, (3, 11, 15), plan=ON_13, total=48),
        story(at(22, "20:00"), nov(22), 13, (3, 11, 13), plan=ON_13_TO_TWO, total=46),
        story(at(23, "20:00"), nov(23), 14, (4, 14, 21), plan=ON_13_TO_TWO, total=46),
    ],
    "13 the last day and the next": [
        story(wall("2026-12-29 20:00"), date(2026, 12, 29), 50, (6, 36, 50)),
        story(wall("2026-12-30 20:00"), date(2026, 12, 30), 51, None),
    ],
    "14 Monday's check-in, finished on Tuesday": [
        story(at(23, "20:00"), nov(23), 14, (3, 11, 17)),
        story(at(24, "20:00"), nov(24), 15, (3, 11, 17)),
    ],
}


@pytest.mark.parametrize("name", STORIES)
def test_a_story_has_the_date_day_and_phase_that_people_expect(name: str) -> None:
    for now, expected, day, phase, started, pauses, plan, newest, held, total in STORIES[name]:
        on, by = calendar.today(journal_date(now, FOUR), started, newest)
        assert (on, by) == (expected, held)
        assert program_day(on, started, pauses) == day
        found = phase_of(day, plan)
        assert (found and (found[0], found[2], found[3])) == phase
        assert days_total(plan) == total


def test_a_paused_date_keeps_the_day_before_it() -> None:
    assert [program_day(nov(d), START, PAUSED) for d in (15, 16, 19, 20)] == [6, 6, 6, 7]
    assert [is_paused(nov(d), PAUSED) for d in (15, 16, 19, 20)] == [False, True, True, False]


def test_before_the_start_there_is_no_day() -> None:
    assert program_day(nov(9), START, ()) is None


def test_a_pause_from_the_first_day_on_stays_on_day_one() -> None:
    assert program_day(nov(20), START, [(nov(1), None)]) == 1


def test_overlapping_pauses_are_counted_once() -> None:
    assert program_day(nov(20), START, [(nov(14), nov(16)), (nov(12), nov(15)), (nov(15), nov(15))]) == 6


@pytest.mark.parametrize(
    ("phase", "days", "day", "grown"),
    [
        (None, 3, 16, "new"),
        ("new", 30, 11, "new"),
        ("aware", 1, 11, "aware"),
        ("aware", 1, 13, "aware"),
        (None, 5, 50, "steady"),
        (None, 5, 51, "steady"),
        ("steady", 5, 53, "steady"),
    ],
)
def test_extend_lengthens_todays_phase_or_the_one_just_over(phase: str | None, days: int, day: int, grown: str) -> None:
    longer = dict(extend(PLAN, phase, days, day))
    assert longer.pop(grown) == dict(PLAN)[grown] + days
    assert longer.items() <= dict(PLAN).items()


@pytest.mark.parametrize(
    ("phase", "days", "day", "said"),
    [
        (None, 0, 16, "1 to 30 days"),
        (None, 31, 16, "1 to 30 days"),
        ("aware", 3, 14, "ended on day 10"),
        ("assess", 3, 11, "ended on day 3"),
        ("settle", 3, 16, "has not begun"),
        (None, 3, 54, "ended on day 50"),
        ("nowhere\x1b[2J", 3, 16, "no phase 'nowhere\\x1b"),
    ],
)
def test_extend_refuses_in_one_clear_line(phase: str | None, days: int, day: int, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        extend(PLAN, phase, days, day)
    assert said in refused.value.line()
    assert refused.value.line().isprintable()


def test_a_short_phase_closes_the_door_behind_the_one_before_it() -> None:
    with pytest.raises(UsageError, match="ended on day 2"):
        extend((("a", 2), ("b", 1), ("c", 5)), "a", 1, 4)


def test_an_update_keeps_extensions_made_before() -> None:
    old = extend(extend(PLAN, None, 3, 9), "new", 2, 16)
    assert updated_plan(old, PLAN, SHORTER, 16) == (
        ("assess", 3),
        ("aware", 10),
        ("new", 7),
        ("settle", 8),
        ("tell", 10),
        ("steady", 15),
    )


def test_an_update_ends_a_phase_it_leaves_out_today_and_brings_in_what_is_new_behind_it() -> None:
    new = (("before", 2), ("assess", 3), ("aware", 7), ("settle", 4), ("extra", 5), ("steady", 15))
    assert updated_plan(PLAN, PLAN, new, 13) == (
        ("assess", 3),
        ("aware", 7),
        ("new", 3),
        ("settle", 4),
        ("extra", 5),
        ("steady", 15),
    )


def test_an_update_that_moves_a_coming_phase_forward_does_not_lose_it() -> None:
    new = (("settle", 8), *(p for p in PLAN if p[0] != "settle"))
    assert sorted(updated_plan(PLAN, PLAN, new, 13)) == sorted(PLAN)


def test_a_pause_leaves_days_with_entries_active_and_names_them() -> None:
    pauses, kept = add_pause([], nov(15), nov(21), [nov(14), nov(17), nov(21)])
    assert pauses == [(nov(15), nov(16)), (nov(18), nov(20))]
    assert kept == [nov(17), nov(21)]


def test_a_pause_over_a_pause_is_one_pause() -> None:
    assert add_pause([(nov(12), nov(14)), (nov(20), None)], nov(13), nov(21), []) == ([(nov(12), None)], [])


def test_entries_kept_while_paused_do_not_break_a_pause() -> None:
    assert add_pause([(nov(12), nov(14))], nov(12), nov(16), [nov(13)]) == ([(nov(12), nov(16))], [])


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="ends before it begins"):
        add_pause([], nov(16), nov(15), [])


@pytest.mark.parametrize(("kept", "first"), [(False, nov(16)), (True, nov(17))])
def test_a_pause_begins_today_unless_something_was_kept(kept: bool, first: date) -> None:
    assert begin_pause(nov(16), kept, []) == [(first, None)]
    assert begin_pause(nov(17), False, [(nov(16), None)]) == [(nov(16), None)]


@pytest.mark.parametrize(
    ("pauses", "on", "left"),
    [
        ([(nov(16), None)], nov(20), [(nov(16), nov(19))]),
        ([(nov(16), None)], nov(16), []),
        ([(nov(17), None)], nov(16), []),
        ([(nov(16), nov(25))], nov(20), [(nov(16), nov(19))]),
        ([(nov(12), nov(13)), (nov(16), None)], nov(20), [(nov(12), nov(13)), (nov(16), nov(19))]),
        ([(nov(25), nov(28))], nov(20), [(nov(25), nov(28))]),
        ([], nov(20), []),
    ],
)
def test_resume_makes_the_date_active_and_an_empty_pause_vanishes(pauses: Pauses, on: date, left: Pauses) -> None:
    assert resume(pauses, on) == left


def test_open_days_are_those_since_the_last_activity_without_pauses() -> None:
    assert open_days(nov(22), START, nov(14), [(nov(16), nov(19))]) == [nov(15), nov(20), nov(21)]
    assert open_days(nov(12), START, None, []) == [nov(10), nov(11)]
    assert open_days(nov(22), START, nov(22), []) == []
    assert open_days(nov(22), START, nov(30), []) == []


def test_the_ends_of_the_calendar_hold() -> None:
    assert journal_date(datetime.combine(date.min, time.min), FOUR) == date.min
    assert journal_date(datetime.combine(date.max, time.max), time(12)) == date.max
    assert program_day(date.max, date.min, []) == (date.max - date.min).days + 1
    assert program_day(date.max, date.min, [(date.min, None)]) == 1
    assert add_pause([(date.min, date.max)], date.max, None, [])[0] == [(date.min, None)]
    assert begin_pause(date.max, True, []) == []
    assert resume([(date.min, None)], date.min) == []
    assert date_of_day(2, date.max, []) is None
    assert date_of_day(0, START, []) is None
    assert open_days(date.min, date.min, date.min, []) == []
    assert open_days(nov(10), START, date.max, []) == []


def test_the_calendar_loads_nothing_but_datetime() -> None:
    code = (
        "import sys, datetime, __future__; before = set(sys.modules); import repairjournal.model.calendar;"
        "print(sorted(m for m in set(sys.modules) - before if not m.startswith('repairjournal')))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


dates = st.dates(date(2026, 10, 1), date(2027, 3, 1))
some_pauses = st.lists(
    st.tuples(dates, st.one_of(st.none(), st.integers(0, 40))).map(
        lambda p: (p[0], None if p[1] is None else p[0] + timedelta(days=p[1]))
    ),
    max_size=5,
)
plans = st.lists(st.integers(1, 20), min_size=1, max_size=8).map(
    lambda lengths: tuple((f"p{n}", days) for n, days in enumerate(lengths))
)


def union(pauses: Pauses) -> set[date]:
    window = (date(2026, 9, 1) + timedelta(days=n) for n in range(300))
    return {on for on in window if is_paused(on, pauses)}


def in_phase(day: int, plan: Plan) -> tuple[int, str, int]:
    """Number, id and first day of the phase that holds the day."""
    found = phase_of(day, plan)
    assert found
    return found[:3]


@given(dates, some_pauses)
def test_the_day_never_falls_as_dates_go_on_and_rises_by_one_on_active_dates(started: date, pauses: Pauses) -> None:
    seen = [program_day(started + timedelta(days=n), started, pauses) or 0 for n in range(90)]
    steps = [later - earlier for earlier, later in pairwise(seen)]
    assert seen[0] == 1
    assert set(steps) <= {0, 1}
    assert seen[-1] == max(1, 90 - len(union(pauses) & {started + timedelta(days=n) for n in range(90)}))


@given(dates, some_pauses, dates)
def test_taking_a_pause_away_never_lowers_the_day(started: date, pauses: Pauses, on: date) -> None:
    assert (program_day(on, started, pauses[1:]) or 0) >= (program_day(on, started, pauses) or 0)


@given(dates, some_pauses, st.integers(1, 120))
def test_the_date_of_a_day_has_that_day_and_is_active(started: date, pauses: Pauses, n: int) -> None:
    on = date_of_day(n, started, pauses)
    if on is None:
        assert any(last is None for _, last in pauses)
    else:
        assert program_day(on, started, pauses) == n
        assert not is_paused(on, pauses)


@given(some_pauses, dates, st.integers(0, 40), st.sets(dates, max_size=10))
def test_joined_pauses_are_the_union_of_their_dates_less_the_active(
    pauses: Pauses, first: date, length: int, active: set[date]
) -> None:
    last = first + timedelta(days=length)
    joined, kept = add_pause(pauses, first, last, active)
    assert union(joined) == union([*pauses, (first, last)]) - set(kept)
    assert set(kept) <= active
    for (_, end), (begin, _) in pairwise(joined):
        assert end is not None
        assert end + timedelta(days=1) < begin


@given(some_pauses, dates)
def test_resume_wakes_its_date_and_pauses_none(pauses: Pauses, on: date) -> None:
    awake = resume(pauses, on)
    assert not is_paused(on, awake)
    assert union(awake) <= union(pauses)
    assert {d for d in union(pauses) if d < on} == {d for d in union(awake) if d < on}


@given(plans, st.integers(1, 30), st.data())
def test_spans_stay_without_a_gap_and_the_day_stays_after_extend(plan: Plan, days: int, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, days_total(plan)))
    longer = extend(plan, None, days, day)
    flat = [n for _, first, last in spans(longer) for n in range(first, last + 1)]
    assert flat == list(range(1, days_total(plan) + days + 1))
    assert in_phase(day, longer) == in_phase(day, plan)


@given(plans, st.data())
def test_an_update_leaves_today_in_its_phase_and_what_is_over_as_it_was(plan: Plan, data: st.DataObject) -> None:
    day = data.draw(st.integers(1, days_total(plan)))
    new = tuple((id, data.draw(st.integers(1, 20))) for id, _ in plan)
    updated = updated_plan(plan, plan, new, day)
    number = in_phase(day, plan)[0]
    assert in_phase(day, updated) == in_phase(day, plan)
    assert updated[: number - 1] == plan[: number - 1]
    assert updated[number:] == new[number:]
