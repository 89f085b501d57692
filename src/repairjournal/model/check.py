"""What a program file must mean, beyond its shape: pure checks that find everything at once.

`check` takes the values of a file as far as they could be read; what could not is blank ("" 0 ()), and blank is never
found wrong again. A path names the place: the keys and indexes of the file, from the top.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from repairjournal.model import vocab
from repairjournal.model.builtin import builtin_task, task_of
from repairjournal.model.program import Field, Program, Task, Use
from repairjournal.text import t

Path = tuple[str | int, ...]

# Which of the built-in tasks a program may name without defining them.
BUILT_IN = ("outward", "leaving-well", "checkin", "ladder")
_AGREE_POINTS = range(4, 10)  # answer steps of a scale that asks how much one agrees; 0-10 and 0-100 measure otherwise
_MOST_AGREE = 8  # questions of that sort in a row; more is a questionnaire, and those are named, not copied
_BREATHS = (4.5, 7.0)  # a minute; slower strains, faster does not settle (own bounds)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where (a path), which check, what is so and what to write. A warning refuses nothing."""

    path: Path
    code: str
    what: str
    remedy: str
    warning: bool = False


Nearest = Callable[[str, Iterable[str]], str | None]


def check_structure(program: Program, instruments: Collection[str], nearest: Nearest) -> Iterator[Finding]:
    """P06, P09, P10, P11 and P13 of all tasks, uses and references. `nearest` finds the likeliest of several names."""
    yield from _ids_once(program)
    rings = _rings(program)
    for task in program.tasks.values():
        yield from _task(task, task.id in rings)
    yield from _references(program, instruments, nearest)


def check_days(program: Program) -> Iterator[Finding]:
    """P05: phases follow each other from day 1 to the last, without gap or overlap."""
    before = None
    for n, phase in enumerate(program.phases):
        path: Path = ("phases", n, "days")
        name = phase.id or str(n + 1)
        if not phase.first or not phase.last:
            before = None
            continue
        if phase.last < phase.first:
            what = t("phase '{id}' ends on day {last}, before it starts", id=name, last=phase.last)
            yield Finding(path, "P05", what, t("write the earlier day first"))
            before = None
            continue
        if n == 0 and phase.first != 1:
            what = t("the first phase starts on day {day}", day=phase.first)
            yield Finding(path, "P05", what, t("begin it on day 1"))
        if before is not None and phase.first != before.last + 1:
            what = t(
                "phase '{id}' starts on day {first} and '{before}' ends on day {last}",
                id=name,
                first=phase.first,
                before=before.id or str(n),
                last=before.last,
            )
            yield Finding(path, "P05", what, _gap(before.last, phase.first))
        before = phase
    if before is not None and before is program.phases[-1] and program.days and before.last != program.days:
        what = t("the last phase ends on day {last} and 'days' says {days}", last=before.last, days=program.days)
        yield Finding(("phases", len(program.phases) - 1, "days"), "P05", what, t("make the two agree"))


def _gap(last: int, first: int) -> str:
    if first > last:
        low, high = last + 1, first - 1
        if low == high:
            return t("day {day} belongs to no phase", day=low)
        return t("days {low} to {high} belong to no phase", low=low, high=high)
    if first == last:
        return t("day {day} belongs to two phases", day=first)
    return t("days {low} to {high} belong to two phases", low=first, high=last)


def _twice(values: Sequence[str]) -> Iterator[int]:
    """Indexes of values that stand earlier in the list already."""
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value and value in seen:
            yield n
        seen.add(value)


def _once(path: Path, key: str, values: Sequence[str]) -> Iterator[Finding]:
    """A finding for each value that comes twice; `key` is the last part of its path, or empty for a list of words."""
    for n in _twice(values):
        where = (*path, n, key) if key else (*path, n)
        yield Finding(where, "P10", t("this stands in the list twice"), t("keep it once"))


def _ids_once(program: Program) -> Iterator[Finding]:
    for n in _twice([phase.id for phase in program.phases]):
        what = t("two phases have the id '{id}'", id=program.phases[n].id)
        yield Finding(("phases", n, "id"), "P10", what, t("give this one another id"))
    yield from _once(("locales",), "", program.locales)
    yield from _once(("ladder",), "", program.ladder)
    for name, words in program.vocab.items():
        yield from _once(("vocab", name), "", words)


def _rings(program: Program) -> set[str]:
    """Ids of the tasks that wait, by `when.after`, for one another in a circle."""
    walked: set[str] = set()
    rings: set[str] = set()
    for id in program.tasks:
        chain: dict[str, int] = {}
        here = id
        while here in program.tasks and here not in walked and here not in chain:
            chain[here] = len(chain)
            here = program.tasks[here].when.after or ""
        if here in chain:
            rings |= set(list(chain)[chain[here] :])
        walked |= chain.keys()
    return rings


def _task(task: Task, in_ring: bool) -> Iterator[Finding]:
    path: Path = ("tasks", task.id)
    built_in = builtin_task(task.id)
    if built_in and task.kind and task.kind != built_in.kind:
        what = t("'{id}' is built in as a {kind}", id=task.id, kind=built_in.kind)
        yield Finding((*path, "kind"), "P10", what, t("keep that kind, or choose another id"))
    for key, fields in (("fields", task.fields), ("after", task.after)):
        yield from _once((*path, key), "id", [field.id for field in fields])
        for n, field in enumerate(fields):
            yield from field_findings((*path, key, n), field)
        yield from _questionnaire((*path, key), fields)
    if task.kind == "assessment" and task.fields:
        what = t("an assessment takes its questions from an instrument, not from '{key}'", key="fields")
        remedy = t(
            "published sentences stay with their authors, questions of your own go into a task of kind reflection"
        )
        yield Finding((*path, "fields"), "P13", what, remedy)
    yield from _once((*path, "parts"), "id", [part.id for part in task.parts])
    yield from _steps(path, task)
    yield from _when(path, task, in_ring)
    if task.easier:
        given = [bool(task.easier.steps), bool(task.easier.task), bool(task.easier.say)]
        if sum(given) > 1:
            what = t("'easier' of task '{id}' has more than one way", id=task.id)
            yield Finding((*path, "easier"), "P02", what, t("keep one of steps, task, say"))


def field_findings(path: Path, field: Field) -> Iterator[Finding]:
    """P10 of one question."""
    if field.type == "scale" and (field.low is None or field.high is None):
        what = t("the scale '{id}' has no 'min' or no 'max'", id=field.id)
        here = (*path, "min" if field.low is None else "max")
        yield Finding(here, "P10", what, t("write both, as in min: 0, max: 10"))
    elif field.low is not None and field.high is not None and field.low >= field.high:
        what = t("'min' is not below 'max' in '{id}'", id=field.id)
        yield Finding((*path, "min"), "P10", what, t("write the smaller number as min"))
    if field.type not in ("scale", "number", "") and not (field.low is None and field.high is None):
        what = t("'min' and 'max' have no place in a question of type {type}", type=field.type)
        yield Finding((*path, "min" if field.low is not None else "max"), "P10", what, t("take them out"))
    if field.options and field.source:
        what = t("'{id}' has both 'options' and 'from'", id=field.id)
        yield Finding((*path, "options"), "P10", what, t("keep one of them"))
    if field.type in ("choice", "choices") and not field.options and field.source is None:
        what = t("'{id}' offers nothing to choose", id=field.id)
        yield Finding((*path, "options"), "P10", what, t("write 'options: [one, two]' or 'from: sensations'"))
    if field.options and field.type not in ("choice", "choices", ""):
        what = t("'options' have no place in a question of type {type}", type=field.type)
        yield Finding((*path, "options"), "P10", what, t("take them out, or write type: choice"))
    yield from _once((*path, "options"), "", field.options)
    if field.source and field.source not in vocab.VOCABULARIES:
        what = t("there is no vocabulary '{name}'", name=field.source)
        yield Finding((*path, "from"), "P06", what, t("write one of {words}", words=", ".join(vocab.VOCABULARIES)))


def _questionnaire(path: Path, fields: Sequence[Field]) -> Iterator[Finding]:
    row, before = 0, None
    for n, field in enumerate(fields):
        words = _agreement(field)
        row = 0 if words is None else row + 1 if words == before else 1
        before = words
        if row == _MOST_AGREE + 1:
            what = t("more than {n} questions of how-much-do-you-agree in a row", n=_MOST_AGREE)
            remedy = t("name a published sheet by 'instrument'; its sentences stay with its authors")
            yield Finding((*path, n), "P13", what, remedy, warning=True)


def _agreement(field: Field) -> tuple[str, ...] | None:
    """What a question of a questionnaire shares with its neighbours: a scale to agree on, or the same few answers."""
    if field.type == "choice" and len(field.options) in _AGREE_POINTS:
        return tuple(field.options)
    if field.type != "scale" or field.low is None or field.high is None:
        return None
    return () if field.high - field.low + 1 in _AGREE_POINTS else None


def _steps(path: Path, task: Task) -> Iterator[Finding]:
    ids = {step.id for step in task.steps}
    yield from _once((*path, "steps"), "id", [step.id for step in task.steps])
    if task.kind == "practice" and not task.steps and not task.minutes:
        what = t("practice '{id}' has neither 'steps' nor 'minutes'", id=task.id)
        yield Finding((*path, "steps"), "P09", what, t("write how long it takes"))
    if task.total and all(step.seconds for step in task.steps) and task.seconds != task.total:
        what = t(
            "the steps of '{id}' add up to {sum} s and 'total' says {total}",
            id=task.id,
            sum=task.seconds,
            total=task.total,
        )
        yield Finding((*path, "total"), "P09", what, t("write total: {sum}, or change a step", sum=task.seconds))
    for n, step in enumerate(task.steps):
        if not step.pace or not all(step.pace):
            continue
        breath = sum(step.pace)
        here = (*path, "steps", n, "pace")
        if step.seconds and breath > step.seconds:
            what = t("one breath of step '{id}' is longer than the step", id=step.id)
            yield Finding(here, "P09", what, t("give the step more seconds"))
        elif not _BREATHS[0] <= 60 / breath <= _BREATHS[1]:
            what = t("the pace of step '{id}' is not 4.5 to 7 breaths a minute", id=step.id)
            yield Finding(here, "P09", what, t("let in and out add up to 9 to 13 seconds"))
    for name, steps in task.variants.items():
        yield from _known_steps((*path, "variants", name, "steps"), steps, ids)
    if task.easier:
        yield from _known_steps((*path, "easier", "steps"), task.easier.steps, ids)


def _known_steps(path: Path, names: Sequence[str], ids: Collection[str]) -> Iterator[Finding]:
    for n, name in enumerate(names):
        if name and name not in ids:
            what = t("there is no step '{id}' in this task", id=name)
            yield Finding((*path, n), "P06", what, t("write one of its step ids"))
    yield from _once(path, "", names)


def _when(path: Path, task: Task, in_ring: bool) -> Iterator[Finding]:
    here: Path = (*path, "when")
    when = task.when
    yield from _once((*here, "lean"), "", when.lean)
    yield from _once((*here, "about"), "", when.about)
    if in_ring:
        what = t("task '{id}' waits for itself and can never be offered", id=task.id)
        yield Finding((*here, "after"), "P11", what, t("name a task that can be done before it"))
    # Behind the gate stands variant a only (product.md 4), and with nobody there, nothing for two is offered.
    if (task.partner or task.safety_check) and when.variant == "b":
        what = t("task '{id}' is for two and for variant b, which never meet", id=task.id)
        yield Finding((*here, "variant"), "P11", what, t("write variant: a, or take out 'with' and 'safety_check'"))
    if task.partner and when.about and set(when.about) <= {"former", "nobody"}:
        what = t("task '{id}' is for two, but only for somebody who has nobody there", id=task.id)
        yield Finding((*here, "about"), "P11", what, t("add partner, dating or family, or take out 'with'"))


def _references(program: Program, instruments: Collection[str], nearest: Nearest) -> Iterator[Finding]:
    def task(path: Path, id: str | None, kind: str = "") -> Iterator[Finding]:
        if not id:
            return
        found = program.tasks.get(id) or (builtin_task(id) if id in BUILT_IN else None)
        if found is None:
            like = nearest(id, (*program.tasks, *BUILT_IN))
            remedy = t("write '{id}'", id=like) if like else t("define it under 'tasks', or take it out")
            yield Finding(path, "P06", t("there is no task '{id}'", id=id), remedy)
        elif kind and found.kind and found.kind != kind:
            what = t(
                "'{id}' is of kind {is_kind}, and kind {kind} is wanted here", id=id, is_kind=found.kind, kind=kind
            )
            yield Finding(path, "P06", what, t("name a task of kind {kind}", kind=kind))

    for one in program.tasks.values():
        path: Path = ("tasks", one.id)
        yield from task((*path, "instead"), one.instead, "practice")
        yield from task((*path, "when", "after"), one.when.after)
        yield from task((*path, "easier", "task"), one.easier.task if one.easier else None, "practice")
        for n, id in enumerate(one.uses_exercise):
            yield from task((*path, "uses_exercise", n), id if id != "own" else None, "practice")
        yield from _forms(path, one, instruments, nearest)
        yield from _visible(path, one)
    for n, id in enumerate(program.ladder):
        yield from task(("ladder", n), id, "practice")
    for n, id in enumerate(program.safety.requires_safety_check):
        yield from task(("safety", "requires_safety_check", n), id)
    for p, phase in enumerate(program.phases):
        yield from task(("phases", p, "reading"), phase.reading, "reading")
        for u, use in enumerate(phase.uses):
            path = ("phases", p, "uses", u)
            for n, id in enumerate(use.tasks):
                yield from task(_task_place(path, use, n), id)
            yield from _use(program, path, use)


def _task_place(path: Path, use: Use, n: int) -> Path:
    return (*path, "any_of", n) if len(use.tasks) > 1 else (*path, "task")


def _forms(path: Path, task: Task, instruments: Collection[str], nearest: Nearest) -> Iterator[Finding]:
    named = [((*path, "instrument"), task.instrument or "")]
    named += [((*path, "also_accept", n), name) for n, name in enumerate(task.also_accept)]
    for place, name in named:
        if name and name not in instruments:
            like = nearest(name, instruments)
            remedy = (
                t("write '{id}'", id=like) if like else t("write one of {names}", names=", ".join(sorted(instruments)))
            )
            yield Finding(place, "P06", t("this version knows no instrument of this name"), remedy)


def _visible(path: Path, task: Task) -> Iterator[Finding]:
    known = {field.id for field in task.fields} | {"situation", "body", "thought"}
    for n, id in enumerate(task.keep_visible):
        if id and task.fields and id not in known:
            what = t("there is no question '{id}' in task '{task}'", id=id, task=task.id)
            yield Finding((*path, "keep_visible", n), "P06", what, t("write the id of one of its questions"))


def _use(program: Program, path: Path, use: Use) -> Iterator[Finding]:
    tasks = [task for id in use.tasks if (task := task_of(program, id))]
    yield from _once((*path, "any_of"), "", use.tasks)
    for n, task in enumerate(tasks):
        if task.retired:
            here = _task_place(path, use, n)
            what = t("'{id}' is retired and cannot be used", id=task.id)
            yield Finding(here, "P06", what, t("take it out, or take 'retired' out of the task"))
    if use.variant and len(tasks) == len(use.tasks) and not any(use.variant in task.variants for task in tasks):
        what = t("there is no variant '{name}' in what is used here", name=use.variant)
        yield Finding((*path, "variant"), "P06", what, t("write the name of one of its variants"))
    if tasks and all(task.kind for task in tasks):
        parts = {part.id for task in tasks for part in task.parts}
        for n, id in enumerate(use.parts):
            if id and id not in parts:
                what = t("there is no part '{id}' in what is used here", id=id)
                yield Finding((*path, "parts", n), "P06", what, t("write the id of one of its parts"))
    if use.ask:
        yield from field_findings((*path, "ask"), use.ask)
