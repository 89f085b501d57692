"""What people write for a time or a date, and what it is taken for."""

from __future__ import annotations

import locale
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairjournal.errors import UsageError
from repairjournal.model.calendar import journal_date
from repairjournal.model.when import AHEAD, Ambiguous, parse_date, parse_when

FOUR = time(4, 0)
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 11, 22, 19, 42, tzinfo=BERLIN)  # a Sunday
NIGHT = datetime(2026, 11, 23, 1, 30, tzinfo=BERLIN)  # still the 22nd for the journal


def shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("now", "2026-11-22 19:42"),
        ("today", "2026-11-22 19:42"),
        ("2026-11-22", "2026-11-22 19:42"),
        ("Today 07:15", "2026-11-22 07:15"),
        ("today at 3:10", "2026-11-22 03:10"),
        ("yesterday", "2026-11-21 12:00"),
        ("yesterday 21:00", "2026-11-21 21:00"),
        ("Yesterday at 9 PM", "2026-11-21 21:00"),
        ("yesterday 01:30", "2026-11-22 01:30"),
        ("21:00", "2026-11-21 21:00"),
        ("19:00", "2026-11-22 19:00"),
        ("19:43", "2026-11-22 19:43"),
        ("9pm", "2026-11-21 21:00"),
        ("9.30 a.m.", "2026-11-22 09:30"),
        ("12am", "2026-11-22 00:00"),
        ("12:05 pm", "2026-11-22 12:05"),
        ("at 7:05:30", "2026-11-22 07:05"),
        ("20 minutes ago", "2026-11-22 19:22"),
        ("1 min ago", "2026-11-22 19:41"),
        ("90m ago", "2026-11-22 18:12"),
        ("an hour ago", "2026-11-22 18:42"),
        ("21 hours ago", "2026-11-21 22:42"),
        ("2h ago", "2026-11-22 17:42"),
        ("3 days ago", "2026-11-19 12:00"),
        ("3d ago", "2026-11-19 12:00"),
        ("3 days ago 21:00", "2026-11-19 21:00"),
        ("friday", "2026-11-20 12:00"),
        ("Fri 9pm", "2026-11-20 21:00"),
        ("saturday at 01:30", "2026-11-22 01:30"),
        ("sunday", "2026-11-15 12:00"),
        ("sunday 18:00", "2026-11-22 18:00"),
        ("sunday 22:00", "2026-11-15 22:00"),
        ("2026-11-20", "2026-11-20 12:00"),
        ("2026-11-20 01:30", "2026-11-20 01:30"),
        ("2026-11-20T21:05", "2026-11-20 21:05"),
        ("2026-11-20t21:05:09.25", "2026-11-20 21:05"),
        ("2026-11-20T21:05Z", "2026-11-20 22:05"),
        ("2026-11-20 21:05+09:00", "2026-11-20 13:05"),
        ("2026-11-20 21:05 -0330", "2026-11-21 01:35"),
        ("2026/11/20 9pm", "2026-11-20 21:00"),
        ("2026年11月20日 21:00", "2026-11-20 21:00"),
        ("现在", "2026-11-22 19:42"),
        ("昨天", "2026-11-21 12:00"),
        ("昨天晚上9点", "2026-11-21 21:00"),
        ("昨晚9点半", "2026-11-21 21:30"),
        ("昨天 晚上12点", "2026-11-22 00:00"),
        ("今天下午3点20分", "2026-11-22 15:20"),
        ("今天中午12点", "2026-11-22 12:00"),
        ("今天凌晨2点", "2026-11-22 02:00"),
        ("昨天２１：００", "2026-11-21 21:00"),
        ("前天上午10点", "2026-11-20 10:00"),
        ("周五晚上8点", "2026-11-20 20:00"),
        ("早上8点", "2026-11-22 08:00"),
        ("20分钟前", "2026-11-22 19:22"),
        ("2个小时前", "2026-11-22 17:42"),
        ("3天前", "2026-11-19 12:00"),
        ("3天前21:00", "2026-11-19 21:00"),
        ("Nov 20 9pm", "2026-11-20 21:00"),
        ("20 november 21:00", "2026-11-20 21:00"),
        ("20. Nov. at 9 pm", "2026-11-20 21:00"),
        ("november 20th, 2025 9pm", "2025-11-20 21:00"),
        ("20th of nov", "2026-11-20 12:00"),
        ("24 dec", "2025-12-24 12:00"),
        ("29 feb 08:00", "2024-02-29 08:00"),
        ("20 nov 01:30", "2026-11-20 01:30"),
        ("11月20日晚上8点", "2026-11-20 20:00"),
        ("20.11.2026 21:00", "2026-11-20 21:00"),
        ("11/20/2026 21:00", "2026-11-20 21:00"),
        ("20/11 21:00", "2026-11-20 21:00"),
        ("20.11. 21:00", "2026-11-20 21:00"),
        ("9pm yesterday", "2026-11-21 21:00"),
        ("5 pm on friday", "2026-11-20 17:00"),
        ("at 21:00 nov 20", "2026-11-20 21:00"),
        ("noon", "2026-11-22 12:00"),
        ("yesterday at noon", "2026-11-21 12:00"),
        ("last friday 9pm", "2026-11-20 21:00"),
        ("last sunday 18:00", "2026-11-15 18:00"),
        ("last night 11pm", "2026-11-21 23:00"),
        ("11pm last night", "2026-11-21 23:00"),
        ("last night at 1:30", "2026-11-22 01:30"),
        ("the day before yesterday 21:00", "2026-11-20 21:00"),
        ("two hours ago", "2026-11-22 17:42"),
        ("half an hour ago", "2026-11-22 19:12"),
        ("a week ago", "2026-11-15 12:00"),
        ("two weeks ago 21:00", "2026-11-08 21:00"),
        ("半小时前", "2026-11-22 19:12"),
        ("2周前", "2026-11-08 12:00"),
    ],
)
def test_words_said_in_the_evening(said: str, meant: str) -> None:
    moment = parse_when(said, EVENING, FOUR)
    assert shown(moment) == meant
    assert moment.tzinfo is BERLIN


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-23 01:30"),
        ("today 23:10", "2026-11-22 23:10"),
        ("today 01:10", "2026-11-23 01:10"),
        ("yesterday", "2026-11-21 12:00"),
        ("yesterday 23:10", "2026-11-21 23:10"),
        ("昨天23:10", "2026-11-21 23:10"),
        ("23:10", "2026-11-22 23:10"),
        ("1:10", "2026-11-23 01:10"),
        ("3:00", "2026-11-22 03:00"),
        ("sunday 23:10", "2026-11-22 23:10"),
        ("2 days ago", "2026-11-20 12:00"),
    ],
)
def test_words_said_after_midnight_are_of_the_evening_just_lived(said: str, meant: str) -> None:
    assert shown(parse_when(said, NIGHT, FOUR)) == meant


@pytest.mark.parametrize(
    "said",
    [
        *("", "soon", "21", "25:00", "12:60", "13pm", "9 p", "0am", "tomorrows", "2026-02-30", "0000-01-01"),
        *(
            "9999999 days ago",
            "9999999 hours agone",
            "2026-11-20 21",
            "2026-11-20 soon",
            "today today",
            "-5 minutes ago",
            "last night",
            "the 20th of nov",
            "两周前",
            "march",
        ),
        *("9999-99-99T00:00Z", "2026-11-20T21:05+99:99", "0001-01-01T00:00+14:00", "晚上", "25点", "minutes ago"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_forms_that_work(said: str) -> None:
    with pytest.raises(UsageError, match="could not be read") as refused:
        parse_when(said, EVENING, FOUR)
    assert "yesterday 21:00, 20 minutes ago" in refused.value.line()


@pytest.mark.parametrize(
    ("said", "one", "other"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("3.4.2026 21:00", "2026-04-03 21:00", "2026-03-04 21:00"),
        ("3-4-26", "2026-04-03", "2026-03-04"),
        ("9pm 3/4", "2026-04-03 9pm", "2026-03-04 9pm"),
        ("7.8.", "2026-08-07", "2026-07-08"),
    ],
)
def test_a_date_with_two_readings_names_both_and_each_can_be_read(said: str, one: str, other: str) -> None:
    with pytest.raises(Ambiguous) as refused:
        parse_when(said, EVENING, FOUR)
    assert refused.value.readings == (one, other)
    assert f"{one[:10]} or {other[:10]}" in refused.value.line()
    assert shown(parse_when(one, EVENING, FOUR)).startswith(one[:10])


@pytest.mark.parametrize("said", ["03/04/2026", "7/8"])
def test_a_journal_date_with_two_readings_is_not_guessed_either(said: str) -> None:
    with pytest.raises(Ambiguous):
        parse_date(said, date(2026, 11, 22))


@pytest.mark.parametrize(
    "said", ["yesterday 03/04/2026", "31/31/2026", "31.2.2026", "0/0", "40 nov", "nov 40 9pm", "9"]
)
def test_two_dates_and_dates_that_never_are_cannot_be_read(said: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_when(said, EVENING, FOUR)
    assert not isinstance(refused.value, Ambiguous)


@pytest.mark.parametrize(
    "said", ["tomorrow", "明天", "today 19:45", "2026-11-22 19:45", "2026-11-23", "2026-11-22T20:00Z", "2027-01-01 9pm"]
)
def test_what_lies_more_than_two_minutes_ahead_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="lies ahead"):
        parse_when(said, EVENING, FOUR)


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    for said in ("he never called", "03/04/2026 he never called"):
        with pytest.raises(UsageError) as refused:
            parse_when(said, EVENING, FOUR)
        assert "never" not in refused.value.line()


@pytest.mark.parametrize(
    ("now", "said", "meant"),
    [
        # 02:00-03:00 did not exist on 29 March 2026; 02:00-03:00 came twice on 25 October 2026.
        (datetime(2026, 3, 29, 12, tzinfo=BERLIN), "2:30", "2026-03-29T03:30:00+02:00"),
        (datetime(2026, 3, 29, 4, 30, tzinfo=BERLIN), "2 hours ago", "2026-03-29T01:30:00+01:00"),
        (datetime(2026, 3, 29, 12, tzinfo=BERLIN), "yesterday 21:00", "2026-03-28T21:00:00+01:00"),
        (datetime(2026, 10, 25, 12, tzinfo=BERLIN), "2:30", "2026-10-25T02:30:00+01:00"),
        (datetime(2026, 10, 25, 2, 40, tzinfo=BERLIN), "2:30", "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 25, 2, 20, fold=1, tzinfo=BERLIN), "2:30", "2026-10-25T02:30:00+02:00"),
        (datetime(2026, 10, 25, 2, 20, fold=1, tzinfo=BERLIN), "30 minutes ago", "2026-10-25T02:50:00+02:00"),
        (datetime(2011, 12, 31, 9, tzinfo=ZoneInfo("Pacific/Apia")), "21:00", "2011-12-29T21:00:00-10:00"),
    ],
)
def test_clock_changes_move_no_moment_by_an_hour(now: datetime, said: str, meant: str) -> None:
    assert parse_when(said, now, FOUR).isoformat() == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-11-22"),
        ("Yesterday", "2026-11-21"),
        ("tomorrow", "2026-11-23"),
        ("3 days ago", "2026-11-19"),
        ("a day ago", "2026-11-21"),
        ("2026-12-24", "2026-12-24"),
        ("2026/1/5", "2026-01-05"),
        ("friday", "2026-11-20"),
        ("Sunday", "2026-11-15"),
        ("今天", "2026-11-22"),
        ("前天", "2026-11-20"),
        ("明天", "2026-11-23"),
        ("星期天", "2026-11-15"),
        ("3天前", "2026-11-19"),
        ("24 dec", "2026-12-24"),
        ("dec 24 2025", "2025-12-24"),
        ("1 feb", "2027-02-01"),
        ("13 oct", "2026-10-13"),
        ("last sunday", "2026-11-15"),
    ],
)
def test_a_date_in_words(said: str, meant: str) -> None:
    assert parse_date(said, date(2026, 11, 22)).isoformat() == meant


def test_looking_back_a_date_without_a_year_is_past() -> None:
    assert parse_date("24 dec", date(2026, 11, 22), ahead=False) == date(2025, 12, 24)
    assert parse_date("22 nov", date(2026, 11, 22), ahead=False) == date(2026, 11, 22)


@pytest.mark.parametrize("said", ["", "21:00", "yesterday 21:00", "2026-02-30", "20 minutes ago", "9999999 days ago"])
def test_what_is_no_date_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="could not be read"):
        parse_date(said, date(2026, 11, 22))


@pytest.mark.parametrize("today", [date.min, date.max])
def test_the_ends_of_the_calendar_refuse_and_never_crash(today: date) -> None:
    now = datetime.combine(today, time(12), tzinfo=timezone(timedelta(hours=14 if today == date.max else -12)))
    for said in ("yesterday", "tomorrow", "21:00", "friday", "yesterday 01:00", "now", "3 days ago"):
        for parse in (lambda said=said: parse_when(said, now, FOUR), lambda said=said: parse_date(said, today)):
            try:
                parse()
            except UsageError:
                continue


def test_the_locale_changes_nothing() -> None:
    kept = locale.setlocale(locale.LC_ALL)
    try:
        for name in ("C", "tr_TR.UTF-8", "de_DE.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:  # not on this machine
                continue
            assert shown(parse_when("FRIDAY 9PM", EVENING, FOUR)) == "2026-11-20 21:00"
    finally:
        locale.setlocale(locale.LC_ALL, kept)


zones = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"])
some_time = st.builds(datetime.combine, st.dates(date(1971, 1, 1), date(2100, 1, 1)), st.times())
nows = st.builds(lambda wall, zone: wall.replace(tzinfo=ZoneInfo(zone)), some_time, zones)
day_starts = st.times(time(0, 0), time(12, 0)).map(lambda t: t.replace(microsecond=0))
days = st.one_of(
    st.sampled_from(["", "today ", "yesterday ", "friday ", "sun ", "昨天", "前天 ", "tomorrow ", "nov 20 ", "3/4 "]),
    st.integers(0, 400).map("{} days ago ".format),
    st.dates(date(1970, 6, 1), date(2101, 1, 1)).map("{} ".format),
)
clocks = st.one_of(
    st.sampled_from(["", "9pm", "晚上9点半", "12am"]), st.times().map(lambda t: f"{t:%H:%M}"), st.text(max_size=6)
)
phrases = st.one_of(
    st.builds("{}{}".format, days, clocks),
    st.builds("{} {} ago".format, st.integers(0, 10**7), st.sampled_from(["minutes", "h", "d"])),
    some_time.map(datetime.isoformat),
    st.text(max_size=20),
)


@given(phrases, nows, day_starts)
def test_nothing_read_ever_lies_more_than_two_minutes_ahead(said: str, now: datetime, day_start: time) -> None:
    try:
        moment = parse_when(said, now, day_start)
    except UsageError:
        return
    assert moment.astimezone(UTC) - now.astimezone(UTC) <= AHEAD
    assert moment.tzinfo is now.tzinfo


@given(st.integers(0, 400), nows, day_starts, st.one_of(st.just(""), st.times().map(lambda t: f" {t:%H:%M}")))
def test_days_ago_belongs_to_that_journal_date(n: int, now: datetime, day_start: time, clock: str) -> None:
    today = journal_date(now, day_start)
    meant = today - timedelta(days=n)
    try:
        moment = parse_when(f"{n} days ago{clock}", now, day_start)
    except UsageError:
        assert n == 0 or now.tzinfo == ZoneInfo("Pacific/Apia")
        return
    # A time before day_start whose night lies ahead is the night before; a skipped time may move into the next day.
    near = {meant, meant - timedelta(days=1)} if n <= 1 else {meant}
    if now.tzinfo in (ZoneInfo("Pacific/Apia"), ZoneInfo("America/Sao_Paulo"), ZoneInfo("Europe/Berlin")):
        near |= {meant + timedelta(days=1)}
    assert journal_date(moment, day_start) in near
