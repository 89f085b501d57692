"""checkin: the guided way through a day. Three questions, at most two guests; every answer is kept before the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Annotated, Any

import typer

from repairjournal.cli import care, guests, keep, lastday, once, show, tasks, today, trigger
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.errors import UsageError
from repairjournal.model import care as rules
from repairjournal.model import progress
from repairjournal.model.day import Day
from repairjournal.model.entry import Draft, Entry, Mark
from repairjournal.model.kinds import KINDS
from repairjournal.model.program import Task
from repairjournal.text import safe, t

TASK = "checkin"
SINCE = ("none", "later")  # what --answers may say of the daily look
LATER_KEY = "tell_later"  # the date on which "yes, later" was answered
QUESTION_SECONDS = 20  # a key or a short line; the clock on the first line is their sum


def checkin(
    desk: Desk,
    answers: Annotated[
        str, typer.Option(metavar="FILE", help='Such as {"now": 3, "since": "none"} as JSON; - is stdin.')
    ] = "",
) -> None:
    """Through the day in about two minutes: how strong, a moment, one line. Enter leaves anything open.

    Example: rj checkin
    """
    day = keep.day_for_keeping(desk)
    if answers:
        _given(desk, day, keep.read_answers(answers))
        return
    if day.paused is not None:
        desk.term.line(t("A pause; nothing is asked. rj resume ends it, and all else is open to you."))
        return
    desk.need(t("--answers, or a terminal for the questions"))
    Evening(desk, day).go()


def _given(desk: Desk, day: Day, given: dict[str, Any]) -> None:
    """The check-in as data: its own two answers, and of the daily look `none` or `later`."""
    evening = Evening(desk, day)
    since = given.pop("since", None)
    if since not in (None, *SINCE):
        raise UsageError(t("since does not fit"), t("write one of: {words}", words=", ".join(SINCE)))
    evening.answers.update(keep.accepted(evening.task, given, day.program.vocab))
    evening.answers.update({"since": since[0]} if since else {})
    if not evening.answers:
        raise UsageError(t(keep.NOTHING), t('write one object such as {"now": 3}'))
    if evening.kept_before():
        raise UsageError(t("this day's check-in is kept"), t("change it with rj edit"))
    evening.keep()
    desk.term.line(evening.last_words())


class _Over(Exception):
    """Nothing more is asked or said tonight."""


class Evening:
    """One check-in. `day` is today, `told` the day it is about (another one where it was begun earlier)."""

    def __init__(self, desk: Desk, day: Day) -> None:
        self.desk, self.day, self.told = desk, day, day
        task = desk.task(day, TASK)
        assert task is not None
        self.task = task
        self.drafted = keep.Drafted(desk, day, task)
        self.at = 0  # questions behind us
        self.guests: dict[str, guests.Guest] = {}
        self.pinned: list[str] = []  # the guests of this check-in, also when it is resumed

    @cached_property
    def prompt(self) -> Prompt:
        return self.desk.prompt(self.day)

    @property
    def on(self) -> date:
        return self.told.on

    @property
    def answers(self) -> dict[str, Any]:
        return self.drafted.answers

    @property
    def begun(self) -> datetime:
        """When it was begun, by the wall clock of that moment."""
        draft = self.drafted.draft
        if draft is None:
            return self.desk.now()
        return draft.begun_at.astimezone(timezone(timedelta(minutes=draft.offset_min)))

    def go(self) -> None:
        try:
            self._begin()
        except (Enough, _Over):
            return
        try:
            self._walk()
        except Enough:
            pass
        except _Over:
            return
        except (KeyboardInterrupt, EOFError):
            if self.drafted.draft is not None:
                self.desk.term.line()
                self.desk.term.line(t("Kept as a draft; rj checkin goes on with it."), DIM)
            raise
        something = self.keep()
        if not something:
            self.desk.term.line(t(keep.NOTHING))
            return
        care.heavy_after_checkin(self.desk, self.day)
        if self._high:
            self.desk.term.line(t("Kept. The rest can wait."))
            return
        once.at_the_end(self.desk, self.prompt, self.day)
        self.desk.term.pair(self.last_words(), self._one_more())
        self.prompt.offer_to_clear()

    # -- before the first question -----------------------------------------------------------------------------------

    def _begin(self) -> None:
        """A draft goes on, open days are asked about once, the last day opens with a look back."""
        waiting = self._waiting()
        if waiting is not None:
            self._resume(waiting)
        elif self.kept_before():
            self.desk.term.line(t("Tonight's check-in is kept. Anything else: rj trigger, rj moment, rj --help"))
            raise _Over
        else:
            once.after_a_gap(self.desk, self.prompt, self.day, self.task)
            self.day = self.told = self.drafted.day = self._today()
            if self.day.day == self.day.days:
                today.heading(self.desk, self.day)
                lastday.look_back(self.desk, self.prompt, self.day)
        found = guests.of(self)
        self.pinned = self.answers.get("guests", [guest.name for guest in found[: guests.GUESTS]])
        self.guests = {guest.name: guest for guest in found}
        self._heading()

    def _today(self) -> Day:
        """Read again: what was said about open days may have changed the number."""
        self.desk.journal(write=True)
        return self.desk.day()

    def _heading(self) -> None:
        told, term, span = self.told, self.desk.term, self.told.span
        if span is None:
            term.line(
                t("The {days} days are through. All of it stays usable: trigger, now, moment, write.", days=told.days)
            )
            term.line(t("rj finish closes the run, rj start begins another."))
            return
        asked = 3 + len(self.pinned)
        minutes = -(-asked * QUESTION_SECONDS // 60)
        about = t("about a minute") if minutes == 1 else t("about {n} minutes", n=minutes)
        left = t("Day {day} of {days} · {about} on a quiet day", day=told.day, days=told.days, about=about)
        term.pair(left, t("? why · . enough for today"), BOLD)
        if told.day == span.first > 1 and self.drafted.draft is None:
            self._border(span)

    def _border(self, span: progress.Span) -> None:
        """The first day of a phase: what it brings that the one before had not."""
        term, day = self.desk.term, self.told
        before = day.spans[span.number - 2].phase
        known = {id for use in before.uses for id in use.tasks if use.role == "core"}
        fresh = [x for x in today.lines_today(self.desk, day) if x.role == "core" and not known & set(x.use.tasks)]
        term.line(t("Now: {title} ({days} days).", title=safe(span.phase.title), days=span.days))
        if day.focus:
            term.line(safe(day.focus))
        if fresh:
            names = "; ".join(tasks.title(line, day.program) for line in fresh)
            term.line(t("New: {names}. All you know is still there.", names=names))
        if span.phase.reading:
            term.line(t("About this part: rj read"), DIM)

    def _waiting(self) -> Draft | None:
        drafts = self.desk.journal(write=True).drafts()
        return next((d for d in drafts if d.task == TASK and d.run == self.day.run.id), None)

    def kept_before(self) -> Entry | None:
        """The entry of the day this is about, once there is one: at most one a day."""
        journal, on = self.desk.journal(write=True), self.on
        return next(iter(journal.entries(run=self.day.run.id, tasks=(TASK,), since=on, until=on, n=1)), None)

    def _first(self, question: str, options: Sequence[tuple[str, str]], hint: str) -> str:
        """A menu with nothing to go back to."""
        while True:
            try:
                return self.prompt.menu(question, options, enter="", hint=hint) or ""
            except Back:
                continue

    def _resume(self, draft: Draft) -> None:
        """Go on with what was broken off; on another day today may come first, the other is kept."""
        from repairjournal import store

        journal = self.desk.journal(write=True)
        if not journal.claim_draft(draft.id, store.holder(os.getpid())):
            raise UsageError(t("this check-in is open in another window"), t("go on there, or close it"))
        if draft.date != self.day.on:
            line = t("The one of {date} waits, after question {n}.", date=show.long_date(draft.date), n=draft.step)
            options = [] if self.kept_before() else [("d", t("today instead; the other is kept"))]
            if self._first(line, options, t("Enter: on with it")) == "d":
                journal.release_draft(draft.id)
                return
            number = self.day.day_of(draft.date) or 1
            self.told = replace(self.day, on=draft.date, held=0, day=number, paused=None)
        self.drafted.draft, self.drafted.answers, self.at = draft, dict(draft.answers), draft.step

    # -- the questions -----------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        """One question after the other; `<` goes to the one before. A guest that has gone meanwhile is passed over."""
        step = 1
        while self.at < len(plan := self._plan()):
            ask = plan[self.at]
            try:
                if ask is not None:
                    step = 1
                    ask()
            except Back:
                step = -1
            self.at = max(0, self.at + step)
            self.save()

    def _plan(self) -> list[Callable[[], None] | None]:
        if self._high:
            return [self._now, self._hard, self._one_line]
        asked = [self.guests[name].ask if name in self.guests else None for name in self.pinned]
        return [self._now, self._since, *asked, self._close]

    def save(self, *, passed: bool = False) -> None:
        """Commit what is answered; `passed`: the present question needs no second asking."""
        if self.drafted.draft is None and not self.answers:
            return
        self.answers["guests"] = self.pinned
        self.drafted.save(self.at + passed, self.answers)

    @property
    def _strength(self) -> str:
        now = self.answers.get("now")
        return "open" if now is None else rules.strength(now, self.desk.thresholds(self.day))

    @property
    def _high(self) -> bool:
        return self._strength == "high"

    def _now(self) -> None:
        question = t("How strong is it right now?   0 settled … 10 the most I can imagine")
        strong = self.prompt.rating(question, hint=t("! not safe"), why=t("So that a hard evening asks less of you."))
        if strong is not None:
            self.answers["now"] = strong

    def _hard(self) -> None:
        """8 or more: the hard moment's own way. One told on another day is over."""
        if self.on != self.day.on:
            return
        from repairjournal.cli import now

        strong = self.answers["now"]
        if not care.safe_now(self.desk, self.prompt, strong, self.day):
            self._not_safe()
        now.room_first(self.desk, self.prompt, self.day, strong)

    def _not_safe(self) -> None:
        """Nothing of it is kept, and nothing more is asked or said; what was answered besides still waits."""
        del self.answers["now"]
        draft = self.drafted.draft
        self.at = 0
        if draft is not None and set(self.answers) <= {"guests"}:
            self.desk.journal(write=True).drop_draft(draft.id)
        else:
            self.save()
        raise _Over

    def _since(self) -> None:
        """The daily look. `n` counts as looked, `l` is asked again once, tomorrow."""
        task = trigger.task_of(self.told, "")
        going_on = self.answers.get("since") == "y" and "before" in self.answers
        if not going_on and self._told_later():
            self.desk.term.line(t("One was to be told later; now is a time for it."), DIM)
        while True:
            if not going_on:
                question = t("{since}: a moment that set something off?", since=self._span_words())
                options = [("n", t("none")), ("y", t("tell it")), ("l", t("yes, later"))]
                hint, why = t("Enter: leave open"), t("Having looked is enough.")
                chosen = self.prompt.menu(question, options, hint=hint, why=why)
                if chosen is not None:
                    self.answers["since"] = chosen
                if chosen != "y":
                    break
            going_on = False
            try:
                self.tell(task)
                while self.prompt.confirm(t("Another?")):
                    self.tell(task)
            except Back:
                self.answers.pop("before", None)
                continue
            break
        if self._strength == "raised":
            self._what_helped()

    def tell(self, task: Task) -> None:
        """A moment told inside the check-in, short form, as an entry of its own. Raises Back, Enough.

        `before` remembers how many there were when it was begun: broken off after it was kept, it is not asked again.
        """
        task = tasks.filled(task)
        here = self.desk.journal(write=True).entries(run=self.day.run.id, tasks=(task.id,), since=self.on)
        if self.answers.setdefault("before", len(here)) == len(here):
            self.save()
            self._tell(task)
        self.answers.pop("before")

    def _tell(self, task: Task) -> None:
        if task.kind == "assessment":
            from repairjournal.cli import assess

            assess.by_task(self.desk, self.day, self.desk.task(self.day, task.id) or task)
            return
        kind = KINDS[task.kind]
        drafted = keep.Drafted(self.desk, self.day, task, keep.resumed(self.desk, self.prompt, task))
        if task.kind == trigger.KIND and "now" in self.answers:
            drafted.answers.setdefault("now", self.answers["now"])
        fields = [f for f in kind.fields(self.told.use_ask(task)) if not f.more and f.id != "now"]
        at = drafted.draft.step if drafted.draft else 0
        enough = False
        keep.remember(self.desk, self.prompt, task)
        try:
            with self.desk.term.private():
                self.prompt.fields(fields, drafted.answers, drafted.save, start=min(at, len(fields)))
        except Enough:
            enough = True
        draft = drafted.draft
        if kind.enough(drafted.answers) and draft is not None:
            at_that_time = self.begun if self.on != self.day.on else None
            answers = tasks.scored(task, drafted.answers)
            show.kept(self.desk, keep.add(self.desk, self.day, task, answers, at=at_that_time, draft=draft))
        elif draft is not None:
            self.desk.journal(write=True).drop_draft(draft.id)
        if enough:
            self.answers.pop("before", None)
            raise Enough

    def _told_later(self) -> bool:
        """Whether "yes, later" was said on an earlier day and not asked about since."""
        said = self.desk.journal().setting(LATER_KEY)
        return bool(said) and said < self.on.isoformat()  # type: ignore[operator]

    def _span_words(self) -> str:
        until = self.on - timedelta(1)
        found = self.desk.journal().entries(run=self.day.run.id, tasks=(TASK,), until=until, n=9)
        last = next((e.date for e in found if "now" in e.answers or not e.backdated), None)
        if last is None:
            return t("In the last days")
        if last == until:
            return t("Since yesterday evening")
        return t("Since {date}", date=show.long_date(last))

    def _what_helped(self) -> None:
        """One line of the person's own, where own words may be shown."""
        if not self.desk.own_words:
            return
        for title, note in lastday.helped(self.desk, self.day):
            self.desk.term.line(t("What helped before: {title}. {words}", title=title, words=note), DIM)
            return

    def _close(self) -> None:
        self._ask_text(t("One line to close the day."))

    def _one_line(self) -> None:
        self._ask_text(t("One line, if you like."))

    def _ask_text(self, question: str) -> None:
        text = self.line(question, current=self.answers.get("text", ""))
        if text:
            self.answers["text"] = text

    def line(self, question: str, *, above: str = "", current: str = "") -> str | None:
        """A line of the person's own, typed out of sight."""
        with self.desk.term.private():
            if above:
                self.desk.term.line(above)
            return self.prompt.text(question, hint=t("Enter: leave open"), current=current)

    # -- the end -----------------------------------------------------------------------------------------------------

    def entry(self, kind: str, task: str, answers: Mapping[str, Any]) -> Entry:
        """An entry of the day that is told."""
        filled = KINDS[kind].derive(answers)
        return self.desk.new_entry(self.day, kind, task, filled, begun=(self.begun, self.on))

    def keep(self) -> bool:
        """All that was answered as one act, the draft gone with it. False: there was nothing to keep."""
        answers, draft, journal = self.answers, self.drafted.draft, self.desk.journal(write=True)
        own: dict[str, Any] = {name: answers[name] for name in ("now", "text") if name in answers}
        if answers.get("since") == "l":
            journal.set_setting(LATER_KEY, self.on.isoformat())
        elif self._told_later():
            journal.set_setting(LATER_KEY, "")
        fresh, changed = guests.becomes(self)
        if answers.get("since") == "n":
            fresh += self.marks(trigger.task_of(self.told, "").id, "none")
        words = t("the check-in of day {day}", day=self.told.day)
        with journal.act("checkin", words, at=self.desk.now(), on=self.day.on) as act:
            before = self.kept_before() if own else None  # another window may have been quicker
            if before is not None:
                changed.append(replace(before, answers={**before.answers, **own}))
            elif own:
                fresh.append(self.entry("reflection", TASK, own))
            for value in fresh:
                act.add(value)
            for entry in changed:
                act.change(entry)
            if draft is not None:
                act.finish_draft(draft.id)
        return bool(set(answers) - {"guests"})

    def marks(self, task: str, what: str) -> list[Entry | Mark]:
        """The mark, unless it is there."""
        from repairjournal import store

        there = self.desk.journal(write=True).marks(self.day.run.id, since=self.on)
        if any((m.date, m.task, m.what) == (self.on, task, what) for m in there):
            return []
        return [Mark(store.new_id(), self.day.run.id, self.on, self.day.on, task, what)]

    def last_words(self) -> str:
        return t("Kept.") if self.told.span is None else t("Kept. Day {day}.", day=self.told.day)

    def _one_more(self) -> str:
        """What still waits, else one optional thing, named and not asked."""
        if self.on != self.day.on and self.day.span is not None:
            return t("Today's: rj checkin")
        if (waiting := self._waiting()) is not None:
            return t("The one of {date} waits: rj checkin", date=show.long_date(waiting.date))
        found = [x for x in progress.ranked(today.lines_today(self.desk, self.day)) if x.role == "optional"]
        if not found:
            return ""
        command = tasks.command(found[0], self.day.program)
        late = found[0].use.not_after
        return (
            t("Some daylight hour: {command}", command=command)
            if late
            else t("If you like: {command}", command=command)
        )
