"""Ways through a program that lead nowhere (P11): forms that lead back to themselves, conditions nobody can meet."""

from __future__ import annotations

from collections.abc import Iterator

from repairjournal.model.builtin import task_of
from repairjournal.model.check import Finding, Path
from repairjournal.model.load import use_days
from repairjournal.model.program import Program, Task
from repairjournal.text import t


def check_branches(program: Program) -> Iterator[Finding]:
    """`easier` and `instead` that end where they began: the key would do nothing."""
    for task in program.tasks.values():
        path: Path = ("tasks", task.id)
        if task.easier and task.easier.task and _returns(program, task.id, "easier"):
            what = t("the easier form of '{id}' leads back to it", id=task.id)
            yield Finding((*path, "easier", "task"), "P11", what, t("name another practice, or write steps or say"))
        if task.instead and _returns(program, task.id, "instead"):
            what = t("'{id}' stands in its own place", id=task.id)
            yield Finding((*path, "instead"), "P11", what, t("name a practice that looks outward"))


def _next(task: Task, key: str) -> str | None:
    return task.instead if key == "instead" else task.easier.task if task.easier else None


def _returns(program: Program, start: str, key: str) -> bool:
    """Whether following one key from a task comes back to it."""
    seen: set[str] = set()
    here: str | None = start
    while here and here not in seen:
        seen.add(here)
        task = program.tasks.get(here)
        here = _next(task, key) if task else None
    return here == start


def check_reach(program: Program) -> Iterator[Finding]:
    """Warnings about a `when.after` that is met too late or by nobody; every part could be read."""
    first, last = _spans(program)
    for task in program.tasks.values():
        before = task_of(program, task.when.after) if task.when.after else None
        if before is None:
            continue
        path: Path = ("tasks", task.id, "when", "after")
        if before.retired:
            what = t("'{id}' waits for '{after}', which is retired", id=task.id, after=before.id)
            yield Finding(path, "P11", what, t("name a task that is still offered"), warning=True)
        elif task.when.about and before.when.about and not set(task.when.about) & set(before.when.about):
            what = t("'{id}' waits for '{after}', and no person is offered both", id=task.id, after=before.id)
            yield Finding(path, "P11", what, t("let their 'about' have a word in common"), warning=True)
        elif task.id in last and before.id in first and first[before.id] > last[task.id]:
            what = t("'{id}' waits for '{after}', which begins after its last day", id=task.id, after=before.id)
            yield Finding(
                path, "P11", what, t("use '{after}' earlier, or this one later", after=before.id), warning=True
            )


def _spans(program: Program) -> tuple[dict[str, int], dict[str, int]]:
    """({task: first program day of any use}, {task: last})."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for phase, use in program.uses():
        days = use_days(use, phase.days)
        if not days:
            continue
        for id in use.tasks:
            first[id] = min(first.get(id, phase.first + days[0] - 1), phase.first + days[0] - 1)
            last[id] = max(last.get(id, 0), phase.first + days[-1] - 1)
    return first, last
