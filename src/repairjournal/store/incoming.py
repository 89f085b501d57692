"""Rows that come from elsewhere, looked at field by field before any of them may be merged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model.entry import KEPT, OPEN, Entry
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import LEANS, VARIANTS
from repairjournal.store.reading import DERIVED, FLAGS, JSON_COLUMNS, TABLES, TRAVELS
from repairjournal.store.rows import _ALPHABET, COLUMNS, Row, compact, moment, row_of, sealed
from repairjournal.text import t

FORMAT, SCHEMA = "repairjournal", 1
_HEAD = frozenset(("format", "schema", "exported_on", "whole", "notice"))
_LISTS = (*TABLES, "revisions", "tombstones", "settings")
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{16}")
_SHA = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Years in which no reckoning of this program leaves the calendar.
_FIRST, _LAST = "1000", "9000"
_NEAR = timedelta(days=3)  # as the schema holds happened_at and date together
_MOST_DAYS = 3660  # of one phase

# (sha256, {language: text}) -> {language: mapping}, of one program; UsageError where a text is none.
Vet = Callable[[str, Mapping[str, str]], Mapping[str, Mapping[str, Any]]]
_Parsed = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(slots=True)
class Incoming:
    """What a file brings. `states`: (table, key) -> its states, each a whole row with its digest; the key is the id,
    for a program (sha256, lang). `tombstones`: id -> when it was erased. `settings`: key -> value."""

    states: dict[tuple[str, Any], list[Row]] = field(default_factory=dict)
    tombstones: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        self.states.setdefault((table, key_of(table, row)), []).append(sealed(table, row))


def _id_of(key: str) -> str:
    """An id drawn from a key instead of by chance."""
    number = int.from_bytes(blake2b(key.encode(), digest_size=10).digest(), "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def key_of(table: str, row: Row) -> Any:
    return (row["sha256"], row["lang"]) if table == "program_text" else row["id"]


def of_entries(entries: Iterable[tuple[str, Entry]]) -> Incoming:
    """(key, entry without an id) of another program: the same key gives the same id, so that nothing comes twice.

    Their state is as old as `written_at`: what was changed here since then stands.
    """
    found = Incoming()
    for key, entry in entries:
        table, row = row_of(replace(entry, id=_id_of(key)))
        found.add(table, {**row, "removed": 0, "edited_at": moment(entry.written_at)})
    return found


def read(value: Any, vet: Vet) -> Incoming:
    """What an export of ours holds. `vet` reads a program's texts anew: the mappings in the file are not taken.

    UsageError names the first place that does not fit, never what stands there.
    """
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise UsageError(t("this is not a journal of ours"), t("`rj export json` writes one"))
    if value.get("schema") != SCHEMA:
        raise UsageError(t("this file was made by a newer repairjournal"), t("upgrade this one"))
    found = Incoming()
    parsed = _vetted(value.get("programs"), vet)
    for name, items in value.items():
        if name in _HEAD:
            continue
        if name not in _LISTS or not isinstance(items, list):
            raise _unfit(name if name in _LISTS else t("an unknown key"))
        for n, item in enumerate(items):
            place = f"{name}[{n}]"
            if not isinstance(item, dict):
                raise _unfit(place)
            if name == "tombstones":
                _only(place, item, {"id": _id, "at": _moment})
                found.tombstones[item["id"]] = item["at"]
            elif name == "settings":
                _only(place, item, {"key": _setting, "value": _text})
                found.settings[item["key"]] = item["value"]
            else:
                earlier = name == "revisions"
                table = TABLES.get(item.get("of", "") if earlier else name, "")
                if table not in COLUMNS or (earlier and table == "program_text"):
                    raise _unfit(f"{place}.of")
                found.add(table, _row(place, table, item, earlier, parsed))
    return found


def _row(place: str, table: str, item: Mapping[str, Any], earlier: bool, parsed: _Parsed) -> Row:
    """A row as the table has it, but for its digest; an earlier state has no place in the calendar of its own."""
    item = {name: value for name, value in item.items() if not (earlier and name == "of")}
    checks = CHECKS[table]
    if earlier:
        checks = {name: check for name, check in checks.items() if name not in DERIVED.get(table, ())}
    _only(place, item, checks)
    if table == "entry" and not _near(item["date"], item["happened_at"]):
        raise _unfit(f"{place}.happened_at")
    if table == "pause" and item["last"] is not None and item["last"] < item["first"]:
        raise _unfit(f"{place}.last")
    if table == "program_text":
        item = {**item, "parsed": parsed[item["sha256"], item["lang"]]}
    row: Row = dict.fromkeys(DERIVED.get(table, ())) if earlier else {}
    for name, value in item.items():
        row[name] = int(value) if name in FLAGS else compact(value) if name in JSON_COLUMNS else value
    return row


def _vetted(programs: Any, vet: Vet) -> _Parsed:
    """(sha256, language) -> the mapping of every program in the file, each read anew from its text."""
    texts: dict[str, dict[str, str]] = {}
    for n, item in enumerate(programs if isinstance(programs, list) else ()):
        if not isinstance(item, dict):
            raise _unfit(f"programs[{n}]")
        _only(f"programs[{n}]", item, CHECKS["program_text"])
        texts.setdefault(item["sha256"], {})[item["lang"]] = item["text"]
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for n, (sha, each) in enumerate(texts.items()):
        try:
            parsed = vet(sha, each)
        except UsageError:
            raise _unfit(f"programs[{n}].text") from None
        if parsed.keys() != each.keys():
            raise _unfit(f"programs[{n}].lang")
        found |= {(sha, lang): mapping for lang, mapping in parsed.items()}
    return found


def _only(place: str, item: Mapping[str, Any], checks: Mapping[str, Callable[[Any], bool]]) -> None:
    """Exactly these fields, each as it has to be."""
    for name, check in checks.items():
        if name not in item or not check(item[name]):
            raise _unfit(f"{place}.{name}")
    if len(item) != len(checks):
        raise _unfit(f"{place}, {t('an unknown key')}")


def _unfit(place: str) -> UsageError:
    return UsageError(t("{place} does not fit; nothing was brought in", place=place), t("see docs/data.md"))


# -- one field ---------------------------------------------------------------------------------------------------------


def _text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _id(value: Any) -> bool:
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def _sha(value: Any) -> bool:
    return isinstance(value, str) and bool(_SHA.fullmatch(value))


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _moment(value: Any) -> bool:
    return isinstance(value, str) and bool(_MOMENT.fullmatch(value)) and _real(datetime.fromisoformat, value)


def _date(value: Any) -> bool:
    return isinstance(value, str) and bool(_DATE.fullmatch(value)) and _real(date.fromisoformat, value)


def _real(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return _FIRST <= value < _LAST


def _near(on: str, happened: str) -> bool:
    return abs(datetime.fromisoformat(f"{on}T00:00:00Z") - datetime.fromisoformat(happened)) <= _NEAR


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in words


def _or_null(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or check(value)


def _plan(value: Any) -> bool:
    days = _whole(1, _MOST_DAYS)
    return isinstance(value, list) and bool(value) and all(
        isinstance(item, list) and len(item) == 2 and _text(item[0]) and days(item[1]) for item in value
    )  # fmt: skip


def _setting(value: Any) -> bool:
    return _text(value) and value.startswith(TRAVELS)


_STAMP = {"removed": _flag, "edited_at": _moment}
CHECKS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "entry": {
        "id": _id, "run": _or_null(_id), "kind": _one_of(*KINDS), "task": _text, "program_sha": _or_null(_text),
        "lang": _text, "date": _date, "day": _or_null(_whole(1, 10**7)), "phase": _or_null(_text),
        "happened_at": _moment, "offset_min": _whole(-1439, 1439), "zone": _or_null(_text), "written_at": _moment,
        "written_date": _date, "state": _one_of(KEPT, OPEN), "part_of": _or_null(_id), "private": _flag,
        "origin": _text, "answers": _object, **_STAMP,
    },
    "run": {
        "id": _id, "program_sha": _sha, "lang": _text, "lean": _one_of(*LEANS), "about": _or_null(_text),
        "variant": _one_of(*VARIANTS), "started_on": _date, "plan": _plan, "finished_on": _or_null(_date), **_STAMP,
    },
    "program_text": {
        "id": _id, "sha256": _sha, "lang": _text, "program_id": _text, "version": _text, "text": _text,
        "parsed": _object, "origin": _text, "added_at": _moment, **_STAMP,
    },
    "pause": {"id": _id, "run": _id, "first": _date, "last": _or_null(_date), **_STAMP},
    "mark": {
        "id": _id, "run": _id, "date": _date, "written_date": _date, "task": _text,
        "what": _one_of("none", "skipped", "rests", "back"), **_STAMP,
    },
    "alias": {"id": _id, "name": _text, "alias": _text, **_STAMP},
}  # fmt: skip
