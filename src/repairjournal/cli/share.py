"""share: one page for a therapist, with nothing on it that was not chosen, and the list of everything that left."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from repairjournal.cli import keep, results, show, target
from repairjournal.cli.desk import Desk
from repairjournal.cli.term import DIM
from repairjournal.errors import JournalError, UsageError, WorldError, unknown
from repairjournal.text import safe, t

if TYPE_CHECKING:
    from repairjournal.cli.sharing import Asked
    from repairjournal.export.seal import Seal
    from repairjournal.model.share import Choice, Life
    from repairjournal.store.share import Left

LAST_KEY = "share_last"  # the boxes of the time before: no words, no dates, no consent
WHAT = "share"  # first word of a page's sections in the ledger
KEYS = ("sections", "moments", "first", "last", "dates", "lines", "talk", "question", "for_whom", "why", "until",
        "format", "names")  # fmt: skip
DATES = ("weeks", "days")
MOST_NAMES = 99  # pages of one date in one folder


def share(
    desk: Desk,
    answers: Annotated[
        str, typer.Option(metavar="FILE", help="The choices as one JSON object; - is stdin. With --yes it is written.")
    ] = "",
    encrypt_to: Annotated[str, typer.Option(metavar="KEY", help="Seal it for this age or ssh key.")] = "",
    passphrase: Annotated[bool, typer.Option("--passphrase", help="Seal it with a passphrase that is asked.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="What left so far, and whether it is still there.")] = False,
    remove: Annotated[str, typer.Option(metavar="ID", help="Delete a file that left.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The list as data.")] = False,
) -> None:
    """A page to give to a therapist: every box is empty at first, and you read all of it before a file is written.

    Nothing is sent. Private entries never stand in it, nor times, answers of a sheet, or your list of names.

    Example: rj share      or: rj share --list
    """
    if as_json and not listed:
        raise UsageError(t("--json goes with --list"), t("rj share --list --json"))
    if listed:
        _list(desk, as_json)
        return
    if remove:
        _remove(desk, remove)
        return
    seal = _sealing(desk, encrypt_to, passphrase)
    if not desk.term.asks and not (answers and desk.yes):
        missing = t("--yes, which says that you agree") if answers else t("--answers FILE and --yes")
        raise UsageError(t("nothing leaves before it was chosen"), t("give {what}", what=missing))
    life = _life(desk)
    asked = None
    if answers:
        given = keep.read_answers(answers)
        asked, names = _from_data(desk, life, given), _names_of(given)
        life = replace(life, names=_kept_names(desk, names) if names else life.names)
    _page(desk, life, asked, seal, ".age" if encrypt_to or passphrase else "")


def _sealing(desk: Desk, key: str, passphrase: bool) -> Callable[[], Seal] | None:
    """How a page is closed, known to work before anything is asked; None for one that stays open."""
    if key and passphrase:
        raise UsageError(t("one of the two is enough"), t("leave --encrypt-to or --passphrase out"))
    if not key and not passphrase:
        return None
    from repairjournal.export import seal

    if key:
        made = seal.for_recipient(key)
        return lambda: made
    seal.ready()
    if not desk.term.asks:
        raise UsageError(t("a passphrase is typed at a terminal"), t("give --encrypt-to KEY instead"))
    return _passphrase


def _passphrase() -> Seal:
    from getpass import getpass

    from repairjournal.export import seal

    while True:
        words = getpass(t("Passphrase (not shown; whoever opens the page needs it): "))
        if not words:
            raise UsageError(t("without a passphrase nothing was written"), t("the same command asks again"))
        if words == getpass(t("Once more: ")):
            return seal.by_passphrase(words)
        print(t("The two were not the same."))


def _life(desk: Desk) -> Life:
    from repairjournal.model.share import Life
    from repairjournal.store import share as ledger

    journal = desk.journal(write=True)  # a page leaves only where that can be written down
    day = desk.day_or_none(write=True) or desk.last_day()
    return Life(
        day=day,
        entries=journal.entries(run=day.run.id)[::-1],
        task=lambda id: desk.task(day, id),
        form=lambda sheet: results._form(desk, sheet),
        names=ledger.names(journal),
    )


def _page(desk: Desk, life: Life, asked: Asked | None, seal: Callable[[], Seal] | None, ending: str) -> None:
    from repairjournal.cli import sharing

    def named(chosen: Asked) -> str:
        return str(_free(f"page-{desk.now().date().isoformat()}", f".{chosen.form}{ending}"))

    def keep_names(changed: Mapping[str, str]) -> Mapping[str, str]:
        return _kept_names(desk, changed)

    if asked is not None and desk.yes:
        made = asked, sharing.made(desk, life, asked)
    else:
        prompt = desk.prompt(life.day)
        left = sharing.conversation(
            desk, prompt, life, asked or sharing.Asked(), last=_last(desk), named=named, keep_names=keep_names,
            chosen=asked is not None,
        )  # fmt: skip
        prompt.offer_to_clear()
        if left is None:
            desk.term.line(t("Nothing left; no file was written."))
            return
        made = left
    asked, data = made
    path = Path(named(asked))
    target.to_file(desk, path, [seal()(data) if seal else data], force=False)
    _noted(desk, path, asked)
    desk.term.line(t("written: {path}", path=safe(str(path))))
    desk.term.line(t("It is yours to give. What left: rj share --list"), DIM)


def _free(stem: str, ending: str) -> Path:
    """The first name of this stem, here, that nothing has yet."""
    for n in range(1, MOST_NAMES + 1):
        path = Path(f"{stem}{f'-{n}' if n > 1 else ''}{ending}")
        if not os.path.lexists(path):
            return path
    raise UsageError(t("{n} pages of today lie here already", n=MOST_NAMES), t("go to another folder"))


def _noted(desk: Desk, path: Path, asked: Asked) -> None:
    """In the ledger, and the boxes for the next time. A page that could not be noted does not stay."""
    from repairjournal.store import left

    journal, choice = desk.journal(write=True), asked.choice
    try:
        left.note(
            journal, [WHAT, *choice.sections], os.path.abspath(path), at=desk.now(),
            for_whom=safe(asked.receipt.for_whom) or None, until=asked.receipt.until,
        )  # fmt: skip
    except JournalError:
        path.unlink(missing_ok=True)
        raise
    boxes = {"sections": choice.sections, "moments": choice.moments, "days": asked.days, "exact": choice.exact,
             "form": asked.form}  # fmt: skip
    journal.set_setting(LAST_KEY, json.dumps(boxes))


def _last(desk: Desk) -> Asked | None:
    from repairjournal.cli.sharing import Asked
    from repairjournal.model.share import Choice

    said = desk.journal(write=True).setting(LAST_KEY)
    if said is None:
        return None
    boxes = json.loads(said)
    choice = Choice(sections=tuple(boxes["sections"]), moments=boxes["moments"], exact=boxes["exact"])
    return Asked(choice, boxes["days"], boxes["form"])


def _kept_names(desk: Desk, changed: Mapping[str, str]) -> Mapping[str, str]:
    from repairjournal.store import share as ledger

    journal = desk.journal(write=True)
    if changed:
        ledger.keep_names(journal, changed, at=desk.now(), on=desk.journal_date())
    return ledger.names(journal)


# -- the same choices as data ------------------------------------------------------------------------------------------


def _from_data(desk: Desk, life: Life, given: Mapping[str, Any]) -> Asked:
    """What --answers says (docs/using.md). UsageError for what is not known, or cannot be shared."""
    from repairjournal.cli.sharing import Asked, until_of
    from repairjournal.export.page import FORMATS
    from repairjournal.model import share as model

    for name in given:
        if name not in KEYS:
            raise unknown(t("key"), name, KEYS)
    choice = model.Choice(
        sections=tuple(_one_of("sections", name, model.SECTIONS) for name in _checked(given, "sections", list, [])),
        moments=_one_of("moments", given.get("moments", model.COUNTS), model.HOW_MOMENTS),
        first=_day(desk, given, "first"),
        last=_day(desk, given, "last"),
        exact=_one_of("dates", given.get("dates", DATES[0]), DATES) == DATES[1],
        talk=_checked(given, "talk", str, ""),
        question=_checked(given, "question", str, ""),
    )
    choice = replace(choice, lines=_places(desk, life, choice, _checked(given, "lines", list, [])))
    until = _checked(given, "until", str, "")
    receipt = model.Receipt(
        for_whom=_checked(given, "for_whom", str, ""),
        why=_checked(given, "why", str, ""),
        until=until_of(desk, until) if until else None,
    )
    form = _one_of("format", given.get("format", "html"), tuple(FORMATS))
    return Asked(choice, None, form, receipt)


def _places(desk: Desk, life: Life, choice: Choice, said: list[Any]) -> tuple[tuple[str, str], ...]:
    """ID.FIELD of each line, the id's beginning being enough. UsageError for one that these boxes do not offer."""
    from repairjournal.model import share as model

    open_to = {line.place: line for line in model.offered(life, choice)}
    found = []
    for item in said:
        id, _, name = str(item).partition(".")
        place = (desk.journal(write=True).entry(id).id, name)
        if place not in open_to:
            what = t("the line {id}.{name} is not among those that may stand there", id=safe(id), name=safe(name))
            raise UsageError(what, t("see whether its section is chosen, its date inside, and the entry not private"))
        found.append(place)
    if sum(open_to[place].kind == "experiment" for place in set(found)) > model.MOST_LINES:
        raise UsageError(t("at most {n} lines of experiments fit the page", n=model.MOST_LINES), t("name fewer"))
    return tuple(dict.fromkeys(found))


def _names_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The names to add to the list, each with what stands for it."""
    names: dict[str, str] = _checked(given, "names", dict, {})
    if not all(isinstance(alias, str) and name.strip() and alias.strip() for name, alias in names.items()):
        raise _unfit("names", t("an object such as {example}", example='{"a name": "what stands for it"}'))
    return {" ".join(name.split()): alias.strip() for name, alias in names.items()}


def _day(desk: Desk, given: Mapping[str, Any], name: str) -> date | None:
    from repairjournal.model.when import parse_date

    said = _checked(given, name, str, "")
    return parse_date(said, desk.journal_date(), ahead=False) if said else None


def _one_of(name: str, value: Any, known: Sequence[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise _unfit(name, ", ".join(known))
    return value


def _checked(given: Mapping[str, Any], name: str, kind: type, empty: Any) -> Any:
    value = given.get(name, empty)
    if not isinstance(value, kind):
        raise _unfit(name, t("text") if kind is str else t("a list") if kind is list else t("an object"))
    return value


def _unfit(name: str, fits: str) -> UsageError:
    return UsageError(t("{name} does not fit", name=name), t("give {fits}", fits=fits))


# -- what left ---------------------------------------------------------------------------------------------------------


def _list(desk: Desk, as_json: bool) -> None:
    """Every file that left, the newest first, and whether it is still there."""
    from repairjournal.store import share as ledger

    found = ledger.ledger(desk.journal())
    if as_json:
        rows = [
            {
                "id": one.id,
                "at": one.at.isoformat(),
                "sections": one.sections,
                "for_whom": one.for_whom,
                "until": one.until and one.until.isoformat(),
                "path": one.path,
                "state": _state(one),
            }
            for one in found
        ]
        show.print_json({"schema": show.SCHEMA, "left": rows})
        return
    if not found:
        desk.term.line(t("Nothing has left yet."))
    zone = desk.now().tzinfo
    for one in found:
        at = one.at.astimezone(zone)
        told = [t(STATE_WORDS[_state(one)]), _what(one)]
        if one.for_whom:
            told.append(t("for {whom}", whom=safe(one.for_whom)))
        if one.until:
            told.append(t("until {date}", date=one.until.isoformat()))
        head = f"{one.short}  {at:%Y-%m-%d %H:%M}"
        if not desk.term.is_tty:
            print("\t".join((one.short, f"{at:%Y-%m-%d}", f"{at:%H:%M}", *told, safe(one.path))))
            continue
        desk.term.line(head)
        desk.term.facts(told, gap=" · ", indent="  ", first="  ")
        desk.term.line(safe(one.path), DIM, indent="  ", first="  ")


STATE_WORDS = {
    "there": "still there",
    "gone": "not there any more",
    "removed": "removed",
    "replaced": "written over by a later one",
}


def _state(one: Left) -> str:
    if one.removed:
        return "removed"
    if not one.latest:
        return "replaced"
    return "there" if os.path.lexists(one.path) else "gone"


def _what(one: Left) -> str:
    from repairjournal.export.page import SECTION_WORDS

    kind, *parts = one.sections or ("",)
    if kind != WHAT:
        return safe(" ".join(one.sections))
    words = "; ".join(t(SECTION_WORDS.get(name, name)) for name in parts)
    return t("a page: {words}", words=safe(words)) if words else t("a page without a section")


def _remove(desk: Desk, id: str) -> None:
    """Delete one file that left; its row stays, marked as removed."""
    from repairjournal.store import share as ledger

    journal = desk.journal(write=True)
    one = ledger.find(journal, id)
    state, path = _state(one), safe(one.path)
    if state in ("removed", "gone"):
        desk.term.line(t("{path} is not there any more; nothing was deleted.", path=path))
        return
    if state == "replaced":
        raise UsageError(t("a later file lies at that place: {path}", path=path), t("see: rj share --list"))
    if not stat.S_ISREG(os.lstat(one.path).st_mode):
        raise UsageError(t("{path} is no plain file", path=path), t("delete it yourself; the list then says so"))
    if not desk.yes:
        desk.need(t("--yes"))
        if not desk.prompt().confirm(t("Delete {path}?", path=path)):
            desk.term.line(t("Nothing was deleted."))
            return
    try:
        os.unlink(one.path)
    except OSError as error:
        what = t("cannot delete {path}: {reason}", path=path, reason=error.strerror)
        raise WorldError(what, t("look at the rights of its folder")) from None
    ledger.note_removed(journal, one.id, at=desk.now())
    desk.term.line(t("Removed: {path}. What was read or copied before is not reached.", path=path))
