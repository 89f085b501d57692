"""import: a journal from elsewhere becomes part of this one, as one step that undo takes back."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli.desk import Desk
from repairjournal.cli.export import progress
from repairjournal.errors import UsageError
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.store.incoming import Incoming
    from repairjournal.store.merge import Plan

LARGEST = 2**30  # bytes of a file that is read at once


def import_(
    desk: Desk,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come; change nothing.")] = False,
    kind: Annotated[str, typer.Option("--from", metavar="KIND", help="journal, jrnl, dayone, daylio, csv.")] = "",
    mapping: Annotated[str, typer.Option("--map", metavar="FILE", help="csv: which column is what (TOML).")] = "",
) -> None:
    """Bring in a journal: our JSON, jrnl, Day One, Daylio, or any table with a mapping. One undo takes it back.

    Example: rj import journal.json --dry-run
    """
    from repairjournal.store import merge

    incoming = _read(desk, file, kind, mapping)
    plan = merge.planned(desk.journal() if desk.has_journal() else None, incoming)
    if dry_run or not plan.changes:
        _tell(desk, plan, dry_run)
        return
    if plan.erased and not _sure(desk, len(plan.erased)):
        desk.term.line(t("Nothing was changed."))
        return
    journal = desk.journal(write=True, create=True)
    name = t("standard input") if file == "-" else safe(Path(file).name)
    words = t("what was brought in from {name}", name=name)
    with progress(desk) as step:
        plan = merge.unite(journal, incoming, words, at=desk.now(), on=desk.journal_date(), step=step)
    _tell(desk, plan, False)


def _read(desk: Desk, file: str, kind: str, mapping: str) -> Incoming:
    """What the file brings, in the shape of rows."""
    from repairjournal.library import diaries
    from repairjournal.store import incoming

    source = diaries.source(_bytes(file), name=safe(file), kind=kind, mapping=_bytes(mapping) if mapping else None)
    if source.kind == diaries.JOURNAL:
        return incoming.read(source.value, _vet)
    return incoming.of_entries(diaries.entries(source, desk.zoned_now().tzinfo, desk.day_start))


def _bytes(file: str) -> bytes:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            # Without O_NONBLOCK a named pipe in its place would wait for ever.
            handle = os.open(os.path.expanduser(file), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(handle, "rb") as opened:
                data = opened.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(t("cannot read {name}: {reason}", name=safe(file), reason=error.strerror), "") from None
    if len(data) > LARGEST:
        raise UsageError(t("{name} is larger than a gigabyte", name=safe(file)), t("bring it in in parts"))
    return data


def _vet(sha256: str, texts: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    """A program's texts read by the same door as any program file: no mapping is taken on trust."""
    from hashlib import sha256 as digest

    from repairjournal.library import read_program

    own = next((lang for lang, text in texts.items() if digest(text.encode()).hexdigest() == sha256), None)
    if own is None or not all(lang.replace("-", "").isalnum() and lang.isascii() for lang in texts):
        raise UsageError(t("a program in the file is not what its code says"), "")
    # Its other languages are looked for beside it. A program's texts hold nothing of the person's.
    with tempfile.TemporaryDirectory() as folder:
        for lang, text in texts.items():
            Path(folder, "program.yaml" if lang == own else f"program.{lang}.yaml").write_bytes(text.encode())
        loaded = read_program(Path(folder, "program.yaml"))
    return {lang: parsed for lang, _, parsed in loaded.texts()}


def _sure(desk: Desk, n: int) -> bool:
    """What was erased elsewhere goes here too, for good: that is asked."""
    told = t("{n} entries here were erased in the other journal. They go here too, for good.", n=n)
    if desk.yes:
        return True
    desk.need(t("--yes, since {n} entries that were erased elsewhere go here too", n=n))
    desk.term.line(told)
    return desk.prompt().confirm(t("Go on?"))


def _tell(desk: Desk, plan: Plan, dry_run: bool) -> None:
    term = desk.term
    if dry_run:
        term.line(t("Nothing was changed. It would be:"))
    parts = (
        (plan.new["entries"], t("1 new entry"), t("{n} new entries")),
        (plan.newer["entries"], t("1 entry that is newer there"), t("{n} entries that are newer there")),
        (plan.new["runs"], t("1 run"), t("{n} runs")),
        (plan.earlier, t("1 other wording, kept beside"), t("{n} other wordings, kept beside")),
        (len(plan.erased), t("1 entry erased there, gone here too"), t("{n} entries erased there, gone here too")),
    )
    lines = [one if n == 1 else many.format(n=n) for n, one, many in parts if n]
    others = sum((plan.new + plan.newer).values()) - plan.new["entries"] - plan.newer["entries"] - plan.new["runs"]
    if others:
        lines.append(t("{n} marks, pauses, programs and the like", n=others))
    for line in lines:
        term.line(line, indent="  ", first="  ")
    if not lines:
        term.line(t("Nothing new in it.") if not plan.changes else t("Small things only."))
    if plan.known["entries"]:
        term.line(t("Already here: {n}.", n=plan.known["entries"]))
    if plan.away:
        term.line(t("Taken away here since, and it stays so: {n}.", n=plan.away))
    if plan.left_out:
        term.line(t("Erased here, and not brought back: {n}.", n=plan.left_out))
    if plan.puts and not dry_run:
        term.line(t("rj undo takes it back."))
