"""handout: a program as pages for pen and paper, or one day of it; the same values in every format of HANDOUTS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module

from repairjournal.export.blocks import (
    Block,
    Card,
    Choice,
    Document,
    Grid,
    Leaf,
    Lines,
    Listed,
    Steps,
    Ticks,
    Turn,
    Words,
)
from repairjournal.model.builtin import task_of
from repairjournal.model.care import GATE_QUESTIONS
from repairjournal.model.differ import dose_words
from repairjournal.model.kind import shown_of
from repairjournal.model.kinds import KINDS
from repairjournal.model.kinds import practice as practice_kind
from repairjournal.model.load import minutes_summary, task_minutes, times_of, use_days
from repairjournal.model.program import Field, Phase, Program, Task, Use
from repairjournal.model.summary import course
from repairjournal.text import t

HANDOUTS = ("pdf", "html", "md")  # each a module handout_NAME with `render(document)`

PEOPLE, LEAVING, LADDER, GATE = "people", "leaving-well", "ladder", "before-the-last"
_ROOM = "outward"
_MOST_NAMED = 4  # titles of a shared dose before the rest is counted
_MOST_WORDS = 12  # answers to tick; of more, one is written
_MOST_BOXES = 31  # beyond, the phase is longer than a row of boxes can be read
_STORY_ROWS = 8
_DIGITS = tuple(str(n) for n in range(11))
_WITH = {"partner": "a partner", "dating": "someone new", "former": "someone from before", "family": "family, a friend"}


@dataclass(frozen=True, slots=True)
class Phone:
    """A line to call: what it is and its numbers, one of them may be an address; `note` says what to know of it."""

    name: str
    numbers: str
    note: str
    checked_on: date


def render(name: str, document: Document) -> Iterator[bytes]:
    """A document in one of HANDOUTS. The same values give the same bytes."""
    made: Iterator[bytes] = import_module(f"repairjournal.export.handout_{name}").render(document)
    return made


def booklet(program: Program, code: str, made_on: date, phones: Sequence[Phone] = ()) -> Document:
    """All of a program: a leaf and a day's sheet for each phase, exercises, pages to write on, people to call.

    `code` is the one to compare by another way. Tasks that need the gate stand behind a leaf of their own at the very
    end and are named nowhere before it, so that those pages can be left out or taken out.
    """
    paper = _Paper(program)
    leaves = [_cover(program, code)]
    for number, phase in enumerate(program.phases, 1):
        leaves.append(paper.phase(phase, number))
        title = t("A day in part {n}: {phase}", n=number, phase=phase.title)
        leaves.append(paper.sheet(title, phase, [use for use in phase.uses if paper.whole_phase(use, phase)]))
    leaves.append(paper.exercises())
    leaves.append(paper.forms())
    leaves.append(_people(program, phones))
    leaves.extend(paper.behind_the_gate())
    return _document(program, code, made_on, [leaf for leaf in leaves if leaf.cards], contents=t("What is in here"))


def one_day(program: Program, code: str, made_on: date, day: int) -> Document:
    """The sheet of one program day, from 1."""
    on = course(program)[day - 1]
    head = t("Day {day} of {days}: {phase}", day=day, days=program.days, phase=on.phase.title)
    return _document(program, code, made_on, [_Paper(program).sheet(head, on.phase, on.uses, dated=False)])


def _document(program: Program, code: str, made_on: date, leaves: Sequence[Leaf], contents: str = "") -> Document:
    return Document(
        title=program.title,
        lang=program.language,
        notice=t("A journal, not a therapy. Nobody watches over it. In danger: the local emergency number."),
        foot=t("{title}, version {version}, code {code}", title=program.title, version=program.version, code=code),
        made_on=made_on,
        leaves=leaves,
        contents=contents,
    )


# -- the first page and the people ------------------------------------------------------------------------------------


def _cover(program: Program, code: str) -> Leaf:
    about, most, _ = minutes_summary(program)
    who = str(program.authors[0].get("name", "")) if program.authors else t("nobody named")
    said: list[Block] = [
        Words(program.summary),
        Words(
            t("{days} days, about {about} minutes a day, at most {most}.", days=program.days, about=about, most=most)
        ),
        Words(t("By {who}; so says the file, and nobody has checked.", who=who), quiet=True),
        Words(t("Code {code}. Compare it with whoever gave this to you, by another way.", code=code)),
        Words(t("Version {version}", version=program.version), quiet=True),
    ]  # fmt: skip
    if program.rights:
        said.append(Words(t("Rights: {rights}", rights=program.rights), quiet=True))
    with_pen: list[Block] = [
        Words(t("Each part has a page that says what it is about, and the sheet of a day. Copy the sheet, one a day.")),
        Words(
            t("A box is for a tick, a line for some words. An empty one means nothing. You may leave anything open, "
              "leave out a day, and stop at any point: what you did up to there is whole.")
        ),
        Turn(t("Some texts were written for a screen. There '!' and 'rj sos' mean {where}."), PEOPLE, _people_title()),
        Words(t("Whoever finds these pages can read what you write on them. Keep them where you would keep a letter.")),
    ]  # fmt: skip
    return Leaf(
        program.title,
        [Card("", [block for block in said if not isinstance(block, Words) or block.text]),
         Card(t("With a pen"), with_pen)],
        listed=False,
    )  # fmt: skip


def _people_title() -> str:
    return t("People to call")


def _people(program: Program, phones: Sequence[Phone]) -> Leaf:
    first: list[Block] = [
        Words(t("In danger right now: go where there are people, call the local emergency number.")),
        Words(t("For any hard hour, a voice can help more than a page.")),
    ]
    for phone in phones:
        note = f" ({phone.note})" if phone.note else ""
        first.append(Words(f"{phone.name}: {phone.numbers}{note}"))
    if phones:
        oldest = min(phone.checked_on for phone in phones).isoformat()
        first.append(Words(t("Numbers change. These were checked on {date} or later.", date=oldest), quiet=True))
    cards = [Card("", first)]
    if program.contacts:
        named = [" · ".join(part for part in (x.name, x.how, x.note) if part) for x in program.contacts]
        cards.append(Card(t("From the program file; nobody has checked them"), [Listed(named)]))
    return Leaf(_people_title(), cards, id=PEOPLE)


# -- a program on paper -----------------------------------------------------------------------------------------------


class _Paper:
    """The tasks of a program as pages: those for everybody, and those behind the gate."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.tasks = {id: task for id in _named(program) if (task := task_of(program, id)) and not task.retired}
        leaving = task_of(program, LEAVING)
        if leaving is not None:  # for everybody, whatever a program says
            self.tasks.setdefault(LEAVING, leaving)
        self.free = {id: task for id, task in self.tasks.items() if not _gated(task)}

    # -- a phase and its day --

    def phase(self, phase: Phase, number: int) -> Leaf:
        first = [Words(phase.focus)] if phase.focus else []
        if phase.focus_alone:
            first.append(Words(t("With nobody close: {text}", text=phase.focus_alone), quiet=True))
        cards = [Card("", first)] if first else []
        for title, role in ((t("What it asks for"), "core"), (t("If you like"), "optional")):
            asked = [self._ticks(use, phase) for use in phase.uses if use.role == role and self._titles(use)]
            if asked:
                cards.append(Card(title, asked))
        readings = [phase.reading, *(id for use in phase.uses for id in use.tasks)]
        for id in dict.fromkeys(readings):
            task = self.free.get(id or "")
            if task is not None and task.kind == "reading":
                cards.append(Card(task.title, [Words(text) for text in (task.intro, task.text) if text]))
        if phase.close:
            cards.append(Card(t("At its end"), [Lines(phase.close, 4)]))
        days = t("days {first}-{last}", first=phase.first, last=phase.last)
        return Leaf(t("Part {n}: {phase}", n=number, phase=phase.title), cards, id=f"part-{number}", fact=days)

    def whole_phase(self, use: Use, phase: Phase) -> bool:
        """Whether a use belongs on a sheet for any day of its phase: once a day, or now and then on most of them."""
        return use.dose.kind != "on_demand" and 2 * len(use_days(use, phase.days)) > phase.days

    def _ticks(self, use: Use, phase: Phase) -> Ticks:
        open_days = use_days(use, phase.days)
        n = min(times_of(use, len(open_days)), _MOST_BOXES)
        fact = dose_words(use.dose)
        if len(open_days) < phase.days:
            first, last = phase.first + open_days.start - 1, phase.first + open_days.stop - 2
            days = t("days {first}-{last}", first=first, last=last) if first != last else t("day {day}", day=first)
            fact = t("{dose}, {days}", dose=fact, days=days)
        return Ticks(self._titles(use), n, fact)

    def _titles(self, use: Use) -> str:
        names = [self.free[id].title for id in use.tasks if id in self.free]
        if len(names) > _MOST_NAMED:
            rest = t("or one of {n} others", n=len(names) - _MOST_NAMED + 1)
            return ", ".join((*names[: _MOST_NAMED - 1], rest))
        return t(" or ").join(names)

    def sheet(self, title: str, phase: Phase, uses: Sequence[Use], *, dated: bool = True) -> Leaf:
        """The sheet of a day: how strong, what set something off, what was done, one line at the end."""
        day = t("Day ______   Date ____________") if dated else t("Date ____________")
        cards = [Card("", [Words(phase.focus)])] if phase.focus and not dated else []
        looks = [(use, self.free[id]) for use in uses for id in use.tasks if self._kind(id) == "trigger"]
        checkin = task_of(self.program, "checkin")
        closing = checkin.fields if checkin else ()
        if not looks:
            cards.append(Card("", [self._field(field) for field in closing if field.id == "now"]))
        for use, task in looks:
            shown = [field for field in KINDS["trigger"].fields(task) if not field.more and field != use.ask]
            found = Choice(t("A look back"), (t("nothing set anything off"), t("something did, here it is")))
            own = [use.ask] if use.ask else []
            blocks = [self._field(field) for field in (*shown, *own)]
            cards.append(Card(task.title, [blocks[0], found, *blocks[1:]]))
        done: list[Block] = []
        ids = [id for use in uses for id in use.tasks]
        others = [use for use in uses if self._titles(use) and all(self._kind(id) != "trigger" for id in use.tasks)]
        asked = [self._titles(use) for use in others if use.role == "core"]
        # A long list of exercises has its place in the line after these.
        liked = [self._titles(use) for use in others if use.role != "core" and len(use.tasks) <= _MOST_NAMED]
        done.extend(Choice(ask, words) for ask, words in ((t("Asked for"), asked), (t("If you like"), liked)) if words)
        if any(self._kind(id) == "practice" for id in ids):
            done.append(Lines(t("An exercise, which?"), 1))
            done.append(Choice(t("Before it, how strong?"), _DIGITS))
            done.append(Choice(t("And after it?"), _DIGITS))
        if any(self._kind(id) == "moment" for id in ids):
            done.append(Lines(t("A good moment, in a few words"), 1))
        if done:
            cards.append(Card(t("What there was today"), done))
        cards.append(Card("", [Lines(field.ask, 1) for field in closing if field.id == "text"]))
        return Leaf(title, cards, fact=day, listed=False)

    def _kind(self, id: str) -> str:
        return self.free[id].kind if id in self.free else ""

    # -- exercises, and pages to write on --

    def exercises(self) -> Leaf:
        steps = [task for task in self.free.values() if task.kind == "practice"]
        return Leaf(t("Exercises"), [self.exercise(task) for task in steps], id="exercises")

    def exercise(self, task: Task) -> Card:
        """Its steps with their seconds, what it is not for before them, the easier form and the questions after."""
        blocks: list[Block] = [Words(task.intro)] if task.intro else []
        if said := self._offered(task):
            blocks.append(Words(said, quiet=True))
        if task.not_for:
            blocks.append(Words(t("Not for: {list}.", list=" · ".join(task.not_for))))
        if task.steps:
            blocks.append(Steps([(_clock(step.seconds), _said(step.say or step.id, step.pace)) for step in task.steps]))
        for variant in task.variants:
            kept = task.steps_of(variant)
            numbers = ", ".join(str(n) for n, step in enumerate(task.steps, 1) if step in kept)
            whole = _clock(sum(step.seconds for step in kept))
            blocks.append(Words(t("Short form, {time}: steps {steps}.", time=whole, steps=numbers), quiet=True))
        if task.easier:
            blocks.append(Words(t("Easier: {form}", form=self._easier(task)), quiet=True))
        if task.then:
            blocks.append(Words(task.then))
        after = [practice_kind.NOTE.ask if not task.after else "", *(self._asked(field) for field in task.after)]
        blocks.append(Words(t("Afterwards, if you like: {question}", question=" ".join(filter(None, after)))))
        return Card(
            task.title, blocks, t("about {n} min", n=task_minutes(task)), id=task.id if task.id == LEAVING else ""
        )

    def _easier(self, task: Task) -> str:
        easier = task.easier
        if easier is None or easier.say:
            return easier.say if easier else ""
        other = task_of(self.program, easier.task) if easier.task else None
        if other is not None and not _gated(other):
            return other.title
        return t("steps {steps}", steps=", ".join(str(n) for n, x in enumerate(task.steps, 1) if x.id in easier.steps))

    def _offered(self, task: Task) -> str:
        said = []
        if task.when.about:
            about = ", ".join(t(_WITH[x]) for x in task.when.about if x in _WITH)
            said.append(t("Where it is about: {list}.", list=about) if about else "")
        if task.when.after and task.when.after in self.free:
            said.append(t("Once '{task}' was done.", task=self.free[task.when.after].title))
        return " ".join(part for part in said if part)

    def forms(self) -> Leaf:
        written = [task for task in self.free.values() if task.kind not in ("practice", "reading")]
        steps = [task.title for id in self.program.ladder if (task := self.free.get(id))]
        ladder = task_of(self.program, LADDER)
        cards = [self._form(task) for task in written if not (steps and task.id == LADDER)]
        if steps and ladder is not None:
            card = self._form(ladder)
            named: list[Block] = [
                Words(t("Small steps to choose from, the lowest first:")),
                Listed(steps, numbered=True),
            ]
            cards.append(replace(card, blocks=[*card.blocks[:1], *named, *card.blocks[1:]]))
        return Leaf(t("Pages to write on"), cards, id="forms")

    def _form(self, task: Task) -> Card:
        blocks: list[Block] = [Words(task.intro)] if task.intro else []
        if said := self._offered(task):
            blocks.append(Words(said, quiet=True))
        blocks.extend(self._questions(task))
        return Card(task.title, blocks, t("about {n} min", n=task_minutes(task)))

    def _questions(self, task: Task) -> Iterator[Block]:
        kind = KINDS[task.kind]
        if task.kind == "narrative":
            for part in task.parts:
                ask = f"{part.title}. {part.ask}" if part.title else part.ask
                yield Lines(ask, _STORY_ROWS)
            return
        fields = (*kind.fields(task), *kind.later(task))
        if task.kind == "assessment":
            if fields and all((x.type, x.low, x.high) == ("scale", 0, fields[0].high) for x in fields):
                yield from _grid(fields)
                return
            if not fields:
                yield Lines(t("The form you took, whom it is about, and your numbers"), 2)
                return
        for field in fields:
            yield self._field(field)

    def _field(self, field: Field) -> Block:
        """A question with room for its answer."""
        if field.type == "scale" and field.low == 0 and field.high == 10:
            return Choice(field.ask, _DIGITS)
        if field.type == "yesno":
            return Choice(field.ask, (t("yes"), t("no")))
        words = shown_of(field, self.program.vocab) if field.type in ("choice", "choices", "state") else ()
        if words and len(words) <= _MOST_WORDS:
            return Choice(field.ask, words)
        return Lines(field.ask, 2 if field.type == "text" and not field.source else 1)

    def _asked(self, field: Field) -> str:
        words = shown_of(field, self.program.vocab)
        return f"{field.ask} ({', '.join(words)})" if words else field.ask

    # -- the last pages --

    def behind_the_gate(self) -> Iterator[Leaf]:
        """The page that is read first, and what stands behind it; nothing where a program has no such task."""
        gated = [task for task in self.tasks.values() if _gated(task)]
        if not gated:
            return
        instead = self.free[LEAVING].title
        read: list[Block] = [
            Words(t("Read this page when nobody looks over your shoulder. There is nothing to fill in here.")),
            Listed([t(question) for question in GATE_QUESTIONS]),
            Turn(
                t("If one of these is so, or you would rather not say, leave out every page behind this one. "
                  "Use {where} instead. It is for everybody, and it is no less."),
                LEAVING, instead,
            ),
            Turn(t("Someone to talk to: {where}."), PEOPLE, _people_title()),
            Words(
                t("If none of them is so, the pages behind this one are for moments in which both of you feel safe. "
                  "Read this page again every two weeks, and whenever something between you has changed.")
            ),
        ]  # fmt: skip
        yield Leaf(t("Before the last pages"), [Card("", read)], id=GATE)
        practices = [self.exercise(task) for task in gated if task.kind == "practice"]
        forms = [self._form(task) for task in gated if task.kind not in ("practice", "reading")]
        yield Leaf(t("The last pages"), [*practices, *forms], listed=False, apart=True)


def _grid(fields: Sequence[Field]) -> Iterator[Block]:
    """Questions of one scale as a sheet; the sentence that all of them begin with stands above them once."""
    asks = [field.ask for field in fields]
    ends = [asks[0].find(sign) + 1 for sign in "?:？：" if sign in asks[0][:-1]]
    ask = asks[0][: min(ends, default=0)]
    if not all(each.startswith(ask) for each in asks):
        ask = ""
    yield Grid(ask, [str(n) for n in range((fields[0].high or 0) + 1)], [x.removeprefix(ask).strip() for x in asks])
    if fields[0].why:
        yield Words(fields[0].why, quiet=True)


def _gated(task: Task) -> bool:
    """Whether a task is done with or towards another person in the room, so that the gate stands before it."""
    return bool(task.partner or task.safety_check or task.when.variant == "a")


def _named(program: Program) -> list[str]:
    """Ids of every task a program leads to, in the order of its file, built-in ones after them.

    An exercise stands here also where no phase asks for it: on a screen it is reached by its name.
    """
    used = {id for _, use in program.uses() for id in use.tasks} | {*program.ladder, _ROOM}
    used |= {task.id for task in program.tasks.values() if task.kind == "practice"}
    used |= {phase.reading for phase in program.phases if phase.reading}
    for id in tuple(used):
        task = task_of(program, id)
        for other in (*task.uses_exercise, task.instead, task.easier.task if task.easier else None) if task else ():
            used |= {other} if other and other != "own" else set()
    return [*(id for id in program.tasks if id in used), *sorted(id for id in used if id not in program.tasks)]


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _said(words: str, pace: tuple[float, float] | None) -> str:
    return t("{words} In {n_in:g}, out {n_out:g}.", words=words, n_in=pace[0], n_out=pace[1]) if pace else words
