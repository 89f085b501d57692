"""From dates, pauses and a plan to the program day and its phase; nothing here reads a clock.

Shapes used throughout: a date is a journal date (`datetime.date`), a pause is `(first, last)` with both ends counted
and `last` None while it is open, a plan is `((phase id, days), ...)`. Pauses may overlap or be unsorted on the way in.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

# `status` imports this module, so it loads nothing but datetime; typing alone would cost more than the answer.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Pause = tuple[date, date | None]
    Plan = Sequence[tuple[str, int]]

LONGEST_EXTENSION = 30  # days in one act
GRACE_DAYS = 3  # a phase that is over can still grow during this many days of the next
LATEST_DAY_START = time(12, 0)  # earliest: 00:00

_ONE = timedelta(days=1)


def journal_date(local: datetime, day_start: time) -> date:
    """The date a moment belongs to: wall time less `day_start`, so daylight saving needs no rule of its own.

    `local` is local wall time; its zone, if any, is not looked at.
    """
    on = local.date()
    return on - _ONE if local.time() < day_start and on > date.min else on


def today(now_date: date, started_on: date | None, newest_written: date | None) -> tuple[date, int]:
    """(today, days it is held): the latest of the clock's journal date, the start and the newest written date."""
    on = max(d for d in (now_date, started_on, newest_written) if d is not None)
    return on, (on - now_date).days


def is_paused(on: date, pauses: Iterable[Pause]) -> bool:
    return any(first <= on and (last is None or on <= last) for first, last in pauses)


def program_day(on: date, started_on: date, pauses: Iterable[Pause]) -> int | None:
    """The number of active dates from `started_on` to `on`, both counted; at least 1. None before the start."""
    if on < started_on:
        return None
    paused = 0
    for first, last in _joined(pauses):
        if first <= on and last >= started_on:
            paused += (min(last, on) - max(first, started_on)).days + 1
    return max(1, (on - started_on).days + 1 - paused)


def date_of_day(n: int, started_on: date, pauses: Iterable[Pause]) -> date | None:
    """The first active date of program day `n`; None where it never comes (an open pause, the end of the calendar)."""
    if n < 1:
        return None
    start, left = started_on, n - 1
    for first, last in _joined(pauses):
        if last < start:
            continue
        if first > start and (first - start).days > left:
            break
        left -= max(0, (first - start).days)
        if last == date.max:
            return None
        start = last + _ONE
    return start + timedelta(days=left) if left <= (date.max - start).days else None


def open_days(on: date, started_on: date, newest_kept: date | None, pauses: Iterable[Pause]) -> list[date]:
    """The dates before `on` that are not paused, from the start or the day after `newest_kept`.

    `newest_kept` is the newest journal date with anything kept (an entry or a mark), None for nothing yet.
    """
    if newest_kept is not None and newest_kept >= on:
        return []
    pauses = list(pauses)
    first = started_on if newest_kept is None else max(started_on, newest_kept + _ONE)
    dates = (first + timedelta(days=n) for n in range((on - first).days))
    return [day for day in dates if not is_paused(day, pauses)]


def spans(plan: Plan) -> list[tuple[str, int, int]]:
    """[(phase id, first program day, last program day), ...], without a gap from day 1."""
    out, last = [], 0
    for id, days in plan:
        out.append((id, last + 1, last + days))
        last += days
    return out


def phase_of(day: int, plan: Plan) -> tuple[int, str, int, int] | None:
    """(number from 1, id, first day, last day) of the phase that holds program day `day`; None after the last."""
    for number, (id, first, last) in enumerate(spans(plan), 1):
        if first <= day <= last:
            return number, id, first, last
    return None


def days_total(plan: Plan) -> int:
    return sum(days for _, days in plan)


def extend(plan: Plan, phase_id: str | None, days: int, day: int) -> tuple[tuple[str, int], ...]:
    """The plan with 1-30 `days` more in one phase, on program day `day`.

    `phase_id` None means the phase of today. A phase that is over can grow until the next has had three days; after
    the last phase that holds for the last one. Raises UsageError otherwise.
    """
    from repairjournal.errors import UsageError
    from repairjournal.text import safe, t

    if not 1 <= days <= LONGEST_EXTENSION:
        raise UsageError(t("an extension has 1 to {most} days", most=LONGEST_EXTENSION), t("choose a number of days"))
    ids = [id for id, _ in plan]
    if phase_id is None:
        now = phase_of(day, plan)
        phase_id = now[1] if now else ids[-1]
    if phase_id not in ids:
        raise UsageError(
            t("this program has no phase '{id}'", id=safe(phase_id)[:40]), t("its phases: {ids}", ids=", ".join(ids))
        )
    place = ids.index(phase_id)
    _, first, last = spans(plan)[place]
    if day < first:
        raise UsageError(t("phase '{id}' has not begun", id=phase_id), t("extend it once it is here"))
    following_is_over = place + 1 < len(plan) and day > last + plan[place + 1][1]
    if day > last + GRACE_DAYS or following_is_over:
        raise UsageError(
            t("phase '{id}' ended on day {last}", id=phase_id, last=last),
            t("a phase can grow until the next one has had three days"),
        )
    return tuple((id, length + days if id == phase_id else length) for id, length in plan)


def updated_plan(old_plan: Plan, old_base: Plan, new_base: Plan, day: int) -> tuple[tuple[str, int], ...]:
    """The plan on program day `day` once the text changes from `old_base` to `new_base` (both without extensions).

    What is over keeps its days. The phase of today keeps its first day and takes its new length, never fewer days than
    it has had; if the new text leaves it out, it ends today. The rest is as the new text says. Extensions stay added.
    A phase that is new to the text and stands before today's is left out: its time is over.
    """
    own, new = dict(old_base), dict(new_base)
    added = {id: max(0, days - own.get(id, days)) for id, days in old_plan}
    kept: dict[str, int] = {}
    for id, first, last in spans(old_plan):
        if last < day:
            kept[id] = last - first + 1
        elif first <= day:
            kept[id] = max(day - first + 1, new.get(id, 0) + added[id] if id in new else 0)
    ids = [id for id, _ in new_base]
    passed = max((ids.index(id) for id in kept if id in new), default=-1)
    for place, id in enumerate(ids):
        if id not in kept and (place > passed or id in added):
            kept[id] = new[id] + added.get(id, 0)
    return tuple(kept.items())


def add_pause(
    pauses: Iterable[Pause], first: date, last: date | None, active_dates: Iterable[date]
) -> tuple[list[Pause], list[date]]:
    """(pauses with `first`-`last` added and all joined, dates in it that stay active).

    `active_dates` are those with entries written on their own day. Raises UsageError where `last` is before `first`.
    """
    if last is not None and last < first:
        from repairjournal.errors import UsageError
        from repairjournal.text import t

        raise UsageError(t("a pause ends before it begins"), t("give the earlier date first"))
    pauses = list(pauses)
    end = last or date.max
    active = sorted({on for on in active_dates if first <= on <= end and not is_paused(on, pauses)})
    start: date | None = first
    for on in active:
        if start is not None and start < on:
            pauses.append((start, on - _ONE))
        start = on + _ONE if on < end else None
    if start is not None:
        pauses.append((start, last))
    return [_outward(pause) for pause in _joined(pauses)], active


def begin_pause(today: date, kept_today: bool, pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses with an open one that begins today, or tomorrow if something was kept today."""
    if kept_today and today == date.max:
        return [_outward(pause) for pause in _joined(pauses)]
    return add_pause(pauses, today + _ONE if kept_today else today, None, ())[0]


def resume(pauses: Iterable[Pause], on: date) -> list[Pause]:
    """The pauses with `on` active again: the one that holds it ends the day before, and an empty one vanishes.

    An open pause that was to begin after `on` vanishes too; one set ahead with both its dates stays.
    """
    out: list[Pause] = []
    for first, last in map(_outward, _joined(pauses)):
        if last is not None and not first <= on <= last:
            out.append((first, last))
        elif first < on:
            out.append((first, on - _ONE))
    return out


def _joined(pauses: Iterable[Pause]) -> list[tuple[date, date]]:
    """Sorted, not touching, open ones ending on the last date there is."""
    out: list[tuple[date, date]] = []
    for first, last in sorted((first, last or date.max) for first, last in pauses):
        if out and (out[-1][1] == date.max or first <= out[-1][1] + _ONE):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        elif first <= last:
            out.append((first, last))
    return out


def _outward(pause: tuple[date, date]) -> Pause:
    return pause[0], None if pause[1] == date.max else pause[1]
