"""People to call: the lines of the chosen country first, the index of all countries always."""

from __future__ import annotations

from datetime import date

from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.text import safe, t


def show(term: Term, country: str | None, today: date) -> None:
    """The lines of a country first (None: of all), the index always; each dated."""
    from repairjournal.library import shipped

    lines = shipped.helplines(country)
    term.line()
    for line in lines:
        numbers = ", ".join(line.numbers)
        note = safe(line.note)
        if note:
            note = f", {note.replace(';', ',')}" if term.plain else f" ({note})"
        where = f"{line.country}  " if not country and line.country else ""
        term.line(
            f"{where}{safe(line.name)}: {numbers}{note}", BOLD if line.kind == "crisis" else "", indent="  ", first=""
        )
    oldest = min(line.checked_on for line in lines)
    if any(shipped.stale(line, today) for line in lines):
        term.line(t("Checked on {date} at the latest. Please check the numbers.", date=oldest.isoformat()), DIM)
    else:
        term.line(t("Checked on {date}.", date=oldest.isoformat()), DIM)
