"""An answer sheet at the terminal: which copy it is, then one key an answer, then a last look before it is kept."""

from __future__ import annotations

import select
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from repairjournal.cli import keep, results, show, tasks
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM, read_key, single_keys
from repairjournal.cli.typed import CTRL_X
from repairjournal.errors import Away, UsageError
from repairjournal.model import sheet as model
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry
from repairjournal.model.instrument import Instrument
from repairjournal.model.kind import narrow
from repairjournal.model.program import Task
from repairjournal.text import clip, safe, t

GROUP = 10  # answers on a line
_ERASES = ("<", "\x7f", "\b", "\x1b[D")
_BETWEEN = " ,\t\r\n，、；;|"  # between the numbers of a row that is pasted; Enter alone is none of them
_PASTE_GAP = 0.02  # seconds within which the next key belongs to the same paste
_CHANGING = ("partner", "friend")  # whom a form may be about once this one and once that one


class Counts(Exception):
    """The ten counts about last week are wanted instead."""


def ask(desk: Desk, day: Day, task: Task, form: Instrument) -> None:
    """The whole way through a sheet; broken off it waits as a draft. Raises Counts."""
    prompt = desk.prompt(day)
    # A draft is named by what goes on with it: `today` writes rj before it.
    drafted_as = replace(task, id=f"assess {form.id}")
    try:
        drafted = keep.Drafted(desk, day, drafted_as, keep.resumed(desk, prompt, drafted_as))
    except (Enough, Back):
        return
    try:
        if drafted.draft is None and not _right_copy(desk, prompt, day, task, form, drafted.answers):
            return
        paper = _Paper(desk, prompt, form, drafted)
        with desk.term.private():
            row = paper.whole()
    except (Enough, Back):
        if "items" in drafted.answers:
            desk.term.line(t("Kept as a draft; rj assess {form} goes on with it.", form=form.id))
        return
    except (KeyboardInterrupt, EOFError):
        if "items" in drafted.answers:
            desk.term.line(t("Kept as a draft."), DIM)
        raise
    answers = drafted.answers
    if answers.get("turned"):
        row = model.turned(form.scale, row)
    same = answers.get("same_person")
    kept = model.answers_of(form, row) | beside(desk, day, form, same, model.noticed(form, row))
    entry = keep.add(desk, day, task, kept, draft=drafted.draft)
    show.kept(desk, entry)
    results.after_a_sheet(desk, day, form, entry)


# -- whom it is about -------------------------------------------------------------------------------------------------


def before_it(desk: Desk, day: Day, form: Instrument) -> Entry | None:
    """The newest sheet of this form that may be about the same person; None where that cannot be a question."""
    if form.target not in _CHANGING:
        return None
    about = day.run.about
    return next((x for x in _earlier(desk, day, form) if x.answers.get("about") == about), None)


def _earlier(desk: Desk, day: Day, form: Instrument) -> list[Entry]:
    """Sheets of a form in this run, newest first."""
    found = desk.journal(write=True).entries(run=day.run.id, kinds=(results.KIND,))
    return [x for x in found if x.answers.get("form") == form.id]


def beside(desk: Desk, day: Day, form: Instrument, same: bool | None, seen: Sequence[model.Notice]) -> dict[str, Any]:
    """What is kept beside a row: whom the journal is about, which person of them, the codes of what was noticed.

    Persons are counted, never named. A question left open counts as another one: two sheets about nobody knows whom
    are not compared.
    """
    kept: dict[str, Any] = {}
    if day.run.about:
        kept["about"] = day.run.about
    if form.target in _CHANGING:
        numbers = [n for x in _earlier(desk, day, form) if isinstance(n := x.answers.get("person"), int)]
        last = before_it(desk, day, form)
        known = last.answers.get("person") if last and same else None
        kept["person"] = known if isinstance(known, int) else max(numbers, default=0) + 1
    if seen:
        kept["notes"] = [notice.code for notice in seen]
    return kept


# -- the right copy ---------------------------------------------------------------------------------------------------


def _right_copy(desk: Desk, prompt: Prompt, day: Day, task: Task, form: Instrument, answers: dict[str, Any]) -> bool:
    """Whether the person has the form before them; fills in what was said about it. Raises Back, Enough and Counts.

    False: another way was taken, or another day.
    """
    term = desk.term
    term.pair(safe(t(form.title)), form.id, BOLD)
    for label, words in ((t("Where"), form.found_at), (t("The right copy"), form.recognise)):
        if words:
            term.line(f"{label}: {safe(t(words))}", indent="  ", first="")
    if form.validated:
        term.line(t("This needs that page, on the web or on paper: its sentences belong to their authors."), DIM)
    ways = (("s", t("only its results")), ("c", t("ten counts about last week instead")), ("l", t("another day")))
    chosen = prompt.menu("", ways, enter="", hint=t("Enter: it lies before me"))
    if chosen == "l":
        return False
    if chosen == "c":
        raise Counts
    if chosen == "s":
        _results_only(desk, day, task, form)
        return False
    return _as_published(desk, prompt, day, task, form, answers)


def _as_published(desk: Desk, prompt: Prompt, day: Day, task: Task, form: Instrument, answers: dict[str, Any]) -> bool:
    yes_no = (("y", t("yes")), ("n", t("no")))
    if not form.named:
        why = t("Some pages mix the order. Numbers of a mixed copy would come to a false result that looks real.")
        said = prompt.menu(t("Is it numbered as described?"), yes_no, hint=t("Enter: I cannot say"), why=why)
        if said is None:
            desk.term.line(t("Then rather another day, or only its results. Nothing was kept."))
            return False
        if said == "n":
            desk.term.line(t("An order of its own cannot be entered by number. Its page gives results: those will do."))
            _results_only(desk, day, task, form)
            return False
    scale, words = form.scale, form.scale.named()
    yes, no = (scale.high, scale.low) if scale.agreement == "high" else (scale.low, scale.high)
    if model.one_key(scale):
        options = [(str(scale.high), t("the highest number")), (str(scale.low), t("the lowest number"))]
        question = t("Which number means '{words}' on it?", words=safe(t(words[yes])))
        why = t("Some copies count from the other end. The answers are turned round then.")
        end = prompt.menu(question, options, hint=t("Enter: I cannot say"), why=why)
        if end is None:
            desk.term.line(t("Then rather another day. Nothing was kept."))
            return False
        answers["turned"] = end == str(no)
    last = before_it(desk, day, form)
    if last is not None:
        question = t("About the same person as the sheet of {day}?", day=show.program_day(last))
        why = t("Numbers about two people are never set beside each other.")
        said = prompt.menu(question, yes_no, hint=t("Enter: leave open, they are not compared"), why=why)
        answers["same_person"] = said == "y"
    return True


def _results_only(desk: Desk, day: Day, task: Task, form: Instrument) -> None:
    """The two results that a site gave, with the name of the sheet filled in."""
    from repairjournal.library import instruments

    bare = instruments.fill(replace(task, instrument=instruments.SCORES_ONLY))
    fields = [field for field in bare.fields if field.id != "sheet"]
    also = {"sheet": form.title, **({"about": day.run.about} if day.run.about else {})}
    tasks.asked(desk, day, bare, fields, f"assess {instruments.SCORES_ONLY}", also=also)


# -- the answers ------------------------------------------------------------------------------------------------------


class _Paper:
    """The row under the person's keys, each answer committed as it is given."""

    def __init__(self, desk: Desk, prompt: Prompt, form: Instrument, drafted: keep.Drafted) -> None:
        self.term, self.prompt, self.form, self.drafted = desk.term, prompt, form, drafted
        self.items = model.in_order(form)
        self.row = model.begun_row(form, str(drafted.answers.get("items", "")))
        self.labelled = any(item.name or item.ask for item in self.items)
        self.too_many = 0
        self.unsaved = False

    def whole(self) -> tuple[int | None, ...]:
        """All answers, looked at once more and taken as they are. Raises Enough, Back, Away; all leave a draft."""
        while True:
            if len(self.row) < len(self.items):
                self._title()
                self._typed() if model.one_key(self.form.scale) and not self.term.plain else self._by_lines()
            if self._last_look():
                return tuple(self.row)

    def _save(self) -> None:
        answers = {**self.drafted.answers, "items": model.row_text(self.form, self.row)}
        self.drafted.answers = answers
        self.drafted.save(len(self.row), answers)
        self.unsaved = False

    def _why(self) -> str:
        words = ", ".join(f"{n} {safe(t(word))}" for n, word in self.form.scale.named().items())
        if self.drafted.answers.get("turned"):
            words = t("as on your copy, counted from the other end")
        return t("{scale}. One key an answer, - leaves one open, < goes back.", scale=words)

    def _title(self) -> None:
        self.term.line()
        keys = t("- leave open · < back · ? keys · . enough")
        self.term.pair(t("{n} answers, in order", n=len(self.items)), keys, BOLD)

    # one key an answer

    def _typed(self) -> None:
        """Answers at the key; a whole row may be pasted. What is left of a paste that does not fit is dropped."""
        self._line()
        with single_keys():
            while len(self.row) < len(self.items):
                if self.unsaved and not self._waits(0):
                    self._save()
                key = narrow(read_key())
                if key in _ERASES:
                    self._back()
                elif key == model.OPEN or (key.isdecimal() and self._on_scale(key)):
                    self.row.append(None if key == model.OPEN else int(key))
                    self.unsaved = True
                    if not self._waits(0):
                        self._save()
                    several = self.form.named and self._drop(0)
                    self._line(ended=self._group_is_full())
                    if several:
                        self._say(t("By its name, one at a time: copies differ in their order."))
                elif key.isdecimal():
                    self._drop()
                    self._say(t("{n} is not on this scale. {fits}", n=key, fits=self._fits()))
                elif key not in _BETWEEN:
                    self._other(key)
            self._save()
            self.too_many = sum(char.isdecimal() for char in self._drop())
        self.term.write("\n")

    def _on_scale(self, key: str) -> bool:
        return self.form.scale.low <= int(key) <= self.form.scale.high

    def _fits(self) -> str:
        words = model.fits(self.form.scale)
        return words[:1].upper() + words[1:] + "."

    def _other(self, key: str) -> None:
        if key == CTRL_X:
            raise Away
        if key == "\x04":
            raise EOFError
        if key == ".":
            self.term.write("\n")
            raise Enough
        if key == "?":
            self._say(self._why())
        elif key == "!":
            self.term.write("\n")
            self.prompt.call()
            self._say(t("Enter: back to the question"))
            while read_key() not in ("\r", "\n"):
                pass
            self._line()

    def _back(self) -> None:
        if not self.row:
            self.term.write("\n")
            raise Back
        crossed = self._group_is_full()
        self.row.pop()
        self._save()
        if crossed:
            self.term.write("\n")
        self._line()

    def _group_is_full(self) -> bool:
        return self.labelled or len(self.row) % GROUP == 0

    def _line(self, ended: bool = False) -> None:
        """The line of the answer that comes next, drawn anew; with `ended` the full one first."""
        if ended:
            self.term.write(f"\r\x1b[K{self._group((len(self.row) - 1) // self._each * self._each)}\n")
        if len(self.row) < len(self.items):
            self.term.write(f"\r\x1b[K{self._group(len(self.row) // self._each * self._each)}")

    @property
    def _each(self) -> int:
        return 1 if self.labelled else GROUP

    def _group(self, first: int) -> str:
        """One line: the numbers of its items, or the name of its one, and the answers so far."""
        last = min(first + self._each, len(self.items))
        shown = " ".join(model.OPEN if a is None else str(a) for a in self.row[first:last])
        if not self.labelled:
            return f"{f'{first + 1}-{last}':<8}{shown} "
        item = self.items[first]
        label = item.name or t(item.ask)
        return f"{clip(safe(label), self.term.width - 6)}  {shown} "

    def _say(self, words: str) -> None:
        """A line below the row; the row's line stands again after it."""
        self.term.write("\n")
        self.term.line(words, DIM)
        self._line()

    def _waits(self, seconds: float) -> bool:
        """Whether more was typed already: answers of one paste are committed together."""
        return bool(select.select([sys.stdin.fileno()], [], [], seconds)[0])

    def _drop(self, seconds: float = _PASTE_GAP) -> str:
        """What was pasted beyond, taken away so that it is no answer to anything else."""
        dropped = ""
        while self._waits(seconds):
            dropped += read_key()
        return dropped

    # a line an answer

    def _by_lines(self) -> None:
        """Every answer ended with Enter; several on a line are taken in order."""
        why = self._why()
        while len(self.row) < len(self.items):
            item = self.items[len(self.row)]
            label = item.name or item.ask
            question = t("Answer {n} of {most}?", n=len(self.row) + 1, most=len(self.items))
            if label:
                question = f"{safe(t(label))}?"
            try:
                typed = self.prompt.text(question, hint=t("Enter: leave open"), why=why)
            except Back:
                if not self.row:
                    raise
                self.row.pop()
                continue
            try:
                self.row += [None] if typed is None else model.parse_on(self.form, len(self.row), typed)
            except UsageError as error:
                self.term.line(error.line(), DIM)
                continue
            self._save()

    # the last look

    def _last_look(self) -> bool:
        """The sheet as it stands, and what is noticed on it. False: an answer was taken back."""
        if self.term.plain:
            self.term.line()
        else:
            self.term.write("\x1b[H\x1b[2J")  # the rows above are the same
        self.term.line(t("Once more, all of it:"), BOLD)
        for first in range(0, len(self.items), self._each):
            self.term.line(self._group(first).rstrip())
        seen = [notice.what for notice in model.noticed(self.form, self.row)]
        if self.too_many:
            most = len(self.items)
            seen.insert(0, t("More was pasted than {n} answers. Is it this form, and this row?", n=most))
        options = [("e", t("change one")), ("a", t("type all anew"))]
        if not seen:
            chosen = self.prompt.menu("", options, enter="y", hint=t("Enter: keep it"))
        else:
            for words in seen:
                self.term.line(words)
            options.insert(0, ("y", t("keep it, it stands so on my copy")))
            chosen = self.prompt.menu(t("As you meant it?"), options, hint=t("Enter: it waits as a draft"))
        self.too_many = 0
        if chosen is None:
            raise Enough
        if chosen == "a":
            self.row.clear()
        elif chosen == "e":
            self._change_one()
        return chosen == "y"

    def _change_one(self) -> None:
        """One answer by its number, or by its name."""
        scale, most = self.form.scale, len(self.items)
        try:
            if self.labelled:
                options = [(str(n), safe(item.name or t(item.ask))) for n, item in enumerate(self.items[:9], 1)]
                place = int(self.prompt.menu(t("Which one?"), options, hint=t("Enter: none")) or 0)
            else:
                place = self.prompt.rating(t("Which one, 1 to {most}?", most=most), low=1, high=most) or 0
            if not place:
                return
            question = t("Its answer, {low} to {high}?", low=scale.low, high=scale.high)
            value = self.prompt.rating(question, low=scale.low, high=scale.high, hint=t("Enter: open"))
        except Back:
            return
        self.row[place - 1] = value
        self._save()
