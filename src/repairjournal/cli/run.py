"""skip, pause, resume, extend: the run's clock and what is put off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from repairjournal.cli import keep, show
from repairjournal.cli.desk import Desk
from repairjournal.errors import UsageError, unknown
from repairjournal.model import calendar
from repairjournal.model.day import Day
from repairjournal.model.entry import Mark, Pause
from repairjournal.text import safe, t


def skip(desk: Desk, task: Annotated[str, typer.Argument(metavar="TASK", help="Its name in the program.")]) -> None:
    """Put a task off for today; it stays open and nothing is counted against it.

    Example: rj skip body-scan
    """
    from repairjournal import store

    day = _day(desk)
    span = day.span
    used = [id for use in (span.phase.uses if span else ()) for id in use.tasks]
    if task not in used:
        raise unknown(t("task in this phase"), task, used)
    mark = Mark(store.new_id(), day.run.id, day.on, day.on, task, "skipped")
    title = show.task_title(desk.task(day, task), task)
    with desk.journal(write=True).act("skip", t("putting off {title}", title=title), at=desk.now(), on=day.on) as act:
        act.add(mark)
    desk.term.line(t("{title}: not today. It stays open.   rj undo", title=title))


def pause(
    desk: Desk,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First date; default today.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Last date; left out: until rj resume.")] = "",
) -> None:
    """Stop the program's clock. No reason is needed, everything is silent meanwhile; past days may be given as well.

    Example: rj pause      or: rj pause --from 2026-11-16 --to 2026-11-19
    """
    from repairjournal.model.when import parse_date

    day = _day(desk)
    old = _dates(day.pauses)
    kept: Sequence[date] = ()
    if first or last:
        begin, end = (
            keep.meant(desk, said, lambda words: parse_date(words, day.on)) if said else None for said in (first, last)
        )
        begin = begin or day.on
        new, kept = calendar.add_pause(old, begin, end, _active_dates(desk, day))
    else:
        new = calendar.begin_pause(day.on, day.on in _active_dates(desk, day), old)
    _change(desk, day, new, t("a pause"), _stands(day.on, new), ask=bool(first or last))
    if kept:
        desk.term.line(
            t("Days with something kept stay as they are: {dates}.", dates=", ".join(d.isoformat() for d in kept))
        )
    if any(end is None or end >= day.on for _, end in new):
        desk.term.line(t("Go on: rj resume. What you keep meanwhile is welcome."))


def _stands(on: date, pauses: Sequence[tuple[date, date | None]]) -> str:
    """What a pause just kept means for today."""
    if calendar.is_paused(on, pauses):
        return t("The clock stands.")
    ahead = [first for first, _ in pauses if first > on]
    if not ahead:
        return t("Those days are a pause.")
    if (min(ahead) - on).days == 1:
        return t("From tomorrow the clock stands.")
    return t("From {date} the clock stands.", date=show.long_date(min(ahead)))


def resume(desk: Desk) -> None:
    """End a pause; today counts again.

    Example: rj resume
    """
    day = _day(desk)
    old = _dates(day.pauses)
    new = calendar.resume(old, day.on)
    if new == old:
        raise UsageError(t("there is no pause to end"), t("the day is {day}", day=day.day))
    _change(desk, day, new, t("the end of a pause"), t("The clock goes on."))


def extend(
    desk: Desk,
    days: Annotated[int, typer.Argument(metavar="DAYS", help="1 to 30.")],
    phase: Annotated[str, typer.Option("--phase", metavar="ID", help="Another phase than today's.")] = "",
) -> None:
    """Give a phase more days; later phases move, today's number stays.

    Example: rj extend 3
    """
    day = _day(desk)
    named = phase or None
    if named and named.isdecimal() and 1 <= int(named) <= len(day.spans):
        named = day.spans[int(named) - 1].phase.id
    plan = calendar.extend(day.run.plan, named, days, day.day)
    run = replace(day.run, plan=plan)
    with desk.journal(write=True).act("extend", t("{days} more days", days=days), at=desk.now(), on=day.on) as act:
        act.change(run)
    desk.close()
    _where(desk, t("Extended."))


def _day(desk: Desk) -> Day:
    desk.journal(write=True)
    return desk.day()


def _dates(pauses: Sequence[Pause]) -> list[tuple[date, date | None]]:
    return [(p.first, p.last) for p in sorted(pauses, key=lambda p: p.first)]


def _active_dates(desk: Desk, day: Day) -> set[date]:
    """Journal dates with an entry written on its own day."""
    return {x.date for x in desk.journal(write=True).counts(day.run.id) if x.same_day}


def _change(
    desk: Desk, day: Day, new: list[tuple[date, date | None]], words: str, said: str, *, ask: bool = True
) -> None:
    """Keep the new pauses as one act; where past days make today's number fall, the new one is asked about first."""
    number = calendar.program_day(day.on, day.run.started_on, new) or 1
    if ask and number < day.day and not desk.yes:
        line = t("Today would then be day {day} of {days} instead of {old}.", day=number, days=day.days, old=day.day)
        if desk.term.asks:
            desk.term.line(line)
            if not desk.prompt(day).confirm(t("Is that right?")):
                desk.term.line(t("Nothing changed."))
                raise typer.Exit(0)
        else:
            raise UsageError(line.rstrip("."), t("say --yes to keep it so"))
    keep_pauses(desk, day, new, words)
    _where(desk, said)


def keep_pauses(desk: Desk, day: Day, new: Sequence[tuple[date, date | None]], words: str) -> None:
    """The run's pauses become these, as one act."""
    from repairjournal import store

    held = {(p.first, p.last): p for p in day.pauses}
    with desk.journal(write=True).act("pause", words, at=desk.now(), on=day.on) as act:
        for dates, old in held.items():
            if dates not in new:
                act.remove(old)
        for first, last in new:
            if (first, last) not in held:
                act.add(Pause(store.new_id(), day.run.id, first, last))
    desk.close()


def _where(desk: Desk, said: str) -> None:
    day = desk.day()
    span = day.span
    phase = f", {safe(span.phase.title)} ({span.first}-{span.last})" if span else ""
    desk.term.line(
        t("{said} Day {day} of {days}{phase}.   rj undo", said=said, day=day.day, days=day.days, phase=phase)
    )


def runs(desk: Desk, as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False) -> None:
    """The programs begun so far: first and last date, how many entries.

    Example: rj runs
    """
    journal = desk.journal()
    found = []
    active = journal.active_run()
    for run, first, last, n in journal.runs():
        program = desk.program_in_use(run)
        state = "active" if active and run.id == active.id else "finished" if run.finished_on else "open"
        found.append(
            {
                "program": program["id"],
                "title": program["title"],
                "started_on": run.started_on.isoformat(),
                "finished_on": run.finished_on.isoformat() if run.finished_on else None,
                "first": first.isoformat() if first else None,
                "last": last.isoformat() if last else None,
                "entries": n,
                "state": state,
            }
        )
    if as_json:
        show.print_json({"schema": show.SCHEMA, "runs": found})
        return
    for row in found:
        ended = t("until {date}", date=row["finished_on"]) if row["finished_on"] else t(str(row["state"]))
        line = t("since {date}, {ended}, {n} entries", date=row["started_on"], ended=ended, n=row["entries"])
        desk.term.line(f"{safe(str(row['title']))}: {line}", indent="  ", first="")


def finish(desk: Desk) -> None:
    """Close the whole run, not just this evening. Everything stays and can be read; undo opens it again.

    Example: rj finish
    """
    day = _day(desk)
    line = t("This closes the whole run of {title}, not tonight alone.", title=safe(day.program.title))
    if not desk.yes:
        desk.need(t("--yes, to close the run"))
        desk.term.line(line)
        if not desk.prompt(day).confirm(t("Close it? Everything is kept.")):
            desk.term.line(t("It stays open."))
            return
    run = replace(day.run, finished_on=day.on)
    words = t("closing the run of {title}", title=safe(day.program.title))
    with desk.journal(write=True).act("finish", words, at=desk.now(), on=day.on) as act:
        act.change(run)
    desk.term.line(
        t("Closed on day {day}. Everything is kept: rj log, rj runs. Another one: rj start.   rj undo", day=day.day)
    )
