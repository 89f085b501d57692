"""Instruments: which questions a form asks, and what its answers come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model import own_check
from repairjournal.model.program import Field, Task
from repairjournal.text import t

OWN_CHECK, SCORES_ONLY = "own-check", "scores-only"
DIMENSIONS = ("anxiety", "avoidance")


def fill(task: Task) -> Task:
    """The task with one question per item of its form. UsageError where this version cannot ask the form."""
    asked = {OWN_CHECK: _counts, SCORES_ONLY: _numbers}.get(task.instrument or "")
    if asked is None:
        raise UsageError(
            t("the sheet {form} cannot be entered item by item yet", form=task.instrument),
            t("its two results can: rj assess scores-only"),
        )
    return replace(task, fields=asked())


def _counts() -> tuple[Field, ...]:
    words = ", ".join(f"{n} {t(word)}" for n, word in enumerate(own_check.WORDS))
    why = t("{scale}. {line}", scale=words, line=t(own_check.LINE))
    return tuple(
        Field(f"c{number}", "scale", f"{t(own_check.ASK)} {t(count.ask)}", own_check.LOW, own_check.HIGH, why=why)
        for number, count in enumerate(own_check.COUNTS, 1)
    )


def _numbers() -> tuple[Field, ...]:
    """The two results of a sheet of 1 to 7 answered elsewhere, and where that was."""
    return (
        Field("sheet", "short", t("Which sheet was it, by the name its page gives?")),
        Field("site", "short", t("Where did you answer it?")),
        Field("anxiety", "number", t("The number for worry about closeness (anxiety), 1 to 7?"), 1, 7),
        Field("avoidance", "number", t("The number for keeping distance (avoidance), 1 to 7?"), 1, 7),
    )


def scored(task: Task, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the form's name and its numbers beside them."""
    if task.instrument == SCORES_ONLY:
        scores = {name: answers[name] for name in DIMENSIONS if name in answers}
    else:
        counts = [answers.get(f"c{number}") for number in range(1, len(own_check.COUNTS) + 1)]
        scores = {side: total for side, total in own_check.score(counts).items() if total is not None}
    return {**answers, "form": task.instrument, "scores": scores}
