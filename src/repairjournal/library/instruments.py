"""Instruments: which questions a sheet asks, and how it is scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from repairjournal.errors import UsageError
from repairjournal.model import own_check
from repairjournal.model.program import Field, Task
from repairjournal.text import t


def fill(task: Task) -> Task:
    """The task with one question per item of its instrument. UsageError where the form cannot be asked yet."""
    if task.instrument != "own-check":
        raise UsageError(
            t("this sheet cannot be entered by this version"), t("the own check can: its counts need no sheet")
        )
    items = tuple(
        Field(f"c{number}", "scale", f"{t(own_check.ASK)} {t(count.ask)}", own_check.LOW, own_check.HIGH)
        for number, count in enumerate(own_check.COUNTS, 1)
    )
    return replace(task, fields=items)


def scored(task: Task, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the form's name and its sums beside them."""
    counts = [answers.get(f"c{number}") for number in range(1, len(own_check.COUNTS) + 1)]
    sums = {side: total for side, total in own_check.score(counts).items() if total is not None}
    return {**answers, "form": task.instrument, "scores": sums}
