"""The way to a page for a therapist: choose, pick line by line, look at all of it, and only then let it leave."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from repairjournal.cli import show
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM, read_key, single_keys
from repairjournal.errors import UsageError
from repairjournal.export import page
from repairjournal.model import share as model
from repairjournal.model.kind import narrow
from repairjournal.model.share import Choice, Life, Line, Receipt
from repairjournal.text import clip, safe, t, wrap

T = TypeVar("T")
SPANS = (None, 7, 14, 30)  # days back from today that the key goes through; None is the whole run
_UP, _DOWN, _SPACE, _ENTER = ("\x1b[A", "\x1bOA"), ("\x1b[B", "\x1bOB"), " ", ("\r", "\n")
_WHY = (
    "Only what has a cross can stand on the page. Nothing is sent: a file is written, and you look at all of it before."
)
# In a process of its own: the browsers it may begin write to the terminal as they like, and this one never connects.
_OPEN = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen so far: the choice itself, days back from today (None: as the choice has it), form, receipt."""

    choice: Choice = field(default_factory=Choice)
    days: int | None = None
    form: str = "html"
    receipt: Receipt = field(default_factory=Receipt)


def made(desk: Desk, life: Life, asked: Asked) -> bytes:
    """The very bytes of the page."""
    lang = desk.settings.get("lang")
    composed = page.compose(
        model.shared(life, asked.choice),
        replace(asked.receipt, why=model.aliased(asked.receipt.why, life.names)),
        written_on=desk.now().date(),
        lang=lang if isinstance(lang, str) and lang else "en",
    )
    return page.render(composed, asked.form)


def conversation(
    desk: Desk,
    prompt: Prompt,
    life: Life,
    asked: Asked,
    *,
    last: Asked | None,
    named: Callable[[Asked], str],
    keep_names: Callable[[Mapping[str, str]], Mapping[str, str]],
    chosen: bool,
) -> tuple[Asked, bytes] | None:
    """What leaves, or None. `last`: what was chosen the time before; `chosen`: begin with the preview.

    `named` gives the name of the file; `keep_names` keeps changed names and gives all of them.
    """
    with ExitStack() as stack:
        stack.enter_context(desk.term.private())
        try:
            while True:
                if not chosen:
                    asked = _boxes(desk, prompt, life, asked, last)
                    try:
                        asked = _questions(desk, prompt, life, asked)
                    except Back:
                        continue
                chosen = False
                while True:
                    data = made(desk, life, asked)
                    key = _looked(desk, prompt, data, asked, _found(life, asked), named(asked))
                    if key == "n":
                        life = replace(life, names=keep_names(_names(desk, prompt, life, _found(life, asked) or ())))
                    elif key == "b":
                        _in_browser(desk, prompt, data, stack)
                    else:
                        break
                if key != "c":
                    return (asked, data) if key == "w" else None
        except (Back, Enough):
            return None


def _fresh(desk: Desk) -> None:
    if not desk.term.plain:
        desk.term.write("\x1b[H\x1b[2J")


# -- the boxes ---------------------------------------------------------------------------------------------------------


def _boxes(desk: Desk, prompt: Prompt, life: Life, asked: Asked, last: Asked | None) -> Asked:
    """Which sections, which period, how exact, as what; Enter goes on. Raises Back, Enough."""
    at, told = 0, ""
    while True:
        key = _box_key(desk, prompt, asked, last, at, told)
        told = t(_WHY) if key == "?" else ""
        if key in _UP or key in _DOWN:
            at = (at + (1 if key in _DOWN else -1)) % len(model.SECTIONS)
        elif key == _SPACE or (key.isdecimal() and 1 <= int(key) <= len(model.SECTIONS)):
            at = at if key == _SPACE else int(key) - 1
            asked = replace(asked, choice=_toggled(asked.choice, model.SECTIONS[at]))
        elif key == "p":
            days = _next(SPANS, asked.days)
            first = None if days is None else life.ended - timedelta(days=days - 1)
            asked = replace(asked, days=days, choice=replace(asked.choice, first=first, last=None))
        elif key == "d":
            asked = replace(asked, choice=replace(asked.choice, exact=not asked.choice.exact))
        elif key == "f":
            asked = replace(asked, form=_next(tuple(page.FORMATS), asked.form))
        elif key == "l" and last is not None:
            first = None if last.days is None else life.ended - timedelta(days=last.days - 1)
            asked = replace(last, choice=replace(last.choice, first=first))
        elif key == "":
            return asked


def _next(values: Sequence[T], value: T) -> T:
    return values[(values.index(value) + 1) % len(values)] if value in values else values[0]


def _toggled(choice: Choice, name: str) -> Choice:
    """A box crossed or emptied; the one of moments goes through counts, chosen ones and all before it is empty."""
    there = name in choice.sections
    how = choice.moments
    if name == model.MOMENTS:
        after = model.HOW_MOMENTS.index(how) + 1
        if there and after < len(model.HOW_MOMENTS):
            return replace(choice, moments=model.HOW_MOMENTS[after])
        how = model.COUNTS
    sections = [x for x in model.SECTIONS if (x in choice.sections) != (x == name)]
    return replace(choice, sections=tuple(sections), moments=how)


def _box_key(desk: Desk, prompt: Prompt, asked: Asked, last: Asked | None, at: int, told: str) -> str:
    """The boxes as they stand with what was asked for below, and one key; empty for Enter."""
    labels = [(_label(asked.choice, name), name in asked.choice.sections) for name in model.SECTIONS]
    keys = _other_keys(asked, last)
    question = t("What may stand in it?")
    _fresh(desk)
    desk.term.line(t("Nothing is sent. A file is written; you give it away yourself."))
    if desk.term.plain:
        boxes = [(str(n), f"{words}, {t('yes') if on else t('no')}") for n, (words, on) in enumerate(labels, 1)]
        return prompt.menu(question, [*boxes, *keys], enter="", hint=t("Enter: on"), why=t(_WHY)) or ""
    desk.term.line(t("{question}  space chooses", question=question), BOLD)
    for n, (words, on) in enumerate(labels):
        desk.term.line(f"{'>' if n == at else ' '} {n + 1} [{'x' if on else ' '}] {words}", BOLD if n == at else "")
    desk.term.line()
    for key, words in keys:
        desk.term.line(f"{key}  {words}")
    desk.term.line(t("Enter: on · ? · . nothing leaves"), DIM)
    if told:
        desk.term.line(told, DIM)
    while True:
        with single_keys():
            key = read_key()
        if key in _ENTER:
            return ""
        if key == "\x04":
            raise EOFError
        if key in (*_UP, *_DOWN, _SPACE):
            return key
        key = narrow(key).lower()
        if key == "?" or prompt._held(key, ""):
            return "?"
        if key in {k for k, _ in keys} or (key.isdecimal() and 1 <= int(key) <= len(labels)):
            return key


def _label(choice: Choice, name: str) -> str:
    if name == model.MOMENTS:
        return t(page.HOW_WORDS[choice.moments]) if name in choice.sections else t("moments")
    if name == model.EXPERIMENTS:
        return t("experiments: my chosen lines")
    return t(page.SECTION_WORDS[name])


def _other_keys(asked: Asked, last: Asked | None) -> list[tuple[str, str]]:
    choice = asked.choice
    if asked.days is not None:
        span = t("period: the last {n} days", n=asked.days)
    elif choice.first or choice.last:
        span = t("period: the dates given")
    else:
        span = t("period: the whole run")
    exact = t("dates: to the day") if choice.exact else t("dates: by week only")
    keys = [("p", span), ("d", exact), ("f", t("file: {form}", form=asked.form))]
    return [*keys, ("l", t("the boxes as last time"))] if last is not None else keys


# -- what the boxes ask for --------------------------------------------------------------------------------------------


def _questions(desk: Desk, prompt: Prompt, life: Life, asked: Asked) -> Asked:
    """The words to begin with, the lines one by one, and the receipt. Raises Back, Enough."""
    choice, receipt = asked.choice, asked.receipt
    _fresh(desk)
    if model.TALK in choice.sections:
        talk = _said(prompt, t("What would you like to talk about?"), choice.talk)
        question = _said(prompt, t("One question to bring?"), choice.question)
        choice = replace(choice, talk=talk, question=question)
    found = model.offered(life, choice)
    choice = replace(choice, lines=_picked(desk, prompt, found, choice.lines))
    _fresh(desk)
    desk.term.line(t("A receipt stands at the end of the page."))
    for_whom = _said(prompt, t("Whom is it for?"), receipt.for_whom)
    why = _said(prompt, t("What is it for?"), receipt.why)
    until = _until(desk, prompt, receipt.until)
    return replace(asked, choice=choice, receipt=Receipt(for_whom, why, until))


def _said(prompt: Prompt, question: str, current: str) -> str:
    said = prompt.text(question, current=current, why=t("It stands on the page as you write it."))
    return current if said is None else said.strip()


def _until(desk: Desk, prompt: Prompt, current: date | None) -> date | None:
    so_far = current.isoformat() if current else ""
    while True:
        said = _said(prompt, t("Until when may it be kept?"), so_far)
        try:
            return until_of(desk, said) if said else None
        except UsageError as refused:
            desk.term.line(refused.line(), DIM)


def until_of(desk: Desk, said: str) -> date:
    """A date that is not past. Raises UsageError."""
    from repairjournal.model.when import parse_date

    on = parse_date(said, desk.journal_date())
    if on < desk.journal_date():
        raise UsageError(t("that day is past"), t("give a day from today on, as in {date}", date=desk.journal_date()))
    return on


def _picked(
    desk: Desk, prompt: Prompt, found: Sequence[Line], before: Sequence[model.Place]
) -> tuple[model.Place, ...]:
    """One line after the other, whole, each with a key of its own; `.` ends it. Raises Back before the first."""
    chosen = [line.place for line in found if line.place in before]
    at = 0
    while at < len(found):
        line = found[at]
        tested = sum(one.place in chosen for one in found if one.kind == "experiment")
        full = line.kind == "experiment" and tested >= model.MOST_LINES
        _fresh(desk)
        when = show.long_date(line.on)
        desk.term.line(t("{n} of {of} · {when} · {question}", n=at + 1, of=len(found), when=when,
                         question=safe(line.question)), BOLD)  # fmt: skip
        rows = wrap(safe(line.text, lines=True), desk.term.width, "  ")
        room = max(4, shutil.get_terminal_size().lines - 8) if not desk.term.plain else len(rows)
        for row in rows[:room]:
            desk.term.line(row)
        if rows[room:]:
            desk.term.line(t("  ... {n} more lines, all of them in the preview", n=len(rows) - room), DIM)
        inside = line.place in chosen
        ways = [("x", t("out again"))] if inside else [("y", t("may stand there"))]
        if full and not inside:
            ways = []
            desk.term.line(t("Five lines of experiments are there already; < goes back to take one out."), DIM)
        hint = t("Enter: it stays in · . done picking") if inside else t("Enter: not this one · . done picking")
        try:
            key = prompt.menu("", ways, enter="", hint=hint, why=t(_WHY))
        except Enough:
            break
        except Back:
            if at == 0:
                raise
            at -= 1
            continue
        if key == "y":
            chosen.append(line.place)
        elif key == "x":
            chosen.remove(line.place)
        at += 1
    return tuple(chosen)


# -- looking at it -----------------------------------------------------------------------------------------------------


def _found(life: Life, asked: Asked) -> tuple[str, ...] | None:
    """Words that look like names and have nothing standing for them; None for a page without own words."""
    leaving = model.shared(life, asked.choice)
    texts = [text for text in (leaving.talk, leaving.question, *(line.text for line in leaving.lines)) if text]
    return model.names_in(texts, life.names.values()) if texts else None


def _looked(desk: Desk, prompt: Prompt, data: bytes, asked: Asked, found: Sequence[str] | None, name: str) -> str:
    """All of the file, a screen at a time; only its last screen has the key that writes. Empty: nothing leaves.

    Raises Back before the first screen, and Enough.
    """
    term = desk.term
    lines = page.as_text(data, asked.form)
    rows = [row for line in lines for row in wrap(safe(line), term.width)]
    ways = [("w", t("write it: {name}", name=safe(name))), ("c", t("change")), ("n", t("names"))]
    if asked.form == "html":
        ways.append(("b", t("look at it in the browser")))
    foot = [
        "",
        *wrap(t("Preview: {n} lines, read to the end.", n=len(lines)), term.width),
        *(wrap(_like_names(found), term.width) if found is not None else ()),
    ]
    height = shutil.get_terminal_size().lines
    room = len(rows) if term.plain else max(4, height - 4)
    screens = [rows[at : at + room] for at in range(0, len(rows), room)]
    below = len(foot) + len(ways) + 5
    if not term.plain and len(screens[-1]) + below > height:
        screens.append([])
    at = 0
    prompt._words_typed = True  # own words stand on the screen: with --plain it can be cleared afterwards
    while True:
        _fresh(desk)
        for row in screens[at]:
            term.line(row)
        final = at == len(screens) - 1
        for row in foot if final else ():
            term.line(row, DIM)
        try:
            if final:
                return prompt.menu("", ways, enter="", hint=t("Enter: nothing leaves"), why=t(_WHY)) or ""
            prompt.menu("", (), enter="", hint=t("Enter: on · < back · . nothing leaves"), why=t(_WHY))
            at += 1
        except Back:
            if at == 0:
                return "c"
            at -= 1


def _like_names(found: Sequence[str]) -> str:
    look = t("Please look yourself: this finds few.")
    if not found:
        return f"{t('No word looks like a name.')} {look}"
    some = ", ".join(safe(clip(word, 20)) for word in found[:6])
    many = t("1 word looks like a name") if len(found) == 1 else t("{n} words look like names", n=len(found))
    return f"{many}: {some}. {look}"


def _names(desk: Desk, prompt: Prompt, life: Life, found: Sequence[str]) -> dict[str, str]:
    """Name by name, what is to stand for it; empty for a name that is let go. The list stays with the person."""
    changed: dict[str, str] = {}
    _fresh(desk)
    desk.term.line(t("Names that you keep to yourself, and what stands for them. The list never leaves."))
    for name, alias in life.names.items():
        desk.term.line(f"{safe(name)}: {safe(alias)}", indent="  ", first="  ")
    if found:
        desk.term.facts([f"{n} {safe(word)}" for n, word in enumerate(found, 1)], DIM)
    try:
        while True:
            typed = prompt.text(t("Which name?"), hint=t("Enter: done"), words=found)
            name = " ".join((typed or "").split())
            if not name:
                break
            standing = {**life.names, **changed}.get(name, "")
            instead = prompt.text(
                t("What stands for it?"),
                hint=t("Enter: as it is · Tab takes the grey one") if not desk.term.plain else t("Enter: as it is"),
                current=standing,
                earlier=() if standing else (f"{name[0].upper()}.",),
            )
            if instead is not None:
                changed[name] = instead.strip()
    except (Back, Enough):
        pass
    return changed


def _in_browser(desk: Desk, prompt: Prompt, data: bytes, stack: ExitStack) -> None:
    """The same bytes in a folder only this person can enter; it is gone when the command ends."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(tempfile.mkdtemp(dir=runtime if os.path.isdir(runtime) else None))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "page.html"
    handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "wb") as opened:
        opened.write(data)
    ran = subprocess.run([sys.executable, "-c", _OPEN, file.as_uri()], check=False)
    if ran.returncode:
        _fresh(desk)
        desk.term.line(t("No browser could be opened here."))
        try:
            prompt.menu("", (), enter="", hint=t("Enter: back to the preview"))
        except (Back, Enough):
            pass
