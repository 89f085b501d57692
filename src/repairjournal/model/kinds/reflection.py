"""A reflection: a few lines on a question of the program, and the check-in's own line."""

from __future__ import annotations

from repairjournal.model.kind import Kind, first_line, reworded
from repairjournal.model.program import Field, Task

LINE = Field("text", "text", "A line about it?", why="Whatever length. Leaving it open is fine.")


def fields(task: Task) -> tuple[Field, ...]:
    return task.fields or reworded((LINE,), task)


KIND = Kind(
    name="reflection",
    fields=fields,
    headline=lambda answers: first_line(answers, "text", *answers),
    count_words=("reflection", "reflections"),
)
