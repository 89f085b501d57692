"""Between the values of the model and the rows of the tables: columns, shapes of time and JSON, ids, digests."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model.entry import Draft, Entry, Mark, Pause, Run
from repairjournal.store.connection import unkeepable
from repairjournal.text import t

Row = dict[str, Any]
Value = Entry | Run | Pause | Mark

_STAMP = ("removed", "edited_at", "digest")
_BODY = {
    "entry": "id run kind task program_sha lang date day phase happened_at offset_min zone written_at"
    " written_date state part_of private origin answers",
    "run": "id program_sha lang lean about variant started_on plan finished_on",
    "program_text": "id sha256 lang program_id version text parsed origin added_at",
    "pause": "id run first last",
    "mark": "id run date written_date task what",
    "alias": "id name alias",
}
# The tables that acts change, each with all its columns but `rowid`; `id` comes first.
COLUMNS = {table: (*names.split(), *_STAMP) for table, names in _BODY.items()}
TABLE_OF = {Entry: "entry", Run: "run", Pause: "pause", Mark: "mark"}
DRAFT_COLUMNS = ("id", "kind", "task", "run", "begun_at", "offset_min", "zone", "date", "step", "answers", "holder")

# Two copies of one row are the same whatever calendar each stands in, so these stay out of the digest.
_UNDIGESTED = {"entry": ("day", "phase")}
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32 (crockford.com/base32.html), lower case
_TICK = timedelta(microseconds=1)


def new_id() -> str:
    """80 random bits as 16 characters. os.urandom is what `secrets` draws from, without its 6 ms of imports."""
    number = int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def moment(at: datetime) -> str:
    """An aware moment as `2026-11-22T19:42:05.123456Z`; text order is time order. UsageError outside years 1-9999."""
    try:
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError:
        raise UsageError(
            t("that time is outside the calendar"), t("give a date between the years 1 and 9999")
        ) from None


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def later(at: str, than: str) -> str:
    """`at`, or a microsecond after `than` where the clock stands behind it: a new state is always the newest."""
    return at if at > than else moment(moment_of(than) + _TICK)


def compact(value: Any) -> str:
    """One JSON text for one value, whoever writes it. UsageError for what JSON cannot hold."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise UsageError(t("an answer holds a value that cannot be kept"), t("use text and plain numbers")) from None


def sealed(table: str, row: Row) -> Row:
    """The row with its digest: BLAKE2b-128 of the canonical JSON of its columns (data-model). UsageError for text
    that no file can hold: half of a surrogate pair anywhere, a NUL in a plain column."""
    from hashlib import blake2b

    left_out = ("digest", *_UNDIGESTED.get(table, ()))
    try:
        data = compact({name: row[name] for name in COLUMNS[table] if name not in left_out}).encode()
    except UnicodeEncodeError:
        raise unkeepable() from None
    if any(isinstance(value, str) and "\0" in value for value in row.values()):
        raise unkeepable()
    return {**row, "digest": blake2b(data, digest_size=16).hexdigest()}


def row_of(value: Value) -> tuple[str, Row]:
    """(table, row without its stamp) of a value."""
    if isinstance(value, Entry):
        row = _entry_row(value)
    elif isinstance(value, Run):
        row = {
            "id": value.id,
            "program_sha": value.program_sha,
            "lang": value.lang,
            "lean": value.lean,
            "about": value.about,
            "variant": value.variant,
            "started_on": value.started_on.isoformat(),
            "plan": compact(value.plan),
            "finished_on": _iso(value.finished_on),
        }
    elif isinstance(value, Pause):
        row = {"id": value.id, "run": value.run, "first": value.first.isoformat(), "last": _iso(value.last)}
    else:
        row = {
            "id": value.id,
            "run": value.run,
            "date": value.date.isoformat(),
            "written_date": value.written_date.isoformat(),
            "task": value.task,
            "what": value.what,
        }
    return TABLE_OF[type(value)], row


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _entry_row(entry: Entry) -> Row:
    return {
        "id": entry.id,
        "run": entry.run,
        "kind": entry.kind,
        "task": entry.task,
        "program_sha": entry.program_sha,
        "lang": entry.lang,
        "date": entry.date.isoformat(),
        "day": entry.day,
        "phase": entry.phase,
        "happened_at": moment(entry.happened_at),
        "offset_min": entry.offset_min,
        "zone": entry.zone,
        "written_at": moment(entry.written_at),
        "written_date": entry.written_date.isoformat(),
        "state": entry.state,
        "part_of": entry.part_of,
        "private": int(entry.private),
        "origin": entry.origin,
        "answers": answers_text(entry.answers),
    }


def answers_text(answers: Mapping[str, Any]) -> str:
    return compact(dict(answers))


ENTRY_FIELDS = _BODY["entry"].replace(" ", ", ")
RUN_FIELDS = _BODY["run"].replace(" ", ", ")
PAUSE_FIELDS = _BODY["pause"].replace(" ", ", ")
MARK_FIELDS = _BODY["mark"].replace(" ", ", ")


def entry_of(row: tuple[Any, ...]) -> Entry:
    """An entry from its ENTRY_FIELDS."""
    (id, run, kind, task, sha, lang, on, day, phase, happened, offset, zone, written, written_on, state, part_of,
     private, origin, answers) = row  # fmt: skip
    return Entry(
        id=id,
        kind=kind,
        task=task,
        date=date.fromisoformat(on),
        happened_at=moment_of(happened),
        offset_min=offset,
        written_at=moment_of(written),
        written_date=date.fromisoformat(written_on),
        answers=json.loads(answers),
        run=run,
        program_sha=sha,
        lang=lang,
        day=day,
        phase=phase,
        zone=zone,
        state=state,
        part_of=part_of,
        private=bool(private),
        origin=origin,
    )


def run_of(row: tuple[Any, ...]) -> Run:
    """A run from its RUN_FIELDS."""
    id, sha, lang, lean, about, variant, started, plan, finished = row
    return Run(
        id=id,
        program_sha=sha,
        lang=lang,
        started_on=date.fromisoformat(started),
        plan=tuple((phase, days) for phase, days in json.loads(plan)),
        lean=lean,
        about=about,
        variant=variant,
        finished_on=_date(finished),
    )


def pause_of(row: tuple[Any, ...]) -> Pause:
    """A pause from its PAUSE_FIELDS."""
    id, run, first, last = row
    return Pause(id, run, date.fromisoformat(first), _date(last))


def mark_of(row: tuple[Any, ...]) -> Mark:
    """A mark from its MARK_FIELDS."""
    id, run, on, written_on, task, what = row
    return Mark(id, run, date.fromisoformat(on), date.fromisoformat(written_on), task, what)


def draft_row(draft: Draft) -> tuple[Any, ...]:
    """A draft's DRAFT_COLUMNS."""
    return (
        draft.id,
        draft.kind,
        draft.task,
        draft.run,
        moment(draft.begun_at),
        draft.offset_min,
        draft.zone,
        draft.date.isoformat(),
        draft.step,
        answers_text(draft.answers),
        draft.holder,
    )


def draft_of(row: tuple[Any, ...]) -> Draft:
    """A draft from its DRAFT_COLUMNS."""
    id, kind, task, run, begun, offset, zone, on, step, answers, holder = row
    return Draft(
        id, kind, task, run, moment_of(begun), offset, zone, date.fromisoformat(on), step, json.loads(answers), holder
    )
