"""People to call: the lines of the chosen country first, the index of all countries always."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairjournal.cli.term import BOLD, DIM
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.cli.desk import Desk


def people_to_call(desk: Desk, country: str | None = None) -> None:
    """The lines of the chosen country first, the index always; each dated."""
    from repairjournal.library import shipped

    term = desk.term
    chosen = country or _country(desk)
    lines = shipped.helplines(chosen)
    today = desk.now().date()
    term.line()
    for line in lines:
        numbers = ", ".join(line.numbers)
        note = f" ({safe(line.note)})" if line.note else ""
        where = f"{line.country}  " if not chosen and line.country else ""
        term.line(
            f"{where}{safe(line.name)}: {numbers}{note}", BOLD if line.kind == "crisis" else "", indent="  ", first=""
        )
    oldest = min(line.checked_on for line in lines)
    if any(shipped.stale(line, today) for line in lines):
        term.line(t("Checked on {date} at the latest; please check the numbers.", date=oldest.isoformat()), DIM)
    else:
        term.line(t("Checked on {date}.", date=oldest.isoformat()), DIM)


def _country(desk: Desk) -> str | None:
    value = desk.settings.get("country")
    return value if isinstance(value, str) and value else None
