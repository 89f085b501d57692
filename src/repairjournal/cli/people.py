"""People to call: the lines of the chosen country first, the index of all countries always."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from repairjournal.cli.term import BOLD, DIM, Term
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library.shipped import Line


def show(term: Term, country: str | None, today: date) -> None:
    """The lines of a country first (None: of all), the index always; each dated, an old one with "please check"."""
    from repairjournal.library import shipped

    lines = shipped.helplines(country)
    old = [line for line in lines if shipped.stale(line, today)]
    marked = old if len(old) < len(lines) else []
    term.line()
    if country or term.plain or not term.is_tty:
        for line in lines:
            where = f"{line.country}  " if not country and line.country else ""
            style = BOLD if line.kind == "crisis" else ""
            term.line(where + _told(line, _note(line, term.plain), line in marked), style, indent="  ", first="")
    else:  # a whole screen of numbers would push itself off the top
        for code, here in groupby(lines, key=lambda line: line.country):
            parts = [_told(line, _note(line, False) if line.kind == "index" else "", line in marked) for line in here]
            term.facts(parts, gap=" · ", indent="    ", first=f"{code}  ".rjust(4) if code else "")
        term.line(t("Yours first, with more about each: rj sos --country CC"), DIM)
    term.line(_dated([line for line in lines if line not in marked], bool(old) and not marked), DIM)


def _told(line: Line, note: str, marked: bool) -> str:
    told = f"{safe(line.name)}: {', '.join(line.numbers)}{note}"
    return t("{line}, please check: last seen {date}", line=told, date=line.checked_on.isoformat()) if marked else told


def _note(line: Line, plain: bool) -> str:
    note = safe(line.note)
    if not note:
        return ""
    return f", {note.replace(';', ',')}" if plain else f" ({note})"


def _dated(lines: Sequence[Line], old: bool) -> str:
    """When these were checked; the older ones among all of them say so themselves."""
    first, last = (pick(line.checked_on for line in lines).isoformat() for pick in (min, max))
    when = t("Each checked on {date}.", date=last)
    if first != last:
        when = t("Each checked between {first} and {last}.", first=first, last=last)
    return t("{when} That is more than a year ago: please check the numbers.", when=when) if old else when
