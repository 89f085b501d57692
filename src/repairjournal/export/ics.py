"""ics: the days of a run as all-day entries that say nothing to someone who looks at the calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from repairjournal.export.book import Book, Lived
from repairjournal.model import calendar
from repairjournal.text import safe, t


def render(book: Book) -> Iterator[bytes]:
    """RFC 5545: one event a program day of the newest run, inside the span that was asked for.

    Each is called `Journal`, takes no time from anybody and is marked private; with `detail` it has the day's number
    and the phase. No word of an entry is in it, and no day of when it was written out.
    """
    # Imported here: 90 ms, for this format alone.
    from icalendar import Calendar

    page = Calendar()
    page.add("prodid", "-//daybook//EN")
    page.add("version", "2.0")
    for lived in book.runs[-1:]:
        for event in _events(book, lived):
            page.add_component(event)
    yield page.to_ical()


def _events(book: Book, lived: Lived) -> Iterator[Any]:
    from icalendar import Event

    run = lived.run
    pauses = [(pause.first, pause.last) for pause in lived.pauses]
    total = calendar.days_total(run.plan)
    stamp = datetime(run.started_on.year, run.started_on.month, run.started_on.day, tzinfo=UTC)
    for day in range(1, total + 1):
        on = calendar.date_of_day(day, run.started_on, pauses)
        if on is None:
            return
        if (book.since and on < book.since) or (book.until and on > book.until):
            continue
        event = Event()
        event.add("uid", f"{run.id}-{day}")
        event.add("dtstamp", stamp)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", t("Journal"))
        event.add("class", "PRIVATE")
        event.add("transp", "TRANSPARENT")
        if book.detail:
            held = calendar.phase_of(day, run.plan)
            phase = lived.program.phase(held[1]) if held else None
            title = safe(phase.title) if phase else ""
            event.add("description", t("Day {day} of {days}. {phase}", day=day, days=total, phase=title).strip())
        yield event
