"""From a person's words for a time or a date to the moment or date meant, in English and Chinese, in every locale.

Words are relative to the journal date: at 01:30 "yesterday" is the day before the evening just lived. A day without a
clock time means its noon, which lies after every possible start of a day and so inside the date that was named; only
today without a time means now. A clock time before `day_start` beside a day word is the night that ends that day
("yesterday 01:30" is last night), or the night before it where that still lies ahead. A date without a year is the
latest such one. What has two readings is never guessed: Ambiguous names both.

No library stands behind this. dateparser 1.5 was tried on fifty such phrases: it took "1", "a" and "may" for dates,
"12.11." for ten past twelve, "03/04/2026" for March without a word, lost the hour of "ayer a las 9", and knows no
journal date. A wrong date in a record costs more than a refusal that names the forms that work.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from repairjournal.errors import UsageError
from repairjournal.model.calendar import journal_date
from repairjournal.text import fold, t

AHEAD = timedelta(minutes=2)  # clocks that are read and clocks that run differ by this much

_DAY_WORDS = {"today": 0, "yesterday": 1, "tomorrow": -1, "今天": 0, "昨天": 1, "前天": 2, "明天": -1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_WEEKDAYS = ("mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun")
_ISO = r"([0-9]{4})([-/.年])([0-9]{1,2})(?:[-/.月])([0-9]{1,2})日?"
_COUNT = r"([0-9]{1,7}|an?)"
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_UNITS = r"(?=(?: (?:minutes|hours|days|weeks)) ago)"
# Other words for the same thing, written as one that is read further down.
_SAME = (
    (r"昨晚", "昨天晚上"),
    (r"今晚", "今天晚上"),
    (r"\b(?:the )?day before yesterday\b", "2 days ago"),
    (r"\blast night(?= .)|(?<=. )last night$", "yesterday"),
    (r"\bhalf an hour ago\b", "30 minutes ago"),
    (r"半[个個]?(?:小[时時]|[钟鐘][头頭])", "30分钟"),
    *((rf"\b{word}{_UNITS}", str(n)) for n, word in enumerate(_NUMBERS, 2)),
)
# Chinese part of the day -> the first hour that is meant as afternoon or evening (+12).
_PARTS = {"凌晨": 13, "早上": 13, "早晨": 13, "上午": 13, "中午": 1, "下午": 1, "傍晚": 1, "晚上": 5, "夜里": 5}


class Ambiguous(UsageError):
    """A date in figures: day and month, or month and day? `readings`: the same words with each date in a clear form."""

    def __init__(self, readings: tuple[str, str]) -> None:
        one, other = (reading[:10] for reading in readings)
        super().__init__(
            t("this date can be read in more than one way"), t("write {one} or {other}", one=one, other=other)
        )
        self.readings = readings


def parse_when(text: str, now: datetime, day_start: time) -> datetime:
    """The moment meant by `text`, aware, in the zone of `now` (aware local time; a ZoneInfo keeps old days right).

    A bare clock time is the latest that is past. A time that a clock change skipped moves on by the change; one that
    came twice is the later, if that is past. Raises Ambiguous, or UsageError for what cannot be read or lies more than
    two minutes ahead.
    """
    said, today = _said(text), journal_date(now, day_start)
    try:
        moment = _moment(said, now, today, day_start)
        ahead = moment is not None and _lies_ahead(moment, now)
    except (ValueError, OverflowError):  # the 31st of February, 25:00, the year 0
        moment, ahead = None, False
    if ahead:
        raise UsageError(t("this time lies ahead"), t("give one that is past; now works too"))
    if moment is None:
        raise UsageError(
            t("this time could not be read"),
            t("forms that work: 21:00, yesterday 21:00, 20 minutes ago, friday 9pm, {date} 21:00", date=today),
        )
    return moment


def parse_date(text: str, today: date, *, ahead: bool = True) -> date:
    """The journal date meant by `text`, seen from journal date `today`; a weekday is its latest before today.

    It may lie ahead. Without a year it is the nearest such date, with `ahead` off the latest that is past.
    Raises Ambiguous, or UsageError for what cannot be read.
    """
    said = _said(text)
    try:
        dates, _, rest = _dates(said, today, ahead=ahead)
    except (ValueError, OverflowError):
        dates, rest = [], ""
    if not dates or rest:
        raise UsageError(
            t("this date could not be read"),
            t("forms that work: today, yesterday, 3 days ago, friday, {date}", date=today),
        )
    return dates[-1]


def _said(text: str) -> str:
    import re

    said = " ".join(fold(text).split())
    for words, same in _SAME:
        said = re.sub(words, same, said)
    return said


def _moment(said: str, now: datetime, today: date, day_start: time) -> datetime | None:
    if said in ("now", "现在"):
        return now
    back = _ago(said)
    if back is not None:
        return (now.astimezone(UTC) - back).astimezone(now.tzinfo)
    stamp = _stamp(said)
    if stamp is not None:
        return stamp.astimezone(now.tzinfo)
    dates, named, rest = _dates(_turned(said), today)
    clock = _clock(rest)
    if not dates and clock is None:
        return None
    if clock is None:
        if rest:
            return None
        return now if dates[-1] == today else _local([dates[-1]], time(12), now)
    if not dates:  # three dates, for a zone that skipped a whole one
        return _local([now.date() - timedelta(days=n) for n in range(3)], clock, now)
    if named and clock < day_start:
        dates = [on + timedelta(days=n) for on in dates for n in (1, 0)]
    return _local(dates, clock, now)


def _local(dates: list[date], clock: time, now: datetime) -> datetime:
    """`clock` on the first of `dates` where it is past; on the last of them where it never is."""
    for on in dates:
        naive = datetime.combine(on, clock)
        both = (naive.replace(tzinfo=now.tzinfo, fold=second).astimezone(UTC) for second in (0, 1))
        for moment in sorted(both, reverse=True):
            local = moment.astimezone(now.tzinfo)
            if not _lies_ahead(local, now):
                return local
    return local


def _lies_ahead(moment: datetime, now: datetime) -> bool:
    # Subtracted in UTC: within one zone datetime compares wall clocks and loses an hour at a clock change.
    return moment.astimezone(UTC) - now.astimezone(UTC) > AHEAD


def _ago(said: str) -> timedelta | None:
    """Minutes and hours back; days are dates, not spans of 24 hours."""
    import re

    units = r"(?:(m|min|mins|minutes?)|h|hrs?|hours?) ago"
    found = re.fullmatch(
        rf"{_COUNT} ?{units}|([0-9]{{1,7}}) ?(?:(分[钟鐘]?)|[个個]?(?:小[时時]|[钟鐘][头頭]))[以之]?前", said
    )
    if not found:
        return None
    count, minutes, zh_count, zh_minutes = found.groups()
    n = _number(count or zh_count)
    return timedelta(minutes=n) if minutes or zh_minutes else timedelta(hours=n)


def _stamp(said: str) -> datetime | None:
    """An ISO time with its own offset."""
    import re

    found = re.fullmatch(
        r"([0-9-]{10})[t ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(z|[+-][0-9]{2}:?[0-9]{2})", said
    )
    return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}") if found else None


def _turned(said: str) -> str:
    """The date first, where the clock time was said first: 9pm yesterday, 21:00 on friday."""
    words = said.split(" ")
    for n in range(min(3, len(words) - 1), 0, -1):
        if _clock(said) is None and _clock(" ".join(words[:n])) is not None:
            return " ".join([*words[n + (words[n] == "on") :], *words[:n]])
    return said


def _dates(said: str, today: date, *, ahead: bool = False) -> tuple[list[date], bool, str]:
    """(the dates the beginning may mean, the latest first; whether by a word; what follows).

    `ahead`: a date without a year is the nearest one, else the latest that is past.
    """
    import re

    found = re.match(rf"{_ISO}(?:[t ]|$|(?=[^0-9 ]))", said)
    if found:
        return [date(int(found[1]), int(found[3]), int(found[4]))], False, said[found.end() :].strip()
    found = re.match(
        rf"{_COUNT} ?(d(?:ays?)?|weeks?) ago\b|([0-9]{{1,7}}) ?[个個]?(天|周|週|星期|礼拜|禮拜)[以之]?前", said
    )
    if found:
        count, unit = found[1] or found[3], found[2] or found[4]
        n = _number(count) * (1 if unit[0] in "d天" else 7)
        return [today - timedelta(days=n)], True, said[found.end() :].strip()
    calendar = _month_day(said, today, ahead)
    if calendar is not None:
        return [calendar[0]], False, calendar[1]
    found = re.match("[a-z]+|.天", said)
    if found and found[0] in _DAY_WORDS:
        return [today - timedelta(days=_DAY_WORDS[found[0]])], True, said[found.end() :].strip()
    last = said.startswith("last ")
    weekday = _weekday(said.removeprefix("last "))
    if weekday is None:
        return [], False, said
    number, rest = weekday
    back = (today.weekday() - number) % 7
    return [today - timedelta(days=n) for n in ((0, 7) if back == 0 and not last else (back or 7,))], True, rest


def _month_day(said: str, today: date, ahead: bool) -> tuple[date, str] | None:
    """A day and a month, with or without a year, and what follows: 20 nov, november 20th 2026, 11月20日, 20/11/2026.

    Raises Ambiguous for figures with two readings, ValueError for a day that never is.
    """
    import re

    found = re.match(
        r"(?:([0-9]{1,2})(?:st|nd|rd|th|\.)? (?:of )?([a-z]{3,9})\.?|([a-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?)"
        r"(?:,? ([0-9]{4}))?(?=[ ,]|$)",
        said,
    )
    if found:
        month = next((n for n, name in enumerate(_MONTHS, 1) if name.startswith((found[2] or found[3])[:4])), 0)
        if month and (found[2] or found[3]) in (_MONTHS[month - 1], _MONTHS[month - 1][:3], "sept"):
            on = _in_year(found[5], month, int(found[1] or found[4]), today, ahead)
            return on, said[found.end() :].lstrip(", ")
    found = re.match("([0-9]{1,2})月([0-9]{1,2})[日号號]", said)
    if found:
        return _in_year(None, int(found[1]), int(found[2]), today, ahead), said[found.end() :].strip()
    found = re.match(
        r"([0-9]{1,2})(?:([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})|[-/]([0-9]{1,2})|\.([0-9]{1,2})\.)(?= |$)", said
    )
    if not found:
        return None
    one, other, year, rest = int(found[1]), int(found[3] or found[5] or found[6]), found[4], said[found.end() :].strip()
    both = []
    for day, month in dict.fromkeys(((one, other), (other, one))):
        try:
            both.append(_in_year(year, month, day, today, ahead))
        except ValueError:
            continue
    if len(both) == 2:
        first, second = (f"{on} {rest}".strip() for on in both)
        raise Ambiguous((first, second))
    return (both[0], rest) if both else None


def _in_year(year: str | None, month: int, day: int, today: date, ahead: bool) -> date:
    """Without a year the latest such date up to today, with `ahead` the nearest one. ValueError where there is none."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = []
    for number in range(today.year + 1, today.year - 9, -1):  # eight years: from one 29 February to the next
        try:
            found.append(date(number, month, day))
        except ValueError:
            continue
    fits = [on for on in found if ahead or on <= today]
    if not fits:
        raise ValueError
    return min(fits, key=lambda on: abs(on - today))


def _weekday(said: str) -> tuple[int, str] | None:
    """(0 for Monday … 6, what follows)."""
    import re

    found = re.match(r"[a-z]+\b", said)
    if found and (found[0] in _WEEKDAYS or found[0] in _SHORT_WEEKDAYS):
        return next(n for n, name in enumerate(_WEEKDAYS) if name.startswith(found[0][:3])), said[found.end() :].strip()
    found = re.match("(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])", said)
    return (min("一二三四五六日天".index(found[1]), 6), said[found.end() :].strip()) if found else None


def _clock(said: str) -> time | None:
    """A time of day: 21:00, 21:00:30, 9pm, 9.30 pm, noon, 晚上9点半."""
    import re

    if said in ("noon", "at noon"):
        return time(12)
    found = re.fullmatch(r"(?:at )?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?", said)
    if found:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    found = re.fullmatch(r"(?:at )?([1-9]|1[0-2])(?:[:.]([0-9]{2}))? ?([ap])\.?m\.?", said)
    if found:
        return time(int(found[1]) % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0))
    found = re.fullmatch(rf"({'|'.join(_PARTS)})? ?([0-9]{{1,2}})[:点點时時](?:([0-9]{{1,2}})分?|(半))?", said)
    if not found:
        return None
    part, hour, minute, half = found.groups()
    hours = int(hour)
    if part in ("晚上", "夜里", "凌晨") and hours == 12:
        hours = 0
    elif part and _PARTS[part] <= hours < (11 if part == "中午" else 12):
        hours += 12
    return time(hours, 30 if half else int(minute or 0))


def _number(count: str) -> int:
    return 1 if count in ("a", "an") else int(count)
