"""What may stand on the page for a therapist: from a choice and what was kept to values, and nothing beside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from repairjournal.model import change, progress
from repairjournal.model.change import Position
from repairjournal.model.day import Day
from repairjournal.model.entry import OPEN, Entry
from repairjournal.model.instrument import Instrument
from repairjournal.model.kinds import KINDS
from repairjournal.model.ledger import NO, PARTLY, YES
from repairjournal.model.program import Part, Task
from repairjournal.text import t

TALK, PERIOD, PRACTICE, MOMENTS, EXPERIMENTS, SHEETS, STORY = (
    "talk", "period", "practice", "moments", "experiments", "sheets", "story",
)  # fmt: skip
SECTIONS = (TALK, PERIOD, PRACTICE, MOMENTS, EXPERIMENTS, SHEETS, STORY)
COUNTS, CHOSEN, ALL = "counts", "chosen", "all"
HOW_MOMENTS = (COUNTS, CHOSEN, ALL)
MOST_LINES = 5  # of experiments, so that the page stays one page
# The only answers in a person's own words that can stand there, each asked by the question of its kind: an author's
# wording could tell more than was chosen.
LINE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "trigger": ("situation", "body", "thought"),
    "moment": ("text", "like"),
    "experiment": ("belief", "prediction", "outcome", "learning"),
}
DIMENSIONS = ("anxiety", "avoidance")  # the numbers of a sheet whose form is not here
Place = tuple[str, str]  # id of an entry, name of one of its answers


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person picked. `first` and `last` are journal dates, None for the run's own; `exact` gives dates instead
    of weeks; `lines` are the answers in own words, picked one by one."""

    sections: tuple[str, ...] = ()
    moments: str = COUNTS
    first: date | None = None
    last: date | None = None
    exact: bool = False
    lines: tuple[Place, ...] = ()
    talk: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """For whom, why and until when; each as the person said it, or left open."""

    for_whom: str = ""
    why: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in own words, below the question it answers. `on` is its journal date."""

    place: Place
    kind: str
    on: date
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Period:
    """`kept` of `days` program days have something kept; private entries are not counted."""

    program: str
    first: date
    last: date
    kept: int
    days: int


@dataclass(frozen=True, slots=True)
class Practised:
    """One exercise, or several that count as one: how often, and progress.before_after of those with two ratings."""

    title: str
    n: int
    rated: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Trials:
    """How many experiments there are, and of how many the prediction came true, in part, or not."""

    n: int
    yes: int
    partly: int
    no: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheets of one form that may be set beside each other: the newest positions, and those of the first.

    `form` is None where its file is not here; then only the two dimensions stand there, without a line to lie on.
    """

    form: Instrument | None
    last_on: date
    now: tuple[Position, ...]
    first_on: date | None = None
    before: tuple[Position, ...] = ()
    bare: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Everything that may leave; a part that was not chosen is None or empty."""

    sections: tuple[str, ...]
    exact: bool
    how_moments: str = COUNTS
    talk: str = ""
    question: str = ""
    period: Period | None = None
    moments: tuple[int, int] | None = None  # trigger moments, good moments
    tests: Trials | None = None
    practised: tuple[Practised, ...] | None = None
    lines: tuple[Line, ...] = ()
    sheets: tuple[Sheet, ...] | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What a page is made from: a run on a day, its entries with the oldest first, and how to look things up.

    `task`: by its id, as its program has it. `form`: the instrument of a sheet. `names`: a name -> what stands for it.
    """

    day: Day
    entries: Sequence[Entry]
    task: Callable[[str], Task | None]
    form: Callable[[Entry], Instrument | None]
    names: Mapping[str, str]

    @property
    def ended(self) -> date:
        return self.day.run.finished_on or self.day.on

    def span(self, choice: Choice) -> tuple[date, date]:
        """First and last journal date of a choice, inside the run."""
        begun = self.day.run.started_on
        first = max(begun, choice.first or begun)
        return first, max(first, min(self.ended, choice.last or self.ended))

    def open_to(self, choice: Choice) -> list[Entry]:
        """The entries of the period that are not private, nor part of one that is; a practice under way is not over."""
        first, last = self.span(choice)
        private = {entry.id for entry in self.entries if entry.private}
        return [
            entry
            for entry in self.entries
            if first <= entry.date <= last
            and not ({entry.id, entry.part_of} & private)
            and not (entry.kind == "practice" and entry.state == OPEN)
        ]

    def told(self) -> list[Line]:
        """The last version of each part of the story, whenever it was written. Where that one is private, none: an
        earlier version never takes its place."""
        newest: dict[tuple[str, str], tuple[Entry, Part]] = {}
        for entry in self.entries:
            task = self.task(entry.task) if entry.kind == "narrative" else None
            for part in task.parts if task else ():
                if _words(entry, part.id):
                    newest[entry.task, part.id] = entry, part
        return [
            Line((entry.id, part.id), entry.kind, entry.date, part.title or part.ask, _words(entry, part.id))
            for entry, part in newest.values()
            if not entry.private
        ]


def offered(life: Life, choice: Choice) -> list[Line]:
    """The lines that may be picked one by one for the sections of a choice, the newest first."""
    kinds = (*(("trigger", "moment") if MOMENTS in choice.sections and choice.moments == CHOSEN else ()),
             *(("experiment",) if EXPERIMENTS in choice.sections else ()))  # fmt: skip
    newest = life.open_to(choice)[::-1]
    found = [line for kind in kinds for line in _lines(newest, (kind,))]
    return [*found, *(life.told() if STORY in choice.sections else ())]


def shared(life: Life, choice: Choice) -> Shared:
    """What leaves by this choice: names replaced, private entries and everything that was not chosen left out."""
    entries, chosen = life.open_to(choice), choice.sections
    lines = [line for line in offered(life, choice) if line.place in choice.lines]
    if MOMENTS in chosen and choice.moments == ALL:
        lines += _lines(entries, ("trigger", "moment"))
    told = any(line.kind == "narrative" for line in lines)
    empty = {*(() if choice.talk or choice.question else (TALK,)), *(() if told else (STORY,))}
    # Stable: the answers of one entry stay in the order of their questions.
    lines.sort(key=lambda line: (_ORDER.index(line.kind), line.on))
    return Shared(
        sections=tuple(name for name in SECTIONS if name in chosen and name not in empty),
        exact=choice.exact,
        how_moments=choice.moments,
        talk=aliased(choice.talk, life.names) if TALK in chosen else "",
        question=aliased(choice.question, life.names) if TALK in chosen else "",
        period=_period(life, choice, entries) if PERIOD in chosen else None,
        moments=(_n(entries, "trigger"), _n(entries, "moment")) if MOMENTS in chosen else None,
        tests=_tests(entries) if EXPERIMENTS in chosen else None,
        practised=_practised(life, entries) if PRACTICE in chosen else None,
        lines=tuple(
            Line(line.place, line.kind, line.on, line.question, aliased(line.text, life.names)) for line in lines
        ),
        sheets=_sheets(life, entries) if SHEETS in chosen else None,
    )


_ORDER = ("trigger", "moment", "experiment", "narrative")


def week(on: date) -> date:
    """The Monday of a date's week: as near as a page tells a day unless dates were chosen."""
    return on - timedelta(days=on.weekday())


def _lines(entries: Iterable[Entry], kinds: Sequence[str]) -> list[Line]:
    return [
        Line((entry.id, name), entry.kind, entry.date, t(_question(entry.kind, name)), _words(entry, name))
        for entry in entries
        if entry.kind in kinds
        for name in LINE_FIELDS[entry.kind]
        if _words(entry, name)
    ]


def _question(kind: str, name: str) -> str:
    blank = Task(id="", kind=kind, title="")
    return next(field.ask for field in (*KINDS[kind].fields(blank), *KINDS[kind].later(blank)) if field.id == name)


def _words(entry: Entry, name: str) -> str:
    value = entry.answers.get(name)
    return value.strip() if isinstance(value, str) else ""


def _n(entries: Iterable[Entry], kind: str) -> int:
    return sum(entry.kind == kind for entry in entries)


def _period(life: Life, choice: Choice, entries: Iterable[Entry]) -> Period:
    first, last = life.span(choice)
    from_day, to_day = life.day.day_of(first) or 1, life.day.day_of(last) or 1
    kept = {entry.day for entry in entries if entry.day is not None and from_day <= entry.day <= to_day}
    return Period(life.day.program.title, first, last, len(kept), to_day - from_day + 1)


def _tests(entries: Iterable[Entry]) -> Trials:
    found = [entry.answers.get("came_true") for entry in entries if entry.kind == "experiment"]
    return Trials(len(found), found.count(YES), found.count(PARTLY), found.count(NO))


def _practised(life: Life, entries: Iterable[Entry]) -> tuple[Practised, ...]:
    """The most frequent first. Soothe, stay, leave well and whatever is done with another are one row, always: which
    of them it was would tell what the questions before them gave."""
    held: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "practice":
            held.setdefault(_exercise(life.task(entry.task)), []).append(entry)
    rows = []
    for title, mine in held.items():
        pairs = [(_rating(entry, "before"), _rating(entry, "after")) for entry in mine]
        rated = progress.before_after([(b, a) for b, a in pairs if b is not None and a is not None])
        rows.append(Practised(title, len(mine), rated))
    return tuple(sorted(rows, key=lambda row: (-row.n, row.title)))


def _exercise(task: Task | None) -> str:
    if task is None:
        return t("an exercise")  # of a program that is not here any more: its id may say anything
    if task.short in ("soothe", "stay") or task.partner or task.when.variant:
        return t("soothe, stay, leave well, or an exercise with someone")
    return task.title


def _rating(entry: Entry, name: str) -> int | None:
    value = entry.answers.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10 else None


def _sheets(life: Life, entries: Iterable[Entry]) -> tuple[Sheet, ...]:
    found = []
    for row in change.series(entry for entry in entries if entry.kind == "assessment"):
        first, newest = row[0], row[-1]
        form = life.form(newest)
        if form is None:
            scores = change.scores_of(newest)
            bare = tuple((name, float(scores[name])) for name in DIMENSIONS if name in scores)
            found.append(Sheet(None, newest.date, (), bare=bare))
            continue
        now = tuple(change.positions(form, change.scores_of(newest)))
        before = tuple(change.positions(form, change.scores_of(first))) if first is not newest else ()
        found.append(Sheet(form, newest.date, now, first.date if before else None, before))
    return tuple(found)


# -- names -------------------------------------------------------------------------------------------------------------

# A letter that a name may not run on into; Chinese, Japanese and Korean have no blanks between words.
_LETTER = r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_LIKE_A_NAME = re.compile(rf"(?<!{_LETTER})[^\W\d_]{_LETTER}+(?!{_LETTER})")
_ENDS = (".", "?", "!", ":", "…", "\n", "。", "")  # what stands before the first word of a sentence
_NO_NAMES = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
        "april", "may", "june", "july", "august", "september", "october", "november", "december",
    )
)  # fmt: skip


def aliased(text: str, names: Mapping[str, str]) -> str:
    """The text with every name as what stands for it, in any case, also before an s; longer names first."""
    known = {_folded(name): alias for name, alias in names.items() if name.strip()}
    if not known or not text:
        return text
    each = sorted(known, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in each)
    found = re.compile(rf"(?<!{_LETTER})(?:{pattern})(?=s?(?!{_LETTER}))", re.IGNORECASE)
    return found.sub(lambda match: known.get(_folded(match[0]), "…"), unicodedata.normalize("NFC", text))


def names_in(texts: Iterable[str], known: Iterable[str] = ()) -> tuple[str, ...]:
    """Words that look like names: a capital in the middle of a sentence. It finds few; in Chinese none."""
    held = {_folded(name) for name in known}
    found: dict[str, None] = {}
    for text in (unicodedata.normalize("NFC", text) for text in texts):
        for match in _LIKE_A_NAME.finditer(text):
            word = match[0]
            capital = word[0].isupper() and word[1:].islower()
            before = text[: match.start()].rstrip(" \t\"'“„«*-")
            if capital and before[-1:] not in _ENDS and word.lower() not in _NO_NAMES:
                found.setdefault(word)
    return tuple(word for word in found if _folded(word) not in held)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
