"""How many minutes a program asks of a day: for `program check`, before anybody has begun it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repairjournal.model.builtin import task_of
from repairjournal.model.program import ABOUTS, LEANS, VARIANTS, Program, Task, Use
from repairjournal.model.progress import Circumstances, hangs_on_lean

# Own estimates, where a task says neither minutes nor seconds.
_USUAL = {
    "trigger": 3,
    "practice": 6,
    "experiment": 6,
    "narrative": 20,
    "assessment": 4,
    "reflection": 2,
    "moment": 2,
    "reading": 2,
}


def task_minutes(task: Task, variant: str | None = None) -> int:
    """Minutes of a task: as it says; of a named variant, or without a word, its seconds rounded up."""
    if variant in task.variants:
        return -(-sum(step.seconds for step in task.steps_of(variant)) // 60)
    return task.minutes or -(-task.seconds // 60) or _USUAL.get(task.kind, 0)


def use_days(use: Use, days: int) -> range:
    """The days inside a phase of `days` days on which a use is open; empty where it can never be."""
    first, last = (day if day > 0 else days + 1 + day for day in (use.from_day, use.until_day))
    return range(max(1, first), min(days, last) + 1)


def times_of(use: Use, days: int) -> int:
    """Entries a use asks for in `days` open days, one a day at most where it is daily; 0 on demand."""
    if use.dose.kind == "daily":
        return days
    if use.dose.kind == "times":
        weeks, rest = divmod(days, 7)
        return use.dose.n * weeks + use.dose.n * rest // 7 if use.dose.per_week else use.dose.n
    return 1 if use.dose.kind in ("once", "once_per_run") else 0


@dataclass(frozen=True, slots=True)
class _Share:
    """A core use as one sort of person meets it: its program days, and how often it asks for so many minutes."""

    days: range
    daily: bool
    times: int
    minutes: int


def _sorts(program: Program) -> Iterator[Circumstances]:
    """Every sort of person a program can tell apart; all that waits for another task counts as begun."""
    tasks = [task for _, use in program.uses() for id in use.tasks if (task := task_of(program, id))]
    done = frozenset(task.when.after for task in tasks if task.when.after)
    abouts = [*(about for about in ABOUTS if any(about in task.when.about for task in tasks)), None]
    for lean in LEANS:
        for variant in VARIANTS:
            for about in abouts:
                yield Circumstances(lean, about, variant, done)


def offered(program: Program, use: Use, person: Circumstances) -> list[Task]:
    """The tasks of a use that are offered to this sort of person."""
    return [task for id in use.tasks if (task := task_of(program, id)) and person.offers(task)]


def _core(program: Program) -> set[tuple[_Share, ...]]:
    """The core uses of each sort of person; sorts that are asked the same are one."""
    uses = [(phase, use) for phase, use in program.uses() if use.role == "core"]
    named = {id: task for _, use in uses for id in use.tasks if (task := task_of(program, id))}
    found = set()
    for person in _sorts(program):
        open_to = {id: task for id, task in named.items() if person.offers(task)}
        met: set[tuple[str, ...]] = set()  # once_per_run is met by any entry, also of an earlier use
        shares = []
        for phase, use in uses:
            tasks = [open_to[id] for id in use.tasks if id in open_to]
            # What hangs on a lean is optional for somebody who leans neither way.
            if not tasks or (person.lean == "neither" and hangs_on_lean(tasks)):
                continue
            if use.dose.kind == "once_per_run" and use.tasks in met:
                continue
            met.add(use.tasks)
            open_days = use_days(use, phase.days)
            days = range(phase.first + open_days.start - 1, phase.first + open_days.stop - 1)
            minutes = max(task_minutes(task, use.variant) for task in tasks)
            shares.append(_Share(days, use.dose.kind == "daily", times_of(use, len(days)), minutes))
        found.add(tuple(shares))
    return found


def _day_minutes(shares: tuple[_Share, ...]) -> dict[int, int]:
    """{program day: all daily core + the longest single other core}."""
    daily: dict[int, int] = {}
    other: dict[int, int] = {}
    for share in shares:
        for day in share.days:
            if share.daily:
                daily[day] = daily.get(day, 0) + share.minutes
            elif share.times:
                other[day] = max(other.get(day, 0), share.minutes)
    return {day: daily.get(day, 0) + other.get(day, 0) for day in sorted(daily.keys() | other.keys())}


def core_minutes(program: Program) -> dict[int, int]:
    """{program day: core minutes}, each day for the sort of person it asks most of."""
    return _most(_core(program))


def _most(sorts: set[tuple[_Share, ...]]) -> dict[int, int]:
    most: dict[int, int] = {}
    for shares in sorts:
        for day, minutes in _day_minutes(shares).items():
            most[day] = max(most.get(day, 0), minutes)
    return dict(sorted(most.items()))


def minutes_between(program: Program, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Core minutes of each span (first, last program day), for the sort of person it asks most of.

    What is asked n times in so many days is spread evenly over them.
    """
    sorts = _core(program)
    return [max((_spread(shares, first, last) for shares in sorts), default=0) for first, last in spans]


def _spread(shares: tuple[_Share, ...], first: int, last: int) -> int:
    total = 0.0
    for share in shares:
        here = len(range(max(first, share.days.start), min(last + 1, share.days.stop)))
        total += share.minutes * share.times * here / max(1, len(share.days))
    return int(total + 0.5)


def minutes_summary(program: Program) -> tuple[int, int, int]:
    """(about so many minutes a day, at most so many, the first day of that most).

    About = (daily core of all days + n x minutes of every other core use) / days, for the sort of person it asks most
    of. (0, 0, 1) for a program without anything core.
    """
    sorts = _core(program)
    total = max((sum(share.minutes * share.times for share in shares) for shares in sorts), default=0)
    days = _most(sorts)
    most = max(days.values(), default=0)
    about = (2 * total + program.days) // (2 * program.days)  # rounded half up
    return about, most, next((day for day, minutes in days.items() if minutes == most), 1)
