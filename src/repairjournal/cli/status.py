"""status: the day number for a shell prompt, answered without Typer. Standard library only."""

from __future__ import annotations

import sys
from datetime import datetime, time

from repairjournal.cli import paths


def show(*, mark_open: bool, now: datetime | None = None) -> None:
    """Print today's program day; with `mark_open` a dot behind it when a draft waits.

    Nothing in a pause, after finish, without a journal or on any failure: a prompt is no place for news.
    """
    try:
        line = _line(mark_open, now or datetime.now())  # noqa: DTZ005  a journal date is made of wall time
        if line:
            print(line)
            sys.stdout.flush()
    except Exception:  # noqa: BLE001  a shell prompt must never show our trouble
        import os

        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  nothing may be flushed at exit either


def _line(mark_open: bool, now: datetime) -> str:
    import os

    settings = paths.settings()
    path = paths.journal_file(settings)
    if not os.path.isfile(path):
        return ""
    from repairjournal.model import calendar
    from repairjournal.store import glance

    seen = glance.look(path)
    if seen is None:
        return ""
    value = settings.get("day_start")
    start = time.fromisoformat(value) if isinstance(value, str) else time(4, 0)
    on, _ = calendar.today(calendar.journal_date(now, start), seen.started_on, seen.newest_written)
    if calendar.is_paused(on, seen.pauses):
        return ""
    number = calendar.program_day(on, seen.started_on, seen.pauses)
    return f"{number}{'.' if mark_open and seen.drafts else ''}" if number else ""
