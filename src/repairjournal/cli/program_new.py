"""program new: the first text of a program, by a few questions, as a copy, or as a small change of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from repairjournal.cli import program_page
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import DIM
from repairjournal.errors import UsageError, WorldError
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.library import LoadedProgram
    from repairjournal.library.draft import Wish

SCHEMA_FILE = "program.schema.json"
MOST_PHASES = 20


def new(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Its id: small letters, digits and '-'.")] = "",
    source: Annotated[str, typer.Option("--from", metavar="PROGRAM", help="Copy this one, notes included.")] = "",
    as_overlay: Annotated[bool, typer.Option("--overlay", help="Some ten lines that change that one.")] = False,
    out: Annotated[str, typer.Option("-o", metavar="FILE", help="Where to write it; - is standard output.")] = "",
) -> None:
    """A new program file to go on with in any editor: by questions, as a copy, or as a small change.

    Example: rj program new mine --from integrative-50 --overlay
    """
    from repairjournal.library import draft

    id = _id(name) if name else ""
    if as_overlay and not source:
        raise UsageError(t("--overlay wants to know what it changes"), t("say --from integrative-50"))
    if source:
        base = program_page.load(desk, source)
        id = id or f"{base.program.id}-mine"
        title = t("{title}, changed", title=base.program.title)
        text = draft.change(base, id, title) if as_overlay else draft.copy(base, id, title)
    elif desk.term.asks:
        try:
            wish, kept_from, keep = _asked(desk, desk.prompt(), id)
        except (Back, Enough):
            desk.term.line(t("Nothing was made."))
            return
        id, text = wish.id, draft.new(wish, kept_from, keep)
    else:
        desk.need(t("the name of the new program")) if not id else None
        text = draft.new(draft.Wish(id, _title(id)))
    _keep(desk, text, out or f"{id}.yaml")


def _title(id: str) -> str:
    words = id.replace("-", " ")
    return words[:1].upper() + words[1:]


def _id(name: str) -> str:
    if re.fullmatch(r"[a-z][a-z0-9-]{0,39}", name):
        return name
    raise UsageError(t("this is not an id"), t("use small letters, digits and '-', as in four-weeks"))


def _keep(desk: Desk, text: str, out: str) -> None:
    """The file, never over one that is there, and what to do next."""
    from repairjournal.library.install import write_new

    if out == "-":
        print(text, end="")
        return
    try:
        write_new(Path(out), text)
    except FileExistsError:
        raise UsageError(t("there is a file of this name already"), t("say another one with -o")) from None
    except OSError as error:
        raise WorldError(
            t("cannot write this file: {reason}", reason=error.strerror), t("look at its folder")
        ) from None
    desk.term.line(t("Written: {file}", file=safe(out)))
    desk.term.line(t("Look at it: rj program check {file}", file=safe(out)), DIM)
    schema = Path(out).with_name(SCHEMA_FILE)
    if not schema.exists():
        desk.term.line(t("For completion in an editor: rj program schema > {file}", file=safe(str(schema))), DIM)


# -- the questions ----------------------------------------------------------------------------------------------------


def _asked(desk: Desk, prompt: Prompt, id: str) -> tuple[Wish, LoadedProgram | None, Sequence[str]]:
    from repairjournal.library.draft import Wish

    title = prompt.text(t("What is it called?"), hint=t("one line, as in: Four gentle weeks")) or t("A new program")
    while not id:
        given = prompt.text(t("A short name for it?"), hint=t("Enter: {id}", id=_short(title))) or _short(title)
        try:
            id = _id(given.strip())
        except UsageError as refused:
            desk.term.line(refused.line(), DIM)
    language = _language(desk, prompt)
    phases = _phases(desk, prompt)
    base, keep = _kept(desk, prompt)
    contacts = []
    while who := prompt.text(t("Somebody to reach, to stand in the file?"), hint=t("a name · Enter: nobody more")):
        how = prompt.text(t("How?"), hint=t("as in: by telephone in the morning"))
        if how:
            contacts.append((who.strip(), how.strip()))
    return Wish(id, title.strip(), language, phases, contacts), base, keep


def _short(title: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:30].strip("-")
    return found if re.fullmatch(r"[a-z][a-z0-9-]*", found) else "mine"


def _language(desk: Desk, prompt: Prompt) -> str:
    while True:
        given = (
            prompt.text(t("Which language is it written in?"), hint=t("a code such as en, de, zh · Enter: en")) or "en"
        )
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}", given.strip()):
            return given.strip()
        desk.term.line(t("A code of two or three small letters."), DIM)


def _phases(desk: Desk, prompt: Prompt) -> list[tuple[str, int]]:
    """(title, days) one after the other; Enter ends, and two parts of a month stand where none was said."""
    phases: list[tuple[str, int]] = []
    desk.term.line(t("Its parts, one after the other, each with its days: Arriving, 7"))
    while len(phases) < MOST_PHASES:
        hint = t("Enter: that is all") if phases else t("Enter: Arriving, 7 and Going on, 21")
        given = prompt.text(t("Part {n}?", n=len(phases) + 1), hint=hint)
        if not given:
            break
        found = re.fullmatch(r"\s*(.+?)[\s,，、]+(\d{1,3})\s*\D*", given)
        if found is None or not 1 <= int(found[2]) <= 365:
            desk.term.line(t("A title, a comma, and 1 to 365 days."), DIM)
            continue
        phases.append((found[1].strip(), int(found[2])))
    return phases or [(t("Arriving"), 7), (t("Going on"), 21)]


def _kept(desk: Desk, prompt: Prompt) -> tuple[LoadedProgram | None, Sequence[str]]:
    """Tasks of a shipped program to begin with, by their numbers."""
    from repairjournal import library

    names = [name for name, _ in library.available()]
    options = [(str(n), name) for n, name in enumerate(names, 1)]
    chosen = prompt.menu(t("Keep tasks of a program that ships?"), options, enter="", hint=t("Enter: none"))
    if not chosen:
        return None, ()
    base = program_page.load(desk, names[int(chosen) - 1])
    tasks = [task for task in base.program.tasks.values() if task.kind != "reading" and not task.retired]
    for n, task in enumerate(tasks, 1):
        desk.term.line(f"{n:>3}  {safe(task.title)}", indent="     ", first="")
    while True:
        given = prompt.text(t("Which ones?"), hint=t("numbers, as in: 1, 4, 7 · Enter: none"))
        numbers = [int(word) for word in re.findall(r"\d+", given or "")]
        if all(1 <= n <= len(tasks) for n in numbers):
            return base, [tasks[n - 1].id for n in numbers]
        desk.term.line(t("Numbers from 1 to {most}.", most=len(tasks)), DIM)
