"""Today as one value: which day of which run, in which phase, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from repairjournal.model import calendar, progress
from repairjournal.model.entry import Mark, Pause, Run
from repairjournal.model.program import Program, Task


@dataclass(frozen=True, slots=True)
class Day:
    """`day` is the program day of `on`; `held` how many days the clock is behind (calendar.md 3)."""

    run: Run
    program: Program
    pauses: tuple[Pause, ...]
    on: date
    held: int
    day: int
    paused: Pause | None
    spans: tuple[progress.Span, ...]

    @classmethod
    def of(
        cls, run: Run, program: Program, pauses: Sequence[Pause], now_date: date, newest_written: date | None
    ) -> Day:
        on, held = calendar.today(now_date, run.started_on, newest_written)
        dates = [(p.first, p.last) for p in pauses]
        paused = next((p for p in pauses if p.first <= on and (p.last is None or on <= p.last)), None)
        number = calendar.program_day(on, run.started_on, dates) or 1
        return cls(run, program, tuple(pauses), on, held, number, paused, progress.spans(program, run))

    @property
    def days(self) -> int:
        return calendar.days_total(self.run.plan)

    @property
    def span(self) -> progress.Span | None:
        """Today's phase; None after the last."""
        return next((s for s in self.spans if s.first <= self.day <= s.last), None)

    @property
    def focus(self) -> str:
        """The line below today's phase; its own where nobody is close. Empty after the last phase."""
        if self.span is None:
            return ""
        alone = self.run.about in ("nobody", "former") and self.span.phase.focus_alone
        return alone or self.span.phase.focus

    def day_of(self, on: date) -> int | None:
        return calendar.program_day(on, self.run.started_on, [(p.first, p.last) for p in self.pauses])

    def phase_id(self, day: int | None) -> str | None:
        found = calendar.phase_of(day, self.run.plan) if day else None
        return found[1] if found else None

    def record(
        self, tallies: Sequence[progress.Tally], marks: Sequence[Mark], resting: frozenset[str] = frozenset()
    ) -> progress.Record:
        day_of = {m.date: n for m in marks if (n := self.day_of(m.date)) is not None}
        return progress.Record(tallies, marks, day_of, self.day, self.on, resting)

    def person(self, done_tasks: frozenset[str] = frozenset()) -> progress.Circumstances:
        return progress.Circumstances.of(self.run, done_tasks)

    def lines(self, span: progress.Span, record: progress.Record) -> tuple[progress.Line, ...]:
        """The lines of a phase as they stand today."""
        done = frozenset(x.task for x in record.tallies)
        following = next((s for s in self.spans if s.number == span.number + 1), None)
        shown = replace(record, day=min(record.day, span.last)) if record.day > span.last else record
        return progress.lines(self.program, span, self.person(done), shown, following)

    def use_ask(self, task: Task) -> Task:
        """The task with the question today's phase adds to it, as its last field before those behind `m`."""
        span = self.span
        use = next((u for u in span.phase.uses if task.id in u.tasks and u.ask), None) if span else None
        return task.with_question(use.ask if use else None)
