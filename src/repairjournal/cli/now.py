"""now: the hard moment. Help stands on the first frame; two more keys and an exercise runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repairjournal.cli.desk import Desk
from repairjournal.cli.term import BOLD, DIM
from repairjournal.model.day import Day
from repairjournal.text import t

if TYPE_CHECKING:
    from repairjournal.cli.prompt import Prompt
    from repairjournal.model.program import Task

DOORS = {
    "soothe": "five minutes before I reach out",
    "stay": "one more minute, if it is safe here",
    "leave-well": "leaving well and coming back",
    "outward": "look around the room, two minutes",
    "trigger": "write down what happened",
    "call": "people to call",
}
EXERCISES = ("soothe", "stay", "leave-well")  # doors whose place says `outward` while they rest
# At 8 or more, once "are you safe" was answered with yes: the room first, the rest stays one key away.
AT_MOST = (("1", "soothe"), ("5", "call"))


def now(desk: Desk) -> None:
    """Something is strong right now. How strong, if you like, then five doors; works without a journal or a program.

    Example: rj now
    """
    term = desk.term
    term.line(t("Both feet on the floor. One long breath out. There is time."), BOLD)
    if not term.asks:
        _told(desk)
        return
    from repairjournal.cli import care
    from repairjournal.cli.prompt import Back, Enough

    prompt = desk.prompt()
    counted = ""
    try:
        strong = prompt.rating(t("How strong right now, 0-10?"), hint=t("Enter: no number · ! not safe"))
        day = desk.day_if_open()
        from repairjournal.model import care as rules

        thresholds = desk.thresholds(day)
        high = rules.strength(strong, thresholds) == "high"
        if high and not care.safe_now(desk, prompt, strong, day):
            return
        counted, many = care.nows(desk, day)
        if rules.offer_voice(many, thresholds):
            term.line()
            term.line(t("This is time {n} today. Would a voice help? 5: people to call", n=many))
        if high:
            room_first(desk, prompt, day, strong)
        else:
            may_stay = day is not None and day.person().with_another
            doors = rules.doors(day.run.lean if day else "unsure", may_stay, _resting(desk, day))
            options = [(str(n), t(DOORS[name])) for n, name in enumerate(doors, 1)]
            chosen = prompt.menu("", options, enter="3", hint=t("Enter: 3"))
            through(desk, day, doors[int(chosen or 3) - 1], strong)
    except (Back, Enough):
        term.clear()
    finally:
        care.keep_nows(desk, counted)


def room_first(desk: Desk, prompt: Prompt, day: Day | None, strong: int | None) -> None:
    """8 or more, and safe: the room first; the five minutes and people to call stay one key away."""
    resting = _resting(desk, day)
    shown = [(key, t(DOORS[name])) for key, name in AT_MOST if name not in resting]
    question = t("Then first the room, two minutes, eyes open. Name five things you see.")
    chosen = prompt.menu(question, shown, enter="", hint=t("Enter: start · . leave"))
    through(desk, day, dict(AT_MOST).get(chosen or "", "outward"), strong)


def through(desk: Desk, day: Day | None, door: str, strong: int | None) -> None:
    """Behind one of the doors."""
    from repairjournal.cli import care, exercise, trigger

    if door == "call":
        desk.people_to_call()
    elif door != "trigger":
        entry = exercise.perform(desk, _task(desk, day, door), day, before=strong, ask_before=False)
        if day is not None and entry is not None and care.settled(desk, day, entry.answers):
            desk.term.line(t("In words, tonight or tomorrow, if you like: rj trigger"), DIM)
    elif day is None:  # no error on such an evening
        desk.term.line(t("Writing it down here needs a program: rj start begins one. Paper does as well."))
    else:
        trigger.asked(desk, desk.prompt(day), day, trigger.task_of(day, ""), now=strong, offer=False)


def _task(desk: Desk, day: Day | None, door: str) -> Task:
    from repairjournal.cli import ground, practice

    if door == "leave-well":
        return practice.leaving_well(desk, day)
    if door != "outward":
        return practice.task_for(desk, day, door)
    task = desk.task(day, ground.GROUND)
    assert task is not None
    return task


def _resting(desk: Desk, day: Day | None) -> set[str]:
    """The doors whose exercise rests."""
    if day is None:
        return set()
    from repairjournal.cli import care

    tasks = {door: _task(desk, day, door).id for door in EXERCISES}
    found = care.resting(desk, day, set(tasks.values()))
    return {door for door, id in tasks.items() if id in found}


def _told(desk: Desk) -> None:
    """Without a terminal: the doors as commands."""
    for command, door in (
        ("rj soothe", "soothe"),
        ("rj practice leaving-well", "leave-well"),
        ("rj practice outward", "outward"),
        ("rj trigger", "trigger"),
        ("rj sos", "call"),
    ):
        desk.term.line(f"{command}: {t(DOORS[door])}")
