"""export: the journal as a file that other programs, or nobody's program, can read."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from repairjournal.cli import log, show, target
from repairjournal.cli.desk import Desk
from repairjournal.errors import UsageError, WorldError, unknown
from repairjournal.model.builtin import builtin_task, task_of
from repairjournal.model.entry import Entry
from repairjournal.model.kind import as_shown
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Program, Task
from repairjournal.text import TRANSLATIONS, safe, t

if TYPE_CHECKING:
    from repairjournal.export.book import Book, Entries, Lived, Told
    from repairjournal.export.formats import Format
    from repairjournal.store.daily import Filters

TOLD_KEY = "export_told"  # that it was said once, before the first file, who can read it
T = TypeVar("T")
SLOW = 0.7  # seconds after which a long work says how far it has come

Since = Annotated[str, typer.Option(metavar="DATE", help="From this date on.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="Up to this date.")]


def export(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="FORMAT", help="md, html, pdf, json, csv, ics or vault.")],
    output: Annotated[str, typer.Option("-o", "--output", metavar="PATH", help="Where to; - is the screen.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    n: Annotated[int | None, typer.Option("-n", min=1, max=1_000_000_000, help="Only the newest N.")] = None,
    since: Since = "",
    until: Until = "",
    kind: Annotated[str, typer.Option(help="trigger, practice, moment …")] = "",
    phase: Annotated[str, typer.Option(help="A phase by number or name.")] = "",
    search: Annotated[str, typer.Option(metavar="WORDS", help="Entries with these words.")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="csv: cells to the letter, formulas too.")] = False,
    detail: Annotated[bool, typer.Option("--detail", help="ics: the day's number and the phase.")] = False,
) -> None:
    """Write the journal out: md, html, pdf to read; json, all of it; csv, a table; ics, the days; vault, notes by date.

    Example: rj export html -o journal.html      or: rj export csv --kind trigger -o -
    """
    from repairjournal.export.formats import FORMATS

    if name not in FORMATS:
        raise unknown(t("format"), name, list(FORMATS))
    chosen = FORMATS[name]
    if kind and kind not in KINDS:
        raise unknown(t("kind"), kind, list(KINDS))
    picks = {"n": n, "kind": kind, "phase": phase, "search": search}
    _fits(desk, name, chosen, output, any(picks.values()), raw, detail)
    if output not in ("", "-"):
        _writable(desk)
    day = desk.day_or_none()
    wanted: Filters = {
        "kinds": (kind,) if kind else (),
        "phase": log._phase(day, phase) if phase else None,
        "since": log._date(desk, since) if since else None,
        "until": log._date(desk, until) if until else None,
        "search": search or None,
        "n": n,
    }
    book = _book(desk, wanted, whole=not (since or until or any(picks.values())), raw=raw, detail=detail)
    if output in ("", "-"):
        target.to_screen(chosen.render(book))
        return
    path = Path(os.path.expanduser(output))
    many = chosen.many and (not chosen.one or output.endswith(os.sep) or path.is_dir())
    (target.may_fill if many else target.may_stand)(desk, path, force)
    if chosen.words and not _told_once(desk, path):
        return
    if many:
        files = target.to_folder(desk, path, chosen.files(book), force=force)
        said = t("{n} files in {path}", n=files, path=safe(output))
    else:
        target.to_file(desk, path, chosen.render(book), force=force)
        said = t("written: {path}", path=safe(output))
    _noted(desk, name, path)
    desk.term.line(said)


def _writable(desk: Desk) -> None:
    """Open the journal so that the list of what left can grow; one that may only be read is written out as well."""
    try:
        desk.journal(write=True)
    except WorldError:
        desk.journal()


def _fits(desk: Desk, name: str, chosen: Format, output: str, picked: bool, raw: bool, detail: bool) -> None:
    """What was asked for goes together, or a UsageError says what does not."""
    if raw and name != "csv":
        raise UsageError(t("--raw is for csv"), t("leave it out"))
    if detail and name != "ics":
        raise UsageError(t("--detail is for ics"), t("leave it out"))
    if picked and not chosen.entries:
        raise UsageError(t("{format} has days and no entries", format=name), t("use --since and --until alone"))
    if not chosen.one and output in ("", "-"):
        raise UsageError(t("{format} is a folder", format=name), t("say where: -o FOLDER"))
    unseen = raw or name == "pdf"  # no screen may have these bytes
    if desk.term.is_tty and ((not output and name != "md") or (unseen and output in ("", "-"))):
        raise UsageError(t("say where it goes"), t("-o FILE") if unseen else t("-o FILE, or -o - for the screen"))


def _book(desk: Desk, wanted: Filters, *, whole: bool, raw: bool, detail: bool) -> Book:
    from repairjournal.export.book import Book
    from repairjournal.store import reading

    journal = desk.journal()
    found = reading.Reading(journal, wanted)
    return Book(
        made_on=desk.now().date(),
        notice=t(show.NOTICE),
        lang=desk.lang if desk.lang and TRANSLATIONS else "en",
        entries=_Watched(desk, found),
        runs=list(_lived(desk)),
        told=_teller(desk),
        tables=lambda: _watched(desk, reading.whole(journal) if whole else reading.picked(journal, found), len(found)),
        of_kind=lambda kind: _Watched(desk, reading.Reading(journal, {**wanted, "kinds": (kind,)})),
        kinds=wanted["kinds"] or tuple(KINDS),
        since=wanted["since"],
        until=wanted["until"],
        whole=whole,
        raw=raw,
        detail=detail,
    )


def _lived(desk: Desk) -> Iterator[Lived]:
    from repairjournal.export.book import Lived

    journal = desk.journal()
    for run, *_ in reversed(journal.runs()):
        yield Lived(run, Program.of(journal.program(run.program_sha, run.lang)), journal.pauses(run.id))


def _teller(desk: Desk) -> Any:
    """Entries in words, each with the questions of the program it was written under."""
    from repairjournal.export.book import Told

    journal = desk.journal()

    @cache
    def program(sha: str, lang: str) -> Program | None:
        try:
            return Program.of(journal.program(sha, lang))
        except WorldError:  # its text is not here: names of fields stand for questions
            return None

    @cache
    def task(sha: str | None, lang: str, id: str) -> Task | None:
        found = program(sha, lang) if sha else None
        asked = task_of(found, id) if found else builtin_task(id)
        return _with_items(asked) if asked and asked.instrument else asked

    def told(entry: Entry) -> Told:
        asked = task(entry.program_sha, entry.lang, entry.task)
        answers = [(field.ask, show.value_text(as_shown(field, value))) for field, value in show.answered(entry, asked)]
        # A rating of its own stands among the answers; the measures of a practice do not.
        numbers = "" if "now" in entry.answers else show.measures(entry)
        return Told(show.task_title(asked, entry.task), numbers, answers)

    return told


def _with_items(task: Task) -> Task:
    """A sheet's task with its own questions, where they may be shown."""
    from repairjournal.library import instruments

    try:
        return instruments.fill(task)
    except UsageError:  # a published form, whose sentences are not ours to print
        return task


def _told_once(desk: Desk, path: Path) -> bool:
    """Before the first file: who can read it. On a terminal Enter is no; False: nothing is to be written."""
    if desk.journal().setting(TOLD_KEY):
        return True
    desk.term.error(t("A file holds your words as they are; whoever opens it can read them."))
    if desk.term.asks and not desk.yes and not desk.prompt().confirm(t("Write {path}?", path=safe(str(path)))):
        desk.term.line(t("Nothing was written."))
        return False
    if desk.journal().writable:
        desk.journal().set_setting(TOLD_KEY, "1")
    return True


def _noted(desk: Desk, name: str, path: Path) -> None:
    """Write down what left, so that it can be found again."""
    from repairjournal.store import left

    if desk.journal().writable:
        left.note(desk.journal(), ["export", name], os.path.abspath(path), at=desk.now())
    else:
        desk.term.error(t("The file is there; the list of what was written out could not be."))


# -- how far it has come -----------------------------------------------------------------------------------------------


class _Watched:
    """Entries that say on standard error how far they have been read, where that takes long."""

    def __init__(self, desk: Desk, entries: Entries) -> None:
        self._desk, self._entries = desk, entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return watched(self._desk, self._entries, len(self._entries))


def _watched(
    desk: Desk, tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], of: int
) -> Iterator[tuple[str, Iterable[Mapping[str, Any]]]]:
    for name, rows in tables:
        yield name, watched(desk, rows, of) if name == "entries" else rows


def watched(desk: Desk, items: Iterable[T], of: int) -> Iterator[T]:
    """The same items, with a line on how far they have come."""
    with progress(desk) as step:
        for n, item in enumerate(items):
            if n % 256 == 0:
                step(n, of)
            yield item


@contextmanager
def progress(desk: Desk) -> Iterator[Callable[[int, int], None]]:
    """`step(done, of)` draws a bar on a terminal's standard error once the work has become long; it goes at the end."""
    begun, drawn = time.monotonic(), False
    quiet = desk.term.plain or not sys.stderr.isatty()

    def step(done: int, of: int) -> None:
        nonlocal drawn
        if quiet or time.monotonic() - begun < SLOW:
            return
        part = min(30, 30 * done // max(1, of))
        sys.stderr.write(f"\r  {'█' * part}{'░' * (30 - part)} {done} ")
        sys.stderr.flush()
        drawn = True

    try:
        yield step
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
