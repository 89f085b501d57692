"""config, paths, status: settings, where things lie, and the day number when asked through Typer."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import time
from typing import Annotated, Any

import typer

from repairjournal.cli import paths, show
from repairjournal.cli.desk import Desk
from repairjournal.errors import UsageError, WorldError, unknown
from repairjournal.model.kind import narrow
from repairjournal.model.program import ABOUTS, LEANS
from repairjournal.text import safe, t


def _day_start(value: str) -> str:
    try:
        at = time.fromisoformat(narrow(value).strip().zfill(5))
    except ValueError:
        at = time(23, 0)
    if at > time(12, 0) or at.second or at.microsecond:
        raise UsageError(t("day_start does not fit"), t("give a time from 00:00 to 12:00, for example 04:00"))
    return at.strftime("%H:%M")


def _switch(value: str) -> bool:
    word = narrow(value).strip().lower()
    if word not in ("on", "off", "yes", "no", "true", "false"):
        raise UsageError(t("this setting is on or off"), t("write on or off"))
    return word in ("on", "yes", "true")


def _country(value: str) -> str:
    from repairjournal.library import shipped

    code = value.strip().upper()
    known = shipped.countries()
    if code not in known:
        raise UsageError(t("no lines are kept for that country"), t("known: {codes}", codes=", ".join(known)))
    return code


def _language(value: str) -> str:
    code = value.strip()
    if not code.replace("-", "").isalnum() or len(code) > 12:
        raise UsageError(t("lang does not fit"), t("write a code such as en or zh"))
    return code


def _folder(value: str) -> str:
    folder = os.path.abspath(os.path.expanduser(value))
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UsageError(t("that is not a folder"), t("name a folder, it may not exist yet"))
    return folder


# name: (what a value becomes, its value while unset, what it is for)
SETTINGS: dict[str, tuple[Callable[[str], Any], str, str]] = {
    "day_start": (_day_start, "04:00", "when a day ends and the next begins"),
    "country": (_country, "", "whose phone lines stand first"),
    "lang": (_language, "", "language of the program's texts, else the locale's"),
    "plain": (_switch, "off", "one fact a line, for a screen reader"),
    "bell": (_switch, "off", "a sound at each step of a practice"),
    "own_words": (_switch, "off", "own words on daily pages and in completion"),
    "data": (_folder, "", "another folder for the journal"),
}
IN_RUN = {"lean": LEANS, "about": ABOUTS}
IN_RUN_WORDS = {"lean": "what you notice more often", "about": "whom this is mostly about"}


def config(
    desk: Desk,
    key: Annotated[str, typer.Argument(metavar="[KEY]")] = "",
    value: Annotated[str, typer.Argument(metavar="[VALUE]", help="Empty quotes unset it.", show_default=False)] = "\0",
    as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False,
) -> None:
    """Settings: all of them, one, or a new value. They lie beside the journal and hold nothing personal.

    Example: rj config day_start 03:00
    """
    if not key:
        _all(desk, as_json)
        return
    if key in IN_RUN:
        _in_run(desk, key, value, as_json)
        return
    if key not in SETTINGS:
        raise unknown(t("setting"), key, [*SETTINGS, *IN_RUN])
    read, unset, _ = SETTINGS[key]
    if value == "\0":
        _told(key, _shown(desk.settings.get(key), unset), as_json)
        return
    changed = {name: held for name, held in desk.settings.items() if name != key}
    if value:
        changed[key] = read(value)
    write(changed)
    desk.term.line(t("{key}: {value}", key=key, value=safe(_shown(changed.get(key), unset))))


def _told(key: str, value: str, as_json: bool) -> None:
    """One setting for a script: the bare value, or data."""
    if as_json:
        show.print_json({"schema": show.SCHEMA, key: value})
    else:
        print(safe(value))


def write(settings: dict[str, Any]) -> None:
    """Replace the settings file as a whole: a new file beside it, then one rename."""
    target = paths.settings_file()
    temporary = f"{target}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(settings, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise WorldError(
            t("settings could not be written: {why}", why=error.strerror), t("nothing was changed")
        ) from None


def _shown(value: object, unset: str) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) if value not in (None, "") else unset


def _all(desk: Desk, as_json: bool) -> None:
    values = {name: _shown(desk.settings.get(name), unset) for name, (_, unset, _) in SETTINGS.items()}
    day = desk.day_or_none()
    if day is not None:
        values |= {"lean": day.run.lean, "about": day.run.about or ""}
    if as_json:
        show.print_json({"schema": show.SCHEMA, **values})
        return
    words = {name: words for name, (_, _, words) in SETTINGS.items()}
    words |= IN_RUN_WORDS
    rows = [(name, safe(value) or t("not set"), t(words[name])) for name, value in values.items()]
    desk.term.columns(rows, (12, 20, 48))


def _in_run(desk: Desk, key: str, value: str, as_json: bool) -> None:
    """lean and about live in the run; a change is an act that undo takes back."""
    from dataclasses import replace

    if value == "\0":
        _told(key, getattr(desk.day().run, key) or "", as_json)
        return
    known = IN_RUN[key]
    if value not in known and not (key == "about" and value == ""):
        raise unknown(t("value for {key}", key=key), value, known)
    journal = desk.journal(write=True)
    day = desk.day()
    run = replace(day.run, lean=value) if key == "lean" else replace(day.run, about=value or None)
    with journal.act("config", t("{key} set anew", key=key), at=desk.now(), on=day.on) as act:
        act.change(run)
    if key == "about" and run.about != day.run.about:
        from repairjournal.cli import care

        care.closed(desk, day)  # the questions were about someone else
    desk.term.line(t("{key}: {value}", key=key, value=value))


def paths_command(desk: Desk, as_json: Annotated[bool, typer.Option("--json", help="As data.")] = False) -> None:
    """Where the journal, the settings and installed programs lie.

    Example: rj paths
    """
    places = {
        "journal": str(desk.journal_path),
        "settings": paths.settings_file(),
        "programs": str(desk.programs_path),
    }
    if as_json:
        show.print_json({"schema": show.SCHEMA, **places})
        return
    for name, place in places.items():
        desk.term.line(f"{t(name)}: {safe(place)}")


def status(
    desk: Desk, mark_open: Annotated[bool, typer.Option("--open", help="A dot when a draft waits.")] = False
) -> None:
    """The day number, for a shell prompt; nothing in a pause or where no program runs.

    Example: PS1='$(rj status) $ '
    """
    from repairjournal.cli import status as fast

    fast.show(mark_open=mark_open, now=desk.now().replace(tzinfo=None))
