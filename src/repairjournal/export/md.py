"""md: a journal to read, as Markdown in which no word of the person's can become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from repairjournal.export.book import Book, Lived, by_date, day_words, encoded, local, long_date, shown
from repairjournal.model.entry import Entry
from repairjournal.text import t

# Signs that mean something to CommonMark, GFM or a note-taking program wherever they stand; a backslash before any
# ASCII sign makes it that sign (CommonMark 2.4).
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$^]|==|%%|::|&(?=#?\w+;)|(?<=[Hh][Tt][Tt][Pp])s?:|(?<=[Ww])ww\.|@)")
_AT_START = re.compile(r"\A(\d{1,9}(?=[.)])|(?=[-+=:]))")
_BLANK = "\u00a0"


def render(book: Book) -> Iterator[bytes]:
    """Heading, runs, then every journal date with its entries."""
    yield from encoded(_page(book))


def _page(book: Book) -> Iterator[str]:
    yield "# " + t("Journal")
    yield ""
    yield t("Written out on {date}.", date=book.made_on.isoformat())
    yield ""
    yield f"*{words(book.notice)}*"
    for lived in book.runs:
        yield ""
        yield run_line(lived)
    for on, entries in by_date(book.entries):
        yield ""
        yield "## " + " · ".join(part for part in (long_date(on), day_words(entries[0])) if part)
        yield from day(book, entries)


def run_line(lived: Lived) -> str:
    begun = t("{title}, begun on {date}", title=words(lived.program.title), date=lived.run.started_on.isoformat())
    ended = lived.run.finished_on
    return begun + (t(", closed on {date}.", date=ended.isoformat()) if ended else ".")


def day(book: Book, entries: list[Entry]) -> Iterator[str]:
    """The entries of one date, each below a heading of the third rank."""
    for entry in entries:
        told = book.told(entry)
        yield ""
        yield f"### {local(entry):%H:%M} · {words(told.title)}"
        if entry.private:
            yield ""
            yield t("*private*")
        if told.numbers:
            yield ""
            yield words(told.numbers)
        for question, answer in told.answers:
            yield ""
            yield f"**{words(question)}**"
            yield ""
            yield prose(answer)


def words(text: str) -> str:
    """Foreign text on one line."""
    return _line(" ".join(shown(text).split()))


def prose(text: str) -> str:
    """Foreign text with its lines: a break where it breaks, and no line that begins a list, a quote or code."""
    lines = [_line(line) for line in shown(text).replace("\t", " " * 4).split("\n")]
    return "\n".join(
        line + ("  " if line and n + 1 < len(lines) and lines[n + 1] else "") for n, line in enumerate(lines)
    )


def _line(text: str) -> str:
    body = text.strip()
    if not body:
        return ""
    led = _BLANK * (len(text) - len(text.lstrip()))
    return led + _AT_START.sub(r"\1\\", _escaped(body), count=1)


def _escaped(text: str) -> str:
    return _SIGNS.sub(lambda found: "".join("\\" + sign if not sign.isalnum() else sign for sign in found[0]), text)
