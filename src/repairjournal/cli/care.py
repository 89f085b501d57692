"""Care on the screen: the direct question, people to call, the room, the gate. Rules are model/care's."""

from __future__ import annotations

from datetime import datetime

from repairjournal.cli import ground
from repairjournal.cli.desk import Desk
from repairjournal.cli.prompt import Back, Enough, Prompt
from repairjournal.cli.term import BOLD
from repairjournal.model import care, vocab
from repairjournal.model.day import Day
from repairjournal.text import t

ASKED_KEY = "safe_asked_at"
GATE_KEY = "next_check"


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


def gate(desk: Desk, prompt: Prompt, day: Day) -> Day:
    """The gate before a task with a partner; the day with the variant it gives. Only the variant is stored."""
    term = desk.term
    journal = desk.journal(write=True)
    due_from = journal.setting(GATE_KEY)
    if due_from and day.day < int(due_from):
        return day
    with term.private():
        term.line(t("Answer only if nobody can see this screen. Nothing you answer here is kept."), BOLD)
        answers: list[bool | None] = []
        options = (("y", t("yes")), ("n", t("no")))
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
    variant = care.variant_after_gate(answers)
    journal.set_variant(day.run.id, variant)
    journal.set_setting(GATE_KEY, str(day.day + desk.thresholds(day).gate_days))
    return desk.day()


def after_attempt(desk: Desk, prompt: Prompt | None, before: int | None, after: int | None, day: Day | None) -> bool:
    """True when the attempt ended settled; otherwise grounding and people to call are offered, without praise."""
    if care.after(before, after, desk.thresholds(day)) == "settled":
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
