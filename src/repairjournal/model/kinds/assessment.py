"""An assessment: numbers given on a sheet, scored by the key its instrument names."""

from __future__ import annotations

from collections.abc import Mapping

from repairjournal.model.kind import Answers, Kind
from repairjournal.model.program import Field, Task


def fields(task: Task) -> tuple[Field, ...]:
    """One number per item. The items come from the instrument's file, filled into the task before it is asked."""
    return task.fields


def headline(answers: Answers) -> str:
    scores = answers.get("scores")
    found = scores.items() if isinstance(scores, Mapping) else ()  # a journal from elsewhere may hold anything here
    return ", ".join(f"{name} {round(value, 2):g}" for name, value in found if isinstance(value, (int, float)))


# Stand beside the answers, also where there are none: the form and its numbers; whom it is about; what was noticed.
_COMPUTED = ("form", "scores", "about", "person", "notes")

KIND = Kind(
    name="assessment",
    fields=fields,
    headline=headline,
    count_words=("sheet", "sheets"),
    enough=lambda answers: any(name not in _COMPUTED for name in answers),
)
