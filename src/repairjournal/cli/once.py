"""What the check-in asks only once: after open days, on the fourth day, at the end of the first phase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from repairjournal.cli import keep, run, show, today
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import DIM
from repairjournal.model import calendar
from repairjournal.model.day import Day
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

GAP_KEY = "gap_asked"  # the date on which open days were last asked about
OWN_WORDS_KEY = "asked_own_words"
OWN_WORDS_DAY = 4


def after_a_gap(desk: Desk, prompt: Prompt, day: Day, line: Task) -> None:
    """Two or more whole open days: owed nothing. The answer may change the calendar; `line` is the task of a line."""
    journal = desk.journal(write=True)
    dates = [(p.first, p.last) for p in day.pauses]
    newest, asked = _newest_kept(desk, day), journal.setting(GAP_KEY)
    since = max((x for x in (newest, date.fromisoformat(asked) if asked else None) if x), default=None)
    if day.span is None or len(calendar.open_days(day.on, day.run.started_on, since, dates)) < 2:
        return
    gap = calendar.open_days(day.on, day.run.started_on, newest, dates)
    today.heading(desk, day)
    desk.term.line(t("Good that you are here. {n} days are open. Nothing is owed for them.", n=len(gap)))
    options = [("p", t("those days were a pause")), ("e", t("some more days in this part"))]
    options.append(("y", t("a line about those days")))
    while True:
        try:
            chosen = prompt.menu("", options, enter="", hint=t("Enter: on with today"))
            if chosen == "p":
                _was_a_pause(desk, prompt, day, gap)
            elif chosen == "e":
                _extended(desk, prompt)
            elif chosen == "y":
                _told(desk, prompt, day, line, gap)
        except Back:
            continue
        break
    desk.journal(write=True).set_setting(GAP_KEY, day.on.isoformat())


def _newest_kept(desk: Desk, day: Day) -> date | None:
    """The newest journal date before today with an entry or a look that found nothing."""
    journal, until = desk.journal(write=True), day.on - timedelta(1)
    dates = [e.date for e in journal.entries(run=day.run.id, until=until, n=1)]
    dates += [m.date for m in journal.marks(day.run.id) if m.what == "none" and m.date <= until]
    return max(dates, default=None)


def _was_a_pause(desk: Desk, prompt: Prompt, day: Day, gap: Sequence[date]) -> None:
    new, _ = calendar.add_pause([(p.first, p.last) for p in day.pauses], gap[0], gap[-1], ())
    number = calendar.program_day(day.on, day.run.started_on, new)
    if prompt.confirm(t("Then today is day {day}. Is that right?", day=number)):
        run.keep_pauses(desk, day, new, t("a pause"))


def _extended(desk: Desk, prompt: Prompt) -> None:
    most = calendar.LONGEST_EXTENSION
    more = prompt.rating(t("How many more days, 1 to {most}?", most=most), low=1, high=most, hint=t("Enter: none"))
    if more:
        run.extend(desk, more)


def _told(desk: Desk, prompt: Prompt, day: Day, task: Task, gap: Sequence[date]) -> None:
    """A line that belongs to the last of those days."""
    with desk.term.private():
        text = prompt.text(t("A line about those days"))
    if text:
        show.kept(desk, keep.add(desk, day, task, {"text": text}, begun_on=gap[-1]))


def at_the_end(desk: Desk, prompt: Prompt, day: Day) -> None:
    """After the close, at most one on a day, each in one evening only: the lean again, own words on daily pages."""
    journal = desk.journal(write=True)
    first = day.spans[0].last if day.spans else 0
    key = f"asked_lean:{day.run.id}"
    lean = first <= day.day <= first + calendar.GRACE_DAYS and not journal.setting(key)
    if not lean:
        key = OWN_WORDS_KEY
        if day.day < OWN_WORDS_DAY or "own_words" in desk.settings or journal.setting(key):
            return
    try:
        _ask_lean(desk, prompt, day) if lean else _ask_own_words(prompt)
    except (Back, Enough):
        pass
    journal.set_setting(key, "1")


def _ask_own_words(prompt: Prompt) -> None:
    from repairjournal.cli import config, paths

    question = t("May your own words stand on the daily pages? Whoever sees the screen can read them.")
    chosen = prompt.menu(question, (("y", t("yes")), ("n", t("no"))), hint=t("Enter: leave it as it is"))
    if chosen:
        config.write({**paths.settings(), "own_words": chosen == "y"})


def _ask_lean(desk: Desk, prompt: Prompt, day: Day) -> None:
    """Beside the newest sheets, whose numbers decide nothing by themselves."""
    from repairjournal.cli import start

    for sheet in desk.journal().entries(run=day.run.id, kinds=("assessment",), n=2)[::-1]:
        numbers = safe(KINDS[sheet.kind].headline(sheet.answers))
        desk.term.line(t("Day {day}: {numbers}", day=sheet.day or 0, numbers=numbers), DIM)
    held = t(start.LEAN_WORDS[start.LEAN_KEYS.index(day.run.lean)])
    question = t("What do you notice more often, still the same?   {held}", held=held)
    options = [(str(n), t(words)) for n, words in enumerate(start.LEAN_WORDS, 1)]
    chosen = prompt.menu(question, options, hint=t("Enter: leave it as it is"))
    if chosen:
        changed = replace(day.run, lean=start.LEAN_KEYS[int(chosen) - 1])
        with desk.journal(write=True).act("config", t("lean set anew"), at=desk.now(), on=day.on) as act:
            act.change(changed)
