"""From a program, a run and what was kept to numbers: what is due, and how far each phase has come.

Counting (product.md 4): `daily` counts program days of the phase with an entry or the mark `none`; `times` counts
entries; `per: week` works in blocks of seven program days from the phase's first day, a shorter last block asking
n x its days / 7, rounded down; `once` is 0 or 1; `on_demand` has no target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from repairjournal.model import calendar
from repairjournal.model.builtin import task_of
from repairjournal.model.entry import Mark, Run
from repairjournal.model.program import Phase, Program, Task, Use

OPEN, DONE, SKIPPED, RESTING, LATER = "open", "done", "skipped", "resting", "later"
_FOR_EVER = 10**6  # program days, longer than any run


@dataclass(frozen=True, slots=True)
class Tally:
    """`n` entries of one task on one program day; `same_day`: written on their own journal date.

    `within`: task, day and `same_day` of the experiment that they are part of.
    """

    task: str
    kind: str
    day: int | None
    date: date
    same_day: bool
    n: int
    within: tuple[str, int | None, bool] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phase lies in this run: its number from 1, first and last program day, extensions included."""

    number: int
    phase: Phase
    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def window(self, use: Use) -> tuple[int, int]:
        """First and last program day of a use; a negative day counts from the phase's end."""
        return self.first + _inside(use.from_day, self.days) - 1, self.first + _inside(use.until_day, self.days) - 1


def _inside(day: int, days: int) -> int:
    return max(1, min(days, day if day > 0 else days + 1 + day))


@dataclass(frozen=True, slots=True)
class Line:
    """One use (or several uses of the same task in one phase) as counted for one person.

    `tasks` without those that rest, unless all of them do; `done`, `target` in the dose's own unit (days or entries);
    `so_far` days of the phase reached; `slack` days that may pass before what is left no longer fits, None without a
    target.
    """

    tasks: tuple[Task, ...]
    kind: str
    role: str
    dose: str
    done: int
    target: int | None
    so_far: int
    state: str
    slack: int | None
    order: int
    use: Use
    first: bool = False  # the person's lean puts it before others of its role

    @property
    def task(self) -> Task:
        return self.tasks[0]

    @property
    def met(self) -> bool:
        return self.target is not None and self.done >= self.target


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which tasks are offered, beside the day: chosen by the person, never computed."""

    lean: str
    about: str | None
    variant: str
    done_tasks: frozenset[str] = frozenset()

    @classmethod
    def of(cls, run: Run, done_tasks: frozenset[str] = frozenset()) -> Circumstances:
        return cls(run.lean, run.about, run.variant, done_tasks)

    @property
    def alone(self) -> bool:
        """Nobody is there for what is done with another."""
        return self.about in ("nobody", "former")

    @property
    def with_another(self) -> bool:
        """Whether what is done with another is open: somebody is there, and the gate was passed."""
        return self.variant == "a" and not self.alone

    def offers(self, task: Task) -> bool:
        when = task.when
        if task.retired or (when.variant and when.variant != ("a" if self.with_another else "b")):
            return False
        if task.partner and not self.with_another:  # behind the gate, also where no `when` says so
            return False
        if when.about and (self.about or "partner") not in when.about:
            return False
        if when.after and when.after not in self.done_tasks:
            return False
        return not when.lean or self.lean in when.lean or self.lean in ("both", "unsure", "neither")


def spans(program: Program, run: Run) -> tuple[Span, ...]:
    """The phases as this run lives them."""
    return tuple(
        Span(number, phase, first, last)
        for number, (id, first, last) in enumerate(calendar.spans(run.plan), 1)
        if (phase := program.phase(id)) is not None
    )


@dataclass(frozen=True, slots=True)
class Record:
    """What has been kept in a run, seen from one program day. `day_of`: the program day of each mark's date."""

    tallies: Sequence[Tally]
    marks: Sequence[Mark]
    day_of: Mapping[date, int]
    day: int
    today: date
    resting: frozenset[str] = frozenset()

    def days_looked(self, ids: Sequence[str]) -> set[int]:
        """Program days marked `none` for these tasks."""
        return {self.day_of[m.date] for m in self.marks if m.what == "none" and m.task in ids and m.date in self.day_of}

    def marked_today(self, ids: Sequence[str]) -> set[str]:
        return {m.what for m in self.marks if m.task in ids and m.date == self.today}

    def kept_days(self) -> set[int]:
        """Program days with something kept: an entry, or a look that found nothing."""
        looked = {self.day_of[m.date] for m in self.marks if m.what == "none" and m.date in self.day_of}
        return looked | {x.day for x in self.tallies if x.day is not None}


def lines(
    program: Program, span: Span, person: Circumstances, record: Record, next_span: Span | None = None
) -> tuple[Line, ...]:
    """The lines of one phase for one person, in program order; uses of the same tasks are one line."""
    merged: dict[tuple[str, ...], list[Use]] = {}
    for use in span.phase.uses:
        merged.setdefault(use.tasks, []).append(use)
    out = []
    for order, (ids, uses) in enumerate(merged.items()):
        offered = tuple(task for id in ids if (task := task_of(program, id)) and person.offers(task))
        if offered:
            out.append(_line(span, uses, offered, person.lean, record, next_span, order))
    return tuple(out)


def _line(
    span: Span,
    uses: Sequence[Use],
    offered: tuple[Task, ...],
    lean: str,
    record: Record,
    next_span: Span | None,
    order: int,
) -> Line:
    ids, day = uses[0].tasks, record.day
    active = next((u for u in uses if span.window(u)[0] <= day <= span.window(u)[1]), None)
    use = active or uses[0]
    done, target = _count(span, uses, record, _reach(span, uses[0], next_span))
    daily = use.dose.kind == "daily"
    marked = record.marked_today(ids)
    seen_today = "none" in marked or any(x.task in ids and x.date == record.today for x in record.tallies)
    if (daily and seen_today) or (target is not None and not daily and done >= target):
        state = DONE
    elif all(x.id in record.resting for x in offered):
        state = RESTING
    elif "skipped" in marked:
        state = SKIPPED
    else:
        state = OPEN if active else LATER
    return Line(
        tasks=tuple(x for x in offered if x.id not in record.resting) or offered,
        kind=offered[0].kind,
        role="optional" if lean == "neither" and hangs_on_lean(offered) else use.role,
        dose=use.dose.kind,
        done=done,
        target=target,
        so_far=max(0, min(day, span.last) - span.first + 1),
        state=state,
        slack=None if target is None else _slack(daily, done, target, day, span.window(use)[1]),
        order=order,
        use=use,
        first=lean == "neither" and offered[0].kind in ("moment", "narrative"),
    )


def hangs_on_lean(offered: Sequence[Task]) -> bool:
    """Whether the tasks are chosen by the lean; not where one of them fits every lean, like most small steps."""
    return any(x.when.lean for x in offered) and all(x.when.lean or x.when.variant for x in offered)


def _count(span: Span, uses: Sequence[Use], record: Record, reach: int) -> tuple[int, int | None]:
    """(done, target) of the uses of one line: a lone use has the whole phase, split ones each their own days."""
    ids = uses[0].tasks
    done, target = 0, 0
    for use in uses:
        first, last = (span.first, span.last) if len(uses) == 1 else span.window(use)
        low, high = first, reach if use is uses[-1] else last
        here = [x for x in record.tallies if _counts(use, low, high, x.task, x.day, x.same_day)]
        if use.dose.kind == "daily":
            days = {x.day for x in here} | record.days_looked(ids)
            done += sum(1 for d in days if d is not None and first <= d <= last)
            target += last - first + 1
        elif use.dose.kind == "times":
            done += _entries(use, low, high, here)
            target += _times(use, first, last)
        elif use.dose.kind == "on_demand":
            return _entries(use, low, high, here), None
        else:
            ever = use.dose.kind == "once_per_run"
            done += any(x.task in ids and _in_time(use, x.same_day) for x in record.tallies) if ever else bool(here)
            target += 1
    return done, target


def _counts(use: Use, low: int, high: int, task: str, day: int | None, same_day: bool) -> bool:
    """Whether an entry of that task and day is one of this use's."""
    return task in use.tasks and _in_time(use, same_day) and day is not None and low <= day <= high


def _in_time(use: Use, same_day: bool) -> bool:
    return use.window != "same_day" or same_day


def _entries(use: Use, low: int, high: int, here: Sequence[Tally]) -> int:
    """How many entries; an exercise inside an experiment counts once with it where the experiment counts here too."""
    return sum(x.n for x in here if x.within is None or not _counts(use, low, high, *x.within))


def _times(use: Use, first: int, last: int) -> int:
    if not use.dose.per_week:
        return use.dose.n
    weeks, rest = divmod(last - first + 1, 7)
    return use.dose.n * weeks + use.dose.n * rest // 7


def _slack(daily: bool, done: int, target: int, day: int, last: int) -> int:
    left = max(0, last - day + 1)
    return 0 if daily else max(0, left - max(0, target - done))


def _reach(span: Span, use: Use, next_span: Span | None) -> int:
    """The last program day whose entries count here: three days after the phase, unless the next uses the same task."""
    following = next_span.phase.uses if next_span else ()
    if use.window == "same_day" or any(set(use.tasks) & set(u.tasks) for u in following):
        return span.last
    grace = min(calendar.GRACE_DAYS, next_span.days) if next_span else calendar.GRACE_DAYS
    return _FOR_EVER if use.window == "anytime" else span.last + grace


def ranked(found: Sequence[Line]) -> tuple[Line, ...]:
    """What comes next: open lines not yet at their target, core first, then least slack, then program order.

    At most one core line that is not daily; optional lines without a target are left for the person to find.
    """
    open_lines = [x for x in found if x.state == OPEN and x.target is not None]
    open_lines.sort(
        key=lambda x: (x.role != "core", not x.first, x.slack if x.slack is not None else _FOR_EVER, x.order)
    )
    out: list[Line] = []
    one_core = False
    for line in open_lines:
        if line.role == "core" and line.dose != "daily":
            if one_core:
                continue
            one_core = True
        out.append(line)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """One phase in `progress`: state is over, now, ahead."""

    span: Span
    state: str
    lines: tuple[Line, ...]


def phase_state(span: Span, day: int) -> str:
    return "over" if day > span.last else "now" if day >= span.first else "ahead"


def before_after(pairs: Sequence[tuple[int, int]]) -> dict[str, float]:
    """Medians and directions of (before, after) ratings of practices; empty without a pair."""
    if not pairs:
        return {}
    return {
        "n": len(pairs),
        "before": median([b for b, _ in pairs]),
        "after": median([a for _, a in pairs]),
        "eased": sum(a < b for b, a in pairs),
        "same": sum(a == b for b, a in pairs),
        "rose": sum(a > b for b, a in pairs),
    }


def median(values: Sequence[int]) -> float:
    """The middle value, or the mean of the two in the middle; at least one value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def mechanisms(program: Program, tallies: Sequence[Tally]) -> dict[str, int]:
    """Entries by mechanism of their task (implicit-memory, nervous-system, narrative)."""
    counts = {"implicit-memory": 0, "nervous-system": 0, "narrative": 0}
    for tally in tallies:
        task = program.tasks.get(tally.task)
        for name in task.mechanism if task else ():
            counts[name] += tally.n
    return counts
