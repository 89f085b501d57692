"""log, show and revisions: what was kept, one entry whole, and what it said before."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from repairjournal.cli import show as screen
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import DIM, Term
from repairjournal.errors import UsageError, unknown
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.kind import as_shown
from repairjournal.model.kinds import KINDS
from repairjournal.text import cells, safe, t

Json = Annotated[bool, typer.Option("--json", help="As data.")]

PIPED = 120  # signs of a snippet where no screen limits it
HIT = "1;4"
_BELOW = " " * 5
_SEARCH = "Words that stand somewhere in an entry. A beginning is enough; -word leaves out; quotes keep words together."


def log(
    desk: Desk,
    n: Annotated[int | None, typer.Option("-n", min=1, max=1_000_000_000, help="Only the newest N.")] = None,
    since: Annotated[str, typer.Option(metavar="DATE", help="From this date on.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Up to this date.")] = "",
    kind: Annotated[str, typer.Option(help="trigger, practice, moment …")] = "",
    phase: Annotated[str, typer.Option(help="A phase by number or name.")] = "",
    search: Annotated[
        str | None, typer.Option(metavar="WORDS", help='Entries with all these words; "side by side", -without.')
    ] = None,
    as_json: Json = False,
) -> None:
    """What was kept, newest first. Words to look for may be left empty: they are asked, and stay out of the shell.

    Example: rj log -n 10      or: rj log --kind trigger --since "7 days ago"
    """
    if kind and kind not in KINDS:
        raise unknown(t("kind"), kind, list(KINDS))
    day = desk.day_or_none()
    words = _sought(desk) if search is not None and not search.strip() else search
    journal = desk.journal()
    found = journal.iterate(
        kinds=(kind,) if kind else (),
        phase=_phase(day, phase) if phase else None,
        since=_date(desk, since) if since else None,
        until=_date(desk, until) if until else None,
        search=words,
        n=n,
    )
    if as_json:
        _as_json(desk, day, found)
        return
    rows = _lines(desk, day, found, words)
    if n is None and desk.term.asks and not desk.term.plain:
        _paged(rows)
    else:
        for row in rows:
            print(row)


def show(
    desk: Desk,
    id: Annotated[str, typer.Argument(metavar="ID", help="The first characters are enough.")],
    as_json: Json = False,
) -> None:
    """One entry, every answer below its question.

    Example: rj show 3f2
    """
    day = desk.day_or_none()
    journal = desk.journal()
    entry = journal.entry(id)
    if as_json:
        numbers = _numbers(day)
        screen.print_json(
            {
                "schema": screen.SCHEMA,
                **screen.entry_json(entry, numbers.get(entry.phase), journal.revision_count(entry.id)),
            }
        )
        return
    screen.entry_whole(desk, entry, day)


def revisions(
    desk: Desk,
    id: Annotated[str, typer.Argument(metavar="ID", help="The first characters are enough.")],
    as_json: Json = False,
) -> None:
    """What an entry said before each change of it, the oldest first. Nothing is changed by looking.

    Example: rj revisions 3f2
    """
    day = desk.day_or_none()
    journal = desk.journal()
    entry = journal.entry(id)
    found = journal.revisions(entry.id)
    if as_json:
        rows = [
            {"at": at.isoformat(), "verb": verb, "words": words, "before": state and state["answers"]}
            for at, verb, words, state in found
        ]
        screen.print_json({"schema": screen.SCHEMA, "id": entry.id, "revisions": rows})
        return
    zone = desk.now().tzinfo
    for at, _, words, state in found:
        desk.term.line(f"{at.astimezone(zone):%Y-%m-%d %H:%M}  {safe(words)}", DIM)
        before = replace(entry, answers=state["answers"]) if state else None
        for field, value in screen.answered(before, desk.task(day, entry.task)) if before else []:
            if entry.answers.get(field.id) != value:
                desk.term.line(safe(field.ask), indent="  ")
                desk.term.line(
                    t("before: {words}", words=safe(screen.value_text(as_shown(field, value)))), indent="    "
                )
    if all(state is None for _, _, _, state in found):
        desk.term.line(t("It stands as it was first written."))


def _as_json(desk: Desk, day: Day | None, found: Iterator[Entry]) -> None:
    """A JSON array written as it is read, so that a million entries take no more memory than ten."""
    numbers, journal = _numbers(day), desk.journal()
    separator = "["
    for entry in found:
        value = screen.entry_json(entry, numbers.get(entry.phase), journal.revision_count(entry.id))
        print(separator + "\n" + screen.json_text(value), end="")
        separator = ","
    print("\n]" if separator == "," else "[]")


def _sought(desk: Desk) -> str | None:
    """The words to look for, typed where neither the shell's history nor the scrollback keeps them."""
    desk.need(t("--search WORDS"))
    with desk.term.private():
        return desk.prompt().text(t("Which words?"), hint=t("Enter: all entries"), why=t(_SEARCH))


def _lines(desk: Desk, day: Day | None, found: Iterator[Entry], words: str | None) -> Iterator[str]:
    """Lines below a heading for each date; where words were sought, the place in each entry that holds them."""
    term, journal = desk.term, desk.journal()
    last: date | None = None
    for entry in found:
        if entry.date != last and term.is_tty and not term.plain:
            if last is not None:
                yield ""
            heading = screen.long_date(entry.date)
            number = t(" · day {day}", day=entry.day) if entry.day is not None else ""
            yield term.styled(heading + number, DIM)
            last = entry.date
        title = screen.task_title(desk.task(day, entry.task), entry.task)
        short = journal.short_id(entry.id)
        if words is None:
            yield from screen.entry_line(term, short, entry, title)
        elif term.is_tty and not term.plain:
            yield from screen.entry_line(term, short, entry, title, "")
            yield from _marked(term, _snippet(entry, words, term.width - len(_BELOW)))
        else:
            told = "".join(part for part, _ in _snippet(entry, words, PIPED))
            yield from screen.entry_line(term, short, entry, title, safe(told))
    if last is None and term.is_tty and not term.plain:
        yield t("Nothing here yet.")


def _snippet(entry: Entry, words: str, room: int) -> list[tuple[str, bool]]:
    from repairjournal.store import search

    found = search.snippet(entry.answers, words, room)
    if cells("".join(part for part, _ in found)) > room:  # Chinese signs take two columns
        found = search.snippet(entry.answers, words, room // 2)
    return found


def _marked(term: Term, found: list[tuple[str, bool]]) -> list[str]:
    """The line below an entry; a hit is bold and underlined, in brackets where the terminal has neither."""
    marked = "".join(
        part if not hit else term.styled(part, HIT) if term.colour else f"[{part}]"
        for part, hit in ((safe(part), hit) for part, hit in found)
    )
    return [_BELOW + marked] if found else []


def _paged(rows: Iterator[str]) -> None:
    """Through a pager where the list is longer than the screen; `less` keeps nothing."""
    import os
    import shutil
    import subprocess

    height = shutil.get_terminal_size().lines - 2
    head: list[str] = []
    for row in rows:
        head.append(row)
        if len(head) > height:
            break
    else:
        print("\n".join(head))
        return
    environment = {**os.environ, "LESS": "FRX", "LESSHISTFILE": "-"}
    try:
        pager = subprocess.Popen(["less"], stdin=subprocess.PIPE, text=True, env=environment, encoding="utf-8")
    except OSError:
        print("\n".join(head))
        for row in rows:
            print(row)
        return
    assert pager.stdin is not None
    try:
        pager.stdin.write("\n".join(head) + "\n")
        for row in rows:
            pager.stdin.write(row + "\n")
        pager.stdin.close()
    except BrokenPipeError:
        pass
    pager.wait()
    sys.stdout.flush()


def _numbers(day: Day | None) -> dict[str | None, int]:
    return {span.phase.id: span.number for span in day.spans} if day else {}


def _phase(day: Day | None, said: str) -> str:
    if day is None:
        raise UsageError(t("no program has been started"), t("leave --phase out"))
    by_name = {span.phase.id: span.phase.id for span in day.spans}
    by_name |= {str(span.number): span.phase.id for span in day.spans}
    if said not in by_name:
        raise unknown(t("phase"), said, list(by_name))
    return by_name[said]


def _date(desk: Desk, said: str) -> date:
    from repairjournal.cli import keep
    from repairjournal.model.when import parse_date

    return keep.meant(desk, said, lambda words: parse_date(words, desk.journal_date(), ahead=False))
