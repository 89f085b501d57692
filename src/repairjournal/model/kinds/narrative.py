"""A part of the story: told once, told again."""

from __future__ import annotations

from repairjournal.model.kind import Kind, first_line
from repairjournal.model.program import Field, Task

CHANGED = Field("changed", "text", "What is different in how you see it now?", more=True)


def fields(task: Task) -> tuple[Field, ...]:
    """One text per part of the task; an entry holds the parts that were written."""
    return (*(Field(part.id, "text", part.ask) for part in task.parts), *task.fields, CHANGED)


KIND = Kind(
    name="narrative",
    fields=fields,
    headline=lambda answers: first_line(answers, *answers),
    count_words=("page of the story", "pages of the story"),
)
