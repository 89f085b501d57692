"""json: everything that travels, to the letter; `rj import` takes it back (docs/data.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from repairjournal.export.book import Book
from repairjournal.text import drives_terminal

FORMAT, SCHEMA = "repairjournal", 1


def render(book: Book) -> Iterator[bytes]:
    """One JSON object, one line a row; keys and rows in a fixed order, so the same journal gives the same bytes."""
    head = {
        "format": FORMAT,
        "schema": SCHEMA,
        "exported_on": book.made_on.isoformat(),
        "whole": book.whole,
        "notice": book.notice,
    }
    yield b"{\n" + b",\n".join(f"{_text(name)}: {_text(value)}".encode() for name, value in head.items())
    for name, rows in book.tables():
        yield f",\n{_text(name)}: [".encode()
        separator = "\n"
        for row in rows:
            yield (separator + _text(row)).encode()
            separator = ",\n"
        yield b"\n]" if separator == ",\n" else b"]"
    yield b"\n}\n"


def _text(value: object, indent: int | None = None) -> str:
    """JSON in which other scripts stand as they are and whatever could drive a terminal is an escape."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, sort_keys=indent is None, separators=separators, indent=indent)
    if text.isascii():  # json itself escapes the controls of ASCII, all but DEL
        return text.replace("\x7f", "\\u007f")
    return "".join(json.dumps(c)[1:-1] if c != "\n" and drives_terminal(c) else c for c in text)
