"""What every kept record shares, whatever its kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KEPT = "kept"
OPEN = "open"  # an experiment begun, a practice running


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept record. `happened_at` and `written_at` are aware UTC; the dates are journal dates."""

    id: str
    kind: str
    task: str
    date: dt.date
    happened_at: dt.datetime
    offset_min: int
    written_at: dt.datetime
    written_date: dt.date
    answers: Mapping[str, Any] = field(default_factory=dict)
    run: str | None = None
    program_sha: str | None = None
    lang: str = "en"
    day: int | None = None  # program day of `date`; null before a run
    phase: str | None = None  # phase id of `day`; null after the last phase
    zone: str | None = None
    state: str = KEPT
    part_of: str | None = None
    private: bool = False
    origin: str = "own"

    @property
    def backdated(self) -> bool:
        return self.date != self.written_date


@dataclass(frozen=True, slots=True)
class Run:
    """One person's going-through of one program. `plan` is ((phase id, days), ...)."""

    id: str
    program_sha: str
    lang: str
    started_on: dt.date
    plan: tuple[tuple[str, int], ...]
    lean: str = "unsure"
    about: str | None = None
    variant: str = "b"  # a: the gate was passed; b: everybody else
    finished_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Journal dates, first to last, inclusive; `last` None is open."""

    id: str
    run: str
    first: dt.date
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Mark:
    """One word about a task on a journal date: none, skipped, rests, back."""

    id: str
    run: str
    date: dt.date
    written_date: dt.date
    task: str
    what: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers given so far to something not finished. `holder` names the live process, or is empty."""

    id: str
    kind: str
    task: str
    run: str | None
    begun_at: dt.datetime
    offset_min: int
    zone: str | None
    date: dt.date
    step: int
    answers: Mapping[str, Any]
    holder: str = ""
