"""What a command works at: the clock, the places, the settings, and the journal once it is opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from repairjournal.cli import paths
from repairjournal.cli.term import Term
from repairjournal.errors import UsageError, WorldError
from repairjournal.model import calendar
from repairjournal.model.builtin import builtin_task, task_of
from repairjournal.model.day import Day
from repairjournal.model.entry import KEPT, Entry, Run
from repairjournal.model.program import Program, Task, best_language
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.cli.prompt import Prompt
    from repairjournal.model.care import Thresholds
    from repairjournal.store import Journal

DAY_START = time(4, 0)
FLIGHT_DAYS = 2  # time zones lie at most 26 hours apart


def local_now() -> datetime:
    """The machine's wall clock with its offset."""
    return datetime.now().astimezone()


class Desk:
    """One per process. `now` is injected so that a test can live fifty days; it gives an aware local moment."""

    def __init__(
        self,
        now: Callable[[], datetime] = local_now,
        *,
        plain: bool = False,
        no_input: bool = False,
        yes: bool = False,
        lang: str = "",
    ) -> None:
        self.now = now
        self.settings = paths.settings()
        wants_plain = plain or self.settings.get("plain") is True or os.environ.get("REPAIRJOURNAL_PLAIN") == "1"
        self.yes = yes
        self.no_input = no_input
        self.lang_given = lang
        self.term = Term(plain=wants_plain, no_input=no_input)
        self._journal: Journal | None = None
        self._without = False  # there is one that cannot be read

    # -- places ------------------------------------------------------------------------------------------------------

    @property
    def journal_path(self) -> Path:
        return Path(paths.journal_file(self.settings))

    @property
    def programs_path(self) -> Path:
        return Path(paths.programs_folder(self.settings))

    @property
    def day_start(self) -> time:
        value = self.settings.get("day_start")
        try:
            return time.fromisoformat(value) if isinstance(value, str) else DAY_START
        except ValueError:
            return DAY_START

    @cached_property
    def lang(self) -> str:
        """The language wanted, a code such as zh-CN: --lang, else `config lang`, REPAIRJOURNAL_LANG, the locale.

        Empty where nobody chose, as under the locale C.
        """
        chosen = self.lang_given or self.settings.get("lang") or os.environ.get("REPAIRJOURNAL_LANG")
        names = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order of weight that POSIX gives them
        said = chosen if isinstance(chosen, str) and chosen else next(filter(None, map(os.environ.get, names)), "")
        code = said.strip().partition(".")[0].partition("@")[0].replace("_", "-")
        return "" if code in ("C", "POSIX") else code

    # -- the journal -------------------------------------------------------------------------------------------------

    def journal(self, *, write: bool = False, create: bool = False) -> Journal:
        """The journal, opened once; a command that will write says so at its first call. NoJournal where none is."""
        from repairjournal import store

        if self._journal is not None and write and not self._journal.writable:
            self.close()
        if self._journal is None:
            self._journal = store.open_journal(self.journal_path, write=write, create=create)
        return self._journal

    def has_journal(self) -> bool:
        return not self._without and os.path.lexists(self.journal_path)

    def close(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    # -- today -------------------------------------------------------------------------------------------------------

    def journal_date(self) -> date:
        return calendar.journal_date(self.now(), self.day_start)

    @cached_property
    def own_words(self) -> bool:
        return self.settings.get("own_words") is True

    def day(self) -> Day:
        """Today in the active run. UsageError where none is active."""
        found = self.day_or_none()
        if found is None:
            raise UsageError(t("no program has been started"), t("begin with: rj start"))
        return found

    def day_or_none(self, *, write: bool = False) -> Day | None:
        """Today in the active run, None without a journal or a run. Says once on stderr when the clock is behind."""
        if not self.has_journal():
            return None
        journal = self.journal(write=write)
        run = journal.active_run()
        if run is None:
            return None
        program = Program.of(self.program_in_use(run))
        newest = journal.newest_written_date(run.id)
        day = Day.of(run, program, journal.pauses(run.id), self.journal_date(), newest)
        if day.held > 1 and not getattr(self, "_told", False):
            self._told = True
            self.term.error(t("clock is behind your last entry ({date}); that day is kept", date=day.on.isoformat()))
        return day

    def day_if_open(self) -> Day | None:
        """As `day_or_none`, for what has to run on a hard evening: a journal that cannot be read is done without.

        One line on stderr says so; nothing is kept then, and nothing asked about keeping.
        """
        try:
            return self.day_or_none()
        except WorldError as error:
            self.close()
            self._without = True
            self.term.error(t("without the journal: {why}", why=error.line()))
            return None

    def program_in_use(self, run: Run) -> dict[str, Any]:
        """The program a run keeps, in the language wanted where it was kept in it, else in the run's own."""
        journal, lang = self.journal(), run.lang
        if self.lang and best_language(self.lang, (lang,)) is None:
            lang = best_language(self.lang, journal.languages(run.program_sha)) or lang
        return journal.program(run.program_sha, lang)

    def last_day(self) -> Day:
        """The day on which the newest run was closed, for looking back. UsageError where none was ever begun."""
        journal = self.journal() if self.has_journal() else None
        runs = journal.runs() if journal else []
        if journal is None or not runs:
            raise UsageError(t("no program has been started"), t("begin with: rj start"))
        run = runs[0][0]
        program = Program.of(self.program_in_use(run))
        return Day.of(run, program, journal.pauses(run.id), run.finished_on or run.started_on, None)

    def thresholds(self, day: Day | None = None) -> Thresholds:
        """The care thresholds, made stricter by the program where it says so."""
        from repairjournal.library import shipped
        from repairjournal.model import care

        base = shipped.thresholds()
        return care.program_thresholds(base, day.program.safety) if day else base

    # -- making ------------------------------------------------------------------------------------------------------

    def new_entry(
        self,
        day: Day | None,
        kind: str,
        task: str,
        answers: Mapping[str, Any],
        *,
        at: datetime | None = None,
        begun: tuple[datetime, date] | None = None,
        state: str = KEPT,
        part_of: str | None = None,
    ) -> Entry:
        """An entry with its time, journal date, program day and phase.

        `at` is when it happened (aware local), default now; `begun` (moment, journal date) keeps the date of a draft.
        """
        from repairjournal import store

        now = self.now()
        happened = at or (begun[0] if begun else now)
        written_on = day.on if day else self.journal_date()
        if at is None and day is not None and day.held > FLIGHT_DAYS:
            # A clock that far behind is broken: the moment goes with the day that is held, so that lists stay in order.
            happened = happened.replace(year=written_on.year, month=written_on.month, day=written_on.day)
        if at is not None:
            on = calendar.journal_date(at, self.day_start)
        else:
            on = begun[1] if begun else written_on
        number = day.day_of(on) if day else None
        offset = happened.utcoffset()
        return Entry(
            id=store.new_id(),
            kind=kind,
            task=task,
            date=on,
            happened_at=happened.astimezone(UTC),
            offset_min=int(offset.total_seconds() // 60) if offset else 0,
            written_at=now.astimezone(UTC),
            written_date=written_on,
            answers=dict(answers),
            run=day.run.id if day else None,
            program_sha=day.run.program_sha if day else None,
            lang=day.program.language if day else "en",
            day=number,
            phase=day.phase_id(number) if day else None,
            zone=zone_name(),
            state=state,
            part_of=part_of,
        )

    def prompt(self, day: Day | None = None) -> Prompt:
        """The conversation of this process. UsageError where nothing may be asked."""
        from repairjournal.cli.prompt import Prompt

        return Prompt(self.term, self.people_to_call, day.program.vocab if day else None)

    def people_to_call(self, country: str | None = None) -> None:
        """People to call on the screen: of this country, else of the chosen one, else of all."""
        from repairjournal.cli import people

        chosen = self.settings.get("country")
        people.show(self.term, country or (chosen if isinstance(chosen, str) and chosen else None), self.now().date())

    def need(self, what: str) -> None:
        """Exit 2 where something would have to be asked and may not be."""
        if not self.term.asks:
            raise UsageError(t("something is missing: {what}", what=what), t("give it as an option, see --help"))

    def task(self, day: Day | None, id: str) -> Task | None:
        """A task by id: the program's, else a built-in one."""
        return task_of(day.program, id) if day else builtin_task(id)

    def when(self, said: str) -> datetime:
        """The moment meant by --at: aware, in the machine's own zone, so that days across a clock change come right."""
        from repairjournal.model.when import parse_when

        return parse_when(said, self.zoned_now(), self.day_start)

    def zoned_now(self) -> datetime:
        """Now with the zone's own rules where its name is known, else with today's offset."""
        name = zone_name()
        now = self.now()
        if name is None:
            return now
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            zoned = now.astimezone(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return now
        return zoned if zoned.utcoffset() == now.utcoffset() else now


def zone_name() -> str | None:
    """The machine's zone by name (TZ, else the system's link); None where it cannot be read."""
    named = os.environ.get("TZ", "").lstrip(":")
    if named:
        return named if "/" in named and not named.startswith("/") else None
    try:
        target = os.readlink("/etc/localtime")
    except OSError:
        return None
    return target.split("zoneinfo/", 1)[1] if "zoneinfo/" in target else None
