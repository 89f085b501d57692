"""What is different between two programs, said in words of the program and not in lines of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from repairjournal.model.builtin import task_of
from repairjournal.model.program import Dose, Phase, Program, Task, Use
from repairjournal.text import t

HEADER, PHASES, TASKS = "header", "phases", "tasks"
_MOST_NAMED = 4  # titles of a shared dose in one sentence
_DOSES = {"daily": "every day", "once": "once", "once_per_run": "once in all", "on_demand": "when wanted"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise. `about`: header, phases or tasks; `id` of the phase or task, or empty."""

    about: str
    id: str
    words: str


def differences(old: Program, new: Program) -> list[Difference]:
    """Everything that is otherwise in `new`: first the whole, then phase by phase, then task by task.

    Empty exactly where both programs are equal. Texts of the files stand in it and are not made safe here.
    """
    return [*_header(old, new), *_phases(old, new), *_tasks(old, new)]


def dose_words(dose: Dose) -> str:
    """A dose in plain words."""
    if dose.kind == "times":
        return t("{n} times a week", n=dose.n) if dose.per_week else t("{n} times", n=dose.n)
    return t(_DOSES[dose.kind])


def _titles(program: Program, ids: Sequence[str]) -> str:
    names = [task.title if (task := task_of(program, id)) else id for id in ids]
    if len(names) > _MOST_NAMED:
        return t("any of {n}: {list} ...", n=len(names), list=", ".join(names[:_MOST_NAMED]))
    return t(" or ").join(names)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def _fields(value: Any, *left_out: str) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value) if one.name not in left_out}


# -- the whole --------------------------------------------------------------------------------------------------------

_HEADER_WORDS: Mapping[str, Callable[[Any, Any], str]] = {
    "title": lambda a, b: t("it is now called '{title}', not '{old}'", title=b, old=a),
    "version": lambda a, b: t("version {new} instead of {old}", new=b, old=a),
    "days": lambda a, b: t("{days} days instead of {old}", days=b, old=a),
    "id": lambda a, b: t("another program: '{new}' instead of '{old}'", new=b, old=a),
    "language": lambda a, b: t("written in {new} instead of {old}", new=b, old=a),
    "summary": lambda a, b: t("its summary is worded anew"),
    "ladder": lambda a, b: t("the small steps are now: {list}", list=_listed(b) or t("none")),
    "locales": lambda a, b: t("languages: {list}", list=_listed(b) or t("its own only")),
    "status": lambda a, b: t("status {new} instead of {old}", new=b, old=a),
    "rights": lambda a, b: t("other rights"),
    "authors": lambda a, b: t("written by: {list}", list=_listed([x.get("name", "") for x in b]) or t("nobody named")),
    "contacts": lambda a, b: t("contacts: {list}", list=_listed([x.name for x in b]) or t("none")),
    "safety": lambda a, b: t(
        "care: help comes first from {stop} on, a rise of {rise} ends an exercise",
        stop=b.distress_stop,
        rise=b.rise_stop,
    ),
    "vocab": lambda a, b: t("other words to choose from for: {list}", list=_listed(_otherwise(a, b))),
}


def _otherwise(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*a, *b} if a.get(name) != b.get(name))


def _header(old: Program, new: Program) -> Iterator[Difference]:
    before, after = _fields(old, "tasks", "phases"), _fields(new, "tasks", "phases")
    for name, words in _HEADER_WORDS.items():
        if before[name] != after[name]:
            yield Difference(HEADER, "", words(before[name], after[name]))


# -- phases -----------------------------------------------------------------------------------------------------------


def _phases(old: Program, new: Program) -> Iterator[Difference]:
    before = {phase.id: phase for phase in old.phases}
    after = {phase.id: phase for phase in new.phases}
    for number, phase in enumerate(old.phases, 1):
        if phase.id not in after:
            yield Difference(PHASES, phase.id, t("phase {n}, '{title}', is gone", n=number, title=phase.title))
    stayed = [id for id in before if id in after]
    if stayed != [id for id in after if id in before]:
        yield Difference(PHASES, "", t("the phases come in another order"))
    for number, phase in enumerate(new.phases, 1):
        was = before.get(phase.id)
        name = t("phase {n}, '{title}'", n=number, title=phase.title)
        if was is None:
            words = t("{phase}, is new: days {first} to {last}", phase=name, first=phase.first, last=phase.last)
            yield Difference(PHASES, phase.id, words)
            continue
        for words in _phase(old, new, was, phase):
            yield Difference(PHASES, phase.id, f"{name}: {words}")


def _phase(old: Program, new: Program, was: Phase, phase: Phase) -> Iterator[str]:
    more = phase.days - was.days
    if more:
        n = abs(more)
        days = t("1 day") if n == 1 else t("{n} days", n=n)
        yield t("{days} longer", days=days) if more > 0 else t("{days} shorter", days=days)
    elif phase.first != was.first:
        yield t("now days {first} to {last}", first=phase.first, last=phase.last)
    if phase.title != was.title:
        yield t("it was called '{title}'", title=was.title)
    for name, words in (
        ("focus", t("the line below its title is worded anew")),
        ("focus_alone", t("the line for somebody alone is worded anew")),
        ("close", t("the question at its end is worded anew")),
        ("source_title", t("what the source calls it is worded anew")),
    ):
        if getattr(phase, name) != getattr(was, name):
            yield words
    if phase.reading != was.reading:
        yield t("its reading is '{title}'", title=_titles(new, [phase.reading])) if phase.reading else t("no reading")
    yield from _uses(old, new, was.uses, phase.uses)


def _grouped(uses: Sequence[Use]) -> dict[tuple[str, ...], list[Use]]:
    found: dict[tuple[str, ...], list[Use]] = {}
    for use in uses:
        found.setdefault(use.tasks, []).append(use)
    return found


def _uses(old: Program, new: Program, was: Sequence[Use], now: Sequence[Use]) -> Iterator[str]:
    before, after = _grouped(was), _grouped(now)
    for ids in before:
        if ids not in after:
            yield t("no longer asks for {task}", task=_titles(old, ids))
    for ids, uses in after.items():
        title = _titles(new, ids)
        if ids not in before:
            dose = dose_words(uses[0].dose)
            role = t("core") if uses[0].role == "core" else t("if you like")
            yield t("asks for {task} as well: {dose}, {role}", task=title, dose=dose, role=role)
        elif len(uses) != len(before[ids]):
            yield t("{task} is asked for on other days", task=title)
        else:
            for one, other in zip(before[ids], uses, strict=True):
                for words in _use(one, other):
                    yield t("{task} {otherwise}", task=title, otherwise=words)
    if list(before) != list(after) and sorted(before) == sorted(after):
        yield t("what it asks for comes in another order")


def _use(was: Use, use: Use) -> Iterator[str]:
    if was.role != use.role:
        yield t("became optional") if use.role == "optional" else t("became core")
    if was.dose != use.dose:
        yield t("is asked for {dose} instead of {old}", dose=dose_words(use.dose), old=dose_words(was.dose))
    if (was.from_day, was.until_day) != (use.from_day, use.until_day):
        yield t("is open from day {first} to day {last} of it", first=use.from_day, last=_end(use.until_day))
    if was.variant != use.variant:
        yield t("is done in its form '{variant}'", variant=use.variant) if use.variant else t("is done whole")
    if was.parts != use.parts:
        yield t("begins with other parts")
    if was.ask != use.ask:
        yield t("has another question of this phase") if use.ask else t("has no question of this phase any more")
    left = ("at_most", "not_after", "alone", "window")
    if any(getattr(was, name) != getattr(use, name) for name in left):
        yield t("has other limits (at most, not after, alone, until when it counts)")


def _end(day: int) -> str:
    return t("its last") if day == -1 else str(day)


# -- tasks ------------------------------------------------------------------------------------------------------------

# Fields of a task whose change is told by one sentence.
_TASK_WORDS = {
    "kind": "is of another kind",
    "intro": "has another introduction",
    "text": "has another text",
    "mechanism": "counts for another way of working",
    "approach": "is called another approach",
    "short": "is run by another short command",
    "instead": "names another practice in its place",
    "eyes": "says otherwise what the eyes do",
    "variants": "has other forms",
    "then": "has another line afterwards",
    "keep_visible": "keeps other answers on the screen",
    "self_check": "has another self-check",
    "instrument": "takes another sheet",
    "also_accept": "accepts other sheets",
    "uses_exercise": "offers other exercises",
    "easier": "has another easier form",
    "safety_check": "has another safety check",
}


def _tasks(old: Program, new: Program) -> Iterator[Difference]:
    for id, task in old.tasks.items():
        if id not in new.tasks:
            yield Difference(TASKS, id, t("'{title}' is gone", title=task.title))
    for id, task in new.tasks.items():
        was = old.tasks.get(id)
        if was is None:
            yield Difference(TASKS, id, t("'{title}' is new", title=task.title))
            continue
        for words in _task(was, task):
            yield Difference(TASKS, id, t("'{title}' {otherwise}", title=task.title, otherwise=words))


def _task(was: Task, task: Task) -> Iterator[str]:
    if was.retired != task.retired:
        yield t("is retired: no longer offered, its entries stay") if task.retired else t("is offered again")
    if was.title != task.title:
        yield t("was called '{title}'", title=was.title)
    if was.minutes != task.minutes:
        yield t("takes about {n} minutes", n=task.minutes) if task.minutes else t("no longer says its minutes")
    if was.partner != task.partner:
        yield t("is now done with another person") if task.partner else t("is no longer done with another person")
    if was.when != task.when:
        yield t("is offered to other people or at another time")
    if was.steps != task.steps:
        yield _longer(was, task)
    elif was.total != task.total:
        yield t("gives another total for its steps")
    yield from _lines(was.not_for, task.not_for)
    for name, label in (("fields", t("questions")), ("after", t("questions afterwards")), ("parts", t("parts"))):
        yield from _asked(getattr(was, name), getattr(task, name), label)
    for name, sentence in _TASK_WORDS.items():
        if getattr(was, name) != getattr(task, name):
            yield t(sentence)


def _longer(was: Task, task: Task) -> str:
    more = task.seconds - was.seconds
    if not more:
        return t("has other steps of the same length")
    time = t("{n} seconds", n=abs(more))
    return t("is {time} longer", time=time) if more > 0 else t("is {time} shorter", time=time)


def _lines(was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    more, less = [x for x in now if x not in was], [x for x in was if x not in now]
    if more:
        yield t("is now not for: {list}", list=_listed(more))
    if less:
        yield t("no longer says that it is not for: {list}", list=_listed(less))
    if was != now and not more and not less:
        yield t("says in another order what it is not for")


def _asked(was: Sequence[Any], now: Sequence[Any], label: str) -> Iterator[str]:
    """Questions or parts that came, went, or are worded anew."""
    before, after = {x.id: x for x in was}, {x.id: x for x in now}
    came, went = [id for id in after if id not in before], [id for id in before if id not in after]
    anew = [id for id in after if id in before and after[id] != before[id]]
    for ids, words in ((came, "new {what}: {ids}"), (went, "{what} gone: {ids}"), (anew, "{what} worded anew: {ids}")):
        if ids:
            yield t("has {change}", change=t(words, what=label, ids=_listed(ids)))
    if was != now and not came and not went and not anew:
        yield t("has its {what} in another order", what=label)
