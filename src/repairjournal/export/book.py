"""What every format is made from: entries in order, what is told of each, and the runs they lie in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Protocol

from repairjournal.model.entry import Entry, Pause, Run
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Program
from repairjournal.text import safe, t

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Entries(Protocol):
    """Entries by journal date and then by time, as often as they are asked for."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Entry]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a person reads it. `numbers`: its measures in words, may be empty. `answers`: (question, answer)."""

    title: str
    numbers: str
    answers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lived:
    """A run with its program and its pauses, the first first."""

    run: Run
    program: Program
    pauses: Sequence[Pause]


@dataclass(frozen=True, slots=True)
class Book:
    """A journal on its way out. `told` gives an entry in words; `tables` the rows themselves, for json alone.

    `of_kind`: the entries of one kind alone; `kinds`: those that may be in it. `since` and `until`: the span that was
    asked for. `raw`: csv cells as they are. `detail`: more than a neutral word in a calendar. `whole`: nothing was left
    out.
    """

    made_on: date
    notice: str
    lang: str
    entries: Entries
    runs: Sequence[Lived]
    told: Callable[[Entry], Told]
    tables: Callable[[], Iterable[tuple[str, Iterable[Mapping[str, Any]]]]]
    of_kind: Callable[[str], Entries]
    kinds: Sequence[str] = tuple(KINDS)
    since: date | None = None
    until: date | None = None
    whole: bool = True
    raw: bool = False
    detail: bool = False


def local(entry: Entry) -> datetime:
    """When it happened, as the wall clock of that place said it."""
    return entry.happened_at.astimezone(timezone(timedelta(minutes=entry.offset_min)))


def long_date(on: date) -> str:
    month = t(_MONTHS[on.month - 1])
    return t(
        "{weekday} {day} {month} {year}", weekday=t(_WEEKDAYS[on.weekday()]), day=on.day, month=month, year=on.year
    )


def month_year(on: date) -> str:
    return t("{month} {year}", month=t(_MONTHS[on.month - 1]), year=on.year)


def day_words(entry: Entry) -> str:
    """day 13, or nothing for an entry that lies in no run."""
    return t("day {day}", day=entry.day) if entry.day is not None else ""


def by_date(entries: Iterable[Entry]) -> Iterator[tuple[date, list[Entry]]]:
    """(journal date, its entries), as they come."""
    held: list[Entry] = []
    for entry in entries:
        if held and entry.date != held[0].date:
            yield held[0].date, held
            held = []
        held.append(entry)
    if held:
        yield held[0].date, held


def encoded(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines as UTF-8, each ended. Half of a surrogate pair, which only another tool can have written, becomes `?`."""
    for line in lines:
        yield line.encode("utf-8", "replace") + b"\n"


def shown(text: str) -> str:
    """Foreign text of several lines with nothing in it that could drive a terminal or hide in a file."""
    return safe(text, lines=True)
