"""checkin: the guided way through a day. Three questions, at most two guests; every answer is kept before the next."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from repairjournal.cli import care, exercise, ground, keep, reflect, run, show, step, tasks, trigger
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD, DIM
from repairjournal.cli.today import lines_today, record
from repairjournal.errors import UsageError
from repairjournal.model import calendar, progress
from repairjournal.model import care as rules
from repairjournal.model.day import Day
from repairjournal.model.entry import Draft, Entry, Mark
from repairjournal.model.kind import first_line
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds.experiment import CHOSE_NOT
from repairjournal.model.program import Task
from repairjournal.text import safe, t

TASK = "checkin"
GUESTS = 2
LATER_KEY = "tell_later"  # the date on which "yes, later" was answered
NOT_YET_DAYS = 2
ONCE_KEYS = ("asked_own_words", "asked_lean")


def checkin(desk: Desk) -> None:
    """Through the day in about two minutes: how strong, a moment, one line. Enter leaves anything open.

    Example: rj checkin
    """
    day = desk.day()
    if day.paused is not None:
        desk.term.line(t("A pause; nothing is asked. rj resume ends it, and all else is open to you."))
        return
    desk.need(t("a terminal for the questions"))
    prompt = desk.prompt(day)
    try:
        _Evening(desk, prompt, day).go()
    except _Over:
        return


class _Over(Exception):
    """Nothing more is asked tonight."""


@dataclass(frozen=True)
class _Guest:
    """A question that comes only on some days: its name in the draft, and asking it."""

    name: str
    ask: Callable[[], None]


class _Evening:
    """One check-in: its draft, and the answers so far (`steps` names what has been asked)."""

    def __init__(self, desk: Desk, prompt: Prompt, day: Day) -> None:
        self.desk, self.prompt, self.day = desk, prompt, day
        self.journal = desk.journal(write=True)
        self.drafted = keep.Drafted(desk, day, Task(id=TASK, kind="reflection", title=t("the check-in")))
        self.on = day.on

    @property
    def answers(self) -> dict[str, Any]:
        return self.drafted.answers

    def go(self) -> None:
        term = self.desk.term
        waiting = self._waiting()
        self._heading(waiting is not None)
        if waiting is None and self._already():
            term.line(t("Tonight's check-in is kept. Anything else: rj trigger, rj moment, rj --help"))
            return
        if waiting is not None:
            self._resume(waiting)
        else:
            self._after_a_gap()
        try:
            self._step("now", self._now)
            self._step("since", self._since)
            for guest in self._guests():
                self._step(guest.name, guest.ask)
            self._step("close", self._close)
        except Enough:
            pass
        self._keep()

    # -- before the first question -----------------------------------------------------------------------------------

    def _heading(self, resumed: bool) -> None:
        day, term = self.day, self.desk.term
        left = t("Day {day} of {days} · about 2 minutes on a quiet day", day=day.day, days=day.days)
        term.pair(left, t("? why · . enough for today"), BOLD)
        span = day.span
        if span is not None and day.day == span.first and day.day > 1 and not resumed:
            term.line(t("New: {title} ({days} days).", title=safe(span.phase.title), days=span.days))
            if span.phase.focus:
                term.line(safe(span.phase.focus))

    def _waiting(self) -> Draft | None:
        return next((d for d in self.journal.drafts() if d.task == TASK), None)

    def _already(self) -> bool:
        return bool(self.journal.entries(run=self.day.run.id, tasks=(TASK,), since=self.on, until=self.on, n=1))

    def _resume(self, draft: Draft) -> None:
        """Go on with what was broken off; on another day today may come first, the other is kept."""
        from repairjournal import store

        if not self.journal.claim_draft(draft.id, store.holder(os.getpid())):
            raise UsageError(t("this check-in is open in another window"), t("go on there, or close it"))
        if draft.date != self.on and not self._already():
            n = len(draft.answers.get("steps", ()))
            line = t("The one of {date} stands after question {n}.", date=show.long_date(draft.date), n=n)
            chosen = self.prompt.menu(
                line, (("d", t("today instead; the other is kept")),), enter="", hint=t("Enter: on with it")
            )
            if chosen == "d":
                self.journal.release_draft(draft.id)
                return
        self.drafted.draft, self.drafted.answers = draft, dict(draft.answers)
        self.on = draft.date

    def _after_a_gap(self) -> None:
        """Two or more whole open days: asked once, owed nothing."""
        day = self.day
        kept = self._newest_kept()
        dates = [(p.first, p.last) for p in day.pauses]
        gap = calendar.open_days(day.on, day.run.started_on, kept, dates)
        asked = self.journal.setting("gap_asked")
        if len(gap) < 2 or asked == day.on.isoformat():
            return
        self.journal.set_setting("gap_asked", day.on.isoformat())
        term = self.desk.term
        term.line(t("Good that you are here. {n} days are open. Nothing is owed for them.", n=len(gap)))
        options = [("p", t("those days were a pause")), ("e", t("some more days in this part"))]
        options.append(("y", t("a line about those days")))
        chosen = self.prompt.menu("", options, enter="", hint=t("Enter: on with today"))
        if chosen == "p":
            self._was_a_pause(gap)
        elif chosen == "e":
            more = self.prompt.rating(t("How many more days, 1 to 30?"), low=1, high=30, hint=t("Enter: none"))
            if more:
                run.extend(self.desk, more)
                raise _Over
        elif chosen == "y":
            text = self.prompt.text(t("A line about those days"))
            if text:
                about = Task(id=TASK, kind="reflection", title=t("a line about open days"))
                entry = keep.add(self.desk, day, about, {"text": text}, begun_on=gap[-1])
                show.kept(self.desk, entry)

    def _newest_kept(self) -> date | None:
        """The newest journal date with an entry or a look that found nothing."""
        dates = [e.date for e in self.journal.entries(run=self.day.run.id, n=1)]
        dates += [m.date for m in self.journal.marks(self.day.run.id) if m.what == "none"][-1:]
        return max(dates, default=None)

    def _was_a_pause(self, gap: Sequence[date]) -> None:
        day = self.day
        dates = [(p.first, p.last) for p in day.pauses]
        new, _ = calendar.add_pause(dates, gap[0], gap[-1], ())
        number = calendar.program_day(day.on, day.run.started_on, new)
        if self.prompt.confirm(t("Then today is day {day}. Is that right?", day=number)):
            run.keep_pauses(self.desk, day, new, t("a pause"))
            self.day = self.desk.day()
            self.journal = self.desk.journal(write=True)
            self.drafted.day = self.day

    # -- the steps ---------------------------------------------------------------------------------------------------

    def _step(self, name: str, ask: Callable[[], None]) -> None:
        """Ask once; that it was asked is kept with the answer."""
        done = list(self.answers.get("steps", ()))
        if name in done:
            return
        try:
            ask()
        except Back:
            previous = done[-1] if done else None
            if previous in ("now", "since"):
                self.answers["steps"] = done[:-1]
                self._step(previous, self._now if previous == "now" else self._since)
            self._step(name, ask)
            return
        self.answers["steps"] = [*self.answers.get("steps", ()), name]
        self.drafted.save(len(self.answers["steps"]), self.answers)

    def _now(self) -> None:
        question = t("How strong is it right now?   0 settled … 10 the most I can imagine")
        strong = self.prompt.rating(question, hint=t("! not safe"), why=t("So that a hard evening asks less of you."))
        if strong is None:
            return
        self.answers["now"] = strong
        self.drafted.save(0, self.answers)
        if rules.strength(strong, self.desk.thresholds(self.day)) == "high":
            self._hard(strong)

    def _hard(self, strong: int) -> None:
        """8 or more: the hard moment's own way, one line if wished, and that is the evening."""
        if care.safe_now(self.desk, self.prompt, strong, self.day):
            from repairjournal.cli import now

            now.room_first(self.desk, self.prompt, self.day, strong)
            text = self._line(t("One line, if you like."))
            if text:
                self.answers["text"] = text
        raise Enough

    def _since(self) -> None:
        span = self._span_words()
        told = self.journal.setting(LATER_KEY)
        if told and told < self.on.isoformat():
            self.journal.set_setting(LATER_KEY, "")
            question = t("A moment was to be told later. Now?")
        else:
            question = t("{since}: a moment that set something off?", since=span)
        options = [("n", t("none")), ("y", t("tell it")), ("l", t("yes, later"))]
        chosen = self.prompt.menu(question, options, hint=t("Enter: leave open"), why=t("Having looked is enough."))
        task = trigger.task_of(self.day, "")
        if chosen == "n":
            self._mark(task, "none")
        elif chosen == "l":
            self.journal.set_setting(LATER_KEY, self.on.isoformat())
        elif chosen == "y":
            while True:
                trigger.asked(
                    self.desk, self.prompt, self.day, task, now=self.answers.get("now"), offer=False, begun_on=self.on
                )
                if not self.prompt.confirm(t("Another?")):
                    break
        if rules.strength(self.answers.get("now"), self.desk.thresholds(self.day)) == "raised":
            self._what_helped()

    def _span_words(self) -> str:
        last = self.journal.entries(run=self.day.run.id, tasks=(TASK,), until=self.on - timedelta(1), n=1)
        if not last:
            return t("In the last days")
        if last[0].date == self.on - timedelta(1):
            return t("Since yesterday evening")
        return t("Since {date}", date=show.long_date(last[0].date))

    def _what_helped(self) -> None:
        """One line of the person's own, where own words may be shown."""
        if not self.desk.own_words:
            return
        for entry in self.journal.entries(run=self.day.run.id, kinds=("practice",), n=60):
            before, after, note = (entry.answers.get(name) for name in ("before", "after", "note"))
            if isinstance(before, int) and isinstance(after, int) and after < before and note:
                title = show.task_title(self.desk.task(self.day, entry.task), entry.task)
                words = safe(first_line({"note": note}, "note"))
                self.desk.term.line(t("What helped before: {title}. {words}", title=title, words=words), DIM)
                return

    def _close(self) -> None:
        text = self._line(t("One line to close the day."))
        if text:
            self.answers["text"] = text

    def _line(self, question: str, before: str = "") -> str | None:
        with self.desk.term.private():
            if before:
                self.desk.term.line(before)
            return self.prompt.text(question, hint=t("Enter: leave open"))

    def _mark(self, task: Task, what: str) -> None:
        from repairjournal import store

        mark = Mark(store.new_id(), self.day.run.id, self.on, self.day.on, task.id, what)
        words = t("a mark for {title}", title=safe(task.title).lower())
        with self.journal.act("mark", words, at=self.desk.now(), on=self.day.on) as act:
            act.add(mark)

    # -- guests ------------------------------------------------------------------------------------------------------

    def _guests(self) -> list[_Guest]:
        """The first two that apply; those already asked in this check-in keep their place."""
        asked = [name for name in self.answers.get("steps", ()) if name.startswith("guest:")]
        found = [guest for guest in (self._border(), self._practice(), self._experiment(), self._own_line()) if guest]
        fresh = [guest for guest in found if guest.name not in asked]
        return fresh[: max(0, GUESTS - len(asked))]

    def _border(self) -> _Guest | None:
        """A phase's closing line: on its last day and up to three days after."""
        day = self.day
        for span in day.spans:
            if not span.last <= day.day <= span.last + calendar.GRACE_DAYS or not span.phase.close:
                continue
            kept = self.journal.entries(run=day.run.id, tasks=(reflect.CLOSE,), since=self.on - timedelta(60))
            if any(e.answers.get("phase") == span.phase.id for e in kept):
                continue
            phase = span.phase

            def ask(phase: Any = phase) -> None:
                text = self._line(safe(phase.close), t("Behind you: {title}.", title=safe(phase.title)))
                if text:
                    task = reflect.close_task(phase.close)
                    answers = {"text": text, "phase": phase.id}
                    keep.add(self.desk, day, task, answers, begun_on=self.on)

            return _Guest(f"guest:close:{phase.id}", ask)
        return None

    def _practice(self) -> _Guest | None:
        """A core practice that is due and was neither tried nor put off today."""
        seen = record(self.desk, self.day)
        for line in progress.ranked(lines_today(self.desk, self.day)):
            ids = line.use.tasks
            tried = any(x.task in ids and x.date == self.on for x in seen.tallies)
            if line.kind != "practice" or line.role != "core" or tried:
                continue
            return _Guest(f"guest:practice:{ids[0]}", lambda line=line: self._ask_practice(line))  # type: ignore[misc]
        return None

    def _ask_practice(self, line: progress.Line) -> None:
        if tasks.is_step(line, self.day.program):
            self._ask_step(line)
            return
        task = next((x for x in line.tasks if x.steps and not x.partner), line.task)
        short = task.steps_of("short") if "short" in task.variants else ()
        options = [("1", t("{n} minutes now", n=max(1, round(task.seconds / 60))))]
        if short:
            options.append(("2", t("{n} minutes", n=max(1, round(sum(s.seconds for s in short) / 60)))))
        options += [("3", t("I did it today")), ("s", t("not today"))]
        chosen = self.prompt.menu(f"{tasks.title(line, self.day.program)}?", options, hint=t("Enter: leave open"))
        if chosen in ("1", "2"):
            if task.short == "scan":
                self._scan(task, "short" if chosen == "2" else None)
            else:
                exercise.perform(self.desk, task, self.day, before=self.answers.get("now"), ask_before=False)
        elif chosen == "3":
            self._did_it(task)
        elif chosen == "s":
            self._mark(task, "skipped")

    def _ask_step(self, line: progress.Line) -> None:
        """The same small step once more, or not today."""
        options = [("1", step.words(self.desk, self.day)), ("s", t("not today"))]
        chosen = self.prompt.menu(t("The small step?"), options, hint=t("Enter: leave open"))
        if chosen == "1":
            step.step(self.desk)
        elif chosen == "s":
            self._mark(line.task, "skipped")

    def _scan(self, task: Task, variant: str | None) -> None:
        """Inward or outward, as the person has chosen it before."""
        outward = self.desk.task(self.day, task.instead or ground.GROUND)
        if self.journal.setting("inward") == "outward" and outward is not None:
            task = outward
        exercise.perform(self.desk, task, self.day, variant=variant, before=self.answers.get("now"), ask_before=False)

    def _did_it(self, task: Task) -> None:
        """Done earlier today: minutes, before, after; each may stay open."""
        minutes = self.prompt.rating(t("How many minutes?"), low=1, high=180, hint=t("Enter: as planned"))
        answers = {"before": self.prompt.rating(t("How strong before?")), "after": self.prompt.rating(t("And after?"))}
        given = {name: value for name, value in answers.items() if value is not None}
        exercise.done_elsewhere(self.desk, task, 60 * minutes if minutes else task.seconds, given, None, False)

    def _experiment(self) -> _Guest | None:
        """The oldest experiment open for at least a day; after `not yet` two days of quiet."""
        waiting = [e for e in self.journal.entries(run=self.day.run.id, state="open") if KINDS[e.kind].waits]
        waiting = [e for e in waiting if e.date < self.on and (self._quiet_until(e) or "") <= self.on.isoformat()]
        if not waiting:
            return None
        oldest = waiting[-1]
        return _Guest(f"guest:open:{oldest.id}", lambda: self._ask_experiment(oldest))

    def _quiet_until(self, entry: Entry) -> str | None:
        return self.journal.setting(f"not_yet:{entry.id}")

    def _ask_experiment(self, entry: Entry) -> None:
        begun = show.long_date(entry.date)
        options = [("y", t("tell it")), ("n", t("not yet")), ("s", t("let it go"))]
        question = t("The experiment of {date}: has anything come of it?", date=begun)
        chosen = self.prompt.menu(question, options, hint=t("Enter: leave open"))
        if chosen == "y":
            from repairjournal.cli import experiment

            experiment.close(self.desk, self.prompt, self.day, entry)
        elif chosen == "n":
            until = self.on + timedelta(NOT_YET_DAYS + 1)
            self.journal.set_setting(f"not_yet:{entry.id}", until.isoformat())
        elif chosen == "s":
            changed = replace(entry, answers={**entry.answers, "did": CHOSE_NOT}, state="kept")
            with self.journal.act("review", t("letting an experiment go"), at=self.desk.now(), on=self.day.on) as act:
                act.change(changed)

    def _own_line(self) -> _Guest | None:
        """The phase's own line: a good moment where the phase asks for them."""
        for line in progress.ranked(lines_today(self.desk, self.day)):
            if line.kind == "moment":
                return _Guest("guest:moment", lambda line=line: self._ask_moment(line))  # type: ignore[misc]
        return None

    def _ask_moment(self, line: progress.Line) -> None:
        options = [("n", t("none")), ("y", t("tell it"))]
        chosen = self.prompt.menu(t("A good moment today, however small?"), options, hint=t("Enter: leave open"))
        if chosen == "n":
            self._mark(line.task, "none")
        elif chosen == "y":
            from repairjournal.cli import moment

            moment.asked(self.desk, self.prompt, self.day, line.task, begun_on=self.on)

    # -- the end -----------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        """One reflection entry of the check-in, the draft gone with it, then at most one question asked once."""
        answers = {name: value for name, value in self.answers.items() if name in ("now", "text")}
        draft = self.drafted.draft
        if answers:
            keep.add(self.desk, self.day, self.drafted.task, answers, draft=draft)
        elif draft is not None:
            self.journal.drop_draft(draft.id)
        self._asked_once()
        day = self.day.day_of(self.on) or self.day.day
        self.desk.term.pair(t("Kept. Day {day}.", day=day), self._one_more())

    def _one_more(self) -> str:
        """One optional thing, named and not asked."""
        optional = [x for x in progress.ranked(lines_today(self.desk, self.day)) if x.role == "optional"]
        return t("If you like: {command}", command=tasks.command(optional[0], self.day.program)) if optional else ""

    def _asked_once(self) -> None:
        day = self.day
        first = day.spans[0].last if day.spans else 0
        due = {"asked_own_words": day.day >= 4, "asked_lean": first <= day.day <= first + 3}
        for key in ONCE_KEYS:
            if due[key] and not self.journal.setting(key):
                self.journal.set_setting(key, "1")
                (self._ask_own_words if key == "asked_own_words" else self._ask_lean)()
                return

    def _ask_own_words(self) -> None:
        from repairjournal.cli import config

        question = t("May your own words stand on the daily pages? Whoever sees the screen can read them.")
        if self.prompt.confirm(question):
            self.desk.settings["own_words"] = True
            config.write(self.desk.settings)

    def _ask_lean(self) -> None:
        from repairjournal.cli import start

        question = t(
            "Still the same, what you notice more often?   {now}",
            now=t(start.LEAN_WORDS[start.LEAN_KEYS.index(self.day.run.lean)]),
        )
        options = [(str(n), t(words)) for n, words in enumerate(start.LEAN_WORDS, 1)]
        chosen = self.prompt.menu(question, options, enter="", hint=t("Enter: leave it as it is"))
        if chosen:
            lean = start.LEAN_KEYS[int(chosen) - 1]
            with self.journal.act("config", t("lean set anew"), at=self.desk.now(), on=self.day.on) as act:
                act.change(replace(self.day.run, lean=lean))
