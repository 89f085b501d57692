"""The table of formats: to add one, write its file and add its line here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from repairjournal.export.book import Book


@dataclass(frozen=True, slots=True)
class Format:
    """`one`: `render` gives one file. `many`: `files` gives a folder of them as (name, bytes). csv has both.

    entries: whether it is made of entries, so that a kind or a word can be picked. words: whether it may hold
    sentences of the person's own.
    """

    module: str
    one: bool = True
    many: bool = False
    entries: bool = True
    words: bool = True

    def render(self, book: Book) -> Iterator[bytes]:
        made: Iterator[bytes] = self._module().render(book)
        return made

    def files(self, book: Book) -> Iterator[tuple[str, Iterator[bytes]]]:
        made: Iterator[tuple[str, Iterator[bytes]]] = self._module().files(book)
        return made

    def _module(self) -> Any:
        return import_module(f"repairjournal.export.{self.module}")


FORMATS = {
    "md": Format("md"),
    "html": Format("html"),
    "pdf": Format("pdf"),
    "json": Format("json"),
    "csv": Format("csv", many=True),
    "ics": Format("ics", entries=False, words=False),
    "vault": Format("vault", one=False, many=True),
}
