"""Diaries of other programs: jrnl, Day One, Daylio, or any table whose columns a mapping names."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from repairjournal.errors import UsageError, unknown
from repairjournal.model import calendar
from repairjournal.model.entry import Entry
from repairjournal.model.kind import accept
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

JOURNAL, JRNL, DAYONE, DAYLIO, CSV = "journal", "jrnl", "dayone", "daylio", "csv"
KNOWN = (JOURNAL, JRNL, DAYONE, DAYLIO, CSV)
TASK = "diary"  # of everything that comes without a task: no program has one of this name, so it counts for none
NOON = time(12, 0)  # of an entry that has a date alone
_MOST_CELL = 1_000_000  # characters
# jrnl's own text form: [2026-11-22 19:42] The title. The rest.
_HEAD = re.compile(r"\[(\d{4}-\d\d-\d\d[ T]\d{1,2}:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)\] ?(.*)")
_DAYLIO = ("full_date", "time", "mood", "activities", "note_title", "note")
_CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised: `value` is its JSON, or its text. `mapping` only for a table of one's own."""

    kind: str
    name: str
    value: Any
    mapping: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One entry as its file has it. `key` is the same whenever the same entry is read, also from a later file."""

    key: str
    at: datetime
    zone: str | None
    answers: Mapping[str, Any]
    kind: str = "reflection"
    edited: datetime | None = None


def source(data: bytes, *, name: str, kind: str = "", mapping: bytes | None = None) -> Source:
    """What a file is, by what it holds; `kind` says it where that is not enough. UsageError for any other."""
    if kind and kind not in KNOWN:
        raise unknown(t("kind of file"), kind, list(KNOWN))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(t("{name} is not UTF-8 text", name=name), t("save it as UTF-8")) from None
    if mapping is not None:
        return Source(CSV, name, text, _mapping(mapping))
    if text.lstrip()[:1] in ("{", "[") and not _HEAD.match(text.lstrip()):
        value = _json(text, name)
        return Source(kind or _kind_of_json(value, name), name, value)
    if not kind and _header(text) >= set(_DAYLIO[:3]):
        kind = DAYLIO
    if not kind and any(_HEAD.match(line) for line in text.splitlines()[:50]):
        kind = JRNL
    if kind in (JRNL, DAYLIO):
        return Source(kind, name, text)
    hint = t("for a table of your own: --map FILE, see docs/data.md")
    raise UsageError(t("{name} is no journal that is known here", name=name), hint)


def entries(found: Source, zone: tzinfo | None, day_start: time) -> Iterator[tuple[str, Entry]]:
    """(key, entry without an id) of each entry of a file that is not ours, in its order.

    Times without a zone are taken in `zone`. UsageError names the entry by its number.
    """
    for n, one in enumerate(_READERS[found.kind](found), 1):
        if not one.answers:
            continue
        at = one.at if one.at.tzinfo else one.at.replace(tzinfo=zone)
        if not 1000 <= at.year < 9000:
            raise _unfit(found.name, n, t("the date"))
        offset = at.utcoffset()
        on = calendar.journal_date(at, day_start)
        yield (
            json.dumps([found.kind, one.key], ensure_ascii=True),
            Entry(
                id="",
                kind=one.kind,
                task=TASK if one.kind == "reflection" else one.kind,
                date=on,
                happened_at=at.astimezone(UTC),
                offset_min=int(offset.total_seconds() // 60) if offset else 0,
                written_at=(one.edited or at).astimezone(UTC),
                written_date=on,
                answers=dict(one.answers),
                zone=one.zone,
                origin=found.kind,
            ),
        )


# -- what a file is ----------------------------------------------------------------------------------------------------


def _json(text: str, name: str) -> Any:
    def refuse(word: str) -> Any:
        raise ValueError(word)

    try:
        return json.loads(text, parse_constant=refuse)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise UsageError(t("{name}:{line}: this is not JSON", name=name, line=line), t("export it anew")) from None
    except RecursionError:
        raise UsageError(t("{name} is nested too deeply", name=name), t("export it anew")) from None


def _kind_of_json(value: Any, name: str) -> str:
    if isinstance(value, dict):
        listed = value.get("entries")
        if value.get("format") == "repairjournal":
            return JOURNAL
        if isinstance(listed, list) and "metadata" in value:
            return DAYONE
        if isinstance(listed, list) and (not listed or (isinstance(listed[0], dict) and "title" in listed[0])):
            return JRNL
    raise UsageError(t("{name} is no journal that is known here", name=name), t("see `rj import --help`"))


def _header(text: str) -> set[str]:
    return {cell.strip(' "') for cell in text.partition("\n")[0].strip().split(",")}


def _unfit(name: str, n: int, what: str) -> UsageError:
    return UsageError(
        t("{name}: entry {n}: {what} does not fit; nothing was brought in", name=name, n=n, what=what),
        t("mend it there"),
    )


# -- one reader a program ----------------------------------------------------------------------------------------------


def _jrnl(found: Source) -> Iterator[Found]:
    """jrnl 2 to 4: `jrnl --format json`, or the text of the journal itself."""
    if isinstance(found.value, str):
        yield from _jrnl_text(found)
        return
    for n, item in enumerate(_listed(found), 1):
        title, body = _word(item, "title"), _word(item, "body")
        at = _moment(f"{_word(item, 'date')} {_word(item, 'time') or '12:00'}", found.name, n)
        yield _written(at, _joined(title, body))


def _jrnl_text(found: Source) -> Iterator[Found]:
    held: list[str] = []
    at: datetime | None = None
    n = 0
    for line in [*found.value.splitlines(), "[0000-00-00 00:00]"]:
        head = _HEAD.match(line)
        if head is None:
            held.append(line)
            continue
        if at is not None:
            yield _written(at, "\n".join(held).strip())
        n += 1
        held = [head[2]]
        at = _moment(head[1], found.name, n) if not head[1].startswith("0000") else None


def _written(at: datetime, text: str) -> Found:
    return Found(f"{at.isoformat()} {text}", at, None, {"text": text} if text else {})


def _dayone(found: Source) -> Iterator[Found]:
    """Day One's JSON (`Journal.json` inside its zip); pictures stay there."""
    from zoneinfo import ZoneInfo

    for n, item in enumerate(_listed(found), 1):
        at = _instant(_word(item, "creationDate"), found.name, n)
        zone = _word(item, "timeZone") or None
        try:
            local = at.astimezone(ZoneInfo(zone)) if zone else at
        except (KeyError, ValueError, OSError):  # a name this system does not know
            local, zone = at, None
        text, edited = _word(item, "text"), _word(item, "modifiedDate")
        changed = max(at, _instant(edited, found.name, n)) if edited else at
        key = _word(item, "uuid") or f"{at.isoformat()} {text}"
        yield Found(key, local, zone, {"text": text} if text.strip() else {}, edited=changed)


def _daylio(found: Source) -> Iterator[Found]:
    """Daylio's CSV export: the mood's word and the activities stand beside the note."""
    for n, row in enumerate(_table(found, ","), 1):
        at = _moment(f"{row.get('full_date', '')} {row.get('time', '')}", found.name, n)
        text = _joined(row.get("note_title", ""), row.get("note", "").replace("<br>", "\n"))
        answers = {"text": text, "mood": row.get("mood", ""), "activities": row.get("activities", "")}
        answers = {name: value for name, value in answers.items() if value.strip()}
        yield Found(f"{at.isoformat()} {json.dumps(answers)}", at, None, answers)


def _csv(found: Source) -> Iterator[Found]:
    """A table whose mapping says which column is what."""
    mapping = found.mapping or {}
    when, kind = mapping["when"], mapping["kind"]
    fields = {field.id: field for field in _fields(kind)}
    for n, row in enumerate(_table(found, mapping["delimiter"]), 1):
        said = " ".join(_cell(row, when[part], found.name) for part in ("date", "time") if part in when)
        at = _moment(said, found.name, n, when.get("format"))
        answers = {}
        for id, column in mapping["fields"].items():
            try:
                value = accept(fields[id], _cell(row, column, found.name))
            except UsageError:
                raise _unfit(found.name, n, id) from None
            if value is not None:
                answers[id] = value
        key = f"{at.isoformat()} {json.dumps(answers, sort_keys=True)}"
        yield Found(key, at, None, answers if KINDS[kind].enough(answers) else {}, kind)


_READERS: Mapping[str, Callable[[Source], Iterable[Found]]] = {
    JRNL: _jrnl,
    DAYONE: _dayone,
    DAYLIO: _daylio,
    CSV: _csv,
}


# -- a mapping ---------------------------------------------------------------------------------------------------------


def _mapping(data: bytes) -> dict[str, Any]:
    """The TOML of a mapping, checked: {kind, delimiter, when: {date, time, format}, fields: {field: column}}."""
    import tomllib

    try:
        given = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UsageError(t("the mapping is not TOML"), t("see docs/data.md")) from None
    kind, when, fields = given.get("kind", "reflection"), given.get("when"), given.get("fields")
    delimiter = given.get("delimiter", ",")
    if kind not in KINDS:
        raise unknown(t("kind"), str(kind), list(KINDS))
    if not isinstance(when, dict) or not _words(when) or "date" not in when or when.keys() - {"date", "time", "format"}:
        raise UsageError(t("the mapping says no date"), t('write [when] and below it date = "NAME OF A COLUMN"'))
    if not _words(fields) or not fields:
        raise UsageError(t("the mapping says no field"), t('write [fields] and below it text = "NAME OF A COLUMN"'))
    known = [field.id for field in _fields(kind)]
    for id in fields:
        if id not in known:
            raise unknown(t("field"), id, known)
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise UsageError(t("the delimiter of the mapping is not one sign"), t('write delimiter = ";"'))
    return {"kind": kind, "when": when, "fields": fields, "delimiter": delimiter}


def _words(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


def _fields(kind: str) -> tuple[Any, ...]:
    blank = Task(id=kind, kind=kind, title="")
    return (*KINDS[kind].fields(blank), *KINDS[kind].later(blank), *KINDS[kind].extra)


# -- pieces ------------------------------------------------------------------------------------------------------------


def _listed(found: Source) -> Iterator[Mapping[str, Any]]:
    listed = found.value.get("entries") if isinstance(found.value, dict) else None
    for n, item in enumerate(listed if isinstance(listed, list) else (), 1):
        if not isinstance(item, dict):
            raise _unfit(found.name, n, t("its form"))
        yield item


def _word(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _joined(title: str, body: str) -> str:
    return "\n".join(part for part in (title.strip(), body.strip()) if part)


def _table(found: Source, delimiter: str) -> Iterator[dict[str, str]]:
    import csv
    import io

    csv.field_size_limit(_MOST_CELL)
    rows = csv.reader(io.StringIO(found.value, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(rows, [])]
        for row in rows:
            if any(row):
                yield dict(zip(header, row, strict=False))
    except csv.Error:
        what = t("{name}:{line}: this is no table", name=found.name, line=rows.line_num)
        raise UsageError(what, t("save it as CSV anew")) from None


def _cell(row: Mapping[str, str], column: str, name: str) -> str:
    if column not in row:
        raise UsageError(
            t("{name} has no column '{column}'", name=name, column=safe(column)[:40]), t("mend the mapping")
        )
    return row[column]


def _moment(said: str, name: str, n: int, form: str | None = None) -> datetime:
    """A wall time, without its zone unless it names one."""
    said = " ".join(said.split())
    try:
        if form:
            return datetime.strptime(said, form)  # noqa: DTZ007 - its zone is the person's, put in by `entries`
        try:
            return datetime.fromisoformat(said.replace("Z", "+00:00"))
        except ValueError:
            on, _, clock = said.partition(" ")
            return datetime.combine(date.fromisoformat(on), _clock(clock))
    except ValueError:
        raise _unfit(name, n, t("the date")) from None


def _clock(said: str) -> time:
    said = said.replace("\u202f", " ").replace(".", "").strip().upper()
    if not said:
        return NOON
    for form in _CLOCKS:
        try:
            return datetime.strptime(said, form).time()  # noqa: DTZ007 - a clock has no zone
        except ValueError:
            pass
    raise ValueError


def _instant(said: str, name: str, n: int) -> datetime:
    at = _moment(said, name, n)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
