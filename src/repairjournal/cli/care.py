"""Care on the screen: the direct question, people to call, the room, the gate, what rests. Rules are model/care's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from repairjournal.cli import ground
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD
from repairjournal.errors import WorldError
from repairjournal.model import care, vocab
from repairjournal.model.day import Day
from repairjournal.model.entry import Entry, Mark
from repairjournal.model.kind import narrow
from repairjournal.model.program import Task
from repairjournal.text import safe, t

ASKED_KEY = "safe_asked_at"
GATE_KEY = "next_check"
NOWS_KEY = "nows"  # a date and how many hard moments it had, nothing else of them
HEAVY_KEY = "heavy_told"  # the date on which a check-in said that it was a lot
RATINGS = ("now", "before", "after")
LOOKED_BACK = 30  # attempts of one task: far more than a row of three, and the read stays short
NEWEST = 100  # entries among which the last active days are looked for


def asked_yes_at(desk: Desk) -> datetime | None:
    """When "are you safe" was last answered with yes; only the time is kept, never another answer."""
    if not desk.has_journal():
        return None
    value = desk.journal().setting(ASKED_KEY)
    return datetime.fromisoformat(value) if value else None


def safe_now(desk: Desk, prompt: Prompt, now: int | None, day: Day | None) -> bool:
    """The direct question where the rule asks for it. False: people to call stood on the screen, no more follows."""
    if now is None or not care.ask_safe(now, desk.thresholds(day), asked_yes_at(desk), desk.now()):
        return True
    question = t("{now}, {words}. Are you safe where you are?", now=now, words=t(vocab.anchor(now)))
    options = (("1", t("yes")), ("2", t("not sure")), ("3", t("no")), ("4", t("rather not say")))
    chosen = prompt.menu(question, options, hint=t("not kept"))
    if chosen == "1":
        if desk.has_journal():
            desk.journal(write=True).set_setting(ASKED_KEY, desk.now().isoformat())
        return True
    not_safe(desk, prompt)
    return False


def not_safe(desk: Desk, prompt: Prompt) -> None:
    """Lines first, nothing else: no form, nothing kept. Then the room, if the person wishes."""
    desk.people_to_call()
    try:
        prompt.menu(
            "", (("1", t("look around the room with me, two minutes")),), enter="1", hint=t("Enter: 1 · . leave")
        )
    except (Back, Enough):
        desk.term.clear()
        return
    ground.the_room(desk)


# -- the gate ---------------------------------------------------------------------------------------------------------


def gate(desk: Desk, prompt: Prompt, day: Day, *, again: bool = False) -> Day:
    """The gate before a task with another, where it is due (`again`: in any case); the day with what it gave.

    Only a pass is stored, as the variant and the program day from which it is asked again. Anything else stores
    nothing, so that the file says the same before the gate and after a yes; an earlier pass is taken back by it.
    """
    held = desk.journal().setting(GATE_KEY) or ""
    if not again and not care.gate_due(day.run.variant, int(held) if held.isdecimal() else None, day.day):
        return day
    variant = care.variant_after_gate(_answers(desk, prompt))
    if variant == "a":
        journal = desk.journal(write=True)
        journal.set_variant(day.run.id, variant)
        journal.set_setting(GATE_KEY, str(day.day + desk.thresholds(day).gate_days))
    elif day.run.variant == "a":
        closed(desk, day)
    return desk.day()


def closed(desk: Desk, day: Day) -> None:
    """Take an earlier pass back: after another answer, and with a new partner."""
    if day.run.variant == "a":
        journal = desk.journal(write=True)
        journal.set_variant(day.run.id, "b")
        journal.set_setting(GATE_KEY, "")


def _answers(desk: Desk, prompt: Prompt) -> list[bool | None]:
    """To GATE_QUESTIONS, out of sight; None is rather not say. Raises Back from the first, Enough, Away."""
    answers: list[bool | None] = []
    options = (("y", t("yes")), ("n", t("no")))
    with desk.term.private():
        desk.term.line(t("Answer only if nobody can see this screen. Nothing you answer here is kept."), BOLD)
        while len(answers) < len(care.GATE_QUESTIONS):
            question = t(care.GATE_QUESTIONS[len(answers)])
            try:
                chosen = prompt.menu(question, options, hint=t("Enter: rather not say"))
            except Back:
                if not answers:
                    raise
                answers.pop()
            else:
                answers.append(None if chosen is None else chosen == "y")
    return answers


class AskedAgain(Prompt):
    """The conversation of *leaving well*: `?` opens the gate on any day, and the same question waits."""

    def __init__(self, desk: Desk, day: Day) -> None:
        super().__init__(desk.term, desk.people_to_call, day.program.vocab)
        self.desk, self.day = desk, day

    def _held(self, typed: str, why: str, *more: Any, **named: Any) -> bool:
        if narrow(typed).strip() != "?":
            return super()._held(typed, why, *more, **named)
        with suppress(Back, Enough):
            self.day = gate(self.desk, self.desk.prompt(self.day), self.day, again=True)
        return True


def both_safe(desk: Desk, prompt: Prompt, day: Day, task: Task) -> bool:
    """Whether a small step with another may begin: one question before its first attempt, of which nothing is kept.

    False: the person was led back to a smaller step.
    """
    if not task.partner or desk.journal().entries(run=day.run.id, tasks=(task.id,), n=1):
        return True
    options = (("y", t("yes")), ("n", t("no, or not sure")))
    question = t("This one is new. Is it safe for you and for the other, as far as you can tell?")
    with desk.term.private():
        safe_for_both = prompt.menu(question, options, hint=t("Enter: rather not say · not kept")) == "y"
    if safe_for_both:
        return True
    desk.term.line(t("Then another one, a smaller one, or none today. The list: rj step"))
    return False


# -- what rests -------------------------------------------------------------------------------------------------------


def resting(desk: Desk, day: Day, tasks: Iterable[str]) -> frozenset[str]:
    """Which of these tasks rest: their last attempts in a row each ended harder, and none was begun by name since.

    Read from the attempts each time, so that undo, redo and a changed number are right by themselves. The one thing
    kept is the mark `back`. It has the id of the attempt it came with: a mark knows its date alone, and the new count
    may begin on the evening on which the old one ended.
    """
    journal = desk.journal()
    found = set()
    back: dict[str, Mark] | None = None
    for task in tasks:
        attempts = journal.entries(run=day.run.id, tasks=(task,), n=LOOKED_BACK)[::-1]
        if not any(rise > 0 for rise in map(_rise, attempts)):
            continue
        if back is None:
            back = {mark.task: mark for mark in journal.marks(day.run.id) if mark.what == "back"}
        pairs = [(e.answers.get("before"), e.answers.get("after")) for e in _since(attempts, back.get(task))]
        if care.rests(pairs, desk.thresholds(day)):
            found.add(task)
    return frozenset(found)


def _rise(attempt: Entry) -> int:
    before, after = attempt.answers.get("before"), attempt.answers.get("after")
    return after - before if isinstance(before, int) and isinstance(after, int) else 0


def _since(attempts: list[Entry], back: Mark | None) -> list[Entry]:
    """The attempts of the present count, oldest first."""
    if back is None:
        return attempts
    first = next((at for at, attempt in enumerate(attempts) if attempt.id == back.id), None)
    return attempts[first:] if first is not None else [e for e in attempts if e.date > back.date]


def brought_back(attempt: Entry) -> Mark:
    """The mark that goes with the first attempt after a rest, in the same act, so that one undo takes both."""
    assert attempt.run is not None
    return Mark(attempt.id, attempt.run, attempt.date, attempt.written_date, attempt.task, "back")


def tell_rest(desk: Desk, day: Day, task: Task) -> None:
    """Before a task that rests begins by name: one calm line, with an easier form if it has one."""
    n = desk.thresholds(day).rest_after
    line = t("The last {n} times this ended harder than it began, so it has been resting.", n=n)
    easier = easier_words(task)
    desk.term.line(t("{line} Easier: {easier}", line=line, easier=easier) if easier else line)


def easier_words(task: Task) -> str:
    """How a task can be done in a lighter form; empty where it has none."""
    easier = task.easier
    if easier is None:
        return ""
    if easier.say:
        return safe(easier.say)
    if easier.task:
        return t("rj practice {name}", name=easier.task)
    return t("the key e, while it runs") if easier.steps else ""


# -- many hard numbers ------------------------------------------------------------------------------------------------


def nows(desk: Desk, day: Day | None) -> tuple[str, int]:
    """(what to keep, how many hard moments this day has had) with this one; ("", 0) where nothing is kept."""
    if not desk.has_journal():
        return "", 0
    return care.nows_with(desk.journal().setting(NOWS_KEY), day.on if day else desk.journal_date())


def keep_nows(desk: Desk, value: str) -> None:
    """Count this hard moment, last of all: a full disk or another window's lock must not stand before help."""
    if value:
        with suppress(WorldError):
            desk.journal(write=True).set_setting(NOWS_KEY, value)


def heavy(desk: Desk, day: Day) -> bool:
    """Whether the last active days were a lot to carry alone (model/care.heavy_week). Not in a pause: it is silent."""
    if day.paused is not None:
        return False
    kept = desk.journal().entries(run=day.run.id, until=day.on, n=NEWEST)
    rated = [(e.date, e.answers.get(name)) for e in kept for name in RATINGS]
    ratings = [(on, rating) for on, rating in rated if isinstance(rating, int)]
    if not any(rating > care.CALM for _, rating in ratings):
        return False
    thresholds = desk.thresholds(day)
    since = day.on - timedelta(days=thresholds.heavy_within_days)
    return care.heavy_week(care.medians((on, rating) for on, rating in ratings if on > since), thresholds)


def heavy_told(desk: Desk, day: Day) -> bool:
    """Whether today's check-in has said it; then no page of this day says it again."""
    return desk.journal().setting(HEAVY_KEY) == day.on.isoformat()


def tell_heavy(desk: Desk) -> None:
    """That it was a lot, people to reach, a pause as an offer."""
    desk.term.facts(
        [
            t("The last days were a lot to carry alone."),
            t("Someone to talk to: rj sos"),
            t("A pause needs no reason: rj pause"),
        ]
    )


def heavy_after_checkin(desk: Desk, day: Day) -> None:
    """At the end of a check-in, once a day."""
    if heavy(desk, day) and not heavy_told(desk, day):
        tell_heavy(desk)
        desk.journal(write=True).set_setting(HEAVY_KEY, day.on.isoformat())


def settled(desk: Desk, day: Day | None, answers: Mapping[str, Any]) -> bool:
    """Whether an attempt with these answers ended without a rise."""
    return care.after(answers.get("before"), answers.get("after"), desk.thresholds(day)) == "settled"


def after_attempt(desk: Desk, prompt: Prompt | None, answers: Mapping[str, Any], day: Day | None) -> bool:
    """True when the attempt ended settled; otherwise grounding and people to call are offered, without praise."""
    if settled(desk, day, answers):
        return True
    term = desk.term
    term.line(t("That was a lot. It can get louder when one listens."))
    if prompt is None:
        return False
    try:
        chosen = prompt.menu(
            "", (("5", t("people to call")),), enter="", hint=t("Enter: the room, two minutes · . leave")
        )
    except (Back, Enough):
        return False
    if chosen == "5":
        desk.people_to_call()
    else:
        ground.the_room(desk)
    return False


class Stopped(Exception):
    """The direct question was not answered with yes: what was begun ends here, and nothing of it is kept."""
