"""An assessment: numbers given on a sheet, scored by the key its instrument names."""

from __future__ import annotations

from repairjournal.model.kind import Answers, Kind
from repairjournal.model.program import Field, Task


def fields(task: Task) -> tuple[Field, ...]:
    """One number per item. The items come from the instrument's file, filled into the task before it is asked."""
    return task.fields


def headline(answers: Answers) -> str:
    scores = answers.get("scores") or {}
    return ", ".join(f"{name} {value:g}" for name, value in scores.items())


_COMPUTED = ("form", "scores")  # stand beside the answers, also where there are none

KIND = Kind(
    name="assessment",
    fields=fields,
    headline=headline,
    count_words=("sheet", "sheets"),
    enough=lambda answers: any(name not in _COMPUTED for name in answers),
    extra=(Field("form", "short", "Form"),),
)
