"""How a program spreads its tasks over the days: doses that can be met (P08), minutes (P07), nobody left out (P11)."""

from __future__ import annotations

from collections.abc import Iterator

from repairjournal.model.check import BUILT_IN, Finding, Path
from repairjournal.model.load import core_minutes, offered, times_of, use_days
from repairjournal.model.program import ABOUTS, Phase, Program, Use
from repairjournal.model.progress import Circumstances
from repairjournal.text import t

MOST_MINUTES = 25  # core, a day: own bound


def check_uses(program: Program) -> Iterator[Finding]:
    """P08 of every phase whose days could be read."""
    for p, phase in enumerate(program.phases):
        if not phase.first or phase.last < phase.first:
            continue
        taken: dict[str, int] = {}
        for u, use in enumerate(phase.uses):
            yield from _dose(("phases", p, "uses", u), phase, use)
            yield from _overlap(("phases", p, "uses", u), phase, use, taken)


def _name(use: Use) -> str:
    return use.tasks[0] if use.tasks else ""


def _dose(path: Path, phase: Phase, use: Use) -> Iterator[Finding]:
    for key, day in (("from_day", use.from_day), ("until_day", use.until_day)):
        if day == 0 or abs(day) > phase.days:
            what = t("phase '{id}' has {days} days and no day {day}", id=phase.id, days=phase.days, day=day)
            yield Finding((*path, key), "P08", what, t("count from 1, or back from -1"))
            return
    days = len(use_days(use, phase.days))
    if not days:
        what = t("'{task}' in phase '{id}' ends before it begins", task=_name(use), id=phase.id)
        yield Finding((*path, "until_day"), "P08", what, t("let until_day come after from_day"))
        return
    times = times_of(use, days)
    if use.dose.kind == "times" and use.dose.per_week and use.dose.n > 7:
        what = t("'{task}' in phase '{id}' is asked for more than 7 times a week", task=_name(use), id=phase.id)
        yield Finding((*path, "dose"), "P08", what, t("write 7 or fewer"))
    elif times > days:
        what = t("phase '{id}' asks for '{task}' {n} times", id=phase.id, task=_name(use), n=times)
        yield Finding((*path, "dose"), "P08", what, t("write {days} or fewer, one a day", days=days))
    if use.at_most and use.at_most < times:
        what = t("'at_most' of '{task}' in phase '{id}' is less than its dose", task=_name(use), id=phase.id)
        yield Finding((*path, "at_most"), "P08", what, t("write {n} or more", n=times))


def _overlap(path: Path, phase: Phase, use: Use, taken: dict[str, int]) -> Iterator[Finding]:
    """Each task at most once on a day of the phase; `taken` holds the days of the uses before, one bit a day.

    Bits, because a hostile file can bring 50 uses of 900 tasks over 1000 days: sets of days took over a second.
    """
    days = sum(1 << day for day in use_days(use, phase.days))
    told = False
    for id in dict.fromkeys(id for id in use.tasks if id):
        both = days & taken.get(id, 0)
        if both and not told:
            told = True
            day = (both & -both).bit_length() - 1
            what = t("'{task}' stands in two uses of phase '{id}' on its day {day}", task=id, id=phase.id, day=day)
            yield Finding(path, "P08", what, t("set their days apart with from_day and until_day, or keep one"))
        taken[id] = taken.get(id, 0) | days


def check_load(program: Program) -> Iterator[Finding]:
    """Warnings about a program whose every part could be read and whose days are in order: P07 and P11."""
    for p, phase in enumerate(program.phases):
        if not any(use.role == "core" for use in phase.uses):
            what = t("phase '{id}' has nothing core", id=phase.id)
            yield Finding(("phases", p, "uses"), "P07", what, t("write 'role: core' at one use"), warning=True)
    yield from _unused(program)
    yield from _minutes(program)
    yield from _empty_days(program)


def _unused(program: Program) -> Iterator[Finding]:
    used = {id for _, use in program.uses() for id in use.tasks} | set(program.ladder)
    for task in program.tasks.values():
        used |= {task.instead or "", task.easier.task or "" if task.easier else "", *task.uses_exercise}
    for task in program.tasks.values():
        # A practice and a reading are reached by their commands on any day, and the built-in ones by the program.
        own_way = task.kind in ("practice", "reading") or task.id in BUILT_IN
        if task.id not in used and not own_way and not task.retired:
            what = t("no phase uses task '{id}'", id=task.id)
            remedy = t("use it in a phase, or take it out")
            yield Finding(("tasks", task.id), "P07", what, remedy, warning=True)


def _minutes(program: Program) -> Iterator[Finding]:
    minutes = core_minutes(program)
    for p, phase in enumerate(program.phases):
        days = [day for day in range(phase.first, phase.last + 1) if minutes.get(day, 0) > MOST_MINUTES]
        if days:
            day = max(days, key=lambda day: minutes[day])
            what = t("phase '{id}' asks for {n} core minutes on day {day}", id=phase.id, n=minutes[day], day=day)
            remedy = t("people stop above about {most}; make something optional", most=MOST_MINUTES)
            yield Finding(("phases", p), "P07", what, remedy, warning=True)


def _empty_days(program: Program) -> Iterator[Finding]:
    begun = frozenset(program.tasks)  # what waits for another task is offered one day
    for p, phase in enumerate(program.phases):
        for lean in ("anxious", "avoidant", "neither"):
            day = _empty_day(program, phase, Circumstances(lean, None, "b", begun))
            if day:
                what = t("day {day} in phase '{id}' has nothing for the lean {lean}", day=day, id=phase.id, lean=lean)
                yield Finding(
                    ("phases", p), "P11", what, t("let one use of that day stand for everybody"), warning=True
                )
        for about in ABOUTS[1:]:  # the first is what is assumed where nothing was said: told above
            day = _empty_day(program, phase, Circumstances("unsure", about, "b", begun))
            if day and not _empty_day(program, phase, Circumstances("unsure", None, "b", begun)):
                what = t("day {day} in phase '{id}' has nothing where it is about {about}", day=day, id=phase.id,
                         about=about)  # fmt: skip
                yield Finding(
                    ("phases", p), "P11", what, t("let one use of that day stand for everybody"), warning=True
                )


def _empty_day(program: Program, phase: Phase, person: Circumstances) -> int | None:
    """The first program day of a phase on which nothing is offered to this sort of person; None where there is none."""
    full = {
        day
        for use in phase.uses
        if use.dose.kind != "on_demand" and offered(program, use, person)
        for day in use_days(use, phase.days)
    }
    empty = next((day for day in range(1, phase.days + 1) if day not in full), None)
    return phase.first + empty - 1 if empty else None
