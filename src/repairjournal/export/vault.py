"""vault: a folder of Markdown files, one for each journal date, with front matter for note-taking programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from repairjournal.export import md
from repairjournal.export.book import Book, by_date, day_words, encoded, long_date
from repairjournal.model.entry import Entry
from repairjournal.text import safe

# Signs that a YAML reader takes for the end of a line, or refuses (YAML 1.1, 5.1 and 5.4).
_NOT_IN_YAML = {code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0xFEFF)}


def files(book: Book) -> Iterator[tuple[str, Iterator[bytes]]]:
    """(name, its bytes), such as `2026-11-22.md`: no word of the person's or of a program stands in a name."""
    for on, entries in by_date(book.entries):
        yield f"{on.isoformat()}.md", encoded(_page(book, on, entries))


def _page(book: Book, on: date, entries: list[Entry]) -> Iterator[str]:
    yield "---"
    for name, value in _front(on, entries).items():
        yield f"{name}: {_scalar(value)}"
    yield "---"
    yield ""
    yield "# " + " · ".join(part for part in (long_date(on), day_words(entries[0])) if part)
    yield ""
    yield f"*{md.words(book.notice)}*"
    yield from md.day(book, entries)


def _front(on: date, entries: list[Entry]) -> dict[str, Any]:
    """What other programs may sort and count by: no sentence of the person's own."""
    placed = next((entry for entry in entries if entry.day is not None), entries[0])
    rated = [now for entry in entries if isinstance(now := entry.answers.get("now"), int)]
    return {
        "date": on,
        "day": placed.day,
        "phase": placed.phase and safe(placed.phase),
        "entries": len(entries),
        "kinds": list(dict.fromkeys(safe(entry.kind) for entry in entries)),
        "strongest": max(rated, default=None),
        "private": any(entry.private for entry in entries),
    }


def _scalar(value: Any) -> str:
    """A YAML scalar or a list of such: JSON is YAML but for three signs; a date stands bare, so that it is one."""
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).translate(_NOT_IN_YAML)
