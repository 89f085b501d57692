"""csv: one wide table for a spreadsheet; no cell of it can become a formula, unless `raw` asks for the very text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from repairjournal.export.book import Book, Entries, local, shown
from repairjournal.model.entry import OPEN
from repairjournal.model.kind import Kind
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task

COLUMNS = (
    "id", "kind", "task", "title", "date", "time", "day", "phase", "written_date", "open", "private", "run", "part_of",
    "origin",
)  # fmt: skip
MORE = "more"  # JSON: the answers to an author's own questions
_COMPUTED = {"assessment": ("scores",)}
# What a spreadsheet may take for the beginning of a formula, full-width twins included (OWASP, CSV injection).
_FORMULA = frozenset("=+-@|%＝＋－＠")


def render(book: Book) -> Iterator[bytes]:
    """Every kind in one table, with the same columns always; of one kind alone its own columns."""
    yield from _table(book, book.entries, book.kinds)


def files(book: Book) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, its bytes): one table a kind that is there, each with its own columns."""
    for name in book.kinds:
        entries = book.of_kind(name)
        if len(entries):
            yield f"{name}.csv", _table(book, entries, (name,))


def _table(book: Book, entries: Entries, kinds: Sequence[str]) -> Iterator[bytes]:
    fields = list(dict.fromkeys(name for kind in kinds for name in own_fields(KINDS[kind])))
    yield _line((*COLUMNS, *fields, MORE))
    for entry in entries:
        at = local(entry)
        row: list[Any] = [
            entry.id, entry.kind, entry.task, book.told(entry).title, entry.date.isoformat(), f"{at:%H:%M}",
            entry.day, entry.phase, entry.written_date.isoformat(), entry.state == OPEN, entry.private, entry.run,
            entry.part_of, entry.origin,
        ]  # fmt: skip
        row += [entry.answers.get(name) for name in fields]
        more = {name: value for name, value in entry.answers.items() if name not in fields}
        row.append(json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None)
        yield _line(_cell(value) if book.raw else _guarded(_cell(value)) for value in row)


def own_fields(kind: Kind) -> list[str]:
    """The fields every entry of a kind may have, whatever the program asks besides."""
    blank = Task(id="", kind=kind.name, title="")
    asked = [field.id for field in (*kind.fields(blank), *kind.later(blank), *kind.extra)]
    return list(dict.fromkeys((*asked, *_COMPUTED.get(kind.name, ()))))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _guarded(text: str) -> str:
    """A cell that is text in every spreadsheet: controls made visible, an apostrophe before what looks like a formula.

    Blanks and signs that are not seen before the first character do not hide it.
    """
    text = shown(text)
    begins = text.lstrip().lstrip("'\"\ufeff\u200b\u2060").lstrip()
    return "'" + text if begins[:1] in _FORMULA or text[:1] in ("\t", "\n") else text


def _line(cells: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "replace")
