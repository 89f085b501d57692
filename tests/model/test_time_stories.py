"""Nineteen stories of clocks, zones and flights: the day is the expected one, never falls, never goes below 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from repairjournal.model import calendar
from repairjournal.model.calendar import journal_date, program_day
from repairjournal.model.when import parse_when

FOUR = time(4, 0)
OFFSET_ONLY = timezone(timedelta(hours=5, minutes=45))  # what is left where TZ cannot be read

# name: (started on, [(instant in UTC, zone there, held by days, program day)]); something is kept at every instant.
Moments = list[tuple[str, str | tzinfo, int, int]]
STORIES: dict[str, tuple[date, Moments]] = {
    "clocks forward, Berlin": (
        date(2026, 3, 28),
        [
            ("2026-03-29 00:30", "Europe/Berlin", 0, 1),
            ("2026-03-29 01:30", "Europe/Berlin", 0, 1),
            ("2026-03-29 02:00", "Europe/Berlin", 0, 2),
        ],
    ),
    "clocks back, Berlin": (
        date(2026, 10, 24),
        [
            ("2026-10-25 00:30", "Europe/Berlin", 0, 1),
            ("2026-10-25 01:30", "Europe/Berlin", 0, 1),
            ("2026-10-25 02:59", "Europe/Berlin", 0, 1),
            ("2026-10-25 03:00", "Europe/Berlin", 0, 2),
        ],
    ),
    "clocks forward at midnight, Sao Paulo": (
        date(2018, 11, 3),
        [
            ("2018-11-04 02:59", "America/Sao_Paulo", 0, 1),
            ("2018-11-04 03:00", "America/Sao_Paulo", 0, 1),
            ("2018-11-04 06:00", "America/Sao_Paulo", 0, 2),
        ],
    ),
    "clocks back at midnight, Sao Paulo": (
        date(2018, 2, 17),
        [
            ("2018-02-18 01:30", "America/Sao_Paulo", 0, 1),
            ("2018-02-18 02:30", "America/Sao_Paulo", 0, 1),
            ("2018-02-18 07:00", "America/Sao_Paulo", 0, 2),
        ],
    ),
    "half an hour forward, Lord Howe": (
        date(2026, 10, 3),
        [
            ("2026-10-03 15:29", "Australia/Lord_Howe", 0, 1),
            ("2026-10-03 15:30", "Australia/Lord_Howe", 0, 1),
            ("2026-10-03 17:00", "Australia/Lord_Howe", 0, 2),
        ],
    ),
    "half an hour back, Lord Howe": (
        date(2026, 4, 4),
        [
            ("2026-04-04 14:45", "Australia/Lord_Howe", 0, 1),
            ("2026-04-04 15:15", "Australia/Lord_Howe", 0, 1),
            ("2026-04-04 17:30", "Australia/Lord_Howe", 0, 2),
        ],
    ),
    "the day that Samoa skipped": (
        date(2011, 12, 28),
        [
            ("2011-12-30 09:00", "Pacific/Apia", 0, 2),
            ("2011-12-30 10:00", "Pacific/Apia", 0, 3),  # 00:00 on the 31st, still the night of the 30th
            ("2011-12-30 14:00", "Pacific/Apia", 0, 4),
        ],
    ),
    "a leap day": (
        date(2028, 2, 28),
        [("2028-02-28 20:00", "UTC", 0, 1), ("2028-02-29 20:00", "UTC", 0, 2), ("2028-03-01 20:00", "UTC", 0, 3)],
    ),
    "2100 has no leap day": (
        date(2100, 2, 28),
        [("2100-02-28 20:00", "UTC", 0, 1), ("2100-03-01 20:00", "UTC", 0, 2)],
    ),
    "past the 32-bit second of 2038": (
        date(2038, 1, 18),
        [("2038-01-19 03:14", "UTC", 0, 1), ("2038-01-19 04:00", "UTC", 0, 2), ("2038-01-20 04:00", "UTC", 0, 3)],
    ),
    "a year turns": (
        date(2026, 12, 30),
        [("2026-12-31 23:59", "UTC", 0, 2), ("2027-01-01 03:59", "UTC", 0, 2), ("2027-01-01 04:00", "UTC", 0, 3)],
    ),
    "Tokyo to Honolulu": (
        date(2024, 5, 10),
        [
            ("2024-05-11 23:00", "Asia/Tokyo", 0, 3),
            ("2024-05-12 06:00", "Pacific/Honolulu", 1, 3),
            ("2024-05-13 18:00", "Pacific/Honolulu", 0, 4),
        ],
    ),
    "Honolulu to Kiritimati": (
        date(2024, 5, 10),
        [("2024-05-11 05:00", "Pacific/Honolulu", 0, 1), ("2024-05-11 06:30", "Pacific/Kiritimati", 0, 2)],
    ),
    "Kiritimati to Honolulu on the first evening": (
        date(2024, 5, 10),
        [("2024-05-10 06:00", "Pacific/Kiritimati", 0, 1), ("2024-05-10 12:00", "Pacific/Honolulu", 1, 1)],
    ),
    "started at half past one": (
        date(2026, 11, 10),
        [("2026-11-10 01:30", "UTC", 1, 1), ("2026-11-11 03:59", "UTC", 0, 1), ("2026-11-11 04:00", "UTC", 0, 2)],
    ),
    "the clock goes back one hour over the turn of the day": (
        date(2026, 11, 10),
        [("2026-11-22 04:30", "UTC", 0, 13), ("2026-11-22 03:30", "UTC", 1, 13), ("2026-11-22 05:00", "UTC", 0, 13)],
    ),
    "the clock falls back 54 years and comes right": (
        date(2024, 11, 10),
        [
            ("2024-11-22 20:00", "UTC", 0, 13),
            ("1970-11-22 20:00", "UTC", 19724, 13),
            ("2024-11-23 09:00", "UTC", 0, 14),
        ],
    ),
    "started while the clock ran ahead": (
        date(2031, 1, 1),
        [("2026-11-22 20:00", "UTC", 1501, 1), ("2026-11-23 20:00", "UTC", 1500, 1)],
    ),
    "a zone that cannot be read, offset only": (
        date(2026, 11, 10),
        [("2026-11-21 22:14", OFFSET_ONLY, 0, 12), ("2026-11-21 22:15", OFFSET_ONLY, 0, 13)],
    ),
}


def local(instant: str, zone: str | tzinfo) -> datetime:
    there = ZoneInfo(zone) if isinstance(zone, str) else zone
    return datetime.fromisoformat(instant).replace(tzinfo=UTC).astimezone(there)


def test_there_are_nineteen_stories() -> None:
    assert len(STORIES) == 19


@pytest.mark.parametrize("name", STORIES)
def test_the_day_is_as_expected_and_never_falls(name: str) -> None:
    started_on, moments = STORIES[name]
    newest: date | None = None
    last_day = 1
    for instant, zone, held, expected in moments:
        on, held_by = calendar.today(journal_date(local(instant, zone), FOUR), started_on, newest)
        day = program_day(on, started_on, []) or 0
        assert (held_by, day) == (held, expected)
        assert day >= last_day
        newest, last_day = on, day


@pytest.mark.parametrize("name", STORIES)
def test_now_is_kept_as_the_same_instant_in_the_zone_of_the_moment(name: str) -> None:
    for instant, zone, _, _ in STORIES[name][1]:
        now = local(instant, zone)
        for words in ("now", "0 minutes ago"):
            kept = parse_when(words, now, FOUR)
            assert kept.astimezone(UTC) == now.astimezone(UTC)
            assert kept.utcoffset() == now.utcoffset()


@pytest.mark.parametrize("name", STORIES)
def test_an_hour_ago_is_an_hour_ago_across_every_change_of_clocks(name: str) -> None:
    for instant, zone, _, _ in STORIES[name][1]:
        now = local(instant, zone)
        assert now.astimezone(UTC) - parse_when("1 hour ago", now, FOUR).astimezone(UTC) == timedelta(hours=1)
